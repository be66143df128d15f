#!/usr/bin/env python3
"""Twelve aggregates over three windows at one cutoff, every column of every customer beside DuckDB.

usage: columns.py PATRON SHOP DATA/SIZE SCRATCH [REPEATS]
PATRON is the program, SHOP bench/shop. First the race: ours from a workspace, DuckDB's from its own file, two
formulations, each run a process of its own; lines of JSON. Then what both computed is compared, all columns and rows.
Environment: DUCKSQL and DUCKDB_LIB (the peer's program and library); BENCH_CHECK=no leaves out the comparison."""
import json, os, shutil, subprocess, sys, time

patron, shop, data, scratch = (os.path.abspath(path) for path in sys.argv[1:5])
repeats = int(sys.argv[5]) if len(sys.argv) > 5 else 3
workspace, database = os.path.join(scratch, "columns"), os.path.join(scratch, "columns.duckdb")
written = os.path.join(scratch, "columns.csv")
cutoff, windows = "2024-07-01", (30, 90, 365)
# Ours, DuckDB's over the rows of a window. first and last go by time, and by the order of the file where times are equal.
aggregates = (
    ("n", "count(orders)", "count(*)"),
    ("sum", "sum(orders.amount)", "sum(amount)"),
    ("mean", "mean(orders.amount)", "avg(amount)"),
    ("least", "min(orders.amount)", "min(amount)"),
    ("most", "max(orders.amount)", "max(amount)"),
    ("sd", "sd(orders.amount)", "stddev_samp(amount)"),
    ("var", "var(orders.amount)", "var_samp(amount)"),
    ("median", "median(orders.amount)", "median(amount)"),
    ("q90", "quantile(orders.amount, 0.9)", "quantile_cont(amount, 0.9)"),
    ("cats", "distinct(orders.category)", "count(DISTINCT category)"),
    ("first", "first(orders.amount)", "arg_min(amount, (order_ts, place))"),
    ("last", "last(orders.amount)", "arg_max(amount, (order_ts, place))"),
)
zero = ("n", "sum", "cats")  # zero rather than missing where nothing happened
since = {days: "order_ts >= TIMESTAMP '%s' - INTERVAL %d DAY" % (cutoff, days) for days in windows}
before = "order_ts < TIMESTAMP '%s'" % cutoff


