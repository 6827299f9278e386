#include "practice_arguments.hpp"

#include <CLI/CLI.hpp>

#include "what.hpp"

namespace sotto::cli {
namespace {

constexpr auto group = words::help::group_in_confidence;
constexpr auto record = words::help::group_record;

// Each option becomes a parameter of the method that the command asks for.
class PracticeGrammar {
 public:
  PracticeGrammar(CLI::App& app, Arguments& out) : app_(app), out_(out) {}

  void agreements() {
    auto* agree = group_of("agree", words::help::agree, group);
    buddy(add(*agree, "show", words::help::agree_show, "agree.show"));
    wishes(add(*agree, "new", words::help::agree_new, "agree.new"))->footer(say(words::help::agree_new_note));
    buddy(add(*agree, "diff", words::help::agree_diff, "agree.diff"));
    buddy(add(*agree, "offer", words::help::agree_offer, "agree.offer"));
    wishes(add(*agree, "counter", words::help::agree_counter, "agree.counter"));
    auto* accept = buddy(add(*agree, "accept", words::help::agree_accept, "agree.accept"));
    texts(accept, "--tick", "ticks", words::help::agree_accept_tick, "CODE");
    accept->footer(say(words::help::agree_accept_note));
    buddy(add(*agree, "pause", words::help::agree_pause, "agree.pause"));
    buddy(add(*agree, "resume", words::help::agree_resume, "agree.resume"));
    auto* end = buddy(add(*agree, "end", words::help::agree_end, "agree.end"));
    flag(end, "--purge", "purge", words::help::agree_end_purge);

    auto* copy = buddy(add(*agree, "export", words::help::agree_export, "agree.export"));
    flag(copy, "--paper", "paper", words::help::agree_export_paper);
    path(copy, "--out", out_.out, words::help::agree_export_out, "FILE");
    local(copy, Command::agree_export);
    auto* check_copy = add(*agree, "check-copy", words::help::agree_check_copy, "agree.check-copy");
    path(check_copy, "FILE", out_.file, words::help::agree_check_copy_file, "")->required();
    local(check_copy, Command::agree_check_copy);

    auto* boundaries = group_of("boundaries", words::help::boundaries, group);
    auto* check = buddy(add(*boundaries, "check", words::help::boundaries_check, "boundaries.check"));
    text(check, "--reason", "reason", words::help::boundaries_check_reason, "R");
    text(check, "--exchange", "exchange", words::help::boundaries_check_exchange, "ID");
    auto* reply = buddy(add(*boundaries, "reply", words::help::boundaries_reply, "boundaries.reply"));
    text(reply, "CHOICE", "choice", words::help::boundaries_reply_choice, "")->required();
    text(reply, "TEXT", "text", words::help::boundaries_reply_text, "");
    reply->footer(say(words::help::boundaries_reply_note));
  }

  void exchanges() {
    auto* share = buddy(add(app_, "share", words::help::share, "share", group));
    text(share, "--case", "case", words::help::share_case, "C")->required();
    label(share, false);
    text(share, "--kind", "kind", words::help::share_kind, "K");
    text(share, "--topic", "topic", words::help::share_topic, "T");
    flag(share, "--replace", "replace", words::help::share_replace);
    despite(share);
    text(share, "TEXT", "text", words::help::share_text, "")->required();
    share->footer(say(words::help::share_note));
    auto* inbox = add(app_, "inbox", words::help::inbox, "inbox", group);
    inbox->require_subcommand(0, 1);
    auto* hold = id(add(*inbox, "hold", words::help::inbox_hold, "inbox.hold"));
    text(hold, "--reason", "reason", words::help::case_hold_reason, "TEXT");
    flag(hold, "--tell", "tell", words::help::inbox_hold_tell);
    text(hold, "--lift", "lift", words::help::inbox_hold_lift, "LABEL");
    id(add(app_, "accept", words::help::accept, "exchange.accept", group));
    label(id(add(app_, "counter", words::help::counter, "exchange.counter", group)), true);
    auto* decline = id(add(app_, "decline", words::help::decline, "exchange.decline", group));
    text(decline, "--why", "why", words::help::decline_why, "W")->required();
    label(id(add(app_, "relabel", words::help::relabel, "exchange.relabel", group)), true);
    auto* exchange = group_of("exchange", words::help::exchange, group);
    auto* list = add(*exchange, "list", words::help::exchange_list, "exchange.list");
    text(list, "B", "buddy", words::help::exchange_list_b, "");
    id(add(*exchange, "show", words::help::exchange_show, "exchange.show"));
    id(add(*exchange, "withdraw", words::help::exchange_withdraw, "exchange.withdraw"));
    auto* attach = id(add(*exchange, "attach", words::help::exchange_attach, "exchange.attach"));
    text(attach, "--case", "case", words::help::exchange_attach_case, "C")->required();
    id(add(*exchange, "close", words::help::exchange_close, "exchange.close"));
  }

