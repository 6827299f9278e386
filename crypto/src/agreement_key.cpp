#include <sodium.h>

#include <sotto/crypto/agreement_key.hpp>

namespace sotto::crypto {

Bytes AgreementStatement::framed(const Bytes& terms, Timestamp date) {
  constexpr std::string_view domain = "sotto/1 agreement";
  Bytes out = to_bytes(view_of(domain));
  out.push_back(0);
  for (int shift = 56; shift >= 0; shift -= 8) {
    out.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(date.ms) >> shift));
  }
  append(out, terms);
  return out;
}

AgreementSignature sign(const AgreementStatement& statement, Random& random) {
  const Secret<32> seed(random);
  Secret<64> secret;
  AgreementSignature out;
  out.date = statement.date();
  crypto_sign_seed_keypair(out.key.data(), secret.expose_mutable().data(), seed.expose().data());
  crypto_sign_detached(out.signature.data(), nullptr, statement.view().data(), statement.view().size(),
                       secret.expose().data());
  return out;
}

bool signs(const AgreementSignature& signature, const AgreementStatement& statement) {
  return signature.date == statement.date() &&
         crypto_sign_verify_detached(signature.signature.data(), statement.view().data(), statement.view().size(),
                                     signature.key.data()) == 0;
}

}  // namespace sotto::crypto
