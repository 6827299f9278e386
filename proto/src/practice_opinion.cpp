#include "practice_opinion.hpp"

#include "practice.pb.h"
#include "practice_pieces.hpp"

namespace sotto::proto {
namespace {

namespace pb = sotto::wire::v1;
namespace most = limits_of_practice;

constexpr std::size_t question_max = 4096;  // bytes; more than the largest one that the limits allow

void fill(pb::Question& out, const Question& in) {
  out.set_opinion(raw(in.opinion.view()));
  out.set_topic(number(in.topic));
  out.set_text(in.text);
  for (const auto& option : in.options) out.add_options(option);
  out.set_scale(in.scale);
  out.set_deadline(number(in.deadline));
  out.set_keep_days(in.keep_days);
  for (const auto& participant : in.participants) out.add_participants(raw(participant.view()));
}

bool read_options(const pb::Question& in, Question& out) {
  const auto count = static_cast<std::size_t>(in.options_size());
  if (count == 0 || count > most::own_options_max) return false;
  for (const auto& option : in.options()) {
    if (option.empty() || !read_text(option, most::line_max, out.options.emplace_back())) return false;
  }
  return all_differ(out.options);
}

bool read_participants(const pb::Question& in, Question& out) {
  const auto count = static_cast<std::size_t>(in.participants_size());
  if (count < 2 || count > most::participants_max) return false;
  for (const auto& participant : in.participants()) {
    if (!read(participant, out.participants.emplace_back())) return false;
  }
  return all_differ(out.participants);
}

bool read_question(const pb::Question& in, Question& out) {
  out.scale = in.scale();
  out.keep_days = in.keep_days();
  return read(in.opinion(), out.opinion) && read_choice(in.topic(), Topic::career, out.topic) && !in.text().empty() &&
         read_text(in.text(), most::paragraph_max, out.text) && read_options(in, out) && out.scale != 1 &&
         out.scale <= most::scale_max && read_time(in.deadline(), out.deadline) &&
         out.keep_days <= most::keep_days_max && read_participants(in, out);
}

}  // namespace

// ---- what is said -> bytes ----
Bytes bytes_of(const OpinionOpen& in) {
  pb::OpinionOpen out;
  fill(*out.mutable_question(), in.question);
  out.set_you(raw(in.you.view()));
  out.set_case_tag(raw(in.case_tag.view()));
  out.set_seal(raw(in.seal.view()));
  return serialize(out);
}
Bytes bytes_of(const OpinionSeal& in) {
  pb::OpinionSeal out;
  out.set_opinion(raw(in.opinion.view()));
  out.set_participant(raw(in.participant.view()));
  out.set_question(raw(in.question.view()));
  out.set_seal(raw(in.seal.view()));
  out.set_keep_days(in.keep_days);
  return serialize(out);
}
Bytes bytes_of(const OpinionReveal& in) {
  pb::OpinionReveal out;
  out.set_opinion(raw(in.opinion.view()));
  out.set_participant(raw(in.participant.view()));
  out.set_nonce(raw(in.nonce));
  out.set_choice(in.choice);
  out.set_sure(in.sure);
  out.set_why(in.why);
  return serialize(out);
}
Bytes bytes_of(const OpinionEnd& in) {
  pb::OpinionEnd out;
  out.set_opinion(raw(in.opinion.view()));
  out.set_how(number(in.how));
  if (in.reason) out.set_reason(number(*in.reason));
  return serialize(out);
}

// ---- bytes -> what is said ----
std::optional<Said> read_opinion_open(ByteView bytes) {
  pb::OpinionOpen in;
  OpinionOpen out;
  if (bytes.size() > question_max || !parse(in, bytes) || !read_question(in.question(), out.question) ||
      !read(in.you(), out.you) || !read(in.case_tag(), out.case_tag) || !read(in.seal(), out.seal)) {
    return std::nullopt;
  }
  const auto& all = out.question.participants;  // whoever is asked is one of the others
  if (std::find(all.begin() + 1, all.end(), out.you) == all.end()) return std::nullopt;
  return out;
}
std::optional<Said> read_opinion_seal(ByteView bytes) {
  pb::OpinionSeal in;
  OpinionSeal out;
  if (!parse(in, bytes) || !read(in.opinion(), out.opinion) || !read(in.participant(), out.participant) ||
      !read(in.question(), out.question) || !read(in.seal(), out.seal)) {
    return std::nullopt;
  }
  out.keep_days = in.keep_days();
  if (out.keep_days > most::keep_days_max) return std::nullopt;
  return out;
}
std::optional<Said> read_opinion_reveal(ByteView bytes) {
  pb::OpinionReveal in;
  OpinionReveal out;
  if (!parse(in, bytes) || !read(in.opinion(), out.opinion) || !read(in.participant(), out.participant) ||
      !read(in.nonce(), out.nonce) || !read_text(in.why(), most::paragraph_max, out.why)) {
    return std::nullopt;
  }
  out.choice = in.choice();
  out.sure = in.sure();
  if (out.choice > most::own_options_max || out.sure > most::scale_max) return std::nullopt;
  return out;
}
std::optional<Said> read_opinion_end(ByteView bytes) {
  pb::OpinionEnd in;
  OpinionEnd out;
  if (!parse(in, bytes) || !read(in.opinion(), out.opinion) ||
      !read_choice(in.how(), OpinionEnding::declined, out.how)) {
    return std::nullopt;
  }
  if (in.reason() != 0 && !read_choice(in.reason(), Reason::live, out.reason.emplace())) return std::nullopt;
  if (out.reason.has_value() != (out.how == OpinionEnding::declined)) return std::nullopt;
  return out;
}

Bytes canonical_question(const Question& question) {
  pb::Question out;
  fill(out, question);
  return serialize(out);
}

Result<Question> decode_question(ByteView bytes) {
  pb::Question in;
  Question out;
  if (bytes.size() > question_max || !parse(in, bytes) || !read_question(in, out) ||
      !equal(canonical_question(out), bytes)) {
    return Error{Errc::malformed, "a question: a field that is unknown, missing or out of range"};
  }
  return out;
}

}  // namespace sotto::proto
