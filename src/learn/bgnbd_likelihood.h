/* The log-likelihood of BG/NBD and MBG/NBD, or of their limit without leaving (NBD), with exact derivatives. */
#ifndef LEARN_BGNBD_LIKELIHOOD_H
#define LEARN_BGNBD_LIKELIHOOD_H

#include "process.h"

extern const struct process bgnbd_process, mbgnbd_process;

#endif
