/* What a fitted BG/NBD or MBG/NBD says about a customer's future (Fader, Hardie and Lee 2005). */
#ifndef LEARN_BGNBD_FUTURE_H
#define LEARN_BGNBD_FUTURE_H

#include "learn.h"

struct bgnbd {
    double r, alpha, a, b; /* a = 0: nobody leaves, and b means nothing */
    double first_chance;   /* 1 when customers may leave after their first purchase too (MBG), else 0 */
};

/* Any OUT may be NULL; each has x->n_rows places. The window is (GAP, GAP + HORIZON] weeks after the cutoff. */
struct future {
    double gap, horizon;
    double *p_alive;     /* at the cutoff */
    double *p_none;      /* no purchase in the window */
    double *n_purchases; /* expected in the window */
};
bool bgnbd_future(const struct bgnbd *bgnbd, const struct matrix *x, const struct future *future, struct work *work,
                  struct error *err);
/* The answers that OUT has columns for: p, p_alive, expected. */
bool bgnbd_answer(const struct bgnbd *bgnbd, const struct learn_data *data, struct frame *out, struct error *err);

#endif
