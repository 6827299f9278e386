#include <signal/fingerprint.h>

#include <sotto/crypto/gate.hpp>

#include "signal/context.hpp"
#include "signal/errors.hpp"
#include "signal/raw_keys.hpp"

namespace sotto::crypto {

Result<std::string> safety_number(SignalContext& context, const ChannelId& cid, const PublicKey& inviter,
                                  const PublicKey& joiner, bool i_am_inviter) {
  using namespace signal;
  constexpr int iterations = 5200;
  constexpr int fingerprint_version = 1;
  fingerprint_generator* made = nullptr;
  if (const int code = fingerprint_generator_create(&made, iterations, fingerprint_version, context.get()); code < 0)
    return error_of(code);
  const std::unique_ptr<fingerprint_generator, FreeWith<fingerprint_generator_free>> generator(made);
  const auto inviter_key = library_key(context.get(), inviter);
  if (!inviter_key) return inviter_key.error();
  const auto joiner_key = library_key(context.get(), joiner);
  if (!joiner_key) return joiner_key.error();
  const std::string inviter_id = cid.text() + "/i";
  const std::string joiner_id = cid.text() + "/j";
  fingerprint* result = nullptr;
  const int code = i_am_inviter
                       ? fingerprint_generator_create_for(generator.get(), inviter_id.c_str(), inviter_key->get(),
                                                          joiner_id.c_str(), joiner_key->get(), &result)
                       : fingerprint_generator_create_for(generator.get(), joiner_id.c_str(), joiner_key->get(),
                                                          inviter_id.c_str(), inviter_key->get(), &result);
  if (code < 0) return error_of(code);
  const Ref<fingerprint> owner(result);
  return std::string(displayable_fingerprint_text(fingerprint_get_displayable(result)));
}

}  // namespace sotto::crypto
