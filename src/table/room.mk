noinst_LIBRARIES += libtable.a
libtable_a_SOURCES = \
  include/patron/table/builder.h \
  include/patron/table/packed.h \
  include/patron/table/table.h \
  include/patron/table/view.h \
  src/table/assembly.c \
  src/table/builder.c \
  src/table/content.c \
  src/table/dictionary.c \
  src/table/join.c \
  src/table/owner.h \
  src/table/packed.c \
  src/table/personal.c \
  src/table/personal_content.c \
  src/table/personal_names.c \
  src/table/sort.c \
  src/table/table.c \
  src/table/view.c \
  src/table/write.c
