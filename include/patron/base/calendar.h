/* Instants, durations and their spellings.

   An instant is an int64_t of microseconds since 1970-01-01T00:00:00Z; TIME_MISSING is none. Dates are instants at
   midnight UTC. Durations keep their unit: "1m" is a calendar month, "30d" is thirty days. */
#ifndef PATRON_BASE_CALENDAR_H
#define PATRON_BASE_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TIME_MISSING INT64_MIN
#define TIME_SECOND INT64_C(1000000)
#define TIME_DAY (INT64_C(86400) * TIME_SECOND)

struct civil { /* proleptic Gregorian, UTC */
    int year, month, day, hour, minute, second, microsecond;
};
/* The instant of a date and time of day; TIME_MISSING when the date does not exist. */
int64_t time_from_civil(const struct civil *civil);
/* The date and time of day of an instant that is not missing. */
struct civil time_to_civil(int64_t time);
/* 0 Monday .. 6 Sunday. */
int time_weekday(int64_t time);

enum duration_unit { DURATION_HOUR, DURATION_DAY, DURATION_WEEK, DURATION_MONTH, DURATION_QUARTER, DURATION_YEAR };
struct duration {
    int count;
    enum duration_unit unit;
};
/* "30d", "12w", "3m", "1q", "1y", "6h". Count from 1 to 1,000,000 (0 allowed with any unit). */
bool duration_parse(const char *text, size_t length, struct duration *out);
/* "30d"; what duration_parse reads. */
void duration_format(struct duration duration, char out[16]);
/* TIME moved by TIMES durations (negative: back). Months clamp to the last day: 31 March - 1m = 28 or 29 February. */
int64_t time_shift(int64_t time, struct duration duration, int times);
/* The beginning of the period that TIME lies in: hours, days and weeks are counted from Monday 1970-01-05, so that one
   week begins on Monday and two weeks on every second; months, quarters and years from year 0. */
int64_t time_period_start(int64_t time, struct duration per);

/* One instant as people write it at the prompt: YYYY-MM-DD, with optional [T ]HH:MM[:SS[.ffffff]] and zone Z or
   +HH:MM. 23:59:60 is 00:00:00 of the next day. False when it is none or does not exist (2024-02-30). */
bool time_parse(const char *text, size_t length, int64_t *out);
/* "2024-07-01" when DATE_ONLY or at midnight and DATE_ONLY, else "2024-07-01T10:15:00[.ffffff]". At least 32 bytes. */
void time_format(int64_t time, bool date_only, char out[32]);

/* A spelling of time that a column uses throughout, learned by trying each row of time_spellings on all its values. */
struct time_spelling {
    const char *name;    /* as users write it: "YYYY-MM-DD HH:MM:SS", "DD/MM/YYYY", "YYYYMMDD", "M/D/YY H:MM", ... */
    const char *pattern; /* internal pattern */
    bool date_only;
};
extern const struct time_spelling time_spellings[]; /* most common first; ends with name NULL */
/* TEXT read as SPELLING says, the whole of it; false when it is not written so or does not exist. */
bool time_parse_spelling(const struct time_spelling *spelling, const char *text, size_t length, int64_t *out);

/* YYYY-MM-DD, alone or with T or a blank and HH:MM:SS, and then possibly Z: how machines write. CLOCK remembers the
   date read last, for columns in the order of time; it begins as zero bytes. False: not written so, no such time, or a
   leap second (which time_parse_spelling reads). */
struct machine_clock {
    uint64_t head;
    uint16_t tail;
    int64_t midnight;
};
/* The reader of that spelling: a tenth of the work of time_parse_spelling where dates repeat. */
bool time_parse_machine(struct machine_clock *clock, const char *text, size_t length, int64_t *out);

/* The clock that commands may see: SOURCE_DATE_EPOCH when set, else the system's. Never used in a computed value. */
int64_t time_now(void);

/* Seconds of a clock that only goes forward, from some moment on: for how long things take. */
double clock_seconds(void);

#endif
