/* Values of any kind to columns of one type. A column begins as what its declaration says (TIME and BOOL columns of
   tables), else as its first value is; a whole number among fractions becomes a fraction, anything among texts a
   text. Texts that are all times as we write them, such as those of max(order_ts), are times. */
#include "sql_result.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/text.h"
#include "patron/table/builder.h"

enum { FIRST_ROWS = 256 };

struct collected {
    char *name;
    enum type type;
    bool known;    /* whether a value has come, or the declaration told */
    bool declared; /* what it is stands in a table */
    bool date_only, personal;
    void *values; /* capacity rows of 8 bytes (TEXT: 4, BOOL: 1) */
    struct dictionary_builder *texts;
};

struct sql_result {
    size_t n_columns, n_rows, capacity;
    struct collected *columns;
};

static bool name_taken(const struct sql_result *result, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(result->columns[i].name, name) == 0)
            return true;
    return false;
}

/* A join has names twice: the second is called name_2. */
static char *column_name(const struct sql_result *result, size_t n, const char *given)
{
    struct text name = TEXT_EMPTY;
    text_add(&name, given != NULL ? given : "?");
    for (size_t number = 2; name_taken(result, n, text_string(&name)); number++) {
        text_clear(&name);
        text_add_format(&name, "%s_%zu", given, number);
    }
    return text_take(&name);
}

/* A column of a table, as it declares itself. */
static void column_declared(struct collected *column, const char *declared)
{
    static const struct {
        const char *declared;
        enum type type;
    } told[] = { { "TEXT TIME", TYPE_TIME },
                 { "INTEGER BOOL", TYPE_BOOL },
                 { "TEXT", TYPE_TEXT },
                 { "REAL", TYPE_REAL },
                 { "INTEGER", TYPE_INT } };
    const char *personal = strstr(declared, " PERSONAL");
    size_t length = personal != NULL ? (size_t)(personal - declared) : strlen(declared);
    column->personal = personal != NULL;
    for (size_t t = 0; t < sizeof told / sizeof *told; t++)
        if (strlen(told[t].declared) == length && strncasecmp(declared, told[t].declared, length) == 0) {
            column->type = told[t].type;
            column->known = column->declared = true;
        }
}

struct sql_result *sql_result_new(sqlite3_stmt *prepared, bool reads_personal)
{
    struct sql_result *result = allocate(1, sizeof *result);
    result->n_columns = (size_t)sqlite3_column_count(prepared);
    result->columns = allocate(result->n_columns + 1, sizeof *result->columns);
    for (size_t i = 0; i < result->n_columns; i++) {
        struct collected *column = &result->columns[i];
        const char *declared = sqlite3_column_decltype(prepared, (int)i);
        column->name = column_name(result, i, sqlite3_column_name(prepared, (int)i));
        column->type = TYPE_INT;
        column->date_only = true;
        column->personal = reads_personal;
        if (declared != NULL)
            column_declared(column, declared);
    }
    return result;
}

void sql_result_free(struct sql_result *result)
{
    for (size_t i = 0; i < result->n_columns; i++) {
        free(result->columns[i].name);
        free(result->columns[i].values);
        if (result->columns[i].texts != NULL)
            dictionary_builder_free(result->columns[i].texts);
    }
    free(result->columns);
    free(result);
}

/* ---- Values ---- */

static bool reserve(struct sql_result *result, struct error *err)
{
    if (result->n_rows < result->capacity)
        return true;
    size_t capacity = result->capacity > 0 ? 2 * result->capacity : FIRST_ROWS;
    for (size_t i = 0; i < result->n_columns; i++) {
        struct collected *column = &result->columns[i];
        size_t size = type_size(column->type);
        void *larger = allocate_large(capacity, size, "the result", err);
        if (larger == NULL)
            return false;
        if (result->n_rows > 0)
            memcpy(larger, column->values, result->n_rows * size);
        free(column->values);
        column->values = larger;
    }
    result->capacity = capacity;
    return true;
}

static void put_missing(struct collected *column, size_t row)
{
    switch (column->type) {
    case TYPE_BOOL:
        ((int8_t *)column->values)[row] = BOOL_MISSING;
        break;
    case TYPE_REAL:
        ((double *)column->values)[row] = NAN;
        break;
    case TYPE_TEXT:
        ((uint32_t *)column->values)[row] = TEXT_MISSING;
        break;
    default:
        ((int64_t *)column->values)[row] = INT_MISSING;
    }
}

