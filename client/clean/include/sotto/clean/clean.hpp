// What a file says about its author beside its content: where and with what a photo was taken, who wrote a document,
// when. Removed from the sender's own file, before it leaves, by taking the file's structure apart and leaving pieces
// out; pixels are never decoded, and nothing received ever comes here. Thread: pure functions.
#pragma once

#include <cstdint>
#include <vector>

#include <sotto/base/bytes.hpp>

namespace sotto::clean {

inline constexpr std::size_t size_max = std::size_t{32} << 20;  // larger ones are not taken apart

enum class Outcome : std::uint8_t {
  cleaned,  // `removed` says what is gone
  nothing,  // of a kind that has no such place, or nothing was there
  unknown,  // of a kind that is not understood well enough: the person decides, `why` helps
};
enum class Trace : std::uint8_t {  // what was in it
  exif,                            // where, when and with what a picture was taken
  xmp,
  captions,  // and authors (IPTC)
  comment,
  camera_notes,
  program_notes,
  text_notes,
  change_time,
  behind_the_picture,
  authors,     // of a document, and who changed it last
  dates,       // of a document, and how long was worked on it
  properties,  // of an organisation's own
  small_picture,
  earlier_versions,
};
enum class Stays : std::uint8_t {  // what is in it still, and may say who wrote what
  comments,
  tracked_changes,
  files_inside,
  macros,
  forms,
  system_data,  // of an organisation's document system
};
enum class Why : std::uint8_t {
  known,
  too_large,
  broken,
  encrypted,
  signed_by_someone,
  archive,
  old_document,
  no_idea
};
struct Cleaned {
  Outcome outcome = Outcome::unknown;
  Bytes bytes;  // what to send; empty when unknown
  std::vector<Trace> removed;
  std::vector<Stays> stays;
  Why why = Why::known;
};
Cleaned without_traces(ByteView file);  // by its content, not by its name

}  // namespace sotto::clean
