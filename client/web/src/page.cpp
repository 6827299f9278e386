#include <algorithm>
#include <vector>

#include <sotto/api/sentences.hpp>
#include <sotto/crypto/secret.hpp>
#include <sotto/door/keys.hpp>
#include <sotto/runtime/rpc.hpp>
#include <sotto/web/page.hpp>
#include <sotto/words/window.hpp>

#include "files.hpp"
#include "listener.hpp"
#include "notice.hpp"

namespace sotto::web {

using api::Json;
using api::Problem;
namespace rpc = runtime::rpc;

namespace {

constexpr std::size_t link_max = 255;         // design.md 3: an invitation
constexpr Duration close_grace = seconds(3);  // a page that lost its line comes back at once
constexpr std::string_view json_type = "application/json";
constexpr std::string_view bytes_type = "application/octet-stream";

Problem old_link() { return {Errc::refused, say(words::window::old_link)}; }

door::Status status_of(const Problem& problem) {
  switch (problem.code) {
    case Errc::rate_limited: return door::Status::too_many;
    case Errc::usage: return door::Status::bad_request;
    case Errc::not_found: return door::Status::not_found;
    default: return door::Status::forbidden;
  }
}

Answer json_answer(const api::Reply& reply) {
  if (const auto* problem = std::get_if<Problem>(&reply))
    return {status_of(*problem), json_type,
            api::error_json(*problem).dump(-1, ' ', false, Json::error_handler_t::replace)};
  return {door::Status::ok, json_type, std::get<Json>(reply).dump()};
}

void wipe_text(Json& object, const char* member) {
  if (const auto found = object.find(member); found != object.end() && found->is_string()) {
    auto& text = found->get_ref<std::string&>();
    crypto::wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  }
}

std::string text_of(const Json& object, const char* member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Where a file of this computer lies, or where one shall be written.
bool names_files(std::string_view method, const Json& params) {
  if (method == "attachment.send") return true;
  if (method == "attachment.save") return params.contains("dir");
  return (method == "config.set" || method == "config.unset") && text_of(params, "key") == "files.folder";
}

class Page : public runtime::Face, private Reception {
 public:
  Page(Host& host, std::filesystem::path folder)
      : host_(host), folder_(std::move(folder)), last_closed_(host.loop(), [this] { nobody_looks(); }) {}

  // ---- the unix socket ----
  std::optional<api::Reply> answer(std::string_view method, const Json& params) override {
    if (method == "ui.open") return open_door();
    if (method == "ui.link") return hand_over(text_of(params, "link"));
    return std::nullopt;
  }
  void event(const Json& event) override {
    tell_all(event);
    const auto message = event.find("message");
    const bool came = event.value("event", "") == "message" && message != event.end() && message->is_object() &&
                      message->value("direction", "") == "in";
    if (came && host_.setting("notifications") == "on") say_that_it_came(text_of(*message, "buddy"));
  }
  void locking() override { shut(Farewell::locked); }

 private:
  Now now() { return host_.loop().now(); }

  // Of a muted buddy nothing is said. Asked later: an event comes in the middle of the engine's work.
  void say_that_it_came(std::string buddy) {
    host_.loop().post([this, here = std::weak_ptr(here_), buddy = std::move(buddy)] {
      if (here.expired() || host_.locked()) return;
      host_.call("buddy.list", Json::object(), [this, here, buddy](const api::Reply& reply) {
        const auto* list = std::get_if<Json>(&reply);
        if (here.expired() || list == nullptr) return;
        for (const auto& one : list->at("buddies"))
          if (one.value("id", "") == buddy && !one.value("muted", false)) notices_.message_came(now().instant);
      });
    });
  }

  api::Reply open_door() {
    if (!listener_) {
      auto opened = Listener::open(host_.loop(), *this);
      if (!opened) return Problem{opened.error().code, words::spoken(opened.error().where.text)};
      listener_ = *std::move(opened);
    }
    return Json{{"port", listener_->port()},
                {"code", codes_.issue(host_.random(), now().instant)},
                {"windows", windows_.size()}};
  }
  // An invitation that the desktop was asked to open: the window asks before anything is done with it.
  api::Reply hand_over(std::string link) {
    if (link.size() > link_max || !link.starts_with("sotto:") || !valid_utf8(link))
      return Problem{Errc::malformed, say(words::window::no_invitation)};
    pending_link_ = std::move(link);
    tell_pending();
    return Json{{"windows", windows_.size()}};
  }
  void tell_pending() {
    if (pending_link_.empty() || windows_.empty() || host_.locked()) return;
    tell_all({{"event", "link"}, {"link", std::exchange(pending_link_, {})}});
  }
  void tell_all(const Json& event) {
    for (const auto& window : std::vector(windows_)) window->send(rpc::event_line(event));
  }

  // ---- what locks ----
  void shut(Farewell why) {
    tokens_.revoke_all();
    for (const auto& window : std::vector(windows_)) window->close(why);
  }
  void nobody_looks() {
    if (windows_.empty() && host_.setting("on_close") == "lock") host_.lock();
  }

  // ---- Reception ----
  std::uint16_t port() const override { return listener_->port(); }
  Answer file(std::string_view path) override { return file_at(path, folder_); }

  void open(std::string_view body, const std::function<void(Answer)>& done) override {
    auto given = rpc::parse_object(body);
    if (!given || given->size() != 1) return done({door::Status::bad_request, {}, {}});
    if (const auto code = given->find("code"); code != given->end() && code->is_string())
      return done(json_answer(by_code(code->get_ref<const std::string&>())));
    if (const auto words = given->find("passphrase"); words != given->end() && words->is_string()) {
      by_passphrase(words->get_ref<const std::string&>(),
                    [done](const api::Reply& reply) { done(json_answer(reply)); });
      return wipe_text(*given, "passphrase");
    }
    done({door::Status::bad_request, {}, {}});
  }
  api::Reply by_code(std::string_view code) {
    switch (codes_.use(code, now().instant)) {
      case door::LaunchCodes::Use::good: return Json{{"token", tokens_.issue(host_.random())}};
      case door::LaunchCodes::Use::replayed:
        warning_ = say(words::window::replayed);
        shut(Farewell::replayed);
        host_.lock();
        return Problem{Errc::refused, warning_};
      case door::LaunchCodes::Use::expired:
      case door::LaunchCodes::Use::unknown: return old_link();
    }
    return old_link();
  }
  // A page that was loaded again has lost its token: the passphrase opens it, whether the vault is locked or not.
  void by_passphrase(std::string_view passphrase, const Done& done) {
    const auto token = [this, done](const api::Reply& reply) {
      if (std::holds_alternative<Problem>(reply)) return done(reply);
      done(Json{{"token", tokens_.issue(host_.random())}});
    };
    if (host_.locked()) {
      Json params{{"passphrase", passphrase}};
      guess(params, token);
      return wipe_text(params, "passphrase");
    }
    if (auto refusal = too_soon()) return done(*std::move(refusal));
    const bool right = host_.knows(passphrase);
    guessed(right);
    token(right ? api::Reply(Json::object()) : api::problem("unlock", {Errc::wrong_passphrase}));
  }
  std::optional<Problem> too_soon() {
    const auto wait = patience_.wait(now().instant);
    if (wait == Duration{}) return std::nullopt;
    return Problem{Errc::rate_limited, say(words::window::wait, (wait.ms + 999) / 1000)};
  }
  void guessed(bool right) {
    if (!right) return patience_.failed(now().instant);
    patience_.succeeded();
    warning_.clear();
  }
  void guess(const Json& params, const Done& done) {
    if (auto refusal = too_soon()) return done(*std::move(refusal));
    host_.call("unlock", params, [this, done](const api::Reply& reply) {
      const auto* problem = std::get_if<Problem>(&reply);
      if (problem == nullptr || problem->code == Errc::wrong_passphrase) guessed(problem == nullptr);
      done(reply);
      tell_pending();
    });
  }

  bool knows_token(std::string_view token) const override { return tokens_.holds(token); }
  Answer take_piece(std::string_view file, std::uint64_t at, std::string_view bytes) override {
    return json_answer(host_.put(file, at, view_of(bytes)));
  }
  // Never anything that a browser would make something of: what it may become, the page decides by its beginning.
  Answer blob(std::string_view file, std::uint64_t at) override {
    auto got = host_.get(file, at);
    if (auto* problem = std::get_if<Problem>(&got)) return json_answer(*problem);
    auto& bytes = std::get<Bytes>(got);
    Answer answer{door::Status::ok, bytes_type, std::string(sotto::text_of(bytes))};
    crypto::wipe(bytes);
    return answer;
  }

  bool another_window() const override { return windows_.size() < door::windows_max; }
  bool enter(const std::shared_ptr<Window>& window, std::string_view first_frame) override {
    auto first = rpc::parse_object(first_frame);
    const bool known = first && first->size() == 1 && tokens_.holds(text_of(*first, "token"));
    if (first) wipe_text(*first, "token");
    if (!known || !another_window()) return false;
    windows_.push_back(window);
    last_closed_.set(std::nullopt);
    tell_pending();
    return true;
  }
  void left(const std::shared_ptr<Window>& window) override {
    windows_.erase(std::remove(windows_.begin(), windows_.end(), window), windows_.end());
    if (windows_.empty() && !host_.locked()) last_closed_.set(now().instant + close_grace);
  }
  void said(const std::shared_ptr<Window>& window, std::string_view text) override {
    auto parsed = rpc::parse_request(text);
    if (auto* refusal = std::get_if<std::string>(&parsed)) return window->send(std::move(*refusal));
    auto& request = std::get<rpc::Request>(parsed);
    const auto done = [to = std::weak_ptr(window), id = request.id](const api::Reply& reply) {
      const auto there = to.lock();
      if (there && !id.is_null()) there->send(rpc::reply_line(id, reply));
    };
    dispatch(request, done);
    wipe_text(request.params, "passphrase");
  }
  void dispatch(const rpc::Request& request, const Done& done) {
    const auto& method = request.method;
    if (method == "active") {  // somebody types or points
      if (!host_.locked()) host_.active();
      return done(Json::object());
    }
    if (method == "unlock" && host_.locked()) return guess(request.params, done);
    if (method == "status") {
      return host_.call(method, request.params, [this, done](api::Reply reply) {
        if (auto* status = std::get_if<Json>(&reply); status != nullptr && !warning_.empty())
          (*status)["warning"] = warning_;
        done(reply);
      });
    }
    // Only the program that holds the unix socket ends the engine, opens windows or names files of this computer.
    if (method == "stop" || method == "watch" || method == "hello" || method.starts_with("ui.") ||
        names_files(method, request.params))
      return done(Problem{Errc::refused, say(words::window::not_from_window)});
    host_.call(method, request.params, done);
    tell_pending();  // `init` opens the vault as well
  }

  Host& host_;
  std::filesystem::path folder_;
  door::LaunchCodes codes_;
  door::Tokens tokens_;
  door::Patience patience_;
  Notices notices_;
  std::shared_ptr<bool> here_ = std::make_shared<bool>(true);  // ends with the page
  std::string warning_;                                        // until somebody unlocks
  std::string pending_link_;
  std::vector<std::shared_ptr<Window>> windows_;
  runtime::Alarm last_closed_;
  std::unique_ptr<Listener> listener_;
};

}  // namespace

runtime::MakeFace page(std::filesystem::path pages) {
  return [pages = std::move(pages)](runtime::Face::Host& host) { return std::make_unique<Page>(host, pages); };
}

}  // namespace sotto::web
