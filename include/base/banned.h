/*
 * banned.h - calls that this project does not make, turned into compile errors. Each has a safer form in base/:
 * the string functions in sb.h and text.h, the clock in cli/clock.h, numbers in text.h.
 */
#ifndef GDPRCTL_BASE_BANNED_H
#define GDPRCTL_BASE_BANNED_H

/* clang's fortified headers make some of them macros, which cannot be poisoned. */
#undef strcpy
#undef strcat
#undef strncpy
#undef strncat
#undef sprintf
#undef vsprintf

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok gets atoi atol atoll
#pragma GCC poison gmtime localtime ctime asctime mktime
#pragma GCC poison system popen tmpnam mktemp
#pragma GCC poison sqlite3_exec sqlite3_expanded_sql sqlite3_get_table
#pragma GCC poison cJSON_GetObjectItem

#endif
