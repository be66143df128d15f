/* What is told about each column: its type, and why it has this type. */
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/table/builder.h"
#include "source/decimals.h"
#include "source/value.h"

enum { LONGEST_EXAMPLE = 40 };

uint64_t intake_line(const struct intake *intake, size_t row, const char **path)
{
    size_t low = 0, high = intake->n_blocks;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (intake->blocks[middle].first_row <= row)
            low = middle;
        else
            high = middle;
    }
    const struct block *block = &intake->blocks[low];
    size_t in_block = row - block->first_row;
    for (size_t i = 0; i < block->n_dropped && block->dropped[i] <= in_block; i++)
        in_block++;
    struct cells cells;
    block_cells(block, &cells);
    uint64_t line = block->first_line + cells.lines[in_block];
    cells_release(&cells);
    *path = block->grid->path;
    return line;
}

static void add_line(const struct intake *intake, size_t row, struct text *out)
{
    const char *path;
    uint64_t line = intake_line(intake, row, &path);
    if (intake->n_grids > 1)
        text_add_format(out, "%s ", path);
    text_add_format(out, "line %zu", (size_t)line);
}

/* A value for a sentence, shortened to whole characters. */
static void add_example(const char *text, size_t length, struct text *out)
{
    size_t shown = length;
    if (length > LONGEST_EXAMPLE)
        for (shown = LONGEST_EXAMPLE; shown && ((unsigned char)text[shown] & 0xc0) == 0x80;)
            shown--;
    text_add_bytes(out, text, shown);
    if (shown < length)
        text_add(out, "...");
}

/* Which of the dictionary's texts are no numbers, or (when TIMES is not 0) fit none of TIMES. */
static uint8_t *find_misfits(const struct intake *intake, const struct dictionary *dictionary, uint64_t times,
                             uint32_t *n)
{
    uint8_t *misfits = allocate(dictionary->n, 1);
    char decimal = intake->grids[0]->decimal;
    *n = 0;
    for (uint32_t code = 0; code < dictionary->n; code++) {
        size_t length;
        double number;
        int64_t time;
        const char *text = dictionary_text(dictionary, code, &length);
        text = trim(text, &length);
        misfits[code] =
            times ? !fitting_times(text, length, times, &time) : !spelled_real(text, length, decimal, &number);
        *n += misfits[code];
    }
    return misfits;
}

static bool all_digits(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return length > 0;
}

/* Most values are numbers (or times), some are not: how many, and where the first is. */
static bool tell_misfits(const struct intake *intake, const struct column *column, const uint8_t *misfits,
                         const char *what, struct text *out)
{
    size_t n = 0, n_misfits = 0, first = 0, length;
    for (size_t row = 0; row < intake->n_rows; row++) {
        uint32_t code = column_code(column, row);
        if (code == TEXT_MISSING)
            continue;
        n++;
        if (misfits[code] && n_misfits++ == 0)
            first = row;
    }
    if (n_misfits * 2 > n)
        return false;
    char bad[32], all[32];
    const char *text = dictionary_text(column->dictionary, column_code(column, first), &length);
    count_format(n_misfits, bad);
    count_format(n, all);
    text_add_format(out, "%s of %s values are no %s, first \"", bad, all, what);
    add_example(text, length, out);
    text_add(out, "\" at ");
    add_line(intake, first, out);
    text = trim(text, &length);
    if (all_digits(text, length) && *text == '0')
        text_add(out, ", which begins with 0");
    else if (all_digits(text, length))
        text_add(out, ", which has more digits than a whole number holds");
    return true;
}

static bool tell_identifiers(const struct intake *intake, const struct column *column, struct text *out)
{
    const struct dictionary *dictionary = column->dictionary;
    for (uint32_t code = 0; code < dictionary->n; code++) {
        size_t length;
        const char *text = dictionary_text(dictionary, code, &length);
        if (!all_digits(text, length))
            return false;
    }
    for (size_t row = 0; row < intake->n_rows; row++) {
        size_t length;
        double number;
        uint32_t code = column_code(column, row);
        if (code == TEXT_MISSING)
            continue;
        const char *text = dictionary_text(dictionary, code, &length);
        if (spelled_real(text, length, '.', &number))
            continue;
        text_add_format(out, "identifiers: \"");
        add_example(text, length, out);
        text_add_format(out, "\" at ");
        add_line(intake, row, out);
        text_add(out, *text == '0' ? " begins with 0" : " has more digits than a whole number holds");
        return true;
    }
    return false;
}

