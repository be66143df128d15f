#!/usr/bin/env python3
"""Seconds of the commands of tables.patron, out of the run log, as lines of JSON like the peers'.

usage: tables.py LOG PEAK-KB REOPENED      LOG from --log; PEAK-KB holds the peak memory of the process in kilobytes;
REOPENED is a line of `shop WORKSPACE reopen`, whose rows and sum say what was stored"""
import json, os, re, sys

# The command, how often it came before, and what it is called beside the peers.
TASKS = (("load orders", 0, "csv_ingest"), ("load orders", 1, "csv_ingest_again"), ("summary full", 0, "summary"))

log, peak, reopened = sys.argv[1:4]
version = quality = None
with open(reopened) as lines:
    for line in lines:
        stored = json.loads(line)
        version, quality = stored["version"], stored["quality"]
with open(peak) as text:
    megabytes = round(int(text.read().split()[-1]) / 1024, 1)
seen = {}
with open(log) as lines:
    for line in lines:
        entry = json.loads(line)
        if entry["status"] != "ok":
            sys.exit("tables.py: %s: %s" % (entry["command"], entry["outcome"]))
        command = " ".join(re.split(r"\s+", entry["command"])[:2])
        times = seen[command] = seen.get(command, -1) + 1
        for name, which, task in TASKS:
            if (name, which) == (command, times):
                print(json.dumps(dict(task=task, peer="patron", version=version, n=quality["rows"],
                                      seconds_median=round(entry["seconds"], 4), peak_rss_mb=megabytes,
                                      quality=quality, load1=os.getloadavg()[0])), flush=True)
