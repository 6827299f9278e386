// Rows of `agreement`, the cards of one version, and the text of one from a person's wishes. Inside agreement*.cpp
// only.
#pragma once

#include "agreement.hpp"

namespace sotto::practice {

std::optional<AgreementRow> find_version(store::Transaction& tx, const BuddyId& buddy, const proto::TermsHash& hash);
void insert_version(store::Transaction& tx, const BuddyId& buddy, const proto::Terms& terms, bool mine, Phase phase);
Bytes signature_bytes(const crypto::AgreementSignature& signature);  // as a column keeps it
void set_phase(store::Transaction& tx, std::int64_t row, Phase phase);
proto::TermsHash hash_of(const proto::Terms& terms);
std::vector<std::string> card_codes(const proto::Terms& terms);  // duties are cards too: duty-1, duty-2
Version version_of(const AgreementRow& row);

proto::Terms first_terms(Random& random, Timestamp now);
// Errors: usage (no such pack or card), limit.
Result<proto::Terms> with_wishes(proto::Terms terms, const Wishes& wishes);

}  // namespace sotto::practice
