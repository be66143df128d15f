/* Learning and converting one block of one column. */
#include "source/infer.h"

#include <math.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "source/value.h"

/* Up to here every whole number is a double. */
static const int64_t MOST_DOUBLE = INT64_C(1) << 53;

enum { MACHINE_LENGTH = 20 }; /* of the longest time that time_parse_machine reads */

const char *const default_missing[] = { "NA", "NULL", "null", NULL };

void missing_texts_init(struct missing_texts *missing, const char *const *texts)
{
    *missing = (struct missing_texts){ .texts = texts ? texts : default_missing };
    for (const char *const *text = missing->texts; *text; text++)
        missing->first[(unsigned char)**text] = true;
}

/* 0: TEXT is a value; 1: it is empty; else the number of a text that means missing, and 2. */
static size_t missing_kind(const struct missing_texts *missing, const char *text, size_t length)
{
    if (length == 0)
        return 1;
    if (!missing->first[(unsigned char)*text])
        return 0;
    for (size_t i = 0; missing->texts[i]; i++)
        if (strncmp(missing->texts[i], text, length) == 0 && missing->texts[i][length] == '\0')
            return i + 2;
    return 0;
}

bool is_missing_text(const struct missing_texts *missing, const char *text, size_t length)
{
    return missing_kind(missing, text, length) != 0;
}

void part_release(struct part *part)
{
    free(part->values);
    free(part->bad);
    codes_release(&part->codes);
    *part = (struct part){ 0 };
}

/* The field without blanks around it; false when it is missing, counted in N_NAMED (may be NULL) by the text that says
   so. */
static bool present(const struct cells *cells, size_t row, size_t field, const struct missing_texts *missing,
                    const char **text, size_t *length, size_t n_named[N_DEFAULT_MISSING])
{
    *text = trim(cells_field(cells, row, field, length), length);
    size_t kind = missing_kind(missing, *text, *length);
    if (kind > 1 && kind < 2 + N_DEFAULT_MISSING && n_named)
        n_named[kind - 2]++;
    return kind == 0;
}

/* The values of a block while they are learned: whole numbers or times as int64_t, then real numbers in their place. */
union number {
    int64_t whole;
    double real;
};

struct learning {
    struct fit fit;
    union number *values;
    bool real;  /* values hold real numbers by now */
    bool times; /* values hold times of the first spelling that fits */
    int spelling;
    size_t n_missing, n_named[N_DEFAULT_MISSING];
    uint64_t lately;                  /* the spellings that fitted when `machine` was asked for; 0: never */
    bool machine[MACHINE_LENGTH + 1]; /* lengths of machines' times that fit all of `lately` */
};

/* Whether one of N whole numbers is no double. */
static bool wholes_too_long(const union number *values, size_t n)
{
    bool too_long = false;
    for (size_t i = 0; i < n; i++)
        too_long |= values[i].whole != INT_MISSING &&
                    (values[i].whole > MOST_DOUBLE || values[i].whole < -MOST_DOUBLE) &&
                    number_compare_whole(values[i].whole, (double)values[i].whole) != 0;
    return too_long;
}

static void widen(union number *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        values[i].real = values[i].whole == INT_MISSING ? NAN : (double)values[i].whole;
}

/* What a number that is not spelled as a whole one tells of the column. */
static void learn_spelling(struct learning *l, const char *text, size_t length, char decimal, double real)
{
    static const double certain = 0x1p40; /* below, a double tells whole numbers from those beside them */
    int64_t whole;
    if (!l->fit.whole && fabs(real) < 0x1p53)
        return;
    bool is = fabs(real) < certain ? real == trunc(real) : spelled_whole(text, length, decimal, &whole);
    l->fit.whole = l->fit.whole && is;
    l->fit.codes = l->fit.codes && is && !memchr(text, '.', length) && !memchr(text, ',', length);
    l->fit.too_long = l->fit.too_long || (fabs(real) >= 0x1p53 && is && !gives_back(text, length, whole, real));
}

