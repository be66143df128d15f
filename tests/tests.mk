# The tests: one Check program per room (it links that room and those below only), then scripts that run the program.
check_PROGRAMS += tests/base/check_base tests/table/check_table tests/draw/check_draw tests/source/check_source \
  tests/feature/check_feature tests/learn/check_learn tests/measure/check_measure tests/study/check_study \
  tests/report/check_report tests/workspace/check_workspace tests/command/check_command tests/tui/check_tui
check_SCRIPTS =
TESTS += $(check_PROGRAMS) tests/house.sh tests/headers.sh
LIBS_TEST = $(LIBS_ALL) $(CHECK_LIBS)
include tests/sources.mk
EXTRA_DIST += tests/house.sh tests/headers.sh