static void put_text(struct collected *column, size_t row, const char *text, size_t length)
{
    if (column->texts == NULL)
        column->texts = dictionary_builder_new();
    ((uint32_t *)column->values)[row] = dictionary_builder_add(column->texts, text, length);
}

/* The N rows so far as TYPE, which can hold them. */
static bool widen(struct sql_result *result, struct collected *column, enum type type, struct error *err)
{
    struct column before = { .type = column->type, .values = column->values, .date_only = false };
    void *values = allocate_large(result->capacity, type_size(type), "the result", err);
    if (values == NULL)
        return false;
    struct text written = TEXT_EMPTY;
    column->type = type;
    column->values = values;
    for (size_t row = 0; row < result->n_rows; row++) {
        if (column_is_missing(&before, row)) {
            put_missing(column, row);
        } else if (type == TYPE_TEXT) {
            text_clear(&written);
            if (before.type == TYPE_BOOL)
                text_add(&written, column_bools(&before)[row] ? "1" : "0");
            else if (before.type == TYPE_TIME && column->date_only)
                column_write(&(struct column){ .type = TYPE_TIME, .values = before.values, .date_only = true }, row,
                             &written);
            else
                column_write(&before, row, &written);
            put_text(column, row, text_string(&written), written.length);
        } else if (type == TYPE_REAL) {
            ((double *)values)[row] = column_number(&before, row);
        } else {
            ((int64_t *)values)[row] = (int64_t)column_number(&before, row);
        }
    }
    text_release(&written);
    free((void *)before.values);
    return true;
}

/* The type that holds both what COLUMN is and a value of SQLite's KIND. */
static enum type wanted_type(const struct collected *column, int kind)
{
    enum type own = kind == SQLITE_INTEGER ? TYPE_INT : kind == SQLITE_FLOAT ? TYPE_REAL : TYPE_TEXT;
    if (!column->known || own == column->type)
        return own;
    if (column->type == TYPE_TEXT || own == TYPE_TEXT || column->type == TYPE_TIME)
        return TYPE_TEXT;
    return column->type == TYPE_BOOL ? own : TYPE_REAL;
}

/* Whether real numbers and whole ones beside them would make two whole numbers one. */
static bool loses_wholes(const struct sql_result *result, const struct collected *column, sqlite3_stmt *prepared, int i,
                         int kind)
{
    const struct column so_far = { .type = column->type, .values = column->values };
    int64_t whole = kind == SQLITE_INTEGER ? sqlite3_column_int64(prepared, i) : 0;
    const struct column next = { .type = TYPE_INT, .values = &whole };
    return column_is_wide(&next, 1) || (column->type == TYPE_INT && column_is_wide(&so_far, result->n_rows));
}

/* Values of columns that are TIME or BOOL in their tables; false when this is none. */
static bool put_declared(struct collected *column, size_t row, sqlite3_stmt *prepared, int i, int kind)
{
    if (column->type == TYPE_BOOL && kind == SQLITE_INTEGER) {
        sqlite3_int64 value = sqlite3_column_int64(prepared, i);
        ((int8_t *)column->values)[row] = value != 0;
        return value == 0 || value == 1;
    }
    if (column->type != TYPE_TIME || kind != SQLITE_TEXT)
        return false;
    int64_t *value = (int64_t *)column->values + row;
    const char *text = (const char *)sqlite3_column_text(prepared, i);
    if (!time_parse(text, (size_t)sqlite3_column_bytes(prepared, i), value))
        return false;
    column->date_only = column->date_only && *value % TIME_DAY == 0 && strlen(text) == strlen("2024-07-01");
    return true;
}

/* What is no text is shown as hexadecimal digits, as it is loaded from a database. */
static void put_bytes(struct collected *column, size_t row, const void *bytes, size_t length)
{
    struct text digits = TEXT_EMPTY;
    for (size_t i = 0; i < length; i++)
        text_add_format(&digits, "%02x", ((const unsigned char *)bytes)[i]);
    put_text(column, row, text_string(&digits), digits.length);
    text_release(&digits);
}

