// Client: the facade that turns a method name and JSON parameters into calls on the layers, and events into JSON.
// It knows no transport: the runtime carries it over a unix socket, in process, and later to a page.
// The methods that need the network or the process (sync, watch, relay.status, status, lock, unlock, stop) are the
// runtime's; it answers them itself and sends everything else here.
//
// Methods and parameters mirror contract.md: "relay.add" {link}, "relay.list" {}, "invite.create" {as?, member?,
// days?}, "invite.list" {}, "invite.revoke" {id}, "join" {link, as?}, "buddy.list" {all?}, "buddy.rename" {buddy,
// name}, "buddy.block" {buddy}, "buddy.end" {buddy}, "words" {buddy}, "verify" {buddy}, "mismatch" {buddy}, "send"
// {buddy, text, id?}, "send.all" {buddy, texts}, "reply" {id, text, new_id?}, "recall" {id}, "edit" {id, text}, "react"
// {id, emoji?}, "delete" {id}, "read" {buddy, up_to?}, "draft.get" {buddy}, "draft.set" {buddy, text?, reply_to?},
// "history" {buddy, before? | after? | around?, limit?, peek?}, "search" {text}, "attachment.send" {buddy, path,
// as_is?}, "attachment.accept|decline|cancel" {id}, "attachment.save" {id, dir?}, "upload.begin" {name, size},
// "upload.look|cancel" {upload}, "upload.send" {upload, buddy, as_is?} (its bytes come by put()), "buddy.mute" {buddy,
// hours?}, "buddy.unmute" {buddy}, "config.get" {key?}, "config.set" {key, value}, "config.unset" {key}, "name.get" {},
// "relay.allow" {host}, "device.only" {buddy}. "qr" {text} (an SVG path of dark modules). The practice: "agree.packs"
// {}, "agree.show|offer|pause|resume|diff" {buddy}, "agree.new|counter" {buddy, pack?, with?, without?, purpose?,
// cadence?, structure?, record?, if_unsure?, ending?, duties?, keep_days?, learning?, standing_open?, standing_days?},
// "agree.accept" {buddy, ticks}, "agree.end" {buddy, purge?}, "agree.export" {buddy, paper?}, "boundaries.check"
// {buddy, reason?, exchange?}, "boundaries.reply" {buddy, choice, text?}; "share" {buddy, case, text, label?, what?,
// with?, until?, kind?, topic?, step_in?, ask?, keep_days?}, "inbox" {}, "inbox.hold" {id, reason?, tell?, lift?},
// "exchange.attach" {id, case}, "exchange.list" {buddy?}, "exchange.show|accept|withdraw|close" {id},
// "exchange.counter|relabel" {id, label, ...}, "exchange.decline" {id, why}; "case.new" {nickname, topic?, audience?},
// "case.list" {}, "case.show|forget|review|purge" {case}, "case.export" {case, redact_others?}, "case.people" {case,
// add?, part?, variants?, remove?}, "case.close" {case, outcome?, forget?}, "case.hold" {case, reason?, tell?, lift?};
// "opinion.open" {buddy, question, options, choice, case?, topic?, deadline?, scale?, sure?, why?}, "opinion.list"
// {buddy?}, "opinion.show|reveal" {id, choices_only?}, "opinion.seal" {id, choice, sure?, why?}, "opinion.withdraw"
// {id, why?}; "cpd.add", "cpd.list" {from?, to?}, "cpd.impact" {number, text}, "cpd.export" {format, from?, to?};
// "retention.show"
// {}, "retention.set" {exchange_days?, case_days?, session_days?, chat?, buddy?, advised?}. "session.invite" {buddy,
// kind?, at?, minutes?, label?, listen?, case?}, "session.companion" {minutes?, case?}, "session.list" {},
// "session.reply" {id?, answer, at?}, "session.show|start|next|pause|resume|end" {id?}, "session.extend" {id?, no?},
// "session.prompts" {id?, swap?, deal?}, "session.note" {id?, noticed?, will?, will_not?, find_out?, by_when?,
// who_else?, delete?}, "session.compose" {id?, text}; "crisis.available" {hours?, kinds?}, "crisis.list|script" {},
// "crisis.ask" {kind?, buddy?}, "crisis.take|withdraw" {id?}, "crisis.checkin" {id?, at?, yes?, no?}, "crisis.lines"
// {country?}; "check" {text, case?, audience?}, "check.choose" {text, type, choice, case?}, "check.counts" {}; "share"
// takes despite? and replace?, what is kept as a note despite?; "profile.close" {purge?, purge_all?}. Unknown methods
// and parameters of the wrong type: usage, with a sentence. Thread: the engine's.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <sotto/api/reply.hpp>
#include <sotto/messaging/messaging.hpp>
#include <sotto/practice/practice.hpp>

namespace sotto::api {

// Settings live in the vault (table of the api layer). Known keys: autolock, deletions, files.ask_above,
// files.buddy_quota, files.folder, files.quota, language, proxy, receipts.
store::Layer layer();

class Uploads;

class Client {
 public:
  Client(messaging::Messaging& messaging, practice::Practice& practice, store::Vault& vault);
  ~Client();
  Reply call(std::string_view method, const Json& params, Now now);
  Status pass_time(Now now);                  // what is due in the practice; looked at once an hour in any case
  std::optional<Instant> next_due(Now now);   // when pass_time has something to do before that
  std::vector<Json> take_events();            // lines of `watch` about the practice: {"event":"practice","subject"}
  std::string setting(std::string_view key);  // its value, or the key's default
  // The bytes of files by pieces, for a window: they are no JSON. `at`: how many came before this piece, or the byte
  // from which an attachment is wanted; then there are from 1 to piece_max of them.
  static constexpr std::size_t piece_max = std::size_t{1} << 20;
  Reply put(std::string_view upload, std::uint64_t at, ByteView piece, Now now);
  std::variant<Bytes, Problem> get(std::string_view id, std::uint64_t at);

 private:
  messaging::Messaging& messaging_;
  practice::Practice& practice_;
  store::Vault& vault_;
  std::unique_ptr<Uploads> uploads_;
  Instant look_again_{};
  std::optional<Instant> due_;
  bool due_known_ = false;
};

Json event_json(const messaging::Event& event);  // a line of `watch`
Json message_json(const messaging::Message& message);

}  // namespace sotto::api
