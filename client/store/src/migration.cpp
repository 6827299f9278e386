#include "migration.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include <sqlite3.h>

#include "durable_file.hpp"
#include "errors.hpp"

namespace sotto::store {
namespace {

std::size_t number(std::string_view text) {
  std::size_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// Names are literals of our own source, so they may stand in SQL.
std::string quoted(std::string_view name) { return "'" + std::string(name) + "'"; }

Result<std::size_t> version_of(Database& database, std::string_view name) {
  const auto version = database.ask("SELECT version FROM layer WHERE name = " + quoted(name));
  if (!version) return version.error();
  return number(*version);
}

Status run_scripts(Database& database, const std::vector<Layer>& layers) {
  if (const auto done = database.execute(
          "CREATE TABLE IF NOT EXISTS layer(name TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID");
      !done) {
    return done;
  }
  for (const auto& layer : layers) {
    const auto version = version_of(database, layer.name.text);
    if (!version) return version.error();
    for (std::size_t i = *version; i < layer.migrations.size(); ++i) {
      if (const auto done = database.execute(layer.migrations[i]); !done) return done;
    }
    const auto reached = database.execute("INSERT OR REPLACE INTO layer VALUES(" + quoted(layer.name.text) + ", " +
                                          std::to_string(layer.migrations.size()) + ")");
    if (!reached) return reached;
  }
  return database.execute("UPDATE vault SET commits = commits + 1");
}

}  // namespace

std::vector<Layer> with_store_layer(std::vector<Layer> layers) {
  const auto own = store_layer();
  const bool there =
      std::any_of(layers.begin(), layers.end(), [&](const Layer& layer) { return layer.name.text == own.name.text; });
  if (!there) layers.insert(layers.begin(), own);
  return layers;
}

Result<bool> must_migrate(Database& database, const std::vector<Layer>& layers) {
  const auto table = database.ask("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'layer'");
  if (!table) return table.error();
  if (*table != "1") return damaged;
  std::string known;
  for (const auto& layer : layers) known += (known.empty() ? "" : ", ") + quoted(layer.name.text);
  const auto strangers = database.ask("SELECT count(*) FROM layer WHERE name NOT IN (" + known + ")");
  if (!strangers) return strangers.error();
  if (*strangers != "0") return newer_version;
  bool missing = false;
  for (const auto& layer : layers) {
    const auto version = version_of(database, layer.name.text);
    if (!version) return version.error();
    if (*version > layer.migrations.size()) return newer_version;
    missing = missing || *version < layer.migrations.size();
  }
  return missing;
}

Status migrate(Database& database, const std::vector<Layer>& layers) {
  if (const auto done = database.execute("BEGIN IMMEDIATE"); !done) return done;
  auto done = run_scripts(database, layers);
  if (done) done = database.execute("COMMIT");
  if (!done && sqlite3_get_autocommit(database.handle()) == 0) {
    sqlite3_exec(database.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
  return done;
}

std::filesystem::path copy_before_migration(const std::filesystem::path& file) {
  return file.string() + ".before-migration";
}

Status keep_copy(Database& database, const std::filesystem::path& file) {
  if (const auto done = database.checkpoint(); !done) return done;
  const auto opened = database.opened_file();
  if (!opened) return opened.error();
  sqlite3_file* source = *opened;
  sqlite3_int64 size = 0;
  if (const int code = source->pMethods->xFileSize(source, &size); code != SQLITE_OK) {
    return error_of(database.handle(), code);
  }
  DurableFile copy(copy_before_migration(file));
  Bytes piece;
  static constexpr sqlite3_int64 piece_size = 65536;
  for (sqlite3_int64 at = 0; at < size; at += piece_size) {
    piece.resize(static_cast<std::size_t>(std::min(piece_size, size - at)));
    const int code = source->pMethods->xRead(source, piece.data(), static_cast<int>(piece.size()), at);
    if (code != SQLITE_OK) return error_of(database.handle(), code);
    if (const auto done = copy.write(piece); !done) return done;
  }
  return copy.finish();
}

}  // namespace sotto::store
