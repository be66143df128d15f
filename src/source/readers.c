/* The readers, the choice among them, and the whole way of a file into a table. */
#include <fcntl.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "source/archive.h"
#include "source/content.h"
#include "source/decimals.h"
#include "source/held.h"

enum { HEAD_BYTES = 4096 };

static const char *const csv_endings[] = { ".csv", NULL };
static const char *const tsv_endings[] = { ".tsv", ".tab", NULL };
static const char *const fixed_endings[] = { ".txt", ".dat", NULL };
static const char *const xlsx_endings[] = { ".xlsx", ".xlsm", NULL };
static const char *const json_endings[] = { ".json", ".jsonl", ".ndjson", NULL };
static const char *const sqlite_endings[] = { ".db", ".sqlite", ".sqlite3", NULL };
static const char *const packed_endings[] = { ".gz", ".xz", ".zst", ".bz2", NULL };

static bool ends_with(const char *path, size_t length, const char *const *endings, size_t *ending_length)
{
    for (; *endings; endings++) {
        size_t n = strlen(*endings);
        if (length >= n && strncasecmp(path + length - n, *endings, n) == 0) {
            *ending_length = n;
            return true;
        }
    }
    return false;
}

/* Whether PATH, without .gz and the like, ends with one of ENDINGS. */
static bool has_ending(const char *path, const char *const *endings)
{
    size_t length = strlen(path), n;
    if (ends_with(path, length, packed_endings, &n))
        length -= n;
    return ends_with(path, length, endings, &n);
}

static bool sniff_csv(const char *path, const unsigned char *head, size_t length)
{
    (void)head;
    (void)length;
    return has_ending(path, csv_endings);
}

static bool sniff_tsv(const char *path, const unsigned char *head, size_t length)
{
    (void)head;
    (void)length;
    return has_ending(path, tsv_endings);
}

/* How many fields between blanks the line at *AT has; 0 when something else delimits them. */
static size_t blank_fields(const unsigned char *head, size_t length, size_t *at)
{
    size_t n = 0;
    bool inside = false;
    for (; *at < length && head[*at] != '\n'; ++*at) {
        if (strchr(",;\t|\"", head[*at]))
            return 0;
        bool blank = head[*at] == ' ' || head[*at] == '\r';
        n += !blank && !inside;
        inside = !blank;
    }
    ++*at;
    return n;
}

/* Two whole lines of the same number of words, and no other delimiter. */
static bool sniff_fixed(const char *path, const unsigned char *head, size_t length)
{
    size_t at = 0, n = blank_fields(head, length, &at);
    return !has_ending(path, csv_endings) && n > 1 && at < length && blank_fields(head, length, &at) == n &&
           at <= length;
}

static bool take_nothing(void *context, const void *bytes, size_t length, struct error *err)
{
    (void)context;
    (void)bytes;
    (void)length;
    (void)err;
    return false;
}

static bool sniff_xlsx(const char *path, const unsigned char *head, size_t length)
{
    bool found = false;
    if (has_ending(path, xlsx_endings))
        return true;
    if (length < 4 || memcmp(head, "PK\3\4", 4) != 0)
        return false;
    if (strcmp(path, "-") == 0)
        return true; /* no other kind of zip file is read from there */
    archive_member(&(struct packed){ .path = path }, "xl/workbook.xml", take_nothing, NULL, &found, NULL);
    return found;
}

/* An object with a member, or an array of objects; whatever the ending says but .csv. */
static bool sniff_json(const char *path, const unsigned char *head, size_t length)
{
    static const char blanks[] = " \t\r\n";
    char opening = '\0';
    if (has_ending(path, json_endings))
        return true;
    for (size_t i = 0; i < length && !has_ending(path, csv_endings); i++) {
        if (head[i] && strchr(blanks, head[i]))
            continue;
        if (opening && head[i] != '[')
            return opening == '{' ? head[i] == '"' : head[i] == '{';
        opening = (char)head[i];
        if (opening != '{' && opening != '[')
            return false;
    }
    return false;
}

static bool sniff_sqlite(const char *path, const unsigned char *head, size_t length)
{
    (void)path;
    return length >= 16 && memcmp(head, "SQLite format 3", 16) == 0;
}

static const struct reader csv_reader = { "csv", "Text with a delimiter: comma, semicolon, tab or bar", csv_endings,
                                          sniff_csv, csv_open };
