// The CPD record on paper: Markdown, CSV and a page to print. Counterparts have no names: "Buddy 1", numbered anew.
#pragma once

#include <string>
#include <vector>

#include <sotto/practice/types.hpp>

namespace sotto::api {

std::string cpd_markdown(const std::vector<practice::CpdEntry>& entries);
// RFC 4180; a cell that a spreadsheet would take for a formula begins with an apostrophe.
std::string cpd_csv(const std::vector<practice::CpdEntry>& entries);
std::string cpd_page(const std::vector<practice::CpdEntry>& entries);  // one HTML page without any outside resource

}  // namespace sotto::api
