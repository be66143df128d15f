/* Keys as they come from the terminal, through the screen library. */
#define NCURSES_WIDECHAR 1
#include "tui/input.h"

#include <curses.h>
#include <errno.h>

#include "patron/base/text.h"

/* What the terminal sends round a pasted text: keys of our own, told to the library in input_prepare. */
enum { CODE_PASTE = KEY_MAX + 1, CODE_PASTE_END };

static const struct {
    int curses;
    uint32_t code;
    const char *name, *bytes; /* bytes: what the line editor understands */
} specials[] = {
    { KEY_UP, INPUT_UP, "Up", "\033[A" },
    { KEY_DOWN, INPUT_DOWN, "Down", "\033[B" },
    { KEY_RIGHT, INPUT_RIGHT, "Right", "\033[C" },
    { KEY_LEFT, INPUT_LEFT, "Left", "\033[D" },
    { KEY_PPAGE, INPUT_PAGE_UP, "PgUp", "\033[5~" },
    { KEY_NPAGE, INPUT_PAGE_DOWN, "PgDn", "\033[6~" },
    { KEY_HOME, INPUT_HOME, "Home", "\001" },
    { KEY_END, INPUT_END, "End", "\005" },
    { KEY_DC, INPUT_DELETE, "Delete", "\004" },
    { KEY_BACKSPACE, INPUT_BACKSPACE, "Backspace", "\177" },
    { KEY_BTAB, INPUT_BACK_TAB, "Shift-Tab", "" },
    { KEY_F(1), INPUT_F1, "F1", "" },
    { KEY_F(10), INPUT_F10, "F10", "" },
    { KEY_RESIZE, INPUT_RESIZE, "resize", "" },
    { CODE_PASTE, INPUT_PASTE, "paste", "" },
    { CODE_PASTE_END, INPUT_PASTE_END, "paste", "" },
    { KEY_ENTER, INPUT_ENTER, "Enter", "\r" },
};
enum { N_SPECIALS = sizeof specials / sizeof specials[0] };

static uint32_t translate(int status, wint_t code)
{
    if (status != KEY_CODE_YES)
        return code == 127 || code == 8 ? INPUT_BACKSPACE : code == 10 ? INPUT_ENTER : (uint32_t)code;
    for (size_t i = 0; i < N_SPECIALS; i++)
        if ((wint_t)specials[i].curses == code)
            return specials[i].code;
    return INPUT_NONE;
}

static struct text pasted;

void input_prepare(void)
{
    define_key("\033[200~", CODE_PASTE);
    define_key("\033[201~", CODE_PASTE_END);
}

/* All characters to the end of the paste; a terminal that never ends one loses nothing but the wait. */
static void read_paste(void)
{
    wint_t code = 0;
    text_clear(&pasted);
    timeout(1000);
    for (int status; (status = get_wch(&code)) != ERR && !(status == KEY_CODE_YES && code == CODE_PASTE_END);) {
        char utf8[8];
        if (status != KEY_CODE_YES)
            text_add_bytes(&pasted, utf8, utf8_encode(code == '\r' ? '\n' : (uint32_t)code, utf8));
        else if (code == KEY_ENTER)
            text_add_char(&pasted, '\n');
    }
}

char *input_pasted(void)
{
    return text_take(&pasted);
}

struct key input_read(int timeout_ms)
{
    wint_t code = 0;
    struct key key = { INPUT_NONE, false };
    timeout(timeout_ms);
    errno = 0;
    int status = get_wch(&code);
    if (status == ERR)
        /* No key in time looks like an error; a terminal that went away keeps saying so at once. */
        return errno == EIO ? (struct key){ INPUT_ENDED, false } : key;
    key.code = translate(status, code);
    if (key.code == INPUT_PASTE)
        read_paste();
    if (key.code == INPUT_ESCAPE) { /* Alt sends Escape first */
        timeout(10);
        wint_t next = 0;
        status = get_wch(&next);
        if (status != ERR)
            key = (struct key){ translate(status, next), true };
    }
    return key;
}

void key_label(struct key key, char out[24])
{
    const char *alt = key.alt ? "Alt-" : "";
    for (size_t i = 0; i < N_SPECIALS; i++)
        if (specials[i].code == key.code) {
            snprintf(out, 24, "%s%s", alt, specials[i].name);
            return;
        }
    if (key.code == INPUT_TAB) {
        snprintf(out, 24, "%sTab", alt);
    } else if (key.code == INPUT_ESCAPE) {
        snprintf(out, 24, "Esc");
    } else if (key.code == ' ') {
        snprintf(out, 24, "%sSpace", alt);
    } else if (key.code < 32) {
        snprintf(out, 24, "%sCtrl-%c", alt, (char)(key.code + '@'));
    } else {
        char utf8[8] = { 0 };
        utf8_encode(key.code, utf8);
        snprintf(out, 24, "%s%s", alt, utf8);
    }
}

size_t key_bytes(struct key key, char out[8])
{
    size_t n = 0;
    if (key.alt)
        out[n++] = 27;
    for (size_t i = 0; i < N_SPECIALS; i++)
        if (specials[i].code == key.code) {
            for (const char *byte = specials[i].bytes; *byte; byte++)
                out[n++] = *byte;
            return *specials[i].bytes ? n : 0;
        }
    return n + (key.code < 0x110000 ? utf8_encode(key.code, out + n) : 0);
}