static const struct reader tsv_reader = { "tsv", "Text with tabs between fields", tsv_endings, sniff_tsv, tsv_open };
static const struct reader fixed_reader = { "fixed", "Text in columns lined up with blanks", fixed_endings, sniff_fixed,
                                            fixed_open };
static const struct reader xlsx_reader = { "xlsx", "A sheet of an Excel workbook", xlsx_endings, sniff_xlsx,
                                           xlsx_open };
static const struct reader json_reader = { "json", "Objects of JSON, one on each line or in an array", json_endings,
                                           sniff_json, json_open };
static const struct reader sqlite_reader = { "sqlite", "A table of an SQLite database", sqlite_endings, sniff_sqlite,
                                             sqlite_open };
const struct reader *const readers[] = { &csv_reader,   &xlsx_reader, &sqlite_reader, &json_reader, &tsv_reader,
                                         &fixed_reader, NULL };

static size_t read_head(const char *path, const struct held *held, unsigned char *head)
{
    struct stat status;
    if (held) {
        size_t length = held->length < HEAD_BYTES ? held->length : HEAD_BYTES;
        memcpy(head, held->bytes, length);
        return length;
    }
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode))
        return 0; /* what is read from a pipe is gone */
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, head, HEAD_BYTES);
    if (fd >= 0)
        close(fd);
    if (n <= 0)
        return 0;
    return archive_is_compressed(head, (size_t)n) ? archive_head(path, head, HEAD_BYTES) : (size_t)n;
}

/* By the options' format, else the first that knows the file; plain CSV when none does. */
static const struct reader *choose_reader(const char *path, const struct source_options *options, struct error *err)
{
    if (options->format) {
        const struct reader *reader = kind_find((const void *const *)readers, options->format);
        if (reader)
            return reader;
        fail(err, ERROR_USER, E_BAD_VALUE, "there is no format '%s'", options->format);
        const char *nearest = kind_nearest((const void *const *)readers, options->format);
        error_mend(err, "format=%s", nearest ? nearest : "csv");
        return NULL;
    }
    unsigned char head[HEAD_BYTES];
    size_t length = read_head(path, options->held, head);
    for (size_t i = 0; readers[i]; i++)
        if (readers[i] != &csv_reader && readers[i]->sniff(path, head, length))
            return readers[i];
    return &csv_reader;
}

static bool check_options(const struct source_options *options, struct error *err)
{
    if (options->decimal && options->decimal != '.' && options->decimal != ',') {
        fail(err, ERROR_USER, E_BAD_VALUE, "decimal '%c' is neither a point nor a comma", options->decimal);
        error_mend(err, "decimal=,");
        return false;
    }
    unsigned char delimiter = (unsigned char)options->delimiter;
    if (delimiter == '"' || delimiter == '\n' || delimiter == '\r' || delimiter >= 0x80) {
        fail(err, ERROR_USER, E_BAD_VALUE, "this character cannot be a delimiter");
        error_mend(err, "delimiter=;");
        return false;
    }
    return true;
}

static bool check_skip(const struct reader *reader, const char *path, const struct source_options *options,
                       struct error *err)
{
    if (options->skip_lines == 0 || (reader != &json_reader && reader != &sqlite_reader))
        return true;
    fail(err, ERROR_USER, E_BAD_VALUE, "%s is %s, where no lines stand above the names", path, reader->name);
    error_mend(err, "leave out skip_lines=");
    return false;
}

/* A path while its grids are in use. */
struct opened {
    struct held held;
    char **sheets; /* of a workbook of which all are read */
    char **names;  /* the path with each of them, for messages and the quarantine */
};

static void opened_release(struct opened *opened)
{
    held_release(&opened->held);
    source_paths_free(opened->sheets);
    source_paths_free(opened->names);
}

static bool add_grid(struct intake *intake, const struct reader *reader, const char *path,
                     const struct source_options *options, struct error *err)
{
    intake->grids = reallocate(intake->grids, intake->n_grids + 1, sizeof(struct grid *));
    if (!reader->open(path, options, intake->work, &intake->grids[intake->n_grids], err))
        return false;
    intake->n_grids++;
    return true;
}

