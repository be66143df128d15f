/* JSON: a document on each line, or documents over lines. What its rows and columns are is found out in a first pass;
   nothing but where rows begin is kept of it, so that a file is never in memory as values.

   A row is an object: a line, the parts of the array at the top, or what is at the path `at`. A file that is one object
   with one member, as APIs wrap their answers, means that member. */
#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "patron/source/source.h"
#include "source/json_file.h"
#include "source/limits.h"
#include "source/place.h"

enum { BATCH_BLOCKS = 32 };

static const char *const lines_endings[] = { ".jsonl", ".ndjson", NULL };

static bool fail_json(const struct json_file *file, size_t at, const char *why, struct error *err)
{
    size_t line, column;
    char *source;
    content_spot(&file->content, at, &line, &column, &source);
    fail(err, ERROR_DATA, E_JSON, "%s is no JSON: %s", file->grid.path, why);
    error_reason(err, "line %zu, column %zu", line, column);
    if (at >= file->content.length)
        error_mend(err, "the file is cut short: export it again");
    data_place(err, file->grid.path, source, line, column, 1);
    free(source);
    return false;
}

/* The first pass. */

/* What a block of lines, or the whole of a document, holds. */
struct survey {
    struct json_file *file;
    struct work *work;
    struct error *err;
    struct tape tape;
    struct tree *tree;
    size_t start, limit;
    size_t n_rows;
    size_t n_refused, refused_at; /* lines and values that are no rows; the first */
    struct text refused;
    struct cells check; /* for stops */
};

static void survey_init(struct survey *survey, struct json_file *file, struct work *work, struct error *err)
{
    *survey = (struct survey){ .file = file, .work = work, .err = err, .tree = tree_new(&file->rows) };
    survey->tape.bytes = file->content.bytes;
    survey->tape.length = file->content.length;
}

static void survey_release(struct survey *survey)
{
    tape_release(&survey->tape);
    text_release(&survey->refused);
    tree_release(survey->tree);
}

static void note_refused(struct survey *survey, size_t at, struct text *reason)
{
    if (survey->n_refused++ == 0) {
        survey->refused = *reason;
        survey->refused_at = at;
        *reason = (struct text)TEXT_EMPTY;
    }
    text_release(reason);
}

static bool learn_row(void *context, size_t begin, size_t end)
{
    struct survey *survey = context;
    struct text reason = TEXT_EMPTY;
    (void)end;
    if (json_row_fault(&survey->tape, &reason)) {
        note_refused(survey, survey->tape.fault.length ? survey->tape.fault_at : begin, &reason);
    } else {
        tree_learn(survey->tree, &survey->tape);
        survey->n_rows++;
    }
    return true;
}

/* As learn_row, and keeps where the row is. */
static bool keep_row(void *context, size_t begin, size_t end)
{
    struct survey *survey = context;
    struct json_file *file = survey->file;
    if (file->n_rows + 1 >= file->capacity) {
        size_t capacity = file->capacity ? file->capacity * 2 : 1024;
        uint64_t *starts = allocate_large(capacity, sizeof *starts, "where the rows of the file begin", survey->err);
        if (!starts)
            return false;
        if (file->n_rows)
            memcpy(starts, file->starts, file->n_rows * sizeof *starts);
        free(file->starts);
        file->starts = starts;
        file->capacity = capacity;
    }
    file->starts[file->n_rows++] = begin;
    if (file->n_rows % 1024 == 0) {
        work_advance(survey->work, begin - survey->start);
        survey->start = begin;
        if (!work_go_on(survey->work, survey->err))
            return false;
    }
    return learn_row(context, begin, end);
}

static void survey_lines(void *context, size_t i)
{
    struct survey *survey = &((struct survey *)context)[i];
    const struct content *content = &survey->file->content;
    struct walk walk = { .tape = &survey->tape, .at = &survey->file->at, .context = survey, .row = learn_row };
    content_check(content, survey->start, survey->limit, &survey->check);
    for (size_t begin = survey->start, next; begin < survey->limit && !survey->check.stop; begin = next) {
        next = content_next_line(content, begin);
        size_t first = tape_skip_blanks(&survey->tape, begin), end = next;
        while (end > first && strchr(" \t\r\n", content->bytes[end - 1]))
            end--;
        if (first >= end || json_line(&walk, first, end) || !survey->tape.why)
            continue;
        struct text reason = TEXT_EMPTY;
        text_add(&reason, survey->tape.why);
        note_refused(survey, survey->tape.at, &reason);
    }
    text_release(&walk.members);
}

/* Takes a block's survey into that of the file. */
static bool add_survey(struct survey *whole, struct survey *block, struct error *err)
{
    if (block->check.stop)
        return content_explain(&whole->file->content, &block->check, err);
    tree_merge(whole->tree, block->tree);
    whole->n_rows += block->n_rows;
    if (block->n_refused && !whole->n_refused) {
        whole->refused = block->refused;
        whole->refused_at = block->refused_at;
        block->refused = (struct text)TEXT_EMPTY;
    }
    whole->n_refused += block->n_refused;
    return true;
}

