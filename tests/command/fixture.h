/* What the tests of this room share: a folder of its own for each test, and a small shop. */
#ifndef TESTS_COMMAND_FIXTURE_H
#define TESTS_COMMAND_FIXTURE_H

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/command/session.h"

#undef fail /* of check.h: ours is a function */

/* Made before each test and removed after it; the process stands in it. */
void folder_setup(void);
void folder_teardown(void);
void write_text(const char *path, const char *text);
char *read_text(const char *path); /* free */

/* Runs LINE; it must work. The report as TSV or text; free. */
char *ran(struct session *session, const char *line);
/* Runs LINE; it must fail with CODE. The error as rendered; free. */
char *failed_with(struct session *session, const char *line, int code);
/* A session with an open workspace "shop" of 40 customers and 120 orders, made by rule. */
struct session *shop_session(void);
/* A folder, its shop and ARENA (unless NULL), for a test's set-up; and the end of them. */
struct session *shop_open(struct arena *arena);
void shop_close(struct session *session, struct arena *arena);

Suite *lexer_suite(void);
Suite *binder_suite(void);
Suite *variables_suite(void);
Suite *script_suite(void);
Suite *error_render_suite(void);
Suite *settings_suite(void);
Suite *session_suite(void);
Suite *run_file_suite(void);
Suite *complete_suite(void);
Suite *gate_suite(void);
Suite *output_suite(void);
Suite *manual_suite(void);
Suite *resolve_suite(void);
Suite *verbs_suite(void);
Suite *clean_suite(void);
Suite *rules_suite(void);
Suite *canonical_suite(void);
Suite *jobs_suite(void);
Suite *round_trip_suite(void);

#endif
