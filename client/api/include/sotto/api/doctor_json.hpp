// {"managed":"signs|none_found","findings":[{"id","what","why","kind"}],"cannot_see":[...],"warning"}
#pragma once

#include <sotto/api/reply.hpp>
#include <sotto/doctor/doctor.hpp>

namespace sotto::api {

Json doctor_json(const doctor::Report& report);

}  // namespace sotto::api
