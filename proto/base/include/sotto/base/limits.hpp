// Every size, count and time limit of the protocol (docs/protocol.md section 1). Sizes in bytes.
#pragma once

#include <cstddef>
#include <cstdint>

#include <sotto/base/clock.hpp>

namespace sotto::limits {

inline constexpr std::uint8_t protocol_version = 1;

inline constexpr std::size_t cell = 4096;
inline constexpr std::size_t block = 65536;
inline constexpr std::size_t envelope_overhead = 24 + 16 + 1 + 2;  // nonce, tag, type, length
inline constexpr std::size_t cell_body = cell - envelope_overhead;
inline constexpr std::size_t block_body = block - envelope_overhead;
inline constexpr std::size_t signal_plain_max = 3887;
inline constexpr std::size_t text_part_max = 3584;
inline constexpr std::size_t parts_max = 16;
inline constexpr std::size_t practice_part_max = 3712;
inline constexpr std::size_t block_data = block_body - 4;  // of a file in one block
inline constexpr std::uint64_t attachment_max = std::uint64_t{2} << 30;
inline constexpr std::size_t file_name_max = 255;
// Defaults of what a person may set.
inline constexpr std::uint64_t files_ask_above = std::uint64_t{25} << 20;
inline constexpr std::uint64_t files_quota = std::uint64_t{2} << 30;
inline constexpr std::uint64_t files_buddy_quota = std::uint64_t{1} << 30;
inline constexpr std::size_t reaction_max = 32;  // one emoji with its joiners and modifiers
inline constexpr std::size_t text_max = text_part_max * parts_max;
inline constexpr std::size_t hello_max = cell_body - 32 - 16;
inline constexpr std::size_t ack_entry = 17;
inline constexpr std::size_t ack_tokens_max = 230;
inline constexpr std::size_t name_max = 64;
inline constexpr std::size_t relays_max = 3;
inline constexpr std::size_t invite_max = 255;
inline constexpr std::size_t host_max = 61;  // "host:port" in an invitation
inline constexpr int fail_reset = 3;

inline constexpr std::size_t send_window = 120;
inline constexpr std::size_t spool_cells = 128;
inline constexpr std::size_t spool_blocks = 8;
inline constexpr std::uint32_t gap_max = 256;
inline constexpr std::uint64_t chain_span = 3;

inline constexpr Duration epoch_min = hours(24);
inline constexpr Duration live_ack = seconds(30);
inline constexpr Duration backoff_max = hours(1);
inline constexpr Duration spooled_resend = hours(6);
inline constexpr Duration spooled_fallback = minutes(15);
inline constexpr Duration full_retry = seconds(60);
inline constexpr Duration relay_patience = seconds(30);  // no connection for so long: also the peer's next relay
inline constexpr std::uint32_t keep_min = 3'600;         // seconds that a text stays at least, if it has a timer
inline constexpr std::uint32_t keep_max = 366 * 86'400;  // and at most
inline constexpr Duration keep_undelivered = days(30);   // what was not delivered is not deleted before
inline constexpr Duration gap_show = hours(24);
inline constexpr Duration invite_life = days(7);
inline constexpr Duration join_patience = hours(24);
inline constexpr Duration linger = days(14);
inline constexpr Duration address_grace = days(90);
inline constexpr Duration reset_rate = hours(1);
inline constexpr Duration reclaim_wait = minutes(10);
inline constexpr Duration stale_outbox = days(14);
inline constexpr Duration spool_ttl = days(7);

}  // namespace sotto::limits
