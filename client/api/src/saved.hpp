// What a person asks to have outside the vault: new files in a folder of theirs, which only they can read. Nothing is
// ever overwritten, and no link is followed: a name that is taken becomes "name (2)".
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <sotto/api/reply.hpp>

#include "call.hpp"
#include "params.hpp"

namespace sotto::api {

struct NewFile {
  std::string name, text;
};
// {save?, dir?}: the folder, or none if nothing is to be written. Without dir it is the person's usual one.
struct Saving {
  bool wanted = false;
  std::string dir;
};
Saving read_saving(Params& params);

// The path of what was written.
std::variant<std::string, Problem> save_file(const Call& call, const Saving& saving, const NewFile& file);
std::variant<std::string, Problem> save_folder(const Call& call, const Saving& saving, const std::string& name,
                                               const std::vector<NewFile>& files);

}  // namespace sotto::api
