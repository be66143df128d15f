noinst_LIBRARIES += libstudy.a
libstudy_a_SOURCES = \
  include/patron/study/cohort.h \
  include/patron/study/funnel.h \
  include/patron/study/study.h \
  src/study/cohort.c \
  src/study/compare.c \
  src/study/design.c \
  src/study/design.h \
  src/study/design_columns.h \
  src/study/design_file.c \
  src/study/drift.c \
  src/study/explain.c \
  src/study/figures.c \
  src/study/figures.h \
  src/study/file.h \
  src/study/fitting.c \
  src/study/fitting.h \
  src/study/funnel.c \
  src/study/importance.c \
  src/study/input.c \
  src/study/input.h \
  src/study/model.c \
  src/study/model.h \
  src/study/model_read.c \
  src/study/model_write.c \
  src/study/reference.c \
  src/study/reference.h \
  src/study/rows.c \
  src/study/rows.h \
  src/study/score.c \
  src/study/scored.h \
  src/study/segments.c \
  src/study/split.c \
  src/study/summary.c \
  src/study/summary.h \
  src/study/train.c
