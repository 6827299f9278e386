// The bodies of the kinds of practice_session.hpp, for the table of kinds in practice.cpp.
#pragma once

#include <optional>

#include <sotto/proto/practice.hpp>

namespace sotto::proto {

Bytes bytes_of(const SessionInvite& in);
Bytes bytes_of(const SessionReply& in);
Bytes bytes_of(const SessionStart& in);
Bytes bytes_of(const SessionClock& in);
Bytes bytes_of(const SessionPause& in);
Bytes bytes_of(const SessionExtend& in);
Bytes bytes_of(const SessionEnd& in);
Bytes bytes_of(const CrisisAvailable& in);
Bytes bytes_of(const CrisisPing& in);
Bytes bytes_of(const CrisisTake& in);
Bytes bytes_of(const CrisisAnswer& in);
Bytes bytes_of(const CrisisCheckIn& in);

std::optional<Said> read_session_invite(ByteView bytes);
std::optional<Said> read_session_reply(ByteView bytes);
std::optional<Said> read_session_start(ByteView bytes);
std::optional<Said> read_session_clock(ByteView bytes);
std::optional<Said> read_session_pause(ByteView bytes);
std::optional<Said> read_session_extend(ByteView bytes);
std::optional<Said> read_session_end(ByteView bytes);
std::optional<Said> read_crisis_available(ByteView bytes);
std::optional<Said> read_crisis_ping(ByteView bytes);
std::optional<Said> read_crisis_take(ByteView bytes);
std::optional<Said> read_crisis_answer(ByteView bytes);
std::optional<Said> read_crisis_check_in(ByteView bytes);

}  // namespace sotto::proto
