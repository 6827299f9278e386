// The running engine: start, look, lock, unlock, stop. Only `engine` itself ever takes the profile's lock.
#include <sotto/web/page.hpp>

#include "desk.hpp"
#include "terminal.hpp"

namespace sotto::cli {
namespace {

// One call on the running engine; `done` is what a person is told.
int ask_engine(const Desk& desk, const char* method, const Json& params, const words::Sentence<0>& done) {
  auto opened = runtime::connect_engine(desk.arguments.profile);
  if (const auto* problem = std::get_if<api::Problem>(&opened)) return desk.output.fail(*problem);
  const auto reply = std::get<Connected>(opened)->call(method, params);
  if (const auto* problem = std::get_if<api::Problem>(&reply)) return desk.output.fail(*problem);
  if (desk.output.json())
    desk.output.object(std::get<Json>(reply));
  else
    desk.output.data({{say(done), Style::good}});
  return 0;
}

}  // namespace

int run_engine(const Desk& desk) {
  auto& output = desk.output;
  runtime::Opening opening{desk.arguments.profile, nullptr};
  if (!desk.arguments.locked) opening.passphrase = [&] { return passphrase(desk.arguments); };
  const auto ready = [&](const Json& json) {
    if (output.json())
      output.object(json);
    else
      output.data(line(words::cli::running, Span(say(words::cli::running_word), Style::good)));
  };
  const auto reply = runtime::run_engine(opening, ready, web::page(desk.arguments.pages));
  if (const auto* problem = std::get_if<api::Problem>(&reply)) return output.fail(*problem);
  return 0;
}

int run_status(const Desk& desk) {
  auto& output = desk.output;
  auto opened = runtime::connect_engine(desk.arguments.profile);
  if (const auto* problem = std::get_if<api::Problem>(&opened)) return output.fail(*problem);
  const auto reply = std::get<Connected>(opened)->call("status", Json::object());
  if (const auto* problem = std::get_if<api::Problem>(&reply)) return output.fail(*problem);
  const auto& json = std::get<Json>(reply);
  if (output.json()) return output.object(json), 0;
  for (const auto& [name, value] : json.items()) {
    const auto text = value.is_string()    ? value.get<std::string>()
                      : value.is_boolean() ? (value.get<bool>() ? say(words::cli::yes) : say(words::cli::no))
                                           : value.dump();
    output.data({"  ", {padded(name, 12), Style::dim}, "  ", text});
  }
  return 0;
}

int run_lock(const Desk& desk) { return ask_engine(desk, "lock", Json::object(), words::cli::locked); }

int run_unlock(const Desk& desk) {
  // Asked before the passphrase: without an engine there is nothing to unlock.
  if (const auto opened = runtime::connect_engine(desk.arguments.profile); std::holds_alternative<api::Problem>(opened))
    return desk.output.fail(std::get<api::Problem>(opened));
  const auto given = passphrase(desk.arguments);
  if (const auto* problem = std::get_if<api::Problem>(&given)) return desk.output.fail(*problem);
  Json params{{"passphrase", std::string(text_of(std::get<crypto::SecretBytes>(given).expose()))}};
  const int code = ask_engine(desk, "unlock", params, words::cli::unlocked);
  auto& copy = params["passphrase"].get_ref<std::string&>();
  crypto::wipe({reinterpret_cast<std::uint8_t*>(copy.data()), copy.size()});
  return code;
}

int run_stop(const Desk& desk) { return ask_engine(desk, "stop", Json::object(), words::cli::stopped); }

}  // namespace sotto::cli