static void learn_number(struct learning *l, size_t row, const char *text, size_t length, char decimal)
{
    int64_t whole;
    double real;
    if (l->fit.integer) {
        if (spelled_int(text, length, &whole)) {
            if (!l->real)
                l->values[row].whole = whole;
            return;
        }
        l->fit.integer = false;
    }
    if (!spelled_real(text, length, decimal, &real)) {
        l->fit.real = false;
        return;
    }
    learn_spelling(l, text, length, decimal, real);
    if (!l->real) {
        l->fit.too_long = l->fit.too_long || wholes_too_long(l->values, row);
        widen(l->values, row);
    }
    l->real = true;
    l->values[row].real = real;
}

static void learn_time(struct learning *l, size_t row, const char *text, size_t length)
{
    int64_t time = TIME_MISSING;
    l->fit.times = fitting_times(text, length, l->fit.times, &time);
    if (!l->fit.times)
        return;
    int spelling = __builtin_ctzll(l->fit.times);
    if (l->fit.integer || l->fit.real)
        return; /* the values are kept as numbers */
    if (!l->times && !l->fit.any) {
        l->times = true;
        l->spelling = spelling;
    }
    if (l->times && l->spelling == spelling)
        l->values[row].whole = time;
    else
        l->times = false;
}

static void learn_value(struct learning *l, size_t row, const char *text, size_t length, char decimal)
{
    int8_t truth;
    if (l->fit.boolean)
        l->fit.boolean = spelled_bool(text, length, &truth);
    if (l->fit.integer || l->fit.real)
        learn_number(l, row, text, length, decimal);
    if (l->fit.times)
        learn_time(l, row, text, length);
    l->fit.any = true;
}

/* What was kept along the way is what SHAPE needs. */
static bool already_kept(const struct learning *l, struct shape shape)
{
    if (shape.type == TYPE_TIME)
        return l->times && l->spelling == shape.spelling && !l->fit.integer;
    return (shape.type == TYPE_INT && !l->real) || (shape.type == TYPE_REAL && l->real);
}

/* ---- Runs of values that are plainly of the kind that is left ---- */

/* Each takes values from row ROW on, as long as they are plain, and returns the first row that is not: one in which a
   blank, a text that may mean missing, or another kind of value is looked at with more care. */

static size_t learn_whole_run(struct learning *l, const struct cells *cells, size_t field, size_t row,
                              const struct missing_texts *missing)
{
    for (; row < cells->n_rows; row++) {
        size_t length;
        const char *text = cells_field(cells, row, field, &length);
        if (length == 0) {
            l->values[row].whole = INT_MISSING;
            l->n_missing++;
        } else if (missing->first[(unsigned char)*text] || !plain_int(text, length, &l->values[row].whole))
            return row;
    }
    return row;
}

static size_t learn_real_run(struct learning *l, const struct cells *cells, size_t field, size_t row,
                             const struct missing_texts *missing)
{
    for (; row < cells->n_rows; row++) {
        size_t length;
        const char *text = cells_field(cells, row, field, &length);
        if (length == 0) {
            l->values[row].real = NAN;
            l->n_missing++;
        } else if (missing->first[(unsigned char)*text] ||
                   !plain_real(text, length, cells_decimal(cells, row, field), &l->values[row].real))
            return row;
        else if (l->fit.whole)
            learn_spelling(l, text, length, cells_decimal(cells, row, field), l->values[row].real);
    }
    return row;
}

/* Which lengths of machines' times are of every spelling that fits so far: then such a time narrows nothing. */
static void learn_machine(struct learning *l)
{
    static const char sample[] = "2000-01-01T00:00:00Z";
    static const size_t lengths[] = { 10, 19, MACHINE_LENGTH };
    if (l->lately == l->fit.times)
        return;
    l->lately = l->fit.times;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        int64_t time;
        l->machine[lengths[i]] = fitting_times(sample, lengths[i], l->fit.times, &time) == l->fit.times;
    }
}

