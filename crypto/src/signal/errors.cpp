#include "signal/errors.hpp"

#include <signal/signal_protocol.h>

namespace sotto::crypto::signal {

const int callback_failed = SG_ERR_MINIMUM - 1;

Error error_of(int code) {
  switch (code) {
    case SG_ERR_DUPLICATE_MESSAGE: return {Errc::duplicate, "a Signal message whose key was used before"};
    case SG_ERR_INVALID_KEY:  // also a signature that does not fit
    case SG_ERR_INVALID_MAC:
    case SG_ERR_INVALID_MESSAGE: return {Errc::not_authentic, "a Signal message that is not authentic"};
    case SG_ERR_INVALID_KEY_ID: return {Errc::refused, "a prekey that is not here any more"};
    case SG_ERR_UNTRUSTED_IDENTITY: return {Errc::untrusted, "another identity key than the pinned one"};
    case SG_ERR_NO_SESSION: return {Errc::refused, "no session on this channel"};
    case SG_ERR_INVALID_VERSION:
    case SG_ERR_LEGACY_MESSAGE:
    case SG_ERR_STALE_KEY_EXCHANGE:
    case SG_ERR_INVALID_PROTO_BUF: return {Errc::malformed, "bytes that are no Signal message"};
    case SG_ERR_NOMEM: return {Errc::unexpected, "the Signal library has no memory"};
    case SG_ERR_INVAL: return {Errc::unexpected, "the Signal library refuses an argument"};
    case SG_ERR_VRF_SIG_VERIF_FAILED:
    case SG_ERR_FP_VERSION_MISMATCH:
    case SG_ERR_FP_IDENT_MISMATCH:
    case SG_ERR_UNKNOWN:
    default: return {Errc::unexpected, "the Signal library failed"};
  }
}

}  // namespace sotto::crypto::signal
