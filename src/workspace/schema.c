/* The catalog's tables. Version and application are written in the same transaction, so that a catalog is ours whole or
   not at all. Numbers that name a kind are those of enum name_kind and enum type; times are microseconds since 1970. */
#include "schema.h"

/* Features computed before, under the hash of all that their bits depend on; and what sets of features held. */
#define FEATURE_TABLES                                                                                                 \
    "CREATE TABLE feature_column ("                                                                                    \
    "key TEXT PRIMARY KEY, name TEXT NOT NULL, definition TEXT NOT NULL,"                                              \
    "file TEXT NOT NULL REFERENCES column_file (hash), n_rows INTEGER NOT NULL, bytes INTEGER NOT NULL,"               \
    "used INTEGER NOT NULL, made INTEGER NOT NULL, snapshot TEXT NOT NULL) WITHOUT ROWID;"                             \
    "CREATE TABLE set_version ("                                                                                       \
    "name TEXT NOT NULL, number INTEGER NOT NULL, members TEXT NOT NULL, made INTEGER NOT NULL,"                       \
    "PRIMARY KEY (name, number)) WITHOUT ROWID;"

/* Which models were tested on which rows: what was looked at cannot be unseen when the model goes. */
#define LOOK_TABLE "CREATE TABLE look (test_rows TEXT, inputs TEXT, PRIMARY KEY (test_rows, inputs));"

const char *const catalog_schema[] = {
    /* Column files, named by the hash of their content. The stamp is what the file system said when the content was
       last known to be right: as long as it says the same, the file need not be read to be trusted. */
    "CREATE TABLE column_file ("
    "hash TEXT PRIMARY KEY, bytes INTEGER NOT NULL, modified INTEGER NOT NULL, changed INTEGER NOT NULL"
    ") WITHOUT ROWID;"

    /* A table version is immutable, but for the order in which its rows lie. */
    "CREATE TABLE version ("
    "id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, number INTEGER NOT NULL, hash TEXT NOT NULL,"
    "n_rows INTEGER NOT NULL, n_columns INTEGER NOT NULL, n_quarantined INTEGER NOT NULL,"
    "key TEXT, time TEXT, of TEXT, via TEXT, known TEXT, source TEXT, command TEXT,"
    "first_time INTEGER NOT NULL, last_time INTEGER NOT NULL, loaded INTEGER NOT NULL, derived INTEGER NOT NULL,"
    "origin TEXT," /* a hash of the bytes, options and role that it was last loaded from */
    "states INTEGER NOT NULL DEFAULT 0, ends TEXT, late TEXT, constant TEXT,"
    "planned TEXT, found TEXT, found_planned TEXT,"
    "reading TEXT,"                 /* how the files were read, for the next ones: source_reading_write */
    "statement TEXT, sources TEXT," /* of a table made from tables, and those it was made from: "orders@3,web@1" */
    "UNIQUE (name, number), UNIQUE (name, hash));"
    "CREATE TABLE version_column ("
    "version INTEGER NOT NULL REFERENCES version (id), part INTEGER NOT NULL, position INTEGER NOT NULL,"
    "name TEXT NOT NULL, type INTEGER NOT NULL, date_only INTEGER NOT NULL, unit TEXT,"
    "file TEXT NOT NULL REFERENCES column_file (hash), personal INTEGER NOT NULL DEFAULT 0,"
    "PRIMARY KEY (version, part, position)"
    ") WITHOUT ROWID;"

    /* The rows of an events version by customer and time, for the customers that CHAIN stands for, with each customer's
       first row. Can be made again at any time. A column with a CLOCK is a time that rows have through their link. */
    "CREATE TABLE arrangement ("
    "id INTEGER PRIMARY KEY AUTOINCREMENT, version INTEGER NOT NULL REFERENCES version (id), chain TEXT NOT NULL,"
    "start TEXT NOT NULL REFERENCES column_file (hash), n_orphans INTEGER NOT NULL, n_untimed INTEGER NOT NULL,"
    "UNIQUE (version, chain));"
    "CREATE TABLE arrangement_column ("
    "arrangement INTEGER NOT NULL REFERENCES arrangement (id) ON DELETE CASCADE, position INTEGER NOT NULL,"
    "file TEXT NOT NULL REFERENCES column_file (hash), clock TEXT, date_only INTEGER NOT NULL DEFAULT 0,"
    "PRIMARY KEY (arrangement, position)"
    ") WITHOUT ROWID;"

    "CREATE TABLE snapshot (id INTEGER PRIMARY KEY AUTOINCREMENT, hash TEXT NOT NULL UNIQUE, made INTEGER NOT NULL);"
    "CREATE TABLE snapshot_table ("
    "snapshot INTEGER NOT NULL REFERENCES snapshot (id), position INTEGER NOT NULL,"
    "version INTEGER NOT NULL REFERENCES version (id), PRIMARY KEY (snapshot, position)"
    ") WITHOUT ROWID;"
    "CREATE TABLE snapshot_name ("
    "id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,"
    "snapshot INTEGER NOT NULL REFERENCES snapshot (id), note TEXT, made INTEGER NOT NULL);",

    "CREATE TABLE definition ("
    "id INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL, name TEXT NOT NULL UNIQUE, text TEXT NOT NULL);"
    "CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    /* What definitions and state were before and after each change; KIND 0 is state. STEP joins what one command did.
     */
    "CREATE TABLE change ("
    "id INTEGER PRIMARY KEY AUTOINCREMENT, step INTEGER NOT NULL, kind INTEGER NOT NULL, name TEXT NOT NULL,"
    "before TEXT, after TEXT, made INTEGER NOT NULL, undone INTEGER NOT NULL DEFAULT 0);"

    /* METRIC and VALUE are the figure that lists show, so that they read no model files; '' where it has none, NULL
       where an earlier program made the row (models_settle fills it in). */
    "CREATE TABLE model ("
    "id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, version INTEGER NOT NULL, kind TEXT NOT NULL,"
    "segment INTEGER NOT NULL, target TEXT, feature_set TEXT, population TEXT, made INTEGER NOT NULL,"
    "hash TEXT NOT NULL, snapshot TEXT NOT NULL, fit_seconds REAL NOT NULL,"
    "metric TEXT, value REAL, UNIQUE (name, version));"
    "CREATE TABLE promotion ("
    "id INTEGER PRIMARY KEY AUTOINCREMENT, model INTEGER NOT NULL REFERENCES model (id), note TEXT,"
    "made INTEGER NOT NULL);"
    "CREATE TABLE segment_label ("
    "model INTEGER NOT NULL REFERENCES model (id), segment INTEGER NOT NULL, label TEXT NOT NULL,"
    "PRIMARY KEY (model, segment)"
    ") WITHOUT ROWID;"

    "CREATE TABLE note (id INTEGER PRIMARY KEY AUTOINCREMENT, thing TEXT, text TEXT NOT NULL, made INTEGER NOT NULL);"
    "CREATE TABLE audit ("
    "id INTEGER PRIMARY KEY, made INTEGER NOT NULL, command TEXT NOT NULL, outcome TEXT NOT NULL,"
    "seconds REAL NOT NULL, snapshot TEXT NOT NULL, hash TEXT NOT NULL);"
    "CREATE TABLE file ("
    "path TEXT PRIMARY KEY, hash TEXT NOT NULL, command TEXT, made INTEGER NOT NULL) WITHOUT ROWID;"
    "PRAGMA application_id = 1346458702;" FEATURE_TABLES LOOK_TABLE "PRAGMA user_version = 10;",
    NULL,
};

