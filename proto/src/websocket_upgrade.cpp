// The HTTP/1.1 upgrade of RFC 6455, section 4. Strict: no folded lines, no bodies, nothing twice that must be once.
#include <algorithm>
#include <stdexcept>
#include <vector>

#include <openssl/evp.h>

#include <sotto/proto/websocket.hpp>

namespace sotto::proto::ws {
namespace {

constexpr std::string_view head_end = "\r\n\r\n";
constexpr std::string_view guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";  // RFC 6455, section 1.3
constexpr std::size_t key_characters = 24;                                 // base64 of 16 bytes

struct Field {
  std::string_view name, value;
};

Error malformed() { return {Errc::malformed, "websocket: not an upgrade"}; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool same_word(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}
bool visible(char c) { return c > 0x20 && c < 0x7f; }
bool name_character(char c) {  // RFC 9110, section 5.6.2
  return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') ||
         (c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos);
}
bool value_character(char c) { return c == ' ' || c == '\t' || visible(c); }
std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string base64(ByteView bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');  // EVP_EncodeBlock ends it with a zero byte
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes.data(), static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

std::string accept_of(std::string_view key) {
  const std::string input = std::string(key).append(guid);
  ByteArray<20> digest{};
  if (EVP_Digest(input.data(), input.size(), digest.data(), nullptr, EVP_sha1(), nullptr) != 1) {
    throw std::runtime_error("SHA-1 is not available");
  }
  return base64(digest);
}

bool valid_key(std::string_view key) {
  if (key.size() != key_characters || !key.ends_with("==")) return false;
  return std::all_of(key.begin(), key.end() - 2, [](char c) {
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c == '+' || c == '/';
  });
}

struct Head {
  std::string_view first_line;
  std::vector<Field> fields;

  // The value of a field that must be there once; nullopt otherwise.
  std::optional<std::string_view> once(std::string_view name) const {
    std::optional<std::string_view> found;
    for (const auto& field : fields) {
      if (!same_word(field.name, name)) continue;
      if (found) return std::nullopt;
      found = field.value;
    }
    return found;
  }
  bool has(std::string_view name) const {
    return std::any_of(fields.begin(), fields.end(), [&](const Field& f) { return same_word(f.name, name); });
  }
  bool lists(std::string_view name, std::string_view word) const {  // comma-separated, maybe over several fields
    for (const auto& field : fields) {
      if (!same_word(field.name, name)) continue;
      for (std::string_view rest = field.value;;) {
        const auto comma = rest.find(',');
        if (same_word(trimmed(rest.substr(0, comma)), word)) return true;
        if (comma == std::string_view::npos) break;
        rest.remove_prefix(comma + 1);
      }
    }
    return false;
  }
  bool upgrades() const { return lists("Upgrade", "websocket") && lists("Connection", "upgrade"); }
  bool has_body() const {
    const auto length = once("Content-Length");
    return has("Transfer-Encoding") || (has("Content-Length") && length != std::string_view("0"));
  }
};

std::optional<Field> parse_field(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos) return std::nullopt;
  const auto name = line.substr(0, colon);
  const auto value = trimmed(line.substr(colon + 1));
  if (!std::all_of(name.begin(), name.end(), name_character)) return std::nullopt;
  if (!std::all_of(value.begin(), value.end(), value_character)) return std::nullopt;
  return Field{name, value};
}

// The head up to the empty line; nullopt: more bytes are needed. `begin` is how every acceptable head starts.
Result<std::optional<Head>> parse_head_lines(ByteView bytes, std::string_view begin, std::size_t& used) {
  const auto text = text_of(bytes).substr(0, upgrade_max);
  const auto known = std::min(text.size(), begin.size());
  if (text.substr(0, known) != begin.substr(0, known)) return malformed();
  const auto end = text.find(head_end);
  if (end == std::string_view::npos) {
    if (bytes.size() >= upgrade_max) return Error{Errc::limit, "websocket: the upgrade is too long"};
    return std::optional<Head>{};
  }
  Head out;
  std::string_view rest = text.substr(0, end + 2);
  for (bool first = true; !rest.empty(); first = false) {
    const auto line = rest.substr(0, rest.find("\r\n"));
    rest.remove_prefix(line.size() + 2);
    if (first) {
      out.first_line = line;
      continue;
    }
    const auto field = parse_field(line);
    if (!field) return malformed();
    out.fields.push_back(*field);
  }
  used = end + head_end.size();
  return std::optional(std::move(out));
}

std::optional<std::string_view> target_of(std::string_view line) {
  constexpr std::string_view before = "GET ", after = " HTTP/1.1";
  if (!line.starts_with(before) || !line.ends_with(after) || line.size() <= before.size() + after.size()) {
    return std::nullopt;
  }
  const auto target = line.substr(before.size(), line.size() - before.size() - after.size());
  if (target[0] != '/' || !std::all_of(target.begin(), target.end(), visible)) return std::nullopt;
  return target;
}

}  // namespace

Result<std::optional<UpgradeRequest>> parse_upgrade(ByteView bytes, std::size_t& used) {
  const auto head = parse_head_lines(bytes, "GET /", used);
  if (!head) return head.error();
  if (!*head) return std::optional<UpgradeRequest>{};
  const Head& in = **head;
  const auto target = target_of(in.first_line);
  const auto host = in.once("Host");
  const auto key = in.once("Sec-WebSocket-Key");
  if (!target || !host || host->empty() || !key || !valid_key(*key)) return malformed();
  if (!in.upgrades() || in.has_body() || in.once("Sec-WebSocket-Version") != std::string_view("13")) return malformed();
  return std::optional(UpgradeRequest{std::string(*target), std::string(*host), std::string(*key)});
}

std::string upgrade_response(const UpgradeRequest& request) {
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
         accept_of(request.key) + std::string(head_end);
}

std::string upgrade_request(std::string_view host, const ByteArray<16>& key) {
  return "GET / HTTP/1.1\r\nHost: " + std::string(host) +
         "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " +
         base64(key) + std::string(head_end);
}

Result<std::optional<bool>> parse_upgrade_response(ByteView bytes, const ByteArray<16>& key, std::size_t& used) {
  constexpr std::string_view status = "HTTP/1.1 101";
  const auto head = parse_head_lines(bytes, status, used);
  if (!head) return head.error();
  if (!*head) return std::optional<bool>{};
  const Head& in = **head;
  const auto reason = in.first_line.substr(status.size());
  if (!reason.empty() && reason[0] != ' ') return malformed();
  if (!std::all_of(reason.begin(), reason.end(), value_character)) return malformed();
  if (!in.upgrades() || in.has_body() || in.once("Sec-WebSocket-Accept") != accept_of(base64(key))) return malformed();
  if (in.has("Sec-WebSocket-Extensions") || in.has("Sec-WebSocket-Protocol")) return malformed();  // none were offered
  return std::optional(true);
}

}  // namespace sotto::proto::ws
