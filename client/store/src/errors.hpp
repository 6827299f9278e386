// What SQLite's result codes mean to a person. One sentence each: what happened, and what to do.
#pragma once

#include <sotto/base/result.hpp>

struct sqlite3;

namespace sotto::store {

inline constexpr Error damaged{
    Errc::damaged, "The vault is damaged or this key does not open it. Nothing was changed; restore your backup."};
inline constexpr Error newer_version{
    Errc::newer_version, "This vault was written by a newer Sotto. Nothing was changed; install the newest version."};
inline constexpr Error disk_full{Errc::disk_full,
                                 "The disk is full and nothing was saved. Free some space and try again."};
inline constexpr Error disk_trouble{
    Errc::io, "The disk could not be read or written. Check the disk and its permissions, then start Sotto again."};
inline constexpr Error vault_in_use{Errc::in_use, "Another program has this vault open. Close it and try again."};
inline constexpr Error own_fault{
    Errc::unexpected,
    "The vault refused a statement and nothing was saved. This is a fault of Sotto; please report it."};

// `code` is an extended result code other than SQLITE_OK, ROW and DONE. A failed fsync does not come back: nobody can
// tell what is on the disk, so the process ends and the next start looks. Exhausted memory throws std::bad_alloc.
Error error_of(sqlite3* database, int code);
Error error_of_errno(int number);

}  // namespace sotto::store
