/* The Pareto/NBD process, for the kind and its tests. */
#ifndef LEARN_PARETONBD_H
#define LEARN_PARETONBD_H

#include "process.h"

extern const struct process paretonbd_process;

#endif
