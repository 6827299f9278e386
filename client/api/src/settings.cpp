#include "settings.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <sotto/api/client.hpp>
#include <sotto/api/sentences.hpp>
#include <sotto/words/words.hpp>

namespace sotto::api {
namespace {

struct Setting {
  std::string_view key;
  std::string_view value;  // the default
  Said refusal;
  bool (*valid)(std::string_view value);
};

bool plain_text(std::string_view text) {  // what may stand in a host, a user or a password of a URL
  for (const char c : text) {
    if (c <= ' ' || c > '~' || c == '/' || c == '@' || c == '#' || c == '?') return false;
  }
  return !text.empty();
}

bool host_and_port(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const auto digits = text.substr(colon + 1);
  unsigned port = 0;
  const auto end = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data(), end, port);
  return parsed.ec == std::errc{} && parsed.ptr == end && port > 0 && port < 65536 && plain_text(text.substr(0, colon));
}

bool valid_proxy(std::string_view value) {
  if (value == "none" || value == "system") return true;
  if (value.size() > 512) return false;
  for (const std::string_view scheme : {"socks5://", "http://"}) {
    if (!value.starts_with(scheme)) continue;
    auto rest = value.substr(scheme.size());
    if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
      if (!plain_text(rest.substr(0, at))) return false;
      rest.remove_prefix(at + 1);
    }
    return host_and_port(rest);
  }
  return false;
}

bool valid_autolock(std::string_view value) {
  int minutes = 0;
  const auto end = value.data() + value.size();
  const auto parsed = std::from_chars(value.data(), end, minutes);
  return parsed.ec == std::errc{} && parsed.ptr == end && minutes >= 1 && minutes <= 60;
}

bool valid_on_close(std::string_view value) { return value == "lock" || value == "stay"; }

bool valid_switch(std::string_view value) { return value == "on" || value == "off"; }

bool valid_mebibytes(std::string_view value) {
  int number = 0;
  const auto end = value.data() + value.size();
  const auto parsed = std::from_chars(value.data(), end, number);
  return parsed.ec == std::errc{} && parsed.ptr == end && number >= 0 && number <= 1'000'000;
}

bool valid_folder(std::string_view value) {
  return value.size() <= 1024 && (value.empty() || value.front() == '/') && value.find('\0') == std::string_view::npos;
}

bool valid_theme(std::string_view value) { return value == "system" || value == "light" || value == "dark"; }

bool valid_language(std::string_view value) {
  const auto all = words::languages();
  return value == "system" ||
         std::any_of(all.begin(), all.end(), [&](const words::Language& one) { return one.code == value; });
}

constexpr std::string_view folder_key = "files.folder";  // empty: where the desktop puts what is downloaded
constexpr std::string_view language_key = "language";
constexpr std::array settings{
    Setting{"autolock", "10", Said::bad_autolock, valid_autolock},
    Setting{"autostart", "off", Said::bad_switch, valid_switch},
    Setting{"casework", "on", Said::bad_casework, valid_switch},
    Setting{"deletions", "on", Said::bad_switch, valid_switch},
    Setting{language_key, "system", Said::bad_language, valid_language},
    Setting{"notifications", "on", Said::bad_switch, valid_switch},
    Setting{"on_close", "lock", Said::bad_on_close, valid_on_close},
    Setting{"files.ask_above", "25", Said::bad_mebibytes, valid_mebibytes},
    Setting{folder_key, "", Said::bad_folder, valid_folder},
    Setting{"files.buddy_quota", "1024", Said::bad_mebibytes, valid_mebibytes},
    Setting{"files.quota", "2048", Said::bad_mebibytes, valid_mebibytes},
    Setting{"proxy", "none", Said::bad_proxy, valid_proxy},
    Setting{"receipts", "off", Said::bad_receipts, valid_switch},
    Setting{"theme", "system", Said::bad_theme, valid_theme},
};

const Setting* find(std::string_view key) {
  for (const auto& setting : settings) {
    if (setting.key == key) return &setting;
  }
  return nullptr;
}

void take_effect(std::string_view key, std::string_view value) {
  if (key == language_key) static_cast<void>(words::speak(value));  // it was checked when it was set
}

Problem unknown(std::string_view key) {
  std::string all;
  for (const auto& setting : settings) all += (all.empty() ? "" : ", ") + std::string(setting.key);
  return problem(Errc::usage, Said::unknown_setting, {key, all});
}

}  // namespace

store::Layer layer() {
  return {"api", {"CREATE TABLE client_setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"}};
}

Result<std::string> setting_value(store::Vault& vault, std::string_view key) {
  const Setting* setting = find(key);
  if (setting == nullptr) return Error{Errc::not_found, "setting"};
  return vault.transact([&](store::Transaction& tx) -> Result<std::string> {
    auto row = tx.query("SELECT value FROM client_setting WHERE key = ?", key);
    if (row.next()) return row.text(0);
    return std::string(setting->value);
  });
}

Reply settings_get(store::Vault& vault, std::string_view key) {
  if (!key.empty()) {
    if (find(key) == nullptr) return unknown(key);
    auto value = setting_value(vault, key);
    if (!value) return problem("config.get", value.error());
    return Json{{"key", key}, {"value", *value}};
  }
  Json all = Json::object();
  for (const auto& setting : settings) {
    auto value = setting_value(vault, setting.key);
    if (!value) return problem("config.get", value.error());
    all[std::string(setting.key)] = *value;
  }
  return Json{{"config", all}};
}

Reply settings_set(store::Vault& vault, std::string_view key, std::string_view value) {
  const Setting* setting = find(key);
  if (setting == nullptr) return unknown(key);
  if (!setting->valid(value)) return problem(Errc::usage, setting->refusal, {key});
  const auto done = vault.transact([&](store::Transaction& tx) -> Status {
    tx.run("INSERT INTO client_setting(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
           key, value);
    return ok();
  });
  if (!done) return problem("config.set", done.error());
  take_effect(key, value);
  return Json{{"key", key}, {"value", value}};
}

Reply settings_unset(store::Vault& vault, std::string_view key) {
  const Setting* setting = find(key);
  if (setting == nullptr) return unknown(key);
  const auto done = vault.transact([&](store::Transaction& tx) -> Status {
    tx.run("DELETE FROM client_setting WHERE key = ?", key);
    return ok();
  });
  if (!done) return problem("config.unset", done.error());
  take_effect(key, setting->value);
  return Json{{"key", key}, {"value", setting->value}};
}

bool casework_is_off(store::Vault& vault) {
  const auto value = setting_value(vault, "casework");
  return value && *value == "off";
}

}  // namespace sotto::api
