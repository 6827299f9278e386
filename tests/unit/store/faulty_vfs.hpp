// A VFS over SQLite's own that plays a full disk, a failing fsync and a power loss. It keeps, for each file, what was
// last synced and what was written since. While one lives it is the default VFS; one at a time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sotto/base/bytes.hpp>

#include "seeded_random.hpp"

namespace sotto::test {

inline constexpr int power_lost = 42;  // exit code

struct Faults {
  int full_from_write = 0;    // this write and all later ones find the disk full; 0: never
  int failing_sync = 0;       // this sync answers EIO
  int power_loss_at = 0;      // the process ends before this write, truncation, sync or deletion
  bool some_survive = false;  // of what was not synced, a random part reaches the disk; else nothing does
};

class FaultyVfs {
 public:
  explicit FaultyVfs(Faults faults);
  ~FaultyVfs();
  FaultyVfs(const FaultyVfs&) = delete;
  FaultyVfs& operator=(const FaultyVfs&) = delete;

  void set(Faults faults);                        // counting starts again
  int operations() const { return operations_; }  // writes, truncations, syncs and deletions since then

  // ---- called by the files ----
  int before_write();  // an SQLite code
  int before_sync();
  void before_deletion() { count_operation(); }
  void opened(const std::string& name);
  void wrote(const std::string& name, std::int64_t at, ByteView bytes);
  void truncated(const std::string& name, std::int64_t size);
  void synced(const std::string& name);
  void deleted(const std::string& name) { disks_.erase(name); }

 private:
  struct Change {
    std::int64_t at;
    std::optional<Bytes> bytes;  // none: truncated to `at`
  };
  struct Disk {
    Bytes synced;
    std::vector<Change> pending;
  };
  void count_operation();
  [[noreturn]] void lose_power();

  Faults faults_;
  std::map<std::string, Disk> disks_;
  SeededRandom random_;
  int writes_ = 0;
  int syncs_ = 0;
  int operations_ = 0;
};

}  // namespace sotto::test
