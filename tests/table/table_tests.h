/* The cases of each source of src/table, put together in main.c; and tables made for them. */
#ifndef PATRON_TESTS_TABLE_H
#define PATRON_TESTS_TABLE_H

#include <check.h>

/* An assertion for inner loops: Check's own write to a pipe each time. */
#define require(condition)                                                                                             \
    do {                                                                                                               \
        if (!(condition))                                                                                              \
            ck_abort_msg("%s", #condition);                                                                            \
    } while (0)

#include "patron/table/table.h"

TCase *table_cases(void);
TCase *builder_cases(void);
TCase *assembly_cases(void);
TCase *dictionary_cases(void);
TCase *write_cases(void);
TCase *content_cases(void);
TCase *view_cases(void);
TCase *sort_cases(void);
TCase *join_cases(void);
TCase *personal_cases(void);
TCase *packed_cases(void);

/* Five rows of every type, the last all missing:
     row   vip   n                    amount  day          name
     0     1     3                    1.5     1970-01-02   beta
     1     0     -7                   -0.25   1970-01-01   alpha
     2     1     9007199254740993     1e300   2024-02-29   beta
     3     0     0                    0       1969-12-31   (empty text)
     4     missing in all */
struct table *five_rows(void);
enum { VIP, N, AMOUNT, DAY, NAME };

/* One column called "key": whole numbers; or texts, of which NULL is missing. */
struct table *ints_table(const int64_t *values, size_t n);
struct table *texts_table(const char *const *values, size_t n);

#endif
