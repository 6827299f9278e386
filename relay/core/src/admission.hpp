// Who may come in and who may listen: the proofs of docs/protocol.md section 8, checked with libsodium.
#pragma once

#include <sotto/proto/relay.hpp>
#include <sotto/relay_core/core.hpp>

namespace sotto::relay_core {

// The index of the authority an Admit names, or why it is refused. Every key of the role is compared, in constant time.
struct AdmissionVerdict {
  std::optional<proto::Refusal> refusal;
  std::uint32_t authority = 0;
};
AdmissionVerdict check_admission(const Config& config, const proto::Admit& admit, const ByteArray<32>& relay_nonce);

bool check_listen(const proto::Listen& listen, std::string_view authority, const ByteArray<32>& relay_nonce);

}  // namespace sotto::relay_core
