noinst_LIBRARIES += libdraw.a
libdraw_a_SOURCES = \
  include/patron/draw/canvas.h \
  include/patron/draw/plot.h \
  src/draw/axis.c \
  src/draw/bands.c \
  src/draw/bars.c \
  src/draw/canvas.c \
  src/draw/curves.c \
  src/draw/fallback.c \
  src/draw/fallback.h \
  src/draw/raster.c \
  src/draw/raster.h
