/* What the sources of this room share: the workspace itself, transactions, versions and their columns. */
#ifndef PATRON_WORKSPACE_ROOM_H
#define PATRON_WORKSPACE_ROOM_H

#include "catalog.h"
#include "column_file.h"
#include "patron/workspace/workspace.h"

struct lock;

struct workspace {
    char *folder, *name;
    bool read_only;
    bool beside_writer; /* a copy for a job of the process that writes */
    struct lock *lock;  /* of the writer; a reader's keeps vacuum from removing what its catalog names, or is NULL */
    struct catalog *catalog;
    int depth;              /* of changes begun and not yet ended */
    bool gathering;         /* a transaction of SQLite's is open round them, for several commands in one commit */
    double gathering_since; /* seconds of the monotonic clock */
    int64_t changes_before; /* rows that the catalog had changed when the open transaction began */
    int64_t step;           /* of undo, for the changes of this transaction; 0: none yet */
    struct mapped *mapped;  /* versions that were mapped, newest first */
    size_t n_mapped;
    struct world *world; /* the last one made, of snapshot `world_snapshot`; NULL: none */
    int64_t world_snapshot;
    int64_t used_snapshot;        /* of a read-only opening that was told to use another one; 0: the catalog's */
    struct secret secret;         /* of pseudonyms */
    char **revealed;              /* patterns of personal columns that are not marked so when mapped */
    size_t n_revealed, n_covered; /* those that count, and those that wait while they are covered */
};

/* Fails with E_READ_ONLY when the workspace is; otherwise opens a transaction, or a part of the one that is open. Every
   function of this room that changes the catalog stands between these two. change_end keeps what was done when OK, and
   takes it back when not; it returns whether it was kept. */
bool change_begin(struct workspace *workspace, struct error *err);
bool change_end(struct workspace *workspace, bool ok, struct error *err);

/* ---- Names (names.c) ---- */
/* E_BAD_NAME, or E_NAME_TAKEN when something of another kind than KIND is called NAME. */
bool name_check(struct workspace *workspace, const char *name, enum name_kind kind, struct error *err);
const char *name_kind_text(enum name_kind kind); /* "table", "feature set" */

/* ---- Inner state (definition.c): keys that begin with a dot are ours ---- */
bool state_write(struct workspace *workspace, const char *key, const char *value, struct error *err);
int64_t state_integer(struct workspace *workspace, const char *key); /* 0 when absent */

/* ---- Versions (version.c) ---- */
enum part { PART_TABLE, PART_QUARANTINE };
struct held { /* one table of a snapshot */
    int64_t id;
    struct table_version version;
};
/* The tables of SNAPSHOT in order of loading. */
bool held_list(struct workspace *workspace, int64_t snapshot, struct held **out, size_t *n, struct error *err);
void held_free(struct held *held, size_t n);
bool held_read(struct workspace *workspace, int64_t version_id, struct held *out, struct error *err);
struct held *held_find(struct held *held, size_t n, const char *name); /* NULL: none */
/* The version's columns, mapped; retained for the caller. */
struct table *version_map(struct workspace *workspace, const struct held *held, enum part part, struct error *err);
/* The columns as ARRANGEMENT has them. */
struct table *arrangement_map(struct workspace *workspace, const struct held *held, int64_t arrangement,
                              struct error *err);
/* Whether every file of the version is there and undamaged, as far as stamps tell. */
bool version_is_whole(struct workspace *workspace, int64_t id);
void mapped_forget(struct workspace *workspace);
/* Adds whose column it is, and how to get it again, to an error about a column file. COMMAND made the version, or NULL:
   a table that was cleaned, or made from the ids in another, comes of the load line before. */
void damage_explain(struct workspace *workspace, const char *table, const char *column, const char *command,
                    struct error *err);

/* ---- What is personal (personal.c) ---- */
/* What is hidden of a column that nobody revealed: its values when it is personal (by its name, or MARKED because its
   values are those of one that is), who they are when it is also a key or a link (or a link to a key that is
   personal). */
enum hiding { HIDES_NOTHING, HIDES_VALUES, HIDES_WHO };
enum hiding column_hiding(struct workspace *workspace, const struct table_version *version, const char *name,
                          enum type type, bool marked, enum privacy *privacy);
/* What is found to be personal in the columns of TABLE, which will be NAME, or is marked as made of what is, stays so.
 */
bool privacy_keep(struct workspace *workspace, const char *name, const struct table *table, struct error *err);
/* The secret that pseudonyms are made with, from the catalog; made when it is not there. */
bool secret_take(struct workspace *workspace, struct error *err);
void revealed_forget(struct workspace *workspace);

char *column_file_path(const struct workspace *workspace, const char *hash);
/* Whether the file HASH is right: by its stamp when it is still the KNOWN one, by reading all of it when not. */
bool column_file_trust(struct workspace *workspace, const char *hash, struct stamp known, struct error *err);
bool column_file_record(struct workspace *workspace, const char *hash, struct stamp stamp, struct error *err);

/* ---- Storing columns (store.c) ---- */
/* The content hash of each column, as it is. */
bool columns_hash(const struct column *columns, size_t n_columns, size_t n_rows, char (*hashes)[HASH_TEXT],
                  struct work *work, struct error *err);
