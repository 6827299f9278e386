#include "practice_arguments.hpp"

#include <CLI/CLI.hpp>

namespace sotto::cli {
namespace {

constexpr const char* group = "In confidence";
constexpr const char* record = "Your record";

// Each option becomes a parameter of the method that the command asks for.
class PracticeGrammar {
 public:
  PracticeGrammar(CLI::App& app, Arguments& out) : app_(app), out_(out) {}

  void agreements() {
    auto* agree = group_of("agree", "the agreement with a buddy, before any casework", group);
    buddy(add(*agree, "show", "what it says, card by card", "agree.show"));
    wishes(add(*agree, "new", "draft one", "agree.new"))->footer("Example: sotto agree new Thandi --pack uk");
    buddy(add(*agree, "diff", "what the newest version changes", "agree.diff"));
    buddy(add(*agree, "offer", "send the draft", "agree.offer"));
    wishes(add(*agree, "counter", "suggest other words, or the same for another year", "agree.counter"));
    auto* accept = buddy(add(*agree, "accept", "tick cards; with the last one you accept", "agree.accept"));
    texts(accept, "--tick", "ticks", "the code of a card that you have read and understood", "CODE");
    accept->footer("Both of you have to accept the same words. Example: sotto agree accept Thandi --tick at-risk");
    buddy(add(*agree, "pause", "stop casework at once, without a reason", "agree.pause"));
    buddy(add(*agree, "resume", "go on, if you paused", "agree.resume"));
    auto* end = buddy(add(*agree, "end", "end it; your buddy is told", "agree.end"));
    flag(end, "--purge", "purge", "ask your buddy to delete what you shared");

    auto* boundaries = group_of("boundaries", "check what stays between you", group);
    auto* check =
        buddy(add(*boundaries, "check", "pause both ways and ask your buddy to reconfirm", "boundaries.check"));
    text(check, "--reason", "reason", "heard-back, routine, terms or other", "R");
    text(check, "--exchange", "exchange", "the exchange that it is about", "ID");
    auto* reply = buddy(add(*boundaries, "reply", "answer such a question", "boundaries.reply"));
    text(reply, "CHOICE", "choice", "reconfirm, shared, unsure or cannot", "")->required();
    text(reply, "TEXT", "text", "in your own words", "");
    reply->footer(
        "Example: sotto boundaries reply Thandi shared \"The pattern, no names, with a mentor. I am sorry.\"");
  }

  void exchanges() {
    auto* share =
        buddy(add(app_, "share", "offer casework; nothing of the text leaves before it is accepted", "share", group));
    text(share, "--case", "case", "the case it belongs to", "C")->required();
    label(share, false);
    text(share, "--kind", "kind", "consult, second, crisis or career", "K");
    text(share, "--topic", "topic", "one of fourteen; without it the case's", "T");
    flag(share, "--replace", "replace", "put the check's suggestion in the place of everything it finds");
    despite(share);
    text(share, "TEXT", "text", "the text, or - to read it from standard input", "")->required();
    share->footer("Example: sotto share Thandi --case C1 --label vault - < draft.txt");
    add(app_, "inbox", "what waits for your word", "inbox", group);
    id(add(app_, "accept", "accept an offer, or the label your buddy suggests", "exchange.accept", group));
    label(id(add(app_, "counter", "suggest a different label", "exchange.counter", group)), true);
    auto* decline = id(add(app_, "decline", "not this one", "exchange.decline", group));
    text(decline, "--why", "why", "conflict, must-report, not-my-area, not-now or live", "W")->required();
    label(id(add(app_, "relabel", "treat it more strictly; if you shared it, also more freely", "exchange.relabel",
                 group)),
          true);
    auto* exchange = group_of("exchange", "what was shared, and where it stands", group);
    auto* list = add(*exchange, "list", "all of them", "exchange.list");
    text(list, "B", "buddy", "with this buddy only", "");
    id(add(*exchange, "show", "one of them, with its text", "exchange.show"));
    id(add(*exchange, "withdraw", "take an offer back", "exchange.withdraw"));
    id(add(*exchange, "close", "done with it; it is deleted on its date", "exchange.close"));
  }

