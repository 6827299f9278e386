// What a person sees. Every piece of text goes through inert(): nothing printed here can carry a control of its own;
// colour is a style, never part of a text. stdout is data, stderr is talk.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <sotto/api/reply.hpp>
#include <sotto/words/cli.hpp>

namespace sotto::cli {

enum class Style { plain, strong, dim, good, care, blue, violet, red };
struct Span {
  std::string text;
  Style style = Style::plain;
  Span(const char* words) : text(words) {}             // NOLINT(google-explicit-constructor)
  Span(std::string words) : text(std::move(words)) {}  // NOLINT(google-explicit-constructor)
  Span(std::string words, Style how) : text(std::move(words)), style(how) {}
};
using Line = std::vector<Span>;

// A sentence of the catalogue as a line; a Span that fills a gap keeps its style.
Line styled(const std::vector<words::Piece>& pieces, const std::vector<Style>& of_gaps);
inline words::Gap gap_of(const Span& span) { return span.text; }
template <class What>
words::Gap gap_of(const What& what) {
  return what;
}
inline Style style_of(const Span& span) { return span.style; }
template <class What>
Style style_of(const What&) {
  return Style::plain;
}
template <std::size_t Gaps, class... Fillings>
Line line(const words::Sentence<Gaps>& sentence, const Fillings&... fillings) {
  return styled(say_in_pieces(sentence, gap_of(fillings)...), {style_of(fillings)...});
}

class Output {
 public:
  Output(bool json, bool quiet);
  bool json() const { return json_; }
  bool to_terminal() const { return out_terminal_; }
  bool unicode() const { return unicode_; }
  bool colour() const { return out_colour_; }
  std::size_t width() const;              // columns of the terminal; 0 when stdout is none
  void object(const api::Json& json);     // one line on stdout
  void data(const Line& line = {});       // stdout
  void talk(const Line& line = {});       // stderr, unless --quiet
  int fail(const api::Problem& problem);  // the sentence and the hint, or its JSON; answers the exit code
  void drawing(std::string_view ours);    // stderr, as it is: text of this program only (a QR code)

 private:
  bool json_, quiet_, out_terminal_, err_terminal_, unicode_, out_colour_, err_colour_;
};

std::string sentence_and_hint(const std::string& sentence, const std::string& hint);
std::string padded(const std::string& text, std::size_t width);  // inert, with spaces up to `width` columns

}  // namespace sotto::cli
