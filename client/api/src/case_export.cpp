#include "case_export.hpp"

#include <algorithm>
#include <array>

#include <sotto/crypto/kdf.hpp>
#include <sotto/words/casefile.hpp>
#include <sotto/words/guide.hpp>

#include "markup.hpp"
#include "practice_names.hpp"
#include "session_names.hpp"

namespace sotto::api {
namespace {

constexpr const char* by_me = "me";
constexpr const char* by_another = "somebody else";

Status collect_exchanges(const Call& call, const practice::Case& one, std::vector<ExportItem>& out) {
  const auto buddies = call.messaging.buddies(true);
  if (!buddies) return buddies.error();
  for (const auto& exchange : one.exchanges) {
    const auto other = name_of_buddy(*buddies, exchange.buddy);
    ExportItem item;
    item.when = exchange.offered_at;
    item.kind = "exchange";
    item.mine = exchange.mine;
    item.by = exchange.mine ? std::string(by_me) : other;
    item.title = say(exchange.mine ? words::casefile::shared_by_me : words::casefile::shared_with_me,
                     label_name(exchange.code), name_of(exchange.topic), name_of(exchange.stage));
    item.text = exchange.text;
    item.gone = exchange.text.empty();
    item.facts = exchange_json(exchange, false);
    item.facts["with"] = other;
    out.push_back(std::move(item));
  }
  return ok();
}

std::string words_of(const practice::OutcomeNote& note) {
  std::string out;
  const auto line = [&](const words::Sentence<0>& name, const std::string& text) {
    if (!text.empty()) out += (out.empty() ? "" : "\n") + say(name) + ": " + text;
  };
  line(words::guide::note_noticed, note.noticed);
  line(words::guide::note_will, note.will);
  line(words::guide::note_will_not, note.will_not);
  line(words::guide::note_find_out, note.find_out);
  line(words::guide::note_by_when, note.by_when);
  line(words::guide::note_who_else, note.who_else);
  return out;
}

// Sessions leave no words but the presenter's own note.
Status collect_sessions(const Call& call, const practice::Case& one, std::vector<ExportItem>& out) {
  const auto sessions = call.practice.sessions().list(call.now);
  if (!sessions) return sessions.error();
  for (const auto& session : *sessions) {
    if (session.case_ref != one.ref) continue;
    ExportItem item;
    item.when = session.started.value_or(session.starts_at);
    item.kind = "session";
    item.mine = true;
    item.by = by_me;
    item.title = say(words::casefile::session, name_of(session.kind), session.minutes, name_of(session.stage));
    if (session.note) item.text = words_of(*session.note);
    item.facts = {{"session", session.id.text()}, {"minutes", session.minutes}, {"state", name_of(session.stage)}};
    out.push_back(std::move(item));
  }
  return ok();
}

constexpr std::array<Collector, 3> collectors{collect_exchanges, collect_opinions, collect_sessions};

// ---- redaction ----
char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool in_word(char c) {
  return (folded(c) >= 'a' && folded(c) <= 'z') || (c >= '0' && c <= '9') ||
         (static_cast<unsigned char>(c) & 0x80) != 0;
}

struct Replacement {
  std::string name, alias;
};
std::vector<Replacement> replacements(const practice::Case& one) {
  std::vector<Replacement> out;
  for (const auto& person : one.names) {
    for (const auto& name : person.names) {
      if (!name.empty()) out.push_back({name, person.alias});
    }
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name.size() > b.name.size(); });
  return out;
}

std::string with_aliases(std::string_view text, const std::vector<Replacement>& all) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const bool begins = at == 0 || !in_word(text[at - 1]);
    const auto fits = [&](const Replacement& one) {
      const auto here = text.substr(at, one.name.size());
      const auto after = at + one.name.size();
      return begins && (after >= text.size() || !in_word(text[after])) &&
             std::equal(here.begin(), here.end(), one.name.begin(), one.name.end(),
                        [](char a, char b) { return folded(a) == folded(b); });
    };
    const auto found = std::find_if(all.begin(), all.end(), fits);
    if (found == all.end()) {
      out += text[at++];
    } else {
      out += found->alias;
      at += found->name.size();
    }
  }
  return out;
}

void redact(CaseExport& whole) {
  const auto names = replacements(whole.one);
  whole.one.nickname = with_aliases(whole.one.nickname, names);
  whole.one.outcome = with_aliases(whole.one.outcome, names);
  for (auto& person : whole.one.names) person.names.clear();
  for (auto& item : whole.items) {
    if (!item.mine) {
      item.by = by_another;
      item.text = item.text.empty() ? "" : say(words::casefile::withheld);
      item.facts.erase("view");
    } else {
      item.text = with_aliases(item.text, names);
    }
    item.facts.erase("with");
    item.facts.erase("buddy");
    item.facts.erase("terms");
    item.facts.erase("counter");
  }
}

// ---- the files ----
// "me" and "somebody else" are words of case.json; the readable files say them.
std::string author(const ExportItem& item) {
  if (item.mine) return say(words::casefile::me);
  return item.by == by_another ? say(words::casefile::somebody_else) : item.by;
}
std::string text_of(const ExportItem& item) { return item.gone ? say(words::casefile::nothing_kept) : item.text; }

std::string head_line(const CaseExport& whole) {
  const auto& one = whole.one;
  auto out = one.closed ? say(words::casefile::opened_and_closed, one.ref, name_of(one.topic), rfc3339(one.opened),
                              rfc3339(*one.closed))
                        : say(words::casefile::opened, one.ref, name_of(one.topic), rfc3339(one.opened));
  out += " " + say(words::casefile::made, rfc3339(whole.made));
  if (whole.redacted) out += " " + say(words::casefile::others_left_out);
  return out;
}

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

