noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = \
  include/patron/base/banned.h \
  include/patron/base/calendar.h \
  include/patron/base/error.h \
  include/patron/base/error_codes.h \
  include/patron/base/file.h \
  include/patron/base/hash.h \
  include/patron/base/json.h \
  include/patron/base/kinds.h \
  include/patron/base/library.h \
  include/patron/base/matrix.h \
  include/patron/base/memory.h \
  include/patron/base/number.h \
  include/patron/base/parameter.h \
  include/patron/base/processor.h \
  include/patron/base/random.h \
  include/patron/base/text.h \
  include/patron/base/work.h \
  src/base/calendar.c \
  src/base/error.c \
  src/base/file.c \
  src/base/file_calls.h \
  src/base/folder.c \
  src/base/hash.c \
  src/base/json.c \
  src/base/kinds.c \
  src/base/library.c \
  src/base/matrix.c \
  src/base/memory.c \
  src/base/number.c \
  src/base/parameter.c \
  src/base/random.c \
  src/base/spelling.c \
  src/base/spelling.h \
  src/base/text.c \
  src/base/work.c
