// Two versions side by side, in words.
#include <algorithm>

#include "agreement_rows.hpp"
#include "words.hpp"

namespace sotto::practice {
namespace {

std::string day(Timestamp time) { return std::to_string(time.ms / days(1).ms); }
std::string in_days(std::uint32_t number) { return std::to_string(number) + (number == 1 ? " day" : " days"); }
std::string yes_no(bool value) { return value ? "yes" : "no"; }
std::string standing_words(const std::optional<proto::StandingVault>& standing) {
  if (!standing) return "no";
  return "at most " + std::to_string(standing->max_open) + " open, for " + in_days(standing->max_days);
}

std::string proof_words(proto::Proof proof) {
  return proof == proto::Proof::signed_copy ? "signed: a copy that either of you could show" : "recorded";
}

class Comparison {
 public:
  void field(std::string name, const std::string& before, const std::string& after) {
    if (before != after) changes_.push_back({std::move(name), before, after});
  }
  template <class List, class Key, class Text>
  void list(const std::string& name, const List& before, const List& after, Key&& key, Text&& text) {
    const auto find = [&](const List& in, const auto& item) {
      return std::find_if(in.begin(), in.end(), [&](const auto& other) { return key(other) == key(item); });
    };
    for (const auto& item : before) {
      const auto now = find(after, item);
      field(name + " " + key(item), text(item), now == after.end() ? std::string() : text(*now));
    }
    for (const auto& item : after) {
      if (find(before, item) == before.end()) field(name + " " + key(item), {}, text(item));
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
  out.field("version", std::to_string(a.version), std::to_string(b.version));
  out.field("purpose", a.purpose, b.purpose);
  out.field("cadence", a.cadence, b.cadence);
  out.field("structure", a.structure, b.structure);
  out.list(
      "card", a.carve_outs, b.carve_outs, [](const proto::CarveOut& card) { return card.code; },
      [](const proto::CarveOut& card) { return card.text; });
  out.list(
      "duty", a.duties, b.duties, [](const std::string& duty) { return duty; },
      [](const std::string& duty) { return duty; });
  out.field("kept after closing", in_days(a.keep_days), in_days(b.keep_days));
  out.field("may be retold without names", yes_no(a.learning), yes_no(b.learning));
  out.field("standing vault", standing_words(a.standing), standing_words(b.standing));
  out.field("what we record", a.record, b.record);
  out.field("if unsure", a.if_unsure, b.if_unsure);
  out.field("ending", a.ending, b.ending);
  out.field("proof", proof_words(a.proof), proof_words(b.proof));
  if (day(a.review_on) != day(b.review_on))
    out.field("review", "a year after version " + std::to_string(a.version),
              "a year after version " + std::to_string(b.version));
  return out.take();
}

}  // namespace sotto::practice
