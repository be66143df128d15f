/* Divisions over one block of rows: the events of all members listed once, dealt out, measured member by member. */
#include "feature/division.h"
#include "feature/sort.h"

void dealt_release(struct dealt *dealt)
{
    free(dealt->members);
    free(dealt->rows);
    free(dealt->customers);
    free(dealt->places);
    free(dealt->cutoffs);
    free(dealt->starts);
}

static void dealt_reserve(struct dealt *dealt, size_t n, size_t n_members)
{
    if (n > dealt->room || !dealt->rows) {
        dealt->room = n + n / 2 + 1;
        dealt->members = reallocate(dealt->members, dealt->room, sizeof *dealt->members);
        dealt->rows = reallocate(dealt->rows, dealt->room, sizeof *dealt->rows);
        dealt->customers = reallocate(dealt->customers, dealt->room, sizeof *dealt->customers);
        dealt->places = reallocate(dealt->places, dealt->room, sizeof *dealt->places);
        dealt->cutoffs = reallocate(dealt->cutoffs, dealt->room, sizeof *dealt->cutoffs);
    }
    if (n_members + 2 > dealt->room_starts) {
        dealt->room_starts = n_members + 2;
        dealt->starts = reallocate(dealt->starts, dealt->room_starts, sizeof *dealt->starts);
    }
    memset(dealt->starts, 0, (n_members + 2) * sizeof *dealt->starts);
}

static uint32_t member_of_key(const struct division *division, int64_t value)
{
    size_t low = 0, high = division->n_levels;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (division->levels[middle].value < value)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < division->n_levels && division->levels[low].value == value;
    return found ? division->levels[low].member : division->rest;
}

static void find_members(struct scratch *scratch, const struct division *division)
{
    const void *values = scratch_values(scratch, division->by);
    uint32_t *members = scratch->dealt.members;
    size_t missing = division->by->dictionary ? division->by->dictionary->n : 0;
    for (size_t k = 0; k < scratch->n_list; k++) {
        if (division->of_code) {
            uint32_t code = ((const uint32_t *)values)[k];
            members[k] = division->of_code[code == TEXT_MISSING ? missing : code];
        } else {
            members[k] =
                member_of_key(division, division->by->type == VALUE_WHOLE ? ((const int64_t *)values)[k]
                                                                          : key_of_number(((const double *)values)[k]));
        }
    }
}

/* The list member by member, each one's events in the order in which they were listed. */
static void deal(struct scratch *scratch, const struct division *division)
{
    struct dealt *dealt = &scratch->dealt;
    dealt_reserve(dealt, scratch->n_list, division->n_members);
    find_members(scratch, division);
    size_t *next = dealt->starts + 1; /* starts[m + 1] ends as the end of member m */
    for (size_t k = 0; k < scratch->n_list; k++)
        if (dealt->members[k] != NO_MEMBER)
            next[dealt->members[k] + 1]++;
    for (uint32_t m = 0; m < division->n_members; m++)
        next[m + 1] += next[m];
    for (size_t i = 0; i < scratch->n; i++)
        for (size_t k = scratch->list_start[i]; k < scratch->list_start[i + 1]; k++) {
            if (dealt->members[k] == NO_MEMBER)
                continue;
            size_t at = next[dealt->members[k]]++;
            dealt->rows[at] = scratch->list_rows[k];
            dealt->customers[at] = scratch->list_customers[k];
            dealt->cutoffs[at] = scratch->list_cutoffs[k];
            dealt->places[at] = (uint32_t)i;
        }
}

/* Makes what was dealt to member M the list. */
static void list_member(struct scratch *scratch, uint32_t m)
{
    const struct dealt *dealt = &scratch->dealt;
    size_t first = dealt->starts[m], k = 0;
    scratch->list_rows = dealt->rows + first;
    scratch->list_customers = dealt->customers + first;
    scratch->list_cutoffs = dealt->cutoffs + first;
    scratch->n_list = dealt->starts[m + 1] - first;
    for (size_t i = 0; i < scratch->n; i++) {
        scratch->list_start[i] = k;
        while (k < scratch->n_list && dealt->places[first + k] == i)
            k++;
    }
    scratch->list_start[scratch->n] = k;
}

void division_measure(struct scratch *scratch, const struct walk *walk, const struct division *division)
{
    scratch_list(scratch, walk, division->spans, division->n_spans, division->common);
    deal(scratch, division);
    uint32_t *rows = scratch->list_rows, *customers = scratch->list_customers;
    int64_t *cutoffs = scratch->list_cutoffs;
    for (uint32_t m = 0; m < division->n_members; m++) {
        list_member(scratch, m);
        scratch_find_listed(scratch, walk, division->spans, division->n_spans);
        scratch_measure_selection(scratch, walk, division->members[m]);
    }
    scratch->list_rows = rows;
    scratch->list_customers = customers;
    scratch->list_cutoffs = cutoffs;
}
