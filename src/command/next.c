/* What most people do from here: the steps of the work, each a row that looks at what there is and, when its turn has
   come, writes the line that takes it. */
#include "command/next.h"

#include <stdlib.h>
#include <string.h>

#include "command/data/load_folder.h"
#include "command/language/lexer.h"
#include "command/verb.h"
#include "patron/base/file.h"

enum { MOST_FILES = 5, MOST_FOLDERS = 3 };

/* What the steps look at: the last named of each kind, as that is what the user was at. Texts live in the arena. */
struct situation {
    struct session *session;
    struct arena *arena;
    struct builder *steps; /* line, why */
    const char *events, *event_time, *set, *target;
    const char *model, *rival, *segmentation; /* the newest; rival: the model before it */
    size_t n_tables, n_features;
    int64_t last_time; /* of all tables of events; TIME_MISSING: there are none */
    bool has_champion;
};

static void add_step(struct situation *now, const char *line, const char *why)
{
    builder_set_string(now->steps, 0, line);
    builder_set_string(now->steps, 1, why);
    builder_end_row(now->steps);
}

/* ---- Before there is anything: what lies in the current folder ---- */

/* PATH as one word of a line. */
static const char *quoted(const char *path, struct arena *arena)
{
    char *word = word_quote(path);
    arena_adopt(arena, free, word);
    return word;
}

static void offer_files(struct situation *now, const char *why)
{
    char **names = folder_list(".", NULL);
    size_t n = 0;
    for (char **at = names; at && *at; at++)
        if (n < MOST_FILES && is_data_file(*at) && file_exists(*at)) {
            add_step(now,
                     arena_format(now->arena, "load %s from %s preview=yes", name_of_file(*at, now->arena),
                                  quoted(*at, now->arena)),
                     n == 0 ? why : "");
            n++;
        }
    if (n > 1)
        add_step(now, "load snapshot first from .", "all of them, each as its name and columns tell");
    names_free(names);
}

static void offer_workspaces(struct situation *now)
{
    char **names = folder_list(".", NULL);
    size_t n = 0;
    for (char **at = names; at && *at; at++)
        if (n < MOST_FOLDERS && workspace_exists(*at)) {
            add_step(now, arena_format(now->arena, "open %s", quoted(*at, now->arena)), "a workspace in this folder");
            n++;
        }
    names_free(names);
}

/* ---- With a workspace: one row a step ---- */

static const char *to_load(struct situation *now)
{
    if (now->n_tables > 0)
        return NULL;
    offer_files(now, "its columns and types, before anything is kept");
    return "presets";
}

/* So far back that what became of the customers in 90 days is in the data, at the beginning of a month. */
static const char *to_date(struct situation *now)
{
    char *asof = workspace_state(now->session->workspace, "asof"), day[32];
    bool dated = asof != NULL;
    free(asof);
    if (dated || now->last_time == TIME_MISSING)
        return NULL;
    int64_t back = time_shift(now->last_time, (struct duration){ 90, DURATION_DAY }, -1);
    time_format(time_period_start(back, (struct duration){ 1, DURATION_MONTH }), true, day);
    return arena_format(now->arena, "asof %s", day);
}

/* A feature that is not there yet, while there are few. */
static const char *first_feature(struct situation *now, const char *name, const char *definition)
{
    bool wanted = now->n_features < 2 && workspace_what(now->session->workspace, name) == NAME_NONE;
    return wanted ? arena_format(now->arena, "feature %s = %s", name, definition) : NULL;
}

static const char *to_feature(struct situation *now)
{
    return now->events ? first_feature(now, arena_format(now->arena, "%s_n", now->events),
                                       arena_format(now->arena, "count(%s) over 30d,90d,365d", now->events))
                       : NULL;
}

static const char *to_recency(struct situation *now)
{
    return now->events ? first_feature(now, "recency",
                                       arena_format(now->arena, "days since last(%s.%s)", now->events, now->event_time))
                       : NULL;
}

static const char *to_set(struct situation *now)
{
    return now->n_features > 0 && !now->set ? "features full = *" : NULL;
}

static const char *to_target(struct situation *now)
{
    return now->set && !now->target && now->events
               ? arena_format(now->arena, "target churn90 = no %s within 90d", now->events)
               : NULL;
}

static const char *to_proof(struct situation *now)
{
    return now->set && now->target && !now->model ? arena_format(now->arena, "leak %s %s", now->set, now->target)
                                                  : NULL;
}

/* Trained where its labels are complete before the test: three months before the as-of date. */
static const char *to_split(struct situation *now)
{
    char *split = workspace_state(now->session->workspace, "split"), train[32], test[32];
    bool is_split = split != NULL;
    int64_t asof = TIME_MISSING;
    struct error none = ERROR_INIT;
    free(split);
    bool dated = resolve_asof(now->session, NULL, &asof, &none);
    error_release(&none);
    if (is_split || !now->set || !now->target || !dated || asof == TIME_MISSING)
        return NULL;
    time_format(time_shift(asof, (struct duration){ 3, DURATION_MONTH }, -1), true, train);
    time_format(asof, true, test);
    return arena_format(now->arena, "split train=%s test=%s", train, test);
}

/* m1, or the first number that no model has. */
static const char *free_name(struct situation *now)
{
    for (int n = 1;; n++) {
        const char *name = arena_format(now->arena, "m%d", n);
        if (workspace_what(now->session->workspace, name) == NAME_NONE)
            return name;
    }
}

static const char *to_train(struct situation *now)
{
    return now->set && now->target && !now->model
               ? arena_format(now->arena, "train %s = logit %s on %s", free_name(now), now->target, now->set)
               : NULL;
}

