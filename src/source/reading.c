/* Readings as JSON. */
#include <stdlib.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "source/intake.h"

static void set_sign(struct json *object, const char *name, char sign)
{
    const char text[2] = { sign, '\0' };
    if (sign)
        json_set_text(object, name, text);
}

static struct json *column_json(const struct reading_column *column)
{
    struct json *object = json_object();
    json_set_text(object, "name", column->name);
    json_set_text(object, "type", type_name(column->type));
    if (column->spelling)
        json_set_text(object, "spelling", column->spelling);
    if (column->codes)
        json_set_bool(object, "codes", true);
    return object;
}

char *source_reading_write(const struct source_reading *reading)
{
    struct json *root = json_object(), *columns = json_array();
    struct text text = TEXT_EMPTY;
    set_sign(root, "delimiter", reading->delimiter);
    set_sign(root, "decimal", reading->decimal);
    if (reading->encoding)
        json_set_text(root, "encoding", reading->encoding);
    if (reading->escapes != ESCAPES_TOLD)
        json_set_bool(root, "escapes", reading->escapes == ESCAPES_YES);
    if (reading->missing) {
        struct json *missing = json_array();
        for (char **each = reading->missing; *each; each++)
            json_append(missing, json_string(*each));
        json_set(root, "missing", missing);
    }
    for (size_t i = 0; i < reading->n_columns; i++)
        json_append(columns, column_json(&reading->columns[i]));
    json_set(root, "columns", columns);
    json_write(root, 0, &text);
    json_free(root);
    return text_take(&text);
}

static char sign_of(const struct json *object, const char *name)
{
    const char *text = json_get_text(object, name);
    return text ? *text : '\0';
}

/* The row of time_spellings called so. */
static const char *known_spelling(const char *name)
{
    for (const struct time_spelling *spelling = time_spellings; name && spelling->name; spelling++)
        if (strcmp(spelling->name, name) == 0)
            return spelling->name;
    return NULL;
}

static void take_columns(struct source_reading *reading, const struct json *columns)
{
    reading->columns = allocate(json_size(columns) + 1, sizeof *reading->columns);
    for (size_t i = 0; i < json_size(columns); i++) {
        const struct json *item = json_item(columns, i);
        const char *name = json_get_text(item, "name"), *type = json_get_text(item, "type");
        struct reading_column column = { .spelling = known_spelling(json_get_text(item, "spelling")),
                                         .codes = json_get_bool(item, "codes", false) };
        if (!name || !type || !type_from_name(type, &column.type))
            continue;
        column.name = copy_text(name);
        reading->columns[reading->n_columns++] = column;
    }
}

struct source_reading *source_reading_parse(const char *text)
{
    struct json *root = text ? json_parse(text, strlen(text), "reading", NULL) : NULL;
    if (!json_is_object(root)) {
        json_free(root);
        return NULL;
    }
    struct source_reading *reading = allocate(1, sizeof *reading);
    const char *encoding = json_get_text(root, "encoding");
    const struct json *missing = json_get(root, "missing");
    reading->delimiter = sign_of(root, "delimiter");
    reading->decimal = sign_of(root, "decimal");
    reading->encoding = encoding ? copy_text(encoding) : NULL;
    reading->escapes = !json_get(root, "escapes")              ? ESCAPES_TOLD
                       : json_get_bool(root, "escapes", false) ? ESCAPES_YES
                                                               : ESCAPES_NO;
    if (json_is_array(missing)) {
        reading->missing = allocate(json_size(missing) + 1, sizeof *reading->missing);
        for (size_t i = 0, n = 0; i < json_size(missing); i++)
            if (json_text(json_item(missing, i)))
                reading->missing[n++] = copy_text(json_text(json_item(missing, i)));
    }
    take_columns(reading, json_get(root, "columns"));
    json_free(root);
    return reading;
}

void source_reading_free(struct source_reading *reading)
{
    if (!reading)
        return;
    for (size_t i = 0; i < reading->n_columns; i++)
        free(reading->columns[i].name);
    for (char **each = reading->missing; each && *each; each++)
        free(*each);
    free(reading->missing);
    free(reading->columns);
    free(reading->encoding);
    free(reading);
}

const struct reading_column *source_reading_column(const struct source_reading *reading, const char *name)
{
    for (size_t i = 0; reading && i < reading->n_columns; i++)
        if (strcmp(reading->columns[i].name, name) == 0)
            return &reading->columns[i];
    return NULL;
}

/* Whether every text of a column is two capital letters. */
static bool has_codes(const struct intake *intake, size_t p)
{
    bool any = false;
    for (size_t b = 0; b < intake->n_blocks; b++) {
        const struct part *part = &intake->blocks[b].parts[p];
        if (part->shape.type == TYPE_TEXT ? !part->two_letters : part->fit.any)
            return false;
        any = any || part->has_texts;
    }
    return any;
}

struct source_reading *intake_reading(const struct intake *intake)
{
    const struct grid *first = intake->grids[0];
    const char *const *missing = intake->missing.texts;
    struct source_reading *reading = allocate(1, sizeof *reading);
    reading->delimiter = first->delimiter;
    reading->decimal = first->decimal;
    reading->encoding = first->encoding ? copy_text(first->encoding) : NULL;
    reading->escapes = first->escapes;
    if (missing != default_missing) {
        size_t n = 0;
        while (missing[n])
            n++;
        reading->missing = allocate(n + 1, sizeof *reading->missing);
        for (size_t i = 0; i < n; i++)
            reading->missing[i] = copy_text(missing[i]);
    }
    reading->columns = allocate(intake->n_plans + 1, sizeof *reading->columns);
    for (size_t p = 0; p < intake->n_plans; p++) {
        const struct plan *plan = &intake->plans[p];
        bool empty = !plan->typed && !plan->fit.any && !plan->like; /* nothing was told */
        if (empty)
            continue;
        reading->columns[reading->n_columns++] = (struct reading_column){
            .name = copy_text(plan->name),
            .type = plan->shape.type,
            .spelling = plan->shape.type == TYPE_TIME ? time_spellings[plan->shape.spelling].name : NULL,
            .codes = plan->shape.type == TYPE_TEXT && (plan->keeps_na || has_codes(intake, p)),
        };
    }
    return reading;
}