static size_t learn_time_run(struct learning *l, const struct cells *cells, size_t field, size_t row,
                             const struct missing_texts *missing)
{
    struct machine_clock clock = { 0 };
    learn_machine(l);
    for (; row < cells->n_rows; row++) {
        size_t length;
        const char *text = cells_field(cells, row, field, &length);
        if (length == 0) {
            l->values[row].whole = TIME_MISSING;
            l->n_missing++;
        } else if (length > MACHINE_LENGTH || !l->machine[length] || missing->first[(unsigned char)*text] ||
                   !time_parse_machine(&clock, text, length, &l->values[row].whole))
            return row;
    }
    return row;
}

static size_t learn_run(struct learning *l, const struct cells *cells, size_t field, size_t row,
                        const struct missing_texts *missing)
{
    const struct fit *fit = &l->fit;
    if (!fit->any || fit->boolean)
        return row;
    if (fit->integer && !fit->times && !l->real)
        return learn_whole_run(l, cells, field, row, missing);
    if (!fit->integer && fit->real && !fit->times && l->real)
        return learn_real_run(l, cells, field, row, missing);
    if (!fit->integer && !fit->real && fit->times && l->times && l->spelling == __builtin_ctzll(fit->times))
        return learn_time_run(l, cells, field, row, missing);
    return row;
}

/* Bytes are a text, also when all their hexadecimal digits are below ten. */
static bool learn_bytes(struct part *part, const struct cells *cells, size_t field, const struct missing_texts *missing)
{
    bool good = part_convert(part, cells, field, (struct shape){ TYPE_TEXT, -1 }, false, missing);
    part->fit = (struct fit){ .any = true, .bytes = true };
    return good;
}

bool part_learn(struct part *part, const struct cells *cells, size_t field, const struct shape *like,
                const struct missing_texts *missing)
{
    if (cells->bytes_in && cells->bytes_in[field])
        return learn_bytes(part, cells, field, missing);
    struct learning l = { .fit = fit_everything() };
    l.values = allocate_large(cells->n_rows, sizeof *l.values, "a column", NULL);
    if (!l.values)
        return false;
    for (size_t row = 0; (row = learn_run(&l, cells, field, row, missing)) < cells->n_rows; row++) {
        const char *text;
        size_t length;
        if (present(cells, row, field, missing, &text, &length, l.n_named)) {
            learn_value(&l, row, text, length, cells_decimal(cells, row, field));
            if (!l.fit.boolean && !l.fit.integer && !l.fit.real && !l.fit.times)
                break;
            continue;
        }
        l.n_missing++;
        if (l.real)
            l.values[row].real = NAN;
        else
            l.values[row].whole = INT_MISSING;
    }
    if (l.fit.integer) /* else values may be times, or not be there: a text ended them */
        l.fit.too_long = wholes_too_long(l.values, cells->n_rows);
    struct shape shape = l.fit.any ? fit_shape_like(&l.fit, like) : fit_shape(&l.fit);
    if (!already_kept(&l, shape)) {
        free(l.values);
        bool good = part_convert(part, cells, field, shape, false, missing);
        part->fit = l.fit;
        return good;
    }
    *part = (struct part){ .fit = l.fit, .shape = shape, .values = l.values, .n_missing = l.n_missing };
    memcpy(part->n_named, l.n_named, sizeof l.n_named);
    return true;
}

bool part_learn_times(struct part *part, const struct cells *cells, size_t field, const struct shape *like,
                      const struct missing_texts *missing)
{
    struct fit fit = fit_everything();
    for (size_t row = 0; row < cells->n_rows && fit.times; row++) {
        const char *text;
        size_t length;
        int64_t time;
        if (!present(cells, row, field, missing, &text, &length, NULL))
            continue;
        fit.any = true;
        fit.times = fitting_times(text, length, fit.times, &time);
    }
    struct shape shape = { TYPE_TIME, fit_times(&fit, like) };
    bool good = part_convert(part, cells, field, shape, true, missing);
    part->fit = fit;
    part->mixed_times = fit.any && !fit.times;
    return good;
}

