/* What is kept, in a folder:

       shop/catalog.sqlite       names, versions, definitions, models, notes, audit trail: one transaction a command
       shop/columns/<hash>       one file per distinct column content, mapped when read
       shop/models/<name>-v<N>.json
       shop/lock                 the process that writes
       shop/readers              shared by those that only read

   Table versions are immutable, named by the hash of their content; a snapshot is a set of table versions. New files
   are written beside their final place, synced and renamed before the catalog's transaction commits, so that a killed
   program leaves at most files that nobody names (removed by vacuum, which open does when it is the writer). Opening
   reads only the catalog. */
#ifndef PATRON_WORKSPACE_WORKSPACE_H
#define PATRON_WORKSPACE_WORKSPACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patron/base/error.h"
#include "patron/base/hash.h"
#include "patron/feature/world.h"
#include "patron/study/study.h"
#include "patron/table/table.h"

struct known_counts;
struct workspace;

struct workspace *workspace_make(const char *folder, struct error *err); /* E_FILE_EXISTS when it holds other things */
/* Whether FOLDER holds one; that it can be opened is not said. */
bool workspace_exists(const char *folder);
/* A second writer gets E_IN_USE, which names the process. A read-only opening is never kept out and keeps nobody out:
   it sees the workspace as it stood when it was opened, whatever is written meanwhile. */
struct workspace *workspace_open(const char *folder, bool read_only, struct error *err);
int64_t workspace_writer(const char *folder); /* the process that writes to it now, as far as can be seen; 0: none */
/* WORKSPACE as it stands now, for reading, also from another thread: what changes later is not seen in it. */
struct workspace *workspace_copy(struct workspace *workspace, struct error *err);
void workspace_close(struct workspace *workspace);
const char *workspace_folder(const struct workspace *workspace);
const char *workspace_name(const struct workspace *workspace); /* last part of the folder */
bool workspace_read_only(const struct workspace *workspace);
/* Removes what a killed program left: files of ours that no row of the catalog names. Other people's files stay. */
bool workspace_vacuum(struct workspace *workspace, size_t *n_removed, struct error *err);

/* One command, one transaction: what a command changes is seen by others, and after a crash, whole or not at all. They
   nest: an inner rollback takes back the inner part alone. Each function below that changes something is a transaction
   of its own where none is open. In a read-only workspace these three do nothing, and every change is E_READ_ONLY. */
bool workspace_begin(struct workspace *workspace, struct error *err);
bool workspace_commit(struct workspace *workspace, struct error *err);
void workspace_rollback(struct workspace *workspace);
/* From here on a few tenths of a second's transactions reach the disk together, for a file with thousands of small
   ones: a program that is killed loses the last of them, each whole. Until workspace_settle, which false and ERR tells
   from: then what was gathered is taken back. Called before each transaction that may be gathered; settle before any
   that may not. */
bool workspace_gather(struct workspace *workspace, struct error *err);
bool workspace_settle(struct workspace *workspace, struct error *err);
/* Whether the open transaction has changed anything so far: a command that says what is so already has not. */
bool workspace_has_changed(const struct workspace *workspace);

