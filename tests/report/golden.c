/* Every sample as text in three tiers at three widths, compared with golden/<sample>.txt. With PATRON_GOLDEN=write in
   the environment the files are written instead; look at the differences before keeping them. */
#include <stdio.h>

#include "patron/base/error.h"
#include "patron/base/file.h"
#include "report_tests.h"

static const char *const tier_names[] = { "ascii", "block", "braille" };
static const int widths[] = { 40, 80, 120 };

static char *golden_text(const struct report *report)
{
    struct text text = TEXT_EMPTY;
    for (int tier = TIER_ASCII; tier <= TIER_BRAILLE; tier++)
        for (size_t w = 0; w < 3; w++) {
            char *one = rendered(report, FORMAT_TEXT, widths[w], (enum tier)tier, true);
            text_add_format(&text, "[%s %d]\n%s\n", tier_names[tier], widths[w], one);
            free(one);
        }
    return text_take(&text);
}

static char *read_golden(const char *path)
{
    FILE *file = fopen(path, "rb");
    struct text text = TEXT_EMPTY;
    char room[4096];
    size_t n;
    if (!file)
        return NULL;
    while ((n = fread(room, 1, sizeof room, file)) > 0)
        text_add_bytes(&text, room, n);
    fclose(file);
    return text_take(&text);
}

static void write_golden(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    ck_assert_msg(file != NULL, "cannot write %s", path);
    fwrite(text, 1, strlen(text), file);
    fclose(file);
}

/* The first line in which two texts differ. */
static size_t first_difference(const char *a, const char *b)
{
    size_t line = 1;
    for (; *a && *a == *b; a++, b++)
        line += *a == '\n';
    return line;
}

START_TEST(looks_as_it_should)
{
    const struct sample *sample = &samples[_i];
    struct text path = TEXT_EMPTY;
    text_add_format(&path, "%s/../report/golden/%s.txt", TEST_DATA, sample->name);
    struct report *report = sample->make();
    char *now = golden_text(report);
    if (getenv("PATRON_GOLDEN"))
        write_golden(text_string(&path), now);
    char *golden = read_golden(text_string(&path));
    ck_assert_msg(golden != NULL, "no %s", text_string(&path));
    ck_assert_msg(strcmp(golden, now) == 0, "%s differs from %s at line %zu", sample->name, text_string(&path),
                  first_difference(golden, now));
    free(golden);
    free(now);
    report_free(report);
    text_release(&path);
}
END_TEST

TCase *golden_tests(void)
{
    TCase *tests = tcase_create("golden");
    int n = 0;
    while (samples[n].name)
        n++;
    tcase_add_loop_test(tests, looks_as_it_should, 0, n);
    return tests;
}
