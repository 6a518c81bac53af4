/*
 * below_file.c - see below_file.h.
 */
#include "store/below_file.h"

sqlite3_file *below_real(sqlite3_file *file) {
    return ((struct below_file *)(void *)file)->real;
}

int below_lock(sqlite3_file *file, int lock) {
    return below_real(file)->pMethods->xLock(below_real(file), lock);
}

int below_unlock(sqlite3_file *file, int lock) {
    return below_real(file)->pMethods->xUnlock(below_real(file), lock);
}

int below_check_reserved(sqlite3_file *file, int *ret) {
    return below_real(file)->pMethods->xCheckReservedLock(below_real(file), ret);
}

int below_control(sqlite3_file *file, int op, void *arg) {
    return below_real(file)->pMethods->xFileControl(below_real(file), op, arg);
}

int below_sector_size(sqlite3_file *file) {
    return below_real(file)->pMethods->xSectorSize(below_real(file));
}

int below_device(sqlite3_file *file) {
    return below_real(file)->pMethods->xDeviceCharacteristics(below_real(file));
}
