/* Tests of src/draw. */
#include <stdlib.h>

#include "draw_tests.h"
#include "patron/base/text.h"

char *drawn(const struct canvas *canvas)
{
    struct text text = TEXT_EMPTY;
    canvas_text(canvas, 0, canvas->height, &text);
    return text_take(&text);
}

int main(void)
{
    Suite *suite = suite_create("draw");
    suite_add_tcase(suite, canvas_tests());
    suite_add_tcase(suite, fallback_tests());
    suite_add_tcase(suite, axis_tests());
    suite_add_tcase(suite, raster_tests());
    suite_add_tcase(suite, curves_tests());
    suite_add_tcase(suite, bars_tests());
    suite_add_tcase(suite, bands_tests());
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
