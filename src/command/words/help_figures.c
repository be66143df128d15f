/* Pages of figures that reports print and that are no metric of a model by their own: rates of a confusion table,
   figures of data, of differences. With the other names under which metrics are printed. */
#include <math.h>
#include <string.h>

#include "command/words/help.h"

static const struct metric figures[] = {
    { .name = "precision",
      .title = "of those predicted to be positive, the share that is",
      .definition = "true positives divided by all at or above the threshold",
      .trap = "it rises with the base rate: precisions of different targets or populations do not compare",
      .bigger_is_better = true,
      .least = 0,
      .greatest = 1 },
    { .name = "recall",
      .title = "of the positives, the share that was found",
      .definition = "true positives divided by all positives; also called sensitivity or true positive rate",
      .trap = "a threshold of 0 finds all of them; read it together with precision",
      .bigger_is_better = true,
      .least = 0,
      .greatest = 1 },
    { .name = "specificity",
      .title = "of the negatives, the share that was left alone",
      .definition = "true negatives divided by all negatives; 1 less the false positive rate",
      .trap = "where positives are rare, a high one still leaves many false alarms",
      .bigger_is_better = true,
      .least = 0,
      .greatest = 1 },
    { .name = "f1",
      .title = "harmonic mean of precision and recall",
      .definition = "2 tp / (2 tp + fp + fn) at the threshold",
      .trap = "it takes both errors to cost the same, which they seldom do, and looks at no true negative",
      .bigger_is_better = true,
      .least = 0,
      .greatest = 1 },
    { .name = "accuracy",
      .title = "share of right answers; of data, share of rows that pass the rules",
      .definition = "of a model (tp + tn) / n at the threshold; accuracy(TABLE): rows that no rule of check complains "
                    "about, divided by all",
      .trap = "with 5 % positives, saying no to everybody has 0.95; of data it is as strict as the rules",
      .bigger_is_better = true,
      .least = 0,
      .greatest = 1 },
    { .name = "base_rate",
      .title = "share of positives",
      .definition = "positives divided by all rows of the test; the average precision of a model without skill",
      .trap = "it caps lift: at 0.58 nothing can be above 1.72",
      .bigger_is_better = false,
      .least = 0,
      .greatest = 1 },
    { .name = "completeness",
      .title = "share of values that are there",
      .definition = "values that are not missing divided by all, over every column of the table, or of one",
      .trap = "a column full of zeros or of \"unknown\" is complete",
      .bigger_is_better = true,
      .least = 0,
      .greatest = 1 },
    { .name = "consistency",
      .title = "share of values in their column's form",
      .definition = "values that no rule of form complains about, that are not another spelling of a frequent one and "
                    "were not set "
                    "aside, divided by those that are there",
      .trap = "the most frequent spelling may be the wrong one",
      .bigger_is_better = true,
      .least = 0,
      .greatest = 1 },
    { .name = "timeliness",
      .title = "whether the last row is as new as it must be",
      .definition =
          "1 while the last row is no older than the rule fresh allows; then that age divided by the row's own",
      .trap = "one new row makes a table fresh, however many are late",
      .bigger_is_better = true,
      .least = 0,
      .greatest = 1 },
    { .name = "uniqueness",
      .title = "share of rows that equal no earlier one",
      .definition = "1 less rows that equal an earlier one in every column or have its key, divided by all",
      .trap = "a row number of the export makes every row unique",
      .bigger_is_better = true,
      .least = 0,
      .greatest = 1 },
    { .name = "p",
      .title = "probability of a difference at least so great, were there none",
      .definition = "of the two-sample Kolmogorov-Smirnov test in drift, by its limit distribution",
      .trap = "with ten thousand rows everything is below 0.05: read psi and ks, which are sizes",
      .bigger_is_better = true,
      .least = 0,
      .greatest = 1 },
    { .name = "correlation",
      .title = "how two features go together",
      .definition = "Pearson's of the values, or with method=spearman of their ranks, over rows where both are there",
      .trap = "0 is no independence: a valley or a hill has none; one far value can make Pearson's alone",
      .bigger_is_better = true,
      .least = -1,
      .greatest = 1 },
    { .name = "retention",
      .title = "share that came back",
      .definition =
          "customers of a cohort with an event so many periods after they began, divided by the cohort; periods "
          "that the data do not reach for all of it are left out",
      .trap =
          "young cohorts have only their first periods, so a mean over cohorts mixes other customers in each column",
      .bigger_is_better = true,
      .least = 0,
      .greatest = 1 },
    { .name = "silhouette_negative",
      .title = "share of customers nearer to another segment",
      .definition = "customers with a silhouette below 0, divided by those measured; printed as neg",
      .trap = "segments of very different width have many of them at their borders, wrong or not",
      .bigger_is_better = false,
      .least = 0,
      .greatest = 1 },
    { .name = "importance",
      .title = "what the model loses without a feature",
      .definition = "the fall of the metric when the feature's values are shuffled among the test rows, over repeats; "
                    "method=model: what the kind itself says of its terms",
      .trap = "features that tell the same share it: each alone seems to matter little",
      .bigger_is_better = true,
      .least = NAN,
      .greatest = NAN },
    { .name = NULL },
};

/* Other names of figures here; a metric's are in its row. */
static const struct {
    const char *printed, *name;
} aliases[] = {
    { "average precision", "pr_auc" },
    { "neg", "silhouette_negative" },
    { "sensitivity", "recall" },
    { "pearson", "correlation" },
};

const struct metric *help_figure(const char *word)
{
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (strcmp(aliases[i].printed, word) == 0)
            word = aliases[i].name;
    const struct metric *metric = metric_find(word);
    for (const struct metric *figure = figures; !metric && figure->name; figure++)
        if (strcmp(figure->name, word) == 0)
            metric = figure;
    return metric;
}

void help_each_figure(help_found *found, void *context)
{
    for (const struct metric *figure = figures; figure->name; figure++)
        found(context, figure->name, figure->title);
}
