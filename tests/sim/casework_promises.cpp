// The promises of the practice, judged from what the vaults hold.
#include <algorithm>
#include <array>

#include "casework.hpp"

namespace sotto::sim {
namespace {

using practice::AgreementState;
using practice::OpinionStage;
using practice::Practice;
using ExchangeStage = practice::Stage;

constexpr std::uint32_t body_kind = 18, view_kind = 66;  // docs/protocol.md section 15

struct Said {  // the first part of something in an outbox
  MessageId id;
  BuddyId to;
  proto::Practice what;
};

std::vector<Said> outbox_of(store::Vault& vault) {
  std::vector<Said> out;
  const auto read = vault.transact([&](store::Transaction& tx) {
    for (auto row = tx.query("SELECT o.id, c.buddy, o.content FROM outbox o JOIN channel c ON c.row = o.channel WHERE "
                             "o.part = 0 AND length(o.content) > 0");
         row.next();) {
      auto content = proto::decode_content(row.blob(2));
      auto* practice = content ? std::get_if<proto::Practice>(&content->body) : nullptr;
      if (practice != nullptr) out.push_back({row.id<MessageId>(0), row.id<BuddyId>(1), std::move(*practice)});
    }
    return ok();
  });
  if (!read) throw Break{"the outbox cannot be read"};
  return out;
}

// Field 1 of an exchange body and of a view: 16 bytes after tag and length.
template <class IdType>
IdType first_id(const proto::Practice& what) {
  constexpr std::size_t head = 2;
  if (what.body.size() < head + IdType::size) throw Break{"a message of the practice without its id"};
  return *IdType::from(ByteView(what.body).subspan(head, IdType::size));
}

std::string with(const char* sentence, std::size_t party) {
  return std::string(sentence) + " (party " + std::to_string(party) + ")";
}

}  // namespace

std::int64_t Casework::number(std::size_t party, Literal sql, ByteView bytes) {
  std::int64_t out = -1;
  const auto read = parties_[party]->vault().transact([&](store::Transaction& tx) {
    auto row = tx.query(sql, bytes);
    if (row.next()) out = row.integer(0);
    return ok();
  });
  if (!read) throw Break{"a vault cannot be read"};
  return out;
}

std::optional<std::size_t> Casework::other_end(std::size_t party, const BuddyId& buddy) {
  for (const auto& channel : oracle_.channels) {
    for (const int side : {0, 1}) {
      if (channel.contested || channel.side[side].party != party || channel.side[side].buddy != buddy) continue;
      return channel.side[1 - side].party;
    }
  }
  return std::nullopt;
}

void Casework::committed(std::size_t party) {
  look_at_bodies(party);
  look_at_outbox(party);
  look_at_views(party);
  look_at_holds(party);
  look_for_purged(party);
}

void Casework::look_at_bodies(std::size_t party) {
  struct Found {
    proto::ExchangeId id;
    bool mine;
    ExchangeStage stage;
    bool body;
    std::int64_t code;
  };
  std::vector<Found> all;
  const auto read = parties_[party]->vault().transact([&](store::Transaction& tx) {
    for (auto row = tx.query("SELECT id, mine, stage, body IS NOT NULL, code FROM exchange"); row.next();)
      all.push_back({row.id<proto::ExchangeId>(0), row.flag(1), static_cast<ExchangeStage>(row.integer(2)), row.flag(3),
                     row.integer(4)});
    return ok();
  });
  if (!read) throw Break{"the exchanges cannot be read"};
  for (const auto& one : all) {
    const bool sent = one.stage == ExchangeStage::sent || one.stage == ExchangeStage::delivered;
    if (one.mine && sent) released_.insert(one.id);
    const bool agreed = one.stage == ExchangeStage::accepted || one.stage == ExchangeStage::countered ||
                        one.stage == ExchangeStage::arrived;
    if (!one.mine && agreed) consented_.insert(one.id);
    if (one.mine) {
      const auto [known, fresh] = codes_.emplace(one.id, one.code);
      if (!fresh && one.code > known->second && acting_ != party)
        throw Break{with("P4: a label got looser, and not by who shared it", party)};
      known->second = one.code;
    }
    if (!one.mine && one.body && !released_.contains(one.id))
      throw Break{with("P2: a body is kept that its owner's engine did not release", party)};
  }
}

void Casework::look_at_outbox(std::size_t party) {
  for (const auto& said : outbox_of(parties_[party]->vault())) {
    if (forged_.contains(said.id)) continue;
    if (said.what.kind == body_kind) judge_body(party, said.to, first_id<proto::ExchangeId>(said.what));
    if (said.what.kind == view_kind && !judged_.contains(said.id)) {
      judge_view(party, said.to, first_id<proto::OpinionId>(said.what));
      judged_.insert(said.id);
    }
  }
}

void Casework::judge_body(std::size_t party, const BuddyId& to, const proto::ExchangeId& id) {
  if (consented_.contains(id)) return;
  const bool standing = number(party, "SELECT standing FROM exchange WHERE id = ?", id.view()) == 1;
  for (const auto channel : standing_) {
    const auto& side = oracle_.channels[channel].side;
    if (standing && (side[0].buddy == to || side[1].buddy == to)) return;
  }
  throw Break{with("P1: a body is on its way that nobody accepted", party)};
}

void Casework::judge_view(std::size_t party, const BuddyId& to, const proto::OpinionId& id) {
  if (forged_questions_.contains(id)) return;  // their engine knows nothing of it
  const auto deadline = number(party, "SELECT deadline FROM opinion WHERE id = ?", id.view());
  if (parties_[party]->wall().ms >= deadline + practice::clock_tolerance.ms) return;
  const auto other = other_end(party, to);
  const auto sealed = other ? number(*other,
                                     "SELECT count(*) FROM opinion_seat WHERE opinion = ? AND buddy IS NULL AND "
                                     "seal IS NOT NULL",
                                     id.view())
                            : 0;
  // What the other one has taken back or purged since was sealed before.
  const auto stage = other ? number(*other, "SELECT stage FROM opinion WHERE id = ?", id.view()) : 0;
  const bool over = stage >= static_cast<std::int64_t>(OpinionStage::open);
  if (sealed != 1 && !over) throw Break{with("P6: a view leaves before the other one has sealed", party)};
}

void Casework::look_at_views(std::size_t party) {
  struct Found {
    proto::OpinionId id;
    std::int64_t deadline;
    bool sealed;
  };
  std::vector<Found> views;
  const auto read = parties_[party]->vault().transact([&](store::Transaction& tx) {
    for (auto row =
             tx.query("SELECT o.id, o.deadline, (SELECT m.seal IS NOT NULL FROM opinion_seat m WHERE m.opinion = "
                      "o.id AND m.buddy IS NULL) FROM opinion o JOIN opinion_seat s ON s.opinion = o.id WHERE "
                      "s.buddy IS NOT NULL AND s.view IS NOT NULL");
         row.next();)
      views.push_back({row.id<proto::OpinionId>(0), row.integer(1), row.flag(2)});
    return ok();
  });
  if (!read) throw Break{"the views cannot be read"};
  for (const auto& one : views) {
    if (!kept_.insert({party, one.id}).second || one.sealed) continue;
    if (parties_[party]->wall().ms + practice::clock_tolerance.ms < one.deadline)
      throw Break{with("P6: a view is kept although this side has not sealed", party)};
  }
}

void Casework::look_at_holds(std::size_t party) {
  for (auto& held : held_[party]) {
    std::int64_t bodies = -1;
    const auto read = parties_[party]->vault().transact([&](store::Transaction& tx) {
      auto row = tx.query(
          "SELECT (SELECT count(*) FROM exchange e WHERE e.casefile = c.row AND e.body IS NOT NULL) + "
          "(SELECT count(*) FROM opinion o WHERE o.casefile = c.row AND o.question IS NOT NULL) FROM "
          "casefile c WHERE c.row = ? AND c.hold IS NOT NULL",
          held.row);
      if (row.next()) bodies = row.integer(0);
      return ok();
    });
    if (!read) throw Break{"a case cannot be read"};
    if (bodies < held.bodies) throw Break{with("P7: something of a case on hold is gone", party)};
    held.bodies = bodies;
  }
}

void Casework::look_for_purged(std::size_t party) {
  for (const auto& marker : purged_[party]) {
    if (number(party, "SELECT count(*) FROM outbox WHERE instr(content, ?) > 0", view_of(marker)) != 0)
      throw Break{with("P8: what was purged still waits to be sent", party)};
  }
}

// ---- the end ----
void Casework::settled(const std::function<void(Duration)>& run_for) {
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = 0; i < parties_.size(); ++i) pass_time(i);
    run_for(hours(8));
  }
}

