// A file that is made ready to send: sealed as it comes, so that nothing of it stands on the disk in clear and memory
// stays small; then looked at for what it says about its sender; then sent, or removed without a trace.
#pragma once

#include <list>
#include <memory>
#include <optional>
#include <string>

#include <sotto/api/reply.hpp>
#include <sotto/base/ids.hpp>
#include <sotto/clean/clean.hpp>
#include <sotto/messaging/messaging.hpp>

namespace sotto::api {

class KeptFile {  // removed with this, unless a message has it
 public:
  KeptFile(store::Blocks& blocks, messaging::SealedFile file) : blocks_(blocks), file_(std::move(file)) {}
  ~KeptFile();
  KeptFile(const KeptFile&) = delete;
  KeptFile& operator=(const KeptFile&) = delete;
  const messaging::SealedFile& file() const { return file_; }
  void belongs_to_a_message() { kept_ = true; }

 private:
  store::Blocks& blocks_;
  messaging::SealedFile file_;
  bool kept_ = false;
};

class Upload {
 public:
  Upload(messaging::Messaging& messaging, std::string name, std::uint64_t size);  // size: how many bytes will come
  std::uint64_t have() const { return have_; }
  bool whole() const { return raw_ != nullptr; }
  Status add(ByteView piece);  // limit: more than was said
  // Only when whole. At most clean::size_max bytes of it are in memory for as long as this takes.
  Status look();
  const std::optional<clean::Cleaned>& seen() const { return seen_; }  // its bytes are empty
  std::uint64_t size_to_send() const;
  // What was cleaned goes, if there was anything to clean; as it is if the person says so. Refused otherwise.
  Result<messaging::Message> send(const BuddyId& buddy, bool as_is, Now now);
  const std::string& name() const { return name_; }

 private:
  Status seal_cleaned(ByteView bytes);
  messaging::Messaging& messaging_;
  std::string name_;
  std::uint64_t size_;
  std::uint64_t have_ = 0;
  std::unique_ptr<messaging::FileSealer> sealer_;
  std::unique_ptr<KeptFile> raw_, cleaned_;
  std::optional<clean::Cleaned> seen_;
};

// Those that a window has begun. They go with the session, when they were sent, and when nobody has asked for them in
// a while.
class Uploads {
 public:
  Result<std::string> begin(messaging::Messaging& messaging, std::string name, std::uint64_t size, Now now);
  Upload* find(std::string_view id, Now now);
  bool drop(std::string_view id);
  void sweep(Now now);

 private:
  struct Begun {
    std::string id;
    Upload upload;
    Instant asked;  // last
  };
  std::list<Begun> all_;
  std::uint64_t last_ = 0;
};

// What was taken out of a file, what is in it still, and why it was not touched: as a person reads it.
Json seen_json(const clean::Cleaned& seen);
std::string sentence(clean::Why why);

}  // namespace sotto::api
