// Whole documents, made here, with everything in them that should go and some of what stays.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <zip.h>

#include <sotto/clean/clean.hpp>

#include "seeded_random.hpp"

using namespace sotto;
using clean::Outcome;
using clean::Stays;
using clean::Trace;
using clean::Why;
using clean::without_traces;

namespace {

using Part = std::pair<std::string, std::string>;

const std::string types = "<Types/>";
const std::string thumbnail_relation =
    R"(<Relationship Id="r2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail" Target="docProps/thumbnail.jpeg"/>)";
const std::string document_relation = R"(<Relationship Id="r1" Type="officeDocument" Target="word/document.xml"/>)";

std::string jpeg() {
  return std::string("\xff\xd8\xff\xe1\0\x11", 6) + "Exif" + std::string("\0\0", 2) + "GPS 51.5N" +
         std::string("\xff\xda\0\x04..data\xff\xd9", 12);
}
std::vector<Part> docx() {
  return {{"[Content_Types].xml", types},
          {"_rels/.rels", "<Relationships>" + document_relation + thumbnail_relation + "</Relationships>"},
          {"docProps/core.xml", "<creator>Zaphodia</creator>"},
          {"docProps/app.xml", "<Company>Quux Ltd</Company>"},
          {"docProps/custom.xml", "<property>Zaphodia</property>"},
          {"docProps/thumbnail.jpeg", "small"},
          {"word/media/image1.jpeg", jpeg()},
          {"word/document.xml", "<w:document>what was said</w:document>"}};
}

Bytes zipped(const std::vector<Part>& parts) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(nullptr, 0, 0, &error);
  REQUIRE(source != nullptr);
  zip_source_keep(source);
  zip_t* archive = zip_open_from_source(source, ZIP_TRUNCATE, &error);
  REQUIRE(archive != nullptr);
  for (const auto& [name, body] : parts) {
    const auto at = zip_file_add(archive, name.c_str(), zip_source_buffer(archive, body.data(), body.size(), 0), 0);
    REQUIRE(at >= 0);
    const std::string account = "account 1000";
    zip_file_extra_field_set(archive, static_cast<zip_uint64_t>(at), 0x7875, 0,
                             reinterpret_cast<const zip_uint8_t*>(account.data()), 12, ZIP_FL_CENTRAL);
  }
  zip_set_archive_comment(archive, "by Zaphodia", 11);
  REQUIRE(zip_close(archive) == 0);
  zip_stat_t about;
  REQUIRE(zip_source_stat(source, &about) == 0);
  Bytes out(static_cast<std::size_t>(about.size));
  REQUIRE(zip_source_open(source) == 0);
  REQUIRE(zip_source_read(source, out.data(), out.size()) == static_cast<zip_int64_t>(out.size()));
  zip_source_close(source);
  zip_source_free(source);
  return out;
}

std::vector<Part> unzipped(ByteView file) {
  zip_error_t error;
  zip_error_init(&error);
  zip_t* archive = zip_open_from_source(zip_source_buffer_create(file.data(), file.size(), 0, &error), 0, &error);
  REQUIRE(archive != nullptr);
  std::vector<Part> out;
  for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); ++i) {
    zip_stat_t about;
    REQUIRE(zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &about) == 0);
    std::string body(static_cast<std::size_t>(about.size), '\0');
    zip_file_t* part = zip_fopen_index(archive, static_cast<zip_uint64_t>(i), 0);
    REQUIRE(part != nullptr);
    CHECK(zip_fread(part, body.data(), body.size()) == static_cast<zip_int64_t>(body.size()));
    zip_fclose(part);
    out.emplace_back(about.name, body);
  }
  zip_discard(archive);
  return out;
}

