#!/usr/bin/env python3
"""Other ways in, and SQL: packed CSV, lines of JSON, a workbook, and sums by group over what was stored; beside DuckDB,
SQLite and SheetJS. The files are made of DATA/SIZE/orders.csv; every run is a process of its own, in turn.

usage: readers.py PATRON DATA/SIZE SCRATCH [REPEATS]
Environment: as for ingest.py; NODE_PATH with xlsx (SheetJS). A peer that is not there is passed over, aloud."""
import csv, gzip, itertools, json, os, sqlite3, sys, zipfile
from race import duckdb, numbers, race, remove, run

patron, data, scratch = (os.path.abspath(path) for path in sys.argv[1:4])
repeats = int(sys.argv[4]) if len(sys.argv) > 4 else 3
orders = os.path.join(data, "orders.csv")
packed, lines, book = (os.path.join(scratch, name) for name in ("orders.csv.gz", "orders.jsonl", "orders.xlsx"))
shop, database, small = (os.path.join(scratch, name) for name in ("readers", "readers.duckdb", "readers.sqlite"))
SHEET_ROWS = 500000
whole = {"order_id", "quantity", "returned"}


def make_files():
    with open(orders, "rb") as source, gzip.open(packed, "wb", compresslevel=6) as out:
        while chunk := source.read(1 << 22):
            out.write(chunk)
    with open(orders, newline="") as source, open(lines, "w") as out:
        for row in csv.DictReader(source):
            out.write(json.dumps({name: int(value) if name in whole else float(value) if name == "amount" else value
                                  for name, value in row.items()}) + "\n")
    make_book()


def make_book():
    """A sheet as spreadsheet programs write it: shared texts, numbers as they are."""
    texts, place = {}, lambda text: texts.setdefault(text, len(texts))
    names = {"[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
             'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName='
             '"/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
             '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.'
             'spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.'
             'openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
             "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
             'Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target='
             '"xl/workbook.xml"/></Relationships>',
             "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://'
             'schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="orders" sheetId="1" '
             'r:id="r1"/></sheets></workbook>',
             "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
             '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
             'Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/'
             '2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>'}
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in names.items():
            out.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)
        with out.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet, open(orders, newline="") as source:
            reader = csv.reader(source)
            header = next(reader)
            sheet.write(('<?xml version="1.0" encoding="UTF-8"?><worksheet %s><sheetData>' % space).encode())
            for r, row in enumerate(itertools.chain([header], itertools.islice(reader, SHEET_ROWS)), 1):
                cells = "".join(
                    '<c r="%s%d"><v>%s</v></c>' % ("ABCDEFGHI"[i], r, value) if r > 1 and (name in whole or name == "amount")
                    else '<c r="%s%d" t="s"><v>%d</v></c>' % ("ABCDEFGHI"[i], r, place(value))
                    for i, (name, value) in enumerate(zip(header, row)))
                sheet.write(('<row r="%d">%s</row>' % (r, cells)).encode())
            sheet.write(b"</sheetData></worksheet>")
        shown = "".join("<si><t>%s</t></si>" % text.replace("&", "&amp;").replace("<", "&lt;") for text in texts)
        out.writestr("xl/sharedStrings.xml", '<?xml version="1.0" encoding="UTF-8"?><sst %s count="%d" uniqueCount="%d">%s</sst>'
                     % (space, len(texts), len(texts), shown))


def ours(*words):
    return run([patron, "-q", "-w", shop, "-c", " ".join(words)], scratch)


def load(path):
    remove(shop)
    run([patron, "-q", "-c", "new %s" % shop], scratch)
    return ours("load orders from", path)


figures = "count(*), round(sum(amount), 2), sum(quantity), sum(order_id), count(DISTINCT customer_id), sum(length(category))"
groups = "SELECT category, channel, count(*) AS n, sum(amount) AS spend FROM %s GROUP BY category, channel"
checked = "SELECT count(*), sum(n), round(sum(spend), 2) FROM (%s)" % groups


def our_figures(query="SELECT %s FROM orders" % figures):
    path = os.path.join(scratch, "figures.csv")
    ours("sql %s > %s overwrite=yes" % (query, path))
    with open(path) as file:
        return numbers(file.read().splitlines()[1])


def theirs(read):
    remove(database)
    return duckdb("ATTACH '%s' AS d; CREATE TABLE d.orders AS SELECT * FROM %s; CHECKPOINT d; DETACH d" % (database, read),
                  scratch)


def their_figures(query="SELECT %s FROM d.orders" % figures):
    return numbers(duckdb("ATTACH '%s' AS d; %s" % (database, query), scratch)[3])


def sheetjs():
    return run(["node", "--max-old-space-size=8000", "-e", "const x = require('xlsx'); const b = x.readFile(process.argv[1], "
                "{dense: true}); const r = x.utils.sheet_to_json(b.Sheets.orders); console.log(r.length, "
                "r.reduce((s, o) => s + o.amount, 0).toFixed(2), r.reduce((s, o) => s + o.quantity, 0))", book], scratch)


def sheetjs_figures():
    return numbers(sheetjs()[3])


def sqlite_groups():
    return run([sys.executable, "-c", "import sqlite3, sys; print(len(sqlite3.connect(sys.argv[1]).execute(sys.argv[2])"
                ".fetchall()))", small, groups % "orders"], scratch)


def prepare_sql():
    load(orders)
    theirs("read_csv('%s')" % orders)
    remove(small)
    with sqlite3.connect(small) as db, open(orders, newline="") as source:
        reader = csv.reader(source)
        db.execute("CREATE TABLE orders (%s)" % ", ".join(
            name + (" INTEGER" if name in whole else " REAL" if name == "amount" else " TEXT") for name in next(reader)))
        db.executemany("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", reader)


READS = (("gzip_ingest", "patron", lambda: load(packed), our_figures),
         ("gzip_ingest", "duckdb", lambda: theirs("read_csv('%s')" % packed), their_figures),
         ("json_ingest", "patron", lambda: load(lines), our_figures),
         ("json_ingest", "duckdb", lambda: theirs("read_json('%s', format = 'newline_delimited')" % lines), their_figures),
         ("xlsx_ingest", "patron", lambda: load(book),
          lambda: our_figures("SELECT count(*), round(sum(amount), 2), sum(quantity) FROM orders")),
         ("xlsx_ingest", "SheetJS, memory only", sheetjs, sheetjs_figures))
QUERIES = (("sql_groups", "patron", lambda: ours("sql", groups % "orders"), lambda: our_figures(checked % "orders")),
           ("sql_groups", "duckdb", lambda: duckdb("ATTACH '%s' AS d; %s" % (database, groups % "d.orders"), scratch),
            lambda: their_figures(checked % "d.orders")),
           ("sql_groups", "sqlite", sqlite_groups,
            lambda: [round(each, 2) for each in sqlite3.connect(small).execute(checked % "orders").fetchone()]))
make_files()
quality = race(READS, repeats)
prepare_sql()
quality.update(race(QUERIES, repeats))
for path in (packed, lines, book, shop, database, small):
    remove(path)
differing = [task for task in {task for task, _ in quality} if
             len({tuple(figures) for (each, _), figures in quality.items() if each == task}) > 1]
sys.exit("readers.py: THE PEERS DIFFER: %s" % {key: quality[key] for key in quality if key[0] in differing}
         if differing else 0)
