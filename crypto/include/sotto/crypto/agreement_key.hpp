// The key under one agreement. It signs once, what it signs can only be terms and a date, and then it is gone: there is
// nothing that could sign a message, and no identity key comes near it. docs/protocol.md section 15.
#pragma once

#include <concepts>

#include <sotto/base/clock.hpp>
#include <sotto/crypto/secret.hpp>

namespace sotto::crypto {

// "sotto/1 agreement" || 0x00 || date, milliseconds since 1970, u64be || canonical terms. Made of whatever has a
// canonical_terms() and of nothing else: neither bytes nor a text can become one.
class AgreementStatement {
 public:
  template <class Terms>
  requires requires(const Terms& terms) {
    { canonical_terms(terms) } -> std::same_as<Bytes>;
  }
  AgreementStatement(const Terms& terms, Timestamp date) : date_(date), bytes_(framed(canonical_terms(terms), date)) {}
  Timestamp date() const { return date_; }
  ByteView view() const { return bytes_; }

 private:
  static Bytes framed(const Bytes& terms, Timestamp date);
  Timestamp date_;
  Bytes bytes_;
};

struct AgreementSignature {
  ByteArray<32> key{};  // Ed25519, of this agreement and this person only
  Timestamp date;       // of the acceptance
  ByteArray<64> signature{};
  bool operator==(const AgreementSignature&) const = default;
};

AgreementSignature sign(const AgreementStatement& statement, Random& random);  // with a fresh key, wiped afterwards
bool signs(const AgreementSignature& signature, const AgreementStatement& statement);

}  // namespace sotto::crypto
