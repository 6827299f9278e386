#include "output.hpp"

#include <cstdio>
#include <cstdlib>

#include <sys/ioctl.h>
#include <unistd.h>

#include <sotto/cli/inert.hpp>

namespace sotto::cli {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): read before any thread starts
  return value != nullptr ? value : "";
}

bool utf8_locale() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const auto value = environment(name);
    if (value.empty()) continue;
    return value.find("UTF-8") != std::string_view::npos || value.find("utf8") != std::string_view::npos;
  }
  return false;
}

bool colour_wanted() {
  return environment("NO_COLOR").empty() && environment("TERM") != "dumb" && !environment("TERM").empty();
}

std::string_view code(Style style) {
  switch (style) {
    case Style::plain: return "";
    case Style::strong: return "\033[1m";
    case Style::dim: return "\033[2m";
    case Style::good: return "\033[32m";
    case Style::care: return "\033[33m";
    case Style::blue: return "\033[34m";
    case Style::violet: return "\033[35m";
    case Style::red: return "\033[31m";
  }
  return "";
}

void write_all(std::FILE* to, std::string_view text) {
  // Nobody is left to be told when the reader has gone.
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), to));
  static_cast<void>(std::fflush(to));
}

std::string drawn(const Line& line, bool colour) {
  std::string out;
  for (const auto& span : line) {
    const auto before = colour ? code(span.style) : "";
    out += before;
    out += inert(span.text);
    if (!before.empty()) out += "\033[0m";
  }
  out += '\n';
  return out;
}

}  // namespace

Line styled(const std::vector<words::Piece>& pieces, const std::vector<Style>& of_gaps) {
  Line out;
  for (const auto& piece : pieces) out.emplace_back(piece.text, piece.gap ? of_gaps[*piece.gap] : Style::plain);
  return out;
}

Output::Output(bool json, bool quiet)
    : json_(json),
      quiet_(quiet),
      out_terminal_(isatty(STDOUT_FILENO) == 1),
      err_terminal_(isatty(STDERR_FILENO) == 1),
      unicode_(utf8_locale()),
      out_colour_(out_terminal_ && colour_wanted()),
      err_colour_(err_terminal_ && colour_wanted()) {}

std::size_t Output::width() const {
  winsize size{};
  if (!out_terminal_ || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 20) return out_terminal_ ? 80 : 0;
  return size.ws_col;
}

void Output::object(const api::Json& json) {
  // On a terminal everything outside ASCII is written as an escape, so that a C1 or bidi control stays inert there,
  // too.
  write_all(stdout, json.dump(-1, ' ', out_terminal_, api::Json::error_handler_t::replace) + "\n");
}

void Output::data(const Line& line) { write_all(stdout, drawn(line, out_colour_)); }

void Output::talk(const Line& line) {
  if (!quiet_) write_all(stderr, drawn(line, err_colour_));
}

int Output::fail(const api::Problem& problem) {
  if (json_)
    object(api::error_json(problem));
  else
    write_all(stderr, drawn({sentence_and_hint(words::spoken(problem.sentence), words::hint(problem.key))}, false));
  return api::exit_code(problem.code);
}

void Output::drawing(std::string_view ours) {
  if (!quiet_) write_all(stderr, ours);
}

std::string sentence_and_hint(const std::string& sentence, const std::string& hint) {
  return hint.empty() ? sentence : sentence + " " + hint;
}

std::string padded(const std::string& text, std::size_t width) {
  std::string out = inert(text);
  const auto used = columns(out);
  if (used < width) out.append(width - used, ' ');
  return out;
}

}  // namespace sotto::cli