  void opinions() {
    auto* opinion = group_of("opinion", words::help::opinion, group);
    auto* open = buddy(add(*opinion, "open", words::help::opinion_open, "opinion.open"));
    text(open, "QUESTION", "question", words::help::opinion_question, "")->required();
    texts(open, "--option", "options", words::help::opinion_option, "TEXT")->required();
    view(open);
    text(open, "--case", "case", words::help::opinion_case, "C");
    text(open, "--topic", "topic", words::help::opinion_topic, "T");
    text(open, "--deadline", "deadline", words::help::opinion_deadline, "DAY");
    number(open, "--scale", "scale", words::help::opinion_scale);
    texts(open, "--also", "also", words::help::opinion_also, "BUDDY");
    text(open, "--as", "as", words::help::opinion_as, "ID");
    despite(open);
    open->footer(say(words::help::opinion_open_note));
    auto* introduce = buddy(add(*opinion, "introduce", words::help::opinion_introduce, "opinion.introduce"));
    text(introduce, "ID", "participant", words::help::opinion_participant, "")->required();
    auto* list = add(*opinion, "list", words::help::opinion_list, "opinion.list");
    text(list, "B", "buddy", words::help::exchange_list_b, "");
    for (auto* look : {add(*opinion, "show", words::help::opinion_show, "opinion.show"),
                       add(*opinion, "reveal", words::help::opinion_reveal, "opinion.reveal")}) {
      text(look, "ID", "id", words::help::opinion_id, "")->required();
      flag(look, "--choices-only", "choices_only", words::help::opinion_choices_only);
    }
    auto* seal = add(*opinion, "seal", words::help::opinion_seal, "opinion.seal");
    text(seal, "ID", "id", words::help::opinion_id, "")->required();
    view(seal);
    despite(seal);
    auto* back = add(*opinion, "withdraw", words::help::opinion_withdraw, "opinion.withdraw");
    text(back, "ID", "id", words::help::opinion_id, "")->required();
    text(back, "--why", "why", words::help::decline_why, "W");
  }

  void cases() {
    auto* all = group_of("case", words::help::case_all, group);
    auto* open = add(*all, "new", words::help::case_new, "case.new");
    text(open, "NICKNAME", "nickname", words::help::case_new_nickname, "")->required();
    text(open, "--topic", "topic", words::help::case_new_topic, "T");
    text(open, "--audience", "audience", words::help::case_new_audience, "A");
    open->footer(say(words::help::case_new_note));
    add(*all, "list", words::help::case_list, "case.list");
    one(add(*all, "show", words::help::case_show, "case.show"));
    auto* people = one(add(*all, "people", words::help::case_people, "case.people"));
    text(people, "--add", "add", words::help::case_people_add, "NAME");
    text(people, "--part", "part", words::help::case_people_part, "P");
    texts(people, "--variant", "variants", words::help::case_people_variant, "NAME");
    number(people, "--remove", "remove", words::help::case_people_remove);
    one(add(*all, "forget", words::help::case_forget, "case.forget"));
    auto* close = one(add(*all, "close", words::help::case_close, "case.close"));
    text(close, "--outcome", "outcome", words::help::case_close_outcome, "TEXT");
    flag(close, "--forget", "forget", words::help::case_close_forget);
    despite(close);
    auto* hold = one(add(*all, "hold", words::help::case_hold, "case.hold"));
    text(hold, "--reason", "reason", words::help::case_hold_reason, "TEXT");
    flag(hold, "--tell", "tell", words::help::case_hold_tell);
    text(hold, "--lift", "lift", words::help::case_hold_lift, "NICKNAME");
    one(add(*all, "review", words::help::case_review, "case.review"));
    auto* copy = one(add(*all, "export", words::help::case_export, "case.export"));
    flag(copy, "--redact-others", "redact_others", words::help::case_export_redact);
    path(copy, "--out", out_.out, words::help::case_export_out, "DIR");
    local(copy, Command::case_export);
    one(add(*all, "purge", words::help::case_purge, "case.purge"));
  }

