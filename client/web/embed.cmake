# Makes the table of the app's files: cmake -DOUT=FILE -DLIST=FILE -P embed.cmake, where each line of LIST is PATH=FILE.
# Every file becomes one literal of escaped bytes: a font is as welcome as a text, and it compiles in no time.
file(STRINGS ${LIST} lines)
list(SORT lines)
set(arrays "")
set(table "")
set(number 0)
foreach(line IN LISTS lines)
  string(REGEX MATCH "^([^=]+)=(.+)$" whole "${line}")
  set(path ${CMAKE_MATCH_1})
  file(READ ${CMAKE_MATCH_2} hex HEX)
  string(REGEX REPLACE "(..)" "\\\\x\\1" bytes "${hex}")
  string(REPEAT "." 80 twenty)
  string(REGEX REPLACE "(${twenty})" "\\1\"\n\"" bytes "${bytes}")
  string(APPEND arrays "constexpr char file_${number}[] = \"${bytes}\";\n")
  string(APPEND table "    {\"${path}\", type_of(\"${path}\"), {file_${number}, sizeof file_${number} - 1}},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUT} "#include \"assets.hpp\"

namespace sotto::web {
namespace {
${arrays}}  // namespace

std::span<const Asset> assets() {
  static const Asset all[] = {
${table}      {},
  };
  return {all, ${number}};
}

}  // namespace sotto::web
")
