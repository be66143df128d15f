/* Reading and evaluating boosted trees. */
#include "trees.h"

#include <math.h>

#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/work.h"

enum { ROWS_AT_ONCE = 64, MOST_NODES = 1 << 24 };

static bool damaged(struct error *err, size_t tree, const char *what)
{
    return fail(err, ERROR_DATA, E_MODEL_FILE, "tree %zu of the model has damaged '%s'", tree, what);
}

/* XGBoost writes some numbers as text ("5E-1"). */
static bool text_number(const struct json *object, const char *name, double least, double greatest, double *out,
                        struct error *err)
{
    const char *text = json_get_text(object, name);
    if (!text || !number_parse(text, strlen(text), out) || !(*out >= least && *out <= greatest))
        return fail(err, ERROR_DATA, E_MODEL_FILE, "the booster's '%s' is missing or out of range", name);
    return true;
}

/* One tree's arrays, and where its nodes go. */
struct tree_arrays {
    size_t tree, n;
    double *left, *right, *column, *condition, *missing_left, *gain, *cover;
};

static const char *const array_names[] = {
    "left_children", "right_children", "split_indices", "split_conditions",
    "default_left",  "loss_changes",   "sum_hessian",
};
enum { ARRAYS = 7 };

/* The arrays that only the library reads must have the right size as well, or it would read past their ends. */
static const char *const other_names[] = { "base_weights", "parents", "split_type" };
static const char *const empty_names[] = { "categories", "categories_nodes", "categories_segments",
                                           "categories_sizes" };

static bool arrays_read(struct tree_arrays *arrays, const struct json *tree, size_t n_columns, struct error *err)
{
    double n;
    if (!text_number(json_get(tree, "tree_param"), "num_nodes", 1, MOST_NODES, &n, err))
        return false;
    arrays->n = (size_t)n;
    double **places[ARRAYS] = { &arrays->left,         &arrays->right, &arrays->column, &arrays->condition,
                                &arrays->missing_left, &arrays->gain,  &arrays->cover };
    for (size_t i = 0; i < ARRAYS; i++) {
        if (json_size(json_get(tree, array_names[i])) != arrays->n)
            return damaged(err, arrays->tree, array_names[i]);
        *places[i] = allocate(arrays->n, sizeof(double));
        if (!json_get_numbers(tree, array_names[i], *places[i], arrays->n))
            return damaged(err, arrays->tree, array_names[i]);
    }
    for (size_t i = 0; i < sizeof other_names / sizeof *other_names; i++)
        if (json_size(json_get(tree, other_names[i])) != arrays->n)
            return damaged(err, arrays->tree, other_names[i]);
    for (size_t i = 0; i < sizeof empty_names / sizeof *empty_names; i++)
        if (json_size(json_get(tree, empty_names[i])) != 0)
            return damaged(err, arrays->tree, empty_names[i]);
    for (size_t i = 0; i < arrays->n; i++) {
        if (!(arrays->column[i] >= 0 && arrays->column[i] < (double)n_columns &&
              arrays->column[i] == floor(arrays->column[i])))
            return damaged(err, arrays->tree, "split_indices");
        if (!isfinite(arrays->condition[i]) || fabs(arrays->condition[i]) > (double)__FLT_MAX__)
            return damaged(err, arrays->tree, "split_conditions");
        if (!isfinite(arrays->gain[i]))
            return damaged(err, arrays->tree, "loss_changes");
        if (!(arrays->cover[i] >= 0 && arrays->cover[i] <= (double)__FLT_MAX__))
            return damaged(err, arrays->tree, "sum_hessian");
    }
    return true;
}

static void arrays_release(struct tree_arrays *arrays)
{
    free(arrays->left);
    free(arrays->right);
    free(arrays->column);
    free(arrays->condition);
    free(arrays->missing_left);
    free(arrays->gain);
    free(arrays->cover);
}

/* Nodes breadth first, children side by side. A child that was seen already, or is none, is an error. */
static bool tree_place(struct trees *trees, const struct tree_arrays *arrays, struct error *err)
{
    size_t n = arrays->n, n_placed = 1, first = trees->n_nodes;
    size_t *order = allocate(n, sizeof *order), *level = allocate(n, sizeof *level);
    bool *seen = allocate(n, sizeof *seen), done = true;
    trees->nodes = reallocate(trees->nodes, first + n, sizeof *trees->nodes);
    trees->cover = reallocate(trees->cover, first + n, sizeof *trees->cover);
    seen[0] = true;
    for (size_t i = 0; done && i < n_placed; i++) {
        size_t from = order[i];
        double left = arrays->left[from], right = arrays->right[from];
        struct tree_node *node = &trees->nodes[first + i];
        *node = (struct tree_node){ .value = (float)arrays->condition[from] };
        trees->cover[first + i] = (float)arrays->cover[from];
        if (left == -1 && right == -1)
            continue;
        if (!(left > 0 && left < (double)n && right > 0 && right < (double)n && left == floor(left) &&
              right == floor(right) && left != right && level[i] < TREE_MOST_LEVELS && !seen[(size_t)left] &&
              !seen[(size_t)right])) {
            done = damaged(err, arrays->tree, "left_children");
            break;
        }
        node->test = (uint32_t)arrays->column[from] | (arrays->missing_left[from] != 0 ? TREE_MISSING_LEFT : 0);
        node->left = (uint32_t)(first + n_placed);
        trees->gain[(size_t)arrays->column[from]] += arrays->gain[from];
        seen[(size_t)left] = seen[(size_t)right] = true;
        level[n_placed] = level[n_placed + 1] = level[i] + 1;
        order[n_placed++] = (size_t)left;
        order[n_placed++] = (size_t)right;
    }
    trees->n_nodes = first + n_placed;
    free(order);
    free(level);
    free(seen);
    return done;
}

