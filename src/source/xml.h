/* The XML files within a zip file, as events. Private to source/. */
#ifndef SOURCE_XML_H
#define SOURCE_XML_H

#include <stdbool.h>
#include <stddef.h>

#include "source/archive.h"

struct error;
struct work;

/* One file while it is read. */
struct xml {
    void *owner, *context; /* the caller's */
    const char *path, *member;
    struct error *err;
    bool failed;
    void *parser;
    struct work *work;
    const struct xml_handlers *handlers;
};
/* Names come without their prefix. END and TEXT may be NULL. */
struct xml_handlers {
    void (*begin)(struct xml *xml, const char *name, const char **attributes);
    void (*end)(struct xml *xml, const char *name);
    void (*text)(struct xml *xml, const char *text, size_t length);
};
/* Parses MEMBER of PACKED. An absent one is an error when it is NEEDED. E_WORKBOOK. */
bool xml_read(const struct packed *packed, const char *member, bool needed, const struct xml_handlers *handlers,
              void *owner, void *context, struct work *work, struct error *err);
/* Ends the reading with E_WORKBOOK; for handlers. */
void xml_fail(struct xml *xml, const char *reason);
/* The same with the error that is in xml->err already. */
void xml_stop(struct xml *xml);
/* The attribute NAME, whatever its prefix, or NULL. */
const char *xml_attribute(const char **attributes, const char *name);

#endif
