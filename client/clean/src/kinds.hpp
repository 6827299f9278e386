// One function for each kind of file. Each answers nothing when the file is not built as its kind must be.
#pragma once

#include <optional>

#include <sotto/clean/clean.hpp>

namespace sotto::clean {

bool is_jpeg(ByteView file);
bool is_png(ByteView file);
bool is_webp(ByteView file);
std::optional<Cleaned> clean_jpeg(ByteView file);
std::optional<Cleaned> clean_png(ByteView file);
std::optional<Cleaned> clean_webp(ByteView file);
bool is_zip(ByteView file);
bool is_pdf(ByteView file);
// These may know why they must not touch a file: then `why` says it and there are no bytes.
std::optional<Cleaned> clean_ooxml(ByteView file);
std::optional<Cleaned> clean_pdf(ByteView file);

// ---- shared ----
bool begins(ByteView bytes, std::string_view with);
std::uint32_t big_endian(ByteView bytes);     // all of them, at most four
std::uint32_t little_endian(ByteView bytes);  // likewise
void note(Cleaned& cleaned, Trace what);      // once each
void note(Cleaned& cleaned, Stays what);
std::optional<Cleaned> clean_picture_inside(ByteView file);  // nothing, too, when there was nothing to remove

}  // namespace sotto::clean
