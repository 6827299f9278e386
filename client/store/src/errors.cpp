#include "errors.hpp"

#include <cerrno>
#include <new>

#include <sqlite3.h>

#include <sotto/store/vault.hpp>

namespace sotto::store {

Error error_of_errno(int number) { return number == ENOSPC || number == EDQUOT ? disk_full : disk_trouble; }

Error error_of(sqlite3* database, int code) {
  if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC) {
    fatal("The disk did not confirm that it saved your data. Check the disk, then start Sotto again.");
  }
  if (code == SQLITE_IOERR_CORRUPTFS) return damaged;
  switch (code & 0xff) {
    case SQLITE_FULL: return disk_full;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT: return damaged;
    case SQLITE_BUSY: return vault_in_use;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN: return error_of_errno(sqlite3_system_errno(database));
    case SQLITE_PERM:
    case SQLITE_READONLY: return disk_trouble;
    case SQLITE_NOMEM: throw std::bad_alloc();
    default: return own_fault;
  }
}

}  // namespace sotto::store