  void cases() {
    auto* all = group_of("case", "your cases; they never leave this device", group);
    auto* open = add(*all, "new", "begin a case", "case.new");
    text(open, "NICKNAME", "nickname", "what you call it", "")->required();
    text(open, "--topic", "topic", "one of fourteen (conduct)", "T");
    text(open, "--audience", "audience", "what a reader knows (knows-employer)", "A");
    open->footer("Example: sotto case new \"the spring matter\" --topic exec-conduct");
    add(*all, "list", "your cases", "case.list");
    one(add(*all, "show", "one of them", "case.show"));
    auto* people = one(add(*all, "people", "who is in it; these names stay on this device", "case.people"));
    text(people, "--add", "add", "a name: a person, an organisation or a place", "NAME");
    text(people, "--part", "part", "employee, manager, witness, rep, leader, person, org, client or place", "P");
    texts(people, "--variant", "variants", "how the name is also written", "NAME");
    number(people, "--remove", "remove", "take the name with this number out");
    one(add(*all, "forget", "forget who is who: the case stays readable as A, B and C", "case.forget"));
    auto* close = one(add(*all, "close", "close it, and tell those you shared it with", "case.close"));
    text(close, "--outcome", "outcome", "a note for yourself", "TEXT");
    flag(close, "--forget", "forget", "and forget who is who");
    despite(close);
    auto* hold = one(add(*all, "hold", "stop every deletion of this case here", "case.hold"));
    text(hold, "--reason", "reason", "why, for yourself", "TEXT");
    flag(hold, "--tell", "tell", "ask those you shared it with not to delete; no reason is sent");
    text(hold, "--lift", "lift", "lift the hold: type the case's nickname", "NICKNAME");
    one(add(*all, "purge", "delete it now and for good", "case.purge"));
  }

  void sessions() {
    auto* all = group_of("session", "an hour with a buddy, by phases and one clock", group);
    auto* invite = buddy(add(*all, "invite", "ask a buddy for a session; needs an agreement", "session.invite"));
    text(invite, "--kind", "kind", "buddy (one presents, 60 minutes) or reciprocal (both, 90)", "K");
    text(invite, "--at", "at", "when, like \"2026-12-31 14:00\" (now)", "TIME");
    number(invite, "--minutes", "minutes", "how long, from 1 to 180");
    text(invite, "--label", "label", "how what is said in it is treated: vault or think (vault)", "L");
    flag(invite, "--listen", "listen", "your buddy presents first; you listen");
    text(invite, "--case", "case", "your case it belongs to; this is not sent", "C");
    invite->footer("Example: sotto session invite Thandi --at \"2026-12-31 14:00\"");
    add(*all, "list", "your sessions, newest first", "session.list");
    auto* reply = add(*all, "reply", "answer an invitation", "session.reply");
    text(reply, "ANSWER", "answer", "yes, no or another-time", "")->required();
    text(reply, "--at", "at", "the other time", "TIME");
    session_id(reply);
    session_id(add(*all, "show", "where it is: phase, cue card, time left", "session.show"));
    session_id(add(*all, "start", "begin it", "session.start"));
    session_id(add(*all, "next", "on to the next phase, if you keep the time", "session.next"));
    session_id(add(*all, "pause", "stop for two minutes; no reason is needed", "session.pause"));
    session_id(add(*all, "resume", "go on, if you paused", "session.resume"));
    auto* extend =
        session_id(add(*all, "extend", "five more minutes in this phase, if both want them", "session.extend"));
    flag(extend, "--no", "no", "answer no to your buddy who asks for them");
    session_id(add(*all, "end", "end it, or call it off; no reason is needed", "session.end"));
    auto* prompts = session_id(add(*all, "prompts", "three questions to look from elsewhere", "session.prompts"));
    number(prompts, "--swap", "swap", "another one in the place of this one (1 to 3)");
    flag(prompts, "--deal", "deal", "three others");
    auto* check = session_id(add(*all, "compose", "would this fit the phase? is it advice?", "session.compose"));
    text(check, "TEXT", "text", "what you are about to say", "")->required();
    auto* note = session_id(add(*all, "note", "what you take from it, on this device only", "session.note"));
    text(note, "--noticed", "noticed", "what you noticed", "TEXT");
    despite(note);
    text(note, "--will", "will", "what you will do", "TEXT");
    text(note, "--will-not", "will_not", "what you will not do", "TEXT");
    text(note, "--find-out", "find_out", "what you will find out", "TEXT");
    text(note, "--by-when", "by_when", "by when", "TEXT");
    text(note, "--who-else", "who_else", "who else must know", "TEXT");
    flag(note, "--delete", "delete", "delete the note");
    auto* companion = add(*all, "companion", "a timer and cue cards beside a call or a coffee; nothing is sent",
                          "session.companion", "Commands", Command::companion);
    number(companion, "--minutes", "minutes", "how long (60)");
    text(companion, "--case", "case", "your case it belongs to", "C");
  }

