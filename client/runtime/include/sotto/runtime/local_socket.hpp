// The unix socket between a command and its engine: where it is, who may come, and lines in both directions.
// The folder is 0700, the socket 0600, and each side asks the kernel whether the other is the same user (SO_PEERCRED).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <sotto/base/result.hpp>
#include <sotto/runtime/loop.hpp>

namespace sotto::runtime {

// $XDG_RUNTIME_DIR/sotto/<hash of the profile's path>.sock when that folder is ours, else profile/engine.sock.
std::filesystem::path socket_path(const std::filesystem::path& profile);

bool same_user(int connected_socket);

// Serves lines. Whoever sends a longer line than `line_max`, or does not read, is cut. Thread: the loop's.
class LineServer {
 public:
  using Client = std::uint64_t;
  struct Events {
    std::function<void(Client, std::string_view line)> line;
    std::function<void(Client)> gone;
  };
  // The caller holds the profile's lock: whatever file is at `path` is stale and is replaced. Errors: io.
  static Result<std::unique_ptr<LineServer>> listen(Loop& loop, const std::filesystem::path& path, std::size_t line_max,
                                                    Events events);
  virtual ~LineServer() = default;  // also removes the socket's file
  virtual void send(Client client, std::string_view line) = 0;
  virtual void cut(Client client) = 0;
  virtual void flush(std::function<void()> done) = 0;  // when everything sent so far was taken, at most a second
};

// Blocking, for a command. -1 when nobody answers there, or somebody else's process does.
int connect_local(const std::filesystem::path& path);

}  // namespace sotto::runtime
