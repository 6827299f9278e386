// The one Core and its lock, and the way from it to the stations of all threads.
#pragma once

#include <atomic>
#include <mutex>
#include <utility>
#include <vector>

#include <sotto/relay_core/core.hpp>

namespace sotto::relay_net {

class Station;

// A connection's id names its place: serial (40 bits), thread (4 bits), slot (20 bits).
struct Place {
  static constexpr unsigned slot_bits = 20, thread_bits = 4;
  static relay_core::ConnectionId id(std::uint64_t serial, unsigned thread, std::uint32_t slot) {
    return (serial << (slot_bits + thread_bits)) | (std::uint64_t{thread} << slot_bits) | slot;
  }
  static unsigned thread(relay_core::ConnectionId id) { return (id >> slot_bits) & ((1U << thread_bits) - 1); }
  static std::uint32_t slot(relay_core::ConnectionId id) { return id & ((1U << slot_bits) - 1); }
};
inline constexpr unsigned threads_max = 1U << Place::thread_bits;

class Hub : public relay_core::Wire {
 public:
  Hub(relay_core::Config config, Random& random)
      : prefix_key(random.array<16>()), core_(std::move(config), random, *this) {}
  void add(Station& station) { stations_.push_back(&station); }  // before any thread runs

  // The Core under its lock, from `thread`; what it sends elsewhere wakes the others when this ends.
  class Entry {
   public:
    Entry(Hub& hub, unsigned thread) : hub_(hub), lock_(hub.mutex_) { hub.current_ = thread; }
    ~Entry() {
      const unsigned others = std::exchange(hub_.to_wake_, 0);
      lock_.unlock();
      hub_.wake(others);
    }
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;
    relay_core::Core* operator->() { return &hub_.core_; }

   private:
    Hub& hub_;
    std::unique_lock<std::mutex> lock_;
  };

  void send(relay_core::ConnectionId to, ByteView head, ByteView tail) override;
  std::size_t backlog(relay_core::ConnectionId of) const override;
  void close(relay_core::ConnectionId connection) override;

  const ByteArray<16> prefix_key;  // of this process, for source prefixes
  std::atomic<std::uint64_t> serial{1};
  std::atomic<std::size_t> connections{0};
  std::atomic<std::size_t> shut{0};  // of these: everything has been sent, the peer's end is awaited
  std::atomic<bool> draining{false};

 private:
  friend class Entry;
  void wake(unsigned threads);  // a bit each
  std::mutex mutex_;
  std::vector<Station*> stations_;
  unsigned current_ = 0;  // whose batch is under way
  unsigned to_wake_ = 0;  // a bit per thread
  relay_core::Core core_;
};

}  // namespace sotto::relay_net
