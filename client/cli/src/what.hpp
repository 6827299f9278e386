// What a command, an option or a heading is called in the help: a sentence of the catalogue.
#pragma once

#include <string>

#include <sotto/words/help.hpp>

namespace sotto::cli {

struct What {
  std::string text;
  What(const words::Sentence<0>& sentence) : text(say(sentence)) {}  // NOLINT(google-explicit-constructor)
  What(const char* words) : text(words) {}                           // NOLINT(google-explicit-constructor)
};

}  // namespace sotto::cli
