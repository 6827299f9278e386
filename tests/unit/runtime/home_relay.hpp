// The real relay's core and transport, on a thread of its own, without TLS on loopback. It can die and come back on its
// port, having forgotten everything.
#pragma once

#include <memory>
#include <string>
#include <thread>

#include <sotto/relay_net/server.hpp>

namespace sotto::test {

class HomeRelay {
 public:
  HomeRelay();
  ~HomeRelay() { stop(); }
  void stop();
  void start();  // again, same port, same keys, empty memory
  std::string link() const;
  const std::string& authority() const { return authority_; }

 private:
  relay_net::SystemClock clock_;
  relay_net::SystemRandom random_;
  AdmissionKey guest_, member_;
  std::string listen_ = "127.0.0.1:0";
  std::string authority_;
  std::unique_ptr<relay_net::Server> server_;
  std::thread thread_;
};

}  // namespace sotto::test
