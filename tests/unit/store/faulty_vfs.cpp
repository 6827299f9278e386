#include "faulty_vfs.hpp"

#include <fstream>
#include <iterator>
#include <new>

#include <sqlite3.h>
#include <unistd.h>

namespace sotto::test {
namespace {

FaultyVfs* current = nullptr;
sqlite3_vfs* real_vfs = nullptr;
sqlite3_vfs shim;

struct File {  // the real file follows in memory
  sqlite3_file base;
  std::string* name;
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

File& self(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
sqlite3_file* real(sqlite3_file* file) { return self(file).real(); }

int close_file(sqlite3_file* file) {
  delete self(file).name;
  return real(file)->pMethods->xClose(real(file));
}
int read_file(sqlite3_file* file, void* out, int size, sqlite3_int64 at) {
  return real(file)->pMethods->xRead(real(file), out, size, at);
}
int write_file(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
  if (const int code = current->before_write(); code != SQLITE_OK) return code;
  const int code = real(file)->pMethods->xWrite(real(file), bytes, size, at);
  if (code == SQLITE_OK) {
    current->wrote(*self(file).name, at, {static_cast<const std::uint8_t*>(bytes), static_cast<std::size_t>(size)});
  }
  return code;
}
int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  if (const int code = current->before_write(); code != SQLITE_OK) return code;
  current->truncated(*self(file).name, size);
  return real(file)->pMethods->xTruncate(real(file), size);
}
int sync_file(sqlite3_file* file, int /*flags*/) {  // the disk of this test is memory: nothing real to wait for
  if (const int code = current->before_sync(); code != SQLITE_OK) return code;
  current->synced(*self(file).name);
  return SQLITE_OK;
}
int file_size(sqlite3_file* file, sqlite3_int64* size) { return real(file)->pMethods->xFileSize(real(file), size); }
int lock_file(sqlite3_file* file, int level) { return real(file)->pMethods->xLock(real(file), level); }
int unlock_file(sqlite3_file* file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
int check_lock(sqlite3_file* file, int* out) { return real(file)->pMethods->xCheckReservedLock(real(file), out); }
int control_file(sqlite3_file* file, int operation, void* value) {
  return real(file)->pMethods->xFileControl(real(file), operation, value);
}
int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int characteristics(sqlite3_file* file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }

// Version 1 has no shared memory: an EXCLUSIVE connection must not ask for any.
constexpr sqlite3_io_methods methods{
    1,         close_file,  read_file,  write_file,   truncate_file, sync_file,       file_size,
    lock_file, unlock_file, check_lock, control_file, sector_size,   characteristics, nullptr,
    nullptr,   nullptr,     nullptr,    nullptr,      nullptr};

int open_file(sqlite3_vfs* /*vfs*/, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  file->pMethods = nullptr;
  const int code = real_vfs->xOpen(real_vfs, name, real(file), flags, out_flags);
  if (code != SQLITE_OK) return code;
  self(file).name = new std::string(name == nullptr ? "" : name);
  file->pMethods = &methods;
  current->opened(*self(file).name);
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs* /*vfs*/, const char* name, int sync_folder) {
  current->before_deletion();
  current->deleted(name);
  return real_vfs->xDelete(real_vfs, name, sync_folder);
}

}  // namespace

FaultyVfs::FaultyVfs(Faults faults) : faults_(faults) {
  real_vfs = sqlite3_vfs_find("unix");
  shim = *real_vfs;
  shim.zName = "faulty";
  shim.szOsFile = real_vfs->szOsFile + static_cast<int>(sizeof(File));
  shim.xOpen = open_file;
  shim.xDelete = delete_file;
  current = this;
  sqlite3_vfs_register(&shim, 1);
}

FaultyVfs::~FaultyVfs() {
  sqlite3_vfs_unregister(&shim);
  sqlite3_vfs_register(real_vfs, 1);
  current = nullptr;
}

void FaultyVfs::set(Faults faults) {
  faults_ = faults;
  writes_ = syncs_ = operations_ = 0;
}

int FaultyVfs::before_write() {
  count_operation();
  ++writes_;
  return faults_.full_from_write != 0 && writes_ >= faults_.full_from_write ? SQLITE_FULL : SQLITE_OK;
}

int FaultyVfs::before_sync() {
  count_operation();
  return ++syncs_ == faults_.failing_sync ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

void FaultyVfs::opened(const std::string& name) {
  if (disks_.count(name) != 0) return;
  std::ifstream in(name, std::ios::binary);
  disks_[name].synced.assign(std::istreambuf_iterator<char>(in), {});
}

void FaultyVfs::wrote(const std::string& name, std::int64_t at, ByteView bytes) {
  disks_[name].pending.push_back({at, to_bytes(bytes)});
}

void FaultyVfs::truncated(const std::string& name, std::int64_t size) {
  disks_[name].pending.push_back({size, std::nullopt});
}

void FaultyVfs::synced(const std::string& name) {
  auto& disk = disks_[name];
  std::ifstream in(name, std::ios::binary);
  disk.synced.assign(std::istreambuf_iterator<char>(in), {});
  disk.pending.clear();
}

void FaultyVfs::count_operation() {
  if (++operations_ == faults_.power_loss_at) lose_power();
}

void FaultyVfs::lose_power() {
  for (auto& [name, disk] : disks_) {
    auto content = disk.synced;
    for (const auto& change : disk.pending) {
      if (!faults_.some_survive || random_.next() % 2 == 0) continue;
      const auto at = static_cast<std::size_t>(change.at);
      const auto end = change.bytes ? at + change.bytes->size() : at;
      if (content.size() < end || !change.bytes) content.resize(end);
      if (change.bytes) std::copy(change.bytes->begin(), change.bytes->end(), content.begin() + change.at);
    }
    std::ofstream out(name, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
  }
  ::_exit(power_lost);
}

}  // namespace sotto::test
