/* What is personal, told by what it looks like: mail addresses, telephone numbers, and the secrets that people type. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "patron/base/memory.h"
#include "patron/table/table.h"

static bool in_local(char c)
{
    return isalnum((unsigned char)c) || strchr("._%+-'!#$&*/=?^`{|}~", c) != NULL || (unsigned char)c >= 0x80;
}

static bool in_host(char c)
{
    return isalnum((unsigned char)c) || c == '.' || c == '-' || (unsigned char)c >= 0x80;
}

/* Endings of files that stand behind an @ as well: icon@2x.png, data@v1.csv. */
static bool is_file_ending(const char *bytes, size_t length)
{
    static const char *const endings[] = { "png", "jpg", "jpeg", "gif", "svg",     "webp", "csv", "tsv", "json",
                                           "txt", "zip", "gz",   "xml", "parquet", "md",   "js",  "css", NULL };
    for (const char *const *ending = endings; *ending; ending++)
        if (strlen(*ending) == length && strncasecmp(bytes, *ending, length) == 0)
            return true;
    return false;
}

/* The host behind an @: labels and dots, and an ending of letters. Where it ends; BEGIN when there is none. */
static size_t host_end(const char *bytes, size_t begin, size_t length)
{
    size_t end = begin, dot = 0;
    while (end < length && in_host(bytes[end])) {
        dot = bytes[end] == '.' && end + 1 < length && in_host(bytes[end + 1]) && bytes[end + 1] != '.' ? end : dot;
        end++;
    }
    while (end > begin && (bytes[end - 1] == '.' || bytes[end - 1] == '-'))
        end--;
    if (dot == 0 || dot == begin || dot >= end)
        return begin;
    for (size_t i = dot + 1; i < end; i++)
        if (!isalpha((unsigned char)bytes[i]) && (unsigned char)bytes[i] < 0x80 && bytes[i] != '-')
            return begin;
    return end - dot < 3 || is_file_ending(bytes + dot + 1, end - dot - 1) ? begin : end;
}

bool text_find_mail(const char *bytes, size_t length, size_t from, size_t *begin, size_t *end)
{
    for (size_t at = from; at < length; at++) {
        const char *sign = memchr(bytes + at, '@', length - at);
        if (!sign)
            return false;
        at = (size_t)(sign - bytes);
        size_t first = at;
        while (first > from && in_local(bytes[first - 1]))
            first--;
        *end = host_end(bytes, at + 1, length);
        *begin = first;
        if (first<at && * end> at + 1)
            return true;
    }
    return false;
}

bool text_is_phone(const char *bytes, size_t length)
{
    size_t n_digits = 0, n_signs = 0;
    bool plus = length > 0 && bytes[0] == '+', bracket = length > 0 && bytes[0] == '(';
    bool zeros = length > 1 && bytes[0] == '0' && bytes[1] == '0';
    if (length < 8 || length > 24)
        return false;
    for (size_t i = plus; i < length; i++) {
        if (isdigit((unsigned char)bytes[i]))
            n_digits++;
        else if (strchr(" -()./", bytes[i]))
            n_signs++;
        else
            return false;
    }
    if (plus)
        return n_digits >= 7 && n_digits <= 15 && isdigit((unsigned char)bytes[length - 1]);
    /* Without a plus the sign of a country's own spelling must be there: (555) 010-0199, 555-010-0199, 0049 30 1234. */
    bool american = length == 12 && n_digits == 10 && bytes[3] == bytes[7] && strchr("-. ", bytes[3]);
    return american || (bracket && n_digits >= 9 && n_digits <= 13) ||
           (zeros && n_signs > 0 && n_digits >= 9 && n_digits <= 15);
}

enum { PHONES_ASKED = 4096 };

/* One address makes a column personal: whoever writes one writes more. Telephone numbers look like other codes, so that
   half of the texts must be some. */
bool column_content_is_personal(const struct column *column)
{
    const struct dictionary *dictionary = column->dictionary;
    size_t begin, end, n_phones = 0, n_asked = 0;
    if (column->type != TYPE_TEXT || !dictionary || dictionary->n == 0)
        return false;
    for (uint32_t code = 0; code < dictionary->n; code++) {
        size_t length;
        const char *text = dictionary_text(dictionary, code, &length);
        bool message = length > 1 && text[0] == '<' && text[length - 1] == '>'; /* the id of one, by RFC 5322 */
        if (!message && memchr(text, '@', length) && text_find_mail(text, length, 0, &begin, &end))
            return true;
        if (length > 0 && n_asked < PHONES_ASKED) {
            n_asked++;
            n_phones += text_is_phone(text, length);
        }
    }
    return n_phones > 0 && 2 * n_phones >= n_asked;
}

/* ---- What people type ---- */

static void stars(char *bytes, size_t begin, size_t end)
{
    for (size_t i = begin; i < end; i++)
        if (bytes[i] != '\0')
            bytes[i] = '*';
}

/* What stands behind one of these is nobody's to read. */
static const char *const secret_words[] = { "password",   "passwd",    "passphrase", "pwd",    "pass",
                                            "token",      "secret",    "api_key",    "apikey", "api-key",
                                            "access_key", "signature", "sig",        "auth",   NULL };

static bool ends_word(const char *bytes, size_t end, const char *word)
{
    size_t length = strlen(word);
    return end >= length && strncasecmp(bytes + end - length, word, length) == 0;
}

static void hide_assigned(char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        bool found = false;
        if (bytes[i] != '=')
            continue;
        for (const char *const *word = secret_words; *word && !found; word++)
            found = ends_word(bytes, i, *word);
        size_t begin = i + 1, end;
        if (!found || begin == length)
            continue;
        char quote = bytes[begin] == '"' || bytes[begin] == '\'' ? bytes[begin++] : '\0';
        for (end = begin; end < length; end++)
            if (quote ? bytes[end] == quote : strchr(" \t&;,\"'", bytes[end]) != NULL)
                break;
        stars(bytes, begin, end);
    }
}

/* scheme://user:password@host */
static void hide_user(char *bytes, size_t length)
{
    for (size_t i = 0; i + 3 < length; i++) {
        if (strncmp(bytes + i, "://", 3) != 0)
            continue;
        size_t begin = i + 3, end = begin, at = 0;
        for (; end < length && !strchr(" \t\"'/?#", bytes[end]); end++)
            if (bytes[end] == '@')
                at = end;
        if (at > begin)
            stars(bytes, begin, at);
    }
}

void text_hide_typed(char *bytes, size_t length)
{
    size_t begin, end, from = 0;
    hide_user(bytes, length);
    hide_assigned(bytes, length);
    while (text_find_mail(bytes, length, from, &begin, &end)) {
        size_t at = begin;
        while (bytes[at] != '@')
            at++;
        stars(bytes, begin + ((unsigned char)bytes[begin] < 0x80 && at > begin + 1), at);
        from = end;
    }
}

char *typed_copy(const char *text)
{
    char *copy = copy_text(text);
    text_hide_typed(copy, strlen(copy));
    return copy;
}
