// Connection: the one way a face (command line, later the page) calls the engine: over the unix socket of a running
// one, or in process under the profile's lock when none runs. The caller cannot tell which, and need not. Thread: used
// from one thread; calls block. SIGINT during a call answers Errc::interrupted.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include <sotto/api/reply.hpp>
#include <sotto/crypto/secret.hpp>
#include <sotto/runtime/face.hpp>

namespace sotto::runtime {

struct Opening {
  std::filesystem::path profile;
  // Asked only when no engine answers (and for `unlock`): a prompt, a file, a descriptor.
  std::function<std::variant<crypto::SecretBytes, api::Problem>()> passphrase;
};

// Methods answered here: "sync" {wait?: seconds} -> {"sent","received","pending","reachable"}, "relay.status" {},
// "status" {}, "lock" {}, "unlock" {passphrase}, "stop" {}; "relay.add" gains "reachable" by trying. The rest is
// api::Client's.
class Connection {
 public:
  virtual ~Connection() = default;
  virtual bool engine() const = 0;  // true: over the socket
  virtual std::string notice() const {
    return {};
  }  // a sentence to say once on stderr (a restored copy was noticed), or empty
  virtual api::Reply call(std::string_view method, const api::Json& params) = 0;
  // Streams events to `each` until it returns false, the engine ends (unreachable) or SIGINT (interrupted).
  virtual api::Reply watch(const std::function<bool(const api::Json& event)>& each) = 0;
};

// not_found: no profile there; wrong_passphrase; in_use after 10 s; damaged, newer_version, disk_full.
std::variant<std::unique_ptr<Connection>, api::Problem> connect(const Opening& opening);

// Only a running engine, never in process and never a passphrase: what `status`, `lock`, `unlock` and `stop` use.
// not_found when none runs. `unlock` takes {"passphrase": TEXT}.
std::variant<std::unique_ptr<Connection>, api::Problem> connect_engine(const std::filesystem::path& profile);

struct Creation {
  std::filesystem::path profile;
  std::string name;
  bool light_kdf = false;
};
api::Reply create_profile(const Creation& creation,
                          const crypto::SecretBytes& passphrase);  // refused: there is one already
bool profile_exists(const std::filesystem::path& profile);

// `sotto engine`: locks, derives, listens, serves until stop, SIGTERM or SIGINT (all 0). `ready` is called with
// {"ready":true,"socket":PATH} once it answers. Without `opening.passphrase` it starts locked, even where there is no
// profile yet: `init` {name, passphrase} makes it then, and `unlock` opens it. `face` may be empty.
api::Reply run_engine(const Opening& opening, const std::function<void(const api::Json&)>& ready,
                      const MakeFace& face = {});

}  // namespace sotto::runtime