def run(arguments):
    start = time.monotonic()
    with open(os.path.join(scratch, "out"), "w+b") as out:
        process = subprocess.Popen(arguments, stdout=out, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        out.seek(0)
        text = out.read().decode()
    if status:
        raise RuntimeError("%s: %s" % (arguments[0], text[-600:]))
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, text


def duckdb(statements, *more):
    """The first column of the last result; with --task a line of JSON that tells the seconds of the statements alone."""
    setup = os.path.join(scratch, "attach.sql")
    with open(setup, "w") as out:
        out.write("ATTACH '%s' AS d;" % database)
    return run([os.environ["DUCKSQL"], os.environ["DUCKDB_LIB"], "--reps", "1", "--threads", str(os.cpu_count()),
                "--setup", setup] + list(more) + ["-c", statements])


def prepare():
    shutil.rmtree(workspace, ignore_errors=True)
    if os.path.exists(database):
        os.remove(database)
    lines = ["new %s" % workspace, "load customers from %s/customers.csv key=customer_id time=signup_date" % data,
             "load orders from %s/orders.csv key=order_id time=order_ts of=customers" % data, "asof %s" % cutoff]
    lines += ["feature %s = %s over %s" % (name, ours, ",".join("%dd" % days for days in windows))
              for name, ours, _ in aggregates]
    lines += ["features columns = " + " ".join(name for name, _, _ in aggregates)]
    script = os.path.join(scratch, "columns.patron")
    with open(script, "w") as out:
        out.write("\n".join(["version 1"] + lines) + "\n")
    run([patron, "-q", "-f", script])
    duckdb("CREATE TABLE d.customers AS SELECT * FROM read_csv('%s/customers.csv'); CREATE TABLE d.orders AS SELECT *, "
           "row_number() OVER () AS place FROM read_csv('%s/orders.csv', types = {'order_ts': 'TIMESTAMP'}); "
           "CHECKPOINT d" % (data, data))


def filtered():
    """One pass, an aggregate with a filter for each column."""
    columns = ", ".join("%s FILTER (%s) AS %s_%dd" % (theirs, since[days], name, days)
                        for name, _, theirs in aggregates for days in windows)
    return "SELECT customer_id, %s FROM d.orders WHERE %s GROUP BY customer_id" % (columns, before)


def joined():
    """One pass for each window, which reads its own rows alone."""
    parts = ["(SELECT customer_id, %s FROM d.orders WHERE %s AND %s GROUP BY customer_id)" %
             (", ".join("%s AS %s_%dd" % (theirs, name, days) for name, _, theirs in aggregates), before, since[days])
             for days in windows]
    return "SELECT * FROM %s FULL JOIN %s USING (customer_id) FULL JOIN %s USING (customer_id)" % tuple(parts)


def whole(inner):
    names = ["%s_%dd" % (name, days) for name, _, _ in aggregates for days in windows]
    shown = ", ".join(("coalesce(%s, 0) AS %s" if name.split("_")[0] in zero else "%s AS %s") % (name, name)
                      for name in names)
    return ("CREATE OR REPLACE TABLE feat AS SELECT c.customer_id, %s FROM d.customers c LEFT JOIN (%s) g USING "
            "(customer_id) WHERE c.signup_date < TIMESTAMP '%s'" % (shown, inner, cutoff))


def emit(peer, results):
    median = sorted(seconds for seconds, _, _ in results)[len(results) // 2]
    print(json.dumps({"task": "twelve_aggregates", "peer": peer, "seconds_median": round(median, 4),
                      "cpu_s": round(sorted(cpu for _, cpu, _ in results)[len(results) // 2], 3),
                      "peak_rss_mb": round(max(memory for _, _, memory in results), 1),
                      "load1": round(os.getloadavg()[0], 2), "runs": [round(seconds, 4) for seconds, _, _ in results]}),
          flush=True)


def ours():
    """Seconds of the computation alone, as shop tells them; memory of the whole process."""
    _, _, memory, text = run([shop, workspace, "columns"])
    line = json.loads(text.splitlines()[-1])
    return line["seconds_median"], line["cpu_s"], memory


def theirs(inner):
    _, _, memory, text = duckdb(whole(inner), "--task", "columns", "--n", "1")
    line = json.loads(text.splitlines()[-1])
    return line["seconds_median"], line["cpu_s"], memory


def compare():
    """The greatest relative difference of each column, and values that one side alone has."""
    run([patron, "-q", workspace, "-c", "set store=no", "-c", "sql SELECT * FROM columns > %s overwrite=yes" % written])
    names = ["%s_%dd" % (name, days) for name, _, _ in aggregates for days in windows]
    worst = ["max(abs(a.%s - b.%s) / greatest(abs(b.%s), 1e-300))" % (name, name, name) for name in names]
    alone = ["count(*) FILTER ((a.%s IS NULL) <> (b.%s IS NULL))" % (name, name) for name in names]
    text = duckdb("%s; CREATE OR REPLACE TABLE ours AS SELECT * FROM read_csv('%s', nullstr=''); SELECT '{\"rows\": ' || "
                  "count(*) || ', \"rows_of_ours\": ' || (SELECT count(*) FROM ours) || ', \"greatest_difference\": ' || "
                  "greatest(%s) || ', \"on_one_side_only\": ' || (%s) || '}' FROM ours a JOIN feat b USING (customer_id)" %
                  (whole(filtered()), written, ", ".join("coalesce(%s, 0)" % each for each in worst), " + ".join(alone)))[3]
    print(json.dumps({"task": "twelve_aggregates_compared", "columns": len(names),
                      "quality": json.loads(text.strip().splitlines()[-1])}))


prepare()
race = {"patron": [], "DuckDB, filters": [], "DuckDB, a pass for each window": []}
for _ in range(repeats):
    race["patron"].append(ours())
    race["DuckDB, filters"].append(theirs(filtered()))
    race["DuckDB, a pass for each window"].append(theirs(joined()))
for peer, results in race.items():
    emit(peer, results)
if os.environ.get("BENCH_CHECK") != "no":
    compare()
shutil.rmtree(workspace, ignore_errors=True)
for path in (database, written):
    if os.path.exists(path):
        os.remove(path)
