/* Foreign files in: CSV (libcsv), fixed columns, XLSX, JSON. One call reads a file into a table and a quarantine.

   Types are inferred from all rows unless declared. A row that cannot be kept goes, with file, line, column and reason,
   into the quarantine table (columns: file text, line int, column text, reason text, raw text); nothing is dropped in
   silence. Readers are rows in one table, chosen by `format` or by the file's ending and first bytes. */
#ifndef PATRON_SOURCE_SOURCE_H
#define PATRON_SOURCE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patron/base/hash.h"
#include "patron/base/number.h"
#include "patron/source/reading.h"
#include "patron/table/table.h"

struct error;
struct held;
struct work;
struct zone;

/* What to do with a value that does not fit its declared type. */
enum bad_policy { BAD_STOP, BAD_DROP, BAD_MISSING };

/* One declared column: `as` renames, `type` fixes the type. */
struct source_column {
    const char *name; /* as in the file; NULL: the i-th column of the file for the i-th declaration */
    const char *as;   /* the name in the table, or NULL: the same */
    bool typed;
    enum type type;
    const char *time_spelling; /* name of a row of time_spellings, or NULL: learned */
    enum number_mark mark;     /* of reals: beside them stand signs of money, or percent signs; 0: they are plain */
    bool names_rows;           /* a key or a link: whole numbers are such however they are written (17850.0) */
    bool skip;                 /* read and left out */
    bool optional;             /* the file need not have it */
};

/* A column that is called otherwise in the file than declarations expect. */
struct source_alias {
    const char *name, *as;
};

/* Times become what the wall of `to` showed then: those written with an offset from that instant, others from the one
   at which the wall of `from` showed them. A date without a time of day is of no zone. Not `given`: all is UTC. */
struct source_zones {
    bool given;
    const struct zone *from, *to;
};

struct source_options {
    const char *format; /* NULL: by ending and content; "csv" "tsv" "fixed" "xlsx" "json" "sqlite" */
    const char *sheet;  /* XLSX: NULL is the first that is not hidden; "all" those that are not, one behind the other */
    const char *at;     /* JSON: the path to the rows, names with points between them; NULL: what is at the top */
    const char *rows;   /* JSON: the path within an object to an array, each part of which makes a row; or NULL.
                           Behind a question mark: no object need have it */
    bool count_arrays;  /* JSON: other arrays become the number of their parts; else their text */
    const char *table;  /* SQLite: NULL is the only one */
    const char *encoding;       /* NULL: UTF-8 (a BOM decides); latin1 windows-1252 utf16 utf16le utf16be */
    char delimiter;             /* 0: comma (tab for .tsv; ; and | are recognised in the header) */
    char decimal;               /* '.' ','; 0: '.' unless all of a column's values can only have ',' */
    enum escapes escapes;       /* text with tabs: whether \t \n \r \\ stand for a tab, line ends and a backslash */
    size_t skip_lines;          /* titles above the names: lines of text, rows of a sheet */
    bool no_header;             /* names come from `columns`, else c1 c2 ... */
    const char *const *missing; /* texts that mean missing besides the empty one; ends with NULL; NULL: NA NULL null,
                                   but for NA among codes of two letters */
    const struct source_column *columns; /* n_columns declarations, matched by name (by position without header) */
    size_t n_columns;
    const struct source_alias *aliases; /* n_aliases, before anything else is said of columns */
    size_t n_aliases;
    bool only_declared;  /* leave out columns that are not declared */
    enum bad_policy bad; /* for declared types; ragged rows are quarantined unless BAD_STOP was asked for */
    bool stop_on_ragged;
    const char
        *key; /* the column that names each row, or NULL: with BAD_DROP, rows without a value there, and but for */
    bool key_repeats; /* KEY_REPEATS those with the value of an earlier row, are set aside */
    struct source_zones zones;
    const struct source_reading *like; /* how the last file of the table was read; where a file allows it and nothing
                                          else is asked for, it is read so. May be NULL */
    const struct held *held;           /* private to source/: the content, when the path is no file of its own */
};

struct source_result {
    struct table *table;            /* rows in file order */
    struct table *quarantine;       /* possibly of no rows; never NULL on success */
    uint64_t n_read;                /* rows seen, header not counted: table rows + quarantine rows */
    uint64_t n_bytes;               /* of the file as stored */
    const char *format;             /* the reader's name */
    char delimiter;                 /* of the first file; 0: none */
    const char *encoding;           /* of the first file; NULL: the format says */
    size_t n_files;                 /* or sheets */
    char *note;                     /* what people should know of how it was read, or NULL */
    struct source_reading *reading; /* how it was read, for the next file */
    struct table *columns; /* one row per column: column, type, spelling (of times), missing, distinct, example, reason
                              (why this type: "3 of 10 values are no numbers, first at line 7") */
};
/* What PATTERN stands for: files (with * ? [ ] and ~), files within archives ("retail.zip:Online*.xlsx"; an archive
   alone is its only file), "-" for standard input. E_NO_FILE when nothing matches; a path without a pattern need not be
   there. *OUT ends with NULL; free with source_paths_free. */
bool source_expand(const char *pattern, char ***out, struct error *err);
void source_paths_free(char **paths);

/* PATHS: N files with the same columns in any order, one table called NAME. Compressed ones (.gz .xz .zst .bz2) are
   unpacked; "ARCHIVE:FILE" is a file within a zip or tar archive, "-" is standard input. */
bool source_read(const char *name, const char *const *paths, size_t n_paths, const struct source_options *options,
                 struct work *work, struct source_result *out, struct error *err);
/* The names of the columns of PATH, as its first row has them. */
bool source_header(const char *path, const struct source_options *options, struct work *work, char ***out,
                   struct error *err);
/* The sheets of the workbook PATH that are not hidden. Both lists end with NULL; free with source_paths_free. */
bool source_sheets(const char *path, struct work *work, char ***out, struct error *err);
void source_result_release(struct source_result *result);

/* What a load depends on: the bytes of its files, their names, and OPTIONS, a text that says how they are read. Files
   of equal bytes, read alike, have equal hashes, and become the same table. Not known: standard input and the like,
   which can be read only once. */
struct source_identity {
    bool known, watched; /* WATCHED: the stamps are known */
    char hash[HASH_TEXT];
    struct hash stamps; /* what the file system said of the files */
};
/* False only when WORK was stopped; what is wrong with a file is left to source_read. */
bool source_identify(const char *const *paths, size_t n_paths, const char *options, struct work *work,
                     struct source_identity *out, struct error *err);
/* Whether nobody has written to the files since, as far as the file system says. */
bool source_identity_holds(const struct source_identity *identity, const char *const *paths, size_t n_paths);

/* A row per reader: it opens a file as a grid of texts (private to source/); source_read does the rest. */
struct grid;
struct reader {
    const char *name, *summary;
    const char *const *endings; /* ends with NULL; .gz and the like behind them count for nothing */
    /* Whether the file PATH, which begins with HEAD (unpacked), is of this kind. */
    bool (*sniff)(const char *path, const unsigned char *head, size_t length);
    bool (*open)(const char *path, const struct source_options *options, struct work *work, struct grid **out,
                 struct error *err);
};
extern const struct reader *const readers[]; /* ends with NULL */

#endif
