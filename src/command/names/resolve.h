/* Names in a command to the things they name: what verbs share. What is resolved lives in the command's arena. Errors
   are placed at the name. */
#ifndef COMMAND_RESOLVE_H
#define COMMAND_RESOLVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patron/command/command.h"
#include "patron/feature/world.h"
#include "patron/study/study.h"
#include "patron/workspace/workspace.h"

struct session;

/* Frees a list of the workspace with its texts; NULL is allowed. */
void names_free(char **names);
/* Places ERR at text I of VALUE; returns false. */
bool fail_value_at(struct error *err, const struct value *value, size_t i);
/* "no <what> named 'name'" with the nearest of the names of KIND as mend. */
bool fail_no_name(struct session *session, int code, const char *what, const char *name, enum name_kind kind,
                  struct error *err);

/* ---- Data ---- */
struct table *resolve_table(struct session *session, const char *name, struct arena *arena, struct error *err);
const struct world *resolve_world(struct session *session, struct arena *arena, struct error *err);

/* ---- Definitions ---- */
/* Features by name, family, set, glob, TABLE.COLUMN, and -NAME to leave one out; each once, in order. */
struct feature_list {
    struct feature *features;
    const char **specs; /* how each is named in a set: its name, or TABLE.COLUMN */
    struct listed {
        const struct definition *written; /* as people wrote it */
        const struct definition *fitted;  /* with its levels */
        struct feature feature;           /* before its edges were fitted */
    } * listed;
    size_t n, capacity;
    const char *set; /* what to call them: the set's name, or the names as typed */
};
bool resolve_features(struct session *session, const struct value *names, struct arena *arena, struct feature_list *out,
                      struct error *err);
bool resolve_feature_texts(struct session *session, const char *const *names, size_t n, struct arena *arena,
                           struct feature_list *out, struct error *err);
/* For their names and definitions only: edges are not fitted. */
bool resolve_feature_names(struct session *session, const char *const *names, size_t n, struct arena *arena,
                           struct feature_list *out, struct error *err);
/* What a definition has just made, its constants fitted without a word about it. */
/* The name of the one feature that answers to TEXT (spend_90d is spend over 90d); TEXT when there is none such. */
const char *resolve_feature_name(struct session *session, const char *text, struct arena *arena);
bool resolve_new_feature(struct session *session, const char *name, struct arena *arena, struct feature_list *out,
                         struct error *err);
/* ERR, which resolving NAMES gave, is placed at the name that it is about. Returns false. */
bool fail_features_at(const struct value *names, struct error *err);
/* Those that TEXT may name, and what they name, as they are written; with WHOLE all that are defined, to say what is
   near a name that is not there, but of families whose levels are to be fitted those only that TEXT may name. */
bool resolve_known_features(struct session *session, const char *text, bool whole, struct arena *arena,
                            struct feature_list *out, struct error *err);
/* The same without computing anything: levels are those fitted last. */
bool resolve_names_of_features(struct session *session, struct arena *arena, struct feature_list *out);
/* All that are defined. */
bool resolve_all_features(struct session *session, struct arena *arena, struct feature_list *out, struct error *err);
/* Names of features in DEFINITION, a population, replaced by what they stand for. */
bool expand_definition(struct session *session, struct definition *definition, struct arena *arena, struct error *err);
struct definition *resolve_target(struct session *session, const char *name, struct arena *arena, struct error *err);
/* The population in force; *OUT NULL: all customers. */
bool resolve_population(struct session *session, struct arena *arena, struct definition **out, struct error *err);
/* The as-of date in force; TIME_MISSING where the data know no time. */
bool resolve_asof(struct session *session, const struct world *world, int64_t *out, struct error *err);
/* A date, or the as-of date in force when VALUE is not given. */
bool resolve_date(struct session *session, const struct value *value, const struct world *world, int64_t *out,
                  struct error *err);
bool resolve_split(struct session *session, struct split *out, struct error *err);
void split_text(const struct split *split, struct text *out);
bool split_parse(const char *text, uint64_t seed, struct split *out);
uint64_t session_seed(const struct session *session);

/* Whether what a definition command defines can be read at all; nothing for other commands. */
bool definition_check(const struct invocation *invocation, struct error *err);
/* An error that was placed in the expression of DEFINITION is placed in the line that defines it. Returns false. */
bool definition_place(const struct invocation *invocation, const struct definition *definition, struct error *err);
/* Keeps NAME = TEXT, in its canonical form; *PARSED (may be NULL) gets the definition. */
bool definition_keep(struct session *session, const struct invocation *invocation, enum definition_kind kind,
                     struct definition *parsed, struct error *err);

/* ---- Models ---- */
struct model *resolve_model(struct session *session, const char *spec, struct arena *arena, struct error *err);
/* The models of VALUE, or all that fit the target in use, newest version each, when it is not given. */
struct inspected;
bool resolve_inspected(struct session *session, const struct value *names, const struct world *world,
                       struct arena *arena, struct inspected **out, size_t *n, struct error *err);
/* The test rows of MODEL with scores and outcomes; kept in the session. */
const struct scored *resolve_scores(struct session *session, const struct model *model, const struct world *world,
                                    struct error *err);
/* The segmentation of a name; the only or last one when NULL. */
struct model *resolve_segmentation(struct session *session, const char *spec, struct arena *arena, struct error *err);
/* A model from a file, as export writes it; not from the workspace. Whether it was changed since is told by SEAL. */
struct model *model_file_read(const char *path, enum model_seal *seal, struct error *err);
/* "m3@7" */
const char *model_label(const struct model *model, struct arena *arena);
/* "test 2024-07-01  n 13,787", "asof 2024-07-01  n 1,500" */
const char *asof_text(int64_t asof, struct arena *arena);

#endif
