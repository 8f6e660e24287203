"""Prints how long a program takes from its start to its end: `start_time.py MOAT FILE`, in medians of 21 runs."""

import statistics
import subprocess
import sys
import time

RUNS = 21


def median(command):
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e3


def main():
    program, file = sys.argv[1:]
    print(f"/bin/true:         {median(['/bin/true']):6.1f} ms")
    print(f"moat --version:    {median([program, '--version']):6.1f} ms")
    print(f"moat check {file}: {median([program, 'check', file]):6.1f} ms")


if __name__ == "__main__":
    main()
