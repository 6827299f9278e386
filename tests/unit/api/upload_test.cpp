// Files that come in pieces, as from a window.
#include <sotto/base/limits.hpp>

#include "house.hpp"

using namespace sotto;
using api::Json;

namespace {

constexpr std::size_t mib = std::size_t{1} << 20;

// A PNG of this size that says who took it.
Bytes picture(std::size_t pixels) {
  const auto chunk = [](std::string_view name, std::string_view body) {
    const auto n = body.size();
    std::string out{static_cast<char>(n >> 24), static_cast<char>(n >> 16), static_cast<char>(n >> 8),
                    static_cast<char>(n)};
    return out.append(name).append(body) + "CRC.";
  };
  return to_bytes(view_of("\x89PNG\r\n\x1a\n" + chunk("IHDR", "header") + chunk("tEXt", "Author Zaphodia") +
                          chunk("IDAT", std::string(pixels, 'p')) + chunk("IEND", "")));
}

struct Sender : test::Person {
  Sender() : Person("Ada") {
    use_relay();
    Person other("Bo", 7);
    other.use_relay();
    const auto link = other.good("invite.create").at("link").get<std::string>();
    buddy = good("join", {{"link", link}}).at("buddy").at("id").get<std::string>();
  }
  std::string begin(std::size_t size, const std::string& name = "photo.png") {
    return good("upload.begin", {{"name", name}, {"size", size}}).at("upload").get<std::string>();
  }
  api::Reply put(const std::string& upload, std::size_t at, ByteView piece) {
    return client->put(upload, at, piece, clock.now());
  }
  bool put_all(const std::string& upload, ByteView file) {
    for (std::size_t at = 0; at < file.size(); at += mib) {
      const auto reply = put(upload, at, file.subspan(at, std::min(mib, file.size() - at)));
      if (!std::holds_alternative<Json>(reply)) return false;
    }
    return true;
  }
  std::string buddy;
};
bool refused(const api::Reply& reply) { return std::holds_alternative<api::Problem>(reply); }

}  // namespace

TEST_CASE("upload: a picture is looked at when it is whole, and what was taken out of it is told") {
  Sender ada;
  const auto file = picture(3 * mib);
  const auto upload = ada.begin(file.size());
  ada.bad("upload.look", {{"upload", upload}});  // not whole
  REQUIRE(ada.put_all(upload, file));
  const auto seen = ada.good("upload.look", {{"upload", upload}});
  CHECK(seen.at("outcome") == "cleaned");
  CHECK(seen.at("removed") == Json::array({"notes and names in text"}));
  CHECK(seen.at("size").get<std::size_t>() < file.size());
  CHECK(ada.files->all().size() == 2);  // as it came, and as it may leave
  ada.good("upload.cancel", {{"upload", upload}});
  CHECK(ada.files->all().empty());
  ada.bad("upload.look", {{"upload", upload}});
}

TEST_CASE("upload: pieces come in order, within what was said, or not at all") {
  Sender ada;
  const Bytes file(2 * mib, 'x');
  const auto upload = ada.begin(file.size());
  CHECK(refused(ada.put("77", 0, file)));
  CHECK(refused(ada.put(upload, 1, ByteView(file).first(10))));
  CHECK(refused(ada.put(upload, 0, {})));
  CHECK(refused(ada.put(upload, 0, file)));  // larger than a piece
  CHECK_FALSE(refused(ada.put(upload, 0, ByteView(file).first(mib))));
  CHECK(refused(ada.put(upload, 0, ByteView(file).first(mib))));  // twice
  const auto small = ada.begin(10);
  CHECK(refused(ada.put(small, 0, ByteView(file).first(11))));
  CHECK(refused(ada.put(small, 0, ByteView(file).first(10))));  // it was dropped
  for (const auto size : {std::int64_t{0}, std::int64_t{-1}, static_cast<std::int64_t>(limits::attachment_max) + 1})
    ada.bad("upload.begin", {{"name", "a"}, {"size", size}});
}

TEST_CASE("upload: what nobody asks for any more is swept, and there are never many") {
  Sender ada;
  for (int i = 0; i < 12; ++i) REQUIRE_FALSE(refused(ada.put(ada.begin(10), 0, view_of("half"))));
  ada.bad("upload.begin", {{"name", "a"}, {"size", 10}});
  ada.clock.advance(hours(3));
  REQUIRE(ada.client->pass_time(ada.clock.now()));
  CHECK(ada.files->all().empty());
  ada.begin(10);
}

TEST_CASE("upload: all of them go when the vault closes") {
  Sender ada;
  const auto file = picture(100);
  REQUIRE(ada.put_all(ada.begin(file.size()), file));
  REQUIRE_FALSE(refused(ada.put(ada.begin(10), 0, view_of("half"))));
  ada.client.reset();
  CHECK(ada.files->all().empty());
}
