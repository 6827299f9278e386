// limit.cpp's frames: u32 length, u32 slot (top bit: subscribe), blob.
#include <cstring>

#include "peer.hpp"

namespace sotto::bench {
namespace {

constexpr std::uint32_t subscribe = 0x80000000U;

class Limit : public Speech {
 public:
  Limit(Events events, std::size_t blob) : events_(std::move(events)), blob_(blob) {}
  void start(Peer& peer) override {
    if (peer.sender) return events_.ready(peer);
    head(peer.out, 0, subscribe | peer.pair);
  }
  std::size_t read(Peer& peer, const char* data, std::size_t size) override {
    std::size_t used = 0;
    while (size - used >= 8) {
      std::uint32_t length = 0, slot = 0;
      std::memcpy(&length, data + used, 4);
      std::memcpy(&slot, data + used + 4, 4);
      if (size - used < 8 + std::size_t{length}) break;
      if ((slot & subscribe) != 0)
        events_.ready(peer);
      else if (length == blob_)
        events_.message(peer, data + used + 8);
      else
        events_.fatal("limit: a blob of another size");
      used += 8 + std::size_t{length};
    }
    return used;
  }
  void publish(Peer& peer, const std::string& blob) override {
    head(peer.out, static_cast<std::uint32_t>(blob.size()), peer.pair);
    peer.out += blob;
  }

 private:
  static void head(std::string& out, std::uint32_t length, std::uint32_t slot) {
    char bytes[8];
    std::memcpy(bytes, &length, 4);
    std::memcpy(bytes + 4, &slot, 4);
    out.append(bytes, sizeof bytes);
  }
  Events events_;
  std::size_t blob_;
};

}  // namespace

std::unique_ptr<Speech> speak_limit(Events events, std::size_t blob) {
  return std::make_unique<Limit>(std::move(events), blob);
}

}  // namespace sotto::bench
