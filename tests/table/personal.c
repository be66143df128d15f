/* Tests of src/table/personal.c: which names are personal, and what is left of a value. */
#include <stdlib.h>
#include <string.h>

#include "patron/base/text.h"
#include "patron/table/builder.h"
#include "patron/table/view.h"
#include "table_tests.h"

START_TEST(names_that_are_personal)
{
    static const char *const personal[] = {
        "email",     "e_mail",        "Email",     "customerEmail", "contact.mail",   "phone",      "PhoneNumber",
        "phone_no",  "mobile",        "fax_1",     "home_address",  "address_line_2", "ip_address", "billingStreet",
        "street_no", "date_of_birth", "birthdate", "iban",          "name",           "NAME",       "first_name",
        "LastName",  "customer_name", "surname",   "name_1"
    };
    static const char *const others[] = {
        "customer_id",  "PhoneService",  "phone_type", "plan_name", "product_name", "category", "mailing",
        "email_opt_in", "mobile_visits", "renamed",    "filename",  "addressed",    "",         "_",
        "amount",       "name_length",   "hostname"
    };
    for (size_t i = 0; i < sizeof personal / sizeof *personal; i++)
        ck_assert_msg(column_name_is_personal(personal[i], TYPE_TEXT), "%s", personal[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        ck_assert_msg(!column_name_is_personal(others[i], TYPE_TEXT), "%s", others[i]);
}
END_TEST

/* A count of addresses or a flag is about nobody; digits of a telephone are. */
START_TEST(types_decide_too)
{
    ck_assert(column_name_is_personal("phone", TYPE_INT) && !column_name_is_personal("address", TYPE_INT));
    ck_assert(column_name_is_personal("birth_date", TYPE_TIME));
    ck_assert(!column_name_is_personal("phone", TYPE_BOOL) && !column_name_is_personal("phone", TYPE_REAL));
}
END_TEST

static void expect_mask(const char *text, const char *masked)
{
    struct text out = TEXT_EMPTY;
    mask_text(text, strlen(text), &out);
    ck_assert_str_eq(text_string(&out), masked);
    text_release(&out);
}

START_TEST(masks)
{
    expect_mask("grace@example.org", "g***@example.org");
    expect_mask("@example", "***le");
    expect_mask("+44 20 7946 0969", "***69");
    expect_mask("Ada", "***");
    expect_mask("", "***");
    expect_mask("ada@x.org, bob@y.org", "***rg");
    expect_mask("7,ada@x.org,Berlin", "***in");
    expect_mask("Stra\xC3\x9F"
                "e 1\xC3\xA9",
                "***");
    expect_mask("\xC3\xA9va@example.org", "***rg");
}
END_TEST

START_TEST(personal_columns_are_shown_masked_and_kept_whole)
{
    struct builder *builder = builder_new("t");
    builder_add_column(builder, "email", TYPE_TEXT);
    builder_add_column(builder, "phone", TYPE_INT);
    builder_column_personal(builder, 0);
    builder_column_personal(builder, 1);
    builder_set_text(builder, 0, "ada@x.org", 9);
    builder_set_int(builder, 1, 4420794609);
    builder_end_row(builder);
    builder_end_row(builder);
    struct table *whole = builder_finish(builder, NULL);
    struct table *table = table_take(whole, "taken", (const uint32_t[]){ 0, 1 }, 2, NULL);
    struct text out = TEXT_EMPTY;
    column_show(&table->columns[0], 0, &out);
    column_show(&table->columns[1], 0, &out);
    column_show(&table->columns[0], 1, &out);
    ck_assert_str_eq(text_string(&out), "a***@x.org***09NA");
    text_clear(&out);
    column_write(&table->columns[0], 0, &out);
    ck_assert_str_eq(text_string(&out), "ada@x.org");
    text_release(&out);
    table_release(table);
    table_release(whole);
}
END_TEST

/* Python: hmac.new(bytes(range(1, 17)), text, "sha256").hexdigest()[:16] */
START_TEST(pseudonyms_are_keyed_hashes)
{
    struct secret secret;
    for (size_t i = 0; i < SECRET_BYTES; i++)
        secret.bytes[i] = (uint8_t)(i + 1);
    struct builder *builder = builder_new("t");
    builder_add_column(builder, "email", TYPE_TEXT);
    builder_add_column(builder, "phone", TYPE_INT);
    builder_set_text(builder, 0, "ada@aster.example", 17);
    builder_set_int(builder, 1, 4917);
    builder_end_row(builder);
    builder_end_row(builder);
    struct table *clear = builder_finish(builder, NULL);
    struct column columns[2] = { clear->columns[0], clear->columns[1] };
    for (size_t c = 0; c < 2; c++) {
        columns[c].personal = columns[c].identifies = true;
        columns[c].secret = secret;
    }
    struct text out = TEXT_EMPTY;
    column_show(&columns[0], 0, &out);
    level_show(&columns[0], 0, &out);
    column_show(&columns[1], 0, &out);
    column_show(&columns[1], 1, &out);
    ck_assert_str_eq(text_string(&out), "p4df2befece557d2ap4df2befece557d2ap0d7f4c56332d1e87NA");
    size_t row = 9;
    ck_assert(pseudonym_find(&columns[1], 2, "p0d7f4c56332d1e87", &row));
    ck_assert_uint_eq(row, 0);
    ck_assert(!pseudonym_find(&columns[1], 2, "p0d7f4c56332d1e88", &row));
    ck_assert(!pseudonym_find(&columns[0], 2, "ada@aster.example", &row));
    ck_assert(!pseudonym_find(&clear->columns[0], 2, "p4df2befece557d2a", &row));
    struct table *marked = table_wrap("t", 2, columns, 2, NULL, NULL), *shown = table_pseudonymised(marked, NULL);
    ck_assert_int_eq(shown->columns[1].type, TYPE_TEXT);
    ck_assert(!shown->columns[0].personal && !shown->columns[1].identifies);
    text_clear(&out);
    column_write(&shown->columns[0], 0, &out);
    column_write(&shown->columns[1], 0, &out);
    ck_assert_str_eq(text_string(&out), "p4df2befece557d2ap0d7f4c56332d1e87");
    ck_assert(column_is_missing(&shown->columns[1], 1));
    text_release(&out);
    table_release(shown);
    table_release(marked);
    table_release(clear);
}
END_TEST

TCase *personal_cases(void)
{
    TCase *cases = tcase_create("personal");
    tcase_add_test(cases, names_that_are_personal);
    tcase_add_test(cases, types_decide_too);
    tcase_add_test(cases, masks);
    tcase_add_test(cases, personal_columns_are_shown_masked_and_kept_whole);
    tcase_add_test(cases, pseudonyms_are_keyed_hashes);
    return cases;
}