static const char *to_rival(struct situation *now)
{
    return now->set && now->target && now->model && !now->rival
               ? arena_format(now->arena, "train %s = gbm %s on %s", free_name(now), now->target, now->set)
               : NULL;
}

static const char *to_compare(struct situation *now)
{
    return now->model && now->rival ? arena_format(now->arena, "compare %s %s", now->rival, now->model) : NULL;
}

static const char *to_curves(struct situation *now)
{
    return now->model ? arena_format(now->arena, "curves %s", now->model) : NULL;
}

static const char *to_segments(struct situation *now)
{
    return now->set && !now->segmentation ? arena_format(now->arena, "segment s4 = kmeans on %s k=4", now->set) : NULL;
}

static const char *to_profile(struct situation *now)
{
    return now->segmentation ? arena_format(now->arena, "profile %s", now->segmentation) : NULL;
}

static const char *to_champion(struct situation *now)
{
    return now->model && !now->has_champion ? arena_format(now->arena, "champion %s \"first review\"", now->model)
                                            : NULL;
}

static const char *to_scores(struct situation *now)
{
    return now->model ? arena_format(now->arena, "score %s to scores.csv", now->model) : NULL;
}

static const char *to_session(struct situation *now)
{
    return now->model ? arena_format(now->arena, "save session to %s.patron",
                                     quoted(workspace_name(now->session->workspace), now->arena))
                      : NULL;
}

static const struct step {
    const char *why;
    const char *(*line)(struct situation *now); /* NULL: not now */
} steps[] = {
    { "kinds of files that need no options", to_load },
    { "the date after which nothing may be known", to_date },
    { "how often, lately and long ago", to_feature },
    { "how long ago the last time was", to_recency },
    { "all features, as one set", to_set },
    { "what is to be foreseen", to_target },
    { "that no feature knows what comes after", to_proof },
    { "learn on one date, test on a later one", to_split },
    { "a first model, whose weights can be read", to_train },
    { "a second, of boosted trees", to_rival },
    { "where they differ, with intervals", to_compare },
    { "how well it ranks, and how well it is calibrated", to_curves },
    { "groups of customers that are alike", to_segments },
    { "who the segments are", to_profile },
    { "the model that stands until another is better", to_champion },
    { "every customer's score, with model and date", to_scores },
    { "all this as a file that runs again", to_session },
};

static void look_at_tables(struct situation *now)
{
    char **names = workspace_tables(now->session->workspace);
    for (char **at = names; at && *at; at++) {
        struct table_version info;
        now->n_tables++;
        if (!workspace_table_info(now->session->workspace, *at, 0, &info, NULL))
            continue;
        if (info.of && info.time && !info.states) {
            if (!now->events) { /* the table loaded first is what the business is about */
                now->events = arena_text(now->arena, info.name);
                now->event_time = arena_text(now->arena, info.time);
            }
            if (now->last_time == TIME_MISSING || info.last_time > now->last_time)
                now->last_time = info.last_time;
        }
        table_version_release(&info);
    }
    names_free(names);
}

/* The last name of KIND in ARENA, or NULL; how many there are in *N. */
static const char *last_name(struct situation *now, enum name_kind kind, size_t *n)
{
    char **names = workspace_names(now->session->workspace, kind);
    const char *last = NULL;
    *n = 0;
    for (char **at = names; at && *at; at++, (*n)++)
        last = arena_text(now->arena, *at);
    names_free(names);
    return last;
}

/* Models of the question that is being asked; segments answer none. */
static bool look_at_models(struct situation *now, struct error *err)
{
    struct model_info *infos;
    size_t n;
    if (!workspace_models(now->session->workspace, &infos, &n, err))
        return false;
    for (size_t i = 0; i < n; i++) {
        const char *name = arena_text(now->arena, infos[i].name);
        bool asked = !now->target || (infos[i].target && strcmp(infos[i].target, now->target) == 0);
        if (infos[i].segment) {
            now->segmentation = name;
        } else if (asked) {
            if (now->model && strcmp(now->model, name) != 0)
                now->rival = now->model;
            now->model = name;
            now->has_champion |= infos[i].champion;
        }
    }
    model_infos_free(infos, n);
    return true;
}

struct table *next_steps(struct session *session, struct error *err)
{
    struct arena arena;
    arena_init(&arena);
    struct situation now = {
        .session = session, .arena = &arena, .steps = builder_new("next"), .last_time = TIME_MISSING
    };
    builder_add_column(now.steps, "line", TYPE_TEXT);
    builder_add_column(now.steps, "why", TYPE_TEXT);
    bool ok = true;
    if (session->workspace) {
        size_t n;
        look_at_tables(&now);
        last_name(&now, NAME_FEATURE, &now.n_features);
        now.set = last_name(&now, NAME_SET, &n);
        char *target = workspace_state(session->workspace, "target");
        now.target = target ? arena_text(&arena, target) : last_name(&now, NAME_TARGET, &n);
        free(target);
        ok = look_at_models(&now, err);
        for (size_t i = 0; ok && i < sizeof steps / sizeof *steps; i++) {
            const char *line = steps[i].line(&now);
            if (line)
                add_step(&now, line, steps[i].why);
        }
    } else {
        offer_workspaces(&now);
        add_step(&now, "new shop", "a folder that keeps data, definitions and models");
        add_step(&now, "help", "the commands");
    }
    struct table *table = NULL;
    if (ok)
        table = builder_finish(now.steps, err);
    else
        builder_free(now.steps);
    arena_release(&arena);
    return table;
}
