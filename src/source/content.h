/* The content of a text file as UTF-8 in memory: mapped, unpacked, or decoded. Private to source/. */
#ifndef SOURCE_CONTENT_H
#define SOURCE_CONTENT_H

#include "patron/base/file.h"
#include "source/grid.h"

struct content {
    const char *path;
    const char *bytes; /* after the byte order mark */
    size_t length;
    uint64_t stored; /* bytes of the file on disk */
    char line_end;   /* '\n', or '\r' in files that have no '\n' */
    const char *encoding;
    bool decoded; /* an encoding was given or found, so that the bytes are valid */
    struct file_map map;
    char *owned;
};

/* Whether PATH is a file that can be opened, else E_NO_FILE (with the nearest name as mend), E_IS_FOLDER, ... */
bool content_path_check(const char *path, struct error *err);
/* What a file that begins with HEAD is, when that is no text ("a PNG picture"); else NULL. */
const char *content_kind(const unsigned char *head, size_t length);

/* E_EMPTY_FILE, E_BINARY, E_ENCODING and the errors of opening. PATH must outlive the content. */
bool content_open(const char *path, const struct source_options *options, struct work *work, struct content *out,
                  struct error *err);
void content_close(struct content *content);

/* The bytes [START, END) will hardly be looked at again. */
void content_forget(const struct content *content, size_t start, size_t end);

/* Looks for bytes that are no text in [START, END) and tells them in cells->stop. */
void content_check(const struct content *content, size_t start, size_t end, struct cells *cells);
/* The beginning of the line behind the one that POSITION is in, or the content's length. */
size_t content_next_line(const struct content *content, size_t position);
/* The line (from 1) and the column (in characters, from 1) of POSITION; the line's text, or NULL when it is long. */
void content_spot(const struct content *content, size_t position, size_t *line, size_t *column, char **source);
/* The error for STOP_BINARY, STOP_ENCODING, STOP_LONG_FIELD and STOP_MEMORY; returns false. */
bool content_explain(const struct content *content, const struct cells *cells, struct error *err);

/* Bytes in an encoding as UTF-8; the caller frees *OUT. False and ERR for text that is not in this encoding. */
bool decode_latin1(const unsigned char *bytes, size_t length, char **out, size_t *out_length, struct error *err);
bool decode_utf16(const unsigned char *bytes, size_t length, bool big_endian, const char *path, char **out,
                  size_t *out_length, struct error *err);
/* Whether there is an encoding NAME; E_BAD_VALUE. */
bool encoding_check(const char *name, struct error *err);
struct decoded {
    const char *encoding; /* which it is: asked for, or told by a byte order mark */
    char *text;           /* as UTF-8; the caller frees it. NULL: the bytes are UTF-8 behind MARK bytes */
    size_t length, mark;
};
/* BYTES in the encoding NAME (NULL: UTF-8, unless a mark says otherwise). False and E_ENCODING when they are not. */
bool encoding_decode(const char *name, const unsigned char *bytes, size_t length, const char *path, struct decoded *out,
                     struct error *err);
/* Where the first byte is that is not part of valid UTF-8; LENGTH when all are. */
size_t utf8_first_invalid(const char *bytes, size_t length);

#endif
