/* Bytes on their way to a sink, in large pieces; nothing more is made once the sink has had enough, or whoever asked
   for them has. What is less than a piece is made in any case. */
#ifndef REPORT_WRITER_H
#define REPORT_WRITER_H

#include "patron/base/text.h"
#include "patron/report/report.h"

struct writer {
    sink_function *sink;
    void *context;
    struct text text; /* add to it freely, then call writer_go_on */
    bool stopped;
};
/* Hands over what has gathered when it is much; false when the sink wants no more. */
bool writer_go_on(struct writer *writer);
bool writer_finish(struct writer *writer); /* hands over the rest and frees */

/* The renderers. */
typedef void render_function(const struct report *report, const struct render_options *options, struct writer *writer);
render_function render_text, render_tsv, render_csv, render_json, render_json_lines, render_markdown;

/* TEXT with invalid UTF-8 replaced, so that every output is valid. */
void writer_add_valid(struct text *out, const char *bytes, size_t length);

#endif