/* One grid a sheet; sheets of nothing are none. */
static bool add_sheets(struct intake *intake, const char *path, struct source_options *options, struct opened *opened,
                       struct error *err)
{
    size_t n = 0, before = intake->n_grids;
    if (!xlsx_sheets(path, options->held, intake->work, &opened->sheets, err))
        return false;
    while (opened->sheets[n])
        n++;
    opened->names = allocate(n + 1, sizeof *opened->names);
    for (size_t i = 0; i < n; i++) {
        struct text name = TEXT_EMPTY;
        struct error empty = ERROR_INIT;
        text_add_format(&name, "%s:%s", path, opened->sheets[i]);
        opened->names[i] = text_take(&name);
        options->sheet = opened->sheets[i];
        bool good = add_grid(intake, &xlsx_reader, path, options, &empty);
        if (good)
            intake->grids[intake->n_grids - 1]->path = opened->names[i];
        bool stop = !good && (empty.code != E_EMPTY_FILE || (i + 1 == n && intake->n_grids == before));
        if (stop)
            error_move(err, &empty);
        error_release(&empty);
        if (stop)
            return false;
    }
    return true;
}

static bool open_path(struct intake *intake, const char *path, struct opened *opened, const char **format,
                      struct error *err)
{
    struct source_options options = *intake->options;
    if (!held_open(path, intake->work, &opened->held, err))
        return false;
    options.held = opened->held.bytes ? &opened->held : NULL;
    if (!options.held && !content_path_check(path, err))
        return false;
    const struct reader *reader = choose_reader(path, &options, err);
    if (!reader)
        return false;
    if (!check_skip(reader, path, &options, err))
        return false;
    if (!*format)
        *format = reader->name;
    if (reader == &xlsx_reader && options.sheet && strcmp(options.sheet, "all") == 0)
        return add_sheets(intake, path, &options, opened, err);
    return add_grid(intake, reader, path, &options, err);
}

static bool open_paths(struct intake *intake, const char *const *paths, size_t n_paths, struct opened *opened,
                       uint64_t block, const char **format, struct error *err)
{
    for (size_t i = 0; i < n_paths; i++)
        if (!open_path(intake, paths[i], &opened[i], format, err))
            return false;
    for (size_t g = 0; g < intake->n_grids && block; g++)
        if (intake->grids[g]->block > 1) /* not rows of a sheet */
            intake->grids[g]->block = block;
    return true;
}

static bool take_in_once(struct intake *intake, const char *name, struct source_result *out, struct error *err)
{
    if (!intake_plan(intake, err) || !intake_read(intake, err) || !intake_settle(intake, err) ||
        !intake_judge(intake, err))
        return false;
    out->n_read = intake->n_read;
    out->delimiter = intake->grids[0]->delimiter;
    out->encoding = intake->grids[0]->encoding;
    out->n_files = intake->n_grids;
    out->note = intake_note(intake);
    out->reading = intake_reading(intake);
    for (size_t g = 0; g < intake->n_grids; g++)
        out->n_bytes += intake->grids[g]->n_bytes;
    out->table = intake_assemble(intake, name, err);
    if (out->table)
        out->quarantine = intake_quarantine(intake, err);
    if (out->quarantine)
        out->columns = intake_columns(intake, out->table, err);
    return out->columns != NULL;
}

static void set_decimal(const struct intake *intake, char sign)
{
    for (size_t g = 0; g < intake->n_grids; g++)
        intake->grids[g]->decimal = sign;
}

/* The same grids with the decimal SIGN. *TAKEN: no value speaks against it; else nothing changes. TOLD: by this file.
   False: WORK was stopped. */
static bool take_in_with(struct intake *intake, char sign, bool told, const char *name, struct source_result *out,
                         bool *taken, struct error *err)
{
    struct intake again = { .options = intake->options, .work = intake->work, .grids = intake->grids };
    struct source_result other = { .format = out->format };
    struct error refused = ERROR_INIT;
    again.n_grids = intake->n_grids;
    set_decimal(&again, sign);
    again.comma_told = told;
    bool good =
        take_in_once(&again, name, &other, &refused) &&
        (!out->columns || decimals_agree(other.table, out->table)); /* no columns: it could not be read before */
    bool stopped = work_stopped(intake->work);
    struct source_result *rest = good ? out : &other;
    struct intake *spent = good ? intake : &again;
    if (!good)
        set_decimal(&again, sign == ',' ? '.' : ',');
    spent->grids = NULL; /* the other's */
    spent->n_grids = 0;
    intake_release(spent);
    source_result_release(rest);
    if (good) {
        *out = other;
        *intake = again;
    }
    if (stopped)
        error_move(err, &refused);
    error_release(&refused);
    *taken = good;
    return !stopped;
}

