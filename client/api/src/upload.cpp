#include "upload.hpp"

#include <algorithm>

#include <sotto/base/limits.hpp>
#include <sotto/crypto/secret.hpp>
#include <sotto/words/attachment.hpp>

namespace sotto::api {
namespace {

constexpr std::size_t uploads_max = 12;
constexpr Duration patience = hours(2);  // a lock is what ends most of them

words::Sentence<0> sentence_of(clean::Trace trace) {
  using enum clean::Trace;
  switch (trace) {
    case exif: return words::attachment::trace_exif;
    case xmp: return words::attachment::trace_programs_xmp;
    case captions: return words::attachment::trace_captions;
    case comment: return words::attachment::trace_comment;
    case camera_notes: return words::attachment::trace_camera;
    case program_notes: return words::attachment::trace_programs;
    case text_notes: return words::attachment::trace_text;
    case change_time: return words::attachment::trace_changed;
    case behind_the_picture: return words::attachment::trace_hidden;
    case authors: return words::attachment::trace_authors;
    case dates: return words::attachment::trace_dates;
    case properties: return words::attachment::trace_properties;
    case small_picture: return words::attachment::trace_small_picture;
    case earlier_versions: return words::attachment::trace_earlier_versions;
  }
  return words::attachment::trace_programs;
}

words::Sentence<0> sentence_of(clean::Stays stays) {
  using enum clean::Stays;
  switch (stays) {
    case comments: return words::attachment::stays_comments;
    case tracked_changes: return words::attachment::stays_tracked_changes;
    case files_inside: return words::attachment::stays_files_inside;
    case macros: return words::attachment::stays_macros;
    case forms: return words::attachment::stays_forms;
    case system_data: return words::attachment::stays_system_data;
  }
  return words::attachment::stays_comments;
}

std::string_view name_of(clean::Outcome outcome) {
  switch (outcome) {
    case clean::Outcome::cleaned: return "cleaned";
    case clean::Outcome::nothing: return "nothing";
    case clean::Outcome::unknown: return "unknown";
  }
  return "unknown";
}

}  // namespace

KeptFile::~KeptFile() {
  if (!kept_) blocks_.remove(file_.file);
}

Upload::Upload(messaging::Messaging& messaging, std::string name, std::uint64_t size)
    : messaging_(messaging), name_(std::move(name)), size_(size), sealer_(messaging.seal_file()) {}

Status Upload::add(ByteView piece) {
  if (!sealer_) return Error{Errc::refused, words::attachment::none_kept};
  if (piece.size() > size_ - have_) return Error{Errc::limit, words::attachment::longer_than_said};
  if (const auto done = sealer_->add(piece); !done) return done;
  have_ += piece.size();
  if (have_ < size_) return ok();
  auto file = sealer_->finish();
  if (!file) return file.error();
  raw_ = std::make_unique<KeptFile>(*messaging_.files(), *std::move(file));
  sealer_.reset();
  return ok();
}

Status Upload::look() {
  if (seen_) return ok();
  clean::Cleaned seen;
  seen.why = clean::Why::too_large;
  if (size_ <= clean::size_max) {
    Bytes all;
    all.reserve(static_cast<std::size_t>(size_));
    for (std::uint32_t i = 0; i < messaging::blocks_of(size_); ++i) {
      const auto piece = messaging::open_piece(*messaging_.files(), raw_->file(), i);
      if (!piece) return piece.error();
      append(all, *piece);
    }
    seen = clean::without_traces(all);
    crypto::wipe(all);
  }
  if (seen.outcome == clean::Outcome::cleaned) {
    if (const auto done = seal_cleaned(seen.bytes); !done) return done;
  }
  crypto::wipe(seen.bytes);
  seen.bytes = {};
  seen_ = std::move(seen);
  return ok();
}

Status Upload::seal_cleaned(ByteView bytes) {
  const auto sealer = messaging_.seal_file();
  if (const auto done = sealer->add(bytes); !done) return done;
  auto file = sealer->finish();
  if (!file) return file.error();
  cleaned_ = std::make_unique<KeptFile>(*messaging_.files(), *std::move(file));
  return ok();
}

std::uint64_t Upload::size_to_send() const { return cleaned_ ? cleaned_->file().size : size_; }

Result<messaging::Message> Upload::send(const BuddyId& buddy, bool as_is, Now now) {
  KeptFile& file = cleaned_ && !as_is ? *cleaned_ : *raw_;
  auto message = messaging_.attach(buddy, name_, file.file(), std::nullopt, now);
  if (message) file.belongs_to_a_message();
  return message;
}

// ---- several ----
Result<std::string> Uploads::begin(messaging::Messaging& messaging, std::string name, std::uint64_t size, Now now) {
  sweep(now);
  if (all_.size() == uploads_max) return Error{Errc::refused, words::attachment::too_many};
  const auto id = std::to_string(++last_);
  all_.push_back({id, Upload(messaging, std::move(name), size), now.instant});
  return id;
}

Upload* Uploads::find(std::string_view id, Now now) {
  for (auto& one : all_) {
    if (one.id != id) continue;
    one.asked = now.instant;
    return &one.upload;
  }
  return nullptr;
}

bool Uploads::drop(std::string_view id) {
  return std::erase_if(all_, [&](const Begun& one) { return one.id == id; }) > 0;
}

void Uploads::sweep(Now now) {
  std::erase_if(all_, [&](const Begun& one) { return now.instant - one.asked > patience; });
}

// ---- in words ----
std::string sentence(clean::Why why) {
  using enum clean::Why;
  switch (why) {
    case known: return {};
    case too_large: return say(words::attachment::clean_too_large);
    case broken: return say(words::attachment::clean_broken);
    case encrypted: return say(words::attachment::clean_encrypted);
    case signed_by_someone: return say(words::attachment::clean_signed);
    case archive: return say(words::attachment::clean_document);
    case old_document: return say(words::attachment::clean_old_document);
    case no_idea: return say(words::attachment::clean_unknown);
  }
  return {};
}

Json seen_json(const clean::Cleaned& seen) {
  Json removed = Json::array(), stays = Json::array();
  for (const auto what : seen.removed) removed.push_back(say(sentence_of(what)));
  for (const auto what : seen.stays) stays.push_back(say(sentence_of(what)));
  return {{"outcome", name_of(seen.outcome)}, {"removed", removed}, {"stays", stays}, {"why", sentence(seen.why)}};
}

}  // namespace sotto::api