const char *const catalog_steps[SCHEMA_VERSION - 1] = {
    "ALTER TABLE version ADD COLUMN origin TEXT; PRAGMA user_version = 2;",
    FEATURE_TABLES "PRAGMA user_version = 3;",
    /* states, late columns and constant ones */
    "ALTER TABLE version ADD COLUMN states INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE version ADD COLUMN ends TEXT;"
    "ALTER TABLE version ADD COLUMN late TEXT;"
    "ALTER TABLE version ADD COLUMN constant TEXT;"
    "PRAGMA user_version = 4;",
    /* times by the link, as columns of arrangements */
    "ALTER TABLE arrangement_column ADD COLUMN clock TEXT;"
    "ALTER TABLE arrangement_column ADD COLUMN date_only INTEGER NOT NULL DEFAULT 0;"
    "PRAGMA user_version = 5;",
    /* columns that were planned, and what the tables showed of late ones */
    "ALTER TABLE version ADD COLUMN planned TEXT;"
    "ALTER TABLE version ADD COLUMN found TEXT;"
    "ALTER TABLE version ADD COLUMN found_planned TEXT;"
    "PRAGMA user_version = 6;",
    /* how the files of a version were read */
    "ALTER TABLE version ADD COLUMN reading TEXT; PRAGMA user_version = 7;",
    LOOK_TABLE "PRAGMA user_version = 8;",
    /* tables made from tables */
    "ALTER TABLE version ADD COLUMN statement TEXT;"
    "ALTER TABLE version ADD COLUMN sources TEXT;"
    "ALTER TABLE version_column ADD COLUMN personal INTEGER NOT NULL DEFAULT 0;"
    "PRAGMA user_version = 9;",
    /* what lists show of models */
    "ALTER TABLE model ADD COLUMN metric TEXT; ALTER TABLE model ADD COLUMN value REAL; PRAGMA user_version = 10;",
};