/* All are numbers, but a double would make two of the whole ones one, and others are not whole. */
static bool tell_too_long(const struct intake *intake, const struct column *column, struct text *out)
{
    const struct dictionary *dictionary = column->dictionary;
    char decimal = intake->grids[0]->decimal;
    for (size_t row = 0; row < intake->n_rows; row++) {
        size_t length;
        int64_t whole;
        uint32_t code = column_code(column, row);
        const char *text = code == TEXT_MISSING ? "" : dictionary_text(dictionary, code, &length);
        text = code == TEXT_MISSING ? text : trim(text, &length);
        if (code == TEXT_MISSING || !spelled_whole(text, length, decimal, &whole) ||
            gives_back(text, length, whole, (double)whole))
            continue;
        text_add(out, "identifiers: \"");
        add_example(text, length, out);
        text_add(out, "\" at ");
        add_line(intake, row, out);
        text_add(out, " has more digits than a number with decimals holds");
        return true;
    }
    return false;
}

/* All are times, but no spelling fits all of them. */
static bool tell_spellings(const struct intake *intake, const struct column *column, struct text *out)
{
    const struct dictionary *dictionary = column->dictionary;
    uint64_t common = all_time_spellings(), fits;
    size_t other = 0, length;
    int64_t time;
    for (uint32_t code = 0; code < dictionary->n; code++) {
        const char *text = dictionary_text(dictionary, code, &length);
        text = trim(text, &length);
        fits = fitting_times(text, length, all_time_spellings(), &time);
        if (!fits)
            return false;
        if (common && !(common & fits)) {
            while (other + 1 < intake->n_rows && column_code(column, other) != code)
                other++;
            common = 0;
            text_add(out, "times of more than one spelling: \"");
            add_example(text, length, out);
            text_add(out, "\" at ");
            add_line(intake, other, out);
            text_add(out, " is not written as those before");
        }
        common &= fits;
    }
    return common == 0;
}

/* The number that a cell holds, and what stands beside it; a number that needs no declaration has nothing beside it. */
static bool marked_cell(const char *text, size_t length, char decimal, enum number_mark *mark)
{
    double number;
    if (!number_parse_marked(text, length, decimal, &number, mark))
        return false;
    if (spelled_real(text, length, decimal, &number))
        *mark = MARK_NONE;
    return true;
}

/* All are numbers, with signs beside them or thousands set apart: which declaration reads them. */
static bool tell_marked(const struct intake *intake, size_t p, const struct column *column, struct text *out)
{
    const struct dictionary *dictionary = column->dictionary;
    char decimal = intake->grids[0]->decimal;
    size_t n[MARK_PERCENT + 1] = { 0 }, first = 0, length;
    enum number_mark mark, most = MARK_NONE;
    bool apart = false; /* thousands and decimals in one value: nothing is left to guess */
    double number;
    for (uint32_t code = 0; code < dictionary->n; code++) {
        const char *text = dictionary_text(dictionary, code, &length);
        text = trim(text, &length);
        if (!marked_cell(text, length, decimal, &mark))
            return false;
        n[mark]++;
        most = mark > most ? mark : most;
        apart = apart || (memchr(text, ',', length) && memchr(text, '.', length));
    }
    if ((most == MARK_NONE && !apart) || (most == MARK_PERCENT && n[MARK_PERCENT] < dictionary->n))
        return false;
    for (; first < intake->n_rows; first++) { /* the first that shows it */
        if (column_code(column, first) == TEXT_MISSING)
            continue;
        const char *text = dictionary_text(dictionary, column_code(column, first), &length);
        text = trim(text, &length);
        marked_cell(text, length, decimal, &mark);
        if (mark == most && (most != MARK_NONE || !spelled_real(text, length, decimal, &number)))
            break;
    }
    if (first == intake->n_rows)
        return false;
    static const char *const kinds[] = { "numbers whose thousands are set apart", "numbers with a sign of their own",
                                         "numbers with a sign of money", "numbers with a percent sign" };
    static const char *const types[] = { "real", "money", "money", "percent" };
    const char *text = dictionary_text(dictionary, column_code(column, first), &length);
    text_add_format(out, "%s: \"", kinds[most]);
    add_example(text, length, out);
    text_add(out, "\" at ");
    add_line(intake, first, out);
    text_add_format(out, "; types=%s:%s reads them", intake->plans[p].name, types[most]);
    return true;
}

