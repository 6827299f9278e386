#include "descriptors.hpp"

#include <sotto/base/limits.hpp>

#include "channel.pb.h"
#include "wire.hpp"

namespace sotto::proto {
namespace {

namespace pb = sotto::wire::v1;

bool read(const pb::Descriptor& in, Descriptor& out) {
  if (in.authority().size() > limits::host_max) return false;
  const auto canonical = canonical_authority(in.authority());
  if (!canonical || *canonical != in.authority()) return false;
  out.relay.authority = in.authority();
  out.relay.plain = in.plain();
  if (!proto::read(in.pin(), out.relay.pin) || (out.relay.pin && out.relay.plain)) return false;
  return proto::read(in.guest(), out.guest) && proto::read(in.address(), out.address);
}

}  // namespace

void fill(WireDescriptors& out, const std::vector<Descriptor>& in) {
  for (const auto& descriptor : in) {
    auto& to = *out.Add();
    to.set_authority(descriptor.relay.authority);
    if (descriptor.relay.pin) to.set_pin(raw(descriptor.relay.pin->view()));
    to.set_plain(descriptor.relay.plain);
    to.set_guest(raw(descriptor.guest.view()));
    to.set_address(raw(descriptor.address.view()));
  }
}

bool read(const WireDescriptors& in, std::vector<Descriptor>& out, int least) {
  if (in.size() < least || in.size() > static_cast<int>(limits::relays_max)) return false;
  out.resize(static_cast<std::size_t>(in.size()));
  for (int i = 0; i < in.size(); ++i) {
    if (!read(in[i], out[static_cast<std::size_t>(i)])) return false;
  }
  return true;
}

bool read_name(const std::string& in, std::string& out) {
  if (in.size() > limits::name_max || !valid_utf8(in)) return false;
  out = in;
  return true;
}

}  // namespace sotto::proto
