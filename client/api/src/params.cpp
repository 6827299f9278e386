#include "params.hpp"

#include <algorithm>

#include <sotto/api/sentences.hpp>

namespace sotto::api {

Params::Params(std::string_view method, const Json& json, std::initializer_list<std::string_view> known)
    : method_(method), json_(json) {
  if (json_.is_null()) return;
  if (!json_.is_object()) {
    refuse(Said::wrong_type, {"params", "an object"});
    return;
  }
  for (const auto& item : json_.items()) {
    const bool expected = std::find(known.begin(), known.end(), item.key()) != known.end();
    if (!expected) refuse(Said::unknown_parameter, {item.key(), method_});
  }
}

const Json* Params::find(std::string_view name) const {
  if (!json_.is_object()) return nullptr;
  const auto found = json_.find(name);
  return found == json_.end() || found->is_null() ? nullptr : &*found;
}

void Params::refuse(Said said, std::initializer_list<std::string_view> fillings) {
  if (!problem_) problem_ = api::problem(Errc::usage, said, fillings);
}

std::string Params::text(std::string_view name) {
  if (find(name) == nullptr) {
    refuse(Said::missing_parameter, {method_, name});
    return {};
  }
  return text_or(name, {});
}

std::string Params::text_or(std::string_view name, std::string_view otherwise) {
  const Json* value = find(name);
  if (value == nullptr) return std::string(otherwise);
  if (!value->is_string()) {
    refuse(Said::wrong_type, {name, "text"});
    return {};
  }
  auto text = value->get<std::string>();
  if (!valid_utf8(text)) {
    refuse(Said::not_utf8, {name});
    return {};
  }
  return text;
}

bool Params::flag(std::string_view name) {
  const Json* value = find(name);
  if (value == nullptr) return false;
  if (!value->is_boolean()) {
    refuse(Said::wrong_type, {name, "true or false"});
    return false;
  }
  return value->get<bool>();
}

std::int64_t Params::number(std::string_view name, std::int64_t otherwise, std::int64_t least, std::int64_t most) {
  const Json* value = find(name);
  if (value == nullptr) return otherwise;
  // An unsigned number above the signed range would turn negative: below `least`, so refused all the same.
  const std::int64_t number = value->is_number_integer() ? value->get<std::int64_t>() : least - 1;
  if (number < least || number > most) {
    refuse(Said::out_of_range, {name, std::to_string(least), std::to_string(most)});
    return otherwise;
  }
  return number;
}

std::vector<std::string> Params::texts(std::string_view name) {
  const Json* value = find(name);
  std::vector<std::string> out;
  if (value == nullptr) return out;
  const bool fits = value->is_array() && std::all_of(value->begin(), value->end(), [](const Json& item) {
                      return item.is_string() && valid_utf8(item.get<std::string>());
                    });
  if (!fits) {
    refuse(Said::wrong_type, {name, "a list of texts"});
    return out;
  }
  for (const auto& item : *value) out.push_back(item.get<std::string>());
  return out;
}

std::optional<std::string> Params::maybe_text(std::string_view name) {
  if (find(name) == nullptr) return std::nullopt;
  return text_or(name, {});
}

std::optional<std::int64_t> Params::maybe_number(std::string_view name, std::int64_t least, std::int64_t most) {
  if (find(name) == nullptr) return std::nullopt;
  return number(name, least, least, most);
}

std::optional<bool> Params::maybe_flag(std::string_view name) {
  if (find(name) == nullptr) return std::nullopt;
  return flag(name);
}

MessageId Params::message_id(std::string_view name) {
  const auto raw = text(name);
  const auto id = MessageId::from_text(raw);
  if (!id) refuse(Said::bad_message_id, {raw});
  return id.value_or(MessageId{});
}

std::optional<MessageId> Params::maybe_message_id(std::string_view name) {
  if (find(name) == nullptr) return std::nullopt;
  return message_id(name);
}

InviteId Params::invite_id(std::string_view name) {
  const auto raw = text(name);
  const auto id = InviteId::from_text(raw);
  if (!id) refuse(Said::bad_invite_id, {raw});
  return id.value_or(InviteId{});
}

}  // namespace sotto::api
