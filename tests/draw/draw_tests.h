/* What the tests of src/draw share. */
#ifndef DRAW_TESTS_H
#define DRAW_TESTS_H

#include <check.h>

#include "patron/draw/canvas.h"
#include "patron/draw/plot.h"

/* The whole canvas as text; free. */
char *drawn(const struct canvas *canvas);
/* The canvas holds exactly TEXT. */
#define assert_drawn(canvas, text)                                                                                     \
    do {                                                                                                               \
        char *drawn_text = drawn(canvas);                                                                              \
        ck_assert_str_eq(drawn_text, text);                                                                            \
        free(drawn_text);                                                                                              \
    } while (0)

TCase *canvas_tests(void);
TCase *fallback_tests(void);
TCase *axis_tests(void);
TCase *curves_tests(void);
TCase *raster_tests(void);
TCase *bars_tests(void);
TCase *bands_tests(void);

#endif
