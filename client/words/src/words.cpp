#include <algorithm>
#include <atomic>

#include <sotto/words/words.hpp>

#include "message.hpp"

namespace sotto::words {
namespace {

std::atomic<const Language*> spoken_here{nullptr};     // null: English
std::atomic<const Language*> of_environment{nullptr};  // likewise

const Language* find_language(std::string_view code) {
  for (const auto& language : languages()) {
    if (language.code == code) return &language;
  }
  return nullptr;
}

std::optional<std::string_view> text_of(const Language& language, std::string_view key) {
  const auto found = std::lower_bound(language.entries.begin(), language.entries.end(), key,
                                      [](const Entry& entry, std::string_view wanted) { return entry.key < wanted; });
  if (found == language.entries.end() || found->key != key) return std::nullopt;
  return found->text;
}

// One text with its gaps: `names` says which gap a name means.
struct Filling {
  std::span<const Gap> gaps;
  std::vector<std::string_view> names;
  std::string_view language;
  std::vector<Piece> out;

  std::optional<std::size_t> place(std::string_view name) const {
    const auto found = std::find(names.begin(), names.end(), name);
    const auto at = static_cast<std::size_t>(found - names.begin());
    return at < gaps.size() ? std::optional(at) : std::nullopt;
  }
  void plain(std::string_view text, const Gap* counted) {
    if (counted == nullptr) return out.push_back({std::string(text), std::nullopt});
    std::string said;
    for (const char c : text) said += c == '#' ? counted->text : std::string(1, c);
    out.push_back({std::move(said), std::nullopt});
  }
  void fill(std::string_view text, const Gap* counted) {
    if (text.find_first_of("{}") == std::string_view::npos) return plain(text, counted);  // nearly all of them
    const auto nodes = parse(text);
    if (!nodes) return plain(text, nullptr);
    for (const auto& node : *nodes) {
      if (node.name.empty()) {
        plain(node.text, counted);
      } else if (const auto at = place(node.name); at) {
        if (node.forms.empty()) {
          out.push_back({gaps[*at].text, *at});
        } else {
          fill(form_of(node, gaps[*at]), &gaps[*at]);
        }
      }
    }
  }
  std::string_view form_of(const Node& node, const Gap& gap) const {
    const auto number = gap.number.value_or(0);
    const auto exactly = "=" + std::to_string(number);
    const auto wanted = plural_form(language, number);
    std::string_view other;
    for (const auto& [form, text] : node.forms) {
      if (form == exactly) return text;
    }
    for (const auto& [form, text] : node.forms) {
      if (form == wanted) return text;
      if (form == "other") other = text;
    }
    return other;
  }
};

void escape(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  out += '"';
}

}  // namespace

std::vector<Piece> pieces(std::string_view key, std::string_view english, std::span<const Gap> gaps) {
  Filling filling{gaps, gaps.empty() ? std::vector<std::string_view>() : gap_names(english), "en", {}};
  const auto* here = spoken_here.load(std::memory_order_acquire);
  const auto translated = here != nullptr ? text_of(*here, key) : std::nullopt;
  if (translated) filling.language = here->code;
  filling.fill(translated.value_or(english), nullptr);
  return std::move(filling.out);
}

std::string joined(const std::vector<Piece>& pieces) {
  std::string out;
  for (const auto& piece : pieces) out += piece.text;
  return out;
}

std::string_view key_of(std::string_view english) {
  const auto& entries = languages().front().entries;
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.text == english; });
  return found != entries.end() ? found->key : std::string_view();
}

std::string spoken(std::string_view english) {
  const auto* here = spoken_here.load(std::memory_order_acquire);
  return std::string(here != nullptr ? text_of(*here, key_of(english)).value_or(english) : english);
}

std::string hint(std::string_view key) {
  const auto wanted = std::string(key) + ".hint";
  const auto english = text_of(languages().front(), wanted);
  return english ? joined(pieces(wanted, *english, {})) : std::string();
}

std::string_view language() {
  const auto* here = spoken_here.load(std::memory_order_acquire);
  return here != nullptr ? here->code : std::string_view("en");
}

void speak_as_the_environment(std::string_view locale) {
  const auto* found = find_language(locale.substr(0, locale.find_first_of("_.@-")));
  of_environment.store(found, std::memory_order_release);
  spoken_here.store(found, std::memory_order_release);
}

bool speak(std::string_view code) {
  const bool system = code == "system";
  const auto* found = system ? of_environment.load(std::memory_order_acquire) : find_language(code);
  if (found == nullptr && !system) return false;
  spoken_here.store(found, std::memory_order_release);
  return true;
}

void speak(const Language& language) { spoken_here.store(&language, std::memory_order_release); }

std::string json(std::string_view code) {
  const auto* language = find_language(code);
  std::string out = "{";
  for (const auto& entry : languages().front().entries) {
    const auto text = language != nullptr ? text_of(*language, entry.key).value_or(entry.text) : entry.text;
    out += out.size() > 1 ? ",\n" : "\n";
    escape(out, entry.key);
    out += ": ";
    escape(out, text);
  }
  return out + "\n}\n";
}

}  // namespace sotto::words
