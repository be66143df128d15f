/* Where everything stands: title, panes tiled by width, hints, command line; messages open upwards from it. */
#include "patron/base/text.h"
#include "patron/command/session.h"
#include "tui/line.h"
#include "tui/screen.h"

/* Below this the frame costs more than it tells; still smaller, only the command line and the last result are left. */
enum {
    FRAME_WIDTH = 60,
    FRAME_HEIGHT = 15,
    TITLE_HEIGHT = 8,
    SIDE_WIDTH = 120,
    MANY_WIDTH = 160,
    MANY_HEIGHT = 40,
    MOST_WIDTH = 200,
    MOST_HEIGHT = 60
};

size_t screen_visible(const struct screen *screen, int width, int height)
{
    size_t most = 1;
    if (!screen->zoomed && width >= MANY_WIDTH && height >= MANY_HEIGHT)
        most = width >= MOST_WIDTH && height >= MOST_HEIGHT ? 6 : 4;
    else if (!screen->zoomed && (width >= SIDE_WIDTH || (width >= FRAME_WIDTH && height >= MANY_HEIGHT)))
        most = 2;
    return most < screen->n_panes ? most : screen->n_panes;
}

static void jobs_text(const struct screen *screen, const struct progress *progress, char out[160])
{
    size_t n = session_jobs(screen->session);
    if (n == 0)
        snprintf(out, 160, "idle");
    else if (n == 1 && progress->unit && progress->total > 0)
        snprintf(out, 160, "1 job %d%% %s", (int)(100 * progress->done / progress->total), progress->note);
    else
        snprintf(out, 160, n == 1 ? "%zu job" : "%zu jobs", n);
}

static void state_text(const struct screen *screen, char out[160])
{
    struct progress progress = session_progress(screen->session);
    const char *line = worker_line(screen->worker);
    if (!worker_busy(screen->worker)) {
        jobs_text(screen, &progress, out);
        return;
    }
    char verb[32];
    snprintf(verb, sizeof verb, "%.*s", line ? (int)strcspn(line, " ") : 0, line ? line : "");
    if (progress.unit && progress.total > 0)
        snprintf(out, 160, "%s %d%% %s", verb, (int)(100 * progress.done / progress.total), progress.note);
    else if (progress.unit)
        snprintf(out, 160, "%s %llu %s", verb, (unsigned long long)progress.done, progress.unit);
    else
        snprintf(out, 160, "%s ...", *verb ? verb : "busy");
}

static void draw_title(const struct screen *screen, struct canvas *canvas, int width)
{
    char state[160];
    state_text(screen, state);
    int n = (int)utf8_width(state, strlen(state));
    const char *rest = screen->title_rest ? screen->title_rest : "", *name = screen->title_workspace;
    size_t wanted = utf8_width(rest, strlen(rest)) + utf8_width(name ? name : "", name ? strlen(name) : 0);
    if ((int)wanted > width - n - 4 && screen->title_short)
        rest = screen->title_short;
    int used = canvas_put(canvas, 1, 0, width - n - 3, ROLE_TITLE, name ? name : "");
    canvas_put(canvas, 1 + used, 0, width - n - 3 - used, ROLE_PLAIN, rest);
    canvas_put_right(canvas, width - n - 1, 0, n, ROLE_MUTED, state);
}

/* Pane I of N in AREA: columns from left to right, each divided evenly from top to bottom. */
static struct rect tile(struct rect area, size_t i, size_t n, int width)
{
    int columns = n > 1 && width >= SIDE_WIDTH ? 2 : 1, left = columns > 1 ? (int)n / 2 : 0;
    bool right = (int)i >= left;
    int rows = right ? (int)n - left : left, row = right ? (int)i - left : (int)i;
    int half = columns > 1 ? area.width / 2 : 0;
    int top = area.height * row / rows, bottom = area.height * (row + 1) / rows;
    return (struct rect){ area.x + (right ? half : 0), area.y + top, right ? area.width - half : half, bottom - top };
}

