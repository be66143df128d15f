/* Paths in objects, and the columns that they become. */
#include "source/json_tree.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/hash.h"
#include "patron/base/memory.h"
#include "patron/source/limits.h"

enum { NODES_OF_COLUMN = 4, FIRST_SLOTS = 256 };

bool path_parse(const char *text, const char *option, struct path *out, struct error *err)
{
    *out = (struct path){ 0 };
    if (!text)
        return true;
    for (const char *begin = text;; begin++) {
        size_t length = strcspn(begin, ".");
        if (length == 0) {
            path_release(out);
            fail(err, ERROR_USER, E_BAD_VALUE, "%s=%s is no path", option, text);
            error_reason(err, "a path is names of members with points between them");
            error_mend(err, "%s=data.orders", option);
            return false;
        }
        out->names = reallocate(out->names, out->n + 1, sizeof *out->names);
        out->names[out->n++] = copy_bytes(begin, length);
        begin += length;
        if (!*begin)
            return true;
    }
}

void path_release(struct path *path)
{
    for (size_t i = 0; i < path->n; i++)
        free(path->names[i]);
    free(path->names);
    *path = (struct path){ 0 };
}

struct tree *tree_new(const struct path *rows)
{
    struct tree *tree = allocate(1, sizeof *tree);
    tree->rows = rows;
    tree->most_columns = source_limits().columns;
    tree->users = 1;
    tree->nodes = allocate(1, sizeof *tree->nodes);
    tree->nodes[0] = (struct node){ .parent = NO_NODE, .first = NO_NODE, .last = NO_NODE, .next = NO_NODE };
    tree->nodes[0].column = NO_COLUMN;
    tree->n = tree->capacity = 1;
    tree->n_slots = FIRST_SLOTS;
    tree->slots = allocate(tree->n_slots, sizeof *tree->slots);
    return tree;
}

void tree_release(struct tree *tree)
{
    if (!tree || --tree->users > 0)
        return;
    for (size_t i = 0; i < tree->n; i++)
        free(tree->nodes[i].key);
    for (size_t i = 0; i < tree->n_columns; i++) {
        free(tree->names[i]);
        free(tree->paths[i]);
    }
    free(tree->names);
    free(tree->paths);
    free(tree->columns);
    free(tree->nodes);
    free(tree->slots);
    free(tree);
}

static bool is_called(const struct node *node, uint32_t parent, const char *key, size_t length)
{
    return node->parent == parent && node->key_length == length && memcmp(node->key, key, length) == 0;
}

static size_t slot_of(const struct tree *tree, uint32_t parent, const char *key, size_t length)
{
    size_t at = hash_quick(key, length, parent) & (tree->n_slots - 1);
    while (tree->slots[at] && !is_called(&tree->nodes[tree->slots[at]], parent, key, length))
        at = (at + 1) & (tree->n_slots - 1);
    return at;
}

uint32_t tree_find(const struct tree *tree, uint32_t parent, const char *key, size_t length)
{
    uint32_t node = tree->slots[slot_of(tree, parent, key, length)];
    return node ? node : NO_NODE;
}

static void grow_slots(struct tree *tree)
{
    free(tree->slots);
    tree->n_slots *= 2;
    tree->slots = allocate(tree->n_slots, sizeof *tree->slots);
    for (uint32_t i = 1; i < tree->n; i++) {
        const struct node *node = &tree->nodes[i];
        tree->slots[slot_of(tree, node->parent, node->key, node->key_length)] = i;
    }
}

static uint32_t path_state(const struct tree *tree, uint32_t parent, const char *key, size_t length)
{
    uint32_t done = tree->nodes[parent].on_path;
    if (done == NO_NODE || done == tree->rows->n)
        return NO_NODE;
    const char *wanted = tree->rows->names[done];
    return strlen(wanted) == length && memcmp(wanted, key, length) == 0 ? done + 1 : NO_NODE;
}

