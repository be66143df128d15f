/* Presets and packs: command files of the program, and the user's own. */
#include "command/data/preset.h"

#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"

static char *join_three(const char *folder, const char *within, const char *last)
{
    char *first = path_join(folder, within), *all = path_join(first, last);
    free(first);
    return all;
}

/* NAME in share/patron beside the folder that the running program is in; NULL if that is not there. */
static char *beside_program(const char *name)
{
    char *program = realpath("/proc/self/exe", NULL), *slash = program ? strrchr(program, '/') : NULL;
    if (slash)
        *slash = '\0';
    char *folder = slash ? path_join(program, "../share/patron") : NULL, *path = NULL;
    if (folder && folder_exists(folder))
        path = path_join(folder, name);
    free(folder);
    free(program);
    return path;
}

char *data_path(const char *name)
{
    const char *folder = getenv("PATRON_DATA");
    if (folder && *folder)
        return path_join(folder, name);
    char *path = folder_exists(PATRON_DATA) ? NULL : beside_program(name);
    return path ? path : path_join(PATRON_DATA, name);
}

static const struct {
    const char *folder, *what;
} kinds[] = { [PRESET_LOAD] = { "presets", "preset" }, [PRESET_FEATURES] = { "features", "pack" } };

/* Folders of presets or packs, the user's first: PATRON_PRESETS (of presets only), PATRON_HOME or XDG_DATA_HOME, the
   program's. */
static size_t preset_folders(enum preset_kind kind, char *out[3])
{
    const char *own = kind == PRESET_LOAD ? getenv("PATRON_PRESETS") : NULL;
    const char *all = getenv("PATRON_HOME"), *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    const char *folder = kinds[kind].folder;
    size_t n = 0;
    if (own && *own)
        out[n++] = copy_text(own);
    if (all && *all)
        out[n++] = path_join(all, folder);
    else if (data && *data)
        out[n++] = join_three(data, "patron", folder);
    else if (home && *home)
        out[n++] = join_three(home, ".local/share/patron", folder);
    out[n++] = data_path(folder);
    return n;
}

/* The first comment of the file. */
static char *read_title(const char *path)
{
    char *bytes = file_read(path, &(size_t){ 0 }, NULL), *title = NULL;
    for (char *line = bytes; line && *line && !title;) {
        size_t n = strcspn(line, "\n");
        if (line[0] == '#' && line[1] == ' ')
            title = copy_bytes(line + 2, n - 2);
        line += n + (line[n] == '\n');
    }
    free(bytes);
    return title ? title : copy_text("");
}

static void add_preset(struct preset **presets, size_t *n, const char *folder, const char *file)
{
    size_t length = strlen(file);
    if (length <= 7 || strcmp(file + length - 7, ".patron") != 0)
        return;
    char *name = copy_bytes(file, length - 7);
    for (size_t i = 0; i < *n; i++)
        if (strcmp((*presets)[i].name, name) == 0) {
            free(name);
            return;
        }
    *presets = reallocate(*presets, *n + 1, sizeof **presets);
    struct preset *preset = &(*presets)[(*n)++];
    preset->name = name;
    preset->path = path_join(folder, file);
    preset->title = read_title(preset->path);
}

static int compare_presets(const void *a, const void *b)
{
    return strcmp(((const struct preset *)a)->name, ((const struct preset *)b)->name);
}

size_t presets_list(enum preset_kind kind, struct preset **out)
{
    char *folders[3];
    size_t n = 0, n_folders = preset_folders(kind, folders);
    *out = NULL;
    for (size_t i = 0; i < n_folders; i++) {
        char **files = folder_exists(folders[i]) ? folder_list(folders[i], NULL) : NULL;
        for (char **file = files; file && *file; file++) {
            add_preset(out, &n, folders[i], *file);
            free(*file);
        }
        free(files);
        free(folders[i]);
    }
    if (n > 0)
        qsort(*out, n, sizeof **out, compare_presets);
    return n;
}

void presets_free(struct preset *presets, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        free(presets[i].name);
        free(presets[i].title);
        free(presets[i].path);
    }
    free(presets);
}

/* Whether the command LINE makes a table that the user may call NAME. */
static bool line_names(const char *line, size_t length, const char *name, struct arena *arena)
{
    const char *text = arena_bytes(arena, line, length);
    const char *load = arena_format(arena, "load %s ", name), *keep = arena_format(arena, " keep %s ", name);
    return strncmp(text, "param table ", 12) == 0 || strncmp(text, load, strlen(load)) == 0 || strstr(text, keep);
}

bool preset_takes_name(const char *path, const char *name, struct arena *arena)
{
    char *bytes = file_read(path, &(size_t){ 0 }, NULL);
    bool takes = false;
    for (const char *line = bytes; line && *line && !takes;) {
        size_t n = strcspn(line, "\n");
        takes = line_names(line, n, name, arena);
        line += n + (line[n] == '\n');
    }
    free(bytes);
    return takes;
}

const char *preset_path(enum preset_kind kind, const char *name, struct arena *arena, struct error *err)
{
    struct preset *presets;
    size_t n = presets_list(kind, &presets);
    const char *path = NULL;
    struct nearest nearest;
    struct text names = TEXT_EMPTY;
    nearest_init(&nearest, name);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(presets[i].name, name) == 0)
            path = arena_text(arena, presets[i].path);
        nearest_offer(&nearest, presets[i].name);
        text_add_format(&names, " %s", presets[i].name);
    }
    if (!path) {
        fail(err, ERROR_USER, E_NO_PRESET, "no %s '%s'", kinds[kind].what, name);
        error_reason(err, n > 0 ? "%ss:%s" : "no %ss were found%s", kinds[kind].what, text_string(&names));
        if (nearest.best)
            error_mend(err, "%s", nearest.best);
    }
    text_release(&names);
    presets_free(presets, n);
    return path;
}
