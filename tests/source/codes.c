#include "source/codes.h"

#include "support.h"

START_TEST(each_text_has_one_code)
{
    struct codes codes = { 0 };
    char text[32];
    for (int round = 0; round < 2; round++)
        for (uint32_t i = 0; i < 5000; i++) {
            snprintf(text, sizeof text, "text %u", i);
            ck_assert_uint_eq(codes_add(&codes, text, strlen(text)), i);
        }
    ck_assert_uint_eq(codes.n, 5000);
    ck_assert_uint_eq(codes_add(&codes, "", 0), 5000);
    ck_assert_uint_eq(codes_add(&codes, "a\0b", 3), 5001);
    ck_assert_uint_eq(codes_add(&codes, "a", 1), 5002);
    ck_assert_uint_eq(codes_add(&codes, "", 0), 5000);
    codes_seal(&codes);
    size_t length;
    const char *bytes = codes_text(&codes, 4321, &length);
    ck_assert_uint_eq(length, 9);
    ck_assert_mem_eq(bytes, "text 4321", 9);
    codes_release(&codes);
    ck_assert_uint_eq(codes.n, 0);
}
END_TEST

TCase *codes_tests(void)
{
    TCase *tests = tcase_create("codes");
    tcase_add_test(tests, each_text_has_one_code);
    return tests;
}