void count_times(const struct cells *cells, size_t field, const struct missing_texts *missing, uint64_t counts[64])
{
    uint64_t all = all_time_spellings();
    for (size_t row = 0; row < cells->n_rows; row++) {
        const char *text;
        size_t length;
        int64_t time;
        if (!present(cells, row, field, missing, &text, &length, NULL))
            continue;
        for (uint64_t fits = fitting_times(text, length, all, &time); fits; fits &= fits - 1)
            counts[__builtin_ctzll(fits)]++;
    }
}

static void set_missing(void *values, enum type type, size_t row)
{
    switch (type) {
    case TYPE_BOOL:
        ((int8_t *)values)[row] = BOOL_MISSING;
        break;
    case TYPE_REAL:
        ((double *)values)[row] = NAN;
        break;
    case TYPE_TEXT:
        ((uint32_t *)values)[row] = TEXT_MISSING;
        break;
    default:
        ((int64_t *)values)[row] = INT_MISSING;
    }
}

static bool convert_value(void *values, struct shape shape, size_t row, const char *text, size_t length, char decimal,
                          bool declared)
{
    switch (shape.type) {
    case TYPE_BOOL:
        return (declared ? declared_bool : spelled_bool)(text, length, (int8_t *)values + row);
    case TYPE_INT:
        return declared ? declared_int(text, length, decimal, (int64_t *)values + row)
                        : spelled_whole(text, length, decimal, (int64_t *)values + row);
    case TYPE_REAL:
        if (shape.spelling >= 0)
            return declared_marked(text, length, decimal, (enum number_mark)shape.spelling, (double *)values + row);
        return (declared ? declared_real : spelled_real)(text, length, decimal, (double *)values + row);
    default:
        return time_parse_spelling(&time_spellings[shape.spelling], text, length, (int64_t *)values + row);
    }
}

static void note_bad(struct part *part, size_t row)
{
    if ((part->n_bad & (part->n_bad - 1)) == 0)
        part->bad = reallocate(part->bad, part->n_bad ? part->n_bad * 2 : 1, sizeof *part->bad);
    part->bad[part->n_bad++] = (uint32_t)row;
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static void note_letters(struct part *part)
{
    part->has_texts = part->codes.n > 0;
    part->two_letters = true;
    for (uint32_t code = 0; code < part->codes.n && part->two_letters; code++) {
        size_t length;
        const char *text = codes_text(&part->codes, code, &length);
        text = trim(text, &length);
        part->two_letters = length == 2 && is_capital(text[0]) && is_capital(text[1]);
    }
}

static void convert_texts(struct part *part, const struct cells *cells, size_t field,
                          const struct missing_texts *missing)
{
    uint32_t *values = part->values;
    for (size_t row = 0; row < cells->n_rows; row++) {
        size_t length, whole;
        const char *text = cells_field(cells, row, field, &whole), *trimmed = text;
        bool is_missing = whole == 0;
        if (whole && (text[0] == ' ' || text[0] == '\t' || missing->first[(unsigned char)text[0]]))
            is_missing = !present(cells, row, field, missing, &trimmed, &length, part->n_named);
        part->n_missing += is_missing;
        values[row] = is_missing ? TEXT_MISSING : codes_add(&part->codes, text, whole);
    }
    note_letters(part);
    codes_seal(&part->codes);
}

bool part_convert(struct part *part, const struct cells *cells, size_t field, struct shape shape, bool declared,
                  const struct missing_texts *missing)
{
    *part = (struct part){ .shape = shape };
    part->values = allocate_large(cells->n_rows, type_size(shape.type), "a column", NULL);
    if (!part->values)
        return false;
    if (shape.type == TYPE_TEXT) {
        convert_texts(part, cells, field, missing);
        return true;
    }
    for (size_t row = 0; row < cells->n_rows; row++) {
        const char *text;
        size_t length;
        if (!present(cells, row, field, missing, &text, &length, part->n_named)) {
            set_missing(part->values, shape.type, row);
            part->n_missing++;
        } else if (!convert_value(part->values, shape, row, text, length, cells_decimal(cells, row, field), declared)) {
            set_missing(part->values, shape.type, row);
            note_bad(part, row);
        }
    }
    return true;
}
