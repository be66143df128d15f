# The tests: one Check program per room (it links that room and those below only), then scripts that run the program.
TESTS += $(check_PROGRAMS) tests/house.sh tests/headers.sh
LIBS_TEST = $(LIBS_ALL) $(CHECK_LIBS)
include tests/sources.mk
EXTRA_DIST += tests/house.sh tests/headers.sh
