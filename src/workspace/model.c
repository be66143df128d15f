/* Models: a JSON file each version, a row in the catalog with the file's hash, and who is champion. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/json.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/text.h"
#include "patron/workspace/looks.h"
#include "room.h"

static char *model_path(const struct workspace *workspace, const char *name, int version)
{
    struct text file = TEXT_EMPTY;
    text_add_format(&file, "models/%s-v%d.json", name, version);
    char *path = path_join(workspace->folder, text_string(&file));
    text_release(&file);
    return path;
}

/* ---- Keeping ---- */

static void model_text(const struct model *model, bool sealed, struct text *out, char hash[HASH_TEXT])
{
    struct json *json = model_write(model);
    if (sealed)
        model_seal(json);
    json_write(json, 2, out);
    json_free(json);
    if (out->length == 0 || out->bytes[out->length - 1] != '\n')
        text_add_char(out, '\n');
    struct hash content = hash_bytes(out->bytes, out->length);
    hash_text(&content, hash);
}

/* What is kept must give the same model when it is read: else it would be lost with the session. */
static bool model_can_be_read(const struct model *model, const struct text *text, struct error *err)
{
    struct error why = ERROR_INIT;
    struct text again = TEXT_EMPTY;
    char hash[HASH_TEXT];
    struct json *json = json_parse(text->bytes, text->length, model->name, &why);
    struct model *read = json ? model_read(json, &why) : NULL;
    if (read)
        model_text(read, true, &again, hash);
    bool same = read && again.length == text->length && memcmp(again.bytes, text->bytes, text->length) == 0;
    if (!same) {
        fail(err, ERROR_DATA, E_MODEL_FILE, "the model '%s' could not be read back, so it is not kept", model->name);
        error_reason(err, "%s", why.what ? why.what : "it would come back as another one");
    }
    error_release(&why);
    text_release(&again);
    model_free(read);
    json_free(json);
    return same;
}