  void sessions() {
    auto* all = group_of("session", words::help::session, group);
    auto* invite = buddy(add(*all, "invite", words::help::session_invite, "session.invite"));
    text(invite, "--kind", "kind", words::help::session_invite_kind, "K");
    text(invite, "--at", "at", words::help::session_invite_at, "TIME");
    number(invite, "--minutes", "minutes", words::help::session_invite_minutes);
    text(invite, "--label", "label", words::help::session_invite_label, "L");
    flag(invite, "--listen", "listen", words::help::session_invite_listen);
    text(invite, "--case", "case", words::help::session_invite_case, "C");
    invite->footer(say(words::help::session_invite_note));
    add(*all, "list", words::help::session_list, "session.list");
    auto* reply = add(*all, "reply", words::help::session_reply, "session.reply");
    text(reply, "ANSWER", "answer", words::help::session_reply_answer, "")->required();
    text(reply, "--at", "at", words::help::session_reply_at, "TIME");
    session_id(reply);
    session_id(add(*all, "show", words::help::session_show, "session.show"));
    session_id(add(*all, "start", words::help::session_start, "session.start"));
    session_id(add(*all, "next", words::help::session_next, "session.next"));
    session_id(add(*all, "pause", words::help::session_pause, "session.pause"));
    session_id(add(*all, "resume", words::help::session_resume, "session.resume"));
    auto* extend = session_id(add(*all, "extend", words::help::session_extend, "session.extend"));
    flag(extend, "--no", "no", words::help::session_extend_no);
    session_id(add(*all, "end", words::help::session_end, "session.end"));
    auto* prompts = session_id(add(*all, "prompts", words::help::session_prompts, "session.prompts"));
    number(prompts, "--swap", "swap", words::help::session_prompts_swap);
    flag(prompts, "--deal", "deal", words::help::session_prompts_deal);
    auto* check = session_id(add(*all, "compose", words::help::session_compose, "session.compose"));
    text(check, "TEXT", "text", words::help::session_compose_text, "")->required();
    auto* note = session_id(add(*all, "note", words::help::session_note, "session.note"));
    text(note, "--noticed", "noticed", words::help::session_note_noticed, "TEXT");
    despite(note);
    text(note, "--will", "will", words::help::session_note_will, "TEXT");
    text(note, "--will-not", "will_not", words::help::session_note_will_not, "TEXT");
    text(note, "--find-out", "find_out", words::help::session_note_find_out, "TEXT");
    text(note, "--by-when", "by_when", words::help::session_note_by_when, "TEXT");
    text(note, "--who-else", "who_else", words::help::session_note_who_else, "TEXT");
    flag(note, "--delete", "delete", words::help::session_note_delete);
    auto* companion = add(*all, "companion", words::help::session_companion, "session.companion",
                          words::help::group_commands, Command::companion);
    number(companion, "--minutes", "minutes", words::help::session_companion_minutes);
    text(companion, "--case", "case", words::help::session_companion_case, "C");
  }

  void crisis() {
    auto* all = group_of("crisis", words::help::crisis, group);
    auto* ask = add(*all, "ask", words::help::crisis_ask, "crisis.ask");
    text(ask, "KIND", "kind", words::help::crisis_ask_kind, "")->required();
    text(ask, "--buddy", "buddy", words::help::crisis_ask_buddy, "B");
    ask->footer(say(words::help::crisis_ask_note));
    ping_id(add(*all, "take", words::help::crisis_take, "crisis.take"));
    ping_id(add(*all, "withdraw", words::help::crisis_withdraw, "crisis.withdraw"));
    add(*all, "list", words::help::crisis_list, "crisis.list");
    auto* available = add(*all, "available", words::help::crisis_available, "crisis.available");
    number(available, "HOURS", "hours", words::help::crisis_available_hours)->required();
    texts(available, "--kind", "kinds", words::help::crisis_available_kind, "K");
    add(*all, "script", words::help::crisis_script, "crisis.script");
    text(add(*all, "lines", words::help::crisis_lines, "crisis.lines"), "--country", "country",
         words::help::crisis_lines_country, "C");
    auto* checkin = ping_id(add(*all, "checkin", words::help::crisis_checkin, "crisis.checkin"));
    text(checkin, "--at", "at", words::help::crisis_checkin_at, "TIME");
    flag(checkin, "--yes", "yes", words::help::crisis_checkin_yes);
    flag(checkin, "--no", "no", words::help::crisis_checkin_no);
  }

