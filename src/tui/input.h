/* Keys as they come from the terminal. */
#ifndef TUI_INPUT_H
#define TUI_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Codes beyond Unicode for keys that are no characters. */
enum {
    INPUT_NONE = 0, /* nothing came in time */
    INPUT_UP = 0x110000,
    INPUT_DOWN,
    INPUT_LEFT,
    INPUT_RIGHT,
    INPUT_PAGE_UP,
    INPUT_PAGE_DOWN,
    INPUT_HOME,
    INPUT_END,
    INPUT_DELETE,
    INPUT_BACKSPACE,
    INPUT_BACK_TAB,
    INPUT_F1,
    INPUT_F10,
    INPUT_RESIZE,
    INPUT_ENDED,
    INPUT_PASTE,
    INPUT_PASTE_END,
    INPUT_ESCAPE = 27,
    INPUT_ENTER = 13,
    INPUT_TAB = 9,
};
struct key {
    uint32_t code;
    bool alt;
};
void input_prepare(void); /* after the terminal was opened */
/* The next key, or INPUT_NONE after TIMEOUT_MS; INPUT_ENDED when the terminal is gone. */
struct key input_read(int timeout_ms);
/* The text of the INPUT_PASTE just read; the caller frees. */
char *input_pasted(void);
/* "Tab", "Ctrl-B", "Alt-1", "Up", "g": what key tables call it. */
void key_label(struct key key, char out[24]);
/* The bytes that a terminal sends for KEY, for the line editor; how many. */
size_t key_bytes(struct key key, char out[8]);

#endif
