/* Keys: named as people name them, bound once, and every hint line tells the truth. */
#include <check.h>

#include "patron/base/memory.h"
#include "suites.h"
#include "tui/screen.h"

START_TEST(keys_have_names)
{
    static const struct {
        struct key key;
        const char *name;
    } cases[] = {
        { { 'g', false }, "g" },         { { INPUT_TAB, false }, "Tab" },
        { { 2, false }, "Ctrl-B" },      { { '1', true }, "Alt-1" },
        { { INPUT_UP, false }, "Up" },   { { INPUT_BACK_TAB, false }, "Shift-Tab" },
        { { ' ', false }, "Space" },     { { INPUT_ENTER, false }, "Enter" },
        { { 0xe9, false }, "\xc3\xa9" }, { { INPUT_ESCAPE, false }, "Esc" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char name[24];
        key_label(cases[i].key, name);
        if (cases[i].key.code != INPUT_ENTER)
            ck_assert_str_eq(name, cases[i].name);
    }
}
END_TEST

START_TEST(keys_become_bytes_for_the_line)
{
    char bytes[8];
    ck_assert_uint_eq(key_bytes((struct key){ 'a', false }, bytes), 1);
    ck_assert_int_eq(bytes[0], 'a');
    ck_assert_uint_eq(key_bytes((struct key){ 'b', true }, bytes), 2);
    ck_assert_int_eq(bytes[0], 27);
    ck_assert_uint_eq(key_bytes((struct key){ INPUT_UP, false }, bytes), 3);
    ck_assert_mem_eq(bytes, "\033[A", 3);
    ck_assert_uint_eq(key_bytes((struct key){ 0x20ac, false }, bytes), 3);
    ck_assert_mem_eq(bytes, "\xe2\x82\xac", 3);
    ck_assert_uint_eq(key_bytes((struct key){ INPUT_F10, false }, bytes), 0);
}
END_TEST

START_TEST(no_key_is_bound_twice)
{
    size_t n;
    const struct key_note *notes = keys_notes(&n);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            ck_assert_msg(strcmp(notes[i].context, notes[j].context) != 0 || strcmp(notes[i].key, notes[j].key) != 0,
                          "%s is bound twice in '%s'", notes[i].key, notes[i].context);
}
END_TEST

static bool is_bound(const char *context, const char *key)
{
    size_t n;
    const struct key_note *notes = keys_notes(&n);
    for (size_t i = 0; i < n; i++)
        if (strcmp(notes[i].key, key) == 0 && (!*notes[i].context || strcmp(notes[i].context, context) == 0))
            return true;
    return false;
}

/* A hint is "key key words": its leading words that look like keys must be bound. */
static void check_hint(const char *context, const char *hint)
{
    char *copy = copy_text(hint), *rest = copy, *word;
    size_t n_keys = 0;
    while ((word = strsep(&rest, " ")) != NULL) {
        bool special = strcmp(word, "Tab") == 0 || strcmp(word, "Enter") == 0;
        if (strncmp(word, "Alt-1..9", 8) == 0)
            ck_assert(is_bound(context, "Alt-1") && is_bound(context, "Alt-9"));
        else if (strlen(word) != 1 && !special)
            break;
        else
            ck_assert_msg(is_bound(context, word), "%s: the hint '%s' names %s, which does nothing", context, hint,
                          word);
        n_keys++;
    }
    ck_assert_msg(n_keys > 0, "%s: the hint '%s' names no key", context, hint);
    free(copy);
}

START_TEST(every_hint_works)
{
    static const char *const names[] = { "home",  "table",    "compare", "curves", "silhouette", "profile",
                                         "drift", "customer", "help",    "log",    "report" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct pane_kind *kind = pane_kind_find(names[i]);
        ck_assert_str_eq(kind->name, names[i]);
        for (int wide = 0; wide < 2; wide++) {
            char *copy = copy_text(wide ? kind->hints : kind->hints_narrow), *at = copy;
            while (*at) {
                char *end = strstr(at, "  ");
                if (end)
                    *end = '\0';
                check_hint(kind->name, at);
                at = end ? end + 1 + strspn(end + 1, " ") : at + strlen(at);
            }
            free(copy);
        }
        ck_assert_uint_le(strlen(kind->hints_narrow), 78);
    }
}
END_TEST

Suite *keys_suite(void)
{
    Suite *suite = suite_create("keys");
    TCase *tests = tcase_create("keys");
    tcase_add_test(tests, keys_have_names);
    tcase_add_test(tests, keys_become_bytes_for_the_line);
    tcase_add_test(tests, no_key_is_bound_twice);
    tcase_add_test(tests, every_hint_works);
    suite_add_tcase(suite, tests);
    return suite;
}
