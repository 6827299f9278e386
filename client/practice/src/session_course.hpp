// What both a person's action and another's word lead to in a running session. Inside session*.cpp only.
#pragma once

#include <sotto/messaging/content_handler.hpp>

#include "session.hpp"
#include "session_rows.hpp"

namespace sotto::practice {

// To every seat with a channel. Who cannot be reached (blocked, ended) does not stop the session of the others.
void tell_all(messaging::Moment& moment, const SessionRow& row, const proto::Said& said);
// Where we are. `at_once`: something changed; else a beat, only to who has confirmed the last one, so that no pile
// waits for somebody who is away.
void say_time(messaging::Moment& moment, SessionRow& row, bool at_once);
void set_going(messaging::Moment& moment, SessionRow& row, std::vector<proto::SessionStep> steps);
void go_to_step(messaging::Moment& moment, SessionRow& row, std::size_t step);  // by who keeps the time
void finish(messaging::Moment& moment, SessionRow& row, SessionStage stage);    // here; nothing is said
// Brings the row's clock to now; true while the session still runs.
bool catch_up(messaging::Moment& moment, SessionRow& row);
void count_consent(messaging::Moment& moment, SessionRow& row, std::uint32_t seat, proto::SessionExtending how);

}  // namespace sotto::practice