static bool survey_all_lines(struct survey *whole, struct work *work, struct error *err)
{
    struct json_file *file = whole->file;
    bool good = true;
    for (size_t start = 0; start < file->content.length && good;) {
        struct survey blocks[BATCH_BLOCKS];
        size_t n = 0, begin = start;
        for (; n < BATCH_BLOCKS && start < file->content.length; n++) {
            survey_init(&blocks[n], file, NULL, NULL);
            blocks[n].start = start;
            size_t left = file->content.length - start;
            blocks[n].limit = left > JSON_BLOCK_BYTES ? content_next_line(&file->content, start + JSON_BLOCK_BYTES)
                                                      : file->content.length;
            start = blocks[n].limit;
        }
        good = work_run(work, n, survey_lines, blocks, err);
        for (size_t i = 0; i < n; i++) {
            good = good && add_survey(whole, &blocks[i], err);
            survey_release(&blocks[i]);
        }
        content_forget(&file->content, begin, start);
        work_advance(work, start - begin);
    }
    return good;
}

/* The file is one object with one member, and that holds an array or an object: its name, else NULL. */
static char *wrapping_member(struct survey *survey)
{
    struct tape *tape = &survey->tape;
    struct item member = { 0 };
    size_t end, begin;
    bool more;
    tape->at = tape_skip_blanks(tape, 0);
    if (tape->at == tape->length || tape->bytes[tape->at] != '{')
        return NULL;
    tape->at++;
    if (!tape_read_key(tape, &member))
        return NULL;
    begin = tape_skip_blanks(tape, tape->at);
    if (begin == tape->length || !strchr("[{", tape->bytes[begin]) || !tape_read(tape, begin, false, &end))
        return NULL;
    tape->at = end;
    if (!tape_read_divider(tape, '}', &more) || more || tape_skip_blanks(tape, tape->at) != tape->length)
        return NULL;
    struct text name = TEXT_EMPTY;
    tape_unescape(tape->bytes + member.key, member.key_length, &name);
    return text_take(&name);
}

/* What the path leads to nowhere with, and the member that is most like it. */
static bool fail_no_value(const struct json_file *file, const struct walk *walk, struct error *err)
{
    enum { SHOWN_BYTES = 300 };
    const char *wanted = file->at.names[walk->missed], *all = text_string(&walk->members);
    struct nearest nearest;
    struct text before = TEXT_EMPTY;
    char *members = copy_text(all), *rest = members;
    for (size_t i = 0; i < walk->missed; i++)
        text_add_format(&before, "%s.", file->at.names[i]);
    fail(err, ERROR_USER, E_NO_PATH, "%s has nothing at '%s%s'", file->grid.path, text_string(&before), wanted);
    nearest_init(&nearest, wanted);
    for (char *name = strsep(&rest, " "); name; name = strsep(&rest, " "))
        nearest_offer(&nearest, name);
    if (*members)
        error_reason(err, "what is there: %.*s%s", SHOWN_BYTES, all, strlen(all) > SHOWN_BYTES ? " ..." : "");
    if (nearest.best)
        error_mend(err, "at=%s%s", text_string(&before), nearest.best);
    text_release(&before);
    free(members);
    return false;
}

static bool survey_documents(struct survey *survey, struct error *err)
{
    struct json_file *file = survey->file;
    struct walk walk = { .tape = &survey->tape, .at = &file->at, .context = survey, .row = keep_row };
    size_t at = 0, length = file->content.length;
    content_check(&file->content, 0, length, &survey->check);
    if (survey->check.stop)
        return content_explain(&file->content, &survey->check, err);
    if (!file->at.n) {
        char *name = wrapping_member(survey);
        if (name) {
            file->at.names = allocate(1, sizeof *file->at.names);
            file->at.names[file->at.n++] = name;
        }
    }
    bool good = true;
    while (good && (at = tape_skip_blanks(&survey->tape, at)) < length) {
        survey->tape.why = NULL;
        good = walk_document(&walk, at, &at);
    }
    if (!good && survey->tape.why)
        fail_json(file, survey->tape.at, survey->tape.why, err);
    if (good && walk.n_values == 0 && file->at.n)
        good = fail_no_value(file, &walk, err);
    text_release(&walk.members);
    if (good && file->n_rows)
        file->starts[file->n_rows] = length;
    return good;
}

static bool fail_nothing(const struct json_file *file, const struct survey *survey, struct error *err)
{
    const char *refused = survey->n_refused ? text_string(&survey->refused) : "";
    if (survey->n_refused && !strstr(refused, JSON_NO_OBJECT))
        return fail_json(file, survey->refused_at, refused, err);
    if (survey->n_refused) {
        size_t line, column;
        char *source;
        content_spot(&file->content, survey->refused_at, &line, &column, &source);
        fail(err, ERROR_DATA, E_NO_ROWS, "%s holds no object", file->grid.path);
        error_reason(err, "each object would be a row; line %zu, column %zu has %s", line, column, refused);
        error_mend(err, "at= is the path to the objects, when they are further inside");
        data_place(err, file->grid.path, source, line, column, 1);
        free(source);
        return false;
    }
    fail(err, ERROR_DATA, E_NO_ROWS, "%s holds no object", file->grid.path);
    error_mend(err, "check the export that made it");
    return false;
}

