#include "message.hpp"

#include <algorithm>
#include <array>

namespace sotto::words {
namespace {

constexpr int depth_max = 4;  // a gap in a form in a text, and a little room

// Reads a text from left to right; whatever does not fit is nullopt.
class Reader {
 public:
  explicit Reader(std::string_view text, int depth) : rest_(text), depth_(depth) {}

  std::optional<std::vector<Node>> nodes() {
    std::vector<Node> out;
    while (!rest_.empty()) {
      const auto brace = std::min(rest_.find_first_of("{}"), rest_.size());
      if (brace > 0) out.push_back({rest_.substr(0, brace), {}, {}});
      rest_.remove_prefix(brace);
      if (rest_.empty()) break;
      if (!take("{")) return std::nullopt;
      auto gap = read_gap();
      if (!gap) return std::nullopt;
      out.push_back(std::move(*gap));
    }
    return out;
  }

 private:
  bool take(std::string_view what) {
    if (!rest_.starts_with(what)) return false;
    rest_.remove_prefix(what.size());
    return true;
  }
  void skip_spaces() { rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size())); }
  std::string_view word() {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789_=";
    const auto found = rest_.substr(0, std::min(rest_.find_first_not_of(letters), rest_.size()));
    rest_.remove_prefix(found.size());
    return found;
  }
  std::optional<Node> read_gap() {
    Node out;
    out.name = word();
    if (out.name.empty()) return std::nullopt;
    if (take("}")) return out;
    if (!take(", plural,") || depth_ >= depth_max) return std::nullopt;
    for (skip_spaces(); !take("}"); skip_spaces()) {
      const auto form = word();
      skip_spaces();
      const auto body = braced();
      if (form.empty() || !body || !Reader(*body, depth_ + 1).nodes()) return std::nullopt;
      out.forms.emplace_back(form, *body);
    }
    const bool whole =
        std::any_of(out.forms.begin(), out.forms.end(), [](const auto& form) { return form.first == "other"; });
    if (!whole) return std::nullopt;
    return out;
  }
  std::optional<std::string_view> braced() {
    if (!take("{")) return std::nullopt;
    int open = 1;
    for (std::size_t i = 0; i < rest_.size(); ++i) {
      open += rest_[i] == '{' ? 1 : rest_[i] == '}' ? -1 : 0;
      if (open > 0) continue;
      const auto body = rest_.substr(0, i);
      rest_.remove_prefix(i + 1);
      return body;
    }
    return std::nullopt;
  }

  std::string_view rest_;
  int depth_;
};

void collect(std::string_view text, std::vector<std::string_view>& out) {
  const auto nodes = parse(text);
  if (!nodes) return;
  for (const auto& node : *nodes) {
    if (node.name.empty()) continue;
    if (std::find(out.begin(), out.end(), node.name) == out.end()) out.push_back(node.name);
    for (const auto& form : node.forms) collect(form.second, out);
  }
}

// Whole numbers only, after the plural rules of the Unicode CLDR.
std::string_view germanic(std::uint64_t n) { return n == 1 ? "one" : "other"; }
std::string_view french(std::uint64_t n) { return n == 0 || n == 1 ? "one" : "other"; }
std::string_view single(std::uint64_t) { return "other"; }
bool few_in_ten(std::uint64_t n) { return n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14); }
std::string_view czech(std::uint64_t n) { return n == 1 ? "one" : n >= 2 && n <= 4 ? "few" : "other"; }
std::string_view polish(std::uint64_t n) { return n == 1 ? "one" : few_in_ten(n) ? "few" : "many"; }
std::string_view russian(std::uint64_t n) {
  return n % 10 == 1 && n % 100 != 11 ? "one" : few_in_ten(n) ? "few" : "many";
}

struct Rule {
  std::string_view languages;  // codes between blanks
  std::string_view (*form)(std::uint64_t n);
};
constexpr std::array rules{
    Rule{" en de nl sv da nb fi et it es el hu bg ca ", germanic},
    Rule{" fr pt ", french},
    Rule{" ja zh ko vi th id ", single},
    Rule{" cs sk ", czech},
    Rule{" pl ", polish},
    Rule{" ru uk ", russian},
};

const Rule* rule_of(std::string_view language) {
  for (const auto& rule : rules) {
    const auto at = rule.languages.find(language);
    if (language.size() == 2 && at != std::string_view::npos && rule.languages[at - 1] == ' ') return &rule;
  }
  return nullptr;
}

}  // namespace

std::optional<std::vector<Node>> parse(std::string_view text) { return Reader(text, 0).nodes(); }

std::vector<std::string_view> gap_names(std::string_view text) {
  std::vector<std::string_view> out;
  collect(text, out);
  return out;
}

bool has_plural_rule(std::string_view language) { return rule_of(language) != nullptr; }

std::string_view plural_form(std::string_view language, std::int64_t number) {
  const auto* rule = rule_of(language);
  const auto magnitude = static_cast<std::uint64_t>(number);
  return (rule != nullptr ? rule->form : germanic)(number < 0 ? 0 - magnitude : magnitude);
}

}  // namespace sotto::words
