/* Any bytes as a file of a zone: no crash; in what is read, every instant has one wall time, and that leads back to an
   instant at which the wall shows it. */
#include <stdint.h>
#include <stdlib.h>

#include "patron/base/calendar.h"
#include "patron/base/zone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct zone *zone = zone_read((const char *)data, size);
    if (!zone)
        return 0;
    for (int day = -40000; day < 400000; day += 997) {
        int64_t wall = zone_wall(zone, day * TIME_DAY);
        enum zone_fit fit;
        int64_t instant = zone_instant(zone, wall, &fit);
        if (fit == ZONE_NEVER || zone_wall(zone, instant) != wall)
            abort();
    }
    zone_free(zone);
    return 0;
}
