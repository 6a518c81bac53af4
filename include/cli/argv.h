/*
 * argv.h - takes the process's argument list over before anything else looks at it: copies every word, overwrites in
 * the original (which every user of the machine can read) what says something about a person, and refuses personal
 * identity codes anywhere in it.
 */
#ifndef GDPRCTL_CLI_ARGV_H
#define GDPRCTL_CLI_ARGV_H

#include "base/base.h"
#include "base/err.h"

struct argv {
    char **d; /* the words after the program's name; NULL-terminated copies */
    size_t len;
};

#define ARGV(name) struct argv name CLEANUP(argv_release) = {0}

/*
 * `ret` is filled in any case. -1 with ERR_USAGE when a word is, or holds, a personal identity code: they are never
 * taken as an argument, because a shell keeps its history.
 *
 * Overwritten are: a word with such a code; the value of every OPT_SECRET option of any command; and, for a slip of the
 * hand, the value of an option that no command has.
 */
int argv_take(int argc, char **argv, struct argv *ret, struct err *e);
void argv_release(struct argv *a); /* wiped */

/* True when the word is, or holds, something that looks like a personal identity code: the eleven characters alone, or
 * anywhere with a right check character; also without the century sign. Case and kind of dash do not matter. */
bool argv_has_personal_id(const char *word);

#endif