static bool model_insert(struct workspace *workspace, const struct model *model, const char *hash, double fit_seconds,
                         struct error *err)
{
    struct query *query =
        query_new(workspace->catalog, "INSERT INTO model (name, version, kind, segment, target, feature_set, "
                                      "population, made, hash, snapshot, fit_seconds, metric, value) "
                                      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    query_bind_text(query, model->name);
    query_bind_integer(query, model->version);
    query_bind_text(query, model->kind->name);
    query_bind_integer(query, model_is_segmentation(model));
    query_bind_text(query, model->target);
    query_bind_text(query, model->feature_set);
    query_bind_text(query, model->population);
    query_bind_integer(query, time_now());
    query_bind_text(query, hash);
    query_bind_text(query, model->snapshot);
    query_bind_real(query, fit_seconds);
    model_bind_figure(query, model);
    return query_end(query, err);
}

/* A test that was looked at is remembered, by what decided the model. */
static bool look_insert(struct workspace *workspace, const struct model *model, const char *hash, struct error *err)
{
    if (!model->test_rows[0])
        return true;
    struct query *query = query_new(workspace->catalog, "INSERT OR IGNORE INTO look (test_rows, inputs) VALUES (?, ?)");
    query_bind_text(query, model->test_rows);
    query_bind_text(query, model->inputs[0] ? model->inputs : hash);
    return query_end(query, err);
}

bool workspace_looks(struct workspace *workspace, const char *test_rows, size_t *n, struct error *err)
{
    struct query *query = query_new(workspace->catalog, "SELECT count(*) FROM look WHERE test_rows = ?");
    query_bind_text(query, test_rows);
    int64_t count = 0;
    bool found, ok = query_one_integer(query, &count, &found, err);
    *n = (size_t)count;
    return ok;
}

static bool model_store(struct workspace *workspace, const struct model *model, double fit_seconds, struct error *err)
{
    struct text text = TEXT_EMPTY;
    char hash[HASH_TEXT];
    model_text(model, true, &text, hash);
    char *path = model_path(workspace, model->name, model->version);
    bool ok = model_can_be_read(model, &text, err) && file_write_own(path, text.bytes, text.length, err) &&
              model_insert(workspace, model, hash, fit_seconds, err) && look_insert(workspace, model, hash, err);
    free(path);
    text_release(&text);
    return ok;
}

static bool next_version(struct workspace *workspace, const char *name, int *version, struct error *err)
{
    struct query *query =
        query_new(workspace->catalog, "SELECT coalesce(max(version), 0) + 1 FROM model WHERE name = ?");
    query_bind_text(query, name);
    int64_t next = 1;
    bool found, ok = query_one_integer(query, &next, &found, err);
    *version = (int)next;
    return ok;
}

static enum name_kind kind_of(const struct model *model)
{
    return model_is_segmentation(model) ? NAME_SEGMENT : NAME_MODEL;
}

bool workspace_keep_model(struct workspace *workspace, struct model *model, const char *name, double fit_seconds,
                          int *version, struct error *err)
{
    if (!change_begin(workspace, err))
        return false;
    bool ok = name_check(workspace, name, kind_of(model), err) && next_version(workspace, name, &model->version, err);
    if (ok) {
        char *copy = copy_text(name); /* NAME may be the model's own */
        free(model->name);
        model->name = copy;
        if (!*model->snapshot)
            workspace_snapshot_hash(workspace, model->snapshot);
        ok = model_store(workspace, model, fit_seconds, err);
        *version = model->version;
    }
    return change_end(workspace, ok, err);
}

/* The hash of the model that is kept as NAME, VERSION; false when there is none. */
static bool kept_hash(struct workspace *workspace, const char *name, int version, char out[HASH_TEXT])
{
    struct query *query = query_new(workspace->catalog, "SELECT hash FROM model WHERE name = ? AND version = ?");
    query_bind_text(query, name);
    query_bind_integer(query, version);
    bool found = query_row(query);
    if (found)
        snprintf(out, HASH_TEXT, "%s", query_text(query, 0));
    return query_end(query, NULL) && found;
}

bool workspace_import_model(struct workspace *workspace, struct model *model, int *version, struct error *err)
{
    if (model->name == NULL)
        return fail(err, ERROR_USER, E_MODEL_FILE, "the model has no name");
    if (!change_begin(workspace, err))
        return false;
    char hash[HASH_TEXT], unsealed[HASH_TEXT], kept[HASH_TEXT]; /* UNSEALED: as programs before seals kept it */
    struct text text = TEXT_EMPTY;
    model_text(model, true, &text, hash);
    text_clear(&text);
    model_text(model, false, &text, unsealed);
    text_release(&text);
    bool ok = name_check(workspace, model->name, kind_of(model), err);
    bool there = ok && kept_hash(workspace, model->name, model->version, kept);
    if (!there || (strcmp(hash, kept) != 0 && strcmp(unsealed, kept) != 0)) {
        if (ok && (there || model->version < 1))
            ok = next_version(workspace, model->name, &model->version, err);
        ok = ok && model_store(workspace, model, 0.0, err);
    }
    *version = model->version;
    return change_end(workspace, ok, err);
}

/* ---- Finding ---- */

struct found { /* a row of the catalog */
    int64_t id;
    char *name, *note; /* of the promotion */
    int version;
    char hash[HASH_TEXT];
};

static void found_release(struct found *found)
{
    free(found->name);
    free(found->note);
}

static bool no_model(struct workspace *workspace, const char *name, struct error *err)
{
    struct nearest nearest;
    nearest_init(&nearest, name);
    struct query *query = query_new(workspace->catalog, "SELECT name FROM model GROUP BY name ORDER BY min(id)");
    char *best = NULL;
    while (query_row(query)) {
        size_t before = nearest.distance;
        const char *had = nearest.best;
        nearest_offer(&nearest, query_text(query, 0));
        if (nearest.best != had || nearest.distance != before) {
            free(best);
            best = query_copy(query, 0);
            nearest.best = best; /* the query's own text goes with its row */
        }
    }
    query_end(query, NULL);
    fail(err, ERROR_USER, E_NO_MODEL, "no model named '%s'", name);
    if (best != NULL)
        error_mend(err, "%s", best);
    free(best);
    return false;
}

static bool no_version(struct workspace *workspace, const char *name, const char *version, struct error *err)
{
    int next = 1;
    if (!next_version(workspace, name, &next, err))
        return false;
    if (next == 1)
        return no_model(workspace, name, err);
    if (strcmp(version, "champion") == 0) {
        fail(err, ERROR_USER, E_NO_MODEL, "%s has no champion", name);
        error_mend(err, "champion %s@%d", name, next - 1);
        return false;
    }
    fail(err, ERROR_USER, E_NO_MODEL, "%s has no version '%s'", name, version);
    error_mend(err, "%s@%d", name, next - 1);
    return false;
}

/* The model called NAME of version VERSION; 0: the champion, else the latest; -1: the champion; -2: the
   latest. */
static bool model_row(struct workspace *workspace, const char *name, int64_t version, struct found *out,
                      struct error *err)
{
    static const char any[] =
        "SELECT m.id, m.version, m.hash, "
        "  (SELECT p.note FROM promotion p WHERE p.model = m.id ORDER BY p.id DESC LIMIT 1) "
        "FROM model m WHERE m.name = ?1 AND (?2 = 0 OR m.version = ?2) "
        "ORDER BY m.id = (SELECT p.model FROM promotion p JOIN model o ON o.id = p.model WHERE o.name = ?1 "
        "  ORDER BY p.id DESC LIMIT 1) DESC, m.version DESC LIMIT 1";
    static const char champion[] =
        "SELECT m.id, m.version, m.hash, p.note FROM promotion p JOIN model m ON m.id = p.model "
        "WHERE m.name = ?1 AND ?2 ORDER BY p.id DESC LIMIT 1";
    static const char newest[] = "SELECT m.id, m.version, m.hash, "
                                 "  (SELECT p.note FROM promotion p WHERE p.model = m.id ORDER BY p.id DESC LIMIT 1) "
                                 "FROM model m WHERE m.name = ?1 AND ?2 ORDER BY m.version DESC LIMIT 1";
    struct query *query = query_new(workspace->catalog, version == -1 ? champion : version == -2 ? newest : any);
    query_bind_text(query, name);
    query_bind_integer(query, version);
    if (query_row(query)) {
        out->id = query_integer(query, 0);
        out->version = (int)query_integer(query, 1);
        snprintf(out->hash, sizeof out->hash, "%s", query_text(query, 2));
        out->note = query_copy(query, 3);
        out->name = copy_text(name);
    }
    return query_end(query, err);
}

static bool model_find(struct workspace *workspace, const char *spec, struct found *out, struct error *err)
{
    memset(out, 0, sizeof *out);
    const char *at = strchr(spec, '@');
    char *name = at != NULL ? copy_bytes(spec, (size_t)(at - spec)) : copy_text(spec);
    int64_t version = 0;
    bool understood = true;
    if (at != NULL && strcmp(at + 1, "champion") == 0)
        version = -1;
    else if (at != NULL && strcmp(at + 1, "newest") == 0)
        version = -2;
    else if (at != NULL)
        understood = integer_parse(at + 1, strlen(at + 1), &version) && version > 0;
    bool ok = !understood || model_row(workspace, name, version, out, err);
    if (ok && out->name == NULL)
        ok = at != NULL ? no_version(workspace, name, at + 1, err) : no_model(workspace, name, err);
    if (!ok)
        found_release(out);
    free(name);
    return ok;
}

/* ---- Reading ---- */

static bool not_as_kept(const char *path, const char *reason, struct error *err)
{
    fail(err, ERROR_DATA, E_MODEL_FILE, "model file %s is not the one that was kept", path);
    error_reason(err, "%s", reason);
    error_mend(err, "put back a copy of the file, or train the model again");
    return false;
}

/* The bytes of the file at PATH, whose hash must be HASH; to free. */
static char *model_bytes(const char *path, const char *hash, size_t *length, struct error *err)
{
    if (!file_exists(path)) {
        not_as_kept(path, "it is gone", err);
        return NULL;
    }
    char *bytes = file_read(path, length, err);
    if (bytes == NULL)
        return NULL;
    struct hash content = hash_bytes(bytes, *length);
    char found[HASH_TEXT];
    hash_text(&content, found);
    if (strcmp(found, hash) == 0)
        return bytes;
    not_as_kept(path, "it was changed by hand or damaged: its content does not have the hash in the catalog", err);
    free(bytes);
    return NULL;
}

static bool labels_read(struct workspace *workspace, int64_t id, struct model *model, struct error *err)
{
    struct query *query = query_new(workspace->catalog, "SELECT segment, label FROM segment_label WHERE model = ?");
    query_bind_integer(query, id);
    while (query_row(query)) {
        size_t segment = (size_t)query_integer(query, 0);
        if (segment >= model->n_segments)
            continue;
        if (model->segment_names == NULL)
            model->segment_names = allocate(model->n_segments, sizeof *model->segment_names);
        free(model->segment_names[segment]);
        model->segment_names[segment] = query_copy(query, 1);
    }
    return query_end(query, err);
}

static struct model *found_read(struct workspace *workspace, const struct found *found, struct error *err)
{
    char *path = model_path(workspace, found->name, found->version);
    size_t length;
    char *bytes = model_bytes(path, found->hash, &length, err);
    struct json *json = bytes != NULL ? json_parse(bytes, length, path, err) : NULL;
    struct model *model = json != NULL ? model_read(json, err) : NULL;
    json_free(json);
    free(bytes);
    free(path);
    if (model == NULL)
        return NULL;
    if (found->note != NULL) {
        free(model->note);
        model->note = copy_text(found->note);
    }
    if (!labels_read(workspace, found->id, model, err)) {
        model_free(model);
        return NULL;
    }
    return model;
}

struct model *workspace_model(struct workspace *workspace, const char *spec, struct error *err)
{
    struct found found;
    if (!model_find(workspace, spec, &found, err))
        return NULL;
    struct model *model = found_read(workspace, &found, err);
    found_release(&found);
    return model;
}

/* ---- Champions and names of segments ---- */

bool workspace_champion(struct workspace *workspace, const char *spec, const char *note, struct error *err)
{
    if (!change_begin(workspace, err))
        return false;
    struct found found;
    bool ok = model_find(workspace, spec, &found, err);
    if (ok) {
        struct query *query = query_new(
            workspace->catalog,
            "INSERT INTO promotion (model, note, made) SELECT ?1, ?2, ?3 WHERE NOT EXISTS "
            "(SELECT 1 FROM promotion WHERE model = ?1 AND note IS coalesce(?2, note) AND id = (SELECT max(p.id) "
            "FROM promotion p JOIN model m ON m.id = p.model WHERE m.name = (SELECT name FROM model WHERE id = ?1)))");
        query_bind_integer(query, found.id);
        query_bind_text(query, note);
        query_bind_integer(query, time_now());
        ok = query_end(query, err);
        found_release(&found);
    }
    return change_end(workspace, ok, err);
}

static bool label_put(struct workspace *workspace, int64_t id, size_t segment, const char *label, struct error *err)
{
    struct query *query =
        query_new(workspace->catalog, "INSERT INTO segment_label (model, segment, label) VALUES (?, ?, ?) "
                                      "ON CONFLICT (model, segment) DO UPDATE SET label = excluded.label "
                                      "WHERE label IS NOT excluded.label");
    query_bind_integer(query, id);
    query_bind_integer(query, (int64_t)segment);
    query_bind_text(query, label);
    return query_end(query, err);
}

bool workspace_name_segment(struct workspace *workspace, const char *spec, size_t segment, const char *label,
                            struct error *err)
{
    if (!change_begin(workspace, err))
        return false;
    struct found found;
    bool ok = model_find(workspace, spec, &found, err);
    if (ok) {
        struct model *model = found_read(workspace, &found, err);
        ok = model != NULL;
        if (ok && segment >= model->n_segments)
            ok = fail(err, ERROR_USER, E_BAD_VALUE, "%s has %zu segments", found.name, model->n_segments);
        model_free(model);
        ok = ok && label_put(workspace, found.id, segment, label, err);
        found_release(&found);
    }
    return change_end(workspace, ok, err);
}