/* These say why a column has its type, and return whether a person should look at it. */
static bool tell_text(const struct intake *intake, size_t p, const struct column *column, struct text *out)
{
    uint32_t n;
    size_t length;
    int64_t time;
    if (tell_identifiers(intake, column, out) || decimals_tell(intake, column, out))
        return true;
    if (intake->plans[p].fit.real && intake->plans[p].fit.too_long && tell_too_long(intake, column, out))
        return true;
    if (tell_marked(intake, p, column, out))
        return true;
    uint8_t *misfits = find_misfits(intake, column->dictionary, 0, &n);
    bool told = n < column->dictionary->n && tell_misfits(intake, column, misfits, "numbers", out);
    free(misfits);
    const char *first = dictionary_text(column->dictionary, 0, &length);
    uint64_t times = told ? 0 : fitting_times(first, length, all_time_spellings(), &time);
    if (times) {
        misfits = find_misfits(intake, column->dictionary, times, &n);
        told = n < column->dictionary->n && tell_misfits(intake, column, misfits, "times of one spelling", out);
        free(misfits);
    }
    told = told || tell_spellings(intake, column, out);
    if (!told)
        text_add(out, "most values are words");
    return told;
}

/* The spelling that fits as well and swaps day and month, or NULL. */
static const char *swapped_spelling(const struct plan *plan)
{
    char begins = time_spellings[plan->shape.spelling].name[0];
    for (uint64_t left = plan->fit.times; left; left &= left - 1) {
        const char *name = time_spellings[__builtin_ctzll(left)].name;
        if ((begins == 'D' && name[0] == 'M') || (begins == 'M' && name[0] == 'D'))
            return name;
    }
    return NULL;
}

static bool tell_time(const struct plan *plan, const char *n, struct text *out)
{
    const char *name = time_spellings[plan->shape.spelling].name, *other = swapped_spelling(plan);
    if (strcmp(n, "1") == 0)
        text_add_format(out, "its one value is written %s", name);
    else
        text_add_format(out, "all %s values are written %s", n, name);
    if (plan->like && plan->like->spelling && strcmp(plan->like->spelling, name) == 0) {
        text_add(out, other ? ", as before" : "");
        return false;
    }
    if (other)
        text_add_format(out, "; %s fits them too, and of two that fit the day comes first: declare it if that is wrong",
                        other);
    return other != NULL;
}

static size_t n_bad_values(const struct intake *intake, size_t p)
{
    size_t n = 0;
    for (size_t b = 0; b < intake->n_blocks; b++)
        n += intake->blocks[b].parts[p].n_bad;
    return n;
}

/* The line of the first value that was made missing. */
static void tell_bad(const struct intake *intake, size_t p, size_t n_bad, struct text *out)
{
    char n[32];
    count_format(n_bad, n);
    text_add_format(out, "declared; %s value%s that %s not fit %s, first at ", n, n_bad == 1 ? "" : "s",
                    n_bad == 1 ? "does" : "do",
                    intake->options->bad == BAD_DROP ? "went into the quarantine" : "became missing");
    for (size_t b = 0; b < intake->n_blocks; b++) {
        const struct block *block = &intake->blocks[b];
        if (!block->parts[p].n_bad)
            continue;
        struct cells cells;
        block_cells(block, &cells);
        if (intake->n_grids > 1)
            text_add_format(out, "%s ", block->grid->path);
        text_add_format(out, "line %zu", (size_t)(block->first_line + cells.lines[block->parts[p].bad[0]]));
        cells_release(&cells);
        return;
    }
}

/* Whole numbers that are not all written as such: which is the first, and what it is read as. */
static bool tell_wholes(const struct intake *intake, const struct plan *plan, struct text *out)
{
    for (size_t b = 0; b < intake->n_blocks; b++) {
        const struct block *block = &intake->blocks[b];
        struct cells cells;
        size_t field = grid_field(block->grid, plan->field), row = 0, length;
        int64_t whole;
        block_cells(block, &cells);
        const char *text = "";
        for (; row < cells.n_rows; row++) {
            text = trim(cells_field(&cells, row, field, &length), &length);
            if (!is_missing_text(&intake->missing, text, length) && !spelled_int(text, length, &whole) &&
                spelled_whole(text, length, cells_decimal(&cells, row, field), &whole))
                break;
        }
        bool found = row < cells.n_rows;
        if (found) {
            text_add(out, plan->fit.too_long ? "whole numbers of more digits than a number with decimals holds: \""
                          : plan->names_rows ? "whole numbers, as keys and links are: \""
                                             : "whole numbers: \"");
            add_example(text, length, out);
            text_add(out, "\" at ");
            if (intake->n_grids > 1)
                text_add_format(out, "%s ", block->grid->path);
            text_add_format(out, "line %zu is read as %lld", (size_t)(block->first_line + cells.lines[row]),
                            (long long)whole);
        }
        cells_release(&cells);
        if (found)
            return true;
    }
    return false;
}

