/*
 * loaded.h - for tests that need a register: loads a definition that ships with the program into the fixture's
 * database.
 */
#ifndef GDPRCTL_TESTS_UNIT_ENGINE_LOADED_H
#define GDPRCTL_TESTS_UNIT_ENGINE_LOADED_H

#include "store/fixture.h"

#include "engine/register_load.h"
#include "io/json_in.h"

UNUSED static void load_shipped(struct fixture *f, const char *code) {
    struct node *def CLEANUP(node_free) = NULL;
    register_loaded_vec loaded = {0};
    SB(path);

    sb_printf(&path, "src/registers/%s.json", code);
    CHECK_EQ_INT(json_read_file(path.d, &def, &f->err), 0);
    CHECK_EQ_INT(register_load(&f->db, &def, (const char *const[]){path.d}, 1, FIXTURE_NOW, false, &loaded), 0);
    register_loaded_release(&loaded);
}

#endif
