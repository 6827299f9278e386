#include "opinion_rows.hpp"

#include <algorithm>

#include <sotto/crypto/kdf.hpp>

#include "shelf.hpp"

namespace sotto::practice {
namespace {

Bytes two(const View& view) { return {static_cast<std::uint8_t>(view.choice), static_cast<std::uint8_t>(view.sure)}; }

Bytes packed(const SealedView& view) {
  Bytes out = to_bytes(view.nonce);
  append(out, two(view.view));
  append(out, view_of(view.view.why));
  return out;
}

std::optional<SealedView> unpacked(const std::optional<Bytes>& bytes) {
  constexpr std::size_t head = 34;
  if (!bytes || bytes->size() < head) return std::nullopt;
  const ByteView view = *bytes;
  return SealedView{*exactly<32>(view.first(32)), {view[32], view[33], std::string(text_of(view.subspan(head)))}};
}

void load_seats(store::Transaction& tx, OpinionRow& row, const std::optional<crypto::Key>& key) {
  auto seat = tx.query(
      "SELECT participant, buddy, seal, late, gone, warned, told, view FROM opinion_seat WHERE opinion = ? "
      "ORDER BY place",
      row.id);
  while (seat.next()) {
    OpinionSeat in;
    in.participant = seat.id<ParticipantId>(0);
    if (!seat.null(1)) in.buddy = seat.id<BuddyId>(1);
    if (!seat.null(2)) in.seal = seat.id<proto::Commitment>(2);
    in.late = seat.flag(3);
    in.gone = seat.flag(4);
    in.warned = seat.flag(5);
    in.told = static_cast<Told>(seat.integer(6));
    if (!seat.null(7) && key) in.view = unpacked(unseal(*key, seat.blob(7)));
    row.seats.push_back(std::move(in));
  }
}

}  // namespace

OpinionSeat* OpinionRow::mine() {
  const auto found = std::find_if(seats.begin(), seats.end(), [](const OpinionSeat& seat) { return !seat.buddy; });
  return found == seats.end() ? nullptr : &*found;
}
OpinionSeat* OpinionRow::of(const BuddyId& buddy) {
  const auto found =
      std::find_if(seats.begin(), seats.end(), [&](const OpinionSeat& seat) { return seat.buddy == buddy; });
  return found == seats.end() ? nullptr : &*found;
}

proto::QuestionHash hash_of(const proto::Question& question) {
  return {crypto::hash("opinion question", {proto::canonical_question(question)})};
}

proto::Commitment seal_of(const OpinionRow& row, const ParticipantId& participant, const SealedView& view) {
  return {crypto::hash("opinion view", {row.id.view(), participant.view(), row.hash.view(), view.nonce, two(view.view),
                                        view_of(view.view.why)})};
}

std::optional<OpinionRow> load_opinion(store::Transaction& tx, const OpinionId& id) {
  OpinionRow out;
  std::optional<Bytes> question;
  {
    auto row = tx.query(
        "SELECT asked_by, stage, topic, hash, question, shelf, casefile, deadline, keep_days, asked_at, purge_on "
        "FROM opinion WHERE id = ?",
        id);
    if (!row.next()) return std::nullopt;
    out.id = out.question.opinion = id;
    if (!row.null(0)) out.asked_by = row.id<BuddyId>(0);
    out.stage = static_cast<OpinionStage>(row.integer(1));
    out.question.topic = static_cast<proto::Topic>(row.integer(2));
    out.hash = row.id<proto::QuestionHash>(3);
    if (!row.null(4)) question = to_bytes(row.blob(4));
    out.shelf = row.integer(5);
    if (!row.null(6)) out.casefile = row.integer(6);
    out.question.deadline = {row.integer(7)};
    out.keep_days = static_cast<std::uint32_t>(row.integer(8));
    out.asked_at = {row.integer(9)};
    out.purge_on = {row.integer(10)};
  }
  const auto key = shelf_key(tx, out.shelf);
  const auto plain = key && question ? unseal(*key, *question) : std::nullopt;
  if (auto read = plain ? proto::decode_question(*plain) : Result<proto::Question>(Error{}); read) {
    out.question = std::move(*read);
  }
  load_seats(tx, out, key);
  return out;
}

void insert_opinion(store::Transaction& tx, Random& random, const OpinionRow& row) {
  const auto key = shelf_key(tx, row.shelf);
  if (!key) return;
  tx.run(
      "INSERT INTO opinion(id, asked_by, stage, topic, hash, question, shelf, casefile, deadline, keep_days, asked_at) "
      "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      row.id, row.asked_by, row.stage, row.question.topic, row.hash,
      seal(*key, random, proto::canonical_question(row.question)), row.shelf, row.casefile, row.question.deadline,
      row.keep_days, row.asked_at);
  save_opinion(tx, random, row);
}

void save_opinion(store::Transaction& tx, Random& random, const OpinionRow& row) {
  tx.run("UPDATE opinion SET stage = ?, keep_days = ?, purge_on = ? WHERE id = ?", row.stage, row.keep_days,
         row.purge_on, row.id);
  const auto key = shelf_key(tx, row.shelf);
  for (std::size_t place = 0; place < row.seats.size(); ++place) {
    const auto& seat = row.seats[place];
    std::optional<Bytes> view;
    if (seat.view && key) view = seal(*key, random, packed(*seat.view));
    tx.run("INSERT OR REPLACE INTO opinion_seat VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row.id, place, seat.participant,
           seat.buddy, seat.seal, seat.late, seat.gone, seat.warned, seat.told, view);
  }
}

std::vector<OpinionId> opinions_with(store::Transaction& tx, const std::optional<BuddyId>& buddy) {
  std::vector<OpinionId> out;
  auto row = buddy ? tx.query(
                         "SELECT id FROM opinion WHERE asked_by = ?1 OR id IN (SELECT opinion FROM opinion_seat "
                         "WHERE buddy = ?1) ORDER BY asked_at, id",
                         *buddy)
                   : tx.query("SELECT id FROM opinion ORDER BY asked_at, id");
  while (row.next()) out.push_back(row.id<OpinionId>(0));
  return out;
}

std::vector<OpinionId> opinions_of_case(store::Transaction& tx, std::int64_t casefile) {
  std::vector<OpinionId> out;
  auto row = tx.query("SELECT id FROM opinion WHERE casefile = ? ORDER BY asked_at, id", casefile);
  while (row.next()) out.push_back(row.id<OpinionId>(0));
  return out;
}

bool is_over(OpinionStage stage) { return stage >= OpinionStage::withdrawn; }

bool all_sealed(const OpinionRow& row) {
  const auto in = std::count_if(row.seats.begin(), row.seats.end(), [](const OpinionSeat& seat) { return !seat.gone; });
  return in >= 2 && std::all_of(row.seats.begin(), row.seats.end(),
                                [](const OpinionSeat& seat) { return seat.gone || seat.seal; });
}

bool time_is_up(const OpinionRow& row, Timestamp now) { return now >= row.question.deadline + clock_tolerance; }
bool time_is_near_up(const OpinionRow& row, Timestamp now) { return now + clock_tolerance >= row.question.deadline; }

bool fits(const proto::Question& question, const View& view) {
  const bool scaled = question.scale == 0 ? view.sure == 0 : view.sure >= 1 && view.sure <= question.scale;
  return view.choice <= question.options.size() && scaled;
}

Status say(messaging::Moment& moment, const OpinionId& id, const BuddyId& to, Sent what, const proto::Said& said) {
  const auto sent = moment.send(to, proto::encode(said));
  if (!sent) return sent.error();
  moment.transaction().run("INSERT INTO opinion_sent VALUES(?, ?, ?, ?)", *sent, id, to, what);
  return ok();
}

void take_back_sent(messaging::Moment& moment, const OpinionId& id, const std::optional<BuddyId>& to) {
  struct OnItsWay {
    BuddyId buddy;
    MessageId message;
  };
  auto& tx = moment.transaction();
  std::vector<OnItsWay> waiting;
  {
    auto row = tx.query("SELECT buddy, message FROM opinion_sent WHERE opinion = ?", id);
    while (row.next()) waiting.push_back({row.id<BuddyId>(0), row.id<MessageId>(1)});
  }
  for (const auto& one : waiting) {
    if (to && *to != one.buddy) continue;
    moment.take_back(one.buddy, one.message);
    tx.run("DELETE FROM opinion_sent WHERE message = ?", one.message);
  }
}

}  // namespace sotto::practice
