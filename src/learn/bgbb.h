/* The BG/BB process, for the kind and its tests. */
#ifndef LEARN_BGBB_H
#define LEARN_BGBB_H

#include "process.h"

extern const struct process bgbb_process;

#endif
