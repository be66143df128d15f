/* Plain lines of CSV into spans. */
#include "source/lines.h"

#include "source/limits.h"

void lines_init(struct lines *lines, const char *bytes, size_t length, char delimiter)
{
    lines->bytes = bytes;
    lines->length = length;
    lines->delimiter = delimiter;
    lines->header = NULL;
    lines->header_length = 0;
    lines->longest = source_limits().cell_bytes;
    lines->marked_from = lines->marked_to = 0;
}

/* The way along the marks. */
struct walk {
    struct lines *lines;
    size_t word;
    uint64_t left; /* marks of the word that were not met yet */
};

/* The marks of the bytes from FROM on; false at the end of the text. */
static bool mark_from(struct lines *lines, size_t from)
{
    size_t left = lines->length - from, most = (size_t)LINES_WORDS * MARK_BYTES;
    if (left == 0)
        return false;
    lines->marked_from = from;
    lines->marked_to = from + (left < most ? left : most);
    mark_bytes(lines->bytes + from, lines->marked_to - from, lines->delimiter, lines->words);
    return true;
}

static bool walk_begin(struct walk *walk, struct lines *lines, size_t position)
{
    bool marked = position >= lines->marked_from && position < lines->marked_to;
    if (!marked && !mark_from(lines, position))
        return false;
    size_t at = position - lines->marked_from;
    walk->lines = lines;
    walk->word = at / MARK_BYTES;
    walk->left = lines->words[walk->word] >> at % MARK_BYTES << at % MARK_BYTES;
    return true;
}

/* Where the next mark is; the text's length when there is none. */
static inline size_t walk_next(struct walk *walk)
{
    struct lines *lines = walk->lines;
    while (walk->left == 0) {
        walk->word++;
        if (lines->marked_from + walk->word * MARK_BYTES >= lines->marked_to) {
            if (!mark_from(lines, lines->marked_to))
                return lines->length;
            walk->word = 0;
        }
        walk->left = lines->words[walk->word];
    }
    size_t at = lines->marked_from + walk->word * MARK_BYTES + (size_t)__builtin_ctzll(walk->left);
    walk->left &= walk->left - 1;
    return at;
}

/* A quoted field from the quote at BEGIN on: its span, and in *NEXT the mark behind it. False: no plain one. */
static bool take_quoted(struct walk *walk, struct cells *cells, size_t field, size_t begin, struct span *span,
                        size_t *next)
{
    const char *bytes = walk->lines->bytes;
    size_t length = walk->lines->length, n_doubled = 0, at;
    for (;;) {
        at = walk_next(walk);
        if (at + 1 >= length || bytes[at] == '\n' || bytes[at] == '\r')
            return false;
        if (bytes[at] != '"')
            continue;
        if (bytes[at + 1] != '"')
            break;
        walk_next(walk);
        n_doubled++;
    }
    *next = at + 1;
    if (walk_next(walk) != *next || at - begin > walk->lines->longest || at - cells->start >= SPAN_COPIED)
        return false;
    begin++;
    *span = (struct span){ (uint32_t)(begin - cells->start), (uint32_t)(at - cells->start) };
    if (n_doubled == 0)
        return true;
    /* Of each two quotes the first is left out: the field is copied piece by piece, and then is one field. */
    uint32_t copied = (uint32_t)cells->bytes.length;
    for (size_t from = begin; from < at;) {
        const char *quote = memchr(bytes + from, '"', at - from);
        size_t end = quote ? (size_t)(quote - bytes) + 1 : at;
        if (!cells_add(cells, field, bytes + from, end - from))
            return false;
        from = end + (quote != NULL);
    }
    *span = (struct span){ copied | SPAN_COPIED, (uint32_t)cells->bytes.length };
    return true;
}

/* The line at BEGIN as the spans of the row that is being made. Returns where it ends (its text without the line end in
 *STOP), or 0: not plain. */
static size_t take_fields(struct walk *walk, struct cells *cells, size_t begin, size_t *stop)
{
    const char *bytes = walk->lines->bytes;
    char delimiter = walk->lines->delimiter;
    size_t length = walk->lines->length, start = (size_t)cells->start, width = cells->width, field = 0;
    struct span *spans = cells_next_spans(cells);
    if (!spans)
        return 0;
    for (size_t at; (at = walk_next(walk)) < length; begin = at + 1) {
        struct span span = { (uint32_t)(begin - start), (uint32_t)(at - start) };
        if (at - start >= SPAN_COPIED || at - begin > walk->lines->longest)
            return 0;
        if (bytes[at] == '"' && (at != begin || !take_quoted(walk, cells, field, at, &span, &at)))
            return 0;
        if (bytes[at] == delimiter && field + 1 < width) {
            spans[field++] = span;
            continue;
        }
        if (field + 1 != width || bytes[at] == delimiter)
            return 0;
        *stop = at;
        if (bytes[at] == '\r' && walk_next(walk) != ++at)
            return 0;
        if (bytes[at] != '\n')
            return 0;
        spans[field] = span;
        return at + 1;
    }
    return 0;
}

/* Whether the line at POSITION may be something else than a row. */
static inline bool stands_apart(const struct lines *lines, size_t position)
{
    const char *line = lines->bytes + position;
    size_t left = lines->length - position, n = lines->header_length;
    if (*line == BYTE_ORDER_MARK[0] && left >= 3 && memcmp(line, BYTE_ORDER_MARK, 3) == 0)
        return true;
    return lines->header && *line == *lines->header && left >= n && memcmp(line, lines->header, n) == 0 &&
           (left == n || line[n] == '\n' || line[n] == '\r');
}

size_t lines_take(struct lines *lines, struct cells *cells, size_t position, size_t limit, uint32_t *line)
{
    struct walk walk;
    if (position >= limit || !walk_begin(&walk, lines, position))
        return position;
    size_t start = (size_t)cells->start;
    while (position < limit) {
        size_t copied = cells->bytes.length, stop = position;
        if (stands_apart(lines, position))
            return position;
        size_t end = take_fields(&walk, cells, position, &stop);
        if (end == 0 || !cells_end_row(cells, (uint32_t)(position - start), *line)) {
            cells->bytes.length = copied;
            return position;
        }
        cells->stops[cells->n_rows - 1] = (uint32_t)(stop - start);
        ++*line;
        position = end;
    }
    return position;
}
