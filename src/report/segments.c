/* Segments: how clean they are, how many there should be, and who is in them. */
#include <math.h>

#include "report/common.h"

/* ---- Silhouette ---- */

static int descending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? 1 : x > y ? -1 : 0;
}

/* The values of one segment, sorted, in OUT (room for all); how many. */
static size_t segment_values(const struct silhouette_result *result, size_t segment, double *out, double *negative)
{
    size_t n = 0;
    *negative = 0;
    for (size_t i = 0; i < result->n_sampled; i++)
        if (result->label[i] == segment) {
            *negative += result->value[i] < 0;
            out[n++] = result->value[i];
        }
    qsort(out, n, sizeof *out, descending);
    *negative = n > 0 ? *negative / (double)n : NAN;
    return n;
}

static double negative_share(const struct silhouette_result *result)
{
    size_t negative = 0;
    for (size_t i = 0; i < result->n_sampled; i++)
        negative += result->value[i] < 0;
    return result->n_sampled > 0 ? (double)negative / (double)result->n_sampled : NAN;
}

static void add_bands(const struct silhouette_result *result, const char *const *names, struct report *report)
{
    char mean[64], share[64];
    struct block *block = report_add_silhouette(report, "silhouette", result->mean);
    double *values = allocate(result->n_sampled + 1, sizeof *values);
    for (size_t s = 0; s < result->k; s++) {
        double negative;
        size_t n = segment_values(result, s, values, &negative);
        char *label = segment_label(s, names);
        silhouette_add(block, label, n, values);
        silhouette_describe(block, result->segment_size[s], result->segment_mean[s], negative);
        free(label);
    }
    block_right(block, "mean %s  negative %s", decimals_text(result->mean, 3, mean),
                share_text(negative_share(result), share));
    free(values);
}

static void star_best(struct block *block, const struct k_choice *choices, size_t n, size_t column, size_t offset,
                      bool bigger)
{
    size_t best = n;
    double best_value = 0;
    for (size_t i = 0; i < n; i++) {
        double value = *(const double *)((const char *)&choices[i] + offset);
        if (!isnan(value) && (best == n || (bigger ? value > best_value : value < best_value))) {
            best = i;
            best_value = value;
        }
    }
    if (best < n && n > 1)
        table_block_star(block, best, column);
}

static size_t best_k(const struct k_choice *choices, size_t n, size_t offset, bool bigger)
{
    size_t best = 0;
    for (size_t i = 1; i < n; i++) {
        double value = *(const double *)((const char *)&choices[i] + offset);
        double best_value = *(const double *)((const char *)&choices[best] + offset);
        if (isnan(best_value) || (bigger ? value > best_value : value < best_value))
            best = i;
    }
    return choices[best].k;
}

static void add_choices(const struct k_choice *choices, size_t n, size_t k, struct report *report)
{
    struct sheet sheet = sheet_new("choices");
    sheet_count(&sheet, "k");
    sheet_number(&sheet, "sil");
    sheet_number(&sheet, "db");
    sheet_number(&sheet, "ch");
    sheet_number(&sheet, "neg");
    for (size_t i = 0; i < n; i++) {
        sheet_set_count(&sheet, 0, choices[i].k);
        sheet_set_number(&sheet, 1, choices[i].silhouette);
        sheet_set_number(&sheet, 2, choices[i].davies_bouldin);
        sheet_set_number(&sheet, 3, choices[i].calinski_harabasz);
        sheet_set_number(&sheet, 4, choices[i].negative_share);
        sheet_end_row(&sheet);
    }
    struct block *block = sheet_add(&sheet, report, "choose k");
    static const char *const formats[] = { "", ".3-", ".2-", ".0-", "%.1-" };
    for (size_t j = 0; j < 5; j++)
        table_block_format(block, j, formats[j]);
    star_best(block, choices, n, 1, offsetof(struct k_choice, silhouette), true);
    star_best(block, choices, n, 2, offsetof(struct k_choice, davies_bouldin), false);
    star_best(block, choices, n, 3, offsetof(struct k_choice, calinski_harabasz), true);
    block_right(block, "now k=%zu", k);
    block_beside(block);
}

