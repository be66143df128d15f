/* Plain lines against libcsv on one thread, and the marks against a look at each byte. */
#include "source/lines.h"

#include <csv.h>

#include "patron/base/text.h"
#include "support.h"

enum { WIDTH = 3, LONGEST = 400 };

static uint64_t draw(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

START_TEST(marks_are_the_same_whatever_the_way)
{
    static const char bytes_of_interest[] = "a,\"\n\r;\x0b\x8c\xac\x2d\x80\xff z";
    uint64_t state = 7;
    char bytes[LONGEST] = { 0 };
    for (size_t length = 0; length < LONGEST; length++) {
        uint64_t words[LONGEST / MARK_BYTES + 1], plain[LONGEST / MARK_BYTES + 1];
        for (size_t i = 0; i < length; i++)
            bytes[i] = bytes_of_interest[draw(&state) % (sizeof bytes_of_interest - 1)];
        mark_bytes(bytes, length, ',', words);
        mark_bytes_plainly(bytes, length, ',', plain);
        for (size_t i = 0; i < (length + MARK_BYTES - 1) / MARK_BYTES * MARK_BYTES; i++) {
            bool wanted = i < length && strchr(",\"\n\r", bytes[i]) != NULL;
            ck_assert_uint_eq(words[i / MARK_BYTES] >> i % MARK_BYTES & 1, wanted);
            ck_assert_uint_eq(plain[i / MARK_BYTES] >> i % MARK_BYTES & 1, wanted);
        }
    }
}
END_TEST

struct row { /* what libcsv makes of a text */
    char fields[WIDTH + 1][LONGEST];
    size_t lengths[WIDTH + 1], n_fields, n_rows;
};

static void take_field(void *bytes, size_t length, void *context)
{
    struct row *row = context;
    if (row->n_rows == 0 && row->n_fields <= WIDTH) {
        memcpy(row->fields[row->n_fields], bytes, length);
        row->lengths[row->n_fields] = length;
    }
    row->n_fields += row->n_rows == 0;
}

static void take_row(int end, void *context)
{
    (void)end;
    ((struct row *)context)->n_rows++;
}

static int no_space(unsigned char byte)
{
    (void)byte;
    return 0;
}

/* One line by libcsv in strict mode; false when it is refused. */
static bool by_libcsv(const char *line, size_t length, struct row *row)
{
    struct csv_parser parser;
    *row = (struct row){ .n_rows = 0 };
    ck_assert_int_eq(csv_init(&parser, CSV_STRICT), 0);
    csv_set_space_func(&parser, no_space);
    bool good = csv_parse(&parser, line, length, take_field, take_row, row) == length;
    csv_free(&parser);
    return good && row->n_rows == 1;
}

static void assert_row(const struct cells *cells, size_t i, const char *line, size_t length)
{
    struct row row;
    ck_assert_msg(by_libcsv(line, length, &row) && row.n_fields == WIDTH, "libcsv refuses %.*s", (int)length, line);
    for (size_t field = 0; field < WIDTH; field++) {
        size_t n;
        const char *text = cells_field(cells, i, field, &n);
        ck_assert_msg(n == row.lengths[field] && memcmp(text, row.fields[field], n) == 0, "field %zu of %.*s", field,
                      (int)length, line);
    }
}

/* Any text of the bytes that matter: what is taken is what libcsv takes, and nothing is taken past the first line that
   is not plain. *N_TAKEN and *N_LEFT: how many lines went which way. */
static void compare(const char *text, size_t length, size_t *n_taken, size_t *n_left)
{
    struct lines lines;
    lines_init(&lines, text, length, ',');
    for (size_t position = 0; position < length;) {
        struct cells cells = { .width = WIDTH, .start = position, .view = text + position };
        uint32_t line = 0;
        size_t end = lines_take(&lines, &cells, position, length, &line);
        ck_assert_uint_eq(cells.n_rows, line);
        *n_taken += line;
        for (size_t i = 0; i < cells.n_rows; i++) {
            size_t begin = position + cells.starts[i],
                   next = i + 1 < cells.n_rows ? position + cells.starts[i + 1] : end;
            assert_row(&cells, i, text + begin, next - begin);
            ck_assert(memchr("\r\n", text[position + cells.stops[i]], 2) != NULL);
        }
        cells_release(&cells);
        const char *newline = end < length ? memchr(text + end, '\n', length - end) : NULL;
        *n_left += end < length;
        position = newline ? (size_t)(newline - text) + 1 : length;
    }
}

START_TEST(plain_lines_are_what_libcsv_reads)
{
    static const char *const pieces[] = { "a",    ",",  "\"", "\n",  "\"\"",  "\",\"",
                                          "\r\n", "\r", " ",  "xyz", "\"b\"", "\xc3\xa9" };
    uint64_t state = 11;
    size_t n_taken = 0, n_left = 0;
    for (int n = 0; n < 40000; n++) {
        struct text text = TEXT_EMPTY;
        bool good = n % 2; /* lines that are mostly of the right width, and any text at all */
        for (int i = 0, m = 1 + (int)(draw(&state) % 40); i < m; i++)
            if (good && i % 3 == 2)
                text_add(&text, i % 9 == 8 ? "\n" : ",");
            else
                text_add(&text, pieces[draw(&state) % (sizeof pieces / sizeof *pieces)]);
        if (text.length < LONGEST)
            compare(text_string(&text), text.length, &n_taken, &n_left);
        text_release(&text);
    }
    ck_assert_uint_gt(n_taken, 1000);
    ck_assert_uint_gt(n_left, 10000);
}
END_TEST

/* Windows of marks begin anywhere: a field across their border, and lines longer than a window. */
START_TEST(long_lines_and_borders)
{
    size_t window = (size_t)LINES_WORDS * MARK_BYTES, n_taken = 0, n_left = 0;
    for (size_t shift = 0; shift < 3; shift++) {
        size_t length = 3 * window + 40;
        char *text = malloc(length);
        memset(text, 'x', length);
        text[10] = ',';
        text[window - 1 + shift] = ',';
        text[2 * window] = '\n';
        memcpy(text + 2 * window + 1, "\"q\",,", 5);
        text[length - 1] = '\n';
        struct lines lines;
        lines_init(&lines, text, length, ',');
        struct cells cells = { .width = WIDTH, .view = text };
        uint32_t line = 0;
        ck_assert_uint_eq(lines_take(&lines, &cells, 0, length, &line), length);
        ck_assert_uint_eq(cells.n_rows, 2);
        size_t n;
        ck_assert_ptr_eq(cells_field(&cells, 0, 1, &n), text + 11);
        ck_assert_uint_eq(n, window - 12 + shift);
        ck_assert_mem_eq(cells_field(&cells, 1, 0, &n), "q", 1);
        ck_assert_uint_eq(n, 1);
        cells_release(&cells);
        free(text);
    }
    compare("\"a\"\"\"\"b\",\"\",\"\"\"\"\n", 17, &n_taken, &n_left);
    ck_assert_uint_eq(n_taken, 1);
}
END_TEST

TCase *lines_tests(void)
{
    TCase *tests = tcase_create("lines");
    tcase_add_test(tests, marks_are_the_same_whatever_the_way);
    tcase_add_test(tests, plain_lines_are_what_libcsv_reads);
    tcase_add_test(tests, long_lines_and_borders);
    return tests;
}