  void own_record() {
    auto* cpd = group_of("cpd", words::help::cpd, record);
    auto* entry = add(*cpd, "add", words::help::cpd_add, "cpd.add");
    text(entry, "--date", "date", words::help::cpd_add_date, "DAY");
    text(entry, "--kind", "kind", words::help::cpd_add_kind, "K");
    text(entry, "--role", "role", words::help::cpd_add_role, "R");
    number(entry, "--minutes", "minutes", words::help::cpd_add_minutes);
    texts(entry, "--function", "functions", words::help::cpd_add_function, "F");
    text(entry, "--area", "area", words::help::cpd_add_area, "TEXT");
    text(entry, "--learned", "learned", words::help::cpd_add_learned, "TEXT");
    text(entry, "--change", "change", words::help::cpd_add_change, "TEXT");
    despite(entry);
    text(entry, "--from-session", "from_session", words::help::cpd_add_from_session, "ID");
    auto* impact = add(*cpd, "impact", words::help::cpd_impact, "cpd.impact");
    number(impact, "NUMBER", "number", words::help::cpd_impact_number)->required();
    text(impact, "TEXT", "text", words::help::cpd_impact_text, "")->required();
    despite(impact);
    span(add(*cpd, "list", words::help::cpd_list, "cpd.list"));
    auto* out = span(add(*cpd, "export", words::help::cpd_export, "cpd.export"));
    text(out, "--format", "format", words::help::cpd_export_format, "F");
    out->footer(say(words::help::cpd_export_note));

    auto* retention = group_of("retention", words::help::retention, record);
    add(*retention, "show", words::help::retention_show, "retention.show");
    add(*retention, "get", words::help::retention_get, "retention.show");
    auto* set = add(*retention, "set", words::help::retention_set, "retention.set");
    number(set, "--exchanges", "exchange_days", words::help::retention_set_exchanges);
    number(set, "--cases", "case_days", words::help::retention_set_cases);
    number(set, "--sessions", "session_days", words::help::retention_set_sessions);
    text(set, "--chat", "chat", words::help::retention_set_chat, "T");
    text(set, "--with", "buddy", words::help::retention_set_with, "B");
    flag(set, "--advised", "advised", words::help::retention_set_advised);
  }

 private:
  CLI::App* add(CLI::App& parent, const char* name, const What& what, const char* method,
                const What& in = words::help::group_commands, Command command = Command::practice) {
    CLI::App* sub = parent.add_subcommand(name, what.text);
    sub->group(in.text)->fallthrough()->footer(" ");
    sub->callback([this, sub, method, command] {
      if (!sub->get_subcommands().empty()) return;  // the innermost one counts
      out_.command = command;
      out_.asked.method = method;
    });
    return sub;
  }
  CLI::App* group_of(const char* name, const What& what, const What& in) {
    CLI::App* sub = app_.add_subcommand(name, what.text);
    sub->group(in.text)->fallthrough()->require_subcommand(1);
    sub->footer(say(words::help::group_note, name));
    return sub;
  }
  CLI::Option* text(CLI::App* sub, const char* option, const char* key, const What& what, const char* type) {
    return sub
        ->add_option_function<std::string>(
            option, [this, key](const std::string& value) { out_.asked.params.emplace_back(key, value); }, what.text)
        ->type_name(type);
  }
  CLI::Option* texts(CLI::App* sub, const char* option, const char* key, const What& what, const char* type) {
    return sub
        ->add_option_function<std::vector<std::string>>(
            option,
            [this, key](const std::vector<std::string>& values) { out_.asked.params.emplace_back(key, values); },
            what.text)
        ->type_name(type);
  }
  CLI::Option* number(CLI::App* sub, const char* option, const char* key, const What& what) {
    return sub
        ->add_option_function<std::int64_t>(
            option, [this, key](const std::int64_t& value) { out_.asked.params.emplace_back(key, value); }, what.text)
        ->type_name("N");
  }
  void flag(CLI::App* sub, const char* option, const char* key, const What& what) {
    sub->add_flag_callback(
        option, [this, key] { out_.asked.params.emplace_back(key, true); }, what.text);
  }

