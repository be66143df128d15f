/* What is personal, told by a column's name, and what is shown of it. The names of data columns are many and their
   parts are few: the name is cut into words, and a row says which word makes it personal and where it must stand, so
   that `phone_number` is and `phone_service` is not. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "patron/base/text.h"
#include "patron/table/table.h"

enum { WORDS_MOST = 12, WORD_SIZE = 32 };

/* The words of a name in lower case: cut at signs, at digits, and where a small letter meets a capital. */
struct name_words {
    size_t n;
    char words[WORDS_MOST][WORD_SIZE];
};

static void cut_words(const char *name, struct name_words *out)
{
    size_t length = 0;
    out->n = 0;
    for (const char *at = name; out->n < WORDS_MOST; at++) {
        bool letter = isalpha((unsigned char)*at);
        bool hump = letter && at > name && isupper((unsigned char)at[0]) && islower((unsigned char)at[-1]);
        if ((!letter || hump) && length > 0) {
            out->words[out->n++][length] = '\0';
            length = 0;
        }
        if (!*at)
            return;
        if (letter && length + 1 < WORD_SIZE && out->n < WORDS_MOST)
            out->words[out->n][length++] = (char)tolower((unsigned char)*at);
    }
}

enum where { ANYWHERE, AT_END, AFTER_OWNER };
static const struct {
    const char *word;
    enum where where;
    bool numbers; /* also when the column holds whole numbers */
} rows[] = {
    { "mail", AT_END, false },      { "email", AT_END, false },      { "phone", AT_END, true },
    { "telephone", AT_END, true },  { "mobile", AT_END, true },      { "fax", AT_END, true },
    { "address", ANYWHERE, false }, { "addr", ANYWHERE, false },     { "street", ANYWHERE, false },
    { "birth", ANYWHERE, true },    { "birthdate", ANYWHERE, true }, { "birthday", ANYWHERE, true },
    { "dob", AT_END, true },        { "iban", ANYWHERE, false },     { "passport", ANYWHERE, true },
    { "ssn", ANYWHERE, true },      { "surname", AT_END, false },    { "forename", AT_END, false },
    { "firstname", AT_END, false }, { "lastname", AT_END, false },   { "fullname", AT_END, false },
    { "name", AFTER_OWNER, false },
};
/* Words that may follow without changing what is meant. */
static const char *const fillers[] = { "number", "no", "nr", "num", "line", "text", "plain", NULL };
/* Whose name it is: the `name` of a product or a plan is nobody's. */
static const char *const owners[] = { "first",  "last",   "middle",     "full",      "family",   "given",   "maiden",
                                      "client", "person", "contact",    "holder",    "customer", "billing", "shipping",
                                      "user",   "nick",   "subscriber", "recipient", "member",   NULL };

static bool one_of(const char *word, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(word, *list) == 0)
            return true;
    return false;
}

bool column_name_is_personal(const char *name, enum type type)
{
    struct name_words cut;
    cut_words(name, &cut);
    size_t end = cut.n;
    while (end > 1 && one_of(cut.words[end - 1], fillers))
        end--;
    for (size_t i = 0; i < end && type != TYPE_BOOL && type != TYPE_REAL; i++)
        for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
            if (strcmp(cut.words[i], rows[r].word) != 0 || (type == TYPE_INT && !rows[r].numbers))
                continue;
            bool last = i + 1 == end, owned = i == 0 || one_of(cut.words[i - 1], owners);
            if (rows[r].where == ANYWHERE || (last && (rows[r].where == AT_END || owned)))
                return true;
        }
    return false;
}

/* Where the host of a mail address begins, at its @; NULL when the text is something else. */
static const char *find_host(const char *bytes, size_t length)
{
    const char *at = length > 0 ? memchr(bytes + 1, '@', length - 1) : NULL;
    for (size_t i = 0; at && i < length; i++)
        if (strchr(" ,;:\t\"'<>/|", bytes[i]))
            return NULL;
    return at;
}

/* A mail address keeps its first letter and its host, all else nothing but its last two characters if it is long. */
void mask_text(const char *bytes, size_t length, struct text *out)
{
    const char *at = find_host(bytes, length);
    bool ends_plain = length > 6 && (unsigned char)bytes[length - 1] < 0x80 && (unsigned char)bytes[length - 2] < 0x80;
    if (at && (unsigned char)bytes[0] < 0x80) {
        text_add_char(out, bytes[0]);
        text_add(out, "***");
        text_add_bytes(out, at, length - (size_t)(at - bytes));
        return;
    }
    text_add(out, "***");
    if (ends_plain)
        text_add_bytes(out, bytes + length - 2, 2);
}

void level_show(const struct column *column, uint32_t code, struct text *out)
{
    size_t length;
    const char *bytes = dictionary_text(column->dictionary, code, &length);
    if (column->personal)
        mask_text(bytes, length, out);
    else
        text_add_bytes(out, bytes, length);
}
