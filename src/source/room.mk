noinst_LIBRARIES += libsource.a
libsource_a_SOURCES = \
  include/patron/source/source.h \
  src/source/account.c \
  src/source/archive.c \
  src/source/archive.h \
  src/source/assemble.c \
  src/source/cells.c \
  src/source/codes.c \
  src/source/codes.h \
  src/source/content.c \
  src/source/content.h \
  src/source/csv.c \
  src/source/encoding.c \
  src/source/fixed.c \
  src/source/grid.h \
  src/source/held.c \
  src/source/held.h \
  src/source/infer.c \
  src/source/infer.h \
  src/source/intake.c \
  src/source/intake.h \
  src/source/judge.c \
  src/source/paths.c \
  src/source/quarantine.c \
  src/source/readers.c \
  src/source/serial.c \
  src/source/serial.h \
  src/source/sheet.c \
  src/source/sheet.h \
  src/source/value.c \
  src/source/value.h \
  src/source/xlsx.c
