#!/usr/bin/env python3
"""CSV to a stored, typed table, beside DuckDB and Polars: every run a process of its own, in turn; lines of JSON.

usage: ingest.py PATRON DATA/SIZE SCRATCH [REPEATS]
Environment: DUCKSQL and DUCKDB_LIB (the peer's program and library), NODE_PATH (with nodejs-polars); one that is not
there is passed over, aloud. BENCH_CHECK=no leaves out the comparison of what was stored, which takes longer than the runs. Seconds and memory are those of the whole process; cpu_s is user and system time together."""
import hashlib, os, sys, time
from race import duckdb, numbers, race, remove, run

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


def ours(line):
    return run([patron, "-q", "-w", shop, "-c", line], scratch)


def our_figures():
    columns = ", ".join(figures) % "unixepoch(order_ts)"
    return numbers(ours("sql SELECT %s FROM orders > %s/figures.csv overwrite=yes" % (columns, scratch)) and
                   open(os.path.join(scratch, "figures.csv")).read().splitlines()[1])


def patron_new(with_role):
    remove(shop)
    run([patron, "-q", "-c", "new %s" % shop], scratch)
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


def duckdb_into(order):
    remove(database)
    return duckdb("ATTACH '%s' AS d; CREATE TABLE d.orders AS SELECT * FROM read_csv('%s', types = "
                  "{'order_ts': 'TIMESTAMP'})%s; CHECKPOINT d; DETACH d" % (database, orders, order), scratch)


def duckdb_figures():
    columns = ", ".join(figures) % "epoch(order_ts)"
    return numbers(duckdb("ATTACH '%s' AS d; SELECT %s FROM d.orders" % (database, columns), scratch)[3])


def polars():
    return run(["node", "-e", "const pl = require('nodejs-polars'); const d = pl.readCSV(process.argv[1], "
                "{ tryParseDates: true }); console.log(d.height, d.getColumn('amount').sum().toFixed(2))", orders], scratch)


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
quality = race(CASES, repeats)
distinct = {tuple(figure) for figure in quality.values()}
if not quality:
    sys.exit("ingest.py: what was stored was not compared")
print("ingest.py: %s" % ("all stored tables agree in every figure" if len(distinct) == 1 else
                         "STORED TABLES DIFFER: %s" % quality), file=sys.stderr)
remove(shop)
remove(database)
sys.exit(len(distinct) != 1)
