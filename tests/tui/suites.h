/* The suites of the room tui. */
#ifndef TESTS_TUI_SUITES_H
#define TESTS_TUI_SUITES_H

#include <check.h>

Suite *grid_suite(void);
Suite *keys_suite(void);
Suite *layout_suite(void);
Suite *line_suite(void);
Suite *worker_suite(void);

#endif
