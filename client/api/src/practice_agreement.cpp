// agree.* and boundaries.*
#include <algorithm>
#include <array>

#include <sotto/api/agreement_copy.hpp>
#include <sotto/practice/agreement_copy.hpp>
#include <sotto/practice/packs.hpp>

#include "practice_names.hpp"
#include "saved.hpp"

namespace sotto::api {
namespace {

using practice::Agreement;

// What a card of a pack is called here; a duty of one of the two has no title, and the buddy's own pack may be unknown.
std::string title_of(const std::string& pack, const std::string& code) {
  const auto* found = practice::find_pack(pack);
  if (found == nullptr) return {};
  const auto card = std::find_if(found->cards.begin(), found->cards.end(),
                                 [&](const practice::PackCard& one) { return one.card.code == code; });
  return card == found->cards.end() ? std::string() : card->title;
}

std::string_view ground_name(proto::Ground ground) {
  switch (ground) {
    case proto::Ground::required: return "required";
    case proto::Ground::permitted: return "permitted";
    case proto::Ground::rights: return "rights";
    case proto::Ground::depends: return "depends";
  }
  return "depends";
}

Json cards_json(const practice::Version& version) {
  Json out = Json::array();
  for (const auto& card : version.cards) {
    const auto& carve_outs = version.terms.carve_outs;
    const auto from = std::find_if(carve_outs.begin(), carve_outs.end(),
                                   [&](const proto::CarveOut& one) { return one.code == card.code; });
    const bool duty = from == carve_outs.end();
    const auto pack = duty ? std::string() : from->pack;
    out.push_back({{"code", card.code},
                   {"text", card.text},
                   {"ticked", {{"me", card.me}, {"them", card.them}}},
                   {"pack", pack},
                   {"ground", card.code == proto::signing_card ? "signing"
                              : duty                           ? "duty"
                                                               : ground_name(from->ground)},
                   {"title", title_of(pack, card.code)}});
  }
  return out;
}

Reply agree_packs(const Call& call) {
  const Params params(call.method, call.params, {});
  if (params.problem()) return *params.problem();
  Json list = Json::array();
  for (const auto& pack : practice::packs()) {
    Json cards = Json::array();
    for (const auto& one : pack.cards) {
      cards.push_back({{"code", one.card.code},
                       {"title", one.title},
                       {"text", one.card.text},
                       {"ground", ground_name(one.card.ground)},
                       {"source", one.source},
                       {"confirmed", one.confirmed},
                       {"addon", one.addon}});
    }
    list.push_back({{"code", pack.code},
                    {"name", pack.name},
                    {"version", pack.version},
                    {"reviewed", pack.reviewed},
                    {"review_by", pack.review_by},
                    {"cards", std::move(cards)}});
  }
  return Json{{"packs", std::move(list)}};
}

Json terms_json(const proto::Terms& terms) {
  Json out{{"purpose", terms.purpose},
           {"cadence", terms.cadence},
           {"structure", terms.structure},
           {"record", terms.record},
           {"if_unsure", terms.if_unsure},
           {"ending", terms.ending},
           {"keep_days", terms.keep_days},
           {"learning", terms.learning},
           {"no_reidentify", terms.no_reidentify},
           {"no_recording", terms.no_recording},
           {"proof", terms.proof == proto::Proof::signed_copy ? "signed" : "recorded"},
           {"review_on", rfc3339(terms.review_on)},
           {"standing", nullptr}};
  if (terms.standing) {
    out["standing"] = {{"max_open", terms.standing->max_open}, {"max_days", terms.standing->max_days}};
  }
  return out;
}

Json version_json(const practice::Version& version) {
  return {{"version", version.terms.version},
          {"hash", version.hash.text()},
          {"by", version.mine ? "me" : "them"},
          {"cards", cards_json(version)},
          {"signed", {{"me", version.signed_by_me}, {"them", version.signed_by_them}}},
          {"terms", terms_json(version.terms)}};
}

template <class Enum>
Json maybe_name(const std::optional<Enum>& value) {
  return value ? Json(name_of(*value)) : Json(nullptr);
}

Json agreement_json(const Agreement& agreement) {
  Json out{{"version", 0}, {"hash", ""}, {"cards", Json::array()}};
  if (agreement.current) out = version_json(*agreement.current);
  out["state"] = name_of(agreement.state);
  out["paused"] = {{"me", agreement.paused_by_me}, {"them", agreement.paused_by_them}};
  const auto& boundaries = agreement.boundaries;
  out["boundaries"] = {{"asked_by_me", maybe_name(boundaries.asked_by_me)},
                       {"asked_by_them", maybe_name(boundaries.asked_by_them)},
                       {"my_answer", maybe_name(boundaries.my_answer)},
                       {"their_answer", maybe_name(boundaries.their_answer)}};
  out["purge"] = {{"asked_by_me", agreement.purge_asked_by_me}, {"asked_by_them", agreement.purge_asked_by_them}};
  if (agreement.proposal) out["proposal"] = version_json(*agreement.proposal);
  return out;
}

Reply answer(const Call& call, const Result<Agreement>& agreement) {
  if (!agreement) return call.refusal(agreement.error());
  return Json{{"agreement", agreement_json(*agreement)}};
}

practice::Wishes read_wishes(Params& params) {
  namespace most = proto::limits_of_practice;
  practice::Wishes out;
  out.pack = params.maybe_text("pack");
  out.with = params.texts("with");
  out.without = params.texts("without");
  out.purpose = params.maybe_text("purpose");
  out.cadence = params.maybe_text("cadence");
  out.structure = params.maybe_text("structure");
  out.record = params.maybe_text("record");
  out.if_unsure = params.maybe_text("if_unsure");
  out.ending = params.maybe_text("ending");
  out.duties = params.texts("duties");
  out.learning = params.maybe_flag("learning");
  if (const auto proof = params.maybe_text("proof"); proof) {
    const auto word = plain_word(*proof);
    if (word != "signed" && word != "recorded") params.refuse(Said::wrong_type, {"proof", "recorded or signed"});
    out.proof = word == "signed" ? proto::Proof::signed_copy : proto::Proof::recorded;
  }
  if (const auto keep = params.maybe_number("keep_days", 1, most::keep_days_max); keep) {
    out.keep_days = static_cast<std::uint32_t>(*keep);
  }
  const auto most_days = params.number("standing_days", 30, 1, most::standing_days_max);
  if (const auto open = params.maybe_number("standing_open", 0, most::standing_open_max); open) {
    out.standing = {static_cast<std::uint32_t>(*open), static_cast<std::uint32_t>(most_days)};
  }
  return out;
}

// Those that take nothing but the buddy.
template <Result<Agreement> (practice::Practice::*Act)(const BuddyId&, Now)>
Reply simply(const Call& call) {
  Params params(call.method, call.params, {"buddy"});
  return with_buddy(call, params,
                    [&](const BuddyId& id) -> Reply { return answer(call, (call.practice.*Act)(id, call.now)); });
}
template <Result<Agreement> (practice::Practice::*Act)(const BuddyId&, const practice::Wishes&, Now)>
Reply wishing(const Call& call) {
  Params params(call.method, call.params,
                {"buddy", "pack", "with", "without", "purpose", "cadence", "structure", "record", "if_unsure", "ending",
                 "duties", "keep_days", "learning", "proof", "standing_open", "standing_days"});
  const auto wishes = read_wishes(params);
  return with_buddy(call, params, [&](const BuddyId& id) -> Reply {
    return answer(call, (call.practice.*Act)(id, wishes, call.now));
  });
}

Reply agree_accept(const Call& call) {
  Params params(call.method, call.params, {"buddy", "ticks"});
  const auto ticks = params.texts("ticks");
  return with_buddy(call, params, [&](const BuddyId& id) -> Reply {
    return answer(call, call.practice.accept(id, ticks, call.now));
  });
}

Reply agree_end(const Call& call) {
  Params params(call.method, call.params, {"buddy", "purge"});
  const bool purge = params.flag("purge");
  return with_buddy(call, params,
                    [&](const BuddyId& id) -> Reply { return answer(call, call.practice.end(id, purge, call.now)); });
}

Reply agree_export(const Call& call) {
  Params params(call.method, call.params, {"buddy", "paper", "save", "dir"});
  const bool paper = params.flag("paper");
  const auto saving = read_saving(params);
  return with_buddy(call, params, [&](const BuddyId& id) -> Reply {
    const auto copy = call.practice.copy(id, paper);
    if (!copy) return call.refusal(copy.error());
    Json out{{"proof", paper ? "paper" : "signed"}};
    if (!saving.wanted) {
      out["text"] = *copy;
      return out;
    }
    auto saved = save_file(call, saving, {paper ? "agreement-for-paper.txt" : "agreement-signed.txt", *copy});
    if (auto* refusal = std::get_if<Problem>(&saved)) return std::move(*refusal);
    out["file"] = std::get<std::string>(std::move(saved));
    return out;
  });
}

// The copy's own text, from whoever shows it; nothing of this vault is asked.
Reply agree_check_copy(const Call& call) {
  Params params(call.method, call.params, {"text"});
  const auto text = params.text("text");
  if (params.problem()) return *params.problem();
  return check_copy(text);
}

Reply agree_diff(const Call& call) {
  Params params(call.method, call.params, {"buddy"});
  return with_buddy(call, params, [&](const BuddyId& id) -> Reply {
    const auto changes = call.practice.changes(id);
    if (!changes) return call.refusal(changes.error());
    Json list = Json::array();
    for (const auto& change : *changes) {
      list.push_back({{"field", change.field}, {"before", change.before}, {"after", change.after}});
    }
    return Json{{"changes", list}};
  });
}

Reply boundaries_check(const Call& call) {
  Params params(call.method, call.params, {"buddy", "reason", "exchange"});
  proto::BoundaryAsk ask;
  ask.reason = read_boundary_reason(params, "reason").value_or(proto::BoundaryReason::heard_back);
  if (const auto about = params.maybe_message_id("exchange"); about) ask.exchange = proto::ExchangeId{about->bytes};
  return with_buddy(call, params, [&](const BuddyId& id) -> Reply {
    return answer(call, call.practice.check_boundaries(id, ask, call.now));
  });
}

Reply boundaries_reply(const Call& call) {
  Params params(call.method, call.params, {"buddy", "choice", "text"});
  proto::BoundaryReply reply;
  if (!params.maybe_text("choice")) params.text("choice");
  reply.choice = read_boundary_choice(params, "choice").value_or(proto::BoundaryChoice::reconfirm);
  reply.words = params.text_or("text", "");
  if (reply.words.size() > proto::limits_of_practice::paragraph_max) {
    params.refuse(Said::wrong_type, {"text", "at most 1,200 bytes"});
  }
  return with_buddy(call, params, [&](const BuddyId& id) -> Reply {
    return answer(call, call.practice.reply_boundaries(id, reply, call.now));
  });
}

constexpr std::array methods{
    Method{"agree.packs", agree_packs},
    Method{"agree.show", simply<&practice::Practice::agreement>},
    Method{"agree.new", wishing<&practice::Practice::draft>},
    Method{"agree.offer", simply<&practice::Practice::offer>},
    Method{"agree.counter", wishing<&practice::Practice::counter>},
    Method{"agree.accept", agree_accept},
    Method{"agree.pause", simply<&practice::Practice::pause>},
    Method{"agree.resume", simply<&practice::Practice::resume>},
    Method{"agree.end", agree_end},
    Method{"agree.diff", agree_diff},
    Method{"agree.export", agree_export},
    Method{"agree.check_copy", agree_check_copy},
    Method{"boundaries.check", boundaries_check},
    Method{"boundaries.reply", boundaries_reply},
};

}  // namespace

Reply check_copy(std::string_view file) {
  const auto copy = practice::read_copy(file);
  if (!copy)
    return Problem{copy.error().code == Errc::malformed ? Errc::malformed : Errc::refused,
                   sentence("agree.check-copy", copy.error())};
  Json signatures = Json::array();
  for (const auto& one : copy->signatures) signatures.push_back({{"key", hex(one.key)}, {"date", rfc3339(one.date)}});
  return Json{{"copy",
               {{"valid", true},
                {"version", copy->terms.version},
                {"terms", terms_json(copy->terms)},
                {"signatures", signatures}}}};
}

std::span<const Method> agreement_methods() { return methods; }

}  // namespace sotto::api