  CLI::Option* path(CLI::App* sub, const char* option, std::filesystem::path& to, const What& what, const char* type) {
    return sub->add_option(option, to, what.text)->type_name(type);
  }
  // A command that does more with the answer than to show it.
  void local(CLI::App* sub, Command command) {
    sub->callback([this, command, method = sub->get_parent()->get_name() + "." + sub->get_name()] {
      out_.command = command;
      out_.asked.method = method;
    });
  }
  CLI::App* buddy(CLI::App* sub) { return text(sub, "B", "buddy", words::help::buddy_named, "")->required(), sub; }
  CLI::App* session_id(CLI::App* sub) { return text(sub, "--id", "id", words::help::session_id, "ID"), sub; }
  CLI::App* ping_id(CLI::App* sub) { return text(sub, "--id", "id", words::help::ping_id, "ID"), sub; }
  CLI::App* id(CLI::App* sub) { return text(sub, "ID", "id", words::help::exchange_id, "")->required(), sub; }
  CLI::App* one(CLI::App* sub) { return text(sub, "C", "case", words::help::case_named, "")->required(), sub; }
  void view(CLI::App* sub) {
    number(sub, "--view", "choice", words::help::view_choice)->required();
    number(sub, "--sure", "sure", words::help::view_sure);
    text(sub, "--why", "why", words::help::view_why, "TEXT");
  }
  CLI::App* span(CLI::App* sub) {
    text(sub, "--from", "from", words::help::first_day, "DAY");
    text(sub, "--to", "to", words::help::last_day, "DAY");
    return sub;
  }
  void despite(CLI::App* sub) { text(sub, "--despite", "despite", words::help::despite, "WHY"); }
  void label(CLI::App* sub, bool required) {
    text(sub, "--label", "label", required ? words::help::label_one_of : words::help::label_if_any, "L")
        ->required(required);
    text(sub, "--what", "what", words::help::label_what, "TEXT");
    text(sub, "--with", "with", words::help::label_with, "TEXT");
    text(sub, "--until", "until", words::help::label_until, "DAY");
    flag(sub, "--step-in", "step_in", words::help::label_step_in);
    text(sub, "--ask", "ask", words::help::label_ask, "A");
    number(sub, "--keep", "keep_days", words::help::label_keep);
  }
  CLI::App* wishes(CLI::App* sub) {
    buddy(sub);
    text(sub, "--pack", "pack", words::help::wishes_pack, "P");
    texts(sub, "--with-card", "with", words::help::wishes_with_card, "CODE");
    texts(sub, "--without-card", "without", words::help::wishes_without_card, "CODE");
    texts(sub, "--duty", "duties", words::help::wishes_duty, "TEXT");
    text(sub, "--purpose", "purpose", words::help::wishes_purpose, "TEXT");
    text(sub, "--cadence", "cadence", words::help::wishes_cadence, "TEXT");
    text(sub, "--structure", "structure", words::help::wishes_structure, "TEXT");
    text(sub, "--record", "record", words::help::wishes_record, "TEXT");
    text(sub, "--if-unsure", "if_unsure", words::help::wishes_if_unsure, "TEXT");
    text(sub, "--ending", "ending", words::help::wishes_ending, "TEXT");
    number(sub, "--keep", "keep_days", words::help::wishes_keep);
    number(sub, "--standing-vault", "standing_open", words::help::wishes_standing_vault);
    number(sub, "--standing-days", "standing_days", words::help::wishes_standing_days);
    text(sub, "--proof", "proof", words::help::wishes_proof, "P");
    flag(sub, "--learning", "learning", words::help::wishes_learning);
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
  grammar->opinions();
  grammar->cases();
  grammar->sessions();
  grammar->crisis();
  grammar->own_record();
  app.parse_complete_callback([grammar] {});
}

}  // namespace sotto::cli
