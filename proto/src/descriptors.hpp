// Descriptors and names: the parts that several messages share.
#pragma once

#include <vector>

#include <google/protobuf/repeated_ptr_field.h>

#include <sotto/proto/channel.hpp>

namespace sotto::wire::v1 {
class Descriptor;
}

namespace sotto::proto {

using WireDescriptors = google::protobuf::RepeatedPtrField<sotto::wire::v1::Descriptor>;

void fill(WireDescriptors& out, const std::vector<Descriptor>& in);
// False: one is damaged, or there are fewer than `least` or more than limits::relays_max.
bool read(const WireDescriptors& in, std::vector<Descriptor>& out, int least);
bool read_name(const std::string& in, std::string& out);

}  // namespace sotto::proto
