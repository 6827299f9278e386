// A case, written out for a lawful request: readable twice, for machines once, and a list of hashes. It is a copy made
// by one participant, and says so.
#pragma once

#include <string>
#include <vector>

#include "call.hpp"
#include "saved.hpp"

namespace sotto::api {

std::string export_note();  // what the copy is, and what it cannot prove

struct ExportItem {  // one thing that was said or done in the case
  Timestamp when;
  std::string kind;   // "exchange", "session", "opinion" or "view"
  std::string by;     // "me", or the buddy's name
  std::string title;  // one line
  std::string text;   // empty: nothing was written
  bool gone = false;  // something was, and is deleted here, or has not come
  bool mine = false;
  Json facts = Json::object();  // whatever else a machine may want
};
// What a case holds of one kind, in order of time. Whoever adds a kind adds its collector in case_export.cpp.
using Collector = Status (*)(const Call& call, const practice::Case& one, std::vector<ExportItem>& out);
Status collect_opinions(const Call& call, const practice::Case& one, std::vector<ExportItem>& out);
std::string name_of_buddy(const std::vector<messaging::Buddy>& buddies, const BuddyId& id);

struct CaseExport {
  practice::Case one;
  Timestamp made;
  bool redacted = false;  // what others wrote and who they are is left out
  std::vector<ExportItem> items;
};
Result<CaseExport> collect_case(const Call& call, practice::Case one, bool redact_others);

std::vector<NewFile> export_files(const CaseExport& whole);  // the last one is the list of hashes

}  // namespace sotto::api