/* Whether a column that held numbers the last time holds texts. */
static bool lost_numbers(const struct intake *intake, const struct table *table)
{
    for (size_t p = 0; p < intake->n_plans; p++) {
        const struct reading_column *like = intake->plans[p].like;
        if (like && (like->type == TYPE_INT || like->type == TYPE_REAL) && table->columns[p].type == TYPE_TEXT)
            return true;
    }
    return false;
}

/* The last file had a decimal comma. */
static bool take_in_as_before(struct intake *intake, const char *name, struct source_result *out, struct error *err)
{
    struct error refused = ERROR_INIT;
    bool taken = false;
    set_decimal(intake, ',');
    bool good = take_in_once(intake, name, out, &refused);
    bool again = good ? lost_numbers(intake, out->table) : !work_stopped(intake->work);
    if (again && !take_in_with(intake, '.', false, name, out, &taken, err)) {
        error_release(&refused);
        return false;
    }
    if (!good && !taken)
        error_move(err, &refused);
    error_release(&refused);
    return good || taken;
}

static bool take_in(struct intake *intake, const char *name, struct source_result *out, struct error *err)
{
    const struct source_options *options = intake->options;
    bool taken;
    if (!options->decimal && options->like && options->like->decimal == ',')
        return take_in_as_before(intake, name, out, err);
    if (!take_in_once(intake, name, out, err))
        return false;
    return options->decimal || !decimals_have_comma(intake, out->table) ||
           take_in_with(intake, ',', true, name, out, &taken, err);
}

bool source_read_in_blocks(const char *name, const char *const *paths, size_t n_paths,
                           const struct source_options *options, uint64_t block, struct work *work,
                           struct source_result *out, struct error *err)
{
    static const struct source_options plain;
    struct intake intake = { .options = options ? options : &plain, .work = work };
    *out = (struct source_result){ 0 };
    if (n_paths == 0)
        return fail(err, ERROR_USER, E_MISSING_ARGUMENT, "no file to read");
    struct opened *opened = allocate(n_paths, sizeof *opened);
    bool good = check_options(intake.options, err) &&
                open_paths(&intake, paths, n_paths, opened, block, &out->format, err) &&
                take_in(&intake, name, out, err);
    intake_release(&intake);
    for (size_t i = 0; i < n_paths; i++)
        opened_release(&opened[i]);
    free(opened);
    if (!good)
        source_result_release(out);
    return good;
}

bool source_read(const char *name, const char *const *paths, size_t n_paths, const struct source_options *options,
                 struct work *work, struct source_result *out, struct error *err)
{
    return source_read_in_blocks(name, paths, n_paths, options, 0, work, out, err);
}

void source_result_release(struct source_result *result)
{
    table_release(result->table);
    table_release(result->quarantine);
    table_release(result->columns);
    free(result->note);
    source_reading_free(result->reading);
    *result = (struct source_result){ 0 };
}

bool source_header(const char *path, const struct source_options *options, struct work *work, char ***out,
                   struct error *err)
{
    static const struct source_options plain;
    struct intake intake = { .options = options ? options : &plain, .work = work };
    struct opened opened = { 0 };
    const char *format = NULL;
    bool good = open_path(&intake, path, &opened, &format, err) &&
                (!intake.grids[0]->agree || intake.grids[0]->agree(intake.grids, 1, err));
    if (good) {
        const struct grid *grid = intake.grids[0];
        size_t n = 0;
        *out = allocate(2 * grid->width + 1, sizeof **out);
        for (size_t i = 0; i < grid->width; i++) {
            (*out)[n++] = copy_text(grid->names[i]);
            if (grid->paths && strcmp(grid->paths[i], grid->names[i]) != 0)
                (*out)[n++] = copy_text(grid->paths[i]);
        }
    }
    intake_release(&intake);
    opened_release(&opened);
    return good;
}

bool source_sheets(const char *path, struct work *work, char ***out, struct error *err)
{
    struct held held;
    if (!held_open(path, work, &held, err))
        return false;
    bool good =
        (held.bytes || content_path_check(path, err)) && xlsx_sheets(path, held.bytes ? &held : NULL, work, out, err);
    held_release(&held);
    return good;
}
