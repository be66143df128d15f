/* Packing: the least value of a width stands for a missing number, the greatest for a missing code. A truth value that
   is missing is all ones as well. */
#include "patron/table/packed.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"

void packed_init(struct packed *packed, enum type type, const void *values, size_t width, size_t n)
{
    *packed = (struct packed){ .type = type, .width = width, .n = n, .values = values };
    pthread_mutex_init(&packed->mutex, NULL);
}

void packed_release(struct packed *packed)
{
    free(atomic_load(&packed->unpacked));
    pthread_mutex_destroy(&packed->mutex);
}

static size_t width_of_range(int64_t least, int64_t greatest)
{
    if (least > INT8_MIN && greatest <= INT8_MAX)
        return sizeof(int8_t);
    if (least > INT16_MIN && greatest <= INT16_MAX)
        return sizeof(int16_t);
    return least > INT32_MIN && greatest <= INT32_MAX ? sizeof(int32_t) : sizeof(int64_t);
}

/* One more than the greatest of N values; a missing code becomes 0. */
#define CODES_END(function, value_t)                                                                                   \
    static uint32_t function(const value_t *values, size_t n)                                                          \
    {                                                                                                                  \
        value_t end = 0;                                                                                               \
        for (size_t i = 0; i < n; i++) {                                                                               \
            value_t next = (value_t)(values[i] + 1);                                                                   \
            end = next > end ? next : end;                                                                             \
        }                                                                                                              \
        return end;                                                                                                    \
    }
CODES_END(end_of_bytes, uint8_t)
CODES_END(end_of_pairs, uint16_t)
CODES_END(end_of_fours, uint32_t)

uint32_t codes_end(const void *values, size_t n, size_t width)
{
    return width == 1 ? end_of_bytes(values, n) : width == 2 ? end_of_pairs(values, n) : end_of_fours(values, n);
}

size_t values_width(enum type type, const void *values, size_t n)
{
    if (type == TYPE_TEXT)
        return codes_width(codes_end(values, n, sizeof(uint32_t)));
    if (type != TYPE_INT)
        return type_size(type);
    int64_t least = 0, greatest = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t value = ((const int64_t *)values)[i];
        value = value == INT_MISSING ? 0 : value;
        least = value < least ? value : least;
        greatest = value > greatest ? value : greatest;
    }
    return width_of_range(least, greatest);
}

size_t codes_width(size_t n_texts)
{
    return n_texts <= UINT8_MAX ? sizeof(uint8_t) : n_texts <= UINT16_MAX ? sizeof(uint16_t) : sizeof(uint32_t);
}

/* Loops over whole arrays of one width. */
#define PACK(function, value_t, packed_t, missing, packed_missing)                                                     \
    static void function(const value_t *values, size_t n, packed_t *out)                                               \
    {                                                                                                                  \
        for (size_t i = 0; i < n; i++)                                                                                 \
            out[i] = values[i] == (missing) ? (packed_missing) : (packed_t)values[i];                                  \
    }
#define UNPACK(function, value_t, packed_t, missing, packed_missing)                                                   \
    static void function(const packed_t *packed, size_t n, value_t *out)                                               \
    {                                                                                                                  \
        for (size_t i = 0; i < n; i++)                                                                                 \
            out[i] = packed[i] == (packed_missing) ? (missing) : (value_t)packed[i];                                   \
    }
PACK(pack_int_1, int64_t, int8_t, INT_MISSING, INT8_MIN)
PACK(pack_int_2, int64_t, int16_t, INT_MISSING, INT16_MIN)
PACK(pack_int_4, int64_t, int32_t, INT_MISSING, INT32_MIN)
PACK(pack_code_1, uint32_t, uint8_t, TEXT_MISSING, UINT8_MAX)
PACK(pack_code_2, uint32_t, uint16_t, TEXT_MISSING, UINT16_MAX)
UNPACK(unpack_int_1, int64_t, int8_t, INT_MISSING, INT8_MIN)
UNPACK(unpack_int_2, int64_t, int16_t, INT_MISSING, INT16_MIN)
UNPACK(unpack_int_4, int64_t, int32_t, INT_MISSING, INT32_MIN)
UNPACK(unpack_code_1, uint32_t, uint8_t, TEXT_MISSING, UINT8_MAX)
UNPACK(unpack_code_2, uint32_t, uint16_t, TEXT_MISSING, UINT16_MAX)

void values_pack(enum type type, const void *values, size_t n, size_t width, void *out)
{
    if (n == 0)
        return;
    if (width == type_size(type))
        memcpy(out, values, n * width);
    else if (type == TYPE_TEXT)
        width == 1 ? pack_code_1(values, n, out) : pack_code_2(values, n, out);
    else
        width == 1 ? pack_int_1(values, n, out) : width == 2 ? pack_int_2(values, n, out) : pack_int_4(values, n, out);
}