static bool tree_read(struct trees *trees, const struct json *json, size_t tree, struct error *err)
{
    struct tree_arrays arrays = { .tree = tree };
    trees->roots[tree] = (uint32_t)trees->n_nodes;
    bool done = arrays_read(&arrays, json, trees->n_columns, err);
    if (done && trees->n_nodes + arrays.n > MOST_NODES)
        done = fail(err, ERROR_DATA, E_MODEL_FILE, "the model has more than %d nodes", MOST_NODES);
    done = done && tree_place(trees, &arrays, err);
    arrays_release(&arrays);
    return done;
}

/* Objective and margin without trees. A probability is turned into log-odds as the library does it, in float32. */
static bool base_read(struct trees *trees, const struct json *learner, struct error *err)
{
    const struct json *parameters = json_get(learner, "learner_model_param");
    const char *objective = json_get_text(json_get(learner, "objective"), "name");
    double base = 0, n_columns = 0, n_classes = 0;
    if (!objective || (strcmp(objective, "binary:logistic") != 0 && strcmp(objective, "reg:squarederror") != 0))
        return fail(err, ERROR_DATA, E_MODEL_FILE, "the booster's objective is not one that patron makes");
    trees->logistic = objective[0] == 'b';
    if (!text_number(parameters, "num_feature", 1, 1 << 24, &n_columns, err) ||
        !text_number(parameters, "num_class", 0, 0, &n_classes, err) ||
        !text_number(parameters, "base_score", trees->logistic ? 1e-30 : -1e37, trees->logistic ? 1 - 1e-7 : 1e37,
                     &base, err))
        return false;
    trees->n_columns = (size_t)n_columns;
    trees->base = trees->logistic ? -logf(1.0f / (float)base - 1.0f) : (float)base;
    return true;
}

bool trees_read(struct trees *trees, const struct json *booster, struct error *err)
{
    *trees = (struct trees){ 0 };
    const struct json *learner = json_get(booster, "learner"), *gbtree = json_get(learner, "gradient_booster");
    const struct json *model = json_get(gbtree, "model"), *list = json_get(model, "trees");
    const char *name = json_get_text(gbtree, "name");
    if (!json_is_array(list) || json_size(list) > 1 << 20 || !name || strcmp(name, "gbtree") != 0)
        return fail(err, ERROR_DATA, E_MODEL_FILE, "the model's booster holds no trees");
    double n_trees = 0;
    if (!base_read(trees, learner, err) ||
        !text_number(json_get(model, "gbtree_model_param"), "num_trees", 0, 1 << 20, &n_trees, err))
        return false;
    trees->n_trees = json_size(list);
    if ((double)trees->n_trees != n_trees || json_size(json_get(model, "tree_info")) != trees->n_trees)
        return fail(err, ERROR_DATA, E_MODEL_FILE, "the booster's number of trees is not what it says");
    trees->roots = allocate(trees->n_trees, sizeof *trees->roots);
    trees->gain = allocate(trees->n_columns, sizeof *trees->gain);
    for (size_t i = 0; i < trees->n_trees; i++)
        if (!tree_read(trees, json_item(list, i), i, err)) {
            trees_release(trees);
            return false;
        }
    return true;
}

void trees_release(struct trees *trees)
{
    free(trees->roots);
    free(trees->nodes);
    free(trees->gain);
    free(trees->cover);
    free(trees->centre);
    *trees = (struct trees){ 0 };
}

struct margins {
    const struct trees *trees;
    const struct matrix *x;
    float *out;
};

void trees_round(const struct trees *trees, const double *row, float *out)
{
    for (size_t j = 0; j < trees->n_columns; j++)
        out[j] = (float)(trees->centre ? row[j] - trees->centre[j] : row[j]);
}

static float leaf_value(const struct tree_node *nodes, uint32_t root, const float *row)
{
    const struct tree_node *node = &nodes[root];
    while (node->left)
        node = &nodes[tree_next(node, row)];
    return node->value;
}

/* A few rows at a time through tree after tree, so that a tree's nodes are in cache for all of them. */
static void margins_block(void *context, size_t block)
{
    struct margins *job = context;
    const struct trees *trees = job->trees;
    size_t p = trees->n_columns, end = block_end(block, job->x->n_rows);
    float *rows = allocate(ROWS_AT_ONCE * p, sizeof *rows);
    for (size_t first = block * BLOCK_ROWS; first < end; first += ROWS_AT_ONCE) {
        size_t n = end - first < ROWS_AT_ONCE ? end - first : ROWS_AT_ONCE;
        const double *from = matrix_row(job->x, first);
        for (size_t i = 0; i < n; i++)
            trees_round(trees, from + i * p, rows + i * p);
        for (size_t i = 0; i < n; i++)
            job->out[first + i] = trees->base;
        for (size_t t = 0; t < trees->n_trees; t++)
            for (size_t i = 0; i < n; i++)
                job->out[first + i] += leaf_value(trees->nodes, trees->roots[t], rows + i * p);
    }
    free(rows);
}

bool trees_margins(const struct trees *trees, const struct matrix *x, struct work *work, float *out, struct error *err)
{
    struct margins job = { trees, x, out };
    return learn_check_columns(x, trees->n_columns, err) &&
           work_run(work, block_count(x->n_rows), margins_block, &job, err);
}
