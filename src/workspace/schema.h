/* The catalog's tables, in one place. A change of them raises SCHEMA_VERSION and adds a step that brings older catalogs
   up to date. */
#ifndef PATRON_WORKSPACE_SCHEMA_H
#define PATRON_WORKSPACE_SCHEMA_H

enum { SCHEMA_VERSION = 10, SCHEMA_APPLICATION = 0x5041544e }; /* "PATN" */
extern const char *const catalog_schema[];                     /* parts, to be run in their order; ends with NULL */
/* catalog_steps[v - 1] makes a catalog of version v one of version v + 1. */
extern const char *const catalog_steps[SCHEMA_VERSION - 1];

#endif