// A PDF of these objects, numbered from 1, with its table of places.
std::string pdf(const std::vector<std::string>& objects, const std::string& trailer) {
  std::string out = "%PDF-1.7\n";
  std::string table;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    auto place = std::to_string(out.size());
    table += std::string(10 - place.size(), '0') + place + " 00000 n \n";
    out += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
  }
  const auto start = std::to_string(out.size());
  const auto count = std::to_string(objects.size() + 1);
  return out + "xref\n0 " + count + "\n0000000000 65535 f \n" + table + "trailer\n<</Size " + count + " /Root 1 0 R " +
         trailer + ">>\nstartxref\n" + start + "\n%%EOF\n";
}
std::string stream(const std::string& dictionary, const std::string& body) {
  return "<<" + dictionary + " /Length " + std::to_string(body.size()) + ">>\nstream\n" + body + "\nendstream";
}
const std::string pages = "<</Type /Pages /Kids [3 0 R] /Count 1>>";
const std::string page =
    "<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /LastModified (D:2026)"
    " /PieceInfo <</App <</Private (Zaphodia)>>>> /Resources <</XObject <</P 7 0 R>>>>>>";
std::string whole_pdf() {
  return pdf({"<</Type /Catalog /Pages 2 0 R /Metadata 5 0 R>>", pages, page, stream("", "(what was said) Tj"),
              stream("/Type /Metadata /Subtype /XML", "<x>Zaphodia</x>"), "<</Author (Zaphodia) /Producer (Quux)>>",
              stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
                     " /Filter /DCTDecode",
                     jpeg())},
             "/Info 6 0 R /ID [<00> <01>]");
}

bool holds(const Bytes& bytes, std::string_view what) { return text_of(bytes).find(what) != std::string_view::npos; }
template <class What>
bool among(const std::vector<What>& all, What what) {
  return std::find(all.begin(), all.end(), what) != all.end();
}

}  // namespace

TEST_CASE("clean: an office document loses who wrote it, for whom and when, and keeps what was written") {
  const auto file = zipped(docx());
  const auto out = without_traces(file);
  REQUIRE(out.outcome == Outcome::cleaned);
  for (const auto what : {Trace::authors, Trace::dates, Trace::properties, Trace::small_picture, Trace::exif})
    CHECK(among(out.removed, what));
  CHECK(out.stays.empty());
  for (const auto gone : {"Zaphodia", "account 1000"}) CHECK_FALSE(holds(out.bytes, gone));
  const auto parts = unzipped(out.bytes);
  CHECK(parts.size() == docx().size() - 1);
  for (const auto& [name, body] : parts) {
    CAPTURE(name);
    for (const auto gone : {"Zaphodia", "Quux", "GPS", "thumbnail"}) CHECK(body.find(gone) == std::string::npos);
    if (name == "word/document.xml") CHECK(body == docx().back().second);
    if (name == "_rels/.rels") CHECK(body.find(document_relation) != std::string::npos);
  }
  CHECK(without_traces(out.bytes).outcome == Outcome::nothing);
}

TEST_CASE("clean: comments, tracked changes, macros and files inside a document stay, and are told") {
  struct Sign {
    Part part;
    Stays what;
  };
  for (const auto& [part, what] :
       {Sign{{"word/comments.xml", "<w:comment w:author=\"Zaphodia\"/>"}, Stays::comments},
        Sign{{"xl/comments1.xml", "x"}, Stays::comments}, Sign{{"ppt/comments/comment1.xml", "x"}, Stays::comments},
        Sign{{"word/footnotes.xml", "<w:ins w:author=\"Zaphodia\">"}, Stays::tracked_changes},
        Sign{{"word/vbaProject.bin", "x"}, Stays::macros}, Sign{{"xl/embeddings/a.bin", "x"}, Stays::files_inside},
        Sign{{"customXml/item1.xml", "x"}, Stays::system_data}}) {
    auto parts = docx();
    parts.push_back(part);
    const auto out = without_traces(zipped(parts));
    CHECK(out.outcome == Outcome::cleaned);
    CHECK(out.stays == std::vector{what});
  }
}

