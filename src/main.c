/*
 * main.c - starts the program.
 *
 * The floors, from the ground up; each knows only those below it (tests/lint.sh checks the #include lines, and the unit
 * tests of a floor are linked without the floors above):
 *   base     errors, strings, dates, text, hashes; the interfaces out.h and doc.h through which results are written
 *   domain   the law and the notices as pure functions: kinds of values, register definitions, retention, deadlines
 *   store    SQLite and nothing else: connection, statements, catalogue, audit chain, one file per table family
 *   io       files and their formats and nothing else: CSV, JSON, HTML, encodings, export packages
 *   engine   what a right or a duty does: locate, decide, apply, audit
 *   cli      commands, options, help, messages, the clock and the process itself
 */
#include "cli/app.h"

int main(int argc, char **argv) {
    return app_main(argc, argv);
}
