// The state folder: certificate, its key and the two admission keys, made on the first start, and nothing else, ever.
// Folder 0700, files 0600.
#pragma once

#include <filesystem>

#include <sotto/base/ids.hpp>
#include <sotto/base/random.hpp>
#include <sotto/base/result.hpp>

namespace sotto::relay_net {

struct State {
  AdmissionKey guest;
  AdmissionKey member;
  std::filesystem::path chain;  // of the self-signed P-256 certificate
  std::filesystem::path key;
};

// Errors: io, damaged (a file that is not what it should be).
Result<State> open_state(const std::filesystem::path& folder, Random& random, bool with_certificate);
Result<Pin> pin_of(const std::filesystem::path& chain);  // first 16 bytes of SHA-256 over the SubjectPublicKeyInfo

}  // namespace sotto::relay_net
