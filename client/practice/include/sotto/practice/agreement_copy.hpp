// A copy of an agreement outside the program: readable text, and below it what two keys signed. It proves what was
// agreed, never what was said; whose the keys are, the two people know. A copy has exactly one form: whoever changes a
// word of the readable part changes the copy.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include <sotto/crypto/agreement_key.hpp>
#include <sotto/proto/practice.hpp>

namespace sotto::practice {

struct AgreementCopy {
  proto::Terms terms;
  std::array<crypto::AgreementSignature, 2>
      signatures;  // by their keys, so that both people's copies are the same file
};
std::string write_copy(const AgreementCopy& copy);
std::string write_for_paper(const proto::Terms& terms);
// malformed: not such a file, or changed; not_authentic: a signature does not fit the words above it.
Result<AgreementCopy> read_copy(std::string_view file);

}  // namespace sotto::practice
