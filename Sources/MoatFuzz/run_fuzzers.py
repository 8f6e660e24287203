#!/usr/bin/env python3
"""Runs each target of moat-fuzz for some seconds, from seeds of the project and, where they are at hand, of the corpora.

  run_fuzzers.py BINARY WORK SECONDS [CORPORA] [TARGET ...]

WORK is a directory of its own: WORK/seeds, WORK/corpus (kept between runs) and WORK/found (inputs that end a target).
The exit code is 1 if a target ended by anything but its time. To run what was found again:
  MOAT_FUZZ_TARGET=yaml BINARY WORK/found/yaml-crash-…"""
import concurrent.futures, os, pathlib, subprocess, sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
# What is read of one file, and how many seeds a target begins with: they run before the time counts, and a policy is loaded,
# or a whole run made, three to five times a second.
SEED_BYTES, SEEDS, SEEDS_OF_SLOW_TARGETS = 20_000, 400, {'policy': 60, 'check': 60, 'dockerfile': 150}
JOBS = os.cpu_count() or 1


def files(*patterns, below):
    for pattern in patterns:
        yield from sorted(p for p in below.glob(pattern) if p.is_file() and p.stat().st_size <= SEED_BYTES)


def seeds(target, corpora):
    """The contents of the seeds of a target, those of the project first."""
    examples, policies = ROOT / 'docs' / 'examples', ROOT / 'policies'
    kubernetes, dockerfile, image = (corpora / name for name in ('kubernetes', 'dockerfile', 'image'))
    yaml = ['**/*.yaml', '**/*.yml']
    dockerfiles = ['**/*Dockerfile*', '**/*.dockerfile']

    def contents(*sources, prefix=b'', strip=None):
        for found in sources:
            for path in found:
                data = path.read_bytes()
                yield prefix + (strip(data) if strip else data)

    if target == 'yaml':
        yield from contents(files(*yaml, below=examples), files(*yaml, below=kubernetes))
    elif target == 'json':
        yield from contents(files('**/*.json', below=examples), files('**/*.json', below=corpora))
    elif target in ('dockerfile', 'comment'):
        yield from contents(files(*dockerfiles, below=examples), files(*dockerfiles, below=dockerfile))
        yield b'# moat:ignore sudo until=2030-01-01 reason="x"\n# hadolint ignore=DL3008,SC2086\nRUN sudo apt-get install x\n'
    elif target == 'shell':
        for data in contents(files(*dockerfiles, below=dockerfile)):
            for line in data.replace(b'\\\n', b'').split(b'\n'):
                if line.upper().startswith(b'RUN ') and len(line) > 60:
                    yield bytes([len(line) % 2]) + line[4:]
        yield b'\0set -e; for i in a b; do (cd "$i" && cat <<E | sh -s -- ${X:-y} $(z)) ; done\n$Q\nE\n'
    elif target == 'image':
        yield from contents(files('**/*.json', below=examples), files('**/*.json', below=image))
    elif target == 'archive':
        yield from contents(files('**/*.tar', '**/*.tgz', '**/*.tar.gz', below=corpora))
        yield archive()
    elif target == 'policy':
        yield from contents(files('**/*.moat', below=policies), files('**/*.moat', below=examples))
    elif target == 'ignore':
        yield b'# a\n/build/\n*.y[a-c]ml\n!keep.yaml\n**/x/**\n\\#a\\ \n[!a]?\nfoo/**/bar\n'
        yield (ROOT / '.gitignore').read_bytes()
    elif target == 'check':
        yield from contents(files(*yaml, below=examples), files(*yaml, below=kubernetes), prefix=b'\0')
        yield from contents(files('**/*.json', below=image), prefix=b'\1')
        yield from contents(files(*dockerfiles, below=dockerfile), prefix=b'\2')


def archive():
    import io, tarfile
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w') as tar:
        for name, text in [('oci-layout', b'{"imageLayoutVersion":"1.0.0"}'), ('index.json', b'{"schemaVersion":2,"manifests":[]}'),
                           ('manifest.json', b'[{"Config":"a.json","RepoTags":["a:1"],"Layers":["a/layer.tar"]}]'), ('a.json', b'{"config":{}}')]:
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text))
    return out.getvalue()


def artefacts(work):
    """Programs of single rules, without the header and the checksum that the target puts back."""
    moat = ROOT / '.build' / 'debug' / 'moat'
    if not moat.exists(): return
    for path in files('docs/examples/**/*.moat', 'policies/kubernetes/network/*.moat', below=ROOT):
        out = work / 'seed.moatc'
        if subprocess.run([moat, 'build', '--policies', path, '-o', out], capture_output=True).returncode == 0:
            yield out.read_bytes()[20:-8]


def write_seeds(target, work, corpora):
    directory = work / 'seeds' / target
    directory.mkdir(parents=True, exist_ok=True)
    found = artefacts(work) if target == 'artefact' else seeds(target, corpora)
    every = [data for data in found if data]
    # Evenly over all that there is, so that each suite of the corpora has its part.
    step = max(1, len(every) // SEEDS_OF_SLOW_TARGETS.get(target, SEEDS))
    for number, data in enumerate(every[::step]):
        (directory / f'{number}').write_bytes(data)
    return directory


def run(target, binary, work, seconds, corpora):
    corpus, found = work / 'corpus' / target, work / 'found'
    for directory in (corpus, found): directory.mkdir(parents=True, exist_ok=True)
    command = [binary, f'-max_total_time={seconds}', '-timeout=25', '-rss_limit_mb=3000', '-max_len=40000',
               '-verbosity=0', '-print_final_stats=1', f'-artifact_prefix={found}/{target}-', corpus,
               write_seeds(target, work, corpora)]
    # The runtime's own account of a crash would hide the fuzzer's, and the leak sanitizer does not see what Swift's references
    # with bits of their own keep alive.
    environment = dict(os.environ, MOAT_FUZZ_TARGET=target, SWIFT_BACKTRACE='enable=no', ASAN_OPTIONS='detect_leaks=0')
    result = subprocess.run(command, env=environment, capture_output=True, text=True, errors='replace')
    runs = [line.split()[-1] for line in result.stderr.splitlines() if 'number_of_executed_units' in line]
    return target, result.returncode, runs[0] if runs else '?', result.stderr[-4000:]


def main():
    binary, work, seconds = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve(), int(sys.argv[3])
    corpora = pathlib.Path(sys.argv[4]) if len(sys.argv) > 4 else pathlib.Path('/nonexistent')
    every = ['yaml', 'json', 'dockerfile', 'shell', 'image', 'archive', 'policy', 'artefact', 'ignore', 'comment', 'check']
    targets = sys.argv[5:] or every
    failed = False
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        for target, code, runs, text in pool.map(lambda name: run(name, binary, work, seconds, corpora), targets):
            print(f'{target}: {runs} inputs in {seconds} s' + ('' if code == 0 else f', ended with {code}\n{text}'), flush=True)
            failed |= code != 0 or runs in ('?', '0')
    return 1 if failed else 0


if __name__ == '__main__': sys.exit(main())
