// The profiles of a device: folders in the data folder, each with a label and a colour that can be seen without the
// passphrase, so that nobody writes to the wrong client. Thread: any; plain file operations.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sotto/api/reply.hpp>

namespace sotto::runtime {

std::filesystem::path data_folder();   // $XDG_DATA_HOME/sotto, else ~/.local/share/sotto
std::filesystem::path lists_folder();  // of the not-here list, in there

struct Banner {
  std::string label;   // "CLIENT 2"; at most 40 bytes on one line
  std::string colour;  // one of banner_colours()
};
const std::vector<std::string>& banner_colours();
std::optional<Banner> read_banner(const std::filesystem::path& profile);
Status check_banner(const Banner& banner);  // usage, with a sentence
Status write_banner(const std::filesystem::path& profile, const Banner& banner);
std::string banner_words(const Banner& banner);  // CLIENT 2 · green

struct ListedProfile {
  std::string name;
  std::filesystem::path folder;
  std::optional<Banner> banner;
  bool running = false;  // an engine has it open
};
std::vector<ListedProfile> listed_profiles(const std::filesystem::path& data);  // by name
// A name of the list, or a path: a bare word that is in the list is meant as its name.
std::filesystem::path profile_named(const std::filesystem::path& data, const std::filesystem::path& given);
bool valid_profile_name(std::string_view name);  // a-z, 0-9 and hyphens, at most 32

// Destroys the key first, then the rest. The caller has told whatever has it open to stop; it is
// waited for. not_found: the folder holds no profile; in_use; io.
api::Reply destroy_profile(const std::filesystem::path& profile);

}  // namespace sotto::runtime
