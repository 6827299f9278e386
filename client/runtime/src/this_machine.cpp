#include <cstdlib>

#include <sotto/api/doctor_json.hpp>
#include <sotto/runtime/this_machine.hpp>

namespace sotto::runtime {

doctor::Machine this_machine() {
  doctor::Machine out;
  const char* home = std::getenv("HOME");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  if (home != nullptr && *home == '/') out.home = home;
  for (const char* name : {"https_proxy", "http_proxy", "all_proxy", "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"}) {
    if (const char* value = std::getenv(name); value != nullptr) out.environment.emplace_back(name, value);  // NOLINT
  }
  return out;
}

api::Json look_at_this_machine() { return api::doctor_json(doctor::examine(this_machine())); }

}  // namespace sotto::runtime
