/* Paragraphs and facts: text broken into lines. */
#include "report/words.h"

#include <math.h>

#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/text.h"

int words_width(const char *text)
{
    return (int)utf8_width(text, strlen(text));
}

size_t words_bytes(const char *text, int width)
{
    enum { LONGEST = 4 }; /* bytes of a character: what follows is not looked at, however long it is */
    size_t at = 0, left;
    while ((left = strnlen(text + at, LONGEST)) > 0) {
        size_t size;
        utf8_decode(text + at, left, &size);
        int used = (int)utf8_width(text + at, size);
        if (used > width)
            break;
        width -= used;
        at += size;
    }
    return at;
}

bool words_line(const char *text, int width, size_t *at, size_t *start, size_t *length)
{
    if (!text[*at])
        return false;
    if (width < 1)
        width = 1;
    const char *line = text + *at;
    size_t fits = words_bytes(line, width);
    const char *end = memchr(line, '\n', fits);
    size_t newline = end ? (size_t)(end - line) : fits;
    *start = *at;
    if (end || line[fits] == '\n' || line[fits] == '\0') {
        *length = newline;
        *at += newline + (line[newline] == '\n');
        return true;
    }
    size_t cut = fits;
    if (line[fits] != ' ')
        while (cut > 0 && line[cut - 1] != ' ')
            cut--;
    if (cut == 0)
        cut = fits > 0 ? fits : 1;
    *at += cut;
    while (cut > 0 && line[cut - 1] == ' ')
        cut--;
    *length = cut;
    while (text[*at] == ' ')
        ++*at;
    return true;
}

int words_lines(const char *text, int width)
{
    size_t at = 0, start, length;
    int lines = 0;
    while (words_line(text, width, &at, &start, &length))
        lines++;
    return lines;
}

int words_draw(struct canvas *canvas, int x, int y, int width, enum role role, const char *text)
{
    size_t at = 0, start, length;
    int lines = 0;
    while (words_line(text, width, &at, &start, &length)) {
        char *line = copy_bytes(text + start, length);
        canvas_put(canvas, x, y + lines++, width, role, line);
        free(line);
    }
    return lines;
}

void words_fit_width(struct canvas *canvas, int x, int y, int width, enum role role, const char *text)
{
    if (words_width(text) <= width) {
        canvas_put(canvas, x, y, width, role, text);
        return;
    }
    int used = canvas_put(canvas, x, y, width - 1, role, text);
    canvas_set(canvas, x + used, y, 0x2026, ROLE_MUTED);
}

/* ---- Notes ---- */

static const char *note_prefix(enum verdict verdict)
{
    return verdict == VERDICT_BAD ? "!! " : verdict == VERDICT_WATCH ? "watch: " : "";
}

static char *note_text(const struct note_part *note)
{
    struct text text = TEXT_EMPTY;
    text_add(&text, note_prefix(note->verdict));
    text_add(&text, note->text);
    return text_take(&text);
}

static int widest_line(const char *text)
{
    int widest = 0;
    for (;;) {
        size_t length = strcspn(text, "\n");
        int width = (int)utf8_width(text, length);
        widest = width > widest ? width : widest;
        if (!text[length])
            return widest;
        text += length + 1;
    }
}

int note_width(const struct note_part *note)
{
    char *text = note_text(note);
    int width = widest_line(text);
    free(text);
    return width;
}

int note_height(const struct note_part *note, int width)
{
    char *text = note_text(note);
    int lines = words_lines(text, width);
    free(text);
    return lines;
}

void note_draw(const struct note_part *note, struct canvas *canvas, struct rect area)
{
    char *text = note_text(note);
    words_draw(canvas, area.x, area.y, area.width, verdict_role(note->verdict), text);
    free(text);
}

/* ---- Facts ---- */

void fact_text(const struct fact *fact, struct text *out)
{
    char digits[32];
    if (!fact->is_number) {
        text_add(out, fact->text);
    } else if (isnan(fact->number)) {
        text_add(out, "--");
    } else {
        number_format_short(fact->number, digits);
        text_add(out, digits);
    }
}

/* The widest name and the widest value. */
static void facts_widest(const struct facts_part *facts, int *names, int *values)
{
    *names = *values = 0;
    for (size_t i = 0; i < facts->n; i++) {
        struct text text = TEXT_EMPTY;
        fact_text(&facts->facts[i], &text);
        int name = words_width(facts->facts[i].name), value = widest_line(text_string(&text));
        *names = name > *names ? name : *names;
        *values = value > *values ? value : *values;
        text_release(&text);
    }
}

/* Columns that are left for what stands behind names that are whole. */
enum { LEAST_VALUE = 18 };

static int facts_name_width(const struct facts_part *facts, int width)
{
    int names, values, most = width * 2 / 5;
    facts_widest(facts, &names, &values);
    if (facts->names_whole && width > 3 * LEAST_VALUE)
        most = width - 2 - (values < LEAST_VALUE ? values : LEAST_VALUE);
    return names > most ? most : names;
}

int facts_width(const struct facts_part *facts)
{
    int names, values;
    facts_widest(facts, &names, &values);
    int for_names = facts->names_whole ? 0 : (names * 5 + 1) / 2; /* facts_name_width cuts longer ones */
    return names + 2 + values > for_names ? names + 2 + values : for_names;
}

static int fact_lines(const struct fact *fact, int width)
{
    struct text text = TEXT_EMPTY;
    fact_text(fact, &text);
    int lines = words_lines(text_string(&text), width);
    text_release(&text);
    return lines > 0 ? lines : 1;
}

int facts_height(const struct facts_part *facts, int width)
{
    int lines = 0, names = facts_name_width(facts, width);
    for (size_t i = 0; i < facts->n; i++)
        lines += fact_lines(&facts->facts[i], width - names - 2);
    return lines;
}

void facts_draw(const struct facts_part *facts, struct canvas *canvas, struct rect area)
{
    int y = area.y, names = facts_name_width(facts, area.width);
    for (size_t i = 0; i < facts->n; i++) {
        struct text text = TEXT_EMPTY;
        fact_text(&facts->facts[i], &text);
        words_fit_width(canvas, area.x, y, names, ROLE_MUTED, facts->facts[i].name);
        int lines = words_draw(canvas, area.x + names + 2, y, area.width - names - 2,
                               facts->facts[i].is_number ? ROLE_NUMBER : ROLE_PLAIN, text_string(&text));
        y += lines > 0 ? lines : 1;
        text_release(&text);
    }
}
