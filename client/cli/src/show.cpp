#include "show.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>

#include <sotto/cli/inert.hpp>
#include <sotto/words/attachment.hpp>

namespace sotto::cli {
namespace {

constexpr std::array weekdays{words::cli::weekday_sunday,    words::cli::weekday_monday,   words::cli::weekday_tuesday,
                              words::cli::weekday_wednesday, words::cli::weekday_thursday, words::cli::weekday_friday,
                              words::cli::weekday_saturday};
constexpr std::array months{words::cli::month_january, words::cli::month_february, words::cli::month_march,
                            words::cli::month_april,   words::cli::month_may,      words::cli::month_june,
                            words::cli::month_july,    words::cli::month_august,   words::cli::month_september,
                            words::cli::month_october, words::cli::month_november, words::cli::month_december};

std::optional<std::tm> local_time(const std::string& rfc3339) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0;
  // NOLINTNEXTLINE(cert-err34-c): the text is our own and its form is checked by the count
  if (std::sscanf(rfc3339.c_str(), "%4d-%2d-%2dT%2d:%2d", &year, &month, &day, &hour, &minute) != 5)
    return std::nullopt;
  using namespace std::chrono;
  const sys_days date{std::chrono::year(year) / month / day};
  const std::time_t seconds =
      duration_cast<std::chrono::seconds>(date.time_since_epoch()).count() + hour * 3600 + minute * 60;
  std::tm out{};
  if (localtime_r(&seconds, &out) == nullptr) return std::nullopt;
  return out;
}

std::size_t name_width(const Json& buddies) {
  std::size_t width = 4;
  for (const auto& buddy : buddies) width = std::max(width, columns(inert(text_at(buddy, "name"))));
  return std::min<std::size_t>(width, 32);
}

Style trust_style(const Json& buddy) {
  if (text_at(buddy, "state") == "changed") return Style::care;
  return buddy.value("verified", false) ? Style::good : Style::dim;
}

std::string attachment_words(const Json& attachment) {
  const auto size = attachment.value("size", std::uint64_t{0});
  const auto state = text_at(attachment, "state");
  std::string length = size < 10'000       ? say(words::attachment::bytes, size)
                       : size < 10'000'000 ? say(words::attachment::kilobytes, size / 1000)
                                           : say(words::attachment::megabytes, size / 1'000'000);
  if (state == "offered") return say(words::attachment::offered, length);
  if (state == "stopped") return say(words::attachment::stopped, length);
  if (state == "carried" || size == 0) return length;
  return say(words::attachment::through, length, attachment.value("done", std::uint64_t{0}) * 100 / size);
}

// What stands behind a message: its state, that it was edited, reactions.
std::string after_words(const Json& message, Told told) {
  std::string out;
  if (message.contains("attachment")) out += "  [" + attachment_words(message.at("attachment")) + "]";
  if (text_at(message, "direction") == "out") out += "  " + state_words(text_at(message, "state"));
  if (message.value("edited", false)) out += "  " + say(words::cli::edited);
  if (text_at(message, "direction") == "in" && text_at(message, "deleted") == "asked")
    out += "  " + say(words::cli::asks_to_delete);
  if (const auto reactions = message.find("reactions"); reactions != message.end()) {
    if (const auto me = text_at(*reactions, "me"); !me.empty()) out += "  " + say(words::cli::reaction_of_you, me);
    if (const auto them = text_at(*reactions, "them"); !them.empty()) out += "  " + them;
  }
  if (told.id) out += "  " + text_at(message, "id");
  return out;
}

void show_quote(Output& output, const Json& quote, std::size_t indent) {
  const auto text = quote.value("gone", false) ? say(words::cli::quote_gone) : text_at(quote, "text");
  const auto lines = paragraphs(text, output.width() > indent + 20 ? output.width() - indent - 2 : 0);
  output.data({std::string(indent, ' '), {"> " + lines.front() + (lines.size() > 1 ? " ..." : ""), Style::dim}});
}

}  // namespace

