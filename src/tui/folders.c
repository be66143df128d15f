/* Where the program keeps what belongs to a user. */
#include "tui/folders.h"

#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/memory.h"

char *state_folder(void)
{
    const char *own = getenv("PATRON_HOME"), *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    char *folder = NULL;
    if (own && *own) {
        folder = copy_text(own);
    } else if (state && *state) {
        folder = path_join(state, "patron");
    } else if (home && *home) {
        folder = path_join(home, ".local/state/patron");
    }
    if (folder && !folder_make(folder, NULL)) {
        free(folder);
        folder = NULL;
    }
    return folder;
}
