// The library's negative codes as errors of ours.
#pragma once

#include <sotto/base/result.hpp>

namespace sotto::crypto::signal {

// A code for failures of our own callbacks, outside the library's range; the callback's error is kept beside it.
extern const int callback_failed;

Error error_of(int code);  // code < 0

}  // namespace sotto::crypto::signal
