/* The builder: columns that grow row by row. The row being filled always has its slot, cleared to missing. */
#include "patron/table/builder.h"

#include <stdlib.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "table/owner.h"

enum { FIRST_ROWS = 64 };

struct building {
    char *name, *unit;
    enum type type;
    bool date_only, personal;
    void *values;
    struct dictionary_builder *texts;
};

struct builder {
    char *name;
    size_t n_rows, row_capacity;
    size_t n_columns, column_capacity;
    struct building *columns;
    bool failed; /* no more memory, or too many rows: further values are dropped, builder_finish tells */
};

struct builder *builder_new(const char *name)
{
    struct builder *builder = allocate(1, sizeof(*builder));
    builder->name = copy_text(name);
    builder->row_capacity = FIRST_ROWS;
    return builder;
}

size_t builder_add_column(struct builder *builder, const char *name, enum type type)
{
    if (builder->n_rows)
        bug("a column added to a table that has rows");
    if (builder->n_columns == builder->column_capacity) {
        builder->column_capacity = builder->column_capacity ? builder->column_capacity * 2 : 16;
        builder->columns = reallocate(builder->columns, builder->column_capacity, sizeof(*builder->columns));
    }
    struct building *column = &builder->columns[builder->n_columns];
    *column = (struct building){ .name = copy_text(name), .type = type };
    column->values = allocate(builder->row_capacity, type_size(type));
    values_clear(column->values, type, 0, builder->row_capacity);
    if (type == TYPE_TEXT)
        column->texts = dictionary_builder_new();
    return builder->n_columns++;
}

void builder_column_unit(struct builder *builder, size_t column, const char *unit)
{
    free(builder->columns[column].unit);
    builder->columns[column].unit = unit ? copy_text(unit) : NULL;
}

void builder_column_personal(struct builder *builder, size_t column)
{
    builder->columns[column].personal = true;
}

void builder_column_date_only(struct builder *builder, size_t column, bool date_only)
{
    builder->columns[column].date_only = date_only;
}

static inline struct building *building_of(struct builder *builder, size_t column, enum type type)
{
    if (column >= builder->n_columns || builder->columns[column].type != type)
        bug("a value of another type than its column");
    return &builder->columns[column];
}

void builder_set_bool(struct builder *builder, size_t column, bool value)
{
    ((int8_t *)building_of(builder, column, TYPE_BOOL)->values)[builder->n_rows] = value;
}

void builder_set_int(struct builder *builder, size_t column, int64_t value)
{
    enum type type = column < builder->n_columns && builder->columns[column].type == TYPE_TIME ? TYPE_TIME : TYPE_INT;
    ((int64_t *)building_of(builder, column, type)->values)[builder->n_rows] = value;
}

void builder_set_real(struct builder *builder, size_t column, double value)
{
    ((double *)building_of(builder, column, TYPE_REAL)->values)[builder->n_rows] = value + 0.0; /* -0 is 0 */
}

void builder_set_text(struct builder *builder, size_t column, const char *text, size_t length)
{
    struct building *building = building_of(builder, column, TYPE_TEXT);
    ((uint32_t *)building->values)[builder->n_rows] = dictionary_builder_add(building->texts, text, length);
}

static bool builder_grow(struct builder *builder)
{
    size_t capacity = builder->row_capacity * 2;
    for (size_t i = 0; i < builder->n_columns; i++) {
        struct building *column = &builder->columns[i];
        void *values = realloc(column->values, capacity * type_size(column->type));
        if (!values)
            return false; /* columns that have grown keep their room; no row uses it */
        column->values = values;
        values_clear(values, column->type, builder->row_capacity, capacity - builder->row_capacity);
    }
    builder->row_capacity = capacity;
    return true;
}

void builder_end_row(struct builder *builder)
{
    if (builder->failed)
        return;
    if (builder->n_rows + 1 == UINT32_MAX || (builder->n_rows + 1 == builder->row_capacity && !builder_grow(builder)))
        builder->failed = true; /* the slot of this row takes what comes, and is never seen */
    else
        builder->n_rows++;
}

size_t builder_rows(const struct builder *builder)
{
    return builder->n_rows;
}

struct table *builder_finish(struct builder *builder, struct error *err)
{
    struct assembly *assembly = assembly_new(builder->name, builder->n_rows);
    bool built = !builder->failed;
    if (!built)
        fail(err, ERROR_SYSTEM, E_MEMORY, "no memory for the table %s: it has more than %zu rows", builder->name,
             builder->n_rows);
    for (size_t i = 0; built && i < builder->n_columns; i++) {
        struct building *column = &builder->columns[i];
        struct dictionary *dictionary = NULL;
        if (column->texts) {
            dictionary = dictionary_builder_finish(column->texts, err);
            column->texts = NULL;
            built = dictionary != NULL;
        }
        if (built) {
            assembly_add(assembly, column->name, column->type, column->values, dictionary, column->date_only,
                         column->unit);
            if (column->personal)
                assembly_personal(assembly);
            column->values = NULL;
        }
    }
    builder_free(builder);
    if (built)
        return assembly_finish(assembly);
    assembly_free(assembly);
    return NULL;
}

void builder_free(struct builder *builder)
{
    if (!builder)
        return;
    for (size_t i = 0; i < builder->n_columns; i++) {
        struct building *column = &builder->columns[i];
        free(column->name);
        free(column->unit);
        free(column->values);
        dictionary_builder_free(column->texts);
    }
    free(builder->columns);
    free(builder->name);
    free(builder);
}