/* What each k is worth on customers that had no part in it. */
static void add_held_out(const struct k_choice *choices, size_t n, struct report *report)
{
    size_t best = n;
    char a[64], b[64], c[64], d[64];
    struct sheet sheet = sheet_new("held_out");
    sheet_count(&sheet, "k");
    sheet_number(&sheet, "first_half");
    sheet_number(&sheet, "other_half");
    sheet_number(&sheet, "low");
    sheet_number(&sheet, "high");
    sheet_number(&sheet, "noise");
    sheet_number(&sheet, "agreement");
    for (size_t i = 0; i < n; i++) {
        sheet_set_count(&sheet, 0, choices[i].k);
        sheet_set_number(&sheet, 1, choices[i].first_half);
        sheet_set_number(&sheet, 2, choices[i].other_half.estimate);
        sheet_set_number(&sheet, 3, choices[i].other_half.low);
        sheet_set_number(&sheet, 4, choices[i].other_half.high);
        sheet_set_number(&sheet, 5, choices[i].noise);
        sheet_set_number(&sheet, 6, choices[i].agreement);
        sheet_end_row(&sheet);
        if (!isnan(choices[i].first_half) && (best == n || choices[i].first_half > choices[best].first_half))
            best = i;
    }
    struct block *block = sheet_add(&sheet, report, "silhouette on customers that had no part in it");
    for (size_t j = 1; j < 7; j++)
        table_block_format(block, j, ".3-");
    if (best == n)
        return;
    table_block_star(block, best, 1);
    const struct k_choice *chosen = &choices[best];
    bool known = !isnan(chosen->noise), more = !known || chosen->other_half.low > chosen->noise;
    report_add_note(
        report, more ? VERDICT_NONE : VERDICT_WATCH,
        "Chosen on one half of the customers: k=%zu. On the other half, which chose nothing, its silhouette is "
        "%s [%s, %s]%s%s%s.",
        chosen->k, decimals_text(chosen->other_half.estimate, 3, a), decimals_text(chosen->other_half.low, 3, b),
        decimals_text(chosen->other_half.high, 3, c),
        !known ? ""
        : more ? ", above "
               : ": no more than ",
        known ? decimals_text(chosen->noise, 3, d) : "",
        known ? ", what the same k has on the same values with each column shuffled" : "");
    if (chosen->agreement < 0.5)
        report_add_note(
            report, VERDICT_WATCH,
            "Segments made of either half are not the same (agreement %s): another delivery would bring others.",
            decimals_text(chosen->agreement, 3, a));
}

/* Numbers of segments that the rows cannot fill. */
static void add_impossible(const struct k_choice *choices, size_t n, struct report *report)
{
    struct text list = TEXT_EMPTY;
    for (size_t i = 0; i < n; i++)
        if (isnan(choices[i].inertia))
            text_add_format(&list, "%s%zu", list.length > 0 ? ", " : "", choices[i].k);
    if (list.length > 0)
        report_add_note(report, VERDICT_WATCH, "k %s: the rows take fewer different values", text_string(&list));
    text_release(&list);
}

/* The segment that most of the badly placed of SEGMENT lie nearer to; how many of them in *N. */
static size_t rival(const struct silhouette_result *result, size_t segment, size_t *n)
{
    size_t *counts = allocate(result->k + 1, sizeof *counts), best = 0;
    for (size_t i = 0; i < result->n_sampled; i++)
        if (result->label[i] == segment && result->value[i] < 0 && result->nearest && result->nearest[i] < result->k)
            counts[result->nearest[i]]++;
    for (size_t s = 1; s < result->k; s++)
        if (counts[s] > counts[best])
            best = s;
    *n = counts[best];
    free(counts);
    return best;
}

/* Kaufman and Rousseeuw (1990): from 0.71 strong, from 0.51 reasonable, from 0.26 weak. */
static const char *structure_words(double mean)
{
    return mean > 0.7    ? "stand clearly apart"
           : mean > 0.5  ? "are reasonably apart"
           : mean > 0.25 ? "are weakly apart"
                         : "overlap";
}

static void add_reading(const struct silhouette_result *result, const char *const *names, struct report *report)
{
    double worst_share = -1, *values = allocate(result->n_sampled + 1, sizeof *values);
    size_t worst = 0, n_rival;
    char mean[64], share[64];
    for (size_t s = 0; s < result->k; s++) {
        double negative;
        segment_values(result, s, values, &negative);
        if (negative > worst_share) {
            worst_share = negative;
            worst = s;
        }
    }
    free(values);
    decimals_text(result->mean, 2, mean);
    if (worst_share <= 0) {
        report_add_note(report, VERDICT_NONE, "Segments %s (mean %s); nobody lies nearer another segment.",
                        structure_words(result->mean), mean);
        return;
    }
    char *label = segment_label(worst, names);
    size_t other = rival(result, worst, &n_rival);
    char *nearer = n_rival > 0 ? make_text(", most of them %zu", other + 1) : copy_text("");
    report_add_note(report, VERDICT_NONE,
                    "Segments %s (mean %s). %s is the least clean: %s lie nearer another segment%s.",
                    structure_words(result->mean), mean, label, share_text(worst_share, share), nearer);
    free(nearer);
    free(label);
}

