/* The rows of a block of JSON: objects laid out in the columns of the tree. */
#include "patron/base/memory.h"
#include "source/json_file.h"

/* One run over a block. */
struct reading {
    const struct json_file *file;
    struct tape tape;
    struct cells *out;
    size_t origin;     /* the block's first byte */
    size_t counted;    /* up to where line ends were counted */
    uint32_t line;     /* that many */
    uint32_t *fields;  /* per column: the item that is its value and 1, or 0 */
    uint32_t *hints;   /* per node: the child that probably comes next */
    size_t begin, end; /* of the row's object */
    struct text scratch;
    size_t seek, seen; /* the object's row that is looked for, when out is NULL, and how many there were */
    size_t seek_column, found;
};

static void reading_init(struct reading *r, const struct json_file *file, struct cells *out, size_t origin)
{
    *r = (struct reading){ .file = file, .out = out, .origin = origin, .counted = origin, .found = SIZE_MAX };
    r->tape.bytes = file->content.bytes;
    r->tape.length = file->content.length;
    r->fields = allocate(file->tree->n_columns, sizeof *r->fields);
    r->hints = allocate(file->tree->n, sizeof *r->hints);
    for (size_t i = 0; i < file->tree->n; i++)
        r->hints[i] = file->tree->nodes[i].first;
}

static void reading_release(struct reading *r)
{
    tape_release(&r->tape);
    text_release(&r->scratch);
    free(r->fields);
    free(r->hints);
}

/* The line that AT is in, from the block's first. */
static uint32_t line_of(struct reading *r, size_t at)
{
    const char *bytes = r->file->content.bytes, *found;
    while (r->counted < at && (found = memchr(bytes + r->counted, r->file->content.line_end, at - r->counted))) {
        r->counted = (size_t)(found - bytes) + 1;
        r->line++;
    }
    if (r->counted < at)
        r->counted = at;
    return r->line;
}

static bool add_field(struct reading *r, size_t column)
{
    uint32_t index = r->fields[column];
    if (!index)
        return cells_add(r->out, column, "", 0);
    const struct item *item = &r->tape.items[index - 1];
    const char *bytes = r->tape.bytes + item->begin;
    size_t length = item->end - item->begin;
    if (item->kind == ITEM_NUMBER)
        return cells_add_number(r->out, column, bytes, length);
    if (item->kind != ITEM_ARRAY && !item->escaped)
        return cells_add(r->out, column, bytes, length);
    text_clear(&r->scratch);
    if (item->kind == ITEM_STRING)
        tape_unescape(bytes, length, &r->scratch);
    else if (r->file->count_arrays)
        text_add_format(&r->scratch, "%u", item->n_parts);
    else
        tape_squeeze(bytes, length, &r->scratch);
    return cells_add(r->out, column, text_string(&r->scratch), r->scratch.length);
}

static bool emit(struct reading *r)
{
    struct cells *out = r->out;
    if (!out) {
        if (r->seen++ == r->seek && r->fields[r->seek_column])
            r->found = r->tape.items[r->fields[r->seek_column] - 1].begin;
        return true;
    }
    for (size_t i = 0; i < out->width; i++)
        if (!add_field(r, i))
            return false;
    if (!cells_end_row(out, (uint32_t)(r->begin - r->origin), line_of(r, r->begin)))
        return false;
    out->stops[out->n_rows - 1] = (uint32_t)(r->end - r->origin);
    return true;
}

static uint32_t find_child(struct reading *r, uint32_t id, const struct item *member)
{
    const struct tree *tree = r->file->tree;
    const char *key = r->tape.bytes + member->key;
    uint32_t hint = r->hints[id];
    if (!member->key_escaped && hint != NO_NODE && tree->nodes[hint].key_length == member->key_length &&
        memcmp(tree->nodes[hint].key, key, member->key_length) == 0)
        return hint;
    if (!member->key_escaped)
        return tree_find(tree, id, key, member->key_length);
    struct text plain = TEXT_EMPTY;
    tape_unescape(key, member->key_length, &plain);
    hint = tree_find(tree, id, text_string(&plain), plain.length);
    text_release(&plain);
    return hint;
}

