// A relay's transport for tests, on a thread of its own with blocking calls: optionally a SOCKS5 or CONNECT proxy in
// front, TLS with a certificate made on the spot, the WebSocket upgrade, then it sends back whatever frame arrives.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include <sotto/base/ids.hpp>

namespace sotto::test {

enum class Front : std::uint8_t { none, socks5, connect };
enum class Manner : std::uint8_t {
  echo,
  web_page,        // answers the upgrade with a page
  flood_on_close,  // sends one more frame after the client's close, then its own close
  break_protocol,  // a masked frame
  hang_up,         // closes after the upgrade
};

class FakeRelay {
 public:
  struct Plan {
    bool tls = false;
    Front front = Front::none;
    std::string user = {}, password = {};  // what the front asks for; empty: nothing
    Manner manner = Manner::echo;
  };
  explicit FakeRelay(Plan plan);
  ~FakeRelay();
  std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }
  const Pin& pin() const { return pin_; }
  std::string asked_for();     // what the front was asked to connect to; after the connection is up
  std::string offered_user();  // the user name the front saw

 private:
  struct State;
  std::unique_ptr<State> state_;
  std::uint16_t port_ = 0;
  Pin pin_;
  std::thread thread_;
};

}  // namespace sotto::test
