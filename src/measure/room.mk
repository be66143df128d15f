noinst_LIBRARIES += libmeasure.a
libmeasure_a_SOURCES = \
  include/patron/measure/best_of.h \
  include/patron/measure/measure.h \
  include/patron/measure/survival.h \
  src/measure/amount.c \
  src/measure/bootstrap.c \
  src/measure/calibration.c \
  src/measure/concordance.c \
  src/measure/correlation.c \
  src/measure/curve.c \
  src/measure/curve.h \
  src/measure/distribution.c \
  src/measure/distribution.h \
  src/measure/figures.c \
  src/measure/gain.c \
  src/measure/ladder.c \
  src/measure/ladder.h \
  src/measure/ladder_bounds.c \
  src/measure/metrics.c \
  src/measure/order.c \
  src/measure/order.h \
  src/measure/roc.c \
  src/measure/seen.h \
  src/measure/segments.c \
  src/measure/silhouette.c \
  src/measure/spearman.c \
  src/measure/stability.c \
  src/measure/survival.c \
  src/measure/threshold.c \
  src/measure/times.c \
  src/measure/times.h \
  src/measure/two_sample.c
