// Where a file that a person saves goes, when they have not named a folder.
#pragma once

#include <string>

#include <sotto/store/vault.hpp>

namespace sotto::api {

// The setting files.folder, else the desktop's folder for what is downloaded. Made if it is not there.
std::string own_folder(store::Vault& vault);

}  // namespace sotto::api