static uint32_t tree_add(struct tree *tree, uint32_t parent, const char *key, size_t length)
{
    size_t slot = slot_of(tree, parent, key, length);
    if (tree->slots[slot])
        return tree->slots[slot];
    if (tree->n / NODES_OF_COLUMN > tree->most_columns) {
        tree->full = true;
        return NO_NODE;
    }
    if (tree->n == tree->capacity) {
        tree->capacity *= 2;
        tree->nodes = reallocate(tree->nodes, tree->capacity, sizeof *tree->nodes);
    }
    uint32_t id = (uint32_t)tree->n++;
    tree->nodes[id] = (struct node){ .key = copy_bytes(key, length),
                                     .key_length = (uint32_t)length,
                                     .parent = parent,
                                     .first = NO_NODE,
                                     .last = NO_NODE,
                                     .next = NO_NODE,
                                     .depth = tree->nodes[parent].depth + 1,
                                     .on_path = path_state(tree, parent, key, length),
                                     .column = NO_COLUMN };
    struct node *above = &tree->nodes[parent];
    if (above->last == NO_NODE)
        above->first = id;
    else
        tree->nodes[above->last].next = id;
    above->last = id;
    tree->slots[slot] = id;
    if (tree->n * 2 > tree->n_slots)
        grow_slots(tree);
    return id;
}

/* The child of PARENT that a member's name means; HINT is where it probably is. */
static uint32_t child_of(struct tree *tree, uint32_t parent, const struct tape *tape, const struct item *member,
                         uint32_t hint)
{
    const char *key = tape->bytes + member->key;
    if (!member->key_escaped) {
        if (hint != NO_NODE && is_called(&tree->nodes[hint], parent, key, member->key_length))
            return hint;
        return tree_add(tree, parent, key, member->key_length);
    }
    struct text plain = TEXT_EMPTY;
    tape_unescape(key, member->key_length, &plain);
    uint32_t node = tree_add(tree, parent, text_string(&plain), plain.length);
    text_release(&plain);
    return node;
}

static void learn(struct tree *tree, const struct tape *tape, uint32_t id, uint32_t at)
{
    const struct item *item = &tape->items[at];
    struct node *node = &tree->nodes[id];
    bool on_path = node->on_path != NO_NODE && node->on_path > 0;
    if (item->kind == ITEM_NULL) {
        node->null = true;
    } else if (item->kind == ITEM_OBJECT) {
        node->object = true;
        uint32_t hint = node->first;
        for (at++; at < item->next; at = tape->items[at].next) {
            uint32_t child = child_of(tree, id, tape, &tape->items[at], hint);
            if (child == NO_NODE)
                return;
            learn(tree, tape, child, at);
            hint = tree->nodes[child].next;
        }
    } else if (item->kind == ITEM_ARRAY && on_path) {
        node->apart = true;
        if (item->n_parts > 0)
            tree->n_rows += item->n_parts - 1;
        for (at++; at < item->next; at = tape->items[at].next)
            if (tape->items[at].kind == ITEM_ARRAY)
                tree->nodes[id].array = true;
            else
                learn(tree, tape, id, at);
    } else if (item->kind == ITEM_ARRAY) {
        node->array = true;
    } else {
        node->scalar = true;
    }
}

void tree_learn(struct tree *tree, const struct tape *tape)
{
    tree->n_rows++;
    learn(tree, tape, 0, 0);
}

static void add_sight(struct node *into, const struct node *from)
{
    into->scalar |= from->scalar;
    into->null |= from->null;
    into->object |= from->object;
    into->array |= from->array;
    into->apart |= from->apart;
}

void tree_merge(struct tree *into, const struct tree *from)
{
    uint32_t *map = allocate(from->n, sizeof *map);
    add_sight(&into->nodes[0], &from->nodes[0]);
    into->full |= from->full;
    into->n_rows += from->n_rows;
    for (size_t i = 1; i < from->n; i++) {
        const struct node *node = &from->nodes[i];
        uint32_t parent = map[node->parent];
        map[i] = parent == NO_NODE ? NO_NODE : tree_add(into, parent, node->key, node->key_length);
        if (map[i] != NO_NODE)
            add_sight(&into->nodes[map[i]], node);
    }
    free(map);
}