/* The grid. */

static uint64_t json_guess(const struct grid *grid, uint64_t position)
{
    const struct json_file *file = (const struct json_file *)grid;
    if (!file->lines)
        return position;
    return position == 0 ? 0 : content_next_line(&file->content, (size_t)position - 1);
}

static bool json_explain(const struct grid *grid, const struct cells *cells, struct error *err)
{
    const struct json_file *file = (const struct json_file *)grid;
    if (cells->stop != STOP_LONG_FIELD)
        return content_explain(&file->content, cells, err);
    size_t line, column;
    char *source;
    content_spot(&file->content, (size_t)cells->stop_position, &line, &column, &source);
    fail_long_cell(err, "a value");
    error_reason(err, "it is in the object that begins in line %zu", line);
    error_mend(err, "arrays=count, if it is an array");
    mend_long_cell(err);
    data_place(err, grid->path, source, line, column, 1);
    free(source);
    return false;
}

static void json_forget(const struct grid *grid, uint64_t start, uint64_t limit)
{
    const struct json_file *file = (const struct json_file *)grid;
    content_forget(&file->content, (size_t)(file->lines ? start : file->starts[start]),
                   (size_t)(file->lines ? limit : file->starts[limit]));
}

static void json_close(struct grid *grid)
{
    struct json_file *file = (struct json_file *)grid;
    tree_release(file->tree);
    content_close(&file->content);
    path_release(&file->at);
    path_release(&file->rows);
    free(file->starts);
    free(file);
}

/* Whether PATH has ENDING, or has it before .gz and the like. */
static bool has_ending(const char *path, const char *ending)
{
    const char *found = strcasestr(path, ending);
    while (found && found[strlen(ending)] && found[strlen(ending)] != '.')
        found = strcasestr(found + 1, ending);
    return found && !strchr(found, '/');
}

/* Whether each line is a document: by the ending, unless the first runs on; else when more follows the first line. */
static bool is_lines(const struct json_file *file)
{
    struct tape tape = { .bytes = file->content.bytes, .length = file->content.length };
    size_t begin = tape_skip_blanks(&tape, 0), next = content_next_line(&file->content, begin), end;
    bool named = false;
    for (size_t i = 0; lines_endings[i]; i++)
        named = named || has_ending(file->grid.path, lines_endings[i]);
    if (!named && begin < tape.length && tape.bytes[begin] == '[')
        return false;
    tape.length = next;
    bool whole = tape_read(&tape, begin, false, &end);
    tape.length = file->content.length;
    bool lines = whole && (named || tape_skip_blanks(&tape, end) < tape.length);
    if (!whole && named)
        lines = !tape_read(&tape, begin, false, &end);
    tape_release(&tape);
    return lines;
}

static bool survey_file(struct json_file *file, struct work *work, struct error *err)
{
    struct survey survey;
    survey_init(&survey, file, work, err);
    work_begin(work, "bytes", file->content.length);
    bool good = file->lines ? survey_all_lines(&survey, work, err) : survey_documents(&survey, err);
    work_end(work);
    if (good && survey.n_rows == 0)
        good = fail_nothing(file, &survey, err);
    file->tree = survey.tree;
    survey.tree = NULL;
    survey_release(&survey);
    return good;
}

static void set_extent(struct json_file *file)
{
    struct grid *grid = &file->grid;
    uint64_t length = file->content.length;
    grid->n_bytes = file->content.stored;
    grid->first_line = 1;
    grid->end = file->lines ? length : file->n_rows;
    grid->block = file->lines ? JSON_BLOCK_BYTES : file->n_rows * JSON_BLOCK_BYTES / (length + 1) + 1;
    if (file->lines || !file->n_rows)
        return;
    for (size_t at = 0; (at = content_next_line(&file->content, at)) <= file->starts[0] && at < length;)
        grid->first_line++;
}

bool json_open(const char *path, const struct source_options *options, struct work *work, struct grid **out,
               struct error *err)
{
    struct json_file *file = allocate(1, sizeof *file);
    file->grid = (struct grid){ .path = path,
                                .has_header = true,
                                .decimal = options->decimal ? options->decimal : '.',
                                .guess = json_guess,
                                .read = json_read,
                                .raw = json_raw,
                                .locate = json_locate,
                                .explain = json_explain,
                                .close = json_close,
                                .forget = json_forget,
                                .agree = json_agree };
    const char *rows = options->rows;
    file->count_arrays = options->count_arrays;
    file->rows_optional = rows && *rows == '?';
    rows += file->rows_optional;
    bool good = path_parse(options->at, "at", &file->at, err) && path_parse(rows, "rows", &file->rows, err) &&
                content_open(path, options, work, &file->content, err);
    file->lines = good && is_lines(file);
    good = good && survey_file(file, work, err);
    if (!good) {
        json_close(&file->grid);
        return false;
    }
    set_extent(file);
    *out = &file->grid;
    return true;
}
