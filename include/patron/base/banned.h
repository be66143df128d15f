/* Functions that have a better way here become compile errors. Included by every source through the compiler's
   -include option, after which the names cannot be used. */
#ifndef PATRON_BASE_BANNED_H
#define PATRON_BASE_BANNED_H
#ifndef PATRON_ALLOW_BANNED
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#pragma GCC poison strcpy strcat sprintf vsprintf strtok localtime atof atoi gets
#endif
#endif