static void draw_panes(struct screen *screen, struct canvas *canvas, struct rect area)
{
    bool framed = canvas->width >= FRAME_WIDTH && canvas->height >= FRAME_HEIGHT;
    size_t n = screen_visible(screen, canvas->width, canvas->height);
    if (screen->focus < screen->first)
        screen->first = screen->focus;
    if (n > 0 && screen->focus >= screen->first + n)
        screen->first = screen->focus - n + 1;
    if (screen->first + n > screen->n_panes)
        screen->first = screen->n_panes - n;
    for (size_t i = 0; i < n; i++) {
        size_t index = screen->first + i;
        bool focused = index == screen->focus && screen->typing == TYPING_NOTHING;
        pane_draw(screen->panes[index], canvas, tile(area, i, n, canvas->width), framed,
                  focused || (n > 1 && index == screen->focus), (int)index + 1);
    }
}

/* Text above the command line, folded at blanks into lines of WIDTH. */
enum { MOST_ABOVE = 16 };
struct folded {
    int n, most;
    bool more;
    const char *starts[MOST_ABOVE];
    size_t lengths[MOST_ABOVE];
};

/* How many of N bytes fill WIDTH columns at most. */
static size_t bytes_within(const char *at, size_t n, int width)
{
    size_t used = 0;
    for (size_t size; used < n; used += size) {
        utf8_decode(at + used, n - used, &size);
        if (utf8_width(at, used + size) > (size_t)width)
            break;
    }
    return used;
}

static void fold(const char *at, int width, struct folded *folded)
{
    while (*at) {
        if (folded->n == folded->most) {
            folded->more = true;
            return;
        }
        size_t n = strcspn(at, "\n");
        if (utf8_width(at, n) > (size_t)width) {
            n = bytes_within(at, n, width);
            size_t blank = n;
            while (blank > 1 && at[blank] != ' ')
                blank--;
            n = blank > 1 ? blank : n;
        }
        folded->starts[folded->n] = at;
        folded->lengths[folded->n++] = n;
        at += n;
        at += *at == '\n' || *at == ' ';
    }
}

/* A failed line with its caret stands under the prompt, as it did when it was typed; too long for that, it is left out.
 */
static const char *draw_failed_line(const char *message, struct canvas *canvas, int top)
{
    const char *caret = strchr(message, '\n') + 1, *rest = strchr(caret, '\n') + 1;
    char line[512];
    snprintf(line, sizeof line, "%.*s", (int)(caret - message) - 5, message + 4);
    canvas_put(canvas, 0, top, canvas->width, ROLE_MUTED, "patron> ");
    canvas_put(canvas, 8, top, canvas->width - 8, ROLE_PLAIN, line);
    snprintf(line, sizeof line, "%.*s", (int)(rest - caret) - 5, caret + 4);
    canvas_put(canvas, 8, top + 1, canvas->width - 8, ROLE_ERROR, line);
    return rest;
}

static const char *after_failed_line(const char *message)
{
    const char *caret = strncmp(message, "    ", 4) == 0 ? strchr(message, '\n') : NULL;
    const char *rest = caret ? strchr(caret + 1, '\n') : NULL;
    return rest ? rest + 1 : message;
}

static void text_above(const struct screen *screen, struct text *text)
{
    size_t n_matches;
    const char *const *matches = line_matches(&n_matches);
    for (size_t i = 0; screen->typing == TYPING_COMMAND && i < n_matches; i++)
        text_add_format(text, "%s  ", matches[i]);
    if (text->length == 0 && screen->typing == TYPING_COMMAND && line_why())
        text_add(text, line_why());
}

