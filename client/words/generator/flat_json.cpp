#include "flat_json.hpp"

#include <algorithm>
#include <optional>

#include <sotto/base/bytes.hpp>

namespace sotto::words {
namespace {

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::variant<Pairs, Complaint> object() {
    Pairs out;
    if (!take('{')) return complaint("an object was expected");
    if (!take('}')) {
      do {
        auto key = string();
        if (!key || !take(':')) return complaint("a key was expected");
        auto value = string();
        if (!value) return complaint("a text was expected");
        out.emplace_back(std::move(*key), std::move(*value));
      } while (take(','));
      if (!take('}')) return complaint("a comma or the end was expected");
    }
    skip();
    if (at_ != text_.size()) return complaint("something follows the end");
    return out;
  }

 private:
  void skip() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  bool take(char c) {
    skip();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::optional<std::string> string() {
    if (!take('"')) return std::nullopt;
    std::string out;
    for (; at_ < text_.size(); ++at_) {
      char c = text_[at_];
      if (c == '"') return ++at_, out;
      if (static_cast<unsigned char>(c) < ' ') return std::nullopt;
      if (c == '\\') {
        if (++at_ == text_.size()) return std::nullopt;
        c = text_[at_];
        if (c != 'n' && c != '"' && c != '\\') return std::nullopt;  // other characters are written as they are
        if (c == 'n') c = '\n';
      }
      out += c;
    }
    return std::nullopt;
  }
  Complaint complaint(const char* what) const {
    const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n');
    return {"line " + std::to_string(line) + ": " + what};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::variant<Pairs, Complaint> read_flat_json(std::string_view text) {
  if (!valid_utf8(text)) return Complaint{"it is not UTF-8"};
  return Reader(text).object();
}

}  // namespace sotto::words
