/* Tests of src/base/json.c. */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base_tests.h"
#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/random.h"
#include "patron/base/text.h"

static struct json *parse(const char *text)
{
    struct error err = ERROR_INIT;
    struct json *value = json_parse(text, strlen(text), "test.json", &err);
    if (!value)
        ck_abort_msg("%s: %s", text, err.what);
    return value;
}

static void check_written(const struct json *value, int indent, const char *expected)
{
    struct text text = TEXT_EMPTY;
    json_write(value, indent, &text);
    ck_assert_str_eq(text_string(&text), expected);
    text_release(&text);
}

static struct json *sample(void)
{
    struct json *object = json_object();
    json_set_text(object, "zeta", "a \"quoted\"\\\n\t\x01 text \xE2\x82\xAC");
    json_set_number(object, "alpha", 0.1);
    json_set_integer(object, "whole", INT64_MIN);
    json_set_bool(object, "yes", true);
    json_set_text(object, "none", NULL);
    json_set_numbers(object, "numbers", (const double[]){ 1, 2.5, NAN }, 3);
    struct json *list = json_array();
    json_append(list, json_string("x"));
    json_append(list, json_object());
    json_append(list, json_array());
    json_set(object, "list", list);
    return object;
}

START_TEST(values_are_written)
{
    struct json *object = sample();
    check_written(object, 0,
                  "{\"zeta\":\"a \\\"quoted\\\"\\\\\\n\\t\\u0001 text \xE2\x82\xAC\",\"alpha\":0.1,"
                  "\"whole\":-9223372036854775808,\"yes\":true,\"none\":null,\"numbers\":[1,2.5,null],"
                  "\"list\":[\"x\",{},[]]}");
    check_written(object, 2,
                  "{\n  \"zeta\": \"a \\\"quoted\\\"\\\\\\n\\t\\u0001 text \xE2\x82\xAC\",\n  \"alpha\": 0.1,\n"
                  "  \"whole\": -9223372036854775808,\n  \"yes\": true,\n  \"none\": null,\n"
                  "  \"numbers\": [1, 2.5, null],\n  \"list\": [\n    \"x\",\n    {},\n    []\n  ]\n}");
    json_free(object);
}
END_TEST

START_TEST(values_round_trip)
{
    for (int indent = 0; indent <= 4; indent += 2) {
        struct json *object = sample();
        struct text text = TEXT_EMPTY;
        json_write(object, indent, &text);
        struct json *again = parse(text_string(&text));
        check_written(again, indent, text_string(&text));
        ck_assert_str_eq(json_get_text(again, "zeta"), "a \"quoted\"\\\n\t\x01 text \xE2\x82\xAC");
        ck_assert(json_get_integer(again, "whole", 0) == INT64_MIN);
        text_release(&text);
        json_free(object);
        json_free(again);
    }
}
END_TEST

START_TEST(numbers_round_trip_bit_for_bit)
{
    struct random random = random_stream(4, 0);
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = random_bits(&random);
        double value;
        memcpy(&value, &bits, sizeof(value));
        if (i % 2)
            value = random_unit(&random) * 1000;
        if (i == 0)
            value = -0.0;
        if (i == 2)
            value = DBL_TRUE_MIN;
        if (!isfinite(value))
            continue;
        struct json *number = json_number(value);
        struct text text = TEXT_EMPTY;
        json_write(number, 0, &text);
        struct json *again = parse(text_string(&text));
        double read = json_value(again);
        if (memcmp(&read, &value, sizeof(value)) != 0)
            ck_abort_msg("%s", text_string(&text));
        text_release(&text);
        json_free(number);
        json_free(again);
    }
}
END_TEST

START_TEST(what_is_no_number_is_null)
{
    struct json *list = json_array();
    json_append(list, json_number(NAN));
    json_append(list, json_number(INFINITY));
    json_append(list, json_number(3));
    json_append(list, json_integer(3));
    check_written(list, 0, "[null,null,3,3]");
    ck_assert(json_is_null(json_item(list, 0)) && json_is_number(json_item(list, 2)));
    json_free(list);
}
END_TEST

START_TEST(values_are_read)
{
    struct json *object = parse("{\"n\": 1.5, \"i\": 7, \"w\": 8.0, \"t\": \"x\", \"b\": true, \"u\": null,"
                                "\"a\": [1, null, 2.5], \"o\": {\"k\": 1}}");
    ck_assert(json_is_object(object) && !json_is_array(object) && json_size(object) == 8);
    ck_assert_double_eq(json_get_number(object, "n", 0), 1.5);
    ck_assert_double_eq(json_get_number(object, "i", 0), 7);
    ck_assert(isnan(json_get_number(object, "u", 0)));
    ck_assert_double_eq(json_get_number(object, "absent", 9), 9);
    ck_assert_double_eq(json_get_number(object, "t", 9), 9);
    ck_assert_int_eq(json_get_integer(object, "i", 0), 7);
    ck_assert_int_eq(json_get_integer(object, "w", 0), 8);
    ck_assert_int_eq(json_get_integer(object, "n", -1), -1);
    ck_assert_int_eq(json_get_integer(object, "t", -1), -1);
    ck_assert(json_get_bool(object, "b", false) && json_get_bool(object, "n", true));
    ck_assert_str_eq(json_get_text(object, "t"), "x");
    ck_assert(!json_get_text(object, "n") && !json_get_text(object, "absent"));
    double numbers[3];
    ck_assert(json_get_numbers(object, "a", numbers, 3));
    ck_assert(numbers[0] == 1 && isnan(numbers[1]) && numbers[2] == 2.5);
    ck_assert(!json_get_numbers(object, "a", numbers, 2) && !json_get_numbers(object, "o", numbers, 1));
    struct json *value = NULL;
    ck_assert_str_eq(json_member(object, 7, &value), "o");
    ck_assert_ptr_eq(value, json_get(object, "o"));
    ck_assert_ptr_null(json_member(object, 8, &value));
    ck_assert(!json_get(NULL, "x") && !json_item(NULL, 0) && json_size(NULL) == 0 && isnan(json_value(NULL)));
    json_free(object);
    json_free(NULL);
}
END_TEST

