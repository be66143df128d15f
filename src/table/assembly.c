/* A table put together from whole columns, its own and those of other tables. */
#include <stdlib.h>

#include "patron/base/memory.h"
#include "patron/table/builder.h"
#include "patron/table/packed.h"

/* What one column of an assembly has to give back. */
struct holding {
    char *name, *unit;
    void *values;
    struct packed *packed;
    struct dictionary *dictionary;
    struct table *table; /* whose values are borrowed, or NULL */
};

struct assembly {
    char *name;
    size_t n_rows, n_columns, capacity;
    struct column *columns;
    struct holding *holdings;
};

struct assembly *assembly_new(const char *name, size_t n_rows)
{
    struct assembly *assembly = allocate(1, sizeof(*assembly));
    assembly->name = copy_text(name);
    assembly->n_rows = n_rows;
    return assembly;
}

static size_t assembly_grow(struct assembly *assembly)
{
    if (assembly->n_columns == assembly->capacity) {
        assembly->capacity = assembly->capacity ? assembly->capacity * 2 : 16;
        assembly->columns = reallocate(assembly->columns, assembly->capacity, sizeof(*assembly->columns));
        assembly->holdings = reallocate(assembly->holdings, assembly->capacity, sizeof(*assembly->holdings));
    }
    return assembly->n_columns++;
}

void assembly_add(struct assembly *assembly, const char *name, enum type type, void *values,
                  struct dictionary *dictionary, bool date_only, const char *unit)
{
    size_t i = assembly_grow(assembly);
    struct holding holding = { .name = copy_text(name), .unit = unit ? copy_text(unit) : NULL };
    holding.values = values;
    holding.dictionary = dictionary;
    assembly->holdings[i] = holding;
    assembly->columns[i] = (struct column){ .name = holding.name,
                                            .type = type,
                                            .date_only = date_only,
                                            .unit = holding.unit,
                                            .values = values,
                                            .dictionary = dictionary };
}

void assembly_pack(struct assembly *assembly, size_t width)
{
    struct column *column = &assembly->columns[assembly->n_columns - 1];
    struct holding *holding = &assembly->holdings[assembly->n_columns - 1];
    if (width == type_size(column->type))
        return;
    column->packed = holding->packed = allocate(1, sizeof(*holding->packed));
    packed_init(holding->packed, column->type, holding->values, width, assembly->n_rows);
    column->values = NULL;
}

void assembly_personal(struct assembly *assembly)
{
    assembly->columns[assembly->n_columns - 1].personal = true;
    assembly->columns[assembly->n_columns - 1].privacy = PRIVACY_PERSONAL;
}

void assembly_takes_privacy(struct assembly *assembly, const struct column *from)
{
    struct column *column = &assembly->columns[assembly->n_columns - 1];
    column->personal = from->personal;
    column->identifies = from->identifies;
    column->privacy = from->privacy;
    column->secret = from->secret;
}

void assembly_clear(struct assembly *assembly)
{
    assembly->columns[assembly->n_columns - 1].personal = false;
    assembly->columns[assembly->n_columns - 1].identifies = false;
}

void assembly_add_column_of(struct assembly *assembly, const struct table *table, size_t column, const char *new_name)
{
    if (table->n_rows != assembly->n_rows)
        bug("columns of different lengths in one table");
    size_t i = assembly_grow(assembly);
    struct column borrowed = table->columns[column];
    struct holding holding = { .table = table_retain(table) };
    if (new_name)
        borrowed.name = holding.name = copy_text(new_name);
    assembly->holdings[i] = holding;
    assembly->columns[i] = borrowed;
}

static void assembly_destroy(void *pointer)
{
    struct assembly *assembly = pointer;
    for (size_t i = 0; i < assembly->n_columns; i++) {
        struct holding *holding = &assembly->holdings[i];
        free(holding->name);
        free(holding->unit);
        if (holding->packed)
            packed_release(holding->packed);
        free(holding->packed);
        free(holding->values);
        dictionary_free(holding->dictionary);
        table_release(holding->table);
    }
    free(assembly->columns);
    free(assembly->holdings);
    free(assembly->name);
    free(assembly);
}

struct table *assembly_finish(struct assembly *assembly)
{
    return table_wrap(assembly->name, assembly->n_rows, assembly->columns, assembly->n_columns, assembly_destroy,
                      assembly);
}

void assembly_free(struct assembly *assembly)
{
    if (assembly)
        assembly_destroy(assembly);
}
