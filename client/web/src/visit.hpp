// One connection of the page server: a request and its answer, or a WebSocket. Boost.Beast is behind it and nowhere
// else. Every step has its end: a head in 5 s, an answer taken in 10 s, the token of a WebSocket in 2 s. Thread: the
// loop's.
#pragma once

#include <functional>
#include <memory>

#include <sotto/runtime/loop.hpp>

#include "reception.hpp"

namespace sotto::web {

class Visit {
 public:
  virtual ~Visit() = default;
  virtual void begin() = 0;
  virtual void forget() = 0;  // the server is going: nothing is asked or told any more
};

// Takes over a connected TCP socket. `gone` is called once, when it is closed.
std::shared_ptr<Visit> make_visit(runtime::Loop& loop, int connected_socket, Reception& reception,
                                  std::function<void()> gone);

}  // namespace sotto::web