void Casework::account() {
  for (std::size_t i = 0; i < oracle_.channels.size(); ++i) {
    const auto& channel = oracle_.channels[i];
    if (channel.joined && !channel.over && !channel.contested) compare(i);
  }
  ten_years_later();
}

void Casework::compare(std::size_t channel) {
  const auto mine = buddy_(channel, 0), theirs = buddy_(channel, 1);
  if (!mine || !theirs) return;
  const Seat a{channel, 0, oracle_.channels[channel].side[0].party, *mine};
  const Seat b = across(a);
  // With a channel that somebody ended a run may end before this one is quiet.
  for (const auto& seat : {a, b}) {
    const auto waits = number(seat.party,
                              "SELECT count(*) FROM outbox o JOIN channel c ON c.row = o.channel WHERE c.buddy = ? AND "
                              "length(o.content) > 0",
                              seat.buddy.view());
    if (waits != 0) return;
  }
  const auto seen_by = [&](const Seat& seat) {
    const auto found = parties_[seat.party]->consult([&](Practice& p, Now at) { return p.agreement(seat.buddy, at); });
    if (!found || !*found) throw Break{"an agreement cannot be read"};
    return **found;
  };
  const auto one = seen_by(a), two = seen_by(b);
  const auto runs = [](const practice::Agreement& x) {
    return x.state == AgreementState::active || x.state == AgreementState::paused ||
           x.state == AgreementState::review_due;
  };
  if (runs(one) != runs(two))
    throw Break{"P3: an agreement holds for one side only, channel " + std::to_string(channel)};
  if (runs(one) && one.current->hash != two.current->hash)
    throw Break{"P3: two agreements, channel " + std::to_string(channel)};
  if (runs(one) && (one.paused_by_me != two.paused_by_them || one.paused_by_them != two.paused_by_me))
    throw Break{"P3: paused for one side only, channel " + std::to_string(channel)};
  const bool working = runs(one) && !one.paused_by_me && !one.paused_by_them;
  compare_exchanges(a, b, working);
  compare_exchanges(b, a, working);
  compare_opinions(a, b);
  if (rogues_.contains(channel)) return;
  for (const auto& seat : {a, b}) {
    const auto history = parties_[seat.party]->ask(
        [&](messaging::Messaging& m, Now) { return m.history(seat.buddy, std::nullopt, 10'000); });
    if (!history || !*history) throw Break{"a history cannot be read"};
    for (const auto& line : **history) {
      // Clocks that people set apart open a question at different times, and nobody can tell that from a trick.
      const auto apart = parties_[a.party]->wall() - parties_[b.party]->wall();
      if (std::abs(apart.ms) > practice::clock_tolerance.ms &&
          line.text.find("showed a view before") < line.text.size())
        continue;
      const bool accused = line.kind == messaging::MessageKind::notice &&
                           line.text.starts_with("Your buddy's program") &&
                           line.text.find("although you have no active agreement") == std::string::npos;
      if (accused) throw Break{"P5: an honest program is accused: " + line.text};
    }
  }
}

void Casework::compare_exchanges(const Seat& from, const Seat& to, bool working) {
  const auto list = [&](const Seat& seat) {
    const auto all = parties_[seat.party]->consult([&](Practice& p, Now at) { return p.exchanges(seat.buddy, at); });
    if (!all || !*all) throw Break{"the exchanges cannot be read"};
    return **all;
  };
  const auto theirs = list(to);
  for (const auto& mine : list(from)) {
    if (!mine.mine) continue;
    const auto found = std::find_if(theirs.begin(), theirs.end(), [&](const auto& one) { return one.id == mine.id; });
    const bool travelled = mine.stage == ExchangeStage::sent || mine.stage == ExchangeStage::delivered;
    const auto what = " " + mine.id.text() + " of channel " + std::to_string(from.channel) + ", stages " +
                      std::to_string(static_cast<int>(mine.stage)) + " and " +
                      std::to_string(found == theirs.end() ? 0 : static_cast<int>(found->stage));
    if (found == theirs.end()) {
      if (travelled) throw Break{"P5: delivered, and not there:" + what};
      continue;
    }
    if (!mine.text.empty() && !found->text.empty() && mine.text != found->text)
      throw Break{"P2: another body than was shared:" + what};
    const bool both = travelled && found->stage == ExchangeStage::arrived;
    if (travelled && !both && found->stage != ExchangeStage::closed)
      throw Break{"P5: delivered, and not arrived:" + what};
    if (both && mine.label != found->label) throw Break{"P4: two labels:" + what};
    if (working && found->stage == ExchangeStage::accepted) throw Break{"P5: accepted, and it never came:" + what};
  }
}

void Casework::compare_opinions(const Seat& a, const Seat& b) {
  const auto list = [&](const Seat& seat) {
    const auto all =
        parties_[seat.party]->consult([&](Practice& p, Now at) { return p.opinions().list(seat.buddy, at); });
    if (!all || !*all) throw Break{"the second opinions cannot be read"};
    return **all;
  };
  const auto own = [](const practice::Opinion& opinion) {
    return *std::find_if(opinion.participants.begin(), opinion.participants.end(),
                         [](const auto& p) { return !p.buddy; });
  };
  const auto theirs = list(b);
  for (const auto& one : list(a)) {
    const auto two = std::find_if(theirs.begin(), theirs.end(), [&](const auto& x) { return x.id == one.id; });
    if (two == theirs.end() || one.participants.empty() || two->participants.empty()) continue;
    for (const auto* x : {&one, &*two}) {
      const auto& y = x == &one ? *two : one;
      for (const auto& shown : x->participants) {
        if (!shown.buddy || !shown.view) continue;
        const auto meant = own(y).view;
        if (!meant || meant->choice != shown.view->choice || meant->why != shown.view->why)
          throw Break{"P6: another view than was sealed, " + one.id.text()};
      }
    }
  }
}

void Casework::ten_years_later() {
  for (std::size_t i = 0; i < parties_.size(); ++i) {
    if (!parties_[i]->alive()) continue;
    parties_[i]->let_pass(days(3653));
    pass_time(i);  // what waited is opened now, and its days begin
    parties_[i]->let_pass(days(367));
    pass_time(i);
    look_at_holds(i);
    constexpr std::array counts{
        Literal(
            "SELECT count(*) FROM exchange WHERE body IS NOT NULL AND purge_on > 0 AND (casefile IS NULL OR casefile "
            "NOT IN (SELECT row FROM casefile WHERE hold IS NOT NULL)) AND length(?) > 0"),
        Literal("SELECT count(*) FROM opinion WHERE question IS NOT NULL AND purge_on > 0 AND (casefile IS NULL OR "
                "casefile NOT IN (SELECT row FROM casefile WHERE hold IS NOT NULL)) AND length(?) > 0"),
        Literal("SELECT count(*) FROM casefile WHERE purge_on > 0 AND hold IS NULL AND length(?) > 0"),
    };
    for (const auto& sql : counts) {
      if (number(i, sql, view_of("-")) != 0)
        throw Break{with("P8: ten years later something that was due is still there", i) + ": " +
                    std::string(sql.text)};
    }
  }
}

}  // namespace sotto::sim
