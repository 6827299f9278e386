// Two versions side by side, in words.
#include <algorithm>

#include "agreement_rows.hpp"
#include "words.hpp"

namespace sotto::practice {
namespace {

std::string day(Timestamp time) { return std::to_string(time.ms / days(1).ms); }
std::string yes_no(bool value) { return value ? say(words::yes) : say(words::no); }
std::string standing_words(const std::optional<proto::StandingVault>& standing) {
  if (!standing) return say(words::no);
  return say(words::standing_terms, standing->max_open, standing->max_days);
}

std::string proof_words(proto::Proof proof) {
  return proof == proto::Proof::signed_copy ? say(words::proof_signed) : say(words::proof_recorded);
}

class Comparison {
 public:
  void field(std::string name, const std::string& before, const std::string& after) {
    if (before != after) changes_.push_back({std::move(name), before, after});
  }
  template <class List, class Key, class Text>
  void list(const sotto::words::Sentence<1>& name, const List& before, const List& after, Key&& key, Text&& text) {
    const auto find = [&](const List& in, const auto& item) {
      return std::find_if(in.begin(), in.end(), [&](const auto& other) { return key(other) == key(item); });
    };
    for (const auto& item : before) {
      const auto now = find(after, item);
      field(say(name, key(item)), text(item), now == after.end() ? std::string() : text(*now));
    }
    for (const auto& item : after) {
      if (find(before, item) == before.end()) field(say(name, key(item)), {}, text(item));
    }
  }
  std::vector<Change> take() { return std::move(changes_); }

 private:
  std::vector<Change> changes_;
};

}  // namespace

Result<std::vector<Change>> compare_versions(store::Transaction& tx, const BuddyId& buddy) {
  auto newest = find_agreement(tx, buddy, Phase::proposed);
  if (!newest) newest = find_agreement(tx, buddy, Phase::active);
  if (!newest) return Error{Errc::refused, words::no_proposal};
  if (!newest->terms.previous) return Error{Errc::refused, words::one_version};
  const auto before = find_version(tx, buddy, *newest->terms.previous);
  if (!before) return Error{Errc::refused, words::one_version};
  const auto& a = before->terms;
  const auto& b = newest->terms;
  Comparison out;
  out.field(say(words::diff_version), std::to_string(a.version), std::to_string(b.version));
  out.field(say(words::diff_purpose), a.purpose, b.purpose);
  out.field(say(words::diff_cadence), a.cadence, b.cadence);
  out.field(say(words::diff_structure), a.structure, b.structure);
  out.list(
      words::diff_card, a.carve_outs, b.carve_outs, [](const proto::CarveOut& card) { return card.code; },
      [](const proto::CarveOut& card) { return card.text; });
  out.list(
      words::diff_duty, a.duties, b.duties, [](const std::string& duty) { return duty; },
      [](const std::string& duty) { return duty; });
  out.field(say(words::diff_keep), say(words::in_days, a.keep_days), say(words::in_days, b.keep_days));
  out.field(say(words::diff_learning), yes_no(a.learning), yes_no(b.learning));
  out.field(say(words::diff_standing), standing_words(a.standing), standing_words(b.standing));
  out.field(say(words::diff_record), a.record, b.record);
  out.field(say(words::diff_if_unsure), a.if_unsure, b.if_unsure);
  out.field(say(words::diff_ending), a.ending, b.ending);
  out.field(say(words::diff_proof), proof_words(a.proof), proof_words(b.proof));
  if (day(a.review_on) != day(b.review_on))
    out.field(say(words::diff_review), say(words::review_after, a.version), say(words::review_after, b.version));
  return out.take();
}

}  // namespace sotto::practice
