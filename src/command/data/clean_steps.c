/* The rules that led from a table as it was loaded to the version in use, kept as state of the workspace: one line a
   step, "BEFORE AFTER IN OUT CHANGED COMMAND". A step begins with the version it was applied to, so the way to any
   version is found backwards. */
#include <stdlib.h>
#include <string.h>

#include "command/data/clean.h"
#include "command/verb.h"

static const char *key_of(const char *name, struct arena *arena)
{
    return arena_format(arena, "steps of %s", name);
}

const char *clean_rule(const char *command)
{
    for (int word = 0; word < 2; word++) {
        command += strspn(command, " \t");
        command += strcspn(command, " \t");
    }
    return command + strspn(command, " \t");
}

/* All that was ever done to the table NAME, in the order in which it was done first. */
static struct clean_step *read_all(struct session *session, const char *name, struct arena *arena, size_t *n)
{
    char *text = workspace_state(session->workspace, key_of(name, arena));
    size_t most = 1;
    for (const char *at = text; at && *at; at++)
        most += *at == '\n';
    struct clean_step *steps = arena_allocate(arena, most, sizeof *steps);
    *n = 0;
    for (const char *at = text; at && *at;) {
        char *end;
        size_t length = strcspn(at, "\n");
        struct clean_step *step = &steps[*n];
        step->before = (int)strtol(at, &end, 10);
        step->after = (int)strtol(end, &end, 10);
        step->n_in = strtoull(end, &end, 10);
        step->n_out = strtoull(end, &end, 10);
        step->n_changed = strtoull(end, &end, 10);
        if (*end == ' ' && end < at + length) {
            step->command = arena_bytes(arena, end + 1, length - (size_t)(end + 1 - at));
            ++*n;
        }
        at += length + (at[length] == '\n');
    }
    free(text);
    return steps;
}

static void write_step(const struct clean_step *step, struct text *out)
{
    text_add_format(out, "%d %d %zu %zu %zu %s\n", step->before, step->after, step->n_in, step->n_out, step->n_changed,
                    step->command);
}

bool clean_steps_add(struct session *session, const char *name, const struct clean_step *step, struct error *err)
{
    struct arena arena;
    arena_init(&arena);
    size_t n;
    struct clean_step *steps = read_all(session, name, &arena, &n);
    struct text text = TEXT_EMPTY;
    bool there = false;
    for (size_t i = 0; i < n; i++) {
        bool same = steps[i].before == step->before && strcmp(steps[i].command, step->command) == 0;
        write_step(same ? step : &steps[i], &text);
        there |= same;
    }
    if (!there)
        write_step(step, &text);
    bool ok = workspace_set_state(session->workspace, key_of(name, &arena), text_string(&text), err);
    text_release(&text);
    arena_release(&arena);
    return ok;
}

/* The step that made VERSION, but for those in DONE. */
static const struct clean_step *step_to(const struct clean_step *all, size_t n, int version, const bool *done)
{
    for (size_t i = n; i-- > 0;)
        if (all[i].after == version && all[i].before != version && !done[i])
            return &all[i];
    return NULL;
}

bool clean_steps(struct session *session, const char *name, int version, struct arena *arena, struct clean_steps *out,
                 struct error *err)
{
    struct table_version info;
    size_t n;
    if (!workspace_table_info(session->workspace, name, version, &info, err))
        return false;
    struct clean_step *all = read_all(session, name, arena, &n);
    bool *done = arena_allocate(arena, n + 1, sizeof *done);
    struct clean_step *found = arena_allocate(arena, n + 1, sizeof *found);
    *out = (struct clean_steps){ .loaded = info.version, .items = found };
    table_version_release(&info);
    while (true) { /* backwards: the rules that changed nothing about this version, then the one that made it */
        for (size_t i = n; i-- > 0;)
            if (all[i].before == out->loaded && all[i].after == out->loaded && !done[i]) {
                done[i] = true;
                found[out->n++] = all[i];
            }
        const struct clean_step *made = step_to(all, n, out->loaded, done);
        if (!made)
            break;
        done[made - all] = true;
        found[out->n++] = *made;
        out->loaded = made->before;
    }
    for (size_t i = 0; i < out->n / 2; i++) {
        struct clean_step step = found[i];
        found[i] = found[out->n - 1 - i];
        found[out->n - 1 - i] = step;
    }
    return true;
}

/* ---- As a report ---- */

static void add_row(struct builder *builder, int version, const char *rule, uint64_t in, uint64_t dropped,
                    uint64_t aside, uint64_t out)
{
    builder_set_int(builder, 0, version);
    builder_set_string(builder, 1, rule);
    builder_set_int(builder, 2, (int64_t)in);
    builder_set_int(builder, 3, (int64_t)dropped);
    builder_set_int(builder, 4, (int64_t)aside);
    builder_set_int(builder, 5, (int64_t)out);
}

struct report *report_steps(struct session *session, const char *name, struct arena *arena, struct error *err)
{
    static const char *const columns[] = { "version", "rule", "rows", "dropped", "set aside", "left", "changed" };
    struct clean_steps steps;
    struct table_version info;
    if (!clean_steps(session, name, 0, arena, &steps, err) ||
        !workspace_table_info(session->workspace, name, steps.loaded, &info, err))
        return failed();
    struct builder *builder = builder_new("steps");
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        builder_add_column(builder, columns[i], i == 1 ? TYPE_TEXT : TYPE_INT);
    add_row(builder, info.version, "load", info.n_rows + info.n_quarantined, 0, info.n_quarantined, info.n_rows);
    builder_end_row(builder);
    for (size_t i = 0; i < steps.n; i++) {
        const struct clean_step *step = &steps.items[i];
        add_row(builder, step->after, clean_rule(step->command), step->n_in, step->n_in - step->n_out, 0, step->n_out);
        if (step->n_in == step->n_out)
            builder_set_int(builder, 6, (int64_t)step->n_changed);
        builder_end_row(builder);
    }
    table_version_release(&info);
    struct table *table = builder_finish(builder, err);
    if (!table)
        return failed();
    struct report *report =
        report_new("clean", arena_format(arena, "%s, step by step", name), "rows = dropped + set aside + left");
    struct block *block = report_add_table(report, NULL, view_owning(table));
    table_block_list(block);
    return report;
}
