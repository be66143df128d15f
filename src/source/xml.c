/* XML within zip files. This is expat's one door. */
#include "source/xml.h"

#include <expat.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/work.h"

void xml_stop(struct xml *xml)
{
    xml->failed = true;
    XML_StopParser(xml->parser, XML_FALSE);
}

void xml_fail(struct xml *xml, const char *reason)
{
    if (!xml->failed) {
        fail(xml->err, ERROR_DATA, E_WORKBOOK, "%s is no workbook that can be read", xml->path);
        error_reason(xml->err, "%s: %s", xml->member, reason);
        error_mend(xml->err, "save it again as .xlsx, or export it as CSV");
    }
    xml_stop(xml);
}

static const char *local_name(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

const char *xml_attribute(const char **attributes, const char *name)
{
    for (; attributes[0]; attributes += 2)
        if (strcmp(local_name(attributes[0]), name) == 0)
            return attributes[1];
    return NULL;
}

static void XMLCALL on_begin(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct xml *xml = context;
    if (!xml->failed)
        xml->handlers->begin(xml, local_name(name), attributes);
}

static void XMLCALL on_end(void *context, const XML_Char *name)
{
    struct xml *xml = context;
    if (!xml->failed && xml->handlers->end)
        xml->handlers->end(xml, local_name(name));
}

static void XMLCALL on_text(void *context, const XML_Char *text, int length)
{
    struct xml *xml = context;
    if (!xml->failed && xml->handlers->text)
        xml->handlers->text(xml, text, (size_t)length);
}

static void XMLCALL on_doctype(void *context, const XML_Char *name, const XML_Char *system, const XML_Char *public,
                               int internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    xml_fail(context, "a document type, which workbooks do not have");
}

static bool take_xml(void *context, const void *bytes, size_t length, struct error *err)
{
    struct xml *xml = context;
    if (XML_Parse(xml->parser, bytes, (int)length, 0) != XML_STATUS_OK && !xml->failed)
        xml_fail(xml, XML_ErrorString(XML_GetErrorCode(xml->parser)));
    return !xml->failed && work_go_on(xml->work, err);
}

bool xml_read(const struct packed *packed, const char *member, bool needed, const struct xml_handlers *handlers,
              void *owner, void *context, struct work *work, struct error *err)
{
    XML_Parser parser = XML_ParserCreate(NULL);
    struct xml xml = { .owner = owner,
                       .context = context,
                       .path = packed->path,
                       .member = member,
                       .err = err,
                       .parser = parser,
                       .work = work,
                       .handlers = handlers };
    bool found;
    XML_SetUserData(parser, &xml);
    XML_SetElementHandler(parser, on_begin, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    XML_SetStartDoctypeDeclHandler(parser, on_doctype);
    bool good = archive_member(packed, member, take_xml, &xml, &found, err);
    if (good && found && XML_Parse(parser, "", 0, 1) != XML_STATUS_OK && !xml.failed)
        xml_fail(&xml, XML_ErrorString(XML_GetErrorCode(parser)));
    if (good && !found && needed)
        xml_fail(&xml, "the file holds no such part; it is cut short or no workbook");
    XML_ParserFree(parser);
    return good && !xml.failed;
}
