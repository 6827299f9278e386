// Every sentence the practice says by itself, in one place, ready for translation. In confidence, short, unhurried; a
// word in {} is the buddy's or the exchange's.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include <sotto/base/result.hpp>

namespace sotto::practice::words {

std::string filled(Literal sentence, std::initializer_list<std::string_view> gaps);

// ---- refusals ----
inline constexpr Literal no_buddy = "There is no such buddy.";
inline constexpr Literal no_agreement =
    "There is no agreement with this buddy yet, so no casework can be shared. Begin with: sotto agree new.";
inline constexpr Literal agreement_ended = "The agreement with this buddy has ended: no casework can be shared.";
inline constexpr Literal agreement_paused =
    "Casework with this buddy is paused. It goes on when whoever paused resumes: sotto agree resume.";
inline constexpr Literal agreement_stale =
    "The agreement was due for review more than 30 days ago. Agree on a new version before new casework.";
inline constexpr Literal agreement_open =
    "There is an agreement or an open offer already. Change it with: sotto agree counter.";
inline constexpr Literal no_draft = "There is no draft to offer. Begin with: sotto agree new.";
inline constexpr Literal no_proposal = "There is no offered agreement to answer.";
inline constexpr Literal no_such_card = "The agreement has no card with this code. See: sotto agree show.";
inline constexpr Literal no_pack = "There is no carve-out pack for this country. There are: eu, ie, uk, us.";
inline constexpr Literal terms_too_long = "One of the fields of the agreement is too long.";
inline constexpr Literal nothing_changed = "A counter-offer has to change something.";
inline constexpr Literal nothing_paused = "You have not paused. If your buddy has, only they can resume.";
inline constexpr Literal not_asked = "Your buddy has not asked to check boundaries.";
inline constexpr Literal no_agreement_to_copy = "There is no agreement with this buddy that both of you accepted.";
inline constexpr Literal not_signed =
    "This agreement is recorded, not signed. Suggest one that is: sotto agree counter B --proof signed. Or write it "
    "out "
    "to sign on paper: sotto agree export B --paper.";
inline constexpr Literal one_version = "There is one version only: nothing to compare.";
inline constexpr Literal no_exchange = "There is no exchange with this id.";
inline constexpr Literal not_waiting = "This exchange does not wait for you.";
inline constexpr Literal not_yours_to_loosen =
    "Only the person who shared it can loosen a label. You can make it stricter.";
inline constexpr Literal not_open = "This exchange is not open.";
inline constexpr Literal act_needs_scope =
    "To ask somebody to act, say what exactly, with whom, and until when: --what, --with and --until.";
inline constexpr Literal scope_only_to_act = "Only a label that asks to act says what, with whom and until when.";
inline constexpr Literal until_is_past = "The day until which your buddy may act has to lie ahead, at most a year.";
inline constexpr Literal same_label = "That is the label it has already.";
inline constexpr Literal case_closed = "This case is closed.";
inline constexpr Literal no_case = "There is no case with this name or id. See: sotto case list.";
inline constexpr Literal many_cases = "More than one case has this nickname. Use C1, C2 and so on: sotto case list.";
inline constexpr Literal no_name_there = "There is no name with this number in the case. See: sotto case people.";
inline constexpr Literal names_forgotten = "Who is who was forgotten in this case; names cannot be added any more.";
inline constexpr Literal held = "This case is on hold: nothing of it is deleted until the hold is lifted.";
inline constexpr Literal not_held = "This case is not on hold.";
inline constexpr Literal hold_the_case = "This is yours: hold its case instead, with: sotto case hold.";
inline constexpr Literal purged_already = "This was deleted already: there is nothing left to hold.";
inline constexpr Literal exchange_not_held = "This exchange is not on hold by itself.";
inline constexpr Literal type_the_label = "To lift this hold, type its label exactly: vault, think or act.";
inline constexpr Literal case_stale =
    "This case has been open for more than a year and 30 days. Look through it before you share more of it: sotto case "
    "review.";
inline constexpr Literal type_the_nickname = "To lift a hold, type the nickname of the case exactly.";
inline constexpr Literal cpd_names_a_case =
    "This names somebody or something from one of your cases. The CPD record has no names, cases or content: say it in "
    "general words.";
inline constexpr Literal cpd_fields = "A CPD entry needs from 1 to 1,440 minutes, and fields of at most 1,200 bytes.";
inline constexpr Literal no_cpd = "There is no CPD entry with this number. See: sotto cpd list.";
inline constexpr Literal near_dispute =
    "If a claim is likely, deleting may be unlawful. Take advice before shortening this; then repeat it with "
    "--advised.";
inline constexpr Literal not_open_case = "Only an open case is reviewed.";
inline constexpr Literal bad_days = "Keep exchanges 1 to 366 days after they close, and cases 1 to 365.";
inline constexpr Literal text_size = "What you share has from 1 to 57,344 bytes of text.";
inline constexpr Literal not_text = "That is not valid UTF-8 text.";
inline constexpr Literal empty_name = "A name needs at least one letter.";
inline constexpr Literal no_opinion = "There is no second opinion with this id. See: sotto opinion list.";
inline constexpr Literal opinion_needs_somebody = "A second opinion needs somebody to ask, each once, eleven at most.";
inline constexpr Literal opinion_fields =
    "A question has 1 to 1,200 bytes, and one to four different options of 1 to 300. \"Not enough information\" is "
    "there "
    "anyway.";
inline constexpr Literal opinion_scale = "A scale goes from 1 to between 2 and 10.";
inline constexpr Literal opinion_deadline = "The deadline has to lie ahead, at most thirty days.";
inline constexpr Literal opinion_choice =
    "Choose one of the options by its number; 0 is \"not enough information\". With a scale, say how sure you are.";
inline constexpr Literal opinion_why = "Your reasons have at most 1,200 bytes.";
inline constexpr Literal opinion_sealed = "Your view is sealed; it cannot be changed.";
inline constexpr Literal opinion_over = "This second opinion is over.";
inline constexpr Literal opinion_not_yet =
    "Not everybody has sealed a view, and the deadline has not passed. Nobody sees a view before that.";
inline constexpr Literal opinion_open_already = "The views are open: this cannot be taken back any more.";
inline constexpr Literal no_session = "There is no session with this id. See: sotto session list.";
inline constexpr Literal no_session_open = "There is no session. Ask for one with: sotto session invite.";
inline constexpr Literal session_over = "This session is over.";
inline constexpr Literal session_not_begun = "This session has not begun.";
inline constexpr Literal session_not_ended = "This session has not been held to its end yet.";
inline constexpr Literal session_runs = "You are in a session already. End it first: sotto session end.";
inline constexpr Literal session_not_agreed = "Your buddy has not said yes to this session yet.";
inline constexpr Literal session_not_asked = "Nobody waits for your answer to this session.";
inline constexpr Literal session_not_timekeeper =
    "The other person keeps the time in this session: only they move it on.";
inline constexpr Literal session_not_paused = "You have not paused. If your buddy has, it goes on by itself.";
inline constexpr Literal session_extended = "This phase has been made longer once; that is the most.";
inline constexpr Literal session_no_extension = "Nobody has asked for more time.";
inline constexpr Literal session_for_two = "A session like this is for two: name one buddy.";
inline constexpr Literal session_label = "What is said in a session is kept in the vault, or helps to think.";
inline constexpr Literal session_minutes = "A session has from 1 to 180 minutes.";
inline constexpr Literal session_date = "The time of a session lies ahead, at most a year.";
inline constexpr Literal session_note_presenter = "The outcome note belongs to whoever presented.";
inline constexpr Literal session_note_size = "Each field of the note has at most 4,000 bytes.";
inline constexpr Literal no_ping = "There is no such call for someone. See: sotto crisis.";
inline constexpr Literal ping_open = "You have asked for someone already. Look at: sotto crisis list.";
inline constexpr Literal ping_gone = "This one does not wait any more.";
inline constexpr Literal ping_not_held = "A check-in belongs to the two of you once somebody has taken it.";
inline constexpr Literal no_agreement_for_ping =
    "There is no active agreement with this buddy. The phone lines are there at any hour: sotto crisis lines.";
inline constexpr Literal available_hours = "You can be available for up to 24 hours at a time.";
inline constexpr Literal check_in_date = "A check-in lies ahead, within two weeks.";
inline constexpr Literal check_in_not_asked = "Your buddy has not proposed a check-in.";
inline constexpr Literal crisis_is_vault = "In a crisis everything is kept in the vault: no other label.";

// ---- lines in the conversation ----
inline constexpr Literal session_asked =
    "Your buddy asks for a session of {} minutes. Answer it: sotto session list, then sotto session reply.";
inline constexpr Literal session_yes = "Your buddy has said yes to the session.";
inline constexpr Literal session_no = "Your buddy cannot do this session.";
inline constexpr Literal session_another_time = "Your buddy suggests another time: sotto session list.";
inline constexpr Literal session_begun = "The session has begun. Follow it with: sotto session show.";
inline constexpr Literal session_longer =
    "Your buddy asks for five more minutes in this phase. Answer: sotto session extend, or sotto session extend --no.";
inline constexpr Literal session_finished =
    "The session is over. A line for your CPD record: sotto cpd add --from-session.";
inline constexpr Literal session_stopped = "Your buddy has ended the session. No reason is needed.";
inline constexpr Literal session_cancelled = "Your buddy has called the session off.";
inline constexpr Literal says_offered =
    "Your buddy offers an agreement (version {}). Read it card by card: sotto agree show.";
inline constexpr Literal says_countered =
    "Your buddy suggests other words for the agreement (version {}). See: sotto agree diff.";
inline constexpr Literal says_accepted =
    "Your buddy has accepted version {} of the agreement. Both of you have to accept the same words.";
inline constexpr Literal says_active = "You both accepted the same words: the agreement (version {}) is active.";
inline constexpr Literal says_paused = "Your buddy has paused casework. Ordinary messages go on; no reason is needed.";
inline constexpr Literal says_resumed = "Your buddy has resumed.";
inline constexpr Literal says_open_again = "Casework can go on.";
inline constexpr Literal says_ended = "Your buddy has ended the agreement. Nothing new can be shared.";
inline constexpr Literal asked_to_purge =
    "You asked your buddy to delete what you shared. Their program is asked; nobody can see whether it did.";
inline constexpr Literal says_purge =
    "They ask you to delete what they shared. It goes in 7 days; a case on hold stays.";
inline constexpr Literal asks_heard_back =
    "Check our boundaries: I need a safe place for this. I thought it was in the vault and something came back to me. "
    "Can we "
    "reconfirm?";
inline constexpr Literal asks_routine = "Check our boundaries: I would like us to reconfirm what stays between us.";
inline constexpr Literal asks_terms = "Check our boundaries: I would like us to look at our terms again.";
inline constexpr Literal asks_other = "Check our boundaries: can we reconfirm before we go on?";
inline constexpr Literal asked_pauses = "New casework is paused both ways. Answer with: sotto boundaries reply.";
inline constexpr Literal answers_reconfirm = "It stayed with me. I reconfirm.";
inline constexpr Literal answers_shared = "I did share something. Here is what and with whom.";
inline constexpr Literal answers_unsure = "I am not sure. Let's talk.";
inline constexpr Literal answers_cannot = "I can't reconfirm right now.";
inline constexpr Literal after_answer =
    "An honest answer with an apology usually strengthens a working relationship. Denial or blame is information too. "
    "You can "
    "resume, tighten, or end.";
inline constexpr Literal asks_to_share =
    "Your buddy asks to share casework: {}, about {} ({}). Answer it: sotto inbox.";
inline constexpr Literal suggests_label = "Your buddy suggests another label: {}. Accept it or withdraw: sotto inbox.";
inline constexpr Literal declines = "Your buddy said: not this one ({}).";
inline constexpr Literal body_arrived = "What you accepted has arrived: {}, about {}. Read it: sotto exchange show {}";
inline constexpr Literal body_refused =
    "Your buddy's program sent casework that you had not accepted, or not what was offered. It was refused and nothing "
    "of it was "
    "kept.";
inline constexpr Literal casework_refused =
    "Your buddy's program sent casework although you have no active agreement. It was refused and nothing of it was "
    "kept.";
inline constexpr Literal relabelled = "Your buddy changed the label to: {}.";
inline constexpr Literal stricter = "Your buddy asked you to treat this more strictly: {}.";
inline constexpr Literal closed = "Your buddy has closed an exchange. It is deleted here after {} days.";
inline constexpr Literal withdrawn = "Your buddy has withdrawn an offer.";
inline constexpr Literal other_side_refused =
    "The rules on the other side did not admit this. Nothing of it was kept there.";
inline constexpr Literal asks_for_view =
    "Your buddy asks for a second opinion, about {}. Seal your view before you see theirs: sotto opinion show {}";
inline constexpr Literal views_are_here = "The views are open. Look at them together: sotto opinion reveal {}";
inline constexpr Literal time_is_up =
    "The deadline of a second opinion has passed: what was sealed is opened. sotto opinion reveal {}";
inline constexpr Literal sealed_late = "Your buddy sealed a view after the deadline. It counts, marked as late.";
inline constexpr Literal gives_no_view = "Your buddy gives no view on this one ({}).";
inline constexpr Literal question_withdrawn = "Your buddy has taken back a question. No view on it is opened.";
inline constexpr Literal view_too_early =
    "Your buddy's program showed a view before you had sealed yours. It was refused and nothing of it was kept.";
inline constexpr Literal view_not_sealed =
    "Your buddy's program showed another view than it had sealed. It was refused and nothing of it was kept.";
inline constexpr Literal sealed_again =
    "Your buddy's program tried to change a view that it had sealed. It was refused; the first one counts.";
inline constexpr Literal other_question =
    "Your buddy's program changed a question after it was asked. It was refused; the first one counts.";
inline constexpr Literal please_keep = "Your buddy asks: please don't delete what we shared.";

// ---- crisis ----
inline constexpr Literal ping_upset = "I need someone now. I am upset. If you can: sotto crisis take.";
inline constexpr Literal ping_decision =
    "I need someone now. Something has to be decided today. If you can: sotto crisis take.";
inline constexpr Literal ping_safety = "I need someone now. Somebody may not be safe. If you can: sotto crisis take.";
inline constexpr Literal ping_exec =
    "I need someone now. It is about somebody above me. If you can: sotto crisis take.";
inline constexpr Literal ping_taken =
    "Your buddy is there for you now. Everything is kept in the vault. Ten minutes: sotto crisis script.";
inline constexpr Literal ping_yours = "It is you. Everything is kept in the vault. Ten minutes: sotto crisis script.";
inline constexpr Literal ping_taken_by_other = "Somebody else is there for them. Thank you.";
inline constexpr Literal ping_over = "It is over, or no longer needed. Thank you for being there.";
inline constexpr Literal check_in_asked = "Your buddy proposes a check-in. Answer it: sotto crisis checkin.";
inline constexpr Literal check_in_yes = "Your buddy will check in with you at the time you proposed.";
inline constexpr Literal check_in_no = "Your buddy cannot check in then. You can propose another time.";
inline constexpr Literal check_in_now = "You two wanted to check in about now.";

}  // namespace sotto::practice::words
