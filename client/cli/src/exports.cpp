// What leaves the vault as files: the copy of an agreement, and a case for a lawful request.
#include <sotto/api/agreement_copy.hpp>

#include "desk.hpp"
#include "files.hpp"
#include "show.hpp"
#include "terminal.hpp"

namespace sotto::cli {
namespace {

constexpr std::size_t copy_max = 200'000;  // bytes

void print_lines(Output& output, std::string_view text) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    output.data({std::string(text.substr(0, end))});
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

std::string whole_path(const std::filesystem::path& path) {
  return std::filesystem::absolute(path).lexically_normal().string();
}

std::optional<api::Problem> write_all(const std::filesystem::path& folder, const Json& files) {
  if (auto problem = make_new_folder(folder); problem) return problem;
  for (const auto& file : files) {
    // The engine names them; a name is never a way out of the folder.
    const auto name = std::filesystem::path(text_at(file, "name")).filename();
    if (auto problem = write_new_file(folder / name, text_at(file, "text")); problem) return problem;
  }
  return std::nullopt;
}

}  // namespace

int run_agree_export(const Desk& desk) {
  auto& output = desk.output;
  const auto reply = ask(desk);
  if (const auto* problem = std::get_if<api::Problem>(&reply)) return output.fail(*problem);
  auto json = std::get<Json>(reply);
  const auto& out = desk.arguments.out;
  if (!out.empty()) {
    if (const auto problem = write_new_file(out, text_at(json, "text")); problem) return output.fail(*problem);
    json["file"] = whole_path(out);
    json.erase("text");
  }
  if (output.json()) return output.object(json), 0;
  if (out.empty()) return print_lines(output, text_at(json, "text")), 0;
  output.data(line(words::cli::written_to, Span(text_at(json, "file"), Style::strong)));
  return 0;
}

int run_agree_check_copy(const Desk& desk) {
  auto& output = desk.output;
  const auto& file = desk.arguments.file;
  const auto text = file == "-" ? read_input(copy_max) : read_file(file, copy_max);
  if (const auto* problem = std::get_if<api::Problem>(&text)) return output.fail(*problem);
  const auto reply = api::check_copy(std::get<std::string>(text));
  if (const auto* problem = std::get_if<api::Problem>(&reply)) return output.fail(*problem);
  const auto& json = std::get<Json>(reply);
  if (output.json()) return output.object(json), 0;
  output.data(line(words::cli::copy_whole, Span(say(words::cli::copy_whole_word), Style::good)));
  for (const auto& one : json.at("copy").at("signatures")) {
    output.data({"  ", date_words(text_at(one, "date")), "  ", {text_at(one, "key"), Style::dim}});
  }
  output.talk({say(words::cli::copy_proves)});
  return 0;
}

int run_case_export(const Desk& desk) {
  auto& output = desk.output;
  const auto reply = ask(desk);
  if (const auto* problem = std::get_if<api::Problem>(&reply)) return output.fail(*problem);
  auto json = std::get<Json>(reply);
  const std::filesystem::path folder =
      desk.arguments.out.empty() ? std::filesystem::path(text_at(json, "folder")) : desk.arguments.out;
  if (const auto problem = write_all(folder, json.at("files")); problem) return output.fail(*problem);
  json["folder"] = whole_path(folder);
  for (auto& file : json["files"]) file.erase("text");
  if (output.json()) return output.object(json), 0;
  output.data(line(words::cli::written_into, Span(text_at(json, "folder"), Style::strong)));
  for (const auto& file : json.at("files")) output.data({"  ", text_at(file, "name")});
  output.talk({text_at(json, "note")});
  output.talk({{say(words::cli::outside_vault), Style::care}});
  return 0;
}

}  // namespace sotto::cli