std::string text_at(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Names names_of(runtime::Connection& connection) {
  Names names;
  const auto reply = connection.call("buddy.list", {{"all", true}});
  if (const auto* json = std::get_if<Json>(&reply)) {
    for (const auto& buddy : json->at("buddies")) names[text_at(buddy, "id")] = text_at(buddy, "name");
  }
  return names;
}

std::string name_in(const Names& names, const std::string& id) {
  const auto found = names.find(id);
  return found == names.end() || found->second.empty() ? id : found->second;
}

std::string date_words(const std::string& rfc3339) {
  const auto time = local_time(rfc3339);
  if (!time) return rfc3339;
  return say(words::cli::date, say(weekdays.at(static_cast<std::size_t>(time->tm_wday))), time->tm_mday,
             say(months.at(static_cast<std::size_t>(time->tm_mon))), time->tm_year + 1900);
}

std::string clock_words(const std::string& rfc3339) {
  const auto time = local_time(rfc3339);
  if (!time) return "--:--";
  std::array<char, 24> out{};
  static_cast<void>(std::snprintf(out.data(), out.size(), "%02d:%02d", time->tm_hour, time->tm_min));
  return out.data();
}

std::string trust_words(const Json& buddy) {
  const auto state = text_at(buddy, "state");
  if (state == "pairing") return say(words::cli::trust_pairing);
  if (state == "changed") return say(words::cli::trust_changed);
  if (state == "blocked") return say(words::cli::trust_blocked);
  if (state == "ended") return say(words::cli::trust_ended);
  return buddy.value("verified", false) ? say(words::cli::verified) : say(words::cli::not_verified);
}

std::string state_words(const std::string& state) {
  if (state == "written") return say(words::cli::message_written);
  if (state == "delivered") return say(words::cli::message_delivered);
  if (state == "read") return say(words::cli::message_read);
  if (state == "relayed") return say(words::cli::message_relayed);
  if (state == "recalling") return say(words::cli::message_recalling);
  if (state == "recalled") return say(words::cli::message_recalled);
  return state;
}

void show_buddies(Output& output, const Json& buddies) {
  const auto width = name_width(buddies);
  for (const auto& buddy : buddies) {
    const auto unread = buddy.value("unread", std::uint64_t{0});
    const auto news = unread == 0 ? std::string() : say(words::cli::count_new, unread);
    output.data({"  ",
                 {padded(text_at(buddy, "name"), width), Style::strong},
                 "  ",
                 {padded(trust_words(buddy), 22), trust_style(buddy)},
                 "  ",
                 {padded(news, 8), Style::care},
                 "  ",
                 {text_at(buddy, "id"), Style::dim}});
    if (const auto notice = text_at(buddy, "notice"); !notice.empty()) {
      for (const auto& line : paragraphs(notice, output.width() > 8 ? output.width() - 4 : 0))
        output.data({"    ", {line, Style::care}});
    }
  }
}

void show_message(Output& output, const Json& message, const std::string& buddy, Told told) {
  const bool mine = text_at(message, "direction") == "out";
  const auto kind = text_at(message, "kind");
  const auto state = text_at(message, "state");
  std::string who = mine ? say(words::cli::you) : buddy;
  if (told.buddy && mine) who += output.unicode() ? " → " + buddy : " " + say(words::cli::to_buddy, buddy);
  const auto label = inert(who);
  const std::string time = clock_words(text_at(message, "sent_at"));
  auto text = text_at(message, "text");
  if (text.empty() && kind == "gap") text = say(words::cli::gap);
  const auto deleted = text_at(message, "deleted");
  if (text.empty() && state == "recalled") text = "(" + say(words::cli::message_recalled) + ")";
  if (text.empty() && deleted == "asked") text = "(" + say(words::cli::deletion_asked) + ")";
  if (text.empty() && deleted == "done")
    text = "(" + (mine ? say(words::cli::deleted_here) : say(words::cli::deleted_by_buddy)) + ")";
  const std::size_t indent = 2 + 5 + 2 + std::max<std::size_t>(columns(label), 8) + 2;
  if (const auto quote = message.find("reply_to"); quote != message.end()) show_quote(output, *quote, indent);
  const auto lines = paragraphs(text, output.width() > indent + 20 ? output.width() - indent : 0);
  const Style style = (kind == "text" || kind == "attachment") && state != "recalled" ? Style::plain : Style::dim;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    Line line;
    if (i == 0)
      line = {"  ", {time, Style::dim}, "  ", {padded(who, 8), mine ? Style::dim : Style::strong}, "  "};
    else
      line = {std::string(indent, ' ')};
    line.emplace_back(lines[i], style);
    if (i + 1 == lines.size()) line.emplace_back(after_words(message, told), Style::dim);
    output.data(line);
  }
}

