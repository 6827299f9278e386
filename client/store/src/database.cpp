#include "database.hpp"

#include <array>
#include <system_error>

#include <sqlite3.h>

#include <sotto/crypto/secret.hpp>

#include "errors.hpp"

namespace sotto::store {
namespace {

class Finalized {  // a statement that ends with its scope
 public:
  Finalized(sqlite3* database, std::string_view& script) {
    const char* tail = nullptr;
    code_ = sqlite3_prepare_v2(database, script.data(), static_cast<int>(script.size()), &statement_, &tail);
    script.remove_prefix(tail != nullptr ? static_cast<std::size_t>(tail - script.data()) : script.size());
  }
  ~Finalized() { sqlite3_finalize(statement_); }
  Finalized(const Finalized&) = delete;
  Finalized& operator=(const Finalized&) = delete;
  int step() { return code_ == SQLITE_OK && statement_ != nullptr ? sqlite3_step(statement_) : code_; }
  std::string text() const {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, 0));
    return text == nullptr ? std::string() : std::string(text);
  }

 private:
  sqlite3_stmt* statement_ = nullptr;
  int code_ = SQLITE_OK;
};

struct Setting {
  std::string_view set;
  std::string_view ask;
  std::string_view expected;
};

// Asked back one by one: SQLite ignores a setting it does not know without a word.
constexpr std::array before_reading{
    Setting{"PRAGMA locking_mode=EXCLUSIVE", "PRAGMA locking_mode", "exclusive"},
    Setting{"PRAGMA synchronous=FULL", "PRAGMA synchronous", "2"},
    Setting{"PRAGMA temp_store=MEMORY", "PRAGMA temp_store", "2"},
    Setting{"PRAGMA secure_delete=ON", "PRAGMA secure_delete", "1"},
    Setting{"PRAGMA foreign_keys=ON", "PRAGMA foreign_keys", "1"},
    Setting{"PRAGMA cell_size_check=ON", "PRAGMA cell_size_check", "1"},
    Setting{"PRAGMA cipher_memory_security=OFF", "PRAGMA cipher_memory_security", "0"},
};

bool has_log(const std::string& name) {
  std::error_code error;
  const auto size = std::filesystem::file_size(name + "-wal", error);
  return !error && size > 0;
}

}  // namespace

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& file, ByteView key) {
  return connect(file.string(), false, key);
}

Result<std::unique_ptr<Database>> Database::in_memory(ByteView key) { return connect(":memory:", true, key); }

Result<std::unique_ptr<Database>> Database::connect(const std::string& name, bool memory, ByteView key) {
  const bool log = !memory && has_log(name);
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &handle,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  std::unique_ptr<Database> database(new Database(handle, memory));
  if (code != SQLITE_OK) return error_of(handle, code);
  // A log that a crash left behind stays as it is while this connection may still be refused.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, log ? 1 : 0, nullptr);
  if (const auto done = database->set_key(key); !done) return done.error();
  if (const auto done = database->configure(); !done) return done.error();
  if (const auto tables = database->ask("SELECT count(*) FROM sqlite_schema"); !tables) return tables.error();
  return database;
}

Database::~Database() { sqlite3_close(handle_); }

// SQLCipher takes a key that is not exactly x'64 hex digits' for a passphrase, without a word: hence the fixed array.
Status Database::set_key(ByteView key) {
  static constexpr std::string_view digits = "0123456789abcdef";
  static constexpr std::size_t key_size = 32;
  if (key.size() != key_size) return own_fault;
  if (const int code = step_all("PRAGMA cipher_log_level=NONE"); code != SQLITE_OK) return error_of(handle_, code);
  ByteArray<3 + 2 * key_size> text{};
  std::size_t at = 0;
  text[at++] = 'x';
  text[at++] = '\'';
  for (const auto byte : key) {
    text[at++] = static_cast<std::uint8_t>(digits[byte >> 4]);
    text[at++] = static_cast<std::uint8_t>(digits[byte & 15]);
  }
  text[at] = '\'';
  const int code = sqlite3_key_v2(handle_, "main", text.data(), static_cast<int>(text.size()));
  crypto::wipe(text);
  if (code != SQLITE_OK) return error_of(handle_, code);
  const auto version = ask("PRAGMA cipher_version");
  if (!version) return version.error();
  if (version->empty()) {
    return Error{Errc::unexpected,
                 "This program was built without encryption and must not be used. Nothing was written."};
  }
  return ok();
}

