// PDF (ISO 32000), by qpdf: who made it, when and with what goes, from the document and from everything in it; what
// earlier versions left behind goes because the file is written anew. Pages are neither decoded nor changed.
#include <algorithm>
#include <string>

class JSON;  // of qpdf, whose header stays out; see client/CMakeLists.txt

#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFWriter.hh>

#include "kinds.hpp"

namespace sotto::clean {
namespace {

using Object = QPDFObjectHandle;

std::size_t times(std::string_view text, std::string_view what) {
  std::size_t out = 0;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + what.size())) ++out;
  return out;
}

class Document {
 public:
  explicit Document(ByteView file) : file_(file) {
    pdf_.setSuppressWarnings(true);
    pdf_.setAttemptRecovery(false);  // a damaged file is said to be one
    pdf_.processMemoryFile("file", reinterpret_cast<const char*>(file.data()), file.size());
  }

  Cleaned clean() {
    if (pdf_.isEncrypted()) return refused(Why::encrypted);
    auto trailer = pdf_.getTrailer();
    drop(trailer, "/Info", Trace::authors);
    trailer.removeKey("/ID");  // made from the time and the place of the file
    for (const auto& object : pdf_.getAllObjects()) {
      if (is_signature(object)) return refused(Why::signed_by_someone);
      clean(object);
    }
    if (pdf_.getRoot().hasKey("/AcroForm")) note(out_, Stays::forms);
    const std::size_t ends = pdf_.isLinearized() ? 2 : 1;
    if (times(text_of(file_), "startxref") > ends) note(out_, Trace::earlier_versions);
    write();
    return std::move(out_);
  }

 private:
  static Cleaned refused(Why why) {
    Cleaned out;
    out.why = why;
    return out;
  }

  static bool is_signature(Object object) {
    return object.isDictionary() && object.hasKey("/ByteRange") && object.hasKey("/Contents");
  }

  void drop(Object from, const std::string& key, Trace what) {
    if (!from.hasKey(key)) return;
    note(out_, what);
    from.removeKey(key);
  }

  void clean(Object object) {
    auto dictionary = object.isStream() ? object.getDict() : object;
    if (!dictionary.isDictionary()) return;
    drop(dictionary, "/Metadata", Trace::xmp);
    drop(dictionary, "/PieceInfo", Trace::program_notes);
    drop(dictionary, "/LastModified", Trace::dates);
    if (dictionary.hasKey("/EF")) note(out_, Stays::files_inside);
    if (dictionary.hasKey("/JS")) note(out_, Stays::macros);
    if (dictionary.hasKey("/T") && dictionary.hasKey("/Contents") && dictionary.hasKey("/Rect"))
      note(out_, Stays::comments);
    if (object.isStream()) clean_picture(object);
  }

  // A photograph stands in a PDF as the JPEG that it was.
  void clean_picture(Object stream) {
    auto filter = stream.getDict().getKey("/Filter");
    if (!filter.isNameAndEquals("/DCTDecode")) return;
    const auto raw = stream.getRawStreamData();
    const auto cleaned = clean_picture_inside({raw->getBuffer(), raw->getSize()});
    if (!cleaned) return;
    for (const auto what : cleaned->removed) note(out_, what);
    stream.replaceStreamData(std::string(text_of(cleaned->bytes)), filter, stream.getDict().getKey("/DecodeParms"));
  }

  void write() {
    QPDFWriter writer(pdf_);
    writer.setOutputMemory();
    writer.setDeterministicID(true);
    writer.setSuppressOriginalObjectIDs(true);
    writer.setDecodeLevel(qpdf_dl_none);
    writer.setStreamDataMode(qpdf_s_preserve);
    writer.write();
    const auto written = writer.getBufferSharedPointer();
    out_.bytes.assign(written->getBuffer(), written->getBuffer() + written->getSize());
  }

  ByteView file_;
  QPDF pdf_;
  Cleaned out_;
};

}  // namespace

bool is_pdf(ByteView file) { return begins(file, "%PDF-"); }

std::optional<Cleaned> clean_pdf(ByteView file) {
  try {
    return Document(file).clean();
  } catch (const QPDFExc& failed) {
    if (failed.getErrorCode() != qpdf_e_password) return std::nullopt;
    Cleaned out;
    out.why = Why::encrypted;
    return out;
  } catch (const std::exception&) {  // what qpdf throws when a file leads it astray
    return std::nullopt;
  }
}

}  // namespace sotto::clean
