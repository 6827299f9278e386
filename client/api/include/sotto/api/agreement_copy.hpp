// Checks a copy of a signed agreement; needs no profile. Its answer: {"copy":{"valid":true,"version","terms":{...},
// "signatures":[{"key","date"}]}}. A changed word: malformed; a signature that does not fit: refused.
#pragma once

#include <sotto/api/reply.hpp>

namespace sotto::api {

Reply check_copy(std::string_view file);

}  // namespace sotto::api