static void add_disagreement(const struct k_choice *choices, size_t n, struct report *report)
{
    size_t sil = best_k(choices, n, offsetof(struct k_choice, silhouette), true);
    size_t db = best_k(choices, n, offsetof(struct k_choice, davies_bouldin), false);
    size_t ch = best_k(choices, n, offsetof(struct k_choice, calinski_harabasz), true);
    if (sil == db && db == ch)
        report_add_note(report, VERDICT_NONE, "All three measures are best at k=%zu.", sil);
    else
        report_add_note(
            report, VERDICT_NONE,
            "Best k by silhouette (higher) %zu, Davies-Bouldin (lower) %zu, Calinski-Harabasz (higher) %zu: "
            "they disagree, so choose by use, not by one score.",
            sil, db, ch);
}

/* Badly placed rows by the segment they lie nearer to. */
static void add_nearest(const struct silhouette_result *result, const char *const *names, struct report *report)
{
    if (!result->nearest || negative_share(result) == 0)
        return;
    size_t *counts = allocate(result->k * result->k + 1, sizeof *counts);
    for (size_t i = 0; i < result->n_sampled; i++)
        if (result->value[i] < 0 && result->label[i] < result->k && result->nearest[i] < result->k)
            counts[result->label[i] * result->k + result->nearest[i]]++;
    struct sheet sheet = sheet_new("nearest");
    sheet_text(&sheet, "from");
    for (size_t s = 0; s < result->k; s++) {
        char *name = make_text("to %zu", s + 1);
        sheet_count(&sheet, name);
        free(name);
    }
    for (size_t s = 0; s < result->k; s++) {
        char *label = segment_label(s, names);
        sheet_set_text(&sheet, 0, label);
        for (size_t t = 0; t < result->k; t++)
            if (s != t)
                sheet_set_count(&sheet, t + 1, counts[s * result->k + t]);
        sheet_end_row(&sheet);
        free(label);
    }
    struct block *block = sheet_add(&sheet, report, "nearest other segment");
    for (size_t s = 0; s < result->k; s++)
        table_block_format(block, s + 1, "-");
    block_right(block, "count of negatives in the sample");
    free(counts);
}

struct report *report_silhouette(const char *segmentation, const struct silhouette_result *result,
                                 const char *const *names, const struct k_choice *choices, size_t n_choices,
                                 const char *context)
{
    char a[64], b[64];
    char *title = make_text("silhouette %s  k=%zu", segmentation, result->k);
    char *made = context ? copy_text(context)
                         : make_text("sample %s of %s", count_text((double)result->n_sampled, a),
                                     count_text((double)result->n, b));
    struct report *report = report_new("silhouette", title, made);
    add_bands(result, names, report);
    if (n_choices > 0)
        add_choices(choices, n_choices, result->k, report);
    add_reading(result, names, report);
    add_impossible(choices, n_choices, report);
    if (n_choices > 1)
        add_disagreement(choices, n_choices, report);
    if (n_choices > 0)
        add_held_out(choices, n_choices, report);
    add_nearest(result, names, report);
    report_add_note(report, VERDICT_NONE,
                    "silhouette: (b - a) / max(a, b), a the mean distance to the own segment, b to "
                    "the nearest other; Davies-Bouldin %s, Calinski-Harabasz %s",
                    decimals_text(result->davies_bouldin, 2, a), decimals_text(result->calinski_harabasz, 0, b));
    free(title);
    free(made);
    return report;
}

/* ---- Profile ---- */

/* Feature numbers ordered by how far apart the segments are in z, widest first. */
static size_t *by_spread(const struct profile *profile)
{
    size_t *order = allocate(profile->n_features + 1, sizeof *order);
    double *spread = allocate(profile->n_features + 1, sizeof *spread);
    for (size_t f = 0; f < profile->n_features; f++) {
        double least = INFINITY, greatest = -INFINITY;
        for (size_t s = 0; s < profile->k; s++) {
            least = fmin(least, profile->z[s * profile->n_features + f]);
            greatest = fmax(greatest, profile->z[s * profile->n_features + f]);
        }
        spread[f] = greatest - least;
        size_t at = f;
        while (at > 0 && spread[order[at - 1]] < spread[f]) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = f;
    }
    free(spread);
    return order;
}

static double *reorder(const double *values, size_t k, size_t n, const size_t *order)
{
    double *out = allocate(k * n + 1, sizeof *out);
    for (size_t s = 0; s < k; s++)
        for (size_t f = 0; f < n; f++)
            out[s * n + f] = values[s * n + order[f]];
    return out;
}

