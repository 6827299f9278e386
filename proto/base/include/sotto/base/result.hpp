// Result<T>: a value or an Error. Expected failures return one; exceptions mean bugs or exhausted memory.
// An Error carries a code and a literal from our own source: user data cannot get into it, the constructor is
// consteval. Thread: values, no shared state.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

namespace sotto {
inline namespace base {

enum class Errc : std::uint8_t {
  unexpected,        // a bug or a broken machine                                   exit 1
  io,                // a file could not be read or written                         exit 1
  damaged,           // a file of ours fails its checks                             exit 1
  disk_full,         // nothing was written                                         exit 1
  usage,             // the command line or its input cannot be used                exit 2
  malformed,         // bytes that no version of the format allows                  exit 2
  newer_version,     // bytes of a version this program does not know               exit 2
  locked,            // the profile is locked                                       exit 3
  wrong_passphrase,  //                                                             exit 3
  identity_changed,  //                                                             exit 4
  unreachable,       // relay or network                                            exit 5
  not_found,         //                                                             exit 6
  ambiguous,         // a name that fits more than one                              exit 6
  refused,           // a rule of the product says no                               exit 7
  rate_limited,      //                                                             exit 8
  in_use,            // another process has the profile                             exit 9
  interrupted,       //                                                             exit 130
  not_authentic,     // an authentication tag, signature or proof does not fit
  duplicate,         // seen before
  untrusted,         // another identity key than the pinned one
  too_far,           // a counter further ahead than GAP_MAX
  limit,             // a size or count above its limit
};

struct Literal {
  std::string_view text;
  consteval Literal(const char* literal) : text(literal) {}  // NOLINT(google-explicit-constructor)
};

struct Error {
  Errc code = Errc::unexpected;
  Literal where = "";  // one clear sentence for a person, or the place for a developer
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, error) {}         // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return state_.index() == 0; }
  const T& value() const& { return check(), std::get<0>(state_); }
  T& value() & { return check(), std::get<0>(state_); }
  T&& value() && { return check(), std::get<0>(std::move(state_)); }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }
  const Error& error() const { return std::get<1>(state_); }

 private:
  void check() const {
    if (state_.index() != 0) std::abort();  // reading a value that is not there is a bug
  }
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(error) {}  // NOLINT(google-explicit-constructor)
  explicit operator bool() const { return !error_.has_value(); }
  const Error& error() const { return *error_; }

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;
inline Status ok() { return {}; }

}  // namespace base
}  // namespace sotto
