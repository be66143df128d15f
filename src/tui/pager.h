/* Long answers at the plain prompt go through the reader's pager. */
#ifndef TUI_PAGER_H
#define TUI_PAGER_H

#include <stdbool.h>

struct report;
struct session;

/* REPORT through PAGER (less -FRX), when standard output is a terminal and the report is longer than it is high. False:
   nothing was shown, it is to be written as it is. */
bool pager_show(struct session *session, const struct report *report);

#endif
