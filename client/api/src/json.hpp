// The JSON forms of what messaging shows, as in contract.md.
#pragma once

#include <sotto/api/client.hpp>

namespace sotto::api {

std::string_view state_name(messaging::BuddyState state);
std::string_view state_name(messaging::InviteState state);
std::string_view state_name(messaging::MessageState state);
Json buddy_json(const messaging::Buddy& buddy);
Json invite_json(const messaging::Invite& invite);  // as in `invite list`: without the link
Json relay_json(const messaging::Relay& relay);

Json attachment_json(const messaging::Message& message);

}  // namespace sotto::api
