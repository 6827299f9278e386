#include <sotto/base/limits.hpp>
#include <sotto/proto/content.hpp>

#include "target.hpp"

using namespace sotto;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  fuzz::one_encoding(bytes, proto::decode_content);
  const auto content = proto::decode_content(bytes);
  fuzz::must(!(content && proto::head_of_newer(bytes)));  // either known or newer
  if (!content) return 0;
  fuzz::must(content->part < content->parts && content->parts <= limits::parts_max && content->time.ms >= 0);
  if (const auto* text = std::get_if<proto::Text>(&content->body)) {
    fuzz::must(!text->text.empty() && text->text.size() <= limits::text_part_max);
    fuzz::must(content->parts > 1 || valid_utf8(text->text));
  }
  return 0;
}
