// What the practice says is in the catalogue: client/words/en.json, the keys that begin with "practice.".
#pragma once

#include <sotto/words/practice.hpp>

namespace sotto::practice::words {

using namespace sotto::words::practice;

}  // namespace sotto::practice::words
