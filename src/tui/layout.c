/* Where everything stands: title, panes tiled by width, hints, command line; messages open upwards from it. */
#include "patron/base/text.h"
#include "patron/command/session.h"
#include "tui/prompt.h"
#include "tui/screen.h"

/* Below this the frame costs more than it tells; still smaller, only the command line and the last result are left. */
enum { FRAME_WIDTH = 60, FRAME_HEIGHT = 15, TITLE_HEIGHT = 8, SIDE_WIDTH = 120, MANY_WIDTH = 160, MANY_HEIGHT = 40 };

size_t screen_visible(const struct screen *screen, int width, int height)
{
    size_t most = 1;
    if (!screen->zoomed && width >= MANY_WIDTH && height >= MANY_HEIGHT)
        most = 4;
    else if (!screen->zoomed && (width >= SIDE_WIDTH || (width >= FRAME_WIDTH && height >= MANY_HEIGHT)))
        most = 2;
    return most < screen->n_panes ? most : screen->n_panes;
}

static void state_text(const struct screen *screen, char out[160])
{
    struct progress progress = work_progress(session_work(screen->session));
    const char *line = worker_line(screen->worker);
    if (!worker_busy(screen->worker)) {
        snprintf(out, 160, "idle");
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
    int used = canvas_put(canvas, 1, 0, width - n - 3, ROLE_TITLE, screen->title_workspace ? screen->title_workspace : "");
    canvas_put(canvas, 1 + used, 0, width - n - 3 - used, ROLE_PLAIN, screen->title_rest ? screen->title_rest : "");
    canvas_put_right(canvas, width - n - 1, 0, n, ROLE_MUTED, state);
}

/* Pane I of N in AREA: one; two side by side or stacked; three with the first one large; four in a square. */
static struct rect tile(struct rect area, size_t i, size_t n, int width)
{
    if (n == 1)
        return area;
    bool side_by_side = width >= SIDE_WIDTH;
    if (n == 2 && !side_by_side) {
        int half = area.height / 2;
        return i == 0 ? (struct rect){ area.x, area.y, area.width, half }
                      : (struct rect){ area.x, area.y + half, area.width, area.height - half };
    }
    int left = area.width / 2, column = n == 3 ? i > 0 : (int)(i % 2), row = n == 3 ? i == 2 : (int)(i / 2);
    bool tall = n == 2 || (n == 3 && i == 0);
    int half = area.height / 2;
    struct rect out = { area.x + (column ? left : 0), area.y + (row ? half : 0), column ? area.width - left : left,
                        row ? area.height - half : half };
    if (tall)
        out.height = area.height;
    return out;
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

/* The answer or error, and what Tab found, in lines that end just above the command line. */
static int draw_above(struct screen *screen, struct canvas *canvas, int bottom)
{
    struct text text = TEXT_EMPTY;
    size_t n_matches;
    const char *const *matches = line_matches(&n_matches);
    if (screen->typing == TYPING_COMMAND && n_matches > 0)
        for (size_t i = 0; i < n_matches; i++)
            text_add_format(&text, "%s  ", matches[i]);
    else if (screen->typing == TYPING_COMMAND && line_why())
        text_add(&text, line_why());
    else if (screen->message)
        text_add(&text, screen->message);
    int lines = 0, most = bottom > 12 ? 10 : bottom > 2 ? bottom - 1 : 1;
    const char *starts[16], *at = text_string(&text);
    for (; *at && lines < most && lines < 16; lines++) {
        starts[lines] = at;
        size_t n = strcspn(at, "\n");
        if (n > (size_t)canvas->width - 2) { /* fold at a blank */
            n = (size_t)canvas->width - 2;
            while (n > 1 && at[n] != ' ')
                n--;
            n = n > 1 ? n : (size_t)canvas->width - 2;
        }
        at += n;
        at += *at == '\n' || *at == ' ';
    }
    for (int i = 0; i < lines; i++) {
        struct rect row = { 0, bottom - lines + i, canvas->width, 1 };
        char line[512];
        size_t length = (size_t)((i + 1 < lines ? starts[i + 1] : at) - starts[i]);
        snprintf(line, sizeof line, "%.*s", (int)(length < sizeof line ? length : sizeof line - 1), starts[i]);
        line[strcspn(line, "\n")] = '\0';
        canvas_fill(canvas, row, ' ', ROLE_PLAIN);
        canvas_put(canvas, 1, row.y, canvas->width - 2,
                   screen->message_is_error && i == 0 && n_matches == 0 ? ROLE_ERROR : ROLE_PLAIN, line);
    }
    text_release(&text);
    return lines;
}

static void draw_command_line(struct screen *screen, struct canvas *canvas, int row, int *x, int *y)
{
    const char *prompt = screen->typing == TYPING_SEARCH ? "/" : "patron> ";
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
    const char *hints = !pane ? ": command   ? help" : canvas->width >= SIDE_WIDTH ? pane->kind->hints : pane->kind->hints_narrow;
    if (screen->typing == TYPING_COMMAND)
        hints = "Enter run   Tab complete   Up Down history   Esc back to the pane";
    else if (screen->typing == TYPING_SEARCH)
        hints = "Enter find   Esc back";
    canvas_put(canvas, 1, row, canvas->width - 2, ROLE_MUTED, hints);
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
