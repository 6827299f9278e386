// One opinion with its seats, loaded and saved. Question and views are sealed columns on the shelf of the case; after a
// purge the seats are gone and the row stays, so that a late message about it is recognised. Inside opinion*.cpp only.
#pragma once

#include <sotto/practice/opinions.hpp>

#include "opinion.hpp"

namespace sotto::practice {

enum class Told : std::uint8_t { no = 0, sent = 1, arrived = 2, refused = 3 };  // what became of my view on its way

struct SealedView {
  ByteArray<32> nonce{};
  View view;
};
struct OpinionSeat {
  ParticipantId participant;
  std::optional<BuddyId> buddy;  // none: me
  std::optional<proto::Commitment> seal;
  bool late = false;
  bool gone = false;    // declined, or their engine refused the question
  bool warned = false;  // of something that was refused: once is enough
  Told told = Told::no;
  std::optional<SealedView> view;
};
struct OpinionRow {
  OpinionId id;
  std::optional<BuddyId> asked_by;  // none: me
  OpinionStage stage = OpinionStage::asked;
  proto::Question question;  // only id, topic and deadline after a purge
  proto::QuestionHash hash;
  std::int64_t shelf = 0;
  std::optional<std::int64_t> casefile;
  std::uint32_t keep_days = 30;
  Timestamp asked_at, purge_on;
  std::vector<OpinionSeat> seats;  // in the order of the question; none after a purge

  OpinionSeat* mine();
  OpinionSeat* of(const BuddyId& buddy);
};
proto::QuestionHash hash_of(const proto::Question& question);
proto::Commitment seal_of(const OpinionRow& row, const ParticipantId& participant, const SealedView& view);

std::optional<OpinionRow> load_opinion(store::Transaction& tx, const OpinionId& id);
void insert_opinion(store::Transaction& tx, Random& random, const OpinionRow& row);
void save_opinion(store::Transaction& tx, Random& random, const OpinionRow& row);
std::vector<OpinionId> opinions_with(store::Transaction& tx, const std::optional<BuddyId>& buddy);
std::vector<OpinionId> opinions_of_case(store::Transaction& tx, std::int64_t casefile);

bool is_over(OpinionStage stage);  // withdrawn, declined, ended, refused: no view is opened any more
bool all_sealed(const OpinionRow& row);
bool time_is_up(const OpinionRow& row, Timestamp now);       // views may leave
bool time_is_near_up(const OpinionRow& row, Timestamp now);  // views may come
bool fits(const proto::Question& question, const View& view);

// What I said about it and nobody has received yet.
enum class Sent : std::uint8_t { question = 1, seal = 2, view = 3 };
Status say(messaging::Moment& moment, const OpinionId& id, const BuddyId& to, Sent what, const proto::Said& said);
void take_back_sent(messaging::Moment& moment, const OpinionId& id, const std::optional<BuddyId>& to = {});

// Opens what can be opened and sends my view where it may go. The caller saves the row; false: nothing changed.
bool go_on(messaging::Moment& moment, OpinionRow& row);
void finish(OpinionRow& row, OpinionStage stage, Timestamp now);  // its days of keeping begin
void save(messaging::Moment& moment, const OpinionRow& row);
bool too_few(const OpinionRow& row);  // nobody is left to compare with

}  // namespace sotto::practice
