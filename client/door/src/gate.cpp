#include <algorithm>
#include <charconv>
#include <optional>

#include <sotto/door/gate.hpp>

namespace sotto::door {
namespace {

bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

bool lists(std::string_view names, std::string_view wanted) {  // "keep-alive, Upgrade"
  while (!names.empty()) {
    auto name = names.substr(0, names.find(','));
    names.remove_prefix(std::min(name.size() + 1, names.size()));
    name.remove_prefix(std::min(name.find_first_not_of(' '), name.size()));
    if (same_name(name.substr(0, name.find(' ')), wanted)) return true;
  }
  return false;
}

// The fields that decide. A field that comes twice is refused: two programs would read two different ones.
struct Facts {
  std::optional<std::string_view> host, origin, site, type, length, encoding, expect;
  std::optional<std::string_view> upgrade, connection, key, version;
  std::optional<std::string_view> authorization, file, at;
  bool twice = false;

  explicit Facts(std::span<const Field> fields) {
    for (const auto& field : fields) {
      if (auto* place = place_of(field.name)) {
        twice = twice || place->has_value();
        *place = field.value;
      }
    }
  }

 private:
  std::optional<std::string_view>* place_of(std::string_view name) {
    if (same_name(name, "Host")) return &host;
    if (same_name(name, "Origin")) return &origin;
    if (same_name(name, "Sec-Fetch-Site")) return &site;
    if (same_name(name, "Content-Type")) return &type;
    if (same_name(name, "Content-Length")) return &length;
    if (same_name(name, "Transfer-Encoding")) return &encoding;
    if (same_name(name, "Expect")) return &expect;
    if (same_name(name, "Upgrade")) return &upgrade;
    if (same_name(name, "Connection")) return &connection;
    if (same_name(name, "Sec-WebSocket-Key")) return &key;
    if (same_name(name, "Sec-WebSocket-Version")) return &version;
    if (same_name(name, "Authorization")) return &authorization;
    if (same_name(name, "Sotto-File")) return &file;
    if (same_name(name, "Sotto-At")) return &at;
    return nullptr;
  }
};

// "/", or segments of plain characters of which none begins with a dot. No query and no escapes: nothing of ours needs
// them, so no secret can ever stand there.
bool plain_path(std::string_view target) {
  if (target.empty() || target.front() != '/' || target.size() > 256) return false;
  char before = '/';
  for (const char c : target.substr(1)) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter && c != '-' && c != '_' && c != '.' && c != '/') return false;
    if (before == '/' && (c == '.' || c == '/')) return false;
    before = c;
  }
  return true;
}

std::variant<Admitted, Status> upgrade(const Head& head, const Facts& facts) {
  if (head.target != "/rpc") return Status::not_found;
  if (!facts.origin) return Status::forbidden;
  constexpr std::size_t key_size = 24;  // RFC 6455: 16 bytes in base64
  const bool complete = same_name(*facts.upgrade, "websocket") && facts.connection &&
                        lists(*facts.connection, "upgrade") && facts.key && facts.key->size() == key_size &&
                        facts.version == "13" && !facts.length;
  if (!complete) return Status::bad_request;
  return Admitted{Room::rpc, head.target, {}, {}, 0};
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t out = 0;
  const auto end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, out);
  if (text.empty() || parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
  return out;
}

bool plain_name(std::string_view text) {
  constexpr std::size_t name_max = 64;
  return !text.empty() && text.size() <= name_max && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
}

// Which bytes of which file, by whose token.
std::variant<Admitted, Status> bytes_of_a_file(Room room, const Head& head, const Facts& facts) {
  constexpr std::string_view bearer = "Bearer ";
  if (!facts.authorization || !facts.authorization->starts_with(bearer)) return Status::forbidden;
  const auto at = number(facts.at.value_or(""));
  if (!at || !plain_name(facts.file.value_or(""))) return Status::bad_request;
  return Admitted{room, head.target, facts.authorization->substr(bearer.size()), *facts.file, *at};
}

std::variant<Admitted, Status> post(const Head& head, const Facts& facts) {
  if (!facts.origin) return Status::forbidden;
  const bool piece = head.target == "/piece";
  if (!piece && head.target != "/open") return Status::not_found;
  if (!facts.type || *facts.type != (piece ? "application/octet-stream" : "application/json"))
    return Status::wrong_type;
  const auto length = number(facts.length.value_or(""));
  if (!length) return Status::bad_request;
  if (*length > (piece ? piece_max : open_max)) return Status::too_large;
  if (piece) return bytes_of_a_file(Room::piece, head, facts);
  return Admitted{Room::open, head.target, {}, {}, 0};
}

std::variant<Admitted, Status> get(const Head& head, const Facts& facts) {
  if (facts.length && *facts.length != "0") return Status::bad_request;
  if (head.target == "/blob") return bytes_of_a_file(Room::blob, head, facts);
  if (head.target == "/rpc" || head.target == "/open" || head.target == "/piece") return Status::not_found;
  return Admitted{Room::page, head.target, {}, {}, 0};
}

}  // namespace

std::string origin_of(std::uint16_t port) { return "http://127.0.0.1:" + std::to_string(port); }

std::variant<Admitted, Status> judge(const Head& head, std::uint16_t port) {
  const Facts facts(head.fields);
  const auto ours = origin_of(port);
  if (facts.twice || head.version != 11) return Status::bad_request;
  // A name that was rebound to 127.0.0.1 shows here: the browser still says the name.
  if (facts.host != std::string_view(ours).substr(std::string_view("http://").size())) return Status::misdirected;
  if (head.method != "GET" && head.method != "POST") return Status::not_implemented;
  if (head.target.empty() || head.target.front() != '/') return Status::bad_request;  // absolute, authority, asterisk
  if (facts.encoding || facts.expect) return Status::bad_request;
  // Another port of this machine is another origin, but the same site: both are told apart here.
  if (facts.origin && *facts.origin != ours) return Status::forbidden;
  const bool first_navigation = facts.site == "none" && head.method == "GET" && head.target == "/" && !facts.upgrade;
  if (facts.site && *facts.site != "same-origin" && !first_navigation) return Status::forbidden;
  if (!plain_path(head.target)) return Status::not_found;
  if (head.method == "POST") return post(head, facts);
  return facts.upgrade ? upgrade(head, facts) : get(head, facts);
}

}  // namespace sotto::door
