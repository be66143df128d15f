#!/usr/bin/env python3
"""CSV to a stored, typed table, beside DuckDB and Polars: every run a process of its own, in turn; lines of JSON.

usage: ingest.py PATRON DATA/SIZE SCRATCH [REPEATS]
Environment: DUCKSQL and DUCKDB_LIB (the peer's program and library), NODE_PATH (with nodejs-polars); one that is not
there is passed over, aloud. BENCH_CHECK=no leaves out the comparison of what was stored, which takes longer than the runs. Seconds and memory are those of the whole process; cpu_s is user and system time together."""
import hashlib, json, os, shutil, subprocess, sys, time

patron, data, scratch = (os.path.abspath(path) for path in sys.argv[1:4])
repeats = int(sys.argv[4]) if len(sys.argv) > 4 else 3
orders, customers = os.path.join(data, "orders.csv"), os.path.join(data, "customers.csv")
shop, database = os.path.join(scratch, "shop"), os.path.join(scratch, "peer.duckdb")
load = "load orders from %s" % orders
role = " key=order_id time=order_ts of=customers"
# A figure of every column. Times as seconds since 1970.
figures = ("count(*)", "round(sum(amount), 2)", "sum(quantity)", "sum(returned)", "sum(order_id)", "sum(%s)",
           "count(DISTINCT customer_id)", "sum(length(customer_id))", "sum(length(category))", "sum(length(channel))",
           "sum(length(country))")


def run(arguments, **more):
    """Seconds, processor seconds, megabytes and output of one process."""
    start = time.monotonic()
    with open(os.path.join(scratch, "out"), "w+b") as out:
        process = subprocess.Popen(arguments, stdout=out, stderr=subprocess.STDOUT, **more)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        out.seek(0)
        text = out.read().decode()
    if status:
        raise RuntimeError("%s: %s" % (arguments[0], text[-400:]))
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, text


def remove(path):
    shutil.rmtree(path, ignore_errors=True)
    if os.path.isfile(path):
        os.remove(path)


def ours(line):
    return run([patron, "-q", "-w", shop, "-c", line])


def our_figures():
    columns = ", ".join(figures) % "unixepoch(order_ts)"
    return numbers(ours("sql SELECT %s FROM orders > %s/figures.csv overwrite=yes" % (columns, scratch)) and
                   open(os.path.join(scratch, "figures.csv")).read().splitlines()[1])


def numbers(line):
    return [round(float(word), 2) for word in line.replace(",", " ").split()]


def patron_new(with_role):
    remove(shop)
    run([patron, "-q", "-c", "new %s" % shop])
    if with_role:
        ours("load customers from %s key=customer_id time=signup_date" % customers)


def patron_sorted():
    patron_new(True)
    return ours(load + role)


def patron_again():
    result = ours(load + role)
    if "unchanged" not in result[3]:
        raise RuntimeError("the same file again is not unchanged")
    return result


def patron_plain():
    patron_new(False)
    return ours(load)


def duckdb(statements):
    return run([os.environ["DUCKSQL"], os.environ["DUCKDB_LIB"], "--reps", "1", "--threads", str(os.cpu_count()), "-c",
                statements])


def duckdb_into(order):
    remove(database)
    return duckdb("ATTACH '%s' AS d; CREATE TABLE d.orders AS SELECT * FROM read_csv('%s', types = "
                  "{'order_ts': 'TIMESTAMP'})%s; CHECKPOINT d; DETACH d" % (database, orders, order))


def duckdb_figures():
    columns = ", ".join(figures) % "epoch(order_ts)"
    return numbers(duckdb("ATTACH '%s' AS d; SELECT %s FROM d.orders" % (database, columns))[3])


def polars():
    return run(["node", "-e", "const pl = require('nodejs-polars'); const d = pl.readCSV(process.argv[1], "
                "{ tryParseDates: true }); console.log(d.height, d.getColumn('amount').sum().toFixed(2))", orders])


def hashing():
    """One thread over the bytes, as sha256sum would."""
    start, cpu, digest = time.monotonic(), time.process_time(), hashlib.sha256()
    with open(orders, "rb") as file:
        while chunk := file.read(1 << 22):
            digest.update(chunk)
    return time.monotonic() - start, time.process_time() - cpu, 0, ""


CASES = (("csv_ingest_sorted", "patron", patron_sorted, our_figures),
         ("csv_ingest_again", "patron", patron_again, our_figures),
         ("csv_ingest_again", "sha256, one thread", hashing, None),
         ("csv_ingest_sorted", "duckdb, ORDER BY", lambda: duckdb_into(" ORDER BY customer_id, order_ts"),
          duckdb_figures),
         ("csv_ingest_plain", "patron", patron_plain, our_figures),
         ("csv_ingest_plain", "duckdb", lambda: duckdb_into(""), duckdb_figures),
         ("csv_ingest_plain", "polars, memory only", polars, None))
runs, quality, broken = {}, {}, set()
for repeat in range(repeats):
    for task, peer, measure, check in CASES:
        try:
            if (task, peer) in broken:
                continue
            runs.setdefault((task, peer), []).append(measure()[:3])
            if check and repeat == repeats - 1 and os.environ.get("BENCH_CHECK") != "no":
                quality[task, peer] = check()
        except (OSError, KeyError, RuntimeError) as error:
            broken.add((task, peer))
            print("ingest.py: %s left out: %s" % (peer, error), file=sys.stderr)
median = lambda values: sorted(values)[len(values) // 2]
for (task, peer), measured in runs.items():
    print(json.dumps(dict(task=task, peer=peer, n=os.path.getsize(orders), seconds_median=round(median([m[0] for m in measured]), 3),
                          seconds_least=round(min(m[0] for m in measured), 3),
                          cpu_s=round(median([m[1] for m in measured]), 3), peak_rss_mb=round(max(m[2] for m in measured), 1),
                          quality=quality.get((task, peer)), load1=round(os.getloadavg()[0], 1))), flush=True)
distinct = {tuple(figure) for figure in quality.values()}
if not quality:
    sys.exit("ingest.py: what was stored was not compared")
print("ingest.py: %s" % ("all stored tables agree in every figure" if len(distinct) == 1 else
                         "STORED TABLES DIFFER: %s" % quality), file=sys.stderr)
remove(shop)
remove(database)
sys.exit(len(distinct) != 1)
