// Office Open XML (ECMA-376): a ZIP whose parts say in docProps who made the document. Those parts are written anew and
// empty, what the ZIP itself says of times and accounts goes, and pictures inside are cleaned as pictures are. What
// people wrote, comments and tracked changes among it, is content: it stays, and is told.
#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include <zip.h>

#include "kinds.hpp"

namespace sotto::clean {
namespace {

constexpr std::size_t parts_max = 10'000;
constexpr std::size_t part_max = std::size_t{64} << 20;    // bytes of one part, inflated
constexpr std::size_t whole_max = std::size_t{256} << 20;  // of all that are read
constexpr std::string_view content_types = "[Content_Types].xml", relations = "_rels/.rels";
constexpr std::string_view core = "docProps/core.xml", app = "docProps/app.xml", custom = "docProps/custom.xml";
constexpr std::string_view core_empty =
    R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>)";
constexpr std::string_view app_empty =
    R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>)";
constexpr std::string_view custom_empty =
    R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>)";

struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
  void operator()(zip_file_t* file) const { zip_fclose(file); }
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
template <class T>
using Held = std::unique_ptr<T, Discard>;

bool holds(std::string_view text, std::string_view what) { return text.find(what) != std::string_view::npos; }

// The same relations, without the one to the small picture of the first page.
std::string without_thumbnail(std::string_view xml) {
  constexpr std::string_view begin = "<Relationship ", kind = "metadata/thumbnail\"";
  std::string out;
  for (;;) {
    const auto at = xml.find(begin);
    const auto end = at == std::string_view::npos ? at : xml.find('>', at);
    if (end == std::string_view::npos) return out.append(xml);
    out.append(xml.substr(0, at));
    const auto element = xml.substr(at, end + 1 - at);
    if (!holds(element, kind)) out.append(element);
    xml.remove_prefix(end + 1);
  }
}

class Document {
 public:
  explicit Document(ByteView file) {
    zip_error_t error;
    zip_error_init(&error);
    Held<zip_source_t> source(zip_source_buffer_create(file.data(), file.size(), 0, &error));
    if (source) archive_.reset(zip_open_from_source(source.get(), 0, &error));
    if (archive_) source_ = source.release();  // the archive owns it
    zip_error_fini(&error);
  }

  std::optional<Cleaned> clean() {
    if (!archive_ || !look_at_the_parts()) return std::nullopt;
    if (out_.why != Why::known) return std::move(out_);
    for (zip_uint64_t i = 0; i < names_.size(); ++i)
      if (!clean_part(i)) return std::nullopt;
    if (zip_set_archive_comment(archive_.get(), nullptr, 0) != 0 || !write()) return std::nullopt;
    return std::move(out_);
  }