std::string case_markdown(const CaseExport& whole) {
  std::string out = "# " + markdown_line(whole.one.nickname) + "\n\n" + markdown_line(head_line(whole)) + "\n\n**" +
                    export_note() + "**\n";
  if (!whole.one.names.empty()) out += "\n## " + say(words::casefile::who) + "\n\n";
  for (const auto& person : whole.one.names) {
    out += "- " + markdown_line(person.alias) +
           (person.names.empty() ? "" : ": " + markdown_line(joined(person.names))) + "\n";
  }
  out += "\n## " + say(words::casefile::said) + "\n";
  for (const auto& item : whole.items) {
    out +=
        "\n### " + rfc3339(item.when) + ", " + markdown_line(author(item)) + "\n\n" + markdown_line(item.title) + "\n";
    if (const auto text = text_of(item); !text.empty()) out += "\n" + markdown_quote(text);
  }
  if (!whole.one.outcome.empty())
    out += "\n## " + say(words::casefile::outcome) + "\n\n" + markdown_quote(whole.one.outcome);
  return out;
}

std::string case_page(const CaseExport& whole) {
  std::string out =
      "<!doctype html>\n<html lang=\"" + std::string(words::language()) +
      "\"><meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
      "<title>" +
      in_html(whole.one.nickname) +
      "</title>\n<style>body{font:11pt/1.5 serif;max-width:42em;margin:2em auto}h2,h3{font-size:12pt;margin:1.5em 0 0}"
      "blockquote{white-space:pre-wrap;overflow-wrap:anywhere;margin:.5em 0 0 1em}section{break-inside:avoid}</style>\n"
      "<h1>" +
      in_html(whole.one.nickname) + "</h1>\n<p>" + in_html(head_line(whole)) + "</p>\n<p><strong>" + export_note() +
      "</strong></p>\n";
  if (!whole.one.names.empty()) out += "<h2>" + say(words::casefile::who) + "</h2>\n<ul>\n";
  for (const auto& person : whole.one.names) {
    out +=
        "<li>" + in_html(person.alias) + (person.names.empty() ? "" : ": " + in_html(joined(person.names))) + "</li>\n";
  }
  if (!whole.one.names.empty()) out += "</ul>\n";
  out += "<h2>" + say(words::casefile::said) + "</h2>\n";
  for (const auto& item : whole.items) {
    out +=
        "<section><h3>" + rfc3339(item.when) + ", " + in_html(author(item)) + "</h3><p>" + in_html(item.title) + "</p>";
    if (const auto text = text_of(item); !text.empty()) out += "<blockquote>" + in_html(text) + "</blockquote>";
    out += "</section>\n";
  }
  if (!whole.one.outcome.empty()) {
    out +=
        "<h2>" + say(words::casefile::outcome) + "</h2>\n<blockquote>" + in_html(whole.one.outcome) + "</blockquote>\n";
  }
  return out + "</html>\n";
}

std::string case_record(const CaseExport& whole) {
  Json people = Json::array();
  for (const auto& person : whole.one.names) {
    people.push_back({{"part", name_of(person.part)}, {"alias", person.alias}, {"names", person.names}});
  }
  Json items = Json::array();
  for (const auto& item : whole.items) {
    items.push_back({{"when", rfc3339(item.when)},
                     {"kind", item.kind},
                     {"by", item.by},
                     {"mine", item.mine},
                     {"text", item.text},
                     {"gone", item.gone},
                     {"facts", item.facts}});
  }
  Json out{{"note", export_note()},
           {"made", rfc3339(whole.made)},
           {"redacted", whole.redacted},
           {"ref", whole.one.ref},
           {"nickname", whole.one.nickname},
           {"topic", name_of(whole.one.topic)},
           {"opened", rfc3339(whole.one.opened)},
           {"outcome", whole.one.outcome},
           {"held", whole.one.held},
           {"people", people},
           {"items", items}};
  if (whole.one.closed) out["closed"] = rfc3339(*whole.one.closed);
  return out.dump(2, ' ', true) + "\n";  // ASCII only: nothing in it can hide
}

}  // namespace

std::string name_of_buddy(const std::vector<messaging::Buddy>& buddies, const BuddyId& id) {
  const auto found = std::find_if(buddies.begin(), buddies.end(), [&](const auto& buddy) { return buddy.id == id; });
  return found == buddies.end() ? id.text() : found->name;
}

Result<CaseExport> collect_case(const Call& call, practice::Case one, bool redact_others) {
  CaseExport out{std::move(one), call.now.timestamp, redact_others, {}};
  for (const auto& collect : collectors) {
    if (const auto done = collect(call, out.one, out.items); !done) return done.error();
  }
  std::stable_sort(out.items.begin(), out.items.end(), [](const auto& a, const auto& b) { return a.when < b.when; });
  if (redact_others) redact(out);
  return out;
}

std::string export_note() { return say(words::casefile::note); }

std::vector<NewFile> export_files(const CaseExport& whole) {
  std::vector<NewFile> out{
      {"case.md", case_markdown(whole)}, {"case.html", case_page(whole)}, {"case.json", case_record(whole)}};
  std::string list =
      "# " + export_note() + "\n# " + say(words::casefile::check_hashes, "sha256sum -c manifest.txt") + "\n";
  for (const auto& file : out) list += hex(crypto::sha256(view_of(file.text))) + "  " + file.name + "\n";
  out.push_back({"manifest.txt", std::move(list)});
  return out;
}

}  // namespace sotto::api
