/* Columns that were filled in later than their rows: which values stand where a time is, and which where it is not. */
#include "patron/feature/late.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/memory.h"

/* How rare an agreement must be. Of few rows little can be asked. */
static const double rare_constant = 0.34, rare_empty = 0.34, rare_empty_of_many = 0.05, rare_part = 0.01;
enum {
    MANY_ROWS = 20,
    LEAST_PLANNED_DAYS = 14,
    LEAST_PLANNED_ROWS = 4,
    MOST_PLANNED_MONTHS = 120,
    NUMBERS_APART = 16 /* values of a column of numbers that may stand where there is no time */
};

static const int64_t *times_of(const struct events *rows, size_t column)
{
    return column == SIZE_MAX ? NULL : column_ints(&rows->table->columns[column]);
}

/* ---- Times ---- */

/* Whether some value of COLUMN lies after its row's time, which lasts a day when it is one. */
static bool is_later(const struct events *rows, size_t column)
{
    const int64_t *own = times_of(rows, rows->time_column), *times = times_of(rows, column);
    int64_t lasts = own && rows->table->columns[rows->time_column].date_only ? TIME_DAY - 1 : 0;
    for (size_t row = 0; row < rows->table->n_rows; row++)
        if (times[row] != TIME_MISSING && (!own || own[row] == TIME_MISSING || times[row] > own[row] + lasts))
            return true;
    return false;
}

/* Whether each value of COLUMN is DISTANCE after its row's time. */
static bool stands_at(const struct events *rows, size_t column, struct duration distance)
{
    const int64_t *own = times_of(rows, rows->time_column), *times = times_of(rows, column);
    for (size_t row = 0; row < rows->table->n_rows; row++)
        if (own[row] == TIME_MISSING ? times[row] != TIME_MISSING : time_shift(own[row], distance, 1) != times[row])
            return false;
    return true;
}

static bool is_planned(const struct events *rows, size_t column)
{
    const int64_t *own = times_of(rows, rows->time_column), *times = times_of(rows, column);
    size_t first = 0, n = rows->table->n_rows;
    while (own && first < n && own[first] == TIME_MISSING)
        first++;
    if (!own || n - first < LEAST_PLANNED_ROWS || times[first] == TIME_MISSING || times[first] <= own[first])
        return false;
    int64_t apart = times[first] - own[first];
    if (apart % TIME_DAY == 0 && apart / TIME_DAY >= LEAST_PLANNED_DAYS && apart / TIME_DAY <= 366 * 10 &&
        stands_at(rows, column, (struct duration){ (int)(apart / TIME_DAY), DURATION_DAY }))
        return true;
    int months = (int)(apart / (31 * TIME_DAY));
    for (int k = months > 0 ? months : 1; k <= months + 3 && k <= MOST_PLANNED_MONTHS; k++)
        if (time_shift(own[first], (struct duration){ k, DURATION_MONTH }, 1) == times[first])
            return stands_at(rows, column, (struct duration){ k, DURATION_MONTH });
    return false;
}

/* ---- Filling ---- */

/* The logarithm of the number of ways to choose K of N. */
static double ways(double n, double k)
{
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1);
}

/* How the values of a column lie: where the time is missing, and where it is there. */
struct lying {
    size_t n, n_without;        /* rows; those without the time */
    size_t n_empty;             /* rows in which the column is missing */
    bool empty;                 /* the column is missing wherever the time is */
    bool apart;                 /* no value stands on both sides, missing counted as one */
    bool one_without, one_with; /* a single value stands on that side */
    size_t n_of_one;            /* when not apart: rows with the single value without the time, on both sides */
    size_t n_values;            /* different ones, missing counted; 0: not counted */
    size_t n_alike;             /* values of as many rows as the side of the single value has: any could have been it */
};

