/* The terminal: copies a canvas to the screen library's screen, and restores what was there before. */
#define NCURSES_WIDECHAR 1
#include "tui/terminal.h"

#include <curses.h>
#include <langinfo.h>
#include <signal.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "patron/base/error.h"
#include "tui/input.h"

/* The screen is the one global thing in the program, as the terminal is. */
static struct {
    SCREEN *screen;
    struct termios before;
    bool open, colour;
    const char *leave, *show_cursor; /* the terminal's own words, kept for the crash handler */
} terminal;

/* Colours say again what signs, words and frames have said: the terminal's 16 colours on its own background. */
static const struct {
    short colour; /* -1: the terminal's own */
    attr_t attributes;
} looks[N_ROLES] = {
    [ROLE_PLAIN] = { -1, A_NORMAL },
    [ROLE_TITLE] = { -1, A_BOLD },
    [ROLE_FRAME] = { -1, A_NORMAL },
    [ROLE_FOCUS] = { COLOR_CYAN, A_BOLD },
    [ROLE_KEY] = { COLOR_CYAN, A_NORMAL },
    [ROLE_NUMBER] = { -1, A_NORMAL },
    [ROLE_GOOD] = { COLOR_BLUE, A_BOLD },
    [ROLE_WATCH] = { COLOR_YELLOW, A_NORMAL },
    [ROLE_BAD] = { COLOR_RED, A_BOLD },
    [ROLE_MUTED] = { -1, A_DIM },
    [ROLE_SELECTED] = { -1, A_REVERSE },
    [ROLE_ERROR] = { COLOR_RED, A_BOLD },
    [ROLE_SERIES1] = { COLOR_CYAN, A_BOLD },
    [ROLE_SERIES2] = { COLOR_YELLOW, A_NORMAL },
    [ROLE_SERIES3] = { COLOR_GREEN, A_NORMAL },
    [ROLE_SERIES4] = { COLOR_MAGENTA, A_NORMAL },
    [ROLE_SERIES5] = { COLOR_BLUE, A_NORMAL },
    [ROLE_SERIES6] = { COLOR_RED, A_NORMAL },
};

/* Pasted text comes marked as such, where the terminal speaks the usual escapes; it is not to act as keys. */
static void mark_pastes(bool on)
{
    static const char *const words[] = { "\033[?2004l", "\033[?2004h" };
    if (terminal.leave && strncmp(terminal.leave, "\033[?", 3) == 0)
        (void)!write(STDOUT_FILENO, words[on], strlen(words[on]));
}

/* A crash must not leave the terminal in our modes: only calls that are safe in a handler. */
static void crash(int number)
{
    mark_pastes(false);
    if (terminal.show_cursor)
        (void)!write(STDOUT_FILENO, terminal.show_cursor, strlen(terminal.show_cursor));
    if (terminal.leave)
        (void)!write(STDOUT_FILENO, terminal.leave, strlen(terminal.leave));
    tcsetattr(STDIN_FILENO, TCSANOW, &terminal.before);
    signal(number, SIG_DFL);
    raise(number);
}

static void take_modes(void)
{
    raw();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    set_escdelay(25);
}

bool terminal_open(bool colour, struct error *err)
{
    const char *name = getenv("TERM");
    if (!name || !*name || strcmp(name, "dumb") == 0)
        return fail(err, ERROR_SYSTEM, E_SYSTEM, "the terminal cannot be drawn on (TERM is %s)",
                    name ? name : "not set");
    tcgetattr(STDIN_FILENO, &terminal.before);
    terminal.screen = newterm(NULL, stdout, stdin);
    if (!terminal.screen)
        return fail(err, ERROR_SYSTEM, E_SYSTEM, "no description of terminal '%s'", name);
    set_term(terminal.screen);
    take_modes();
    terminal.colour = colour && has_colors();
    if (terminal.colour) {
        start_color();
        use_default_colors();
        for (short role = 0; role < N_ROLES; role++)
            init_pair((short)(role + 1), looks[role].colour, -1);
    }
    terminal.leave = exit_ca_mode;
    terminal.show_cursor = cursor_normal;
    terminal.open = true;
    input_prepare();
    mark_pastes(true);
    signal(SIGSEGV, crash);
    signal(SIGABRT, crash);
    signal(SIGBUS, crash);
    signal(SIGFPE, crash);
    return true;
}

void terminal_close(void)
{
    if (!terminal.open)
        return;
    terminal.open = false;
    mark_pastes(false);
    curs_set(1);
    endwin();
    delscreen(terminal.screen);
    tcsetattr(STDIN_FILENO, TCSANOW, &terminal.before);
}

void terminal_size(int *width, int *height)
{
    getmaxyx(stdscr, *height, *width);
}

static void show_cell(int x, int y, const struct cell *cell)
{
    if (cell->width == 0 || cell->code == 0)
        return; /* the right half of a wide character */
    wchar_t text[2] = { (wchar_t)cell->code, 0 };
    cchar_t character;
    short pair = terminal.colour ? (short)(cell->role + 1) : 0;
    attr_t attributes = looks[cell->role].attributes;
    setcchar(&character, text, attributes, pair, NULL);
    mvadd_wch(y, x, &character);
}

void terminal_show(const struct canvas *canvas, int x, int y)
{
    int width, height;
    terminal_size(&width, &height);
    for (int row = 0; row < canvas->height && row < height; row++)
        for (int column = 0; column < canvas->width && column < width; column++)
            show_cell(column, row, &canvas->cells[(size_t)row * (size_t)canvas->width + (size_t)column]);
    if (x >= 0) {
        move(y, x);
        curs_set(1);
    } else {
        curs_set(0);
    }
    refresh();
}

void terminal_redraw(void)
{
    clearok(stdscr, TRUE);
}

void terminal_suspend(void)
{
    def_prog_mode();
    mark_pastes(false);
    curs_set(1);
    endwin();
    tcsetattr(STDIN_FILENO, TCSANOW, &terminal.before);
    raise(SIGTSTP);
    reset_prog_mode();
    take_modes();
    mark_pastes(true);
    terminal_redraw();
}

void terminal_beep(void)
{
    beep();
}

enum tier terminal_tier(void)
{
    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        return TIER_ASCII;
    const char *name = getenv("TERM");
    /* The Linux console has box drawing and blocks but no braille. */
    return name && strcmp(name, "linux") == 0 ? TIER_BLOCK : TIER_BRAILLE;
}
