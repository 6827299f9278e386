#include "oracle.hpp"

#include <algorithm>

namespace sotto::sim {
namespace {

using messaging::Message;
using messaging::MessageKind;
using messaging::Way;

// May a tick go from `a` to `b`? The states a person sees never go back; recalling ends as recalled or delivered.
bool follows(MessageState a, MessageState b) {
  switch (a) {
    case MessageState::written: return b != MessageState::received;
    case MessageState::relayed: return b != MessageState::received && b != MessageState::written;
    case MessageState::delivered: return b == MessageState::delivered || b == MessageState::read;
    case MessageState::read: return b == MessageState::read;
    case MessageState::recalling:
      return b == MessageState::recalling || b == MessageState::recalled || b == MessageState::delivered ||
             b == MessageState::read;
    case MessageState::recalled: return b == MessageState::recalled;
    case MessageState::received: return false;
  }
  return false;
}

std::string named(const char* what, const MessageId& id) { return std::string(what) + " " + id.text(); }

}  // namespace

void Oracle::writes(const MessageId& id, Sent text) {
  text.order = ++order_;
  sent.insert_or_assign(id, std::move(text));
}

void Oracle::unwritten(const MessageId& id) { sent.erase(id); }

void Oracle::state(std::size_t party, const MessageId& id, MessageState state) {
  const auto it = sent.find(id);
  if (it == sent.end()) return;  // its `send` has not returned yet
  auto& text = it->second;
  const auto& channel = channels[text.channel];
  if (channel.side[text.from].party != party) throw Break{named("I5: a tick for somebody else's message", id)};
  if (!follows(text.state, state))
    throw Break{named("I5: a tick went back", id) + " from " + std::to_string(static_cast<int>(text.state)) + " to " +
                std::to_string(static_cast<int>(state))};
  const bool there = state == MessageState::delivered || state == MessageState::read;
  if (there && !text.excused && !holds_(channel.side[1 - text.from].party, id))
    throw Break{named("I5: delivered, and the recipient's vault does not have it:", id)};
  text.state = state;
}

const Sent& Oracle::known_in(std::size_t party, const Message& message) const {
  const auto it = sent.find(message.id);
  if (it == sent.end()) throw Break{named("I7: a text that nobody sent", message.id)};
  const auto& channel = channels[it->second.channel];
  const auto& mine = channel.side[1 - it->second.from];
  if (mine.party != party || (mine.buddy && *mine.buddy != message.buddy))
    throw Break{named("I7: shown under another sender", message.id)};
  if (message.text != it->second.text) throw Break{named("I7: another text than was sent", message.id)};
  return it->second;
}

void Oracle::shown(std::size_t party, const Message& message) {
  if (message.way != Way::in) return;
  auto& lane = lanes_[{party, message.buddy}];
  if (message.kind == MessageKind::gap) lane.gap = true;
  if (message.kind != MessageKind::text || message.state == MessageState::recalled) return;
  const auto& text = known_in(party, message);
  if (!shown_[party].insert(message.id).second) throw Break{named("I2: shown twice", message.id)};
  if (text.order < lane.last && !lane.gap) throw Break{named("I6: out of order without a gap", message.id)};
  lane.last = std::max(lane.last, text.order);
}

void Oracle::restored(std::size_t party, const std::vector<Message>& texts) {
  shown_.erase(party);
  for (auto& [key, lane] : lanes_)
    if (key.first == party) lane = {};
  std::map<MessageId, MessageState> now;
  for (const auto& message : texts) {
    now[message.id] = message.state;
    if (message.way == Way::in) shown_[party].insert(message.id);
  }
  for (auto& [id, text] : sent) {
    const auto& channel = channels[text.channel];
    const bool mine = channel.side[text.from].party == party;
    if (!mine && channel.side[1 - text.from].party != party) continue;
    if (!now.contains(id) || text.recall) text.excused = true;
    if (mine && now.contains(id)) text.state = now[id];  // the copy knows what it knew: ticks begin again there
  }
}

bool Oracle::final_state(const Sent& text) const {
  return text.excused || channels[text.channel].over || text.state == MessageState::delivered ||
         text.state == MessageState::read || text.state == MessageState::recalled;
}

void Oracle::settled(const Channel& channel, int side, const std::vector<Message>& history, bool may_lack) {
  const auto party = channel.side[side].party;
  std::map<MessageId, Message> in;
  std::uint64_t last = 0;
  bool gap = false;
  for (const auto& message : history) {
    if (message.way != Way::in) continue;
    if (message.kind == MessageKind::gap) gap = true;
    if (message.kind != MessageKind::text || message.state == MessageState::recalled) continue;
    const auto order = known_in(party, message).order;
    if (!in.emplace(message.id, message).second) throw Break{named("I2: twice in the history", message.id)};
    if (order < last && !gap) throw Break{named("I6: the history is out of order without a gap", message.id)};
    last = std::max(last, order);
  }
  if (channel.over) return;
  if (!may_lack &&
      std::any_of(history.begin(), history.end(), [](const auto& m) { return m.kind == MessageKind::gap; }))
    throw Break{"I6: a gap stays although nothing is missing"};
  for (const auto& [id, text] : sent) {
    if (&channels[text.channel] != &channel || text.from == side || text.excused) continue;
    const bool has = in.contains(id);
    if (!text.recall && !has) throw Break{named("I1: sent and never shown", id)};
    if (text.state == MessageState::recalled && has) throw Break{named("I5: recalled, and still shown", id)};
    if (text.state == MessageState::delivered && !has) throw Break{named("I5: delivered, and not shown", id)};
  }
}

}  // namespace sotto::sim
