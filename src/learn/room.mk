noinst_LIBRARIES += liblearn.a
liblearn_a_SOURCES = \
  include/patron/learn/model_kind.h \
  src/learn/beta_nodes.c \
  src/learn/beta_nodes.h \
  src/learn/bgnbd.c \
  src/learn/bgnbd_future.c \
  src/learn/bgnbd_future.h \
  src/learn/bgnbd_likelihood.c \
  src/learn/bgnbd_likelihood.h \
  src/learn/chunk.c \
  src/learn/chunk.h \
  src/learn/contributions.c \
  src/learn/gammagamma.c \
  src/learn/gammagamma.h \
  src/learn/gbm.c \
  src/learn/kinds.c \
  src/learn/kmeans.c \
  src/learn/lanes.c \
  src/learn/learn.h \
  src/learn/library.c \
  src/learn/library.h \
  src/learn/lloyd.c \
  src/learn/lloyd.h \
  src/learn/logit.c \
  src/learn/minimise.c \
  src/learn/minimise.h \
  src/learn/moments.c \
  src/learn/moments.h \
  src/learn/newton.c \
  src/learn/newton.h \
  src/learn/purchases.c \
  src/learn/purchases.h \
  src/learn/seeds.c \
  src/learn/seeds.h \
  src/learn/trees.c \
  src/learn/trees.h
