/* What people should know of how files were read. */
#include <stdarg.h>

#include "patron/base/text.h"
#include "source/intake.h"

/* A sentence of the note, behind a semicolon when it is not the first. */
static void add_sentence(struct text *note, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add_sentence(struct text *note, const char *format, ...)
{
    va_list arguments;
    text_add(note, note->length ? "; " : "");
    va_start(arguments, format);
    text_add_arguments(note, format, arguments);
    va_end(arguments);
}

/* Lines that a person should hear of, in all files together. */
struct sightings {
    size_t n;
    const struct block *block; /* of the first */
    struct sighting first;
};

static void add_sighting(struct sightings *all, const struct block *block, const struct sighting *sighting)
{
    if (all->n == 0 && sighting->n > 0) {
        all->block = block;
        all->first = *sighting;
    }
    all->n += sighting->n;
}

/* Header lines among the rows, and rows that others hide in. */
static void tell_lines(const struct intake *intake, struct text *note)
{
    struct sightings headers = { 0 }, joined = { 0 };
    for (size_t b = 0; b < intake->n_blocks; b++) {
        add_sighting(&headers, &intake->blocks[b], &intake->blocks[b].headers);
        add_sighting(&joined, &intake->blocks[b], &intake->blocks[b].joined);
    }
    if (headers.n)
        add_sentence(note, "%zu line%s the header again and no row%s: the first is line %zu of %s", headers.n,
                     headers.n == 1 ? " is" : "s are", headers.n == 1 ? "" : "s",
                     (size_t)headers.block->first_line + headers.first.first, headers.block->grid->path);
    if (joined.n)
        add_sentence(note,
                     "%zu row%s a quoted field whose lines look like rows of their own, as when a quote is left out: "
                     "lines %zu to %zu of %s",
                     joined.n, joined.n == 1 ? " has" : "s have", (size_t)joined.block->first_line + joined.first.first,
                     (size_t)joined.block->first_line + joined.first.last, joined.block->grid->path);
}

enum { COLUMNS_TOLD = 4 };

/* Which columns hold a text that was taken as missing without being asked for. */
static void tell_missing(const struct intake *intake, struct text *note)
{
    for (size_t i = 0; i < N_DEFAULT_MISSING && intake->missing.texts == default_missing; i++) {
        struct text columns = TEXT_EMPTY, kept = TEXT_EMPTY;
        size_t n_columns = 0, n_kept = 0;
        for (size_t p = 0; p < intake->n_plans; p++) {
            const struct plan *plan = &intake->plans[p];
            bool keeps = plan->keeps_na && i == 0;
            size_t n = keeps ? plan->n_na : 0, *n_told = keeps ? &n_kept : &n_columns;
            for (size_t b = 0; b < intake->n_blocks && !keeps; b++)
                n += intake->blocks[b].parts[p].n_named[i];
            if (n > 0 && (*n_told)++ < COLUMNS_TOLD)
                text_add_format(keeps ? &kept : &columns, "%s%s (%zu)", *n_told > 1 ? ", " : "", plan->name, n);
        }
        if (n_columns > COLUMNS_TOLD)
            text_add_format(&columns, " and %zu more columns", n_columns - COLUMNS_TOLD);
        if (n_columns)
            add_sentence(note, "%s is taken as missing in %s; missing= says otherwise", default_missing[i],
                         text_string(&columns));
        if (n_kept)
            add_sentence(note, "%s is a value in %s, among other codes of two letters; missing=%s takes it as missing",
                         default_missing[i], text_string(&kept), default_missing[i]);
        text_release(&columns);
        text_release(&kept);
    }
}

/* Times whose order and distance the clocks of the zone do not tell. */
static void tell_twice(const struct intake *intake, struct text *note)
{
    for (size_t p = 0; p < intake->n_plans; p++) {
        size_t n = 0;
        for (size_t b = 0; b < intake->n_blocks; b++)
            n += intake->blocks[b].parts[p].n_twice;
        if (n > 0)
            add_sentence(
                note,
                "%zu time%s of %s %s in the hour that the clocks show twice: their order, and the time between "
                "them, is what the clocks show",
                n, n == 1 ? "" : "s", intake->plans[p].name, n == 1 ? "lies" : "lie");
    }
}

/* What the first file says of itself, and what was found in all of them. */
char *intake_note(const struct intake *intake)
{
    struct text note = TEXT_EMPTY;
    size_t n_failed = 0, n_merged = 0;
    for (size_t g = 0; g < intake->n_grids; g++) {
        n_failed += intake->grids[g]->n_failed;
        n_merged += intake->grids[g]->n_merged;
    }
    if (intake->grids[0]->note)
        text_add(&note, intake->grids[0]->note);
    if (intake->grids[0]->n_titles)
        add_sentence(&note, "the first line looks like a title: with skip_lines=%zu the names are those of line %zu",
                     intake->grids[0]->n_titles, intake->grids[0]->n_titles + 1);
    if (n_failed)
        add_sentence(&note, "%zu cell%s where a formula failed %s missing", n_failed, n_failed == 1 ? "" : "s",
                     n_failed == 1 ? "is" : "are");
    if (n_merged)
        add_sentence(&note, "%zu merged range%s: only the first cell holds the value", n_merged,
                     n_merged == 1 ? "" : "s");
    tell_lines(intake, &note);
    if (intake->n_keyless + intake->n_key_again)
        add_sentence(&note, "%zu row%s without a key and %zu with the key of an earlier one %s set aside",
                     intake->n_keyless, intake->n_keyless == 1 ? "" : "s", intake->n_key_again,
                     intake->n_keyless + intake->n_key_again == 1 ? "is" : "are");
    if (intake->comma_told)
        add_sentence(&note, "numbers are read with a decimal comma, as some can have no other: decimal=point if not");
    tell_missing(intake, &note);
    tell_twice(intake, &note);
    return note.length ? text_take(&note) : NULL;
}
