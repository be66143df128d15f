#!/usr/bin/env python3
"""Lines of JSON (one a measurement) to a table of ratios. A line without a peer measured no time but compared what both
sides computed: its quality stands below the table. usage: ratios.py RESULTS.jsonl"""
import json, statistics, sys

tasks, compared = {}, []
for line in open(sys.argv[1]):
    if line.startswith("{"):
        m = json.loads(line)
        if "peer" in m and "seconds_median" in m:
            tasks.setdefault(m["task"], {}).setdefault(m["peer"], []).append(m)
        else:
            compared.append(m)
print("| task | patron s | MB | peer | peer s | MB | ratio | quality: patron / peer |\n|---|---:|---:|---|---:|---:|---:|---|")
for task, peers in tasks.items():
    if "patron" not in peers or len(peers) < 2:
        continue
    seconds = lambda ms: statistics.median(m["seconds_median"] for m in ms)
    memory = lambda ms: max(m.get("peak_rss_mb") or 0 for m in ms)
    ours = peers["patron"]
    for peer, theirs in sorted(peers.items()):
        if peer != "patron":
            print(f"| {task} | {seconds(ours):.4g} | {memory(ours):.0f} | {peer} | {seconds(theirs):.4g} | {memory(theirs):.0f} | "
                  f"{seconds(ours) / seconds(theirs):.3f} | {json.dumps(ours[-1].get('quality'))} / {json.dumps(theirs[-1].get('quality'))} |")
for m in compared:
    print(f"\n{m.get('task', 'compared')}: " + json.dumps({key: value for key, value in m.items() if key != "task"}))
