#include <array>
#include <charconv>

#include <sotto/practice/packs.hpp>

#include "data_file.hpp"
#include "words.hpp"

namespace sotto::practice {
namespace {

constexpr std::array files{
#include "packs.inc"
};
constexpr Error bad_pack{Errc::malformed, words::bad_pack};

class PackReader {
 public:
  bool begin(std::string_view code) {
    pack_.cards.emplace_back().card.code = code;
    return true;
  }
  bool take(std::string_view key, std::string_view value) {
    return pack_.cards.empty() ? of_pack(key, value) : of_card(pack_.cards.back(), key, value);
  }

  std::optional<Pack> finished() {
    if (pack_.code.empty() || pack_.version == 0 || pack_.reviewed.empty() || pack_.cards.empty()) return std::nullopt;
    for (auto& card : pack_.cards) {
      if (card.title.empty() || card.source.empty() || card.card.text.empty()) return std::nullopt;
      card.card.pack = pack_.code;
      card.card.pack_version = pack_.version;
      card.card.text = card.title + ". " + card.card.text;
      if (!card.confirmed) card.card.text += " (Not yet confirmed by a lawyer.)";
    }
    return std::move(pack_);
  }

 private:
  bool of_pack(std::string_view key, std::string_view value) {
    if (key == "pack") return pack_.code = value, true;
    if (key == "name") return pack_.name = value, true;
    if (key == "reviewed") return pack_.reviewed = value, true;
    if (key == "review-by") return pack_.review_by = value, true;
    if (key != "version") return false;
    const auto end = value.data() + value.size();
    const auto parsed = std::from_chars(value.data(), end, pack_.version);
    return parsed.ec == std::errc{} && parsed.ptr == end;
  }

  static bool of_card(PackCard& card, std::string_view key, std::string_view value) {
    if (key == "title") return card.title = value, true;
    if (key == "text") return card.card.text = value, true;
    if (key == "source") return card.source = value, true;
    if (key == "confirmed") return card.confirmed = value == "yes", value == "yes" || value == "no";
    if (key == "addon") return card.addon = value == "yes", value == "yes" || value == "no";
    return key == "ground" && ground(value, card.card.ground);
  }

  static bool ground(std::string_view value, proto::Ground& out) {
    constexpr std::array<std::string_view, 4> names{"required", "permitted", "rights", "depends"};
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names.at(i) == value) return out = static_cast<proto::Ground>(i + 1), true;
    }
    return false;
  }

  Pack pack_;
};

std::vector<Pack> parse_all() {
  std::vector<Pack> out;
  for (const char* file : files) {
    if (auto pack = parse_pack(file); pack) out.push_back(std::move(*pack));
  }
  return out;
}

}  // namespace

Result<Pack> parse_pack(std::string_view file) {
  PackReader reader;
  const bool read = read_data_file(
      file, [&](std::string_view code) { return reader.begin(code); },
      [&](std::string_view key, std::string_view value) { return reader.take(key, value); });
  if (!read) return bad_pack;
  auto pack = reader.finished();
  if (!pack) return bad_pack;
  return std::move(*pack);
}

const std::vector<Pack>& packs() {
  static const std::vector<Pack> all = parse_all();
  return all;
}

const Pack* find_pack(std::string_view code) {
  for (const auto& pack : packs()) {
    if (pack.code == code) return &pack;
  }
  return nullptr;
}

}  // namespace sotto::practice