void show_messages(Output& output, const Json& messages, const Names& names, Told told) {
  std::string day;
  for (const auto& message : messages) {
    const auto today = date_words(text_at(message, "sent_at"));
    if (today != day) {
      if (!day.empty()) output.data();
      output.data({{today, Style::strong}});
      day = today;
    }
    show_message(output, message, name_in(names, text_at(message, "buddy")), told);
  }
}

void show_words(Output& output, const Json& words) {
  std::size_t place = 0;
  Line line{"   "};
  for (const auto& word : words.at("words")) {
    line.emplace_back(" " + std::to_string(++place) + " ", Style::dim);
    line.emplace_back(padded(word.get<std::string>(), 12), Style::strong);
    if (place % 3 == 0) {
      output.data(line);
      line = {"   "};
    }
  }
}

void show_reply(Output& output, const Json& json) {
  output.data({{say(words::attachment::written), Style::good}, "  ", {text_at(json, "id"), Style::dim}});
}

void show_changed(Output& output, const Json& json) {
  show_message(output, json.at("message"), "your buddy", {false, true});
}

void show_erased(Output& output, const Json& json) {
  const auto state = text_at(json, "state");
  if (state == "recalled")
    output.data(line(words::cli::taken_back, Span(say(words::cli::deleted_word), Style::good)));
  else if (state == "done")
    output.data(line(words::cli::deleted_over, Span(say(words::cli::deleted_here_word), Style::good)));
  else
    output.data(line(words::cli::deleted_asked, Span(say(words::cli::deleted_here_word), Style::good)));
}

void show_draft(Output& output, const Json& json) {
  if (json.contains("kept")) {
    output.data({json.value("kept", false) ? say(words::cli::draft_kept) : say(words::cli::draft_gone)});
    return;
  }
  const auto text = text_at(json, "text");
  if (text.empty()) return output.talk({say(words::cli::no_draft)});
  for (const auto& line : paragraphs(text, output.width())) output.data({line});
}

void show_attachment(Output& output, const Json& json) {
  if (json.contains("path")) {
    output.data({{say(words::attachment::saved), Style::good}, "  ", text_at(json, "path")});
    return output.talk({{say(words::attachment::open_with_care), Style::dim}});
  }
  const auto& attachment = json.at("attachment");
  if (!json.contains("removed")) return output.data({attachment_words(attachment)});
  output.data({{say(words::attachment::written), Style::good},
               "  ",
               text_at(attachment, "name"),
               "  ",
               {text_at(json, "id"), Style::dim}});
  for (const auto& what : json.at("removed")) output.talk({say(words::attachment::left_out, what.get<std::string>())});
  for (const auto& what : json.at("stays")) output.talk({say(words::attachment::still_in_it, what.get<std::string>())});
}

void show_mute(Output& output, const Json& json) {
  if (!json.value("muted", false)) return output.data({say(words::cli::rings_again)});
  const auto until = text_at(json, "until");
  output.data(
      {until.empty() ? say(words::cli::muted) : say(words::cli::muted_until, date_words(until), clock_words(until))});
}

std::string quoted(const std::string& word) {
  const bool simple = !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '@';
  });
  if (simple) return word;
  std::string out = "'";
  for (const char c : word) {
    if (c == '\'')
      out += "'\\''";
    else
      out += c;
  }
  return out + "'";
}

}  // namespace sotto::cli
