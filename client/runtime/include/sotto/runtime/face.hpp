// A face: another way into a running engine, beside its unix socket. The page server of client/web is one. The engine
// knows of it only what stands here, so no arrow points from runtime to web. Thread: the loop's.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <sotto/api/reply.hpp>
#include <sotto/base/bytes.hpp>
#include <sotto/base/random.hpp>
#include <sotto/runtime/loop.hpp>

namespace sotto::runtime {

class Face {
 public:
  using Done = std::function<void(api::Reply)>;
  // The engine as a face sees it; outlives the face.
  class Host {
   public:
    virtual Loop& loop() = 0;
    virtual Random& random() = 0;
    virtual bool locked() const = 0;
    virtual std::string setting(std::string_view key) = 0;  // empty while locked
    // Every method of the unix socket but hello, watch and the face's own. A call from a face is not an activity:
    // auto-lock goes by active() alone, because a page asks for things by itself.
    virtual void call(std::string_view method, const api::Json& params, const Done& done) = 0;
    // The bytes of files; api::Client says what they mean. Refused while locked.
    virtual api::Reply put(std::string_view upload, std::uint64_t at, ByteView piece) = 0;
    virtual std::variant<Bytes, api::Problem> get(std::string_view id, std::uint64_t at) = 0;
    virtual bool knows(std::string_view passphrase) = 0;  // derives the key: slow
    virtual void active() = 0;
    virtual void lock() = 0;

   protected:
    ~Host() = default;
  };

  virtual ~Face() = default;
  // A method asked over the unix socket; nullopt: not one of this face. Answered while locked, too.
  virtual std::optional<api::Reply> answer(std::string_view method, const api::Json& params) = 0;
  virtual void event(const api::Json& event) = 0;  // a line of `watch`
  virtual void locking() = 0;                      // from now on nothing is answered but unlock, init and status
};

using MakeFace = std::function<std::unique_ptr<Face>(Face::Host&)>;

}  // namespace sotto::runtime