/* Lays the item AT out at node ID. An array that the rows lie in is left for later: its item in *APART, its node in
 *WHERE. */
static void lay_out(struct reading *r, uint32_t id, uint32_t at, uint32_t *apart, uint32_t *where)
{
    const struct tree *tree = r->file->tree;
    const struct item *item = &r->tape.items[at];
    const struct node *node = &tree->nodes[id];
    if (item->kind == ITEM_OBJECT) {
        r->hints[id] = node->first;
        for (at++; at < item->next; at = r->tape.items[at].next) {
            uint32_t child = find_child(r, id, &r->tape.items[at]);
            if (child == NO_NODE)
                continue;
            r->hints[id] = tree->nodes[child].next;
            lay_out(r, child, at, apart, where);
        }
    } else if (item->kind == ITEM_ARRAY && node->apart) {
        *apart = at;
        *where = id;
    } else if (item->kind != ITEM_NULL && node->column != NO_COLUMN) {
        r->fields[node->column] = at + 1;
    }
}

/* The rows of the item AT at node ID, beside the fields that are laid out already. */
static bool emit_rows(struct reading *r, uint32_t id, uint32_t at)
{
    const struct tree *tree = r->file->tree;
    const struct item *item = &r->tape.items[at];
    const struct node *node = &tree->nodes[id];
    uint32_t apart = 0, where = id;
    for (size_t i = 0; i < tree->n_columns; i++)
        if (id == 0 || tree->nodes[tree->columns[i]].level >= node->level)
            r->fields[i] = 0;
    if (id && item->kind == ITEM_ARRAY)
        r->fields[node->column] = at + 1; /* an array as a part of an array is one value */
    else
        lay_out(r, id, at, &apart, &where);
    if (!apart || r->tape.items[apart].n_parts == 0)
        return emit(r);
    item = &r->tape.items[apart];
    for (uint32_t part = apart + 1; part < item->next; part = r->tape.items[part].next)
        if (!emit_rows(r, where, part))
            return false;
    return true;
}

bool json_row_fault(const struct tape *tape, struct text *reason)
{
    if (tape->fault.length)
        text_add_bytes(reason, tape->fault.bytes, tape->fault.length);
    else if (tape->items[0].kind != ITEM_OBJECT)
        text_add_format(reason, "%s " JSON_NO_OBJECT, item_kind_name((enum item_kind)tape->items[0].kind));
    return reason->length > 0;
}

static void refuse(struct reading *r, size_t begin, size_t end, const char *reason)
{
    cells_add_flaw(r->out, line_of(r, begin), r->tape.bytes + begin, end - begin, "%s", reason);
}

static bool take_row(void *context, size_t begin, size_t end)
{
    struct reading *r = context;
    struct text reason = TEXT_EMPTY;
    r->begin = begin;
    r->end = end;
    if (end - r->origin > UINT32_MAX) {
        r->out->stop = STOP_LONG_FIELD;
        return false;
    }
    bool good = true;
    if (json_row_fault(&r->tape, &reason))
        refuse(r, begin, end, text_string(&reason));
    else
        good = emit_rows(r, 0, 0);
    text_release(&reason);
    return good;
}

bool json_line(struct walk *walk, size_t begin, size_t end)
{
    struct tape *tape = walk->tape;
    size_t length = tape->length, behind;
    bool whole = walk->at->n == 0 && tape->bytes[begin] == '{';
    tape->length = end;
    bool good = tape_read(tape, begin, whole, &behind);
    if (good && tape_skip_blanks(tape, behind) != end) {
        tape->at = tape_skip_blanks(tape, behind);
        tape->why = "something stands behind the value";
        good = false;
    }
    if (good)
        good = whole ? walk->row(walk->context, begin, behind) : walk_document(walk, begin, &behind);
    tape->length = length;
    return good;
}

