// What the doctor says about the computer that this runs on: method "doctor" {}, answered locked or not.
#pragma once

#include <sotto/api/reply.hpp>
#include <sotto/doctor/doctor.hpp>

namespace sotto::runtime {

doctor::Machine this_machine();
api::Json look_at_this_machine();

}  // namespace sotto::runtime
