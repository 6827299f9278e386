#include <algorithm>
#include <numeric>

#include <sotto/practice/session_guide.hpp>

namespace sotto::practice {
namespace {

using proto::SessionKind;
using proto::SessionPhase;
using proto::SessionStep;

struct Share {
  SessionPhase phase;
  std::uint32_t seconds;
};
// An hour for one person: contract, listen, explore, action, review, with the facts clarified in between.
constexpr std::array hour{
    Share{SessionPhase::arrive, 300},   Share{SessionPhase::listen, 600}, Share{SessionPhase::clarify, 300},
    Share{SessionPhase::explore, 1200}, Share{SessionPhase::action, 600}, Share{SessionPhase::review, 420},
    Share{SessionPhase::close, 180},
};
// Forty minutes for each of a pair; ten to close together.
constexpr std::array forty{
    Share{SessionPhase::arrive, 180},  Share{SessionPhase::listen, 480}, Share{SessionPhase::clarify, 240},
    Share{SessionPhase::explore, 840}, Share{SessionPhase::action, 420}, Share{SessionPhase::review, 240},
};
constexpr std::uint32_t close_together = 600;

// ---- cue cards, in the order of SessionPhase ----
constexpr std::array cards{
    CueCard{"Arrive and contract",
            "Say how you are. Say the label, what cannot be promised, and what would make this useful.",
            "Ask how they are. Say what you cannot promise. Ask: what would make this useful?"},
    CueCard{"Listen", "Tell it as it comes. Leave out who they are.",
            "Only listen. \"Go on\" is enough; silence is, too."},
    CueCard{"Clarify", "Short answers.", "Facts only, one short question at a time. No names."},
    CueCard{"Explore", "Look at it from where you have not stood yet.",
            "Open questions. No advice unless you are asked for it."},
    CueCard{"Action", "In your own words: what you will do, will not do, will find out.",
            "Let them find the words. Ask what comes first, and by when."},
    CueCard{"Review", "What helped? What are you taking away? What do you need tonight?",
            "Ask what helped and what they are taking away. Say what stays with you."},
    CueCard{"Close", "Say how anything written is labelled. Agree on the next date. Note your CPD line.",
            "Say how anything written is labelled. Agree on the next date. Note your CPD line."},
};

// ---- prompts ----
std::vector<Prompt> make_prompts() {
  using K = PromptKind;
  return {
      {K::normative, "What are you required to do, whatever anyone wants?"},
      {K::normative, "Which policy or duty is at stake?"},
      {K::normative, "What would a fair-minded tribunal notice?"},
      {K::formative, "What have you already tried, and what did you learn?"},
      {K::formative, "What else could be true?"},
      {K::formative, "If the employee told this story, where would it start?"},
      {K::formative, "What would you do with twice the time?"},
      {K::restorative, "What has this cost you?"},
      {K::restorative, "What are you carrying that is not yours?"},
      {K::restorative, "Who looks after you this week?"},
      {K::seven_eyes, "What do they most want heard?"},
      {K::seven_eyes, "What did you do, and what did you not do?"},
      {K::seven_eyes, "What happens in the room between you?"},
      {K::seven_eyes, "What does it remind you of?"},
      {K::seven_eyes, "What is happening between us now?"},
      {K::seven_eyes, "What do I notice in me as I listen?"},
      {K::seven_eyes, "What in the organisation keeps this going?"},
  };
}

std::uint64_t mixed(std::uint64_t state) {  // splitmix64: a draw of cards needs nothing stronger
  state += 0x9e3779b97f4a7c15U;
  state = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9U;
  state = (state ^ (state >> 27)) * 0x94d049bb133111ebU;
  return state ^ (state >> 31);
}

std::vector<std::uint8_t> shuffled(std::uint64_t seed) {
  std::vector<std::uint8_t> pack(session_prompts().size());
  std::iota(pack.begin(), pack.end(), std::uint8_t{0});
  for (std::size_t i = pack.size(); i > 1; --i) std::swap(pack[i - 1], pack[mixed(seed + i) % i]);
  return pack;
}

// ---- how advice begins ----
struct Opening {
  std::string_view begins, question;
};
constexpr std::string_view tried = "What have you already tried, and what did you learn?";
constexpr std::string_view noticed = "If a colleague brought you this, what would you notice first?";
constexpr std::string_view possible = "What would make that possible, and what stands in its way?";
constexpr std::string_view true_else = "What else could be true?";
constexpr std::array openings{
    Opening{"you should", possible},       Opening{"you could", possible},
    Opening{"you ought", possible},        Opening{"you need to", possible},
    Opening{"you must", possible},         Opening{"you have to", possible},
    Opening{"you want to", possible},      Opening{"you'd better", possible},
    Opening{"have you tried", tried},      Opening{"did you try", tried},
    Opening{"have you considered", tried}, Opening{"have you thought", tried},
    Opening{"if i were you", noticed},     Opening{"if it were me", noticed},
    Opening{"i would", noticed},           Opening{"i'd ", noticed},
    Opening{"what i would", noticed},      Opening{"my advice", noticed},
    Opening{"why don't you", true_else},   Opening{"why not", true_else},
    Opening{"can't you", true_else},       Opening{"couldn't you", true_else},
    Opening{"the best thing", true_else},  Opening{"the answer is", true_else},
    Opening{"just tell", true_else},       Opening{"it would be best", true_else},
};
constexpr std::array<std::string_view, 12> fillers{"well", "so",  "ok",      "okay", "maybe",    "perhaps",
                                                   "and",  "but", "i think", "then", "honestly", "in that case"};

std::string folded(std::string_view text) {  // lower case, straight apostrophes, single spaces
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 3) == "\xe2\x80\x99") {
      out += '\'';
      i += 2;
      continue;
    }
    const char c = text[i];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      if (!out.empty() && out.back() != ' ') out += ' ';
      continue;
    }
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