/* COLUMNS, their rows taken in the order ROWS (NULL: as they are), in files; their hashes in HASHES, one a column.
   Without ROWS, hashes that are there already are believed; else they begin with a NUL. Files are synced when this
   returns, and known to the catalog. */
bool columns_store(struct workspace *workspace, const struct column *columns, size_t n_columns, size_t n_rows,
                   const uint32_t *rows, char (*hashes)[HASH_TEXT], struct work *work, struct error *err);

/* ---- Snapshots (snapshot.c) ---- */
/* HELD with version VERSION_ID in the place of the table it is a version of, or at the end. */
bool held_replace(struct workspace *workspace, struct held **held, size_t *n, int64_t version_id, struct error *err);
int64_t snapshot_in_use(struct workspace *workspace); /* 0: none */
/* The tables in use, but with these VERSIONS of theirs, become the snapshot in use. */
bool snapshot_with(struct workspace *workspace, const int64_t *versions, size_t n_versions, struct error *err);

/* ---- Files written (written.c) ---- */
/* The rows of files that were written and whose rows were lost; what was put down for them goes then. */
bool written_settle(struct workspace *workspace, struct error *err);
/* The figure that lists show of MODEL, as the next two parameters: metric and value. */
void model_bind_figure(struct query *query, const struct model *model);
/* Rows of models that an earlier program made get the figure that their files hold. What fails is tried again. */
void models_settle(struct workspace *workspace);

/* ---- Arrangements (arrangement.c) ---- */
/* Who each row of an events table belongs to, and in which order the rows then lie. */
struct arrangement {
    char chain[HASH_TEXT]; /* what it depends on beside the events themselves */
    uint32_t *rows;        /* n_rows row numbers; NULL: the rows lie right as they are */
    uint64_t *start;       /* n_customers + 1 */
    size_t n_customers, n_orphans, n_untimed;
    /* Times that rows have through their links, in the order of EVENTS; name NULL: none. The time of a table without
       one, and when its rows were known where that is later because the rows above were. */
    struct column clocks[2];
};
enum { ARRANGEMENT_CLOCKS = sizeof((struct arrangement){ 0 }.clocks) / sizeof(struct column) };
/* For EVENTS (of VERSION's links) among the tables HELD. Rows of no customer come last; rows without a time come
   first in their customer's range. */
bool arrangement_make(struct workspace *workspace, struct held *held, size_t n_held, const struct table *events,
                      const struct table_version *version, struct work *work, struct arrangement *out,
                      struct error *err);
void arrangement_release(struct arrangement *arrangement);
/* The chain alone: from the catalog, without looking at a column. */
bool arrangement_chain(struct workspace *workspace, struct held *held, size_t n_held,
                       const struct table_version *version, char out[HASH_TEXT], struct error *err);
/* Stores start rows, times by links and columns (HASHES, stored already) as an arrangement of version ID. */
bool arrangement_record(struct workspace *workspace, int64_t id, const struct arrangement *arrangement,
                        char (*hashes)[HASH_TEXT], size_t n_columns, size_t n_rows, struct work *work,
                        struct error *err);
/* EVENTS in that order, with the times by links as its last columns; for the caller to release. */
struct table *arrangement_table(const struct arrangement *arrangement, const struct table *events, struct error *err);

/* ---- The world (world.c) ---- */
void world_forget(struct workspace *workspace);
/* The number of the column NAME, SIZE_MAX when NAME is NULL. */
bool column_number_of(const struct table *table, const char *name, size_t *out, struct error *err);
/* Which columns are known from their own times on (LATE of a table's version), one for each column; NULL when none. */
bool read_late(const struct table *table, const char *late, size_t **out, struct error *err);
/* Fills `found` and `found_planned` of VERSION, whose roles are set, from the values of TABLE. What was found BEFORE,
   in the table that this one was made from, stays found. */
void version_find_late(const struct table *table, const char *before, struct table_version *version);
/* As read_late, for all late columns of VERSION, declared or found; TABLE has its columns. */
bool version_late(const struct table_version *version, const struct table *table, size_t **out, struct error *err);

/* ---- Reference data (references.c): keyed tables that are not the customers and belong to nobody ---- */
struct references {
    size_t n;
    struct reference_data *items;
};
/* Fills WORLD's reference data, whose links lead from its events and customers, from the tables HELD. */
bool references_open(struct workspace *workspace, struct held *held, size_t n_held, const struct held *entity,
                     struct world *world, struct references *out, struct error *err);
void references_release(struct references *references); /* but for the tables, which are the worlds' */
/* Whether another keyed table has a column called as the key of HELD_ONE, or that key is a day. */
bool held_is_named(struct workspace *workspace, struct held *held, size_t n_held, const struct held *held_one);

/* ---- The feature store (feature_store.c) ---- */
struct feature_store *feature_store_new(struct workspace *workspace, const struct world *world);

/* ---- Entities made from events (derive.c) ---- */
/* One column of ids seen and when. */
struct seen {
    const struct column *link, *time, *known; /* KNOWN: NULL when rows are known when they happen */
    size_t n_rows;
    bool days; /* of entity_derive */
};
/* The distinct ids of all SEEN, sorted, in a column called KEY, and in `first_seen` when each was first known. */
struct table *entity_derive(const char *name, const char *key, struct seen *seen, size_t n_seen, struct error *err);

#endif
