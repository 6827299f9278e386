#include <algorithm>
#include <charconv>
#include <chrono>

#include <sotto/practice/agreement_copy.hpp>

#include "words.hpp"

namespace sotto::practice {
namespace {

constexpr std::string_view mark = "\nsotto-agreement-copy 1\n";
constexpr std::size_t copy_max = 200'000;  // bytes; terms are below 60,000, here twice and once of it in hex

std::string day_of(Timestamp time) {
  using std::chrono::floor;
  const std::chrono::sys_time<std::chrono::milliseconds> at{std::chrono::milliseconds{time.ms}};
  const std::chrono::year_month_day day{floor<std::chrono::days>(at)};
  const auto two = [](unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return std::to_string(static_cast<int>(day.year())) + "-" + two(static_cast<unsigned>(day.month())) + "-" +
         two(static_cast<unsigned>(day.day()));
}

// Unicode: Bidi_Control (UAX 9) and the line and paragraph separators, all of three bytes but the first.
bool turns_lines(std::string_view c) {
  return c == "\u061c" || c == "\u200e" || c == "\u200f" || (c >= "\u2028" && c <= "\u202e") ||
         (c >= "\u2066" && c <= "\u2069");
}

// Somebody else's words, unable to look like a line of this file.
std::string quoted(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<std::uint8_t>(text[at]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    const auto c = text.substr(at, length);
    at += c.size();
    const bool control = lead < 0x20 || lead == 0x7f || (lead == 0xc2 && static_cast<std::uint8_t>(c.back()) < 0xa0);
    if (control || turns_lines(c)) {
      out += ' ';
      continue;
    }
    if (c.size() == 1 && std::string_view("\\`*_[]<>#|").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string in_days(std::uint32_t number) { return std::to_string(number) + (number == 1 ? " day" : " days"); }

class Page {
 public:
  void title(std::string_view words) { text_ += "# " + std::string(words) + "\n"; }
  void heading(std::string_view words) { text_ += "\n## " + std::string(words) + "\n\n"; }
  void line(std::string_view words) { text_ += std::string(words) + "\n"; }
  void item(std::string_view name, std::string_view words) {
    if (!words.empty()) text_ += "- " + std::string(name) + ": " + quoted(words) + "\n";
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

// English whatever language is spoken: a copy has one form, which both people and every later version write alike.
std::string readable(const proto::Terms& terms) {
  Page page;
  page.title("An agreement for supervision in confidence");
  page.line("");
  page.line("Version " + std::to_string(terms.version) + ". To be looked at again by " + day_of(terms.review_on) + ".");
  page.heading("What we agreed");
  page.item("What it is for", terms.purpose);
  page.item("How often", terms.cadence);
  page.item("How a session goes", terms.structure);
  page.item("What we record", terms.record);
  page.item("If unsure", terms.if_unsure);
  page.item("How it ends", terms.ending);
  page.item("Kept after closing", in_days(terms.keep_days));
  page.item("May be retold without names", terms.learning ? "yes" : "no");
  page.item("Nobody tries to find out who people are, and nobody records", "yes");
  if (terms.standing) {
    page.item("Standing vault", "at most " + std::to_string(terms.standing->max_open) + " open, for " +
                                    in_days(terms.standing->max_days));
  }
  page.heading("What we can't promise");
  for (const auto& card : terms.carve_outs) page.item(card.code, card.text);
  for (const auto& duty : terms.duties) page.item("What one of us must report", duty);
  return page.take();
}

std::string machine_part(const AgreementCopy& copy) {
  std::string out(mark);
  out += "terms " + hex(proto::canonical_terms(copy.terms)) + "\n";
  for (const auto& one : copy.signatures) {
    out += "signed " + hex(one.key) + " " + std::to_string(one.date.ms) + " " + hex(one.signature) + "\n";
  }
  return out;
}

// ---- reading ----
std::string_view take_word(std::string_view& rest, char end) {
  const auto at = std::min(rest.find(end), rest.size());
  const auto word = rest.substr(0, at);
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return word;
}

bool read_signature(std::string_view line, crypto::AgreementSignature& out) {
  if (take_word(line, ' ') != "signed") return false;
  const auto key = from_hex(take_word(line, ' '));
  const auto date = take_word(line, ' ');
  const auto signature = from_hex(line);
  const auto parsed = std::from_chars(date.data(), date.data() + date.size(), out.date.ms);
  if (!key || !signature || parsed.ec != std::errc{} || parsed.ptr != date.data() + date.size()) return false;
  const auto key32 = exactly<32>(*key);
  const auto signature64 = exactly<64>(*signature);
  if (!key32 || !signature64) return false;
  out.key = *key32;
  out.signature = *signature64;
  return true;
}

}  // namespace

std::string write_copy(const AgreementCopy& copy) {
  AgreementCopy sorted = copy;
  if (sorted.signatures[1].key < sorted.signatures[0].key) std::swap(sorted.signatures[0], sorted.signatures[1]);
  Page page;
  page.heading("Signed");
  page.line(
      "Two keys, made for this agreement and for nothing else, signed the words above and the date. Whose keys they");
  page.line("are, the two people know. This proves what was agreed, never what was said.");
  page.line("");
  for (const auto& one : sorted.signatures) page.line("- " + day_of(one.date) + ", key " + hex(one.key));
  page.line("");
  page.line("To check this copy: sotto agree check-copy FILE");
  return readable(sorted.terms) + page.take() + machine_part(sorted);
}

std::string write_for_paper(const proto::Terms& terms) {
  Page page;
  page.heading("Signed on paper");
  for (int person = 0; person < 2; ++person) {
    page.line("Name ______________________  Signature ______________________  Date ______________");
    page.line("");
  }
  return readable(terms) + page.take();
}

Result<AgreementCopy> read_copy(std::string_view file) {
  if (file.size() > copy_max) return Error{Errc::malformed, words::not_a_copy};
  const auto at = file.rfind(mark);
  if (at == std::string_view::npos) return Error{Errc::malformed, words::not_a_copy};
  auto rest = file.substr(at + mark.size());
  auto terms_line = take_word(rest, '\n');
  if (take_word(terms_line, ' ') != "terms") return Error{Errc::malformed, words::not_a_copy};
  const auto bytes = from_hex(terms_line);
  auto terms = bytes ? proto::decode_terms(*bytes) : Result<proto::Terms>(Error{});
  if (!terms) return Error{Errc::malformed, words::not_a_copy};
  AgreementCopy out{std::move(*terms), {}};
  for (auto& signature : out.signatures) {
    if (!read_signature(take_word(rest, '\n'), signature)) return Error{Errc::malformed, words::not_a_copy};
  }
  if (out.signatures[0].key == out.signatures[1].key) return Error{Errc::not_authentic, words::copy_does_not_fit};
  for (const auto& one : out.signatures) {
    if (!crypto::signs(one, crypto::AgreementStatement(out.terms, one.date))) {
      return Error{Errc::not_authentic, words::copy_does_not_fit};
    }
  }
  if (out.terms.proof != proto::Proof::signed_copy || write_copy(out) != file) {
    return Error{Errc::malformed, words::not_a_copy};
  }
  return out;
}

}  // namespace sotto::practice
