/* JSON values, through jansson behind a small interface of our own. Object members keep their order. Numbers that are
   not whole are written in the shortest form that reads back to the same value. A value is owned by its parent; the
   root is freed by json_free. */
#ifndef PATRON_BASE_JSON_H
#define PATRON_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;
struct json; /* opaque */
struct text;

/* jansson exports functions of these names: ours are linked under others. */
#define json_object patron_json_object
#define json_array patron_json_array
#define json_string patron_json_string
#define json_integer patron_json_integer
#define json_null patron_json_null

/* An empty object, owned by the caller until a container takes it. */
struct json *json_object(void);
/* An empty array. */
struct json *json_array(void);
/* A copy of TEXT; what is no UTF-8 in it becomes U+FFFD. */
struct json *json_string(const char *text);
/* A number; NaN and infinities become null. */
struct json *json_number(double value);
/* A whole number, kept to the last digit. */
struct json *json_integer(int64_t value);
/* True or false. */
struct json *json_bool(bool value);
/* The value that is none. */
struct json *json_null(void);
/* Frees a root and all below it; NULL is allowed. */
void json_free(struct json *value);

/* Member NAME becomes VALUE, which the object takes over; a member of that name is replaced in its place. */
void json_set(struct json *object, const char *name, struct json *value);
/* VALUE, taken over, becomes the last item. */
void json_append(struct json *array, struct json *value);
/* json_set of a text (NULL: null), of a number, and so on. */
void json_set_text(struct json *object, const char *name, const char *text);
void json_set_number(struct json *object, const char *name, double value);
void json_set_integer(struct json *object, const char *name, int64_t value);
void json_set_bool(struct json *object, const char *name, bool value);
void json_set_numbers(struct json *object, const char *name, const double *values, size_t n);

/* The member NAME: a view, NULL when absent or when OBJECT is none. The readers below give OTHERWISE, or NULL, for a
   member that is absent or of another type. */
struct json *json_get(const struct json *object, const char *name);
const char *json_get_text(const struct json *object, const char *name);
double json_get_number(const struct json *object, const char *name, double otherwise); /* null reads as NaN */
int64_t json_get_integer(const struct json *object, const char *name, int64_t otherwise);
bool json_get_bool(const struct json *object, const char *name, bool otherwise);
/* NAME as an array of exactly N numbers (null: NaN) into OUT. */
bool json_get_numbers(const struct json *object, const char *name, double *out, size_t n);
/* Items of an array, members of an object; 0 for anything else. */
size_t json_size(const struct json *array_or_object);
/* A view of item INDEX; NULL past the end. */
struct json *json_item(const struct json *array, size_t index);
/* The name of member INDEX, in the order of the file, and its value in *VALUE: views; NULL past the end. */
const char *json_member(const struct json *object, size_t index, struct json **value);
/* What VALUE is; false for NULL. */
bool json_is_object(const struct json *value);
bool json_is_array(const struct json *value);
bool json_is_null(const struct json *value);
bool json_is_number(const struct json *value);
/* The string as a view, or NULL when VALUE is none. */
const char *json_text(const struct json *value);
/* The number, or NaN when VALUE is none. */
double json_value(const struct json *value);

/* BYTES as JSON; NAME is for the error's place. Deeper than 200 levels is refused. */
struct json *json_parse(const char *bytes, size_t length, const char *name, struct error *err);
/* INDENT 0: one line without spaces; else one member a line, short arrays of numbers on one line. */
void json_write(const struct json *value, int indent, struct text *out);

#endif
