/* Numbers as people write them into sheets: with a sign of money, a percent sign, brackets for what is below zero, and
   thousands set apart. */
#include <stdio.h>
#include <string.h>

#include "patron/base/number.h"

enum { LONGEST = 64 };

/* What is left of the text, and what was taken off it. */
struct marked {
    const char *text;
    size_t length;
    bool negative, money, percent;
    bool bracket; /* one is open */
};

static bool begins(const struct marked *m, const char *sign)
{
    size_t n = strlen(sign);
    return m->length >= n && memcmp(m->text, sign, n) == 0;
}

static bool ends(const struct marked *m, const char *sign)
{
    size_t n = strlen(sign);
    return m->length >= n && memcmp(m->text + m->length - n, sign, n) == 0;
}

static void drop_front(struct marked *m, size_t n)
{
    m->text += n;
    m->length -= n;
}

/* Blanks as a sheet has them: U+00A0 and U+202F too. */
static const char *const blanks[] = { " ", "\t", "\xc2\xa0", "\xe2\x80\xaf", NULL };
static const char *const minuses[] = { "-", "\xe2\x88\x92", NULL };
static const char *const currencies[] = {
    "$", "\xe2\x82\xac", "\xc2\xa3", "\xc2\xa5", "\xe2\x82\xb9", "\xe2\x82\xbd", "\xe2\x82\xa9", "\xe2\x82\xba", NULL
};

static bool take_front(struct marked *m, const char *const *signs)
{
    for (; *signs; signs++)
        if (begins(m, *signs)) {
            drop_front(m, strlen(*signs));
            return true;
        }
    return false;
}

static bool take_end(struct marked *m, const char *const *signs)
{
    for (; *signs; signs++)
        if (ends(m, *signs)) {
            m->length -= strlen(*signs);
            return true;
        }
    return false;
}

/* Of the currencies that are written so most; other letters before digits are names: SKU123. */
static bool is_code(const char *text)
{
    static const char codes[] =
        "AED AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR JPY KES KRW "
        "MXN MYR NGN NOK NZD PEN PHP PLN QAR RON RSD RUB SAR SEK SGD THB TRY TWD UAH USD VND ZAR ";
    for (const char *code = codes; *code; code += 4)
        if (memcmp(code, text, 3) == 0)
            return true;
    return false;
}

/* A sign of money or three letters such as EUR, at most once. */
static bool take_money(struct marked *m)
{
    if (m->money)
        return false;
    if (take_front(m, currencies) || take_end(m, currencies))
        return m->money = true;
    if (m->length > 3 && is_code(m->text)) {
        drop_front(m, 3);
        return m->money = true;
    }
    if (m->length > 3 && is_code(m->text + m->length - 3)) {
        m->length -= 3;
        return m->money = true;
    }
    return false;
}

/* One mark less; false when none is left. */
static bool take_mark(struct marked *m)
{
    static const char *const percent[] = { "%", NULL };
    if (take_front(m, blanks) || take_end(m, blanks) || take_money(m))
        return true;
    if (!m->negative && !m->bracket && (take_front(m, minuses) || take_end(m, minuses)))
        return m->negative = true;
    if (!m->negative && !m->bracket && begins(m, "(") && ends(m, ")") && m->length > 2) {
        drop_front(m, 1);
        m->length--;
        return m->negative = m->bracket = true;
    }
    return !m->percent && take_end(m, percent) && (m->percent = true);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* What sets thousands apart at the head of TEXT, and its length; 0: nothing of that kind. */
static size_t group_sign(const char *text, size_t length, char decimal)
{
    if (length == 0)
        return 0;
    if (*text == '\'' || *text == ' ' || *text == (decimal == ',' ? '.' : ','))
        return 1;
    if (length >= 2 && memcmp(text, "\xc2\xa0", 2) == 0)
        return 2;
    return length >= 3 && memcmp(text, "\xe2\x80\xaf", 3) == 0 ? 3 : 0;
}

/* Digits, their thousands set apart or not, and decimals, as "1234.5"; false when TEXT is no such number. */
static bool plain_digits(const char *text, size_t length, char decimal, char out[LONGEST])
{
    size_t whole = 0, n = 0;
    while (whole < length && is_digit(text[whole]))
        whole++;
    if (length >= LONGEST - 8 || (whole == 0 && (length < 2 || *text != decimal)))
        return false;
    memcpy(out, text, whole);
    n = whole;
    size_t at = whole, sign = at > 0 && at <= 3 && *text != '0' ? group_sign(text + at, length - at, decimal) : 0;
    const char *apart = text + at;
    while (sign > 0 && at + sign + 3 <= length && memcmp(text + at, apart, sign) == 0) {
        for (size_t end = (at += sign) + 3; at < end; at++) {
            if (!is_digit(text[at]))
                return false;
            out[n++] = text[at];
        }
    }
    if (at < length && text[at] != decimal)
        return false;
    if (at < length) {
        out[n++] = '.';
        for (at++; at < length; at++) {
            if (!is_digit(text[at]))
                return false;
            out[n++] = text[at];
        }
    }
    out[n] = '\0';
    return true;
}

bool number_parse_marked(const char *text, size_t length, char decimal, double *out, enum number_mark *mark)
{
    struct marked m = { .text = text, .length = length };
    char digits[LONGEST];
    while (take_mark(&m))
        ;
    if ((m.money && m.percent) || !plain_digits(m.text, m.length, decimal, digits))
        return false;
    if (m.percent)
        memcpy(digits + strlen(digits), "e-2", sizeof "e-2"); /* rounded once; plain_digits leaves room */
    if (!number_parse(digits, strlen(digits), out))
        return false;
    *out = m.negative ? 0 - *out : *out;
    *mark = m.percent ? MARK_PERCENT : m.money ? MARK_MONEY : m.negative ? MARK_SIGN : MARK_NONE;
    return true;
}
