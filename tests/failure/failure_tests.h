/* What the tests of failure share, beside the fixture of the workspace's tests. */
#ifndef TESTS_FAILURE_H
#define TESTS_FAILURE_H

#include "../workspace/fixture.h"

/* Customers and orders in which everything says NUMBER: how many orders there are, their amounts, the customers' plan.
 */
struct table *numbered_customers(int number);
struct table *numbered_orders(int number);
/* One command that changes much: both tables, a feature, the as-of date, an entry of the audit trail, as of NUMBER. */
bool numbered_command(struct workspace *workspace, int number, struct work *work, struct error *err);
/* The number that the workspace in FOLDER holds, after opening it (which must work) and checking that all of it says
   the same, that every file is right, and that no file is there that nobody names. */
int check_numbered(const char *folder);

Suite *nth_call_suite(void);
Suite *kill_suite(void);
Suite *full_disk_suite(void);

#endif
