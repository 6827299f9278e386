// sotto-relay: configuration and wiring, nothing else. stdout carries one line, when ready; talk goes to stderr.
#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <sodium.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <toml++/toml.h>

#include <sotto/base/log.hpp>
#include <sotto/proto/links.hpp>
#include <sotto/relay_net/server.hpp>
#include <sotto/relay_net/state.hpp>

namespace {

using namespace sotto;

constexpr int exit_failure = 1, exit_usage = 2;
constexpr std::int64_t spool_mib_max = 1 << 20;

struct Settings {
  std::string listen = "127.0.0.1:8460";
  std::string public_name;
  std::string tls = "self-signed";
  std::string certificate, key;  // with tls = "files"
  std::string state;
  std::int64_t spool = 64;  // MiB
  std::int64_t threads = 1;
  relay_core::Quotas quotas;
};

int fail(int code, const std::string& sentence) {
  std::cerr << "sotto-relay: " << sentence << "\n";
  return code;
}

// ---- the configuration file ----
std::size_t distance(std::string_view a, std::string_view b) {  // Levenshtein
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row[b.size()];
}

struct Key {
  std::string_view name;
  bool (*set)(Settings&, const toml::node&);
};
template <auto Member>
bool text(Settings& settings, const toml::node& node) {
  const auto value = node.value_exact<std::string>();
  if (value) settings.*Member = *value;
  return value.has_value();
}
template <auto Member>
bool number(Settings& settings, const toml::node& node) {
  const auto value = node.value_exact<std::int64_t>();
  if (value && *value >= 0) settings.*Member = *value;
  return value && *value >= 0;
}
template <auto Member>
bool pace(Settings& settings, const toml::node& node) {  // a second's worth; the burst is two of them
  const auto value = node.value_exact<std::int64_t>();
  if (value && *value >= 0) settings.quotas.*Member = {*value, *value * 2};
  return value && *value >= 0;
}
constexpr std::array keys{
    Key{"listen", text<&Settings::listen>},
    Key{"public", text<&Settings::public_name>},
    Key{"tls", text<&Settings::tls>},
    Key{"certificate", text<&Settings::certificate>},
    Key{"key", text<&Settings::key>},
    Key{"state", text<&Settings::state>},
    Key{"spool", number<&Settings::spool>},
    Key{"threads", number<&Settings::threads>},
    Key{"connection_frames_per_second", pace<&relay_core::Quotas::connection_frames>},
    Key{"connection_bytes_per_second", pace<&relay_core::Quotas::connection_bytes>},
    Key{"source_frames_per_second", pace<&relay_core::Quotas::source_frames>},
    Key{"source_bytes_per_second", pace<&relay_core::Quotas::source_bytes>},
};

// An empty answer: read. Else the sentence to say.
std::string read_config(const std::string& path, Settings& settings) {
  toml::table table;
  try {
    table = toml::parse_file(path);
  } catch (const toml::parse_error& error) {
    return path + ": " + std::string{error.description()} + " in line " + std::to_string(error.source().begin.line);
  }
  for (const auto& [name, node] : table) {
    const std::string_view given = name.str();
    const auto known = std::find_if(keys.begin(), keys.end(), [&](const Key& key) { return key.name == given; });
    if (known == keys.end()) {
      const auto nearest = std::min_element(keys.begin(), keys.end(), [&](const Key& a, const Key& b) {
        return distance(given, a.name) < distance(given, b.name);
      });
      return path + ": unknown key \"" + std::string{given} + "\"; did you mean \"" + std::string{nearest->name} +
             "\"?";
    }
    if (!known->set(settings, node)) return path + ": the value of \"" + std::string{given} + "\" is not usable";
  }
  return {};
}

// ---- serve ----
ByteArray<4> checksum(ByteView bytes) {
  ByteArray<32> digest{};
  crypto_generichash(digest.data(), digest.size(), bytes.data(), bytes.size(), nullptr, 0);
  return {digest[0], digest[1], digest[2], digest[3]};
}

std::string default_state() {
  const auto variable = [](const char* name) -> std::string {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
  };
  if (std::string given = variable("STATE_DIRECTORY"); !given.empty()) return given;  // systemd
  if (std::string given = variable("XDG_STATE_HOME"); !given.empty()) return given + "/sotto-relay";
  const std::string home = variable("HOME");
  return home.empty() ? "" : home + "/.local/state/sotto-relay";
}

void harden() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
  umask(077);
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
}

int code_of(const Error& error) { return error.code == Errc::usage ? exit_usage : exit_failure; }

