noinst_LIBRARIES += libworkspace.a
libworkspace_a_SOURCES = \
  include/patron/workspace/sql.h \
  include/patron/workspace/workspace.h \
  src/workspace/arrangement.c \
  src/workspace/catalog.c \
  src/workspace/catalog.h \
  src/workspace/column_file.c \
  src/workspace/column_file.h \
  src/workspace/definition.c \
  src/workspace/derive.c \
  src/workspace/listing.c \
  src/workspace/load.c \
  src/workspace/lock.c \
  src/workspace/lock.h \
  src/workspace/model.c \
  src/workspace/names.c \
  src/workspace/personal.c \
  src/workspace/role.c \
  src/workspace/role.h \
  src/workspace/room.h \
  src/workspace/schema.c \
  src/workspace/schema.h \
  src/workspace/snapshot.c \
  src/workspace/sql.c \
  src/workspace/sql_index.c \
  src/workspace/sql_index.h \
  src/workspace/sql_result.c \
  src/workspace/sql_result.h \
  src/workspace/sql_table.c \
  src/workspace/sql_table.h \
  src/workspace/store.c \
  src/workspace/trail.c \
  src/workspace/vacuum.c \
  src/workspace/version.c \
  src/workspace/workspace.c \
  src/workspace/world.c
