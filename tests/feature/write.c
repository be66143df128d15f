/* Trees written back: canonical, and read again to the same tree. */
#include "feature_tests.h"
#include "patron/base/text.h"

static const char *const pairs[][2] = {
    { "a=1", "a == 1" },
    { "a<>1", "a != 1" },
    { "((a))", "a" },
    { "(a+b)*c", "(a + b) * c" },
    { "a+(b*c)", "a + b * c" },
    { "a-(b-c)", "a - (b - c)" },
    { "(a-b)-c", "a - b - c" },
    { "a/(b*c)%d", "a / (b * c) % d" },
    { "-2^2", "-2^2" },
    { "(-2)^2", "(-2)^2" },
    { "2^-3^2", "2^-3^2" },
    { "(2^3)^2", "(2^3)^2" },
    { "- -a", "--a" },
    { "+a", "a" },
    { "not a==1", "not a == 1" },
    { "not (a and b)", "not (a and b)" },
    { "(not a) and b", "not a and b" },
    { "a or b and c", "a or b and c" },
    { "(a or b) and c", "(a or b) and c" },
    { "a or (b or c)", "a or (b or c)" },
    { "(a == b) == c", "(a == b) == c" },
    { "x in(1,'b',2024-07-01)", "x in (1, \"b\", 2024-07-01)" },
    { "x not in (1)", "x not in (1)" },
    { "x between 1 and 2 and y", "x between 1 and 2 and y" },
    { "x not between a+1 and (b==c)", "x not between a + 1 and (b == c)" },
    { "x is not null", "x is not missing" },
    { "x+1 is missing", "x + 1 is missing" },
    { "x not like 'C%'", "x not like \"C%\"" },
    { "'it''s'", "\"it's\"" },
    { "\"say \"\"a\"\"\"", "'say \"a\"'" },
    { "\"'\"\"\"", "\"'\"\"\"" },
    { "`order date` > 2024-07-01T00:00:00", "`order date` > 2024-07-01" },
    { "orders.`unit price`", "orders.`unit price`" },
    { "`in`", "`in`" },
    { "`a``b`", "`a``b`" },
    { "`plain`", "plain" },
    { "2024-07-01 10:15", "2024-07-01T10:15:00" },
    { "1e3 + .5", "1000 + 0.5" },
    { "0.1", "0.1" },
    { "1E+300", "1e+300" },
    { "round( x ,2 )", "round(x, 2)" },
    { "if(a or b,1,2)", "if(a or b, 1, 2)" },
    { "sum(orders.amount where channel='app')", "sum(orders.amount where channel == \"app\")" },
    { "count(orders)over 30d/count(orders)over 3m", "count(orders) over 30d / count(orders) over 3m" },
    { "days since last(orders.order_ts)", "days since last(orders.order_ts)" },
    { "days since (a - 3d)", "days since (a - 3d)" },
    { "no", "no" },
};

static char *written(const char *text, struct arena *arena)
{
    struct error err = ERROR_INIT;
    struct expression *tree = expression_parse(text, 0, arena, &err);
    ck_assert_msg(tree != NULL, "'%s': %s", text, err.what);
    struct text out = TEXT_EMPTY;
    expression_write(tree, &out);
    return text_take(&out);
}

START_TEST(canonical)
{
    struct arena arena;
    arena_init(&arena);
    char *once = written(pairs[_i][0], &arena);
    ck_assert_str_eq(once, pairs[_i][1]);
    char *twice = written(once, &arena);
    ck_assert_str_eq(twice, once);
    free(once);
    free(twice);
    arena_release(&arena);
}
END_TEST

static bool same_text(const char *a, const char *b)
{
    return (!a && !b) || (a && b && strcmp(a, b) == 0);
}

static bool same_tree(const struct expression *a, const struct expression *b)
{
    if (!a || !b)
        return a == b;
    bool same = a->kind == b->kind && a->operator_ == b->operator_ && a->n_arguments == b->n_arguments &&
                a->negated == b->negated && a->number == b->number && a->time == b->time &&
                a->duration.count == b->duration.count && same_text(a->table, b->table) &&
                same_text(a->text, b->text) && same_tree(a->condition, b->condition);
    for (size_t i = 0; same && i < a->n_arguments; i++)
        same = same_tree(a->arguments[i], b->arguments[i]);
    return same;
}