  void crisis() {
    auto* all = group_of("crisis", "when you need someone now, and when you can be there", group);
    auto* ask = add(*all, "ask", "I need someone now; no content is sent", "crisis.ask");
    text(ask, "KIND", "kind", "upset, decision, safety or exec", "")->required();
    text(ask, "--buddy", "buddy", "whom to ask first; without one, everybody who is available", "B");
    ask->footer("Example: sotto crisis ask upset --buddy Thandi");
    ping_id(add(*all, "take", "I can be there", "crisis.take"));
    ping_id(add(*all, "withdraw", "no longer needed", "crisis.withdraw"));
    add(*all, "list", "who asks, and who is available", "crisis.list");
    auto* available = add(*all, "available", "be there for your buddies for some hours", "crisis.available");
    number(available, "HOURS", "hours", "from 1 to 24; 0: no longer")->required();
    texts(available, "--kind", "kinds", "for these only: upset, decision, safety, exec", "K");
    add(*all, "script", "the ten minutes, and what not to do tonight", "crisis.script");
    text(add(*all, "lines", "the phone lines of a country", "crisis.lines"), "--country", "country", "eu, ie, uk or us",
         "C");
    auto* checkin = ping_id(add(*all, "checkin", "see each other again a day later", "crisis.checkin"));
    text(checkin, "--at", "at", "propose a time, like \"2026-12-31 14:00\"", "TIME");
    flag(checkin, "--yes", "yes", "yes to the proposed time");
    flag(checkin, "--no", "no", "no to it");
  }

  void own_record() {
    auto* cpd = group_of("cpd", "your record of professional development: no names, no cases, no content", record);
    auto* entry = add(*cpd, "add", "an entry", "cpd.add");
    text(entry, "--date", "date", "like 2026-12-31 (today)", "DAY");
    text(entry, "--kind", "kind", "buddy, circle, reading, course or other", "K");
    text(entry, "--role", "role", "presented, listened, facilitated or alone", "R");
    number(entry, "--minutes", "minutes", "how long (60)");
    texts(entry, "--function", "functions", "normative, formative, restorative", "F");
    text(entry, "--area", "area", "what it belongs to, such as ethical practice", "TEXT");
    text(entry, "--learned", "learned", "what you learned", "TEXT");
    text(entry, "--change", "change", "what you will change", "TEXT");
    despite(entry);
    text(entry, "--from-session", "from_session", "filled in from this session (last: the last one)", "ID");
    auto* impact = add(*cpd, "impact", "what is different because of it", "cpd.impact");
    number(impact, "NUMBER", "number", "the entry")->required();
    text(impact, "TEXT", "text", "in general words", "")->required();
    despite(impact);
    span(add(*cpd, "list", "your entries", "cpd.list"));
    auto* out = span(add(*cpd, "export", "the record, to print or to hand in", "cpd.export"));
    text(out, "--format", "format", "markdown, csv or html", "F");
    out->footer("Example: sotto cpd export --format csv > cpd.csv");

    auto* retention = group_of("retention", "how long things are kept", record);
    add(*retention, "show", "the days, and when they changed", "retention.show");
    auto* set = add(*retention, "set", "change them; the shorter of two sides counts", "retention.set");
    number(set, "--exchanges", "exchange_days", "days after an exchange has closed");
    number(set, "--cases", "case_days", "days after a case has closed");
    flag(set, "--advised", "advised", "shorten although a dispute may be near: you have taken advice");
  }