 private:
  bool look_at_the_parts() {
    const auto parts = zip_get_num_entries(archive_.get(), 0);
    if (parts <= 0 || parts > static_cast<zip_int64_t>(parts_max)) return false;
    for (zip_int64_t i = 0; i < parts; ++i) {
      const char* name = zip_get_name(archive_.get(), static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
      if (name == nullptr) return false;
      names_.emplace_back(name);
    }
    if (std::find(names_.begin(), names_.end(), content_types) == names_.end())
      out_.why = Why::archive;
    else if (any("_xmlsignatures/"))
      out_.why = Why::signed_by_someone;
    return true;
  }

  bool any(std::string_view part) const {
    return std::any_of(names_.begin(), names_.end(), [&](const std::string& name) { return holds(name, part); });
  }

  bool clean_part(zip_uint64_t i) {
    const std::string& name = names_[i];
    zip_file_set_dostime(archive_.get(), i, 0, 0x21, 0);  // the first day that a ZIP can say: 1 January 1980
    for (const auto place : {ZIP_FL_LOCAL, ZIP_FL_CENTRAL})
      if (zip_file_extra_field_delete(archive_.get(), i, ZIP_EXTRA_FIELD_ALL, place) != 0) return false;
    note_what_stays(name);
    if (name == core) return rewrite(i, core_empty, Trace::authors);
    if (name == app) return rewrite(i, app_empty, Trace::dates);
    if (name == custom) return rewrite(i, custom_empty, Trace::properties);
    if (name.starts_with("docProps/thumbnail")) return note(out_, Trace::small_picture), drop(i);
    if (name == relations) return clean_relations(i);
    if (holds(name, "/media/")) return clean_picture(i);
    return name.starts_with("word/") && name.ends_with(".xml") ? look_for_changes(i) : true;
  }

  void note_what_stays(std::string_view name) {
    struct Sign {
      std::string_view part;
      Stays what;
    };
    constexpr std::array signs{
        Sign{"word/comments", Stays::comments},        Sign{"xl/comments", Stays::comments},
        Sign{"xl/threadedComments/", Stays::comments}, Sign{"ppt/comments/", Stays::comments},
        Sign{"xl/revisions/", Stays::tracked_changes}, Sign{"/embeddings/", Stays::files_inside},
        Sign{"vbaProject.bin", Stays::macros},         Sign{"customXml/item", Stays::system_data},
    };
    for (const auto& sign : signs)
      if (holds(name, sign.part)) note(out_, sign.what);
  }

  bool look_for_changes(zip_uint64_t i) {
    const auto xml = read(i);
    if (!xml) return false;
    for (const auto* sign : {"<w:ins ", "<w:del ", "<w:moveFrom ", "<w:moveTo ", "<w:rPrChange ", "<w:pPrChange "})
      if (holds(text_of(*xml), sign)) note(out_, Stays::tracked_changes);
    return true;
  }

  bool clean_relations(zip_uint64_t i) {
    const auto xml = read(i);
    if (!xml) return false;
    const auto kept = without_thumbnail(text_of(*xml));
    return kept.size() == xml->size() || replace(i, to_bytes(view_of(kept)));
  }

  bool clean_picture(zip_uint64_t i) {
    const auto picture = read(i);
    if (!picture) return false;
    auto cleaned = clean_picture_inside(*picture);
    if (!cleaned) return true;  // of another kind, or already without traces
    for (const auto what : cleaned->removed) note(out_, what);
    return replace(i, std::move(cleaned->bytes));
  }

  bool rewrite(zip_uint64_t i, std::string_view empty, Trace what) {
    const auto before = read(i);
    if (!before) return false;
    if (text_of(*before) == empty) return true;
    note(out_, what);
    return replace(i, to_bytes(view_of(empty)));
  }

  bool drop(zip_uint64_t i) { return zip_delete(archive_.get(), i) == 0; }

  bool replace(zip_uint64_t i, Bytes bytes) {
    kept_.push_back(std::make_unique<Bytes>(std::move(bytes)));  // the archive reads it when it is written
    Held<zip_source_t> source(zip_source_buffer(archive_.get(), kept_.back()->data(), kept_.back()->size(), 0));
    if (!source || zip_file_replace(archive_.get(), i, source.get(), 0) != 0) return false;
    static_cast<void>(source.release());
    return true;
  }

  std::optional<Bytes> read(zip_uint64_t i) {
    zip_stat_t about;
    if (zip_stat_index(archive_.get(), i, 0, &about) != 0 || (about.valid & ZIP_STAT_SIZE) == 0) return std::nullopt;
    if (about.size > part_max || about.size > whole_max - read_) return std::nullopt;
    read_ += static_cast<std::size_t>(about.size);
    const Held<zip_file_t> part(zip_fopen_index(archive_.get(), i, 0));
    if (!part) return std::nullopt;
    Bytes out(static_cast<std::size_t>(about.size));
    if (zip_fread(part.get(), out.data(), out.size()) != static_cast<zip_int64_t>(out.size())) return std::nullopt;
    return out;
  }

  bool write() {
    zip_source_keep(source_);
    const Held<zip_source_t> written(source_);
    if (zip_close(archive_.get()) != 0) return false;
    static_cast<void>(archive_.release());  // closed
    zip_stat_t about;
    if (zip_source_stat(source_, &about) != 0 || (about.valid & ZIP_STAT_SIZE) == 0 || about.size > 2 * size_max)
      return false;
    out_.bytes.resize(static_cast<std::size_t>(about.size));
    if (zip_source_open(source_) != 0) return false;
    const auto got = zip_source_read(source_, out_.bytes.data(), out_.bytes.size());
    zip_source_close(source_);
    return got == static_cast<zip_int64_t>(out_.bytes.size());
  }

  std::vector<std::unique_ptr<Bytes>> kept_;  // outlives the archive
  Held<zip_t> archive_;
  zip_source_t* source_ = nullptr;
  std::vector<std::string> names_;
  std::size_t read_ = 0;
  Cleaned out_;
};

}  // namespace

bool is_zip(ByteView file) { return begins(file, "PK\x03\x04"); }
std::optional<Cleaned> clean_ooxml(ByteView file) { return Document(file).clean(); }

}  // namespace sotto::clean
