#include "home_relay.hpp"

#include <cstdlib>

#include <sotto/crypto/kdf.hpp>
#include <sotto/proto/links.hpp>

namespace sotto::test {

HomeRelay::HomeRelay() : guest_(random_.id<AdmissionKey>()), member_(random_.id<AdmissionKey>()) { start(); }

void HomeRelay::start() {
  relay_net::Options options;
  options.listen = listen_;
  options.core.guest_keys = {guest_};
  options.core.member_keys = {member_};
  options.deadlines.drain = milliseconds(100);
  auto server = relay_net::Server::open(std::move(options), clock_, random_);
  if (!server) std::abort();
  server_ = *std::move(server);
  listen_ = server_->listening();
  authority_ = server_->authority();
  thread_ = std::thread([this] { server_->run(false); });
}

void HomeRelay::stop() {
  if (!server_) return;
  server_->stop();
  thread_.join();
  server_.reset();
}

std::string HomeRelay::link() const {
  const auto checksum = [](ByteView bytes) {
    const auto digest = crypto::plain_hash(bytes);
    return ByteArray<4>{digest[0], digest[1], digest[2], digest[3]};
  };
  return proto::encode(proto::RelayLink{{authority_, std::nullopt, true}, guest_, member_}, checksum);
}

}  // namespace sotto::test