/* Texts before, and texts now; whether this file alone would have made something else of them. */
static bool tell_text_as_before(const struct plan *plan, const char *n, struct text *out)
{
    struct shape shape = fit_shape(&plan->fit);
    text_add(out, "texts as before");
    if (shape.type != TYPE_TEXT)
        text_add_format(out, ", though all %s values could be of type %s: types=%s:%s", n, type_name(shape.type),
                        plan->name, type_name(shape.type));
    return shape.type != TYPE_TEXT;
}

static bool tell_reason(const struct intake *intake, size_t p, const struct column *column, size_t n_present,
                        struct text *out)
{
    static const char *const nouns[N_TYPES] = { "truth value", "whole number", "number", "time", "text" };
    const struct plan *plan = &intake->plans[p];
    size_t n_bad = n_bad_values(intake, p);
    char n[32];
    count_format(n_present, n);
    if (n_bad) {
        tell_bad(intake, p, n_bad, out);
        return true;
    }
    if (plan->learn_times && n_present) {
        text_add(out, "declared; ");
        return tell_time(plan, n, out);
    }
    if (plan->typed)
        text_add(out, "declared");
    else if (n_present == 0 && plan->like) {
        text_add(out, "there is no value; of its type as before");
        return false;
    } else if (n_present == 0)
        text_add(out, "there is no value");
    else if (plan->fit.bytes)
        text_add(out, "bytes, as hexadecimal digits");
    else if (plan->shape.type == TYPE_TEXT && plan->like && plan->like->type == TYPE_TEXT)
        return tell_text_as_before(plan, n, out);
    else if (plan->shape.type == TYPE_TEXT)
        return tell_text(intake, p, column, out);
    else if (plan->shape.type == TYPE_TIME)
        return tell_time(plan, n, out);
    else if (plan->shape.type == TYPE_INT && !plan->fit.integer)
        return tell_wholes(intake, plan, out);
    else if (n_present == 1)
        text_add_format(out, "its one value is a %s", nouns[plan->shape.type]);
    else
        text_add_format(out, "all %s values are %ss", n, nouns[plan->shape.type]);
    return !plan->typed && n_present == 0;
}

static size_t count_present(const struct column *column, size_t n_rows, size_t *first)
{
    while (*first < n_rows && column_is_missing(column, *first))
        ++*first;
    return n_rows - column_count_missing(column, n_rows);
}

static void add_column_row(const struct intake *intake, size_t p, const struct column *column, struct builder *builder)
{
    const struct plan *plan = &intake->plans[p];
    size_t first = 0, n_present = count_present(column, intake->n_rows, &first);
    struct text example = TEXT_EMPTY, reason = TEXT_EMPTY;
    const char *type = type_name(column->type);
    builder_set_text(builder, 0, column->name, strlen(column->name));
    builder_set_text(builder, 1, type, strlen(type));
    if (column->type == TYPE_TIME) {
        const char *spelling = time_spellings[plan->shape.spelling].name;
        builder_set_text(builder, 2, spelling, strlen(spelling));
    }
    builder_set_int(builder, 3, (int64_t)(intake->n_rows - n_present));
    if (column->type == TYPE_TEXT)
        builder_set_int(builder, 4, column->dictionary->n);
    if (n_present && column->type == TYPE_TEXT) {
        size_t length;
        const char *text = dictionary_text(column->dictionary, column_code(column, first), &length);
        if (column_name_is_personal(column->name, column->type) || column_content_is_personal(column))
            mask_text(text, length, &example);
        else
            add_example(text, length, &example);
    } else if (n_present)
        column_quote(column, first, &example);
    if (n_present)
        builder_set_text(builder, 5, text_string(&example), example.length);
    builder_set_int(builder, 7, tell_reason(intake, p, column, n_present, &reason));
    builder_set_text(builder, 6, text_string(&reason), reason.length);
    builder_end_row(builder);
    text_release(&example);
    text_release(&reason);
}

struct table *intake_columns(const struct intake *intake, const struct table *table, struct error *err)
{
    static const char *const names[] = { "column",   "type",    "spelling", "missing",
                                         "distinct", "example", "reason",   "doubt" };
    struct builder *builder = builder_new("columns");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        builder_add_column(builder, names[i], i == 3 || i == 4 || i == 7 ? TYPE_INT : TYPE_TEXT);
    for (size_t p = 0; p < intake->n_plans; p++)
        add_column_row(intake, p, &table->columns[p], builder);
    return builder_finish(builder, err);
}
