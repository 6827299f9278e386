// The settings table: a few keys with checked values. What is not set has a default.
#pragma once

#include <string>
#include <string_view>

#include <sotto/api/reply.hpp>
#include <sotto/store/vault.hpp>

namespace sotto::api {

Reply settings_get(store::Vault& vault, std::string_view key);  // empty key: all of them
Reply settings_set(store::Vault& vault, std::string_view key, std::string_view value);
Reply settings_unset(store::Vault& vault, std::string_view key);
Result<std::string> setting_value(store::Vault& vault, std::string_view key);
bool casework_is_off(store::Vault& vault);  // this computer is for availability and appointments only

}  // namespace sotto::api
