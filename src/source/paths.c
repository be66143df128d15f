/* What a person names as the source of a table, written out: patterns of files, and of the files within archives. */
#include <fnmatch.h>
#include <glob.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/source/source.h"
#include "source/archive.h"
#include "source/held.h"

enum { LISTED = 6 };

struct list {
    char **items; /* ends with NULL */
    size_t n;
};

static void list_add(struct list *list, char *item)
{
    list->items = reallocate(list->items, list->n + 2, sizeof *list->items);
    list->items[list->n++] = item;
    list->items[list->n] = NULL;
}

void source_paths_free(char **paths)
{
    for (size_t i = 0; paths && paths[i]; i++)
        free(paths[i]);
    free(paths);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* What packers leave in archives that nobody put there. */
static bool is_litter(const char *member)
{
    return strncmp(member, "__MACOSX/", 9) == 0 || base_name(member)[0] == '.';
}

/* A pattern without a slash is for names in any folder. */
static bool member_fits(const char *pattern, const char *member)
{
    return strcmp(pattern, member) == 0 || fnmatch(pattern, member, 0) == 0 ||
           (!strchr(pattern, '/') && fnmatch(pattern, base_name(member), 0) == 0);
}

static bool fail_member(const char *archive, const char *pattern, char *const *members, struct error *err)
{
    struct text names = TEXT_EMPTY;
    struct nearest nearest;
    const char *first = NULL;
    size_t n = 0;
    nearest_init(&nearest, pattern ? pattern : "");
    for (char *const *member = members; *member; member++) {
        if (is_litter(*member))
            continue;
        if (n++ < LISTED)
            text_add_format(&names, "%s'%s'", names.length ? ", " : "", *member);
        first = first ? first : *member;
        nearest_offer(&nearest, *member);
        nearest_offer(&nearest, base_name(*member));
    }
    if (n > LISTED)
        text_add_format(&names, " and %zu more", n - LISTED);
    if (pattern)
        fail(err, ERROR_USER, E_NO_FILE, "%s holds no file '%s'", archive, pattern);
    else
        fail(err, ERROR_USER, E_NO_FILE, "%s holds %zu files", archive, n);
    error_reason(err, n ? "it holds %s" : "it holds no file%s", text_string(&names));
    if (pattern && nearest.best)
        error_mend(err, "\"%s:%s\"", archive, nearest.best);
    else if (!pattern && n)
        error_mend(err, "\"%s:%s\"", archive, first);
    text_release(&names);
    return false;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The files of ARCHIVE that fit PATTERN; without a pattern, its only one. A workbook is not taken apart. */
static bool expand_archive(const char *archive, const char *pattern, struct list *list, struct error *err)
{
    char **members;
    struct list found = { 0 };
    size_t n = 0;
    bool workbook = false, good = true;
    if (!archive_names(archive, &members, err))
        return false;
    for (char **member = members; *member; member++) {
        workbook = workbook || strcmp(*member, "xl/workbook.xml") == 0;
        if (is_litter(*member) || (pattern && !member_fits(pattern, *member)))
            continue;
        n++;
        struct text path = TEXT_EMPTY;
        text_add_format(&path, "%s:%s", archive, *member);
        list_add(&found, text_take(&path));
    }
    if (n > 0)
        qsort(found.items, n, sizeof *found.items, compare_texts);
    if (workbook && !pattern)
        list_add(list, copy_text(archive));
    else if (n == 0 || (!pattern && n > 1))
        good = fail_member(archive, pattern, members, err);
    else
        for (size_t i = 0; i < n; i++)
            list_add(list, copy_text(found.items[i]));
    source_paths_free(found.items);
    source_paths_free(members);
    return good;
}

static bool expand_path(const char *path, const char *pattern, struct list *list, struct error *err)
{
    if (!pattern && !(is_archive_name(path, strlen(path)) && file_exists(path))) {
        list_add(list, copy_text(path));
        return true;
    }
    if (!file_exists(path))
        return fail(err, ERROR_USER, E_NO_FILE, "no file '%s'", path);
    return expand_archive(path, pattern, list, err);
}

bool source_expand(const char *pattern, char ***out, struct error *err)
{
    struct list list = { 0 };
    size_t archive = archive_part(pattern);
    char *files = archive ? copy_bytes(pattern, archive) : copy_text(pattern);
    glob_t found;
    bool good = true;
    /* A name that is there means itself, whatever characters are in it. */
    if (strcmp(pattern, "-") == 0 || file_exists(files))
        good = expand_path(files, archive ? pattern + archive + 1 : NULL, &list, err);
    else if (glob(files, GLOB_NOMAGIC | GLOB_TILDE, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc && good; i++)
            good = expand_path(found.gl_pathv[i], archive ? pattern + archive + 1 : NULL, &list, err);
        globfree(&found);
    } else
        good = fail(err, ERROR_USER, E_NO_FILE, "no file matches '%s'", files);
    if (!good && err && !err->reason && err->code == E_NO_FILE)
        fail_resolved(err, files);
    free(files);
    if (good)
        *out = list.items;
    else
        source_paths_free(list.items);
    return good;
}
