// Eight bytes are a number, the rest is a text of the catalogue, and once more a whole file of it.
#include <nlohmann/json.hpp>

#include <sotto/words/words.hpp>

#include "flat_json.hpp"
#include "message.hpp"
#include "target.hpp"

using namespace sotto;

namespace {

// What fills a gap comes out as it is, however it looks, and nothing comes out of a gap that is not there.
void say_it(std::string_view text, std::int64_t number) {
  const auto names = words::gap_names(text);
  fuzz::must(words::parse(text) || names.empty());
  std::vector<words::Gap> gaps;
  for (std::size_t i = 0; i < names.size(); ++i) gaps.push_back(i % 2 == 0 ? words::Gap(number) : words::Gap("{a}#"));
  for (const auto& piece : words::pieces("no.such_key", text, gaps)) {
    if (piece.gap) fuzz::must(*piece.gap < gaps.size() && piece.text == gaps[*piece.gap].text);
  }
  for (const auto* language : {"en", "fr", "ja", "cs", "pl", "ru"}) {
    fuzz::must(!words::plural_form(language, number).empty());
  }
}

// A file that the build takes is one that the pages can read, and they read the same.
void read_it(std::string_view text) {
  const auto read = words::read_flat_json(text);
  const auto* pairs = std::get_if<words::Pairs>(&read);
  if (pairs == nullptr) return;
  const auto object = nlohmann::json::parse(text, nullptr, false);
  nlohmann::json same = nlohmann::json::object();
  for (const auto& [key, value] : *pairs) same[key] = value;  // of two with one key, the last
  fuzz::must(object == same);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 8) return 0;
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = number << 8 | data[i];
  const auto text = text_of(ByteView(data + 8, std::min<std::size_t>(size - 8, 4096)));
  say_it(text, static_cast<std::int64_t>(number));
  read_it(text);
  return 0;
}
