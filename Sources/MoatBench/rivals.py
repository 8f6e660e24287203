"""Times the peers that the package index has, on the inputs of shared/bench: `rivals.py BENCH_FOLDER [MANIFESTS_FOLDER DOCKERFILES_FOLDER]`.

Each line of output is a peer, its work, and the median in microseconds, with tabs between; `moat-bench` prints them beside
its own figures. A peer that is not installed, or fails, is said to be so and leaves no figure.
"""

import json
import os
import statistics
import subprocess
import sys
import time

RUNS = 21


def median(work, runs=RUNS):
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e6


def rego(bench, name):
    import regopy

    interpreter = regopy.Interpreter()
    with open(f"{bench}/deploy.rego") as policy:
        interpreter.add_module("deploy", policy.read())
    with open(f"{bench}/{name}") as document:
        data = json.load(document)
    bundle = interpreter.build("data.bench.k8s.deny")
    interpreter.set_input(data)
    return median(lambda: interpreter.query_bundle(bundle))


def cel(bench, name):
    import celpy

    environment = celpy.Environment()
    with open(f"{bench}/messages-const.cel") as source:
        # `split` is an extension of cel-go that cel-python lacks: the rule on tags is left out.
        lines = [line for line in source.read().splitlines() if "split" not in line]
    program = environment.program(environment.compile("\n".join(lines)))
    with open(f"{bench}/{name}") as document:
        activation = {"object": celpy.json_to_cel(json.load(document))}
    return median(lambda: program.evaluate(activation), runs=5)


def cedar(bench, name):
    import cedarpy

    policies = """
      permit(principal, action, resource);
      forbid(principal, action, resource) when { context.containers.containsAny([true]) };
      forbid(principal, action, resource) when { context.hostPath };
    """
    with open(f"{bench}/{name}") as document:
        pod = json.load(document)["spec"]["template"]["spec"]
    request = {
        "principal": 'User::"a"',
        "action": 'Action::"create"',
        "resource": 'Pod::"web"',
        "context": {
            "containers": [c.get("securityContext", {}).get("privileged", False) for c in pod["containers"]],
            "hostPath": any("hostPath" in volume for volume in pod["volumes"]),
        },
    }
    return median(lambda: cedarpy.is_authorized(request, policies, []))


def checkov(folder):
    start = time.perf_counter()
    command = [os.path.join(os.path.dirname(sys.executable), "checkov"), "-d", folder, "--framework", "kubernetes"]
    subprocess.run(command + ["--quiet", "--compact"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return (time.perf_counter() - start) * 1e6


def hadolint(folder):
    names = ("dockerfile", "containerfile")
    paths = [os.path.join(root, file) for root, _, files in os.walk(folder) for file in files]
    dockerfiles = sorted(p for p in paths if any(name in os.path.basename(p).lower() for name in names))
    command = [os.path.join(os.path.dirname(sys.executable), "hadolint"), "--no-fail", "-f", "json"]
    start = time.perf_counter()
    subprocess.run(command + dockerfiles, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - start) * 1e6


PEERS = {
    "rego-cpp (regopy), prepared": rego,
    "cel-python, five of six rules": cel,
    "cedarpy, three flat rules from text": cedar,
}


def main():
    bench = sys.argv[1]
    if len(sys.argv) == 4 and sys.argv[2] in PEERS:
        print(f"{PEERS[sys.argv[2]](bench, sys.argv[3]):.1f}", flush=True)
        return
    for title in PEERS:
        for name, work in [("deploy.json", "with findings"), ("deploy-good.json", "compliant")]:
            # Each in a process of its own: a peer that crashes takes no other with it.
            command = [sys.executable, __file__, bench, title, name]
            result = subprocess.run(command, capture_output=True, text=True, check=False)
            print(f"{title}\t{work}\t{result.stdout.strip() or '(not run)'}", flush=True)
    if len(sys.argv) == 4:
        for title, work, peer, folder in [
            ("checkov", "scan", checkov, sys.argv[2]),
            ("hadolint", "dockerfiles", hadolint, sys.argv[3]),
        ]:
            try:
                print(f"{title}\t{work}\t{peer(folder):.1f}", flush=True)
            except (OSError, subprocess.CalledProcessError):
                print(f"{title}\t{work}\t(not run)", flush=True)


if __name__ == "__main__":
    main()