/* The answer or error, or what Tab found, in lines that end just above BOTTOM. */
static void draw_above(struct screen *screen, struct canvas *canvas, int bottom)
{
    struct text text = TEXT_EMPTY;
    struct folded folded = { .most = bottom > MOST_ABOVE + 4 ? MOST_ABOVE - 4 : bottom > 4 ? bottom - 3 : 1 };
    text_above(screen, &text);
    bool is_message = text.length == 0 && screen->message;
    const char *message = is_message ? screen->message : text_string(&text);
    const char *rest = is_message && screen->message_is_error ? after_failed_line(message) : message;
    bool room = utf8_width(message, strcspn(message, "\n")) + 4 < (size_t)canvas->width && folded.most > 5;
    int above = rest != message && room ? 2 : 0;
    folded.most -= above;
    fold(rest, canvas->width - 2, &folded);
    int top = bottom - folded.n - above;
    if (folded.n > 0)
        canvas_fill(canvas, (struct rect){ 0, top, canvas->width, bottom - top }, ' ', ROLE_PLAIN);
    if (folded.n > 0 && top > 2) /* apart from the pane that it covers */
        canvas_fill(canvas, (struct rect){ 0, top - 1, canvas->width, 1 }, canvas->tier == TIER_ASCII ? '-' : 0x2500,
                    ROLE_FRAME);
    if (above)
        draw_failed_line(message, canvas, top);
    for (int i = 0; i < folded.n; i++) {
        char line[1024];
        snprintf(line, sizeof line, "%.*s", (int)folded.lengths[i], folded.starts[i]);
        bool bad = is_message && screen->message_is_error && i == 0;
        canvas_put(canvas, 1, top + above + i, canvas->width - 2, bad ? ROLE_ERROR : ROLE_PLAIN, line);
    }
    if (folded.more)
        canvas_put_right(canvas, canvas->width - 10, bottom - 1, 9, ROLE_MUTED, " ... more");
    text_release(&text);
}

static void draw_command_line(struct screen *screen, struct canvas *canvas, int row, int *x, int *y)
{
    const char *question = screen->typing == TYPING_COMMAND ? line_question() : NULL;
    const char *prompt = question ? question : screen->typing == TYPING_SEARCH ? "/" : "patron> ";
    int start = canvas_put(canvas, 0, row, canvas->width, ROLE_KEY, prompt);
    *x = -1;
    *y = row;
    if (screen->typing == TYPING_NOTHING)
        return;
    /* A line longer than the screen slides so that the cursor stays in sight. */
    const char *text = line_text();
    int before = (int)utf8_width(text, line_cursor()), room = canvas->width - start - 1;
    int skip = before > room ? before - room : 0;
    while (skip > 0 && *text) {
        size_t size;
        utf8_decode(text, strlen(text), &size);
        text += size;
        skip--;
        before--;
    }
    canvas_put(canvas, start, row, canvas->width - start, ROLE_PLAIN, text);
    *x = start + before;
}

static void draw_hints(const struct screen *screen, struct canvas *canvas, int row)
{
    const struct pane *pane = screen_pane(screen);
    const char *hints = !pane                         ? ": command   ? help"
                        : canvas->width >= SIDE_WIDTH ? pane->kind->hints
                                                      : pane->kind->hints_narrow;
    /* The command being typed tells what it takes; the session can be asked only when nothing runs. */
    char *usage = NULL;
    if (screen->typing == TYPING_COMMAND && *line_text() && !line_question() && !worker_busy(screen->worker))
        usage = session_hint(screen->session, line_text(), line_cursor());
    if (usage)
        hints = usage;
    else if (screen->typing == TYPING_COMMAND)
        hints = "Enter run   Tab complete   Up Down history   Esc back to the pane";
    else if (screen->typing == TYPING_SEARCH)
        hints = "Enter find   Esc back";
    /* Hints that do not fit are left out whole. */
    char line[512];
    snprintf(line, sizeof line, "%s", hints);
    for (char *cut; !usage && utf8_width(line, strlen(line)) > (size_t)canvas->width - 2; *cut = '\0') {
        for (cut = line + strlen(line); cut > line && strncmp(cut, "  ", 2) != 0; cut--)
            ;
        if (cut == line)
            break;
    }
    canvas_put(canvas, 1, row, canvas->width - 2, ROLE_MUTED, line);
    free(usage);
}

void screen_draw(struct screen *screen, struct canvas *canvas, int *x, int *y)
{
    int width = canvas->width, height = canvas->height;
    bool roomy = height >= TITLE_HEIGHT;
    struct rect area = { 0, roomy ? 1 : 0, width, height - (roomy ? 3 : 1) };
    if (roomy) {
        draw_title(screen, canvas, width);
        draw_hints(screen, canvas, height - 2);
    }
    draw_panes(screen, canvas, area);
    draw_above(screen, canvas, area.y + area.height);
    draw_command_line(screen, canvas, height - 1, x, y);
}
