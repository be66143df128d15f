/* Any bytes as a rule about a table: no crash, whatever is wrong has a sentence, and a rule's normal spelling is read
   as the same rule. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "command/data/rules.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/table/builder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct table *make_table(void)
{
    struct builder *builder = builder_new("orders");
    builder_add_column(builder, "amount", TYPE_REAL);
    builder_add_column(builder, "who", TYPE_TEXT);
    builder_add_column(builder, "day", TYPE_TIME);
    builder_add_column(builder, "refused", TYPE_INT);
    builder_set_real(builder, 0, 3);
    builder_set_text(builder, 1, "ann", 3);
    builder_end_row(builder);
    return builder_finish(builder, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct table *table = make_table();
    struct arena arena;
    struct error err = ERROR_INIT;
    struct rule rule, again;
    arena_init(&arena);
    char *text = arena_bytes(&arena, (const char *)data, size);
    for (char *c = text; *c; c++)
        *c = *c == '\n' ? ' ' : *c; /* a line of the language */
    if (rule_parse(text, 0, table, &arena, &rule, &err)) {
        if (!rule_parse(rule.text, 0, table, &arena, &again, &err) || again.kind != rule.kind ||
            strcmp(again.text, rule.text) != 0)
            abort();
    } else if (!err.what) {
        abort();
    }
    error_release(&err);
    arena_release(&arena);
    table_release(table);
    return 0;
}
