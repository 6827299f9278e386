#include <array>
#include <chrono>
#include <cstdio>

#include <sotto/api/reply.hpp>
#include <sotto/words/words.hpp>

namespace sotto::api {
namespace {

struct Kind {
  Errc code;
  int exit;
  std::string_view name;
};
constexpr std::array kinds{
    Kind{Errc::unexpected, 1, "unexpected"},
    Kind{Errc::io, 1, "io"},
    Kind{Errc::damaged, 1, "damaged"},
    Kind{Errc::disk_full, 1, "disk_full"},
    Kind{Errc::usage, 2, "usage"},
    Kind{Errc::malformed, 2, "malformed"},
    Kind{Errc::newer_version, 2, "newer_version"},
    Kind{Errc::limit, 2, "limit"},
    Kind{Errc::locked, 3, "locked"},
    Kind{Errc::wrong_passphrase, 3, "wrong_passphrase"},
    Kind{Errc::identity_changed, 4, "identity_changed"},
    Kind{Errc::untrusted, 4, "untrusted"},
    Kind{Errc::unreachable, 5, "unreachable"},
    Kind{Errc::not_found, 6, "not_found"},
    Kind{Errc::ambiguous, 6, "ambiguous"},
    Kind{Errc::refused, 7, "refused"},
    Kind{Errc::duplicate, 7, "duplicate"},
    Kind{Errc::rate_limited, 8, "rate_limited"},
    Kind{Errc::in_use, 9, "in_use"},
    Kind{Errc::interrupted, 130, "interrupted"},
    Kind{Errc::not_authentic, 1, "not_authentic"},
    Kind{Errc::too_far, 1, "too_far"},
};

const Kind& kind_of(Errc code) {
  for (const auto& kind : kinds) {
    if (kind.code == code) return kind;
  }
  return kinds[0];
}

}  // namespace

int exit_code(Errc code) { return kind_of(code).exit; }

std::string_view error_name(Errc code) { return kind_of(code).name; }

Json error_json(const Problem& problem) {
  Json error{{"code", exit_code(problem.code)},
             {"name", error_name(problem.code)},
             {"message", words::spoken(problem.sentence)}};
  if (const auto hint = words::hint(problem.key); !hint.empty()) error["hint"] = hint;
  if (problem.more.is_object()) error.update(problem.more);
  return {{"error", std::move(error)}};
}

std::string rfc3339(Timestamp time) {
  using namespace std::chrono;
  // Years 0 to 9999 are all that RFC 3339 can write; a peer's clock may claim anything.
  constexpr std::int64_t first = -62'167'219'200'000;
  constexpr std::int64_t last = 253'402'300'799'999;
  const std::int64_t ms = time.ms < first ? first : time.ms > last ? last : time.ms;
  const sys_time<std::chrono::milliseconds> instant{std::chrono::milliseconds(ms)};
  const auto day = floor<std::chrono::days>(instant);
  const year_month_day date{day};
  const hh_mm_ss clock{instant - day};
  std::array<char, 40> out{};
  static_cast<void>(std::snprintf(out.data(), out.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                                  static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                                  static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
                                  static_cast<int>(clock.subseconds().count())));
  return out.data();
}

}  // namespace sotto::api
