// The history as it is read: pages by key, the place of one message, quotes, search.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "channel.hpp"

namespace sotto::messaging {

struct Found {  // a message and where it stands
  std::int64_t row = 0;
  std::int64_t channel = 0;
  std::int64_t place = 0;
  Message message;
};
std::optional<Found> find_message(Turn& turn, const Channel& channel, const MessageId& id);
std::optional<Found> find_theirs(Turn& turn, const Channel& channel, const MessageId& id);
std::optional<Message> find_own(Turn& turn, const MessageId& id);
std::optional<Channel> channel_of(Turn& turn, const MessageId& id);  // in whose conversation it stands
Quote quote_of(Turn& turn, std::int64_t channel, const MessageId& id);

void complete(Turn& turn, Found& found);  // with the quoted text, and how far an attachment is

enum class Page : std::uint8_t { newest, before, after, around };
struct PageOf {
  Page page = Page::newest;
  MessageId id;  // but for the newest
  std::size_t limit = 50;
};
Result<std::vector<Message>> read_history(Turn& turn, const Channel& channel, const PageOf& wanted);
std::vector<Message> search_texts(Turn& turn, std::string_view text, std::size_t limit);

}  // namespace sotto::messaging
