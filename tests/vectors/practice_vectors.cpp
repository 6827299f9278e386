#include <doctest/doctest.h>

#include <sotto/proto/practice.hpp>

#include "vector_file.hpp"

namespace sotto::proto {
namespace {

template <std::size_t N>
ByteArray<N> run(std::uint8_t start) {
  ByteArray<N> out{};
  for (std::size_t i = 0; i < N; ++i) out[i] = static_cast<std::uint8_t>(start + i);
  return out;
}

Label acting() {
  Label out;
  out.code = LabelCode::influence;
  out.onward = Onward::named;
  out.keep_days = 14;
  out.what = "mention the policy";
  out.whom = "the policy group";
  out.until = {1'790'000'000'000};
  out.ask = Ask::view;
  return out;
}

Terms terms() {
  Terms out;
  out.id = {run<16>(0x80)};
  out.version = 2;
  out.previous = TermsHash{run<32>(0x40)};
  out.purpose = "purpose";
  out.cadence = "twice a year";
  out.structure = "one hour";
  out.carve_outs = {{"at-risk", "uk", 1, "A child or adult at risk.", Ground::required}};
  out.duties = {"Eine Pflicht für einen von uns"};
  out.learning = true;
  out.standing = StandingVault{3, 30};
  out.record = "no names";
  out.if_unsure = "ask";
  out.ending = "at any time";
  out.review_on = {1'790'000'000'000};
  return out;
}

Question question(const OpinionId& id) {
  Question out;
  out.opinion = id;
  out.topic = Topic::exec_conduct;
  out.text = "Pause it, or go on?";
  out.options = {"Pause", "Weiter, für jetzt"};
  out.scale = 5;
  out.deadline = {1'790'000'000'000};
  out.keep_days = 14;
  out.participants = {{run<16>(0x90)}, {run<16>(0xa0)}};
  return out;
}

std::map<std::string, Said> of_sessions() {
  const SessionId id{run<16>(0x90)};
  const PingId ping{run<16>(0x90)};
  const Timestamp time{1'790'000'000'000};
  return {
      {"session_invite", SessionInvite{id,
                                       SessionKind::reciprocal,
                                       time,
                                       90,
                                       LabelCode::vault,
                                       {ParticipantId{run<16>(0x80)}, ParticipantId{run<16>(0xa0)}},
                                       0,
                                       1,
                                       1}},
      {"session_reply", SessionReply{id, SessionAnswer::yes, {}}},
      {"session_reply_later", SessionReply{id, SessionAnswer::another_time, time}},
      {"session_start", SessionStart{id, {{SessionPhase::listen, 600, 0}, {SessionPhase::close, 180, 1}}}},
      {"session_clock", SessionClock{id, 1, 4, 599, 120, true}},
      {"session_clock_first", SessionClock{id, 0, 0, 300, 0, false}},
      {"session_pause", SessionPause{id, true}},
      {"session_resume", SessionPause{id, false}},
      {"session_extend", SessionExtend{id, 3, SessionExtending::agree}},
      {"session_end", SessionEnd{id, SessionEnding::stopped, 1}},
      {"crisis_available", CrisisAvailable{time, 15}},
      {"crisis_unavailable", CrisisAvailable{}},
      {"crisis_ping", CrisisPing{ping, CrisisKind::safety}},
      {"crisis_take", CrisisTake{ping}},
      {"crisis_answer", CrisisAnswer{ping, CrisisOutcome::taken}},
      {"crisis_check_in", CrisisCheckIn{ping, CheckInWord::propose, time}},
      {"crisis_check_in_yes", CrisisCheckIn{ping, CheckInWord::yes, {}}},
  };
}

}  // namespace

TEST_CASE("vectors: what the practice says is encoded as written, and read back") {
  const test::VectorFile vectors("practice.txt");
  const ExchangeId id{run<16>(0x90)};
  ExchangeOffer offer;
  offer.exchange = id;
  offer.topic = Topic::exec_conduct;
  offer.size = Size::page;
  offer.check = Checked::clean;
  offer.commitment = {run<32>(0x60)};
  offer.case_tag = {run<16>(0xa0)};
  offer.standing = true;
  const OpinionId opinion{run<16>(0x80)};
  const ParticipantId member{run<16>(0xa0)};
  std::map<std::string, Said> all = {
      {"agreement_offer", AgreementOffer{terms()}},
      {"agreement_accept", AgreementAccept{{run<32>(0x40)}, {"at-risk", "duty-1"}}},
      {"agreement_accept_signed",
       AgreementAccept{
           {run<32>(0x40)}, {"signed-copy"}, TermsSignature{run<32>(0x60), {1'790'000'000'000}, run<64>(5)}}},
      {"agreement_pause", AgreementPause{}},
      {"agreement_resume", AgreementResume{2}},
      {"agreement_end", AgreementEnd{true}},
      {"boundary_ask", BoundaryAsk{BoundaryReason::heard_back, id}},
      {"boundary_reply", BoundaryReply{BoundaryChoice::shared, "The pattern, no names."}},
      {"offer", offer},
      {"accept", ExchangeReply{id, Consent::accept, Label{}, {}, 7}},
      {"counter", ExchangeReply{id, Consent::counter, acting(), {}, 30}},
      {"decline", ExchangeReply{id, Consent::decline, {}, Reason::conflict, 30}},
      {"body", ExchangeBody{id, run<32>(0x40), run<32>(0x60), "Grüße"}},
      {"relabel", ExchangeRelabel{id, acting(), run<32>(0x40)}},
      {"end", ExchangeEnd{id, Ending::withdrawn}},
      {"hold_note", HoldNote{}},
      {"opinion_open", OpinionOpen{question(opinion), member, {run<16>(0x80)}, {run<32>(0x60)}}},
      {"opinion_seal", OpinionSeal{opinion, member, {run<32>(0x40)}, {run<32>(0x60)}, 14}},
      {"opinion_reveal", OpinionReveal{opinion, member, run<32>(0x40), 2, 4, "Grüße"}},
      {"opinion_unsure", OpinionReveal{opinion, member, run<32>(0x40), 0, 0, ""}},
      {"opinion_withdrawn", OpinionEnd{opinion, OpinionEnding::withdrawn, {}}},
      {"opinion_declined", OpinionEnd{opinion, OpinionEnding::declined, Reason::conflict}},
  };
  all.merge(of_sessions());
  CHECK(all.size() == vectors.all().size());
  for (const auto& [name, said] : all) {
    INFO(name);
    const auto encoded = encode(said);
    CHECK(encoded.body == vectors[name]);
    const auto read = decode_said({encoded.kind, vectors[name]});
    REQUIRE(read);
    CHECK(read->index() == said.index());
    CHECK(encode(*read).body == vectors[name]);
  }
  CHECK(decode_said({15, {}}).error().code == Errc::newer_version);
}

}  // namespace sotto::proto