TEST_CASE("clean: a signed document, an archive and a document of the old kind are not touched, and it is said why") {
  auto with_signature = docx();
  with_signature.emplace_back("_xmlsignatures/sig1.xml", "x");
  const auto why = [](ByteView file) {
    const auto out = without_traces(file);
    CHECK((out.outcome == Outcome::unknown && out.bytes.empty()));
    return out.why;
  };
  CHECK(why(zipped(with_signature)) == Why::signed_by_someone);
  CHECK(why(zipped({{"holiday.txt", "x"}})) == Why::archive);
  CHECK(why(view_of("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Word")) == Why::old_document);
  const auto pdf_signature = pdf({"<</Type /Catalog /Pages 2 0 R>>", pages, page, stream("", "x"),
                                  "<</Type /Sig /ByteRange [0 1 2 3] /Contents <00>>>"},
                                 "");
  CHECK(why(view_of(pdf_signature)) == Why::signed_by_someone);
}

TEST_CASE("clean: a PDF loses its author, programs and dates everywhere in it, and keeps its pages") {
  const auto out = without_traces(view_of(whole_pdf()));
  REQUIRE(out.outcome == Outcome::cleaned);
  for (const auto what : {Trace::authors, Trace::xmp, Trace::program_notes, Trace::dates, Trace::exif})
    CHECK(among(out.removed, what));
  CHECK(out.stays.empty());
  for (const auto gone : {"Zaphodia", "Quux", "GPS", "D:2026"}) CHECK_FALSE(holds(out.bytes, gone));
  CHECK(holds(out.bytes, "(what was said) Tj"));
  CHECK(without_traces(out.bytes).outcome == Outcome::nothing);
}

TEST_CASE("clean: what an earlier version of a PDF left behind goes") {
  auto file = whole_pdf();
  const auto before = file.rfind("startxref\n") + 10;
  const auto first = file.substr(before, file.find('\n', before) - before);
  const auto place = std::to_string(file.size());
  const auto table = file.size() + std::string("4 0 obj\n<</Length 3>>\nstream\nnew\nendstream\nendobj\n").size();
  file += "4 0 obj\n<</Length 3>>\nstream\nnew\nendstream\nendobj\nxref\n4 1\n" + std::string(10 - place.size(), '0') +
          place + " 00000 n \ntrailer\n<</Size 8 /Root 1 0 R /Prev " + first + ">>\nstartxref\n" +
          std::to_string(table) + "\n%%EOF\n";
  const auto out = without_traces(view_of(file));
  REQUIRE(out.outcome == Outcome::cleaned);
  CHECK(among(out.removed, Trace::earlier_versions));
  CHECK_FALSE(holds(out.bytes, "what was said"));
}

TEST_CASE("clean: comments, forms and files inside a PDF stay, and are told") {
  const auto file = pdf({"<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields []>>>>", pages, page, stream("", "x"),
                         "<</Type /Annot /Subtype /Text /T (Zaphodia) /Contents (no) /Rect [0 0 1 1]>>",
                         "<</Type /Filespec /F (a) /EF <</F 4 0 R>>>>"},
                        "");
  const auto out = without_traces(view_of(file));
  for (const auto what : {Stays::comments, Stays::forms, Stays::files_inside}) CHECK(among(out.stays, what));
}

TEST_CASE("clean: a damaged document is cleaned or refused, never sent on as it was") {
  test::SeededRandom random(11);
  const auto office = zipped(docx());
  const auto paper = to_bytes(view_of(whole_pdf()));
  for (const auto* file : {&office, &paper}) {
    for (int i = 0; i < 300; ++i) {
      auto damaged = *file;
      for (int n = 0; n < 3; ++n) damaged[random.below(damaged.size())] = static_cast<std::uint8_t>(random.below(256));
      if (i % 3 == 0) damaged.resize(random.below(damaged.size()));
      const auto out = without_traces(damaged);
      CHECK((out.outcome != Outcome::unknown) == (out.why == Why::known));
    }
  }
}