static struct expression *random_leaf(struct random *random, struct arena *arena)
{
    struct expression *node = arena_allocate(arena, 1, sizeof *node);
    static const char *const names[] = { "amount",
                                         "order date",
                                         "not",
                                         "days",
                                         "asof",
                                         "no",
                                         "x_1",
                                         "gr\xc3\xb6\xc3\x9f"
                                         "e" };
    node->text = "";
    switch (random_below(random, 5)) {
    case 0:
        node->kind = EXPRESSION_NUMBER;
        node->number = (double)random_below(random, 1000000) / 1000;
        break;
    case 1:
        node->kind = EXPRESSION_TEXT;
        node->text = random_below(random, 2) ? "it's \"it\"" : "app";
        break;
    case 2:
        node->kind = EXPRESSION_TIME;
        node->time = (int64_t)random_below(random, 30000) * TIME_DAY + (int64_t)random_below(random, 2) * TIME_SECOND;
        break;
    case 3:
        node->kind = EXPRESSION_COLUMN;
        node->table = "orders";
        node->text = names[random_below(random, 8)];
        break;
    default:
        node->kind = EXPRESSION_NAME;
        node->text = names[random_below(random, 8)];
    }
    return node;
}

/* Any tree that the parser could make, down to DEPTH. */
static struct expression *random_tree(struct random *random, struct arena *arena, size_t depth)
{
    if (depth == 0 || random_below(random, 5) == 0)
        return random_leaf(random, arena);
    struct expression *node = arena_allocate(arena, 1, sizeof *node);
    static const enum expression_kind kinds[] = { EXPRESSION_UNARY, EXPRESSION_BINARY,     EXPRESSION_BINARY,
                                                  EXPRESSION_IN,    EXPRESSION_IS_MISSING, EXPRESSION_BETWEEN,
                                                  EXPRESSION_CALL,  EXPRESSION_SINCE };
    node->kind = kinds[random_below(random, sizeof kinds / sizeof *kinds)];
    node->n_arguments = node->kind == EXPRESSION_BETWEEN                                 ? 3
                        : node->kind == EXPRESSION_BINARY || node->kind == EXPRESSION_IN ? 2
                                                                                         : 1;
    if (node->kind == EXPRESSION_UNARY)
        node->operator_ = random_below(random, 2) ? OP_NOT : OP_NEGATE;
    if (node->kind == EXPRESSION_BINARY) {
        static const enum expression_operator operators[] = { OP_ADD,    OP_SUBTRACT,  OP_MULTIPLY, OP_DIVIDE,
                                                              OP_MODULO, OP_POWER,     OP_AND,      OP_OR,
                                                              OP_EQUAL,  OP_NOT_EQUAL, OP_LESS,     OP_GREATER_EQUAL };
        node->operator_ = operators[random_below(random, sizeof operators / sizeof *operators)];
    }
    if (node->kind == EXPRESSION_CALL)
        node->text = "log1p";
    if (node->kind == EXPRESSION_IN || node->kind == EXPRESSION_BETWEEN || node->kind == EXPRESSION_IS_MISSING)
        node->negated = random_below(random, 2);
    node->arguments = arena_allocate(arena, node->n_arguments, sizeof *node->arguments);
    for (size_t i = 0; i < node->n_arguments; i++)
        node->arguments[i] = random_tree(random, arena, depth - 1);
    return node;
}

static void clear_texts(struct expression *node)
{
    if (node->kind != EXPRESSION_CALL && node->kind < EXPRESSION_IN && node->kind >= EXPRESSION_UNARY)
        node->text = NULL;
    for (size_t i = 0; i < node->n_arguments; i++)
        clear_texts(node->arguments[i]);
}

START_TEST(round_trips)
{
    for (uint64_t i = 0; i < 4000; i++) {
        struct arena arena;
        struct random random = random_stream(3, i);
        arena_init(&arena);
        struct expression *tree = random_tree(&random, &arena, 5);
        clear_texts(tree);
        struct text text = TEXT_EMPTY;
        struct error err = ERROR_INIT;
        expression_write(tree, &text);
        struct expression *again = expression_parse(text_string(&text), 0, &arena, &err);
        expect(again, "%s: %s", text_string(&text), err.what);
        expect(same_tree(tree, again), "another tree: %s", text_string(&text));
        text_release(&text);
        arena_release(&arena);
    }
}
END_TEST

Suite *write_suite(void)
{
    Suite *suite = suite_create("write");
    TCase *tcase = tcase_create("write");
    tcase_add_loop_test(tcase, canonical, 0, sizeof pairs / sizeof *pairs);
    tcase_add_test(tcase, round_trips);
    suite_add_tcase(suite, tcase);
    return suite;
}