/* How likely chance would do it, 1 when the column does not agree at all. */
static double chance_of(const struct lying *lying)
{
    double n = (double)lying->n, m = (double)lying->n_without, with = n - m;
    if (lying->n_without == 0 || lying->n_without == lying->n || lying->n_empty == lying->n)
        return 1;
    if (lying->empty) {
        double chance = exp(ways((double)lying->n_empty, m) - ways(n, m));
        bool exact = lying->n_empty == lying->n_without;
        double rare = lying->n < MANY_ROWS || exact ? rare_empty : rare_empty_of_many;
        return chance <= rare || exact ? fmin(chance, 0.99) : 1;
    }
    if (lying->apart && (lying->one_without || lying->one_with)) {
        double side = lying->one_without ? m : with;
        double chance = (double)lying->n_alike * exp(-ways(n, side));
        return chance <= rare_constant ? chance : 1;
    }
    if (lying->apart && lying->n_values > 0) { /* a state of several names before, and of others after */
        double chance = exp((double)lying->n_values * log(2) - ways(n, m));
        return chance <= rare_part ? chance : 1;
    }
    if (!lying->apart && lying->one_without) {
        double chance = exp(ways((double)lying->n_of_one, m) - ways(n, m));
        return chance <= rare_part ? chance : 1;
    }
    return 1;
}

/* Texts and yes/no: how often each code stands on either side. The last code is for what is missing. */
struct sides {
    size_t *without, *with;
    size_t n_codes;
};

static struct lying lie_of_codes(const struct sides *sides, size_t n, size_t n_without)
{
    struct lying lying = { .n = n, .n_without = n_without, .apart = true };
    size_t last = sides->n_codes - 1, n_of_without = 0, n_of_with = 0;
    lying.n_empty = sides->without[last] + sides->with[last];
    lying.empty = sides->without[last] == n_without;
    for (size_t code = 0; code < sides->n_codes; code++) {
        n_of_without += sides->without[code] > 0;
        n_of_with += sides->with[code] > 0;
        lying.n_values += sides->without[code] + sides->with[code] > 0;
        lying.apart = lying.apart && (sides->without[code] == 0 || sides->with[code] == 0);
        if (sides->without[code] > 0)
            lying.n_of_one = sides->without[code] + sides->with[code];
    }
    lying.one_without = n_of_without == 1;
    lying.one_with = n_of_with == 1;
    size_t side = lying.one_without ? n_without : n - n_without;
    for (size_t code = 0; code < sides->n_codes; code++)
        lying.n_alike += sides->without[code] + sides->with[code] == side;
    return lying;
}

static struct lying lie_texts(const struct column *column, const int64_t *times, size_t n, size_t n_without)
{
    bool text = column->type == TYPE_TEXT;
    struct sides sides = { .n_codes = (text ? (size_t)column->dictionary->n : 2) + 1 };
    sides.without = allocate(2 * sides.n_codes, sizeof *sides.without);
    sides.with = sides.without + sides.n_codes;
    const uint32_t *codes = text ? column_codes(column) : NULL;
    const int8_t *bools = text ? NULL : column_bools(column);
    for (size_t row = 0; row < n; row++) {
        size_t code = text ? codes[row] : (size_t)bools[row];
        if (text ? codes[row] == TEXT_MISSING : bools[row] == BOOL_MISSING)
            code = sides.n_codes - 1;
        (times[row] == TIME_MISSING ? sides.without : sides.with)[code]++;
    }
    struct lying lying = lie_of_codes(&sides, n, n_without);
    free(sides.without);
    return lying;
}

