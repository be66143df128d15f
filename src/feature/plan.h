/* A plan: features compiled to what has to be read and measured.

   An event table is walked once for all features. Of each walk the windows are found first, then for each selection (a
   condition, or none) its lanes (the values of an argument, or just rows), and of each lane one cell a window: the
   measures that aggregates need there. Slots are finished aggregates; the outputs are nodes over slots, customers'
   columns and the cutoff. What several features share is computed once. */
#ifndef FEATURE_PLAN_H
#define FEATURE_PLAN_H

#include "feature/join.h"
#include "feature/measures.h"
#include "feature/node.h"
#include "patron/feature/scores.h"

/* An instant that follows from a row's cutoff; windows lie between two. */
enum edge_kind {
    EDGE_PAST,   /* before everything */
    EDGE_BACK,   /* cutoff - back */
    EDGE_PERIOD, /* the beginning of the cutoff's own calendar period of back's unit, less `back` */
    EDGE_BEGIN,  /* where the plan's own range begins: a target's, or a period */
    EDGE_END
};
struct edge {
    enum edge_kind kind;
    struct duration back;
};
struct cell {
    size_t low, high;          /* edges of the walk */
    unsigned needs;            /* bits of measures */
    double parameter;          /* of measures that have one */
    size_t arrays[N_MEASURES]; /* where each measure stands among the block's arrays */
    struct cell *next;         /* of a series */
};
struct lane {
    const char *key;                  /* the argument as written */
    const struct node *argument;      /* NULL: rows only */
    const struct node *const *others; /* further values side by side */
    size_t n_others;
    bool direct; /* can be read from the column where it lies */
    bool uses_customers, uses_cutoff;
    struct cell *cells;
    size_t n_cells, room_cells;
};
/* Two edges between which events are looked at. */
struct span {
    size_t low, high;
};
struct selection {
    const char *key; /* the condition as written; "" for none */
    const struct node *condition;
    bool picks;   /* not every row of a window counts: condition, or known times */
    bool gathers; /* rows are listed first: picked ones, or for lanes that must be computed */
    bool uses_customers, uses_cutoff;
    struct division *division; /* whose member it is; NULL: its events are listed for it alone */
    uint32_t member;
    struct lane *lanes;
    size_t n_lanes, room_lanes;
    struct span *spans; /* of its cells, each once */
    size_t n_spans;
};
struct walk {
    const struct events *events;
    struct edge *edges;
    size_t n_edges, room_edges;
    struct selection *selections;
    size_t n_selections, room_selections;
    struct division *divisions; /* see division.h */
    size_t n_divisions;
};
/* Values per period (see series.h). */
struct series {
    const char *key; /* what, per what, over which window */
    struct plan *inner;
    struct window window;
    struct period period;
    struct cell *cells;
    struct series *next;
};
struct slot {
    size_t walk, selection, lane, cell;
    struct cell *own_cell; /* a series'; else NULL */
    bool tells_activity;   /* counts the events of a period */
    const struct aggregate *aggregate;
    enum value_type type;
    size_t array; /* of the finished values; or the measure's own */
};
struct plan {
    struct arena arena;
    const struct world *world;
    struct horizon horizon;
    struct walk *walks;
    size_t n_walks, room_walks;
    struct slot *slots;
    size_t n_slots, room_slots;
    struct series *series;
    bool periodic, active; /* it is a series' inner plan; of active periods only */
    const struct node **outputs;
    const char **names;
    bool open;    /* something lacks its edges: it can be checked and not computed */
    bool *yes_no; /* the output was yes/no before it became a number */
    size_t n_outputs;
    size_t n_arrays;
    struct joins joins;
    const struct score_reference *scores; /* of models */
    size_t n_scores;
};

/* What an output must be: a feature may be a text, a target not; a condition is yes/no. */
enum wanted { WANTED_FEATURE, WANTED_TARGET, WANTED_CONDITION };

struct plan *plan_begin(const struct world *world, size_t n_outputs, const struct horizon *horizon);
/* Compiles EXPRESSION over WINDOW as the next output. FEATURES are those that it may name. */
bool plan_add(struct plan *plan, const char *name, const struct expression *expression, struct window window,
              enum wanted wanted, const struct feature *features, size_t n_features, struct error *err);
void plan_seal(struct plan *plan); /* after the last */
size_t plan_add_slot(struct plan *plan, const struct slot *slot);
const struct cell *slot_cell(const struct plan *plan, const struct slot *slot);

/* The edges between which WINDOW lies, and where they lie for CUTOFF (not EDGE_BEGIN and EDGE_END). */
void window_edges(const struct window *window, struct edge *low, struct edge *high);
int64_t edge_instant(const struct edge *edge, int64_t cutoff);

/* The outputs for ROWS: OUT[k] has rows->n doubles, or codes (uint32_t) for a text. */
bool plan_run(const struct plan *plan, const struct feature_rows *rows, void *const *out, struct work *work,
              struct error *err);

#endif
