/* Models as values: making them from a request, and what their files share. Private to study. */
#ifndef PATRON_SRC_STUDY_MODEL_H
#define PATRON_SRC_STUDY_MODEL_H

#include "patron/base/parameter.h"
#include "patron/study/study.h"

struct model *model_new(void);
/* A copy of DEFINITION in MODEL's arena, through its canonical text, so that a trained model equals one read back. */
bool model_definition(struct model *model, const struct definition *definition, struct definition *out,
                      struct error *err);
/* Kind, names, definitions, features, parameters, seed and split of REQUEST. */
bool model_fill(struct model *model, const struct study_request *request, struct error *err);

/* Of a filled model and the snapshot that it is to be trained on. */
void model_inputs_hash(const struct model *model, bool scaled, const char *snapshot, char out[HASH_TEXT]);
/* Whether the inputs of REQUEST are scaled: as it says, or as its kind wants. */
bool request_scales(const struct study_request *request);

struct json *parameters_write(const struct values *values);
/* The values of KIND's parameters from JSON, in ARENA; members that are not there take their defaults. */
bool parameters_read(const struct model_kind *kind, const struct json *json, struct arena *arena, struct values *out,
                     struct error *err);
/* A deep copy of an object. */
struct json *json_copy(const struct json *object);

/* What KIND answers to a target of the kind WANTED (NULL: to none, segments), or NULL. */
const struct model_answer *kind_answer(const struct model_kind *kind, const struct target_kind *wanted);
/* The same; where there is nothing, E_NO_KIND with the kinds that answer it, or E_NOT_FIT with what KIND is for. TARGET
   may be NULL with WANTED. */
const struct model_answer *kind_must_answer(const struct model_kind *kind, const struct target_kind *wanted,
                                            const struct definition *target, struct error *err);

#endif
