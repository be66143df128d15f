/* Texts as they are compared when spelling does not count: small letters without accents, compatibility forms as what
   they stand for, no blanks and no punctuation. By a table of letters, not by locale. */
#include <string.h>

#include "patron/base/text.h"
#include "source/letters.h"

/* The letter below the accents, from FIRST on; a point: the code stands for itself, or for two letters (below). */
struct plain_letters {
    unsigned first;
    const char *letters;
};
static const struct plain_letters plain[] = {
    { 0xc0, "aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.y" },
    { 0x100,
      "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkkkllllll..llnnnnnn.nnoooooo..rrrrrrssssssssttttttuuuu"
      "uuuuuuuuwwyyyzzzzzzs" },
    { 0x180,
      "b.............e..ff....i.......ooo.............uu....zz......................aaiioouuuuuuuuuueaaaa....ggkkoo"
      "oo..j...gg..nnaa..ooaaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy...j...........b............" },
    { 0x1e00,
      "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttt"
      "tttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy.s....aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooo"
      "oooooooooooouuuuuuuuuuuuuuyyyyyyyy......" },
};
/* Codes that stand for other letters, one or more. */
static const struct {
    unsigned code;
    const char *text;
} others[] = {
    { 0xc6, "ae" },   { 0xde, "th" },   { 0xdf, "ss" },    { 0xe6, "ae" },    { 0xfe, "th" },   { 0x132, "ij" },
    { 0x133, "ij" },  { 0x152, "oe" },  { 0x153, "oe" },   { 0x1e9e, "ss" },  { 0x1c4, "dz" },  { 0x1c5, "dz" },
    { 0x1c6, "dz" },  { 0x1c7, "lj" },  { 0x1c8, "lj" },   { 0x1c9, "lj" },   { 0x1ca, "nj" },  { 0x1cb, "nj" },
    { 0x1cc, "nj" },  { 0x1e2, "ae" },  { 0x1e3, "ae" },   { 0x1fc, "ae" },   { 0x1fd, "ae" },  { 0xfb00, "ff" },
    { 0xfb01, "fi" }, { 0xfb02, "fl" }, { 0xfb03, "ffi" }, { 0xfb04, "ffl" }, { 0xfb05, "st" }, { 0xfb06, "st" },
    { 0x3ac, "α" },   { 0x3ad, "ε" },   { 0x3ae, "η" },    { 0x3af, "ι" },    { 0x3cc, "ο" },   { 0x3cd, "υ" },
    { 0x3ce, "ω" },   { 0x390, "ι" },   { 0x3ca, "ι" },    { 0x3b0, "υ" },    { 0x3cb, "υ" },   { 0x3c2, "σ" },
    { 0x450, "е" },   { 0x451, "е" },   { 0x453, "г" },    { 0x457, "і" },    { 0x45c, "к" },   { 0x45d, "и" },
    { 0x45e, "у" },   { 0xb2, "2" },    { 0xb3, "3" },     { 0xb9, "1" },     { 0xaa, "a" },    { 0xba, "o" },
};

/* Not letters: punctuation and symbols, accents that stand alone, what cannot be seen. */
static bool is_mark(unsigned code)
{
    if (code < 0x80)
        return !((code >= '0' && code <= '9') || (code >= 'a' && code <= 'z'));
    return code < 0xc0 || code == 0xd7 || code == 0xf7 || (code >= 0x2b0 && code <= 0x36f) ||
           (code >= 0x2000 && code <= 0x206f) || (code >= 0x20a0 && code <= 0x20ff) ||
           (code >= 0x3000 && code <= 0x3004) || (code >= 0x3008 && code <= 0x3020) || code == 0xfeff ||
           letter_is_blank(code);
}

static const char *other_letters(unsigned code)
{
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i].code == code)
            return others[i].text;
    return NULL;
}

static char plain_letter(unsigned code)
{
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (code >= plain[i].first && code < plain[i].first + strlen(plain[i].letters))
            return plain[i].letters[code - plain[i].first];
    return '.';
}

static void fold_code(unsigned code, struct text *out)
{
    if (code >= 0xff01 && code <= 0xff5e) /* as wide as a character of Chinese */
        code -= 0xff01 - '!';
    code = letter_lower(code);
    char letter = code < 0x80 ? '.' : plain_letter(code);
    const char *letters = letter == '.' && code >= 0x80 ? other_letters(code) : NULL;
    char bytes[4];
    if (letter != '.')
        text_add_char(out, letter);
    else if (letters)
        text_add(out, letters);
    else if (!is_mark(code))
        text_add_bytes(out, bytes, utf8_encode(code, bytes));
}

static void fold_range(const char *text, size_t length, struct text *out)
{
    for (size_t at = 0, size; at < length; at += size)
        fold_code(utf8_decode(text + at, length - at, &size), out);
}

/* Where the @ of a mail address stands; 0 when TEXT is none. */
static size_t mail_at(const char *text, size_t length)
{
    const char *at = memchr(text, '@', length), *end = text + length;
    if (!at || at == text || memchr(at + 1, '@', (size_t)(end - at) - 1))
        return 0;
    for (size_t i = 0; i < length; i++)
        if (text[i] == ' ' || text[i] == '\t')
            return 0;
    const char *point = memchr(at, '.', (size_t)(end - at));
    return point && point > at + 1 && point < end - 1 ? (size_t)(at - text) : 0;
}

/* The box keeps its points and tags unless they are IGNORED; the rest is in small letters. */
static void fold_mail(const char *text, size_t length, size_t at, unsigned ignored, struct text *out)
{
    for (size_t i = 0; i < length; i++) {
        char c = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] + ('a' - 'A')) : text[i];
        if (i < at && c == '+' && i > 0 && (ignored & FOLD_TAGS))
            i = at - 1;
        else if (!(i < at && c == '.' && (ignored & FOLD_DOTS)))
            text_add_char(out, c);
    }
}

/* +49 30 123, 0049 (30) 123: the digits, without the 00 that stands for the +. */
static bool fold_phone(const char *text, size_t length, struct text *out)
{
    size_t n_digits = 0, first = 0;
    for (size_t i = 0; i < length; i++) {
        if (!strchr("0123456789+()-./ ", text[i]))
            return false;
        n_digits += text[i] >= '0' && text[i] <= '9';
    }
    if (n_digits < 7)
        return false;
    if (length > 2 && text[0] == '0' && text[1] == '0')
        first = 2;
    for (size_t i = first; i < length; i++)
        if (text[i] >= '0' && text[i] <= '9')
            text_add_char(out, text[i]);
    return true;
}

void text_fold(const char *text, size_t length, unsigned ignored, struct text *out)
{
    text_clear(out);
    while (length > 0 && (text[0] == ' ' || text[0] == '\t')) {
        text++;
        length--;
    }
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
        length--;
    size_t at = mail_at(text, length);
    if (at > 0)
        fold_mail(text, length, at, ignored, out);
    else if (!fold_phone(text, length, out))
        fold_range(text, length, out);
}
