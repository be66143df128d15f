/* Any bytes as a number, a duration, an instant and every spelling of time: no crash; what is read is written so that
   it reads back the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/number.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    char out[64];
    double number, again;
    int64_t time, same;
    struct duration duration, copy;
    if (number_parse(text, size, &number)) {
        number_format(number, out);
        require(number_parse(out, strlen(out), &again) && memcmp(&number, &again, sizeof number) == 0);
    }
    if (duration_parse(text, size, &duration)) {
        duration_format(duration, out);
        require(duration_parse(out, strlen(out), &copy) && copy.count == duration.count && copy.unit == duration.unit);
    }
    if (time_parse(text, size, &time)) {
        time_format(time, false, out);
        require(time_parse(out, strlen(out), &same) && same == time);
    }
    for (const struct time_spelling *spelling = time_spellings; spelling->name; spelling++)
        if (time_parse_spelling(spelling, text, size, &time))
            require(time != TIME_MISSING);
    return 0;
}