static bool put_value(struct sql_result *result, struct collected *column, sqlite3_stmt *prepared, int i,
                      struct error *err)
{
    size_t row = result->n_rows;
    int kind = sqlite3_column_type(prepared, i);
    if (kind == SQLITE_NULL) {
        put_missing(column, row);
        return true;
    }
    if (column->known && put_declared(column, row, prepared, i, kind))
        return true;
    enum type type = wanted_type(column, kind);
    if (type == TYPE_REAL && column->known && loses_wholes(result, column, prepared, i, kind))
        type = TYPE_TEXT;
    if (type != column->type && !widen(result, column, type, err))
        return false;
    column->known = true;
    if (type == TYPE_INT)
        ((int64_t *)column->values)[row] = sqlite3_column_int64(prepared, i);
    else if (type == TYPE_REAL)
        ((double *)column->values)[row] = sqlite3_column_double(prepared, i) + 0.0; /* -0 is 0 */
    else if (kind == SQLITE_BLOB)
        put_bytes(column, row, sqlite3_column_blob(prepared, i), (size_t)sqlite3_column_bytes(prepared, i));
    else {
        const char *text = (const char *)sqlite3_column_text(prepared, i);
        size_t length = (size_t)sqlite3_column_bytes(prepared, i);
        if (utf8_valid(text, length))
            put_text(column, row, text != NULL ? text : "", length);
        else
            put_bytes(column, row, text, length);
    }
    return true;
}

bool sql_result_add(struct sql_result *result, sqlite3_stmt *prepared, struct error *err)
{
    if (!reserve(result, err))
        return false;
    for (size_t i = 0; i < result->n_columns; i++)
        if (!put_value(result, &result->columns[i], prepared, (int)i, err))
            return false;
    result->n_rows++;
    return true;
}

/* The time that each text of DICTIONARY writes, as we would write it; NULL when one is none. */
static int64_t *times_of(const struct dictionary *dictionary, bool *date_only)
{
    int64_t *times = allocate(dictionary->n + 1, sizeof *times);
    bool ok = dictionary->n > 0;
    for (uint32_t code = 0; ok && code < dictionary->n; code++) {
        size_t length;
        char again[32];
        const char *text = dictionary_text(dictionary, code, &length);
        ok = time_parse(text, length, &times[code]);
        *date_only = code == 0 ? length == strlen("2024-07-01") : *date_only;
        if (ok)
            time_format(times[code], *date_only, again);
        ok = ok && strlen(again) == length && memcmp(again, text, length) == 0;
    }
    if (ok)
        return times;
    free(times);
    return NULL;
}

/* Texts that nobody declared so, that hide nobody, and that all are times become times. */
static bool texts_to_times(struct sql_result *result, struct collected *column, struct dictionary **dictionary,
                           struct error *err)
{
    bool may = !column->declared && !column->personal;
    int64_t *times = may ? times_of(*dictionary, &column->date_only) : NULL;
    if (times == NULL)
        return true;
    int64_t *values = allocate_large(result->capacity, sizeof *values, "the result", err);
    const uint32_t *codes = column->values;
    for (size_t row = 0; values != NULL && row < result->n_rows; row++)
        values[row] = codes[row] == TEXT_MISSING ? INT_MISSING : times[codes[row]];
    free(times);
    if (values == NULL)
        return false;
    dictionary_free(*dictionary);
    *dictionary = NULL;
    free(column->values);
    column->values = values;
    column->type = TYPE_TIME;
    return true;
}

struct table *sql_result_finish(struct sql_result *result, struct error *err)
{
    bool ok = result->capacity > 0 || reserve(result, err);
    struct assembly *assembly = assembly_new("result", result->n_rows);
    for (size_t i = 0; ok && i < result->n_columns; i++) {
        struct collected *column = &result->columns[i];
        struct dictionary *dictionary = NULL;
        if (column->type == TYPE_TEXT) {
            struct dictionary_builder *texts = column->texts != NULL ? column->texts : dictionary_builder_new();
            column->texts = NULL;
            dictionary = dictionary_builder_finish(texts, err);
            ok = dictionary != NULL && texts_to_times(result, column, &dictionary, err);
        }
        if (!ok) {
            dictionary_free(dictionary);
            break;
        }
        assembly_add(assembly, column->name, column->type, column->values, dictionary,
                     column->type == TYPE_TIME && column->date_only, NULL);
        if (column->personal && column->type == TYPE_TEXT)
            assembly_personal(assembly);
        column->values = NULL;
    }
    sql_result_free(result);
    if (ok)
        return assembly_finish(assembly);
    assembly_free(assembly);
    return NULL;
}
