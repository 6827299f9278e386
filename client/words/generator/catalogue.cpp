#include "catalogue.hpp"

#include <algorithm>
#include <initializer_list>
#include <set>
#include <string_view>

#include "message.hpp"

namespace sotto::words {
namespace {

// What a key's last part must not be as a name in C++.
const std::set<std::string_view> reserved{
    "and",      "auto",     "bool",    "break",    "case",   "catch",    "char",     "class",  "const",   "continue",
    "default",  "delete",   "do",      "double",   "else",   "enum",     "explicit", "export", "extern",  "false",
    "float",    "for",      "friend",  "goto",     "if",     "inline",   "int",      "long",   "mutable", "new",
    "not",      "operator", "or",      "private",  "public", "register", "requires", "return", "short",   "signed",
    "static",   "struct",   "switch",  "template", "this",   "throw",    "true",     "try",    "typedef", "union",
    "unsigned", "using",    "virtual", "void",     "while"};

struct Key {
  std::string group, name;  // practice, no_buddy
};

std::variant<Key, Complaint> split(const std::string& key, const std::vector<std::string>& groups) {
  const auto dot = key.find('.');
  Key out{key.substr(0, dot), dot == std::string::npos ? std::string() : key.substr(dot + 1)};
  std::replace(out.name.begin(), out.name.end(), '.', '_');
  const bool plain = out.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
  const bool begins = !out.name.empty() && out.name.front() >= 'a' && out.name.front() <= 'z';
  if (!plain || !begins || reserved.contains(out.name)) return Complaint{key + " cannot be a name in C++"};
  if (std::find(groups.begin(), groups.end(), out.group) == groups.end())
    return Complaint{key + " begins with no known group; client/words/CMakeLists.txt lists them"};
  return out;
}

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const auto part : parts) out += part;
  return out;
}

std::string literal(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  return out + "\"";
}

std::set<std::string_view> names_in(std::string_view text) {
  const auto names = gap_names(text);
  return {names.begin(), names.end()};
}

// What only the app's pages say has no name in C++, nor has the hint of another sentence, which is found by its key.
constexpr std::string_view hint_end = ".hint";
bool of_pages(std::string_view key) { return key.starts_with("app."); }
bool is_hint(std::string_view key) { return !of_pages(key) && key.ends_with(hint_end); }

using Texts = std::map<std::string, std::string>;

std::optional<Complaint> check_text(const std::string& key, const std::string& text) {
  if (text.empty()) return Complaint{key + " says nothing"};
  if (!parse(text)) return Complaint{key + ": the braces do not fit"};
  return std::nullopt;
}

// A hint follows a sentence and is said as it stands.
std::optional<Complaint> check_hints(const Texts& english) {
  for (const auto& [key, text] : english) {
    if (!is_hint(key)) continue;
    if (!english.contains(key.substr(0, key.size() - hint_end.size()))) return Complaint{key + " follows no sentence"};
    if (!names_in(text).empty()) return Complaint{key + " has gaps, which nobody fills"};
  }
  return std::nullopt;
}

// What is said in another language fits the English: the same keys, the same gaps.
std::optional<Complaint> check_translation(const Texts& english, const Texts& other) {
  for (const auto& [key, text] : other) {
    const auto origin = english.find(key);
    if (origin == english.end()) return Complaint{key + " is not in English"};
    if (names_in(origin->second) != names_in(text)) return Complaint{key + " has other gaps than in English"};
  }
  return std::nullopt;
}

std::variant<Texts, Complaint> texts_of(const File& file) {
  auto read = read_flat_json(file.text);
  if (auto* complaint = std::get_if<Complaint>(&read)) return std::move(*complaint);
  Texts out;
  for (auto& [key, text] : std::get<Pairs>(read)) {
    if (auto complaint = check_text(key, text); complaint) return *complaint;
    if (!out.emplace(key, std::move(text)).second) return Complaint{key + " is there twice"};
  }
  return out;
}

std::variant<Sources, Complaint> headers_of(const File& english, const std::vector<std::string>& groups) {
  Sources out;
  std::set<std::string> used;
  for (const auto& group : groups) {
    out["include/sotto/words/" + group + ".hpp"] =
        joined({"// Made from client/words/en.json.\n#pragma once\n\n#include <sotto/words/words.hpp>\n\n",
                "namespace sotto::words::", group, " {\n\n"});
  }
  auto pairs = read_flat_json(english.text);
  for (const auto& [key, text] : std::get<Pairs>(pairs)) {
    if (of_pages(key) || is_hint(key)) continue;
    const auto parts = split(key, groups);
    if (const auto* complaint = std::get_if<Complaint>(&parts)) return *complaint;
    const auto& [group, name] = std::get<Key>(parts);
    if (!used.insert(joined({group, ".", name})).second) return Complaint{key + " is one name in C++ with another key"};
    out["include/sotto/words/" + group + ".hpp"] +=
        joined({"inline constexpr Sentence<", std::to_string(gap_names(text).size()), "> ", name, "{", literal(key),
                ", ", literal(text), "};\n"});
  }
  for (const auto& group : groups)
    out["include/sotto/words/" + group + ".hpp"] += joined({"\n}  // namespace sotto::words::", group, "\n"});
  return out;
}

std::string table_of(const std::vector<std::pair<std::string, Texts>>& languages) {
  std::string out =
      "// Made from client/words/*.json.\n#include <sotto/words/words.hpp>\n\nnamespace sotto::words {\nnamespace "
      "{\n\n";
  std::string list;
  for (const auto& [language, texts] : languages) {
    out += joined({"constexpr Entry ", language, "_texts[] = {\n"});
    for (const auto& [key, text] : texts) out += joined({"    {", literal(key), ", ", literal(text), "},\n"});
    out += "};\n";
    list += joined({"    {\"", language, "\", ", language, "_texts},\n"});
  }
  return out + "constexpr Language all[] = {\n" + list +
         "};\n\n}  // namespace\n\nstd::span<const Language> languages() { return all; }\n\n}  // namespace "
         "sotto::words\n";
}

}  // namespace

std::variant<Sources, Complaint> generate(const std::vector<File>& files, const std::vector<std::string>& groups) {
  std::vector<std::pair<std::string, Texts>> languages;
  for (const auto& file : files) {
    auto texts = texts_of(file);
    if (auto* complaint = std::get_if<Complaint>(&texts)) return Complaint{file.language + ".json: " + complaint->text};
    if (!has_plural_rule(file.language))
      return Complaint{file.language + ".json: its plural rule is not known (client/words/src/message.cpp)"};
    languages.emplace_back(file.language, std::move(std::get<Texts>(texts)));
  }
  if (languages.empty() || languages.front().first != "en") return Complaint{"the first file has to be en.json"};
  if (auto complaint = check_hints(languages.front().second); complaint)
    return Complaint{"en.json: " + complaint->text};
  for (const auto& [language, texts] : languages) {
    if (auto complaint = check_translation(languages.front().second, texts); complaint)
      return Complaint{language + ".json: " + complaint->text};
  }
  auto out = headers_of(files.front(), groups);
  if (auto* complaint = std::get_if<Complaint>(&out)) return Complaint{"en.json: " + complaint->text};
  std::get<Sources>(out)["catalogue.cpp"] = table_of(languages);
  return out;
}

}  // namespace sotto::words