/* Columns. */

/* null says nothing of what the value would be: it makes a column only where no object was seen. */
static bool makes_column(const struct node *node)
{
    return node->scalar || node->array || (node->null && !node->object && !node->apart);
}

static void add_columns(struct tree *tree, uint32_t id)
{
    struct node *node = &tree->nodes[id];
    if (node->parent != NO_NODE)
        node->level = tree->nodes[node->parent].level + node->apart;
    if (id && makes_column(node)) {
        if (tree->n_columns == tree->most_columns) {
            tree->full = true;
            return;
        }
        node->column = (uint32_t)tree->n_columns;
        tree->columns[tree->n_columns++] = id;
    }
    for (uint32_t child = node->first; child != NO_NODE; child = tree->nodes[child].next)
        add_columns(tree, child);
}

static void write_path(const struct tree *tree, uint32_t id, char divider, bool plain, struct text *out)
{
    const struct node *node = &tree->nodes[id];
    if (node->parent != 0) {
        write_path(tree, node->parent, divider, plain, out);
        text_add_char(out, divider);
    }
    for (size_t i = 0; i < node->key_length; i++) {
        unsigned char c = (unsigned char)node->key[i];
        text_add_char(out, !plain || c >= 0x80 || isalnum(c) ? (char)c : '_');
    }
}

/* The names that columns have so far: a column and 1, or 0; per column, the last number behind its name. */
struct taken {
    uint32_t *slots;
    size_t n_slots;
    size_t *numbers;
};

/* The slot of NAME, which holds 0 when no column is called so. */
static uint32_t *slot_of_name(const struct tree *tree, const struct taken *taken, const char *name)
{
    size_t at = hash_quick(name, strlen(name), 0) & (taken->n_slots - 1);
    while (taken->slots[at] && strcmp(tree->names[taken->slots[at] - 1], name) != 0)
        at = (at + 1) & (taken->n_slots - 1);
    return &taken->slots[at];
}

static void name_column(struct tree *tree, size_t column, struct taken *taken)
{
    struct text name = TEXT_EMPTY, path = TEXT_EMPTY;
    write_path(tree, tree->columns[column], '_', true, &name);
    write_path(tree, tree->columns[column], '.', false, &path);
    tree->paths[column] = text_take(&path);
    if (!name.length)
        text_add(&name, "value");
    uint32_t *slot = slot_of_name(tree, taken, text_string(&name));
    if (*slot) {
        size_t base = name.length, *number = &taken->numbers[*slot - 1];
        *number += *number == 0;
        do {
            name.length = base;
            text_add_format(&name, "_%zu", ++*number);
            slot = slot_of_name(tree, taken, text_string(&name));
        } while (*slot);
    }
    tree->names[column] = text_take(&name);
    *slot = (uint32_t)column + 1;
}

void tree_settle(struct tree *tree)
{
    if (tree->columns)
        return;
    size_t most = tree->n < tree->most_columns ? tree->n : tree->most_columns;
    tree->columns = allocate(most, sizeof *tree->columns);
    add_columns(tree, 0);
    tree->names = allocate(tree->n_columns, sizeof *tree->names);
    tree->paths = allocate(tree->n_columns, sizeof *tree->paths);
    struct taken taken = { .n_slots = FIRST_SLOTS };
    while (taken.n_slots < 2 * tree->n_columns)
        taken.n_slots *= 2;
    taken.slots = allocate(taken.n_slots, sizeof *taken.slots);
    taken.numbers = allocate(tree->n_columns, sizeof *taken.numbers);
    uint32_t deepest = 0;
    for (size_t i = 0; i < tree->n_columns; i++) {
        uint32_t depth = tree->nodes[tree->columns[i]].depth;
        deepest = depth > deepest ? depth : deepest;
    }
    for (uint32_t depth = 1; depth <= deepest; depth++) /* shorter paths choose first */
        for (size_t i = 0; i < tree->n_columns; i++)
            if (tree->nodes[tree->columns[i]].depth == depth)
                name_column(tree, i, &taken);
    free(taken.slots);
    free(taken.numbers);
}
