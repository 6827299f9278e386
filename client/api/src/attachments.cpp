// The methods of attachments. A file is read here, or comes in pieces from a window; it is cleaned of what it says
// about its sender, sealed piece by piece, and written out again only where the person says.
#include <algorithm>
#include <array>
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sotto/base/limits.hpp>
#include <sotto/words/attachment.hpp>

#include "call.hpp"
#include "folders.hpp"
#include "json.hpp"
#include "upload.hpp"

namespace sotto::api {
namespace {

constexpr std::size_t read_size = std::size_t{1} << 20;
constexpr int names_tried = 100;

class File {
 public:
  File(const std::string& path, int flags) : number_(::open(path.c_str(), flags | O_CLOEXEC, S_IRUSR | S_IWUSR)) {}
  ~File() {
    if (number_ >= 0) ::close(number_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  bool good() const { return number_ >= 0; }
  // The size of an ordinary file; nothing for a folder, a device or a pipe.
  std::optional<std::uint64_t> size() const {
    struct stat about {};
    if (!good() || fstat(number_, &about) != 0 || !S_ISREG(about.st_mode) || about.st_size < 0) return std::nullopt;
    return static_cast<std::uint64_t>(about.st_size);
  }
  std::optional<Bytes> read(std::size_t most) {
    Bytes out(most);
    std::size_t have = 0;
    while (have < most) {
      const auto got = ::read(number_, out.data() + have, most - have);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return std::nullopt;
      if (got == 0) break;
      have += static_cast<std::size_t>(got);
    }
    out.resize(have);
    return out;
  }
  bool write(ByteView bytes) {
    while (!bytes.empty()) {
      const auto written = ::write(number_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return false;
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return true;
  }
  bool sync() { return fsync(number_) == 0; }

 private:
  int number_;
};

Problem unreadable(const std::string& path) { return problem(Errc::usage, Said::bad_file, {path}); }
Problem disk_trouble(const std::string& path) { return problem(Errc::io, Said::file_not_written, {path}); }

std::string name_of(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

Reply sent(const Call& call, Upload& upload, const BuddyId& buddy, bool as_is) {
  if (!as_is) {
    if (const auto looked = upload.look(); !looked) return call.refusal(looked.error());
    if (upload.seen()->outcome == clean::Outcome::unknown)
      return problem(Errc::refused, Said::not_cleaned, {sentence(upload.seen()->why)});
  }
  const auto message = upload.send(buddy, as_is, call.now);
  if (!message) return call.refusal(message.error());
  const Json seen = seen_json(as_is ? clean::Cleaned{} : *upload.seen());
  return Json{{"id", message->id.text()},
              {"state", state_name(message->state)},
              {"attachment", attachment_json(*message)},
              {"removed", seen.at("removed")},
              {"stays", seen.at("stays")}};
}

Reply send_file(const Call& call, const BuddyId& buddy, const std::string& path, bool as_is) {
  File file(path, O_RDONLY);
  const auto size = file.size();
  if (!size) return unreadable(path);
  if (*size == 0) return call.refusal({Errc::limit, words::attachment::empty});
  if (*size > limits::attachment_max) return call.refusal({Errc::limit, words::attachment::too_large});
  Upload upload(call.messaging, name_of(path), *size);
  while (!upload.whole()) {
    const auto piece = file.read(read_size);
    if (!piece || piece->empty()) return unreadable(path);  // it was cut while it was read
    if (const auto done = upload.add(*piece); !done) return call.refusal(done.error());
  }
  return sent(call, upload, buddy, as_is);
}

Reply attachment_send(const Call& call) {
  Params params(call.method, call.params, {"buddy", "path", "as_is"});
  const auto path = params.text("path");
  const bool as_is = params.flag("as_is");
  if (!path.empty() && path.front() != '/') params.refuse(Said::bad_file, {path});
  return with_buddy(call, params, [&](const BuddyId& buddy) -> Reply { return send_file(call, buddy, path, as_is); });
}

// ---- from a window ----
Reply upload_begin(const Call& call) {
  Params params(call.method, call.params, {"name", "size"});
  const auto name = params.text("name");
  const auto size = params.number("size", 0, 1, static_cast<std::int64_t>(limits::attachment_max));
  if (params.problem()) return *params.problem();
  const auto id = call.uploads.begin(call.messaging, name, static_cast<std::uint64_t>(size), call.now);
  if (!id) return call.refusal(id.error());
  return Json{{"upload", *id}, {"piece", Client::piece_max}};
}

template <class Act>
Reply with_upload(const Call& call, Params& params, Act&& act) {
  const auto id = params.text("upload");
  if (params.problem()) return *params.problem();
  Upload* upload = call.uploads.find(id, call.now);
  if (upload == nullptr || !upload->whole()) return call.refusal({Errc::not_found, words::attachment::not_begun});
  return act(id, *upload);
}

Reply upload_look(const Call& call) {
  Params params(call.method, call.params, {"upload"});
  return with_upload(call, params, [&](const std::string&, Upload& upload) -> Reply {
    if (const auto looked = upload.look(); !looked) return call.refusal(looked.error());
    auto out = seen_json(*upload.seen());
    out["size"] = upload.size_to_send();
    return out;
  });
}

Reply upload_send(const Call& call) {
  Params params(call.method, call.params, {"upload", "buddy", "as_is"});
  const bool as_is = params.flag("as_is");
  return with_upload(call, params, [&](const std::string& id, Upload& upload) -> Reply {
    return with_buddy(call, params, [&](const BuddyId& buddy) -> Reply {
      auto reply = sent(call, upload, buddy, as_is);
      if (std::holds_alternative<Json>(reply)) call.uploads.drop(id);
      return reply;
    });
  });
}

Reply upload_cancel(const Call& call) {
  Params params(call.method, call.params, {"upload"});
  const auto id = params.text("upload");
  if (params.problem()) return *params.problem();
  return Json{{"upload", id}, {"begun", call.uploads.drop(id)}};
}

// ---- to a person ----
Reply answered(const Call& call, const Result<messaging::Message>& message) {
  if (!message) return call.refusal(message.error());
  return Json{{"id", message->id.text()}, {"attachment", attachment_json(*message)}};
}

Reply attachment_accept(const Call& call) {
  Params params(call.method, call.params, {"id"});
  const auto id = params.message_id("id");
  if (params.problem()) return *params.problem();
  return answered(call, call.messaging.accept_attachment(id, call.now));
}

Reply attachment_stop(const Call& call) {
  Params params(call.method, call.params, {"id"});
  const auto id = params.message_id("id");
  if (params.problem()) return *params.problem();
  return answered(call, call.messaging.stop_attachment(id, call.now));
}

// A free name in the folder: never over a file that is there, never through a link.
std::string numbered(const std::string& name, int n) {
  if (n == 1) return name;
  const auto dot = name.rfind('.');
  const auto stem = name.substr(0, dot);
  return stem + " (" + std::to_string(n) + ")" + (dot == std::string::npos ? "" : name.substr(dot));
}

Reply write_out(const Call& call, const messaging::Messaging::Saving& saving, const std::string& path, File& out) {
  const auto pieces = messaging::blocks_of(saving.file.size);
  for (std::uint64_t i = 0; i < pieces; ++i) {
    const auto piece = messaging::open_piece(*call.messaging.files(), saving.file, static_cast<std::uint32_t>(i));
    if (!piece) return call.refusal(piece.error());
    if (!out.write(*piece)) return disk_trouble(path);
  }
  if (!out.sync()) return disk_trouble(path);
  return Json{{"path", path}, {"name", saving.name}, {"size", saving.file.size}};
}

Reply attachment_save(const Call& call) {
  Params params(call.method, call.params, {"id", "dir"});
  const auto id = params.message_id("id");
  auto dir = params.text_or("dir", "");
  if (!dir.empty() && dir.front() != '/') params.refuse(Said::bad_file, {dir});
  if (params.problem()) return *params.problem();
  if (dir.empty()) dir = own_folder(call.vault);
  const auto saving = call.messaging.attachment(id);
  if (!saving) return call.refusal(saving.error());
  for (int n = 1; n <= names_tried; ++n) {
    const auto path = dir + "/" + numbered(saving->name, n);
    File out(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
    if (!out.good() && errno == EEXIST) continue;
    if (!out.good()) return disk_trouble(path);
    auto reply = write_out(call, *saving, path, out);
    if (std::holds_alternative<Problem>(reply)) ::unlink(path.c_str());
    return reply;
  }
  return disk_trouble(dir);
}

constexpr std::array methods{
    Method{"attachment.send", attachment_send},
    Method{"attachment.accept", attachment_accept},
    Method{"attachment.decline", attachment_stop},
    Method{"attachment.cancel", attachment_stop},
    Method{"attachment.save", attachment_save},
    Method{"upload.begin", upload_begin},
    Method{"upload.look", upload_look},
    Method{"upload.send", upload_send},
    Method{"upload.cancel", upload_cancel},
};

}  // namespace

std::span<const Method> attachment_methods() { return methods; }

Reply Client::put(std::string_view upload, std::uint64_t at, ByteView piece, Now now) {
  Upload* begun = uploads_->find(upload, now);
  if (begun == nullptr || begun->whole()) return problem("", {Errc::not_found, words::attachment::not_begun});
  if (at != begun->have() || piece.empty() || piece.size() > piece_max)
    return problem("", {Errc::usage, words::attachment::out_of_order});
  if (const auto done = begun->add(piece); !done) {
    uploads_->drop(upload);
    return problem("", done.error());
  }
  return Json{{"have", at + piece.size()}};
}

std::variant<Bytes, Problem> Client::get(std::string_view id, std::uint64_t at) {
  const auto message = MessageId::from_text(id);
  if (!message) return problem(Errc::usage, Said::bad_message_id, {id});
  const auto found = messaging_.attachment(*message);
  if (!found) return problem("", found.error());
  if (at >= found->file.size) return problem("", {Errc::usage, words::attachment::out_of_order});
  Bytes out;
  auto index = at / limits::block_data;
  auto skip = static_cast<std::size_t>(at % limits::block_data);
  for (; index < messaging::blocks_of(found->file.size) && out.size() + limits::block_data <= piece_max; ++index) {
    const auto piece = messaging::open_piece(*messaging_.files(), found->file, static_cast<std::uint32_t>(index));
    if (!piece) return problem("", piece.error());
    append(out, ByteView(*piece).subspan(std::min(skip, piece->size())));
    skip = 0;
  }
  return out;
}

}  // namespace sotto::api