static void add_heat(const struct profile *profile, char *const *labels, const size_t *order, enum profile_by by,
                     struct report *report)
{
    static const double steps[4] = { 0.25, 0.5, 1, 2 };
    size_t n = profile->n_features;
    const char **columns = allocate(n + 1, sizeof *columns);
    char **sizes = allocate(profile->k + 1, sizeof *sizes);
    double *z = reorder(profile->z, profile->k, n, order), *mean = reorder(profile->mean, profile->k, n, order);
    double *all = reorder(profile->all_mean, 1, n, order), total = 0;
    char digits[64];
    for (size_t f = 0; f < n; f++)
        columns[f] = profile->features[order[f]];
    for (size_t s = 0; s < profile->k; s++) {
        sizes[s] = copy_text(count_text(profile->size[s], digits));
        total += profile->size[s];
    }
    struct block *block = report_add_heat(report, NULL, profile->k, (const char *const *)labels, n, columns,
                                          by == PROFILE_Z ? z : mean, steps);
    if (by == PROFILE_Z) {
        heat_format(block, "+.2-");
        heat_second(block, mean, ".2-");
    } else {
        heat_format(block, ".2-");
        heat_shade(block, z);
    }
    heat_notes(block, "size", (const char *const *)sizes);
    heat_footer(block, "all (mean)", all, ".2", count_text(total, digits));
    heat_scale(block, "scale of |z|: blank under 0.25, then shades from 0.25, 0.5, 1 and 2; the sign is in the number. "
                      "Columns by spread between segments.");
    for (size_t s = 0; s < profile->k; s++)
        free(sizes[s]);
    free(sizes);
    free(columns);
    free(z);
    free(mean);
    free(all);
}

static void add_outcomes(const struct profile *profile, char *const *labels, const struct segment_outcome *outcomes,
                         size_t n, struct report *report)
{
    struct sheet sheet = sheet_new("outcomes");
    sheet_text(&sheet, "segment");
    for (size_t o = 0; o < n; o++)
        sheet_number(&sheet, outcomes[o].name);
    for (size_t s = 0; s < profile->k; s++) {
        sheet_set_text(&sheet, 0, labels[s]);
        for (size_t o = 0; o < n; o++)
            sheet_set_number(&sheet, o + 1, outcomes[o].values[s]);
        sheet_end_row(&sheet);
    }
    struct block *block = sheet_add(&sheet, report, "outcome by segment");
    for (size_t o = 0; o < n; o++)
        table_block_format(block, o + 1, outcomes[o].share ? "%.1#-" : "#-");
}

/* The two features that set each segment apart most, in words. */
static void add_read_out(const struct profile *profile, char *const *labels, struct report *report)
{
    struct block *facts = report_add_facts(report, "what sets them apart");
    double total = 0;
    for (size_t s = 0; s < profile->k; s++)
        total += profile->size[s];
    for (size_t s = 0; s < profile->k; s++) {
        const double *z = profile->z + s * profile->n_features, *mean = profile->mean + s * profile->n_features;
        struct text text = TEXT_EMPTY;
        char a[64], b[64], c[64];
        size_t before = SIZE_MAX;
        text_add(&text, share_text(total > 0 ? profile->size[s] / total : NAN, a));
        for (size_t pick = 0; pick < 2 && pick < profile->n_features; pick++) {
            size_t best = SIZE_MAX;
            for (size_t f = 0; f < profile->n_features; f++)
                if (f != before && !isnan(z[f]) && (best == SIZE_MAX || fabs(z[f]) > fabs(z[best])))
                    best = f;
            if (best == SIZE_MAX || fabs(z[best]) < 0.25)
                break;
            text_add_format(&text, "%s %s %s (%s, all %s)", pick ? "," : ";", z[best] > 0 ? "high" : "low",
                            profile->features[best], short_text(mean[best], b), short_text(profile->all_mean[best], c));
            before = best;
        }
        facts_add_text(facts, labels[s], text_string(&text));
        text_release(&text);
    }
}

struct report *report_profile(const char *segmentation, const struct profile *profile, const char *const *names,
                              enum profile_by by, const struct segment_outcome *outcomes, size_t n_outcomes,
                              const char *context)
{
    double total = 0;
    char digits[64];
    char **labels = allocate(profile->k + 1, sizeof *labels);
    size_t *order = by_spread(profile);
    for (size_t s = 0; s < profile->k; s++) {
        labels[s] = segment_label(s, names);
        total += profile->size[s];
    }
    char *title = make_text("segment profile %s", segmentation);
    char *made = context
                     ? copy_text(context)
                     : make_text("%s against all %s", by == PROFILE_Z ? "z-score" : "mean", count_text(total, digits));
    struct report *report = report_new("profile", title, made);
    add_heat(profile, labels, order, by, report);
    if (n_outcomes > 0)
        add_outcomes(profile, labels, outcomes, n_outcomes, report);
    add_read_out(profile, labels, report);
    for (size_t s = 0; s < profile->k; s++)
        free(labels[s]);
    free(labels);
    free(order);
    free(title);
    free(made);
    return report;
}
