noinst_LIBRARIES += libtui.a
libtui_a_SOURCES = \
  include/patron/tui/face.h \
  src/tui/acts.c \
  src/tui/acts.h \
  src/tui/folders.c \
  src/tui/folders.h \
  src/tui/grid.c \
  src/tui/grid.h \
  src/tui/input.c \
  src/tui/input.h \
  src/tui/keys.c \
  src/tui/layout.c \
  src/tui/line.c \
  src/tui/line.h \
  src/tui/pager.c \
  src/tui/pager.h \
  src/tui/pane.c \
  src/tui/pane.h \
  src/tui/prompt.c \
  src/tui/screen.c \
  src/tui/screen.h \
  src/tui/terminal.c \
  src/tui/terminal.h \
  src/tui/tour.c \
  src/tui/worker.c \
  src/tui/worker.h