/* ---- Tables ---- */
/* How a table version was loaded and what its columns are for. */
struct table_role {
    const char *key;      /* column that names each row, or NULL */
    const char *time;     /* or NULL */
    const char *of;       /* the table whose rows these events happen to, or NULL for an entity */
    const char *via;      /* the column that links to it, or NULL */
    const char *known;    /* or NULL */
    const char *source;   /* path as given */
    const char *command;  /* the load line */
    const char *origin;   /* a hash of all that the table was made from, by which it is known again; or NULL */
    const char *reading;  /* how its files were read, as source_reading_write writes it; or NULL */
    bool states;          /* rows are states of whom they belong to, each from its `time` on */
    const char *ends;     /* when a state ended, or NULL: the next one ends it */
    const char *late;     /* "csat:csat_at,paid:paid_at": columns known only from their own time on; or NULL */
    const char *constant; /* "city,channel": columns of an entity that never change; or NULL */
    const char *planned;  /* "due,renewal": columns known with their rows though they hold later times; or NULL */
    const char *found;    /* late columns that were found before, which stay so; or NULL */
    /* A table made from tables: the statement, and what it read, "orders@3,web@1"; or NULL. */
    const char *statement, *sources;
};
struct table_version {
    char *name, *key, *time, *of, *via, *known, *source, *command, *ends, *late, *constant, *planned;
    char *statement, *sources;
    /* What the table itself showed about columns of which nothing was declared: "churned:end,end:end", late columns as
       `late` has them, and "due", times planned with their rows. "" for none; NULL in versions of older programs. */
    char *found, *found_planned;
    bool states;
    int version;
    char hash[HASH_TEXT];
    size_t n_rows, n_columns;
    int64_t first_time, last_time; /* of the time column */
    int64_t loaded;
    size_t n_quarantined;
    size_t n_orphans; /* events whose link finds nobody: kept after the rows of all customers, seen by no feature */
    size_t n_untimed; /* events of somebody, but without a time: kept, and seen by no feature */
    bool derived;     /* customers made from the ids seen in events */
};
void table_version_release(struct table_version *version);
/* The role of VERSION again, for a table made from it by COMMAND; its texts are those of VERSION. */
struct table_role table_version_role(const struct table_version *version, const char *command);
enum store_outcome { STORE_NEW, STORE_UNCHANGED };
struct load_outcome {
    enum store_outcome outcome;
    int version;                  /* of the table: a new one, or that which has this content already */
    size_t n_orphans, n_untimed;  /* as in table_version */
    bool derived;                 /* the table of role->of was made, or made again, from the ids in its events */
    size_t n_derived;             /* its rows */
    size_t n_rows, n_quarantined; /* of the version; only workspace_load_again says */
};
/* TABLE (rows in the order of its file) and its quarantine as the next version of NAME, in a new snapshot, which is
   then in use. Events are stored by customer and time. A table whose `of` is not loaded gets it derived: one row for
   each id seen in the link column of any of its event tables, the key called as that column, its first time as
   `first_seen`; a table loaded later under that name takes its place. `via` may be NULL: the column called as the key
   of `of`, or as `of` suggests (customer_id, CustomerID). Refuses: keys of an entity that are missing or not unique
   (E_KEY), events without a time or a link (E_NO_LINK). A table whose files were damaged becomes whole again by loading
   it again. */
bool workspace_load(struct workspace *workspace, const char *name, const struct table *table,
                    const struct table *quarantine, const struct table_role *role, struct work *work,
                    struct load_outcome *out, struct error *err);
/* The version of NAME that was loaded from role->origin in the same role, without its rows: put in use when another
   version is (a table that was cleaned since is then as it was loaded; the cleaned version stays, and cleaning finds it
   again). *FOUND is false when there is none, or when its files are damaged; then it must be loaded. */
bool workspace_load_again(struct workspace *workspace, const char *name, const struct table_role *role,
                          struct work *work, bool *found, struct load_outcome *out, struct error *err);
/* role->reading of that version, to free; NULL when it has none. */
char *workspace_reading(struct workspace *workspace, const char *name, int version);
/* The same for a table that was computed rather than loaded; OUTCOME and VERSION may be NULL. */
bool workspace_store_table(struct workspace *workspace, const char *name, const struct table *table,
                           const struct table *quarantine, const struct table_role *role, bool derived,
                           struct work *work, enum store_outcome *outcome, int *version, struct error *err);
/* Takes NAME out of the tables in use; its versions stay, and so do the snapshots that have them. E_NO_LINK when
   another table in use belongs to it or is made from it. */
bool workspace_leave_out(struct workspace *workspace, const char *name, struct error *err);
/* The table as it stands in the snapshot in use; mapped, retained for the caller. VERSION 0: the one in use. */
struct table *workspace_table(struct workspace *workspace, const char *name, int version, struct error *err);
/* The same as it was known at CUTOFF (patron/feature/known.h): without the rows that had not happened or were not
   known, and with what came later missing in the others. It is workspace_table's own when that is all. Reports that
   stand at a date read this. COUNTS may be NULL. */
struct table *workspace_table_at(struct workspace *workspace, const char *name, int version, int64_t cutoff,
                                 struct known_counts *counts, struct error *err);
struct table *workspace_quarantine(struct workspace *workspace, const char *name, int version, struct error *err);
/* Personal columns that are also in clear from now on, until the workspace is closed: patterns of COLUMN or
   TABLE.COLUMN; N = 0 hides all again. All others are marked (`personal` in struct column) when a table is mapped, but
   for keys and links; so are raw lines of a quarantine whose table has such columns. Tables that somebody holds keep
   their marks. */
void workspace_reveal(struct workspace *workspace, const char *const *patterns, size_t n);
/* COVERED: what was revealed is marked again, until it is called with false: what is made of personal values is
   personal, whoever may see them just now. */
void workspace_cover(struct workspace *workspace, bool covered);
/* What was declared or found of a column of any version of TABLE, beside what its name tells; UNKNOWN takes it back. */
enum privacy workspace_privacy(struct workspace *workspace, const char *table, const char *column);
bool workspace_set_privacy(struct workspace *workspace, const char *table, const char *column, enum privacy privacy,
                           struct error *err);
