/* The cases of each source of src/base, put together in main.c. */
#ifndef PATRON_TESTS_BASE_H
#define PATRON_TESTS_BASE_H

#include <check.h>

/* An assertion for inner loops: Check's own write to a pipe each time. */
#define require(condition)                                                                                             \
    do {                                                                                                               \
        if (!(condition))                                                                                              \
            ck_abort_msg("%s", #condition);                                                                            \
    } while (0)

TCase *memory_cases(void);
TCase *text_cases(void);
TCase *error_cases(void);
TCase *calendar_cases(void);
TCase *spelling_cases(void);
TCase *number_cases(void);
TCase *hash_cases(void);
TCase *random_cases(void);
TCase *work_cases(void);
TCase *file_cases(void);
TCase *folder_cases(void);
TCase *json_cases(void);
TCase *matrix_cases(void);
TCase *kinds_cases(void);
TCase *parameter_cases(void);
TCase *library_cases(void);
TCase *zone_cases(void);
TCase *sort_cases(void);

#endif
