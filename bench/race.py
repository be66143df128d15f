"""What the races of whole processes share: one run of a process, the median of several, lines of JSON."""
import json, os, shutil, subprocess, sys, time


def run(arguments, scratch, **more):
    """Seconds, processor seconds, megabytes and output of one process."""
    start = time.monotonic()
    with open(os.path.join(scratch, "out"), "w+b") as out:
        process = subprocess.Popen(arguments, stdout=out, stderr=subprocess.STDOUT, **more)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        out.seek(0)
        text = out.read().decode()
    if status:
        raise RuntimeError("%s: %s" % (arguments[0], text[-600:]))
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, text


def duckdb(statements, scratch, *more):
    """DUCKSQL and DUCKDB_LIB are the peer's program and library."""
    return run([os.environ["DUCKSQL"], os.environ["DUCKDB_LIB"], "--reps", "1", "--threads", str(os.cpu_count())] +
               list(more) + ["-c", statements], scratch)


def remove(path):
    shutil.rmtree(path, ignore_errors=True)
    if os.path.isfile(path):
        os.remove(path)


def numbers(line):
    return [round(float(word), 2) for word in line.replace(",", " ").split()]


def median(values):
    return sorted(values)[len(values) // 2]


def race(cases, repeats):
    """CASES: task, peer, a function that runs and gives (seconds, cpu, MB, ...), and one that gives the quality after
    the last run, or None. In turn; one that fails is left out, aloud. Gives the qualities by task and peer."""
    runs, quality, broken = {}, {}, set()
    for repeat in range(repeats):
        for task, peer, measure, check in cases:
            try:
                if (task, peer) in broken:
                    continue
                measured = measure()[:3]
                runs.setdefault((task, peer), []).append(measured)
                if check and repeat == repeats - 1 and os.environ.get("BENCH_CHECK") != "no":
                    quality[task, peer] = check()
            except (OSError, KeyError, RuntimeError, ValueError) as error:
                broken.add((task, peer))
                print("%s: %s left out: %s" % (task, peer, error), file=sys.stderr)
    for (task, peer), measured in runs.items():
        print(json.dumps(dict(task=task, peer=peer, seconds_median=round(median([m[0] for m in measured]), 3),
                              seconds_least=round(min(m[0] for m in measured), 3),
                              cpu_s=round(median([m[1] for m in measured]), 3),
                              peak_rss_mb=round(max(m[2] for m in measured), 1), quality=quality.get((task, peer)),
                              load1=round(os.getloadavg()[0], 1))), flush=True)
    return quality