/* Whether the column NAME of TABLE, loaded as ROLE, would be marked. */
bool workspace_hides(struct workspace *workspace, const char *table, const struct table_role *role, const char *name,
                     enum type type);
bool workspace_table_info(struct workspace *workspace, const char *name, int version, struct table_version *out,
                          struct error *err);
/* Names in the snapshot in use, in order of loading; free each and the list (ends with NULL). */
char **workspace_tables(struct workspace *workspace);
/* Every version of every table, as NAME@N; free each and the list (ends with NULL). */
char **workspace_version_names(struct workspace *workspace);
/* Removes VERSION of the table NAME, with the snapshots without a name that have it; *N_ROWS is what it had. E_NEEDED
   when it is in use, a snapshot with a name has it, or a model or another table was made from it. */
bool workspace_drop_version(struct workspace *workspace, const char *name, int version, uint64_t *n_rows,
                            struct error *err);
/* What `verify` looks at. */
enum verified {
    VERIFIED_CATALOG,
    VERIFIED_COLUMNS,
    VERIFIED_TABLES,
    VERIFIED_FEATURES,
    VERIFIED_MODELS,
    VERIFIED_TRAIL,
    N_VERIFIED
};
extern const char *const verified_names[N_VERIFIED];
struct fault {
    enum verified kind;
    struct error error; /* the file, what is wrong with it, and the command that makes it whole */
};
struct verification {
    size_t n_checked[N_VERIFIED], n_wrong[N_VERIFIED];
    struct fault *faults; /* each file once */
    size_t n_faults;
};
/* Reads everything: whether the bytes in column and model files have the hashes recorded and lead nowhere outside,
   whether rows of the catalog agree with what they name, models can be read, and the audit trail is unbroken. False
   only when it could not look at all (stopped); what is wrong is in OUT, to be released. */
bool workspace_verification(struct workspace *workspace, struct work *work, struct verification *out,
                            struct error *err);
void verification_release(struct verification *verification);
/* The same, told as one error, the first. Mapping a table does this for its columns alone, but reads a file to the end
   only when the file system says that somebody wrote to it. */
bool workspace_verify(struct workspace *workspace, struct work *work, struct error *err);
/* The world of the snapshot in use: the entity table and every event table that leads to it, with customer ranges kept
   beside the columns. Cached until tables change; free with world_free (counted). */
struct world *workspace_world(struct workspace *workspace, struct work *work, struct error *err);

/* ---- Snapshots ---- */
struct snapshot_info {
    char *name; /* or NULL: not named */
    char hash[HASH_TEXT];
    char *note;
    int64_t made;
    size_t n_tables;
    uint64_t n_rows;
    bool in_use;
};
bool workspace_snapshot_name(struct workspace *workspace, const char *name, const char *note, struct error *err);
bool workspace_use(struct workspace *workspace, const char *name, struct error *err); /* a name or a hash's beginning */
/* Whether there is a snapshot of this whole hash, and the version of TABLE in it; 0: none. */
bool workspace_has_snapshot(struct workspace *workspace, const char *hash);
int workspace_snapshot_version(struct workspace *workspace, const char *hash, const char *table);
bool workspace_snapshots(struct workspace *workspace, struct snapshot_info **out, size_t *n, struct error *err);
void snapshot_infos_free(struct snapshot_info *infos, size_t n);
void workspace_snapshot_hash(struct workspace *workspace, char out[HASH_TEXT]);

/* ---- Definitions: features, sets, targets, populations, the split, the as-of date; texts, with undo ---- */
enum name_kind {
    NAME_NONE,
    NAME_TABLE,
    NAME_FEATURE,
    NAME_SET,
    NAME_TARGET,
    NAME_POPULATION,
    NAME_MODEL,
    NAME_SEGMENT,
    NAME_SNAPSHOT
};
enum name_kind workspace_what(struct workspace *workspace, const char *name);
/* KIND NAME = TEXT; the canonical text after the equals sign. Replaces an earlier one of the same kind (kept for undo).
 */
bool workspace_define(struct workspace *workspace, enum name_kind kind, const char *name, const char *text,
                      struct error *err);
char *workspace_definition(struct workspace *workspace, enum name_kind kind, const char *name); /* NULL: none; free */
/* Definitions as they are kept; greater ids are of later definitions. */
struct kept_definition {
    int64_t id;
    char *name, *text;
};
/* Those of KIND that are called NAME or, if BEGINS, whose names begin with it, in the order of definition: *OUT, to be
   freed by kept_definitions_free. Takes time for what it finds only, however many there are. */
size_t workspace_definitions(struct workspace *workspace, enum name_kind kind, const char *name, bool begins,
                             struct kept_definition **out);
