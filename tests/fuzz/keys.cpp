// A script of windows at the door: codes and tokens are issued, shown, shown changed, shown late, and revoked. Only the
// very text that was issued opens, a code once and within its minute.
#include <algorithm>
#include <deque>
#include <string>

#include <sotto/door/keys.hpp>

#include "target.hpp"

using namespace sotto;
using Use = door::LaunchCodes::Use;

namespace {

struct Counting : Random {  // the same bytes in every run
  std::uint64_t next = 1;
  void fill(MutableBytes out) override {
    for (auto& byte : out) {
      next = next * 6364136223846793005ULL + 1442695040888963407ULL;
      byte = static_cast<std::uint8_t>(next >> 56);
    }
  }
};

struct Issued {
  std::string text;
  Instant at;
  bool used = false;
};

class Script {
 public:
  explicit Script(ByteView input) : rest_(input) {}

  void run() {
    while (!rest_.empty()) {
      switch (byte() % 8) {
        case 0: issue_code(); break;
        case 1: show(code()); break;
        case 2: show(changed(code())); break;
        case 3: show(text()); break;
        case 4: now_ = now_ + seconds(byte()); break;
        case 5: issue_token(); break;
        case 6: ask(tokens_.empty() ? text() : changed(tokens_[byte() % tokens_.size()])); break;
        default: revoke();
      }
    }
  }

 private:
  static constexpr std::size_t codes_kept = 64, tokens_kept = 16;  // as door has them

  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const std::uint8_t out = rest_[0];
    rest_ = rest_.subspan(1);
    return out;
  }
  std::string text() {
    const std::size_t wanted = byte();
    const auto size = std::min(wanted, rest_.size());
    std::string out(text_of(rest_.first(size)));
    rest_ = rest_.subspan(size);
    return out;
  }
  std::string code() { return codes_.empty() ? std::string() : codes_[byte() % codes_.size()].text; }
  std::string changed(std::string text) {
    if (!text.empty()) text[byte() % text.size()] = static_cast<char>(byte());
    return text;
  }

  void issue_code() {
    codes_.push_back({door_.issue(random_, now_), now_});
    if (codes_.size() > codes_kept) codes_.pop_front();
  }
  void show(const std::string& text) {
    const auto found = std::find_if(codes_.begin(), codes_.end(), [&](const Issued& one) { return one.text == text; });
    auto expected = Use::unknown;
    if (found != codes_.end()) {
      const bool late = now_ > found->at + door::code_life;
      expected = found->used ? Use::replayed : late ? Use::expired : Use::good;
      found->used = true;
    }
    fuzz::must(door_.use(text, now_) == expected);
  }
  void issue_token() {
    tokens_.push_back(keys_.issue(random_));
    fuzz::must(keys_.holds(tokens_.back()));
    if (tokens_.size() > tokens_kept) tokens_.pop_front();
  }
  void ask(const std::string& text) {
    fuzz::must(keys_.holds(text) == (std::find(tokens_.begin(), tokens_.end(), text) != tokens_.end()));
  }
  void revoke() {
    keys_.revoke_all();
    for (const auto& token : tokens_) fuzz::must(!keys_.holds(token));
    tokens_.clear();
  }

  ByteView rest_;
  Counting random_;
  Instant now_{1'000'000};
  door::LaunchCodes door_;
  door::Tokens keys_;
  std::deque<Issued> codes_;
  std::deque<std::string> tokens_;
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Script({data, std::min<std::size_t>(size, 2000)}).run();
  return 0;
}
