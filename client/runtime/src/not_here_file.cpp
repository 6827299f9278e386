#include "not_here_file.hpp"

#include <algorithm>

namespace sotto::runtime {
namespace {

constexpr std::string_view magic = "sotto not-here 1\n";
constexpr std::size_t head = magic.size() + 32 + 2 + 4;
constexpr std::size_t grant_size = 16 + 32 + 32 + 48;
constexpr std::size_t mark_size = 16 + 1;

void append_number(Bytes& out, std::size_t number, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(number >> shift));
}

class Reader {
 public:
  explicit Reader(ByteView bytes) : rest_(bytes) {}
  template <std::size_t N>
  ByteArray<N> take() {
    ByteArray<N> out{};
    std::copy_n(rest_.begin(), N, out.begin());
    rest_ = rest_.subspan(N);
    return out;
  }
  std::size_t number(std::size_t bytes) {
    std::size_t out = 0;
    for (std::size_t i = 0; i < bytes; ++i) out = out << 8U | rest_[i];
    rest_ = rest_.subspan(bytes);
    return out;
  }
  std::size_t left() const { return rest_.size(); }

 private:
  ByteView rest_;
};

}  // namespace

Bytes encode(const NotHereFile& file) {
  Bytes out = to_bytes(view_of(magic));
  append(out, file.public_key);
  append_number(out, file.grants.size(), 2);
  append_number(out, file.marks.size(), 4);
  for (const auto& grant : file.grants) {
    append(out, grant.to.bytes);
    append(out, grant.public_key);
    append(out, grant.ephemeral);
    append(out, grant.sealed);
  }
  for (const auto& mark : file.marks) {
    append(out, mark.hash);
    out.push_back(mark.kind);
  }
  return out;
}

std::optional<NotHereFile> decode_not_here(ByteView bytes) {
  if (bytes.size() < head || text_of(bytes.first(magic.size())) != magic) return std::nullopt;
  Reader reader(bytes.subspan(magic.size()));
  NotHereFile out;
  out.public_key = reader.take<32>();
  const auto grants = reader.number(2);
  const auto marks = reader.number(4);
  if (grants > NotHereFile::grants_max || marks > NotHereFile::marks_max) return std::nullopt;
  if (reader.left() != grants * grant_size + marks * mark_size) return std::nullopt;
  for (std::size_t i = 0; i < grants; ++i) {
    NotHereFile::Grant grant;
    grant.to = {reader.take<16>()};
    grant.public_key = reader.take<32>();
    grant.ephemeral = reader.take<32>();
    grant.sealed = reader.take<48>();
    out.grants.push_back(grant);
  }
  for (std::size_t i = 0; i < marks; ++i) {
    NotHereFile::Mark mark;
    mark.hash = reader.take<16>();
    mark.kind = reader.take<1>()[0];
    if (mark.kind > 2 || (!out.marks.empty() && !(out.marks.back() < mark))) return std::nullopt;
    out.marks.push_back(mark);
  }
  return out;
}

}  // namespace sotto::runtime