void kept_definitions_free(struct kept_definition *definitions, size_t n);
/* Names of a kind in the order of definition; ends with NULL; free each and the list. Also for tables, models,
 * snapshots. */
char **workspace_names(struct workspace *workspace, enum name_kind kind);
/* Takes back the last command's definitions (all that one transaction changed), and state set by asof, population,
   target and split. Again: the one before. *WHAT: "feature spend", "asof"; free. */
bool workspace_undo(struct workspace *workspace, char **what, struct error *err);
/* Small state: "asof", "population", "target", "split", "seed", ... NULL when not set; free. */
char *workspace_state(struct workspace *workspace, const char *key);
bool workspace_set_state(struct workspace *workspace, const char *key, const char *value,
                         struct error *err); /* NULL: unset */

/* Each redefinition of a set is a version. MEMBERS: one feature a line, as the caller writes and reads them. *NUMBER is
   the version that holds them: the latest when they are as before, else a new one. */
bool workspace_set_keep(struct workspace *workspace, const char *name, const char *members, int *number,
                        struct error *err);
char *workspace_set_members(struct workspace *workspace, const char *name,
                            int number);                                  /* 0: latest; NULL: none; free */
int workspace_set_version(struct workspace *workspace, const char *name); /* the latest; 0: none */

/* ---- The feature store (patron/feature/store.h): worlds of this workspace have one ---- */
/* Columns that take more than BYTES together are forgotten, those used longest ago first (4 GiB unless told). */
bool workspace_store_limit(struct workspace *workspace, int64_t bytes, struct error *err);
/* What is kept: feature, definition, rows, bytes, made, snapshot, last_use. */
struct table *workspace_stored_features(struct workspace *workspace, struct error *err);

/* ---- Models ---- */
struct model_info {
    char *name, *kind, *target, *feature_set, *population;
    int version;
    bool champion, segment;
    int64_t made;
    char hash[HASH_TEXT]; /* of the model file */
    char snapshot[HASH_TEXT];
    double fit_seconds;
    const char *metric; /* the figure by which it is judged, a name of the table of metrics; NULL: it has none */
    double value;       /* of METRIC */
    bool damaged;       /* made by an earlier program, and its file cannot be read any more */
};
/* Gives MODEL its name and next version, and the snapshot in use unless it has one; and writes file and catalog row. */
bool workspace_keep_model(struct workspace *workspace, struct model *model, const char *name, double fit_seconds,
                          int *version, struct error *err);
/* Keeps a MODEL that came from a file, under its own name, with its own snapshot and, unless another model has it here,
   its own version. A model that is kept already is left as it is. */
bool workspace_import_model(struct workspace *workspace, struct model *model, int *version, struct error *err);
/* SPEC: m3, m3@6, m3@champion. The plain name is the champion if there is one, else the latest. E_MODEL_FILE when the
   file was changed by hand. Names given to segments and the note of a promotion come with it. */
struct model *workspace_model(struct workspace *workspace, const char *spec, struct error *err);
/* All versions of all models and segmentations in the order in which they were made, from the catalog alone. */
bool workspace_models(struct workspace *workspace, struct model_info **out, size_t *n, struct error *err);
void model_infos_free(struct model_info *infos, size_t n);
bool workspace_champion(struct workspace *workspace, const char *spec, const char *note, struct error *err);
/* SEGMENT counts from 0. */
bool workspace_name_segment(struct workspace *workspace, const char *spec, size_t segment, const char *label,
                            struct error *err);

/* ---- Trail: notes, runs, files written ---- */
bool workspace_note(struct workspace *workspace, const char *on, const char *text, struct error *err);
/* Each command that changed something, chained by hash to the one before. */
bool workspace_audit(struct workspace *workspace, const char *command, const char *outcome, double seconds,
                     struct error *err);
bool workspace_audit_verify(struct workspace *workspace, struct error *err);
/* Tables for `history`, `show notes`, ...: "audit" "notes" "promotions" "files". */
struct table *workspace_trail(struct workspace *workspace, const char *which, struct error *err);
/* For E_FILE_EXISTS: whether PATH was written by this workspace and is unchanged since; and remembering that it was. */
bool workspace_wrote(struct workspace *workspace, const char *path);
/* Before a file gets its name: that the content with this HASH, at PATH, will be COMMAND's. If its row is lost then
   (what follows fails, or the program is killed), the file is ours all the same. Nothing in a read-only workspace. */
bool workspace_intend_file(struct workspace *workspace, const char *path, const char *hash, const char *command,
                           struct error *err);
bool workspace_remember_file(struct workspace *workspace, const char *path, const char *command, struct error *err);

#endif
