/* Tests of src/report. */
#include "report_tests.h"

#include "patron/base/memory.h"

char *rendered(const struct report *report, enum format format, int width, enum tier tier, bool limit)
{
    struct render_options options = { .width = width, .height = 24, .tier = tier, .limit_rows = limit };
    struct text text = TEXT_EMPTY;
    report_text(report, format, &options, &text);
    return text_take(&text);
}

struct report *sample_report(const char *name)
{
    for (const struct sample *sample = samples; sample->name; sample++)
        if (strcmp(sample->name, name) == 0)
            return sample->make();
    bug("no such sample");
}

int main(void)
{
    Suite *suite = suite_create("report");
    TCase *cases[] = { report_tests(),  cell_tests(),   words_tests(),  statistics_tests(), table_tests(),
                       layout_tests(),  render_tests(), csv_tests(),    json_tests(),       markdown_tests(),
                       inspect_tests(), plot_tests(),   golden_tests(), property_tests() };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tcase_set_timeout(cases[i], 60);
        suite_add_tcase(suite, cases[i]);
    }
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
