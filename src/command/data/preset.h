/* Command files that come with the program, and the user's own: presets say how a known kind of file is read, packs
   define features. */
#ifndef COMMAND_PRESET_H
#define COMMAND_PRESET_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error;

enum preset_kind { PRESET_LOAD, PRESET_FEATURES };
struct preset {
    char *name, *title, *path;
};
/* Sorted by name; the user's own hide those of the program. Free with presets_free. */
size_t presets_list(enum preset_kind kind, struct preset **out);
void presets_free(struct preset *presets, size_t n);
/* The file of the preset or pack NAME, in ARENA; NULL and E_NO_PRESET. */
const char *preset_path(enum preset_kind kind, const char *name, struct arena *arena, struct error *err);
/* Whether the preset's file PATH can call a table NAME: it has `param table`, or makes a table of this name. */
bool preset_takes_name(const char *path, const char *name, struct arena *arena);
/* The file or folder NAME among the program's own data, to be freed. Those are in PATRON_DATA of the environment, else
   in the folder that the program was configured for, else, where that does not exist (the program was installed under
   another prefix, moved, or not installed at all), in share/patron beside the folder of the program. */
char *data_path(const char *name);

#endif