void values_unpack(enum type type, const void *packed, size_t n, size_t width, void *out)
{
    if (n == 0)
        return;
    if (width == type_size(type))
        memcpy(out, packed, n * width);
    else if (type == TYPE_TEXT)
        width == 1 ? unpack_code_1(packed, n, out) : unpack_code_2(packed, n, out);
    else
        width == 1   ? unpack_int_1(packed, n, out)
        : width == 2 ? unpack_int_2(packed, n, out)
                     : unpack_int_4(packed, n, out);
}

const void *column_unpack(const struct column *column)
{
    struct packed *packed = column->packed;
    void *unpacked = atomic_load_explicit(&packed->unpacked, memory_order_acquire);
    if (unpacked)
        return unpacked;
    pthread_mutex_lock(&packed->mutex);
    unpacked = atomic_load_explicit(&packed->unpacked, memory_order_relaxed);
    if (!unpacked) {
        unpacked = allocate_large(packed->n, type_size(packed->type), column->name, NULL);
        if (!unpacked)
            unpacked = allocate(packed->n, type_size(packed->type)); /* ends the program, and says why */
        values_unpack(packed->type, packed->values, packed->n, packed->width, unpacked);
        atomic_store_explicit(&packed->unpacked, unpacked, memory_order_release);
    }
    pthread_mutex_unlock(&packed->mutex);
    return unpacked;
}

int64_t packed_int(const struct packed *packed, size_t row)
{
    if (packed->width == 1) {
        int8_t value = ((const int8_t *)packed->values)[row];
        return value == INT8_MIN ? INT_MISSING : value;
    }
    if (packed->width == 2) {
        int16_t value = ((const int16_t *)packed->values)[row];
        return value == INT16_MIN ? INT_MISSING : value;
    }
    int32_t value = ((const int32_t *)packed->values)[row];
    return value == INT32_MIN ? INT_MISSING : value;
}

uint32_t packed_code(const struct packed *packed, size_t row)
{
    if (packed->width == 1) {
        uint8_t code = ((const uint8_t *)packed->values)[row];
        return code == UINT8_MAX ? TEXT_MISSING : code;
    }
    uint16_t code = ((const uint16_t *)packed->values)[row];
    return code == UINT16_MAX ? TEXT_MISSING : code;
}

/* How many of N values are MISSING. */
#define COUNT(function, value_t)                                                                                       \
    static size_t function(const value_t *values, size_t n, value_t missing)                                           \
    {                                                                                                                  \
        size_t count = 0;                                                                                              \
        for (size_t i = 0; i < n; i++)                                                                                 \
            count += values[i] == missing;                                                                             \
        return count;                                                                                                  \
    }
COUNT(count_bytes, uint8_t)
COUNT(count_pairs, uint16_t)
COUNT(count_fours, uint32_t)
COUNT(count_eights, uint64_t)

static size_t count_not_numbers(const double *values, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += values[i] != values[i];
    return count;
}

size_t column_count_missing(const struct column *column, size_t n_rows)
{
    bool text = column->type == TYPE_TEXT;
    const void *values = column_place(column);
    if (column->type == TYPE_REAL)
        return count_not_numbers(values, n_rows);
    switch (column_width(column)) {
    case 1:
        return count_bytes(values, n_rows, column->type == TYPE_INT ? (uint8_t)INT8_MIN : UINT8_MAX);
    case 2:
        return count_pairs(values, n_rows, text ? UINT16_MAX : (uint16_t)INT16_MIN);
    case 4:
        return count_fours(values, n_rows, text ? TEXT_MISSING : (uint32_t)INT32_MIN);
    default:
        return count_eights(values, n_rows, (uint64_t)INT_MISSING);
    }
}

bool column_is_wide(const struct column *column, size_t n_rows)
{
    enum { BLOCK = 4096 };
    static const int64_t most = INT64_C(1) << 53;
    if (column->type != TYPE_INT || column_width(column) < sizeof(int64_t))
        return false;
    const int64_t *values = column_ints(column);
    for (size_t first = 0; first < n_rows; first += BLOCK) {
        size_t end = first + BLOCK < n_rows ? first + BLOCK : n_rows;
        bool wide = false;
        for (size_t i = first; i < end; i++)
            wide |= values[i] != INT_MISSING && (values[i] > most || values[i] < -most);
        if (wide)
            return true;
    }
    return false;
}

size_t column_width(const struct column *column)
{
    return column->packed ? column->packed->width : type_size(column->type);
}

const void *column_place(const struct column *column)
{
    return column->packed ? column->packed->values : column->values;
}
