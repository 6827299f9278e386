// JPEG (ITU T.81): segments, then scans. Kept are what a decoder needs, the colour profile and which way is up.
#include "kinds.hpp"

namespace sotto::clean {
namespace {

constexpr std::uint8_t app0 = 0xe0, app1 = 0xe1, app2 = 0xe2, app13 = 0xed, app14 = 0xee, app15 = 0xef;
constexpr std::uint8_t comment = 0xfe, start = 0xd8, end = 0xd9, scan = 0xda;
constexpr std::string_view exif{"Exif\0\0", 6};

// Tag 0x0112 of the first directory of the TIFF block inside Exif; 1 when it is not to be found.
std::uint16_t orientation_of(ByteView tiff) {
  if (tiff.size() < 8) return 1;
  const bool little = begins(tiff, "II");
  const auto number = [&](std::size_t at, std::size_t size) -> std::uint32_t {
    if (at > tiff.size() || size > tiff.size() - at) return 0;
    return little ? little_endian(tiff.subspan(at, size)) : big_endian(tiff.subspan(at, size));
  };
  const std::size_t directory = number(4, 4);
  const std::uint32_t entries = number(directory, 2);
  for (std::uint32_t i = 0; i < entries && i < 512; ++i) {
    const std::size_t entry = directory + 2 + std::size_t{12} * i;
    if (number(entry, 2) != 0x0112) continue;
    const auto value = static_cast<std::uint16_t>(number(entry + 8, 2));
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

// An Exif block that says which way is up, and nothing else.
void append_orientation(Bytes& out, std::uint16_t orientation) {
  const Bytes segment = {0xff, app1, 0x00, 34, 'E', 'x', 'i', 'f', 0, 0,
                         'M',  'M',  0,    42, 0,   0,   0,   8,   0, 1,
                         0x01, 0x12, 0,    3,  0,   0,   0,   1,   0, static_cast<std::uint8_t>(orientation),
                         0,    0,    0,    0,  0,   0};
  append(out, segment);
}

class Jpeg {
 public:
  explicit Jpeg(ByteView file) : file_(file) {}

  std::optional<Cleaned> clean() {
    append(out_.bytes, file_.first(2));
    at_ = 2;
    while (at_ + 4 <= file_.size()) {
      if (file_[at_] != 0xff) return std::nullopt;
      const std::uint8_t marker = file_[at_ + 1];
      if (marker == 0xff) {  // fill bytes
        ++at_;
        continue;
      }
      if (!segment(marker)) return std::nullopt;
      if (marker == scan && !entropy_coded()) return std::nullopt;
      if (at_ + 2 <= file_.size() && file_[at_] == 0xff && file_[at_ + 1] == end) return finish();
    }
    return std::nullopt;
  }

 private:
  bool segment(std::uint8_t marker) {
    const std::size_t length = big_endian(file_.subspan(at_ + 2, 2));
    if (marker < 0xc0 || marker == start || length < 2 || length > file_.size() - at_ - 2) return false;
    const auto body = file_.subspan(at_ + 4, length - 2);
    if (keep(marker, body)) append(out_.bytes, file_.subspan(at_, length + 2));
    at_ += length + 2;
    return true;
  }

  bool keep(std::uint8_t marker, ByteView body) {
    if (marker == comment) return note(out_, Trace::comment), false;
    if (marker < app0 || marker > app15 || marker == app14) return true;  // 14: how colours are coded
    if (marker == app0 && begins(body, "JFIF")) return true;
    if (marker == app2 && begins(body, "ICC_PROFILE")) return true;
    if (marker == app1 && begins(body, exif)) {
      note(out_, Trace::exif);
      if (const auto up = orientation_of(body.subspan(exif.size())); up != 1) append_orientation(out_.bytes, up);
    } else if (marker == app1) {
      note(out_, Trace::xmp);
    } else if (marker == app13) {
      note(out_, Trace::captions);
    } else {
      note(out_, Trace::camera_notes);
    }
    return false;
  }

  // Up to the next marker that is none of the data's own.
  bool entropy_coded() {
    const std::size_t from = at_;
    for (; at_ + 1 < file_.size(); ++at_) {
      if (file_[at_] != 0xff) continue;
      const std::uint8_t next = file_[at_ + 1];
      if (next == 0 || (next >= 0xd0 && next <= 0xd7)) continue;
      append(out_.bytes, file_.subspan(from, at_ - from));
      return true;
    }
    return false;
  }

  std::optional<Cleaned> finish() {
    append(out_.bytes, file_.subspan(at_, 2));
    if (at_ + 2 < file_.size()) note(out_, Trace::behind_the_picture);
    return std::move(out_);
  }

  ByteView file_;
  std::size_t at_ = 0;
  Cleaned out_;
};

}  // namespace

bool is_jpeg(ByteView file) { return begins(file, "\xff\xd8\xff"); }
std::optional<Cleaned> clean_jpeg(ByteView file) { return Jpeg(file).clean(); }

}  // namespace sotto::clean
