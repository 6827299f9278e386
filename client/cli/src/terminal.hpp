// What a person types: lines, and passphrases that are not shown. A program that dies in between leaves the terminal as
// it was. Thread: the main one.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include <sotto/api/reply.hpp>
#include <sotto/cli/arguments.hpp>
#include <sotto/crypto/secret.hpp>

namespace sotto::cli {

using Passphrase = std::variant<crypto::SecretBytes, api::Problem>;

void leave_cleanly_on_interrupt();  // SIGINT: the terminal is put back, exit 130
bool can_ask(const Arguments& arguments);
// From --passphrase-file, --passphrase-fd or a prompt, in this order.
Passphrase passphrase(const Arguments& arguments);
Passphrase new_passphrase(const Arguments& arguments);             // a prompt asks twice
std::optional<std::string> ask_line(const std::string& question);  // on the terminal; nullopt at its end
// All of standard input, at most `limit` bytes and one more, so that a longer text is seen to be longer.
std::variant<std::string, api::Problem> read_input(std::size_t limit);

}  // namespace sotto::cli