bool begins_word(std::string_view text, std::string_view words) {
  if (!text.starts_with(words)) return false;
  if (words.back() == ' ' || text.size() == words.size()) return true;
  const char after = text[words.size()];
  return (after < 'a' || after > 'z') && after != '\'';
}

std::string_view without_fillers(std::string_view sentence) {
  for (bool again = true; again;) {
    again = false;
    while (!sentence.empty() && (sentence.front() == ' ' || sentence.front() == ',')) sentence.remove_prefix(1);
    for (const auto filler : fillers) {
      if (!begins_word(sentence, filler)) continue;
      sentence.remove_prefix(filler.size());
      again = true;
    }
  }
  return sentence;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n' || text.back() == '.')) text.remove_suffix(1);
  while (!text.empty() && (text.front() == ' ' || text.front() == '\n')) text.remove_prefix(1);
  return text;
}

}  // namespace

std::uint32_t usual_minutes(SessionKind kind) { return kind == SessionKind::reciprocal ? 90 : 60; }

std::vector<SessionStep> session_plan(SessionKind kind, std::uint32_t minutes, std::uint32_t first,
                                      std::uint32_t seats) {
  std::vector<SessionStep> out;
  if (kind == SessionKind::reciprocal) {
    for (std::uint32_t turn = 0; turn < seats; ++turn) {
      for (const auto& share : forty) out.push_back({share.phase, share.seconds, (first + turn) % seats});
    }
    out.push_back({SessionPhase::close, close_together, first});
  } else {
    for (const auto& share : hour) out.push_back({share.phase, share.seconds, first});
  }
  const auto usual = std::accumulate(out.begin(), out.end(), std::uint32_t{0},
                                     [](std::uint32_t sum, const SessionStep& step) { return sum + step.seconds; });
  const std::uint32_t wanted = minutes == 0 ? usual : minutes * 60;
  if (wanted == usual) return out;
  std::uint32_t given = 0, planned = 0;  // what is rounded off goes to the step after it
  for (auto& step : out) {
    planned += step.seconds;
    const auto until = static_cast<std::uint32_t>(std::uint64_t{planned} * wanted / usual);
    step.seconds = std::clamp(until - given, proto::limits_of_session::step_least, proto::limits_of_session::step_most);
    given = until;
  }
  return out;
}

const CueCard& cue_card(SessionPhase phase) { return cards.at(static_cast<std::size_t>(phase) - 1); }

ComposerRule composer_rule(SessionPhase phase, SessionRole role, proto::Ask ask) {
  if (role == SessionRole::presenter) return ComposerRule::free;
  switch (phase) {
    case SessionPhase::listen: return ComposerRule::acknowledge;
    case SessionPhase::clarify: return ComposerRule::one_question;
    case SessionPhase::explore: return ask == proto::Ask::view ? ComposerRule::free : ComposerRule::nudge;
    default: return ComposerRule::free;
  }
}

const std::vector<std::string_view>& acknowledgements() {
  static const std::vector<std::string_view> all{
      "Go on", "I am here", "Take your time", "I hear you", "Thank you", "Mm", "Yes", "..."};
  return all;
}

bool admits(ComposerRule rule, std::string_view draft) {
  const auto text = trimmed(draft);
  if (rule == ComposerRule::acknowledge) {
    return std::any_of(acknowledgements().begin(), acknowledgements().end(),
                       [&](std::string_view one) { return folded(trimmed(one)) == folded(text); });
  }
  if (rule == ComposerRule::one_question) {
    return text.size() > 1 && text.back() == '?' && text.find('\n') == std::string_view::npos;
  }
  return true;
}

std::optional<std::string_view> reads_as_advice(std::string_view text) {
  const std::string all = folded(text);
  for (std::string_view rest = all; !rest.empty();) {
    const auto end = rest.find_first_of(".!?;:");
    const auto sentence = without_fillers(rest.substr(0, end));
    for (const auto& opening : openings) {
      if (begins_word(sentence, opening.begins)) return opening.question;
    }
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return std::nullopt;
}

const std::vector<Prompt>& session_prompts() {
  static const std::vector<Prompt> all = make_prompts();
  return all;
}

PromptHand::PromptHand(std::uint64_t seed, std::uint32_t drawn, std::array<std::uint8_t, 3> hand)
    : seed_(seed), drawn_(drawn), hand_(hand) {
  if (drawn_ == 0) deal();
}

std::uint8_t PromptHand::draw() {
  const auto size = static_cast<std::uint32_t>(session_prompts().size());
  for (;;) {
    const auto pack = shuffled(seed_ + drawn_ / size);  // each round of the pack in another order
    const auto card = pack[drawn_ % size];
    ++drawn_;
    if (std::find(hand_.begin(), hand_.end(), card) == hand_.end()) return card;
  }
}

void PromptHand::deal() {
  if (drawn_ == 0) hand_ = {0xff, 0xff, 0xff};  // none in the hand yet
  std::array<std::uint8_t, 3> fresh{0xff, 0xff, 0xff};
  for (auto& card : fresh) {
    do card = draw();
    while (std::count(fresh.begin(), fresh.end(), card) > 1);  // the pack began again in between
  }
  hand_ = fresh;
}

void PromptHand::swap(std::size_t which) { hand_.at(which % hand_.size()) = draw(); }

}  // namespace sotto::practice
