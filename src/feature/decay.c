/* Weights that halve: an event AGE days before the cutoff weighs 2^(-AGE / half-life). */
#include "feature/decay.h"

#include "patron/base/error.h"

/* arguments: the event's time, the half-life in days, and the value that must be there, if one must. */
static const void *weights(const struct node *node, const struct batch *batch, void *buffer)
{
    double *out = buffer;
    const int64_t *times = node_values(node->arguments[0], batch, buffers_take(batch->buffers));
    const double *half_life = node_values(node->arguments[1], batch, buffers_take(batch->buffers));
    for (size_t i = 0; i < batch->n; i++) {
        double age = (double)(batch->cutoffs[i] - times[i]) / (double)TIME_DAY;
        out[i] = times[i] == TIME_MISSING || batch->cutoffs[i] == TIME_MISSING ? NAN : exp2(-(age / half_life[i]));
    }
    buffers_give(batch->buffers);
    buffers_give(batch->buffers);
    if (node->n_arguments < 3)
        return out;
    const void *values = node_values(node->arguments[2], batch, buffers_take(batch->buffers));
    for (size_t i = 0; i < batch->n; i++)
        out[i] = value_is_missing(node->arguments[2]->type, values, i) ? NAN : out[i];
    buffers_give(batch->buffers);
    return out;
}

struct node *decay_weights(struct binder *binder, const struct expression *expression, struct node *time,
                           double half_life, struct node *value)
{
    struct node *node = node_new(binder, expression, VALUE_NUMBER, weights, value ? 3 : 2);
    node->arguments[0] = time;
    node->arguments[1] = node_number(binder, expression, half_life);
    if (value)
        node->arguments[2] = value;
    return node;
}

static const void *products(const struct node *node, const struct batch *batch, void *buffer)
{
    const double *left = node_values(node->arguments[0], batch, buffer);
    const double *right = node_values(node->arguments[1], batch, buffers_take(batch->buffers));
    double *out = buffer;
    for (size_t i = 0; i < batch->n; i++)
        out[i] = left[i] * right[i];
    buffers_give(batch->buffers);
    return out;
}

static const void *quotients(const struct node *node, const struct batch *batch, void *buffer)
{
    const double *left = node_values(node->arguments[0], batch, buffer);
    const double *right = node_values(node->arguments[1], batch, buffers_take(batch->buffers));
    double *out = buffer;
    for (size_t i = 0; i < batch->n; i++)
        out[i] = right[i] > 0 ? left[i] / right[i] + 0.0 : NAN;
    buffers_give(batch->buffers);
    return out;
}

static struct node *of_two(struct binder *binder, const struct expression *expression, node_function *function,
                           struct node *left, struct node *right)
{
    struct node *node = node_new(binder, expression, VALUE_NUMBER, function, 2);
    node->arguments[0] = left;
    node->arguments[1] = right;
    return node;
}

struct node *decay_product(struct binder *binder, const struct expression *expression, struct node *value,
                           struct node *weight)
{
    return of_two(binder, expression, products, value, weight);
}

struct node *decay_mean(struct binder *binder, const struct expression *expression, struct node *sum,
                        struct node *weight)
{
    return of_two(binder, expression, quotients, sum, weight);
}
