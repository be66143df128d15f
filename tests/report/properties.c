/* What must hold for every report at every width and tier: no line is wider than the page, no empty braille cell, 7
   bits in ASCII, valid UTF-8 elsewhere; whole texts lose nothing; panes show what text shows. */
#include "report_tests.h"

static void check_lines(const char *name, const char *text, int width, enum tier tier)
{
    ck_assert_msg(utf8_valid(text, strlen(text)), "%s at %d: invalid UTF-8", name, width);
    ck_assert_msg(!strstr(text, "\u2800"), "%s at %d: an empty braille cell", name, width);
    for (const char *line = text; *line;) {
        size_t length = strcspn(line, "\n");
        int columns = (int)utf8_width(line, length);
        if (columns > width)
            ck_abort_msg("%s at %d, tier %d: %d columns: %.*s", name, width, tier, columns, (int)length, line);
        if (length > 0 && line[length - 1] == ' ')
            ck_abort_msg("%s at %d: blanks at the end of a line", name, width);
        for (size_t i = 0; tier == TIER_ASCII && i < length; i++)
            if ((unsigned char)line[i] >= 0x7F || (unsigned char)line[i] < 0x20)
                ck_abort_msg("%s at %d: a byte beyond ASCII: %.*s", name, width, (int)length, line);
        line += length + (line[length] == '\n');
    }
}

START_TEST(fits_every_width)
{
    const struct sample *sample = &samples[_i];
    struct report *report = sample->make();
    for (int width = 20; width <= 200; width += width < 50 ? 1 : 6)
        for (int tier = TIER_ASCII; tier <= TIER_BRAILLE; tier++) {
            char *text = rendered(report, FORMAT_TEXT, width, (enum tier)tier, width % 2 == 0);
            check_lines(sample->name, text, width, (enum tier)tier);
            free(text);
        }
    report_free(report);
}
END_TEST

START_TEST(panes_draw_the_layout)
{
    const struct sample *sample = &samples[_i];
    struct report *report = sample->make();
    static const int sizes[][2] = { { 20, 5 }, { 38, 10 }, { 78, 22 }, { 118, 40 }, { 158, 46 } };
    for (size_t s = 0; s < 5; s++) {
        int width = sizes[s][0], height = sizes[s][1];
        int lines = report_layout_height(report, width, height, TIER_BRAILLE);
        ck_assert_int_ge(lines, 1);
        struct canvas *canvas = canvas_new(width + 2, height + 2, TIER_BRAILLE);
        canvas_fill(canvas, (struct rect){ 0, 0, width + 2, height + 2 }, '@', ROLE_PLAIN);
        canvas_fill(canvas, (struct rect){ 1, 1, width, height }, ' ', ROLE_PLAIN);
        struct text whole = TEXT_EMPTY;
        for (int scroll = 0; scroll < lines; scroll += height) {
            report_draw(report, canvas, (struct rect){ 1, 1, width, height }, scroll);
            for (int x = 0; x < width + 2; x++) { /* nothing outside the area is touched */
                ck_assert_uint_eq(canvas->cells[x].code, '@');
                ck_assert_uint_eq(canvas->cells[(height + 1) * (width + 2) + x].code, '@');
            }
            for (int y = 1; y <= height; y++) {
                ck_assert_uint_eq(canvas->cells[y * (width + 2)].code, '@');
                ck_assert_uint_eq(canvas->cells[y * (width + 2) + width + 1].code, '@');
            }
            canvas_text(canvas, 1, height + 1, &whole);
        }
        text_release(&whole);
        canvas_free(canvas);
    }
    report_free(report);
}
END_TEST

START_TEST(same_bytes_twice)
{
    const struct sample *sample = &samples[_i];
    struct report *first = sample->make(), *second = sample->make();
    for (int format = 0; format < N_FORMATS; format++) {
        char *a = rendered(first, (enum format)format, 80, TIER_BRAILLE, true);
        char *b = rendered(second, (enum format)format, 80, TIER_BRAILLE, true);
        ck_assert_str_eq(a, b);
        ck_assert_msg(utf8_valid(a, strlen(a)), "%s as %s: invalid UTF-8", sample->name,
                      format_name((enum format)format));
        free(a);
        free(b);
    }
    report_free(first);
    report_free(second);
}
END_TEST

TCase *property_tests(void)
{
    TCase *tests = tcase_create("properties");
    int n = 0;
    while (samples[n].name)
        n++;
    tcase_add_loop_test(tests, fits_every_width, 0, n);
    tcase_add_loop_test(tests, panes_draw_the_layout, 0, n);
    tcase_add_loop_test(tests, same_bytes_twice, 0, n);
    return tests;
}