static void read_line(struct reading *r, struct walk *walk, size_t begin, size_t end)
{
    begin = tape_skip_blanks(&(struct tape){ .bytes = r->tape.bytes, .length = end }, begin);
    while (end > begin && strchr(" \t\r\n", r->tape.bytes[end - 1]))
        end--;
    if (begin == end)
        return;
    size_t before = walk->n_values;
    struct text reason = TEXT_EMPTY;
    if (!json_line(walk, begin, end) && r->out->stop == STOP_NONE && r->tape.why)
        text_add_format(&reason, "no JSON: %s, at column %zu", r->tape.why, r->tape.at - begin + 1);
    else if (walk->at->n && walk->n_values == before)
        text_add_format(&reason, "there is nothing at '%s'", walk->at->names[walk->missed]);
    if (reason.length)
        refuse(r, begin, end, text_string(&reason));
    text_release(&reason);
}

static void read_lines(struct reading *r, size_t start, size_t limit)
{
    struct walk walk = { .tape = &r->tape, .at = &r->file->at, .context = r, .row = take_row };
    content_check(&r->file->content, start, limit, r->out);
    while (start < limit && r->out->stop == STOP_NONE) {
        size_t next = content_next_line(&r->file->content, start);
        read_line(r, &walk, start, next);
        if (r->out->stop != STOP_NONE)
            r->out->stop_position = start;
        start = next;
    }
    text_release(&walk.members);
}

static void read_rows(struct reading *r, size_t first, size_t limit)
{
    for (size_t i = first; i < limit && r->out->stop == STOP_NONE; i++) {
        size_t begin = (size_t)r->file->starts[i], end;
        if (!tape_read(&r->tape, begin, true, &end) || !take_row(r, begin, end))
            r->out->stop_position = begin;
    }
}

void json_read(const struct grid *grid, uint64_t start, uint64_t limit, bool sure, struct cells *out, uint64_t *end)
{
    const struct json_file *file = (const struct json_file *)grid;
    struct reading r;
    size_t from = file->lines ? (size_t)start : (size_t)file->starts[start];
    size_t to = file->lines ? (size_t)limit : (size_t)file->starts[limit];
    (void)sure;
    *out = (struct cells){ .width = grid->width, .start = start, .decimal = grid->decimal };
    reading_init(&r, file, out, from);
    if (file->lines)
        read_lines(&r, from, to);
    else
        read_rows(&r, (size_t)start, (size_t)limit);
    out->n_lines = line_of(&r, to);
    *end = limit;
    reading_release(&r);
}

static size_t row_place(const struct grid *grid, const struct cells *cells, size_t row)
{
    const struct json_file *file = (const struct json_file *)grid;
    return (size_t)(file->lines ? cells->start : file->starts[cells->start]) + cells->starts[row];
}

void json_raw(const struct grid *grid, const struct cells *cells, size_t row, struct text *out)
{
    const struct json_file *file = (const struct json_file *)grid;
    tape_squeeze(file->content.bytes + row_place(grid, cells, row), cells->stops[row] - cells->starts[row], out);
}

void json_locate(const struct grid *grid, const struct cells *cells, size_t row, size_t field, struct spot *out)
{
    const struct json_file *file = (const struct json_file *)grid;
    size_t begin = row_place(grid, cells, row), end, line, first_line;
    struct reading r;
    *out = (struct spot){ 0 };
    reading_init(&r, file, NULL, begin);
    r.seek_column = field;
    while (row && cells->starts[row - 1] == cells->starts[row]) /* which of the object's rows */
        row--, r.seek++;
    if (tape_read(&r.tape, begin, true, &end) && emit_rows(&r, 0, 0) && r.found != SIZE_MAX) {
        char *source;
        content_spot(&file->content, begin, &first_line, &out->column, &source);
        free(source);
        content_spot(&file->content, r.found, &line, &out->column, &out->source);
        out->line_offset = line - first_line;
        out->length = 1;
    }
    reading_release(&r);
}
