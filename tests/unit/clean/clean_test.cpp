// Small files of each kind, built here piece by piece, with everything in them that should go.
#include <string>

#include <doctest/doctest.h>

#include <sotto/clean/clean.hpp>

#include "seeded_random.hpp"

using namespace sotto;
using clean::Outcome;
using clean::without_traces;

namespace {

constexpr std::string_view secret = "GPS 51.5N Zaphodia Beeblebrox";

std::string segment(int marker, const std::string& body) {
  const std::size_t length = body.size() + 2;
  return std::string{'\xff', static_cast<char>(marker), static_cast<char>(length >> 8), static_cast<char>(length)} +
         body;
}
// TIFF, big-endian: one directory with an orientation and a maker's name behind it.
std::string exif(int orientation) {
  const std::string tiff = std::string("MM\0\x2a\0\0\0\x08", 8) + std::string("\0\x01", 2) +
                           std::string("\x01\x12\0\x03\0\0\0\x01\0", 9) + static_cast<char>(orientation) +
                           std::string("\0\0\0\0\0\0", 6);
  return std::string("Exif\0\0", 6) + tiff + std::string(secret);
}
std::string jpeg(int orientation, const std::string& tail = "") {
  return "\xff\xd8" + segment(0xe0, std::string("JFIF\0\x01\x01\0\0\x01\0\x01\0\0", 14)) +
         segment(0xe1, exif(orientation)) + segment(0xe1, "http://ns.adobe.com/xap/1.0/" + std::string(secret)) +
         segment(0xed, "Photoshop 3.0" + std::string(secret)) + segment(0xe2, "ICC_PROFILE colours") +
         segment(0xee, "Adobe") + segment(0xfe, std::string(secret)) + segment(0xdb, std::string(65, 'q')) +
         segment(0xda, "scan") + std::string("data\xff\0\xff\xd0more", 12) + segment(0xc4, "table") +
         segment(0xda, "scan2") + "second" + "\xff\xd9" + tail;
}
std::string big(std::uint32_t n) {
  return {static_cast<char>(n >> 24), static_cast<char>(n >> 16), static_cast<char>(n >> 8), static_cast<char>(n)};
}
std::string little(std::uint32_t n) {
  return {static_cast<char>(n), static_cast<char>(n >> 8), static_cast<char>(n >> 16), static_cast<char>(n >> 24)};
}
std::string chunk(const std::string& name, const std::string& body) {
  return big(static_cast<std::uint32_t>(body.size())) + name + body + "CRC.";
}
std::string png() {
  return "\x89PNG\r\n\x1a\n" + chunk("IHDR", "header") + chunk("eXIf", std::string(secret)) +
         chunk("tEXt", "Author" + std::string(secret)) + chunk("tIME", std::string(secret)) + chunk("gAMA", "gama") +
         chunk("prVt", std::string(secret)) + chunk("IDAT", "pixels") + chunk("IEND", "") + std::string(secret);
}
std::string riff_chunk(const std::string& name, const std::string& body) {
  return name + little(static_cast<std::uint32_t>(body.size())) + body + (body.size() % 2 ? std::string(1, '\0') : "");
}
std::string webp() {
  const std::string chunks = riff_chunk("VP8X", std::string("\x2c\0\0\0\0\0\0\0\0\0", 10)) +
                             riff_chunk("ICCP", "colours") + riff_chunk("VP8 ", "pixels!") +
                             riff_chunk("EXIF", std::string(secret)) + riff_chunk("XMP ", std::string(secret));
  return "RIFF" + little(static_cast<std::uint32_t>(chunks.size() + 4)) + "WEBP" + chunks;
}
bool holds(const Bytes& bytes, std::string_view what) { return text_of(bytes).find(what) != std::string_view::npos; }

}  // namespace

TEST_CASE("clean: a JPEG loses place, author, captions, comments and what hides behind it, and keeps its picture") {
  const auto out = without_traces(view_of(jpeg(1, "hidden " + std::string(secret))));
  REQUIRE(out.outcome == Outcome::cleaned);
  CHECK(out.removed.size() == 5);
  for (const auto gone : {"GPS", "Zaphodia", "Exif", "Photoshop", "hidden"}) CHECK_FALSE(holds(out.bytes, gone));
  for (const auto kept : {"JFIF", "ICC_PROFILE colours", "Adobe", "scan", "more", "table", "second"})
    CHECK(holds(out.bytes, kept));
  CHECK(text_of(out.bytes).ends_with("\xff\xd9"));
  CHECK(without_traces(out.bytes).outcome == Outcome::nothing);
}

TEST_CASE("clean: a picture that lies on its side stays upright: which way is up is kept, and only that") {
  const auto out = without_traces(view_of(jpeg(6)));
  REQUIRE(out.outcome == Outcome::cleaned);
  CHECK_FALSE(holds(out.bytes, "GPS"));
  CHECK(holds(out.bytes, exif(6).substr(0, 32)));
  const auto again = without_traces(out.bytes);
  CHECK(again.bytes == out.bytes);
}

TEST_CASE("clean: a PNG keeps the chunks that change what is seen, and no other") {
  const auto out = without_traces(view_of(png()));
  REQUIRE(out.outcome == Outcome::cleaned);
  CHECK(out.bytes == to_bytes(view_of("\x89PNG\r\n\x1a\n" + chunk("IHDR", "header") + chunk("gAMA", "gama") +
                                      chunk("IDAT", "pixels") + chunk("IEND", ""))));
}

TEST_CASE("clean: a WebP loses Exif and XMP, and its header no longer announces them") {
  const auto out = without_traces(view_of(webp()));
  REQUIRE(out.outcome == Outcome::cleaned);
  CHECK_FALSE(holds(out.bytes, "GPS"));
  CHECK(holds(out.bytes, "pixels!"));
  CHECK(out.bytes[20] == 0x20);
  const std::size_t size = out.bytes[4] | out.bytes[5] << 8;
  CHECK(size + 8 == out.bytes.size());
  CHECK(without_traces(out.bytes).outcome == Outcome::nothing);
}

TEST_CASE("clean: what cannot be cleaned safely is said, never passed through") {
  const std::string gif("GIF89a\x01\0", 8);
  const std::string program("\x7f\x45LF\x02\x01", 6);
  for (const std::string& file : {std::string("%PDF-1.7 by Zaphodia"), std::string("PK\x03\x04 docx"), gif, program}) {
    const auto out = without_traces(view_of(file));
    CHECK(out.outcome == Outcome::unknown);
    CHECK(out.bytes.empty());
    CHECK(out.why != clean::Why::known);
  }
  CHECK(without_traces(view_of("plain notes\nwith lines")).outcome == Outcome::nothing);
}

TEST_CASE("clean: every truncation and every damaged byte is cleaned or refused, and leaks nothing that was marked") {
  for (const auto& file : {jpeg(6, "tail"), png(), webp()}) {
    for (std::size_t size = 0; size < file.size(); ++size) {
      const auto out = without_traces(view_of(std::string_view(file).substr(0, size)));
      if (size > 12) CHECK_FALSE((out.outcome == Outcome::cleaned && holds(out.bytes, "Zaphodia")));
    }
    test::SeededRandom random(3);
    for (int i = 0; i < 2000; ++i) {
      auto damaged = file;
      damaged[random.below(damaged.size())] = static_cast<char>(random.below(256));
      static_cast<void>(without_traces(view_of(damaged)));
    }
  }
}