int serve(Settings settings) {
  if (settings.tls != "self-signed" && settings.tls != "files" && settings.tls != "off") {
    return fail(exit_usage, "--tls is self-signed, files or off");
  }
  if (settings.tls == "files" && (settings.certificate.empty() || settings.key.empty())) {
    return fail(exit_usage, "--tls files needs --certificate and --key");
  }
  if (settings.public_name.empty() &&
      (settings.listen.starts_with("0.0.0.0:") || settings.listen.starts_with("[::]:"))) {
    return fail(exit_usage, "--public HOST[:PORT] is needed: nobody can dial " + settings.listen);
  }
  if (settings.state.empty()) settings.state = default_state();
  if (settings.state.empty()) return fail(exit_usage, "--state DIR is needed: there is no home folder");

  relay_net::SystemRandom random;
  const relay_net::SystemClock clock;
  const auto state = relay_net::open_state(settings.state, random, settings.tls == "self-signed");
  if (!state) return fail(code_of(state.error()), std::string{state.error().where.text} + ": " + settings.state);

  relay_net::Options options;
  options.listen = settings.listen;
  options.public_name = settings.public_name;
  options.threads = static_cast<unsigned>(std::clamp<std::int64_t>(settings.threads, 1, 16));
  options.core.guest_keys = {state->guest};
  options.core.member_keys = {state->member};
  options.core.spool_budget = static_cast<std::uint64_t>(std::clamp<std::int64_t>(settings.spool, 0, spool_mib_max))
                              << 20;
  options.core.quotas = settings.quotas;
  std::optional<Pin> pin;
  if (settings.tls == "self-signed") {
    options.certificate = relay_net::CertificateFiles{state->chain, state->key};
    const auto known = relay_net::pin_of(state->chain);
    if (!known) return fail(code_of(known.error()), std::string{known.error().where.text});
    pin = *known;
  } else if (settings.tls == "files") {
    options.certificate = relay_net::CertificateFiles{settings.certificate, settings.key, true};
  }
  const auto server = relay_net::Server::open(std::move(options), clock, random);
  if (!server) return fail(code_of(server.error()), std::string{server.error().where.text});

  // Without TLS of our own a public name means that a proxy in front speaks it.
  const std::string& authority = (*server)->authority();
  const bool plain = settings.tls == "off" && proto::private_host(authority);
  const proto::RelayLink link{{authority, pin, plain}, state->guest, state->member};
  std::cout << R"({"ready":true,"listen":")" << (*server)->listening() << R"(","link":")"
            << proto::encode(link, checksum) << "\"}" << std::endl;
  (*server)->run(true);
  return 0;
}

int run(int argc, char** argv) {
  harden();
  if (sodium_init() < 0) return fail(exit_failure, "libsodium does not start");
  log::enable(true);

  CLI::App app{"sotto-relay: forwards sealed messages and keeps nothing"};
  app.require_subcommand(1);
  CLI::App& command = *app.add_subcommand("serve", "run the relay until SIGTERM or SIGINT");
  Settings given;
  std::string config;
  command.add_option("--config", config, "TOML file; options given here win over it");
  auto* listen =
      command.add_option("--listen", given.listen, "literal address and port; port 0 picks one")->capture_default_str();
  auto* name =
      command.add_option("--public", given.public_name, "HOST[:PORT] the link says (default: the listening address)");
  auto* tls =
      command.add_option("--tls", given.tls, "self-signed, files or off (off: loopback only)")->capture_default_str();
  auto* certificate =
      command.add_option("--certificate", given.certificate, "PEM chain, with --tls files; re-read when it changes");
  auto* key = command.add_option("--key", given.key, "PEM key, with --tls files");
  auto* state = command.add_option("--state", given.state, "folder of the certificate and the admission keys");
  auto* spool = command.add_option("--spool", given.spool, "MiB of memory for absent people; 0 keeps nothing")
                    ->capture_default_str()
                    ->check(CLI::Range(std::int64_t{0}, spool_mib_max));
  auto* threads = command.add_option("--threads", given.threads, "event loops")
                      ->capture_default_str()
                      ->check(CLI::Range(std::int64_t{1}, std::int64_t{16}));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : exit_usage;
  }

  Settings settings;
  if (!config.empty()) {
    if (const std::string problem = read_config(config, settings); !problem.empty()) return fail(exit_usage, problem);
  }
  const auto prefer = [&](const CLI::Option* option, auto member) {
    if (option->count() > 0) settings.*member = given.*member;
  };
  prefer(listen, &Settings::listen);
  prefer(name, &Settings::public_name);
  prefer(tls, &Settings::tls);
  prefer(certificate, &Settings::certificate);
  prefer(key, &Settings::key);
  prefer(state, &Settings::state);
  prefer(spool, &Settings::spool);
  prefer(threads, &Settings::threads);
  return serve(std::move(settings));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    static_cast<void>(std::fprintf(stderr, "sotto-relay: %s\n", error.what()));
    return exit_failure;
  }
}
