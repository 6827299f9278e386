// The check as contract.md writes it: {"verdict","score","findings":[{"start","end","type","sub","group","severity",
// "suggest","why","label"}]}.
#pragma once

#include <sotto/api/reply.hpp>
#include <sotto/deid/check.hpp>

namespace sotto::api {

Json check_json(const deid::Report& report);
// The bytes of the code points [start, end) of a text.
std::string piece_of(std::string_view text, std::size_t start, std::size_t end);
std::string check_headline(const deid::Report& report);  // one sentence that the verdict comes to

}  // namespace sotto::api
