/* The page of nested models. */
#include "command/verb.h"
#include "command/words/help.h"

struct report *help_nested(void)
{
    struct report *report = report_new("help", "nested models", NULL);
    report_add_note(report, VERDICT_NONE,
                    "feature p_renewal = score(renewal) makes a feature of a model's score, or of a segmentation's "
                    "segment (a text). The version is fixed when the feature is defined: renewal@2, or for a bare name "
                    "the champion, or else the newest. One day decides which fit answers at a customer and a cutoff: "
                    "the day on which all that the model learnt from was over.");
    struct block *facts = report_add_facts(report, NULL);
    facts_add_text(facts, "on that day or later", "the model as it is: it could have been asked then");
    facts_add_text(
        facts, "before",
        "out of fold: a fit to the model's training rows, of the same kind, parameters and seed, but for the "
        "customers of one fold in five (a hash of the key; score(renewal, 10): ten). Nobody's own outcome is "
        "in his score, so that what it tells in training it tells later; those of others are, and leak "
        "refuses to prove such dates. A model complete before the first training date is the better one");
    facts_add_text(facts, "segments before", "refused: they would be made of the future");
    facts_add_text(facts, "a test date before", "refused: the score would be tested on days that it has learnt from");
    facts_add_text(facts, "outcomes without a date",
                   "out of fold in training, test and reports, for nobody can tell when they were known");
    facts_add_text(facts, "score M to FILE", "the model as it is, always");
    facts_add_text(facts, "export model M", "the file holds the models it asks: it scores wherever it is imported");
    facts_add_text(facts, "its own score", "refused, also by way of another model");
    facts_add_text(facts, "see also", "help feature, help train, help calibrate, help leak");
    return report;
}
