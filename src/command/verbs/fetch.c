/* fetch: a file from elsewhere. */
#include "patron/source/fetch.h"
#include "command/session/deliver.h"
#include "command/verb.h"

/* The last part of the address' path, without what stands behind ? or #; "" when there is none. */
static const char *name_of_url(const char *url, struct arena *arena)
{
    const char *host = strstr(url, "://");
    const char *path = host ? strchr(host + 3, '/') : strchr(url, ':');
    if (!path)
        return "";
    const char *end = path + strcspn(path, "?#"), *begin = path + 1;
    for (const char *c = begin; c < end; c++)
        if (*c == '/')
            begin = c + 1;
    return begin < end ? arena_bytes(arena, begin, (size_t)(end - begin)) : "";
}

static const char *target_path(const struct invocation *invocation, const char *url)
{
    const char *to = values_text(&invocation->values, "to"), *name = name_of_url(url, invocation->arena);
    if (!to)
        return name;
    size_t length = strlen(to);
    bool folder = folder_exists(to) || (length > 0 && to[length - 1] == '/');
    return folder ? arena_format(invocation->arena, "%s%s%s", to, to[length - 1] == '/' ? "" : "/", name) : to;
}

static struct report *report_fetch(const char *path, const struct fetch_options *options,
                                   const struct fetch_result *result, struct arena *arena)
{
    struct report *report =
        report_new("fetch", arena_format(arena, "fetch %s", path), arena_format(arena, "from %s", options->url));
    struct block *facts = report_add_facts(report, NULL);
    char bytes[32], kept[32];
    count_format(result->n_bytes, bytes);
    facts_add_format(facts, "file", "%s%s", path, result->unchanged ? ", there already" : "");
    facts_add_text(facts, "bytes", bytes);
    facts_add_text(facts, options->sha256 ? "sha256, right" : "sha256", result->sha256);
    count_format(result->n_kept, kept);
    if (result->n_kept)
        facts_add_format(facts, "kept", "%s bytes of a fetch that was stopped", kept);
    if (result->tries > 1)
        facts_add_format(facts, "tries", "%u", result->tries);
    return report;
}

struct fetching {
    struct session *session;
    const char *path, *line;
};

static bool intend(void *context, const char *sha256, struct error *err)
{
    const struct fetching *fetching = context;
    return session_intend_file(fetching->session, fetching->path, sha256, fetching->line, err);
}

static struct report *run_fetch(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct values *values = &invocation->values;
    const struct value *url = values_get(values, "url"), *to = values_get(values, "to");
    struct fetch_options options = { .url = url->text,
                                     .path = target_path(invocation, url->text),
                                     .sha256 = values_text(values, "sha256"),
                                     .tries = (unsigned)values_number(values, "tries"),
                                     .wait = values_number(values, "wait"),
                                     .seed = session_seed(session) };
    struct fetching fetching = { session, options.path, invocation->line };
    options.whole = intend;
    options.context = &fetching;
    struct fetch_result result;
    if (!*options.path) {
        fail(err, ERROR_USER, E_MISSING_ARGUMENT, "the address ends without a file's name");
        error_mend(err, "fetch %s to FILE", url->text);
        return failed();
    }
    if (!fetch_is_there(&options, &result) &&
        (!check_overwrite(session, options.path, invocation_overwrites(invocation), err) ||
         !fetch_file(&options, session_work(session), &result, err))) {
        bool sum = err->code == E_CHECKSUM || (err->code == E_BAD_VALUE && strstr(err->what, "SHA-256"));
        fail_value_at(err, sum ? values_get(values, "sha256") : err->code == E_FILE_EXISTS && to->given ? to : url, 0);
        return failed();
    }
    if (!result.unchanged && !session_remember_file(session, options.path, invocation->line, err))
        return failed();
    outcome(session, "%s", options.path);
    return report_fetch(options.path, &options, &result, invocation->arena);
}

const struct command fetch_command = {
    .name = "fetch",
    .group = GROUP_DATA,
    .summary = "bring a file from elsewhere, checked, never in part",
    .description =
        "Addresses are https://, http:// or file:. What comes is written beside the file and renamed when it is whole. "
        "When the network fails it tries again, after 1, 2, 4 and 8 seconds (some more or less), from where it broke "
        "off; what the server refuses is not tried again. With sha256= a file that is there already is not fetched "
        "again, a fetch that was stopped goes on where it was, and a file with another content is not kept.",
    .parameters =
        (const struct parameter[]){
            { "url", PARAMETER_TEXT, FORM_SUBJECT, .required = true, .summary = "the address" },
            { "to", PARAMETER_FILE, FORM_CLAUSE,
              .summary = "the file, or a folder; named as in the address when left out" },
            { "sha256", PARAMETER_TEXT, FORM_OPTION, .summary = "the checksum that the content must have" },
            { "tries", PARAMETER_COUNT, FORM_OPTION, .otherwise = "5", .least = 1, .greatest = 20,
              .summary = "how often, when the network fails" },
            { "wait", PARAMETER_NUMBER, FORM_OPTION, .otherwise = "1", .least = 0.001, .greatest = 600,
              .unit = "seconds", .summary = "before the second try; twice as long before each further one" },
            { 0 } },
    .examples =
        (const struct example[]){ { "a file, as it is; over the network: fetch https://example.org/shop.zip to data/",
                                    "fetch file:data/orders.csv.gz to copy.csv.gz" },
                                  { "only if it is what it should be",
                                    "fetch file:features.patron to f.patron "
                                    "sha256=026e56790b1d34f83ccac866f06d78856dfb266bdab5cb3b06987838230957bd" },
                                  { 0 } },
    .see_also = "load",
    .run = run_fetch,
};
