#include "listener.hpp"

#include <chrono>
#include <fstream>
#include <iterator>
#include <set>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <unistd.h>

#include <sotto/door/tcp_table.hpp>
#include <sotto/words/window.hpp>

#include "visit.hpp"

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace sotto::web {
namespace {

constexpr int backlog = 16;
constexpr auto accept_rest = std::chrono::milliseconds(100);

bool our_account(std::uint16_t theirs, std::uint16_t ours) {
  std::ifstream file("/proc/net/tcp");
  const std::string table{std::istreambuf_iterator<char>(file), {}};
  return door::owner(table, theirs, ours) == geteuid();
}

class LoopbackListener : public Listener {
 public:
  LoopbackListener(runtime::Loop& loop, Reception& reception)
      : loop_(loop), reception_(reception), acceptor_(loop.context()), pause_(loop.context()) {}
  ~LoopbackListener() override {
    *alive_ = false;
    for (const auto& visit : visits_) visit->forget();
  }
  bool listen() {
    error_code failed;
    acceptor_.open(tcp::v4(), failed);
    if (!failed) acceptor_.bind({asio::ip::address_v4::loopback(), 0}, failed);
    if (!failed) acceptor_.listen(backlog, failed);
    if (!failed) port_ = acceptor_.local_endpoint(failed).port();
    if (!failed) accept();
    return !failed;
  }
  std::uint16_t port() const override { return port_; }

 private:
  void accept() {
    accepting_ = true;
    acceptor_.async_accept([this, alive = alive_](const error_code& failed, tcp::socket socket) {
      if (!*alive || failed == asio::error::operation_aborted) return;
      accepting_ = false;
      if (!failed) welcome(std::move(socket));
      if (!failed) return accept_more();
      pause_.expires_after(accept_rest);  // out of descriptors: no spinning
      pause_.async_wait([this, alive](const error_code& cancelled) {
        if (!cancelled && *alive) accept_more();
      });
    });
  }
  void accept_more() {
    if (!accepting_ && visits_.size() < door::connections_max) accept();
  }
  void welcome(tcp::socket socket) {
    error_code failed;
    const auto theirs = socket.remote_endpoint(failed).port();
    if (failed || !our_account(theirs, port_)) return;  // closed before a byte of it is read
    socket.set_option(tcp::no_delay(true),
                      failed);  // or an answer waits 40 ms for the news before it to be acknowledged
    const auto place = std::make_shared<std::shared_ptr<Visit>>();
    *place = make_visit(loop_, socket.release(failed), reception_, [this, alive = alive_, place] {
      if (!*alive) return;
      visits_.erase(*place);
      place->reset();
      accept_more();
    });
    visits_.insert(*place);
    (*place)->begin();
  }

  runtime::Loop& loop_;
  Reception& reception_;
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  std::uint16_t port_ = 0;
  bool accepting_ = false;
  std::set<std::shared_ptr<Visit>> visits_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace

Result<std::unique_ptr<Listener>> Listener::open(runtime::Loop& loop, Reception& reception) {
  auto listener = std::make_unique<LoopbackListener>(loop, reception);
  if (!listener->listen()) return Error{Errc::io, words::window::no_server};
  return std::unique_ptr<Listener>(std::move(listener));
}

}  // namespace sotto::web
