#include <sotto/proto/relay.hpp>

#include "target.hpp"

using namespace sotto;

// decode and parse_forward agree on what a Forward is, and the spliced Deliver is the one that encode makes.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const auto frame = proto::decode(bytes);
  if (frame) fuzz::must(equal(proto::encode(*frame), bytes));
  const auto* forward = frame ? std::get_if<proto::Forward>(&*frame) : nullptr;
  const auto view = proto::parse_forward(bytes);
  fuzz::must(view.has_value() == (forward != nullptr));
  if (!view) return 0;
  fuzz::must(view->ref == forward->ref && equal(view->address, forward->address.view()));
  fuzz::must(equal(view->cell, forward->cell));
  const std::uint64_t seq = (std::uint64_t{view->ref} << 32) ^ view->cell[0];
  Bytes spliced = to_bytes(proto::deliver_header(seq, view->routed.size()).view());
  append(spliced, view->routed);
  fuzz::must(spliced == proto::encode(proto::Deliver{seq, forward->address, view->cell}));
  return 0;
}
