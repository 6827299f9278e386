// The parameters of one call, checked as they are taken: a wrong type or a missing one becomes the call's answer.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sotto/api/sentences.hpp>
#include <sotto/base/ids.hpp>

namespace sotto::api {

// The first problem sticks; later reads give empty values. Ask `problem()` once, before acting.
class Params {
 public:
  Params(std::string_view method, const Json& json, std::initializer_list<std::string_view> known);
  std::string text(std::string_view name);  // required, UTF-8, not empty
  std::string text_or(std::string_view name, std::string_view otherwise);
  bool flag(std::string_view name);  // absent: false
  std::int64_t number(std::string_view name, std::int64_t otherwise, std::int64_t least, std::int64_t most);
  MessageId message_id(std::string_view name);
  std::optional<MessageId> maybe_message_id(std::string_view name);
  std::vector<std::string> texts(std::string_view name);  // absent: none
  std::optional<std::string> maybe_text(std::string_view name);
  std::optional<std::int64_t> maybe_number(std::string_view name, std::int64_t least, std::int64_t most);
  std::optional<bool> maybe_flag(std::string_view name);
  void refuse(Said said, std::initializer_list<std::string_view> fillings = {});  // the first problem sticks
  InviteId invite_id(std::string_view name);
  const std::optional<Problem>& problem() const { return problem_; }

 private:
  const Json* find(std::string_view name) const;
  std::string_view method_;
  const Json& json_;
  std::optional<Problem> problem_;
};

}  // namespace sotto::api