START_TEST(members_keep_their_order)
{
    struct json *object = json_object();
    for (int i = 0; i < 200; i++) {
        char name[16];
        snprintf(name, sizeof(name), "k%d", i * 7919 % 200);
        json_set_integer(object, name, i);
    }
    json_set_integer(object, "k0", -5); /* replaced where it stands */
    for (size_t i = 0; i < 200; i++) {
        char name[16];
        snprintf(name, sizeof(name), "k%zu", i * 7919 % 200);
        ck_assert_str_eq(json_member(object, i, NULL), name);
    }
    ck_assert_int_eq(json_get_integer(object, "k0", 0), -5);
    json_free(object);
}
END_TEST

START_TEST(malformed_text_is_refused_with_its_place)
{
    static const struct {
        const char *text;
        size_t line;
    } cases[] = {
        { "", 1 },
        { "{", 1 },
        { "{\"a\": 1,\n \"b\": }", 2 },
        { "[1, 2,]", 1 },
        { "{\"a\": 1} x", 1 },
        { "\n\n[1 2]", 3 },
        { "nul", 1 },
        { "\"\xFF\"", 1 },
        { "\"open", 1 },
        { "{\"a\":1,\n\"a\":2}", 2 },
        { "[1e999]", 1 },
        { "[01]", 1 },
        { "\"\\ud800\"", 1 },
        { "\"\\u0000\"", 1 },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct error err = ERROR_INIT;
        ck_assert_msg(!json_parse(cases[i].text, strlen(cases[i].text), "bad.json", &err), "%s", cases[i].text);
        ck_assert_int_eq(err.kind, ERROR_DATA);
        ck_assert_str_eq(err.place.name, "bad.json");
        ck_assert_msg(err.place.line == cases[i].line && err.place.column > 0, "%s: line %zu", cases[i].text,
                      err.place.line);
        error_release(&err);
    }
    ck_assert_ptr_null(json_parse(NULL, 0, NULL, NULL));
}
END_TEST

START_TEST(nesting_has_a_limit)
{
    for (size_t depth = 198; depth <= 5000; depth = depth < 202 ? depth + 1 : depth * 5) {
        struct text text = TEXT_EMPTY;
        text_add(&text, "\n");
        text_add_repeat(&text, "[", depth);
        text_add(&text, "\"]]\\\"]]\"");
        text_add_repeat(&text, "]", depth);
        struct error err = ERROR_INIT;
        struct json *value = json_parse(text.bytes, text.length, "deep.json", &err);
        ck_assert_msg((value != NULL) == (depth <= 200), "%zu", depth);
        if (!value) {
            ck_assert_uint_eq(err.place.line, 2);
            ck_assert_uint_eq(err.place.column, 201);
        }
        json_free(value);
        error_release(&err);
        text_release(&text);
    }
}
END_TEST

START_TEST(whole_numbers_beyond_64_bits_are_read)
{
    struct json *list = parse("[123456789012345678901234567890, 1]");
    ck_assert_double_eq(json_value(json_item(list, 0)), 123456789012345678901234567890.0);
    ck_assert_double_eq(json_value(json_item(list, 1)), 1);
    json_free(list);
}
END_TEST

START_TEST(bytes_that_are_no_text_are_replaced)
{
    struct json *object = json_object();
    json_set_text(object, "caf\xE9", "na\xEFve");
    check_written(object, 0, "{\"caf\xEF\xBF\xBD\":\"na\xEF\xBF\xBDve\"}");
    json_free(object);
}
END_TEST

START_TEST(cut_anywhere_it_is_refused)
{
    struct json *object = sample();
    struct text text = TEXT_EMPTY;
    json_write(object, 2, &text);
    for (size_t length = 0; length < text.length; length++)
        ck_assert_ptr_null(json_parse(text.bytes, length, NULL, NULL));
    text_release(&text);
    json_free(object);
}
END_TEST

TCase *json_cases(void)
{
    TCase *cases = tcase_create("json");
    tcase_add_test(cases, values_are_written);
    tcase_add_test(cases, values_round_trip);
    tcase_add_test(cases, numbers_round_trip_bit_for_bit);
    tcase_add_test(cases, what_is_no_number_is_null);
    tcase_add_test(cases, values_are_read);
    tcase_add_test(cases, members_keep_their_order);
    tcase_add_test(cases, malformed_text_is_refused_with_its_place);
    tcase_add_test(cases, nesting_has_a_limit);
    tcase_add_test(cases, whole_numbers_beyond_64_bits_are_read);
    tcase_add_test(cases, bytes_that_are_no_text_are_replaced);
    tcase_add_test(cases, cut_anywhere_it_is_refused);
    return cases;
}
