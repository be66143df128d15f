#!/usr/bin/env python3
"""Start to exit, fifty times each. usage: startup.py PATRON"""
import json, statistics, subprocess, sys, time

def start(peer, line):
    seconds = []
    for _ in range(50):
        t = time.perf_counter()
        subprocess.run(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=True)
        seconds.append(time.perf_counter() - t)
    print(json.dumps(dict(task="startup_to_exit", peer=peer, seconds_median=statistics.median(seconds), n=50, quality={})), flush=True)

start("patron", [sys.argv[1], "--version"])
for peer, line in (("python3", ["/usr/bin/python3", "-c", "pass"]), ("sqlite3", ["sqlite3", ":memory:", "select 1"]),
                   ("pandas", ["/usr/bin/python3", "-c", "import pandas"]), ("R", ["Rscript", "-e", "1"])):
    try:
        start(peer, line)
    except (OSError, subprocess.CalledProcessError):
        pass