 private:
  CLI::App* add(CLI::App& parent, const char* name, const char* what, const char* method, const char* in = "Commands",
                Command command = Command::practice) {
    CLI::App* sub = parent.add_subcommand(name, what);
    sub->group(in)->fallthrough()->footer(" ");
    sub->callback([this, method, command] {
      out_.command = command;
      out_.asked.method = method;
    });
    return sub;
  }
  CLI::App* group_of(const char* name, const char* what, const char* in) {
    CLI::App* sub = app_.add_subcommand(name, what);
    sub->group(in)->fallthrough()->require_subcommand(1);
    sub->footer("sotto " + std::string(name) + " COMMAND --help tells more.");
    return sub;
  }
  CLI::Option* text(CLI::App* sub, const char* option, const char* key, const char* what, const char* type) {
    return sub
        ->add_option_function<std::string>(
            option, [this, key](const std::string& value) { out_.asked.params.emplace_back(key, value); }, what)
        ->type_name(type);
  }
  CLI::Option* texts(CLI::App* sub, const char* option, const char* key, const char* what, const char* type) {
    return sub
        ->add_option_function<std::vector<std::string>>(
            option,
            [this, key](const std::vector<std::string>& values) { out_.asked.params.emplace_back(key, values); }, what)
        ->type_name(type);
  }
  CLI::Option* number(CLI::App* sub, const char* option, const char* key, const char* what) {
    return sub
        ->add_option_function<std::int64_t>(
            option, [this, key](const std::int64_t& value) { out_.asked.params.emplace_back(key, value); }, what)
        ->type_name("N");
  }
  void flag(CLI::App* sub, const char* option, const char* key, const char* what) {
    sub->add_flag_callback(
        option, [this, key] { out_.asked.params.emplace_back(key, true); }, what);
  }

  CLI::App* buddy(CLI::App* sub) { return text(sub, "B", "buddy", "the buddy's name or id", "")->required(), sub; }
  CLI::App* session_id(CLI::App* sub) {
    return text(sub, "--id", "id", "which one; without it the one that runs, or the next", "ID"), sub;
  }
  CLI::App* ping_id(CLI::App* sub) { return text(sub, "--id", "id", "which one; without it the newest", "ID"), sub; }
  CLI::App* id(CLI::App* sub) { return text(sub, "ID", "id", "the exchange", "")->required(), sub; }
  CLI::App* one(CLI::App* sub) { return text(sub, "C", "case", "C1, its nickname or its id", "")->required(), sub; }
  CLI::App* span(CLI::App* sub) {
    text(sub, "--from", "from", "first day, like 2026-01-01", "DAY");
    text(sub, "--to", "to", "last day", "DAY");
    return sub;
  }
  void despite(CLI::App* sub) {
    text(sub, "--despite", "despite",
         "why it stays, when the check says stop: they-agreed, about-me, false-alarm, safety", "WHY");
  }
  void label(CLI::App* sub, bool required) {
    text(sub, "--label", "label", required ? "vault, think or act" : "vault, think or act; without one it is the vault",
         "L")
        ->required(required);
    text(sub, "--what", "what", "act: what exactly", "TEXT");
    text(sub, "--with", "with", "act: with whom", "TEXT");
    text(sub, "--until", "until", "act: until when, like 2026-12-31", "DAY");
    flag(sub, "--step-in", "step_in", "act: do it yourself, rather than use your influence");
    text(sub, "--ask", "ask", "reflect, view or both", "A");
    number(sub, "--keep", "keep_days", "days that it is kept after closing (30)");
  }
  CLI::App* wishes(CLI::App* sub) {
    buddy(sub);
    text(sub, "--pack", "pack", "the country whose carve-outs apply: eu, ie, uk or us", "P");
    texts(sub, "--with-card", "with", "add this card of the pack", "CODE");
    texts(sub, "--without-card", "without", "leave this card out", "CODE");
    texts(sub, "--duty", "duties", "what one of you must report because of the job", "TEXT");
    text(sub, "--purpose", "purpose", "what it is for", "TEXT");
    text(sub, "--cadence", "cadence", "how often", "TEXT");
    text(sub, "--structure", "structure", "how a session goes", "TEXT");
    text(sub, "--record", "record", "what is written down", "TEXT");
    text(sub, "--if-unsure", "if_unsure", "what to do when in doubt", "TEXT");
    text(sub, "--ending", "ending", "how it ends", "TEXT");
    number(sub, "--keep", "keep_days", "days that exchanges are kept after closing");
    number(sub, "--standing-vault", "standing_open", "accept so many vault offers by themselves (0: none)");
    number(sub, "--standing-days", "standing_days", "for so many days (30)");
    flag(sub, "--learning", "learning", "what is shared to think about may be retold without names");
    return sub;
  }

  CLI::App& app_;
  Arguments& out_;
};

}  // namespace

void add_practice_commands(CLI::App& app, Arguments& out) {
  // The options' functions keep it: it lives as long as the grammar.
  const auto grammar = std::make_shared<PracticeGrammar>(app, out);
  grammar->agreements();
  grammar->exchanges();
  grammar->cases();
  grammar->sessions();
  grammar->crisis();
  grammar->own_record();
  app.parse_complete_callback([grammar] {});
}

}  // namespace sotto::cli
