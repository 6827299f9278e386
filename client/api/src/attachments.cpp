// The methods of attachments. A file is read here, cleaned of what it says about its sender, sealed piece by piece, and
// written out again only where the person says.
#include <algorithm>
#include <array>
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sotto/base/limits.hpp>
#include <sotto/clean/clean.hpp>
#include <sotto/words/attachment.hpp>

#include "call.hpp"
#include "json.hpp"

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

Problem unreadable(const std::string& path) { return {Errc::usage, say(Said::bad_file, {path})}; }
Problem disk_trouble(const std::string& path) { return {Errc::io, say(Said::file_not_written, {path})}; }

struct Cleaning {
  Json removed = Json::array();
  std::string advice;
};

// What the file says about its sender is left out, or the person says that it may go as it is.
std::variant<Cleaning, Problem> seal_cleaned(File& file, const std::string& path, messaging::FileSealer& sealer) {
  const auto size = file.size().value_or(0);
  const auto all = file.read(static_cast<std::size_t>(std::min<std::uint64_t>(size, clean::size_max)) + 1);
  if (!all) return unreadable(path);
  const auto cleaned = clean::without_traces(*all);
  if (cleaned.outcome == clean::Outcome::unknown)
    return Problem{Errc::refused, say(Said::not_cleaned, {words::spoken(cleaned.advice)})};
  Cleaning out;
  for (const auto& what : cleaned.removed) out.removed.push_back(words::spoken(what));
  out.advice = words::spoken(cleaned.advice);
  if (const auto done = sealer.add(cleaned.bytes); !done) return problem("attachment.send", done.error());
  return out;
}

std::optional<Problem> seal_as_it_is(File& file, const std::string& path, messaging::FileSealer& sealer) {
  for (;;) {
    const auto piece = file.read(read_size);
    if (!piece) return unreadable(path);
    if (piece->empty()) return std::nullopt;
    if (const auto done = sealer.add(*piece); !done) return problem("attachment.send", done.error());
  }
}

std::string name_of(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

Reply send_file(const Call& call, const BuddyId& buddy, const std::string& path, bool as_is) {
  File file(path, O_RDONLY);
  const auto size = file.size();
  if (!size) return unreadable(path);
  if (*size > limits::attachment_max) return call.refusal({Errc::limit, words::attachment::too_large});
  const auto sealer = call.messaging.seal_file();
  if (!sealer) return call.refusal({Errc::refused, words::attachment::none_kept});
  Cleaning cleaning;
  if (as_is) {
    if (auto refusal = seal_as_it_is(file, path, *sealer)) return *std::move(refusal);
  } else {
    auto done = seal_cleaned(file, path, *sealer);
    if (auto* refusal = std::get_if<Problem>(&done)) return std::move(*refusal);
    cleaning = std::get<Cleaning>(std::move(done));
  }
  const auto sealed = sealer->finish();
  if (!sealed) return call.refusal(sealed.error());
  const auto message = call.messaging.attach(buddy, name_of(path), *sealed, std::nullopt, call.now);
  if (!message) {
    call.messaging.files()->remove(sealed->file);
    return call.refusal(message.error());
  }
  return Json{{"id", message->id.text()},
              {"state", state_name(message->state)},
              {"attachment", attachment_json(*message)},
              {"removed", cleaning.removed}};
}

Reply attachment_send(const Call& call) {
  Params params(call.method, call.params, {"buddy", "path", "as_is"});
  const auto path = params.text("path");
  const bool as_is = params.flag("as_is");
  if (!path.empty() && path.front() != '/') params.refuse(say(Said::bad_file, {path}));
  return with_buddy(call, params, [&](const BuddyId& buddy) -> Reply { return send_file(call, buddy, path, as_is); });
}

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
  const auto dir = params.text("dir");
  if (!dir.empty() && dir.front() != '/') params.refuse(say(Said::bad_file, {dir}));
  if (params.problem()) return *params.problem();
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
    Method{"attachment.send", attachment_send},    Method{"attachment.accept", attachment_accept},
    Method{"attachment.decline", attachment_stop}, Method{"attachment.cancel", attachment_stop},
    Method{"attachment.save", attachment_save},
};

}  // namespace

std::span<const Method> attachment_methods() { return methods; }

}  // namespace sotto::api