Status Database::configure() {
  for (const auto& [option, value] :
       std::array{std::array{SQLITE_DBCONFIG_DEFENSIVE, 1}, std::array{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                  std::array{SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0}, std::array{SQLITE_DBCONFIG_DQS_DML, 0},
                  std::array{SQLITE_DBCONFIG_DQS_DDL, 0}}) {
    int now = -1;
    if (sqlite3_db_config(handle_, option, value, &now) != SQLITE_OK || now != value) return own_fault;
  }
  sqlite3_limit(handle_, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_set_authorizer(handle_, &Database::authorize, this);
  // Our own checkpoints, because SQLite's automatic ones swallow a failed fsync.
  sqlite3_wal_hook(
      handle_,
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<Database*>(self)->pages_in_log_ = pages;
        return SQLITE_OK;
      },
      this);
  for (const auto& setting : before_reading) {
    if (const auto done = execute(setting.set); !done) return done.error();
    const auto value = ask(setting.ask);
    if (!value) return value.error();
    if (*value != setting.expected) return own_fault;
  }
  return ok();
}

Status Database::accept() {
  const auto mode = ask("PRAGMA journal_mode=WAL");
  if (!mode) return mode.error();
  if (*mode != (memory_ ? "memory" : "wal")) return own_fault;
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
  return ok();
}

int Database::authorize(void* self, int action, const char* first, const char* second, const char* /*schema*/,
                        const char* /*trigger*/) {
  switch (action) {
    case SQLITE_ATTACH:
    case SQLITE_DETACH: return SQLITE_DENY;
    case SQLITE_FUNCTION:
      return second != nullptr && std::string_view(second) == "load_extension" ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_READ:
    case SQLITE_SELECT:
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
    case SQLITE_RECURSIVE: return SQLITE_OK;
    case SQLITE_PRAGMA:  // full-text search asks this one before it reads its index
      if (first != nullptr && std::string_view(first) == "data_version") return SQLITE_OK;
      break;
    default: break;
  }
  return static_cast<Database*>(self)->schema_open_ ? SQLITE_OK : SQLITE_DENY;
}

int Database::step_all(std::string_view script) {
  while (!script.empty()) {
    Finalized statement(handle_, script);
    int code = statement.step();
    while (code == SQLITE_ROW) code = statement.step();
    if (code != SQLITE_DONE && code != SQLITE_OK) return code;
  }
  return SQLITE_OK;
}

Status Database::execute(std::string_view script) {
  if (const int code = step_all(script); code != SQLITE_OK) return error_of(handle_, code);
  return ok();
}

Result<std::string> Database::ask(std::string_view sql) {
  Finalized statement(handle_, sql);
  const int code = statement.step();
  if (code == SQLITE_ROW) return statement.text();
  if (code == SQLITE_DONE || code == SQLITE_OK) return std::string();
  return error_of(handle_, code);
}

Status Database::check() {
  if (!memory_) {  // the cipher's check reads the file, not the log
    if (const auto done = checkpoint(); !done) return done.error();
  }
  const bool schema_was_open = std::exchange(schema_open_, true);
  const auto pages = memory_ ? Result<std::string>(std::string()) : ask("PRAGMA cipher_integrity_check");
  const auto trees = ask("PRAGMA integrity_check(1)");
  schema_open_ = schema_was_open;
  if (!pages) return pages.error();
  if (!trees) return trees.error();
  if (!pages->empty() || *trees != "ok") return damaged;
  return ok();
}

Status Database::checkpoint() {
  if (memory_) return ok();
  const int code = sqlite3_wal_checkpoint_v2(handle_, "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  if (code != SQLITE_OK) return error_of(handle_, code);
  pages_in_log_ = 0;
  return ok();
}

Result<sqlite3_file*> Database::opened_file() {
  sqlite3_file* file = nullptr;
  if (sqlite3_file_control(handle_, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || file == nullptr ||
      file->pMethods == nullptr) {
    return disk_trouble;
  }
  return file;
}

}  // namespace sotto::store
