// Tries relays once, up to the WebSocket upgrade: what `relay add` and `relay status` say about a relay without
// channel. Thread: the loop's.
#pragma once

#include <functional>
#include <vector>

#include <sotto/runtime/wire.hpp>

namespace sotto::runtime {

class Probe {
 public:
  struct Finding {
    proto::Endpoint relay;
    bool reachable = false;
    messaging::LinkProblem problem = messaging::LinkProblem::lost;
    std::string sentence;
  };
  using Done = std::function<void(const std::vector<Finding>&)>;
  // `done` is called once, from the loop, after at most ten seconds.
  Probe(Loop& loop, Random& random, const Proxy& proxy, const std::vector<proto::Endpoint>& relays, Done done);
  void finish();  // says what is known by now; later calls do nothing

 private:
  void answered(std::size_t index);

  std::vector<Finding> findings_;
  std::vector<std::unique_ptr<Wire>> wires_;
  std::size_t open_questions_ = 0;
  Done done_;
  Alarm limit_;
};

}  // namespace sotto::runtime