/* Numbers and times: of the side without the time few values are looked at, and most columns have soon shown more. */
static struct lying lie_numbers(const struct column *column, const int64_t *times, size_t n, size_t n_without)
{
    double apart[NUMBERS_APART], with = NAN;
    size_t n_apart = 0, n_of_one = 0, n_empty = 0;
    bool empty = true, holds_empty = false, one_with = true, any_with = false, both = false;
    for (size_t row = 0; row < n; row++) {
        bool missing = column_is_missing(column, row);
        n_empty += missing;
        if (times[row] != TIME_MISSING)
            continue;
        empty = empty && missing;
        holds_empty = holds_empty || missing;
        double value = missing ? 0 : column_number(column, row);
        size_t k = 0;
        while (!missing && k < n_apart && apart[k] != value)
            k++;
        if (!missing && k == n_apart) {
            if (n_apart == NUMBERS_APART)
                return (struct lying){ 0 };
            apart[n_apart++] = value;
        }
    }
    for (size_t row = 0; row < n && !empty; row++) {
        if (times[row] == TIME_MISSING) {
            n_of_one++;
            continue;
        }
        bool missing = column_is_missing(column, row);
        double value = missing ? NAN : column_number(column, row);
        one_with = one_with && !missing && (!any_with || value == with);
        any_with = true;
        with = value;
        bool found = missing && holds_empty;
        for (size_t k = 0; k < n_apart && !missing; k++)
            found = found || apart[k] == value;
        both = both || found;
        n_of_one += found;
    }
    struct lying lying = { .n = n, .n_without = n_without, .n_empty = n_empty, .empty = empty, .apart = !both };
    lying.one_without = n_apart + holds_empty == 1;
    lying.one_with = one_with && any_with;
    lying.n_of_one = n_of_one;
    size_t side = lying.one_without ? n_without : n - n_without;
    lying.n_alike = lying.one_without && lying.one_with ? 1 + (2 * n_without == n) : side > 0 ? n / side : n;
    return lying;
}

static double agrees(const struct events *rows, size_t time, size_t column)
{
    const struct table *table = rows->table;
    const struct column *what = &table->columns[column];
    const int64_t *times = times_of(rows, time);
    size_t n_without = 0;
    for (size_t row = 0; row < table->n_rows; row++)
        n_without += times[row] == TIME_MISSING;
    if (n_without == 0 || n_without == table->n_rows)
        return 1;
    bool codes = what->type == TYPE_TEXT || what->type == TYPE_BOOL;
    struct lying lying = (codes ? lie_texts : lie_numbers)(what, times, table->n_rows, n_without);
    return chance_of(&lying);
}

/* Whether TIME comes later than OTHER more often than sooner. */
static bool comes_later(const struct events *rows, size_t time, size_t other)
{
    const int64_t *a = times_of(rows, time), *b = times_of(rows, other);
    size_t later = 0, sooner = 0;
    for (size_t row = 0; row < rows->table->n_rows; row++)
        if (a[row] != TIME_MISSING && b[row] != TIME_MISSING) {
            later += a[row] > b[row];
            sooner += a[row] < b[row];
        }
    return later > sooner;
}

/* 1 + the late time whose filling that of COLUMN agrees with best, of equals the last to come; 0: none. */
static size_t find_time(const struct events *rows, const bool *late, size_t column)
{
    size_t found = 0;
    double best = 1;
    for (size_t time = 0; time < rows->table->n_columns; time++) {
        double chance = late[time] && time != column ? agrees(rows, time, column) : 1;
        if (chance < best || (chance < 1 && chance == best && comes_later(rows, time, found - 1))) {
            best = chance;
            found = time + 1;
        }
    }
    return found;
}

void late_find(const struct events *rows, const bool *settled, size_t *from, bool *planned)
{
    const struct table *table = rows->table;
    size_t n = table->n_columns;
    bool *late = allocate(n + 1, sizeof *late), any = false;
    for (size_t k = 0; k < n; k++) {
        bool declared = rows->late && rows->late[k] == k + 1;
        from[k] = 0;
        planned[k] = false;
        if (table->columns[k].type != TYPE_TIME || (settled[k] && !declared))
            continue;
        bool later = declared || is_later(rows, k);
        planned[k] = later && !declared && is_planned(rows, k);
        late[k] = later && !planned[k];
        any = any || late[k];
        if (late[k] && !declared)
            from[k] = k + 1;
    }
    for (size_t k = 0; k < n && any; k++)
        if (!settled[k] && from[k] == 0 && !planned[k])
            from[k] = find_time(rows, late, k);
    free(late);
}
