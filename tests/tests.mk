# The tests: one Check program per room (it links that room and those below only), then scripts that run the program.
TESTS += $(check_PROGRAMS_ROOMS) tests/house.sh tests/headers.sh tests/fuzz.sh tests/language.sh tests/examples.sh \
  tests/libraries.sh tests/manual.sh tests/stops.sh tests/installed.sh tests/screens.sh
# Tests make archives to be read.
LIBS_TEST = $(LIBS_ALL) $(ARCHIVE_LIBS) $(CHECK_LIBS)
check_PROGRAMS_ROOMS =
include tests/sources.mk
check_PROGRAMS += $(check_PROGRAMS_ROOMS)

# One program per parser; tests/fuzz/driver.c stands in for a fuzzer.
check_PROGRAMS += tests/fuzz/fuzz_csv tests/fuzz/fuzz_xlsx tests/fuzz/fuzz_expression tests/fuzz/fuzz_line \
  tests/fuzz/fuzz_value tests/fuzz/fuzz_model tests/fuzz/fuzz_json tests/fuzz/fuzz_rule \
  tests/fuzz/fuzz_fmt tests/fuzz/fuzz_zone
tests_fuzz_fuzz_csv_SOURCES = tests/fuzz/fuzz_csv.c tests/fuzz/driver.c
tests_fuzz_fuzz_csv_LDADD = $(with_source) $(LIBS_ALL)
tests_fuzz_fuzz_json_SOURCES = tests/fuzz/fuzz_json.c tests/fuzz/driver.c tests/source/json_twin.c \
  tests/source/json_twin.h
tests_fuzz_fuzz_json_LDADD = $(with_source) $(LIBS_ALL)
tests_fuzz_fuzz_xlsx_SOURCES = tests/fuzz/fuzz_xlsx.c tests/fuzz/driver.c
tests_fuzz_fuzz_xlsx_LDADD = $(with_source) $(LIBS_ALL) $(ARCHIVE_LIBS)
tests_fuzz_fuzz_expression_SOURCES = tests/fuzz/fuzz_expression.c tests/fuzz/driver.c
tests_fuzz_fuzz_expression_LDADD = $(with_feature) $(LIBS_ALL)
tests_fuzz_fuzz_line_SOURCES = tests/fuzz/fuzz_line.c tests/fuzz/driver.c
tests_fuzz_fuzz_line_LDADD = $(with_command) $(LIBS_ALL)
tests_fuzz_fuzz_fmt_SOURCES = tests/fuzz/fuzz_fmt.c tests/fuzz/driver.c
tests_fuzz_fuzz_fmt_LDADD = $(with_command) $(LIBS_ALL)
tests_fuzz_fuzz_rule_SOURCES = tests/fuzz/fuzz_rule.c tests/fuzz/driver.c
tests_fuzz_fuzz_rule_LDADD = $(with_command) $(LIBS_ALL)
tests_fuzz_fuzz_value_SOURCES = tests/fuzz/fuzz_value.c tests/fuzz/driver.c
tests_fuzz_fuzz_value_LDADD = $(with_base) $(LIBS_ALL)
tests_fuzz_fuzz_zone_SOURCES = tests/fuzz/fuzz_zone.c tests/fuzz/driver.c
tests_fuzz_fuzz_zone_LDADD = $(with_base) $(LIBS_ALL)
tests_fuzz_fuzz_model_SOURCES = tests/fuzz/fuzz_model.c tests/fuzz/driver.c
tests_fuzz_fuzz_model_LDADD = $(with_study) $(LIBS_ALL)

# What tests/stops.sh needs.
check_PROGRAMS += tests/stop_within tests/stop_input
tests_stop_within_SOURCES = tests/stop_within.c
tests_stop_input_SOURCES = tests/stop_input.c
tests_stop_input_LDADD = $(SQLITE_LIBS) $(ARCHIVE_LIBS)
EXTRA_DIST += tests/house.sh tests/headers.sh tests/fuzz.sh tests/language.sh tests/examples.sh tests/libraries.sh \
  tests/manual.sh tests/stops.sh tests/installed.sh tests/screens.sh
CLEANFILES = tests/fuzz/fuzz_csv.out tests/fuzz/fuzz_xlsx.out tests/fuzz/fuzz_expression.out tests/fuzz/fuzz_line.out \
  tests/fuzz/fuzz_value.out tests/fuzz/fuzz_model.out tests/fuzz/fuzz_json.out \
  tests/fuzz/fuzz_rule.out tests/fuzz/fuzz_fmt.out tests/fuzz/fuzz_zone.out
