#include "moment.hpp"

#include <sotto/base/limits.hpp>

#include "conversation.hpp"
#include "delivery.hpp"
#include "outbox.hpp"
#include "standing.hpp"

namespace sotto::messaging {

Result<MessageId> TurnMoment::send(const BuddyId& to, const proto::Practice& content) {
  Channel* found = channel(to);
  if (found == nullptr) return Error{Errc::not_found, "There is no such buddy."};
  if (const auto may = may_send(*found); !may) return may.error();
  if (content.body.size() > limits::practice_part_max * limits::parts_max) {
    return Error{Errc::limit, "That is too long to be sent in one piece."};
  }
  const auto id = turn_.random.id<MessageId>();
  write_practice(turn_, *found, id, content);
  touch_traffic(turn_, *found);
  return id;
}

void TurnMoment::take_back(const BuddyId& to, const MessageId& id) {
  if (Channel* found = channel(to); found != nullptr) take_back_practice(turn_, *found, id);
}

void TurnMoment::notice(const BuddyId& conversation, std::string_view sentence) {
  if (Channel* found = channel(conversation); found != nullptr) add_line(turn_, *found, sentence);
}

Status TurnMoment::keep_texts(const BuddyId& conversation, std::optional<Duration> keep) {
  Channel* found = channel(conversation);
  if (found == nullptr) return Error{Errc::not_found, "There is no such buddy."};
  return set_keep(turn_, *found, keep);
}

Status TurnMoment::keep_texts(Duration keep) {
  const auto before = set_default_keep(turn_, keep);
  if (!before) return before.error();
  std::vector<BuddyId> buddies;
  {
    auto row = turn_.tx.query("SELECT buddy FROM channel ORDER BY row");
    while (row.next()) buddies.push_back(row.id<BuddyId>(0));
  }
  for (const auto& buddy : buddies) follow_default(turn_, *channel(buddy), *before);
  return ok();
}

void TurnMoment::finish() {
  for (auto& [buddy, channel] : others_) {
    pump(turn_, channel);
    save_channel(turn_, channel);
  }
  others_.clear();
}

Channel* TurnMoment::channel(const BuddyId& buddy) {
  if (current_ != nullptr && current_->buddy == buddy) return current_;
  const auto known = others_.find(buddy);
  if (known != others_.end()) return &known->second;
  auto loaded = find_channel(turn_, buddy);
  if (!loaded) return nullptr;
  return &others_.emplace(buddy, std::move(*loaded)).first->second;
}

}  // namespace sotto::messaging
