#include <string_view>

#include <CLI/CLI.hpp>

#include <sotto/cli/arguments.hpp>
#include <sotto/runtime/profiles.hpp>
#include <sotto/web/page.hpp>

#include "practice_arguments.hpp"

namespace sotto::cli {
namespace {

constexpr std::string_view version_line = "sotto 0.1.0, protocol 1";
constexpr const char* beginning = "Beginning";
constexpr const char* buddies = "Buddies";
constexpr const char* talking = "Talking";
constexpr const char* before_sending = "Before sending";
constexpr const char* profiles = "Profiles and this computer";
constexpr const char* engine = "The engine";

// One subcommand per call; `add` returns it, so that its own arguments can follow.
class Grammar {
 public:
  explicit Grammar(Arguments& out) : out_(out) {
    everywhere();
    commands_of_beginning();
    commands_of_buddies();
    commands_of_talking();
    commands_of_the_check();
    add_practice_commands(app_, out_);
    commands_of_profiles();
    commands_of_engine();
  }
  CLI::App& app() { return app_; }

 private:
  CLI::App* add(CLI::App& parent, const char* name, const char* what, Command command, const char* group = "Commands") {
    CLI::App* sub = parent.add_subcommand(name, what);
    sub->group(group)->fallthrough()->footer(" ");
    sub->callback([this, sub, command] {
      if (sub->get_subcommands().empty()) out_.command = command;  // the innermost one counts
    });
    return sub;
  }
  CLI::App* group_of(const char* name, const char* what, const char* group) {
    CLI::App* sub = app_.add_subcommand(name, what);
    sub->group(group)->fallthrough()->require_subcommand(1);
    sub->footer("sotto " + std::string(name) + " COMMAND --help tells more.");
    return sub;
  }
  void kdf(CLI::App* sub) {
    sub->add_option_function<std::string>(
           "--kdf", [this](const std::string& k) { out_.light_kdf = k == "light"; },
           "standard, or light for a machine with little memory")
        ->check(CLI::IsMember({"standard", "light"}).description(""))
        ->type_name("standard|light");
  }
  void buddy(CLI::App* sub) { sub->add_option("B", out_.buddy, "the buddy's name or id")->type_name("")->required(); }

  void everywhere() {
    app_.require_subcommand(0, 1);
    app_.get_formatter()->label("REQUIRED", "");
    app_.get_formatter()->label("SUBCOMMAND", "COMMAND");
    app_.get_formatter()->label("SUBCOMMANDS", "COMMANDS");
    app_.footer(
        "sotto COMMAND --help tells more about one command. Options may stand before or after it; -- ends them.");
    app_.add_option("--profile", out_.profile, "the profile: a name of profile list, or a folder")->type_name("DIR");
    app_.add_option("--passphrase-file", out_.passphrase_file, "read the passphrase from this file's first line")
        ->type_name("F");
    app_.add_option("--passphrase-fd", out_.passphrase_fd, "read it from this open descriptor")
        ->type_name("N")
        ->check(CLI::Range(0, 65535).description(""));
    app_.add_flag("--json", out_.json, "answer with one JSON object");
    app_.add_flag("--quiet,-q", out_.quiet, "say nothing beside the answer");
    app_.add_flag("--no-input", out_.no_input, "never ask");
    app_.set_help_flag("--help,-h", "this page");
    app_.set_version_flag("--version", std::string(version_line), "the version");
  }

  void commands_of_beginning() {
    auto* init = add(app_, "init", "make your profile", Command::init, beginning);
    init->add_option("--name", out_.name, "what your buddies see first")->required()->type_name("N");
    init->add_flag("--weak-passphrase", out_.weak_passphrase, "accept a passphrase that is easy to guess");
    kdf(init);
    init->footer("Example: sotto init --name Thandi");

    auto* relay = group_of("relay", "the relays you listen on", beginning);
    auto* relay_add = add(*relay, "add", "use this relay", Command::relay_add);
    relay_add->add_option("LINK", out_.link, "the relay link (sotto-relay:...) of your association")
        ->type_name("")
        ->required();
    relay_add->footer("Example: sotto relay add sotto-relay:AQ...");
    add(*relay, "list", "your relays", Command::relay_list);
    add(*relay, "status", "are they connected?", Command::relay_status);
    add(*relay, "allow", "allow connections to a buddy's relay", Command::relay_allow)
        ->add_option("HOST", out_.host, "its host and port")
        ->required()
        ->type_name("");

    auto* config = group_of("config", "settings", beginning);
    add(*config, "get", "one setting, or all", Command::config_get)
        ->add_option("KEY", out_.key, "its name, as sotto config get lists it")
        ->type_name("");
    auto* set = add(*config, "set", "change a setting", Command::config_set);
    set->add_option("KEY", out_.key, "its name, as sotto config get lists it")->type_name("")->required();
    set->add_option("VALUE", out_.value, "its new value")->type_name("")->required();
    set->footer("Example: sotto config set proxy socks5://127.0.0.1:9050");
    add(*config, "unset", "back to the default", Command::config_unset)
        ->add_option("KEY", out_.key, "its name, as sotto config get lists it")
        ->required()
        ->type_name("");
  }

  void commands_of_buddies() {
    auto* invite = add(app_, "invite", "make an invitation for one person", Command::invite, buddies);
    invite->require_subcommand(0, 1);
    invite->add_option("--as", out_.as, "the name you will see this person under")->type_name("N");
    invite->add_flag("--member", out_.member, "let the newcomer use your relay, too (whoever holds the link can)");
    invite->add_option("--expires", out_.days, "days until it ends (7)")
        ->type_name("DAYS")
        ->check(CLI::Range(1, 90).description(""));
    invite->footer("Example: sotto invite --as Thandi");
    add(*invite, "list", "your invitations", Command::invite_list);
    add(*invite, "revoke", "make an open invitation useless", Command::invite_revoke)
        ->add_option("ID", out_.id, "its id")
        ->required()
        ->type_name("");

    auto* join = add(app_, "join", "accept an invitation", Command::join, buddies);
    join->add_option("LINK", out_.link, "the invitation (sotto:...)")->type_name("")->required();
    join->add_option("--as", out_.as, "the name this buddy sees")->type_name("N");
    join->footer("Example: sotto join sotto:AQ...");

    auto* list = group_of("buddy", "your buddies", buddies);
    add(*list, "list", "who is there", Command::buddy_list)->add_flag("--all", out_.all, "also those blocked or ended");
    auto* rename = add(*list, "rename", "call a buddy something else", Command::buddy_rename);
    buddy(rename);
    rename->add_option("NAME", out_.name, "the new name")->type_name("")->required();
    buddy(add(*list, "block", "hear nothing more from a buddy", Command::buddy_block));
    buddy(add(*list, "end", "end it; your buddy is told", Command::buddy_end));
    auto* mute = ask(*list, "mute", "let nothing ring for a buddy", "buddy.mute", "Commands");
    word(mute, "B", "buddy", "the buddy's name or id")->required();
    mute->add_option_function<std::int64_t>(
            "--hours", [this](const std::int64_t& hours) { out_.asked.params.emplace_back("hours", hours); },
            "for so many hours (until you unmute)")
        ->type_name("N");
    word(ask(*list, "unmute", "let it ring again", "buddy.unmute", "Commands"), "B", "buddy", "the buddy's name or id")
        ->required();
    buddy(add(*list, "this-device", "say that this device is the only one with this profile", Command::buddy_device));

    auto* words = add(app_, "words", "the six words to read to each other", Command::words, buddies);
    buddy(words);
    auto* verify = add(app_, "verify", "say that the six words match", Command::verify, buddies);
    buddy(verify);
    verify->add_flag("--no-match", out_.no_match, "say that they do not: nothing is sent any more");
    verify->footer("Example: sotto verify Thandi");
  }

  void commands_of_talking() {
    auto* send = add(app_, "send", "write to a buddy", Command::send, talking);
    buddy(send);
    send->add_option("TEXT", out_.text, "the message, or - to read it from standard input")->type_name("")->required();
    send->add_option("--id", out_.id, "your own id (32 hex digits): a repeated call sends once")->type_name("ID");
    send->add_flag("--sync", out_.sync, "bring it to the relay before returning");
    send->footer("Example: sotto send Thandi \"Do you have half an hour this week?\"");
    add(app_, "recall", "take a message back, if there is still time", Command::recall, talking)
        ->add_option("ID", out_.id, "its id")
        ->required()
        ->type_name("");
    about_a_message();
    auto* history = add(app_, "history", "a conversation, oldest first", Command::history, talking);
    buddy(history);
    auto* before = history->add_option("--before", out_.id, "only what came before this message")->type_name("ID");
    auto* after = history->add_option("--after", out_.after, "only what came after it")->type_name("ID");
    auto* around = history->add_option("--around", out_.around, "it and what stands around it")->type_name("ID");
    after->excludes(before);
    around->excludes(before)->excludes(after);
    history->add_flag("--ids", out_.ids, "with the id of each message");
    history->add_option("--limit", out_.limit, "how many (50, at most 10,000)")
        ->type_name("N")
        ->check(CLI::Range(1, 10000).description(""));
    add(app_, "search", "find words in all conversations", Command::search, talking)
        ->add_option("TEXT", out_.text, "the words")
        ->required()
        ->type_name("");
    add(app_, "watch", "show what happens as it happens", Command::watch, talking);
    auto* sync = add(app_, "sync", "bring what waits, fetch what waits", Command::sync, talking);
    sync->add_option("--wait", out_.wait, "wait until everything is delivered, at most S seconds")
        ->type_name("S")
        ->check(CLI::Range(0.0, 86400.0).description(""));
    sync->footer("Example: sotto sync --wait 60");
  }

  CLI::App* ask(CLI::App& parent, const char* name, const char* what, const char* method, const char* group) {
    auto* sub = add(parent, name, what, Command::practice, group);
    sub->callback([this, method] {
      out_.command = Command::practice;
      out_.asked.method = method;
    });
    return sub;
  }
  CLI::Option* word(CLI::App* sub, const char* option, const char* key, const char* what) {
    return sub
        ->add_option_function<std::string>(
            option, [this, key](const std::string& value) { out_.asked.params.emplace_back(key, value); }, what)
        ->type_name("");
  }

  void about_a_message() {
    auto* reply = ask(app_, "reply", "answer a message", "reply", talking);
    word(reply, "ID", "id", "the message (sotto history B --ids)")->required();
    word(reply, "TEXT", "text", "the answer, or - to read it from standard input")->required();
    word(reply, "--id", "new_id", "your own id for the answer: a repeated call sends once")->type_name("ID");
    auto* edit = ask(app_, "edit", "say it differently; the earlier words are not kept", "edit", talking);
    word(edit, "ID", "id", "a message of yours")->required();
    word(edit, "TEXT", "text", "what it says now, or - to read it from standard input")->required();
    auto* react = ask(app_, "react", "react with one emoji; without one the reaction goes", "react", talking);
    word(react, "ID", "id", "the message")->required();
    word(react, "EMOJI", "emoji", "one emoji");
    auto* erase =
        ask(app_, "delete", "delete a message of yours here, and ask your buddy's program to", "delete", talking);
    word(erase, "ID", "id", "a message of yours")->required();
    erase->footer("Whether it is deleted there nobody can check. To take back what has not arrived: sotto recall ID");
    auto* draft = group_of("draft", "what you have begun to write to a buddy", talking);
    word(ask(*draft, "show", "the draft", "draft.get", "Commands"), "B", "buddy", "the buddy's name or id")->required();
    auto* keep = ask(*draft, "keep", "keep this as the draft", "draft.set", "Commands");
    word(keep, "B", "buddy", "the buddy's name or id")->required();
    word(keep, "TEXT", "text", "the text, or - to read it from standard input")->required();
    word(ask(*draft, "drop", "drop it", "draft.set", "Commands"), "B", "buddy", "the buddy's name or id")->required();
  }

  void commands_of_the_check() {
    auto* check = add(app_, "check", "what in a text identifies somebody (text on standard input)", Command::check,
                      before_sending);
    check->add_option("--audience", out_.audience, "what the reader knows (knows-employer)")
        ->check(CLI::IsMember({"stranger", "knows-sector", "knows-employer"}).description(""))
        ->type_name("stranger|knows-sector|knows-employer");
    check->add_option("--people", out_.people, "the case's names: a line is person, org or place, a tab, the name")
        ->type_name("FILE");
    check->footer("Example: sotto check --people case.txt < draft.txt");
  }

  void commands_of_profiles() {
    auto* profile = group_of("profile", "several clients, each apart from the others", profiles);
    add(*profile, "list", "the profiles of this device", Command::profile_list);
    auto* make = add(*profile, "new", "one more, with a passphrase of its own", Command::profile_new);
    make->add_option("NAME", out_.key, "what you call it here; readable without the passphrase")
        ->type_name("")
        ->required();
    make->add_option("--name", out_.name, "what its buddies see first")->required()->type_name("N");
    make->add_option("--label", out_.label, "what stands above its commands; no client's name")->type_name("TEXT");
    make->add_option("--colour", out_.colour, "green, blue, amber, violet, red or grey")->type_name("C");
    make->add_flag("--weak-passphrase", out_.weak_passphrase, "accept a passphrase that is easy to guess");
    kdf(make);
    make->footer("Example: sotto profile new client-2 --name Thandi --colour green");
    auto* close = add(*profile, "close", "end a profile for good", Command::profile_close);
    close->add_option("--purge", out_.purge, "delete this case")->type_name("C");
    close->add_flag("--purge-all", out_.purge_all, "delete every case");
    close->add_flag("--untold", out_.untold, "go although a buddy could not be told yet");
    close
        ->add_option("--confirm", out_.confirm, "the profile's name, as profile list has it or as its folder is called")
        ->type_name("NAME");
    close->footer("Example: sotto --profile client-2 profile close --purge-all");
    add(app_, "doctor", "signs that this computer is managed by an employer", Command::doctor, profiles);
  }

  void commands_of_engine() {
    auto* run = add(app_, "engine", "stay connected until stopped", Command::engine, engine);
    run->add_flag("--locked", out_.locked, "start locked: the window, or sotto unlock, opens it");
    auto* ui = add(app_, "ui", "open the window", Command::ui, beginning);
    ui->add_option("LINK", out_.link, "an invitation (sotto:...): the window asks before it is accepted")
        ->type_name("");
    ui->add_flag("--no-window", out_.no_window, "print the window's address, for one use within a minute");
    if constexpr (web::pages_from_folder) {
      for (auto* sub : {run, ui})
        sub->add_option("--pages-dir", out_.pages, "serve the app's files from this folder")->type_name("DIR");
    }
    add(app_, "status", "how the engine is", Command::status, engine);
    add(app_, "lock", "lock the profile", Command::lock, engine);
    add(app_, "unlock", "unlock it", Command::unlock, engine);
    add(app_, "stop", "end the engine", Command::stop, engine);
  }

  Arguments& out_;
  CLI::App app_{"Sotto: talk in confidence to a buddy outside your organisation.", "sotto"};
};

std::string with_help(CLI::App& app, const std::string& sentence) {
  std::string path = "sotto";
  for (auto* sub = &app; !sub->get_subcommands().empty();) {
    sub = sub->get_subcommands().front();
    path += " " + sub->get_name();
  }
  return sentence + " See: " + path + " --help.";
}

std::string unexpected_words(const CLI::App& app) {
  std::string out;
  for (const auto& word : app.remaining(true)) {
    if (out.size() < 200) out += (out.empty() ? "" : " ") + word;
  }
  return out;
}

std::string said(CLI::App& app, const CLI::ParseError& error) {
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    const auto sentence = "This does not belong here: " + unexpected_words(app) + ".";
    return with_help(app,
                     app.got_subcommand("send") ? sentence + " Put a message of several words in quotes." : sentence);
  }
  std::string what = error.what();
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    if (what.find("subcommand") != std::string::npos)
      what = "a command";
    else
      what = what.substr(0, what.find(" is required"));
    return with_help(app, "Something is missing: " + what + ".");
  }
  return with_help(app, what + ".");
}

// "Usage: sotto buddy rename B NAME", not only its last word.
std::string page_of(const CLI::App& app) {
  const CLI::App* sub = &app;
  std::string path;
  while (!sub->get_subcommands().empty()) {
    path += (path.empty() ? "" : " ") + sub->get_name();
    sub = sub->get_subcommands().front();
  }
  return sub->help(path);
}

}  // namespace

bool json_asked(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--") return false;
    if (word == "--json") return true;
  }
  return false;
}

std::variant<Arguments, Leave> parse(int argc, const char* const* argv) {
  Arguments out;
  Grammar grammar(out);
  auto& app = grammar.app();
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return Leave{true, page_of(app)};
  } catch (const CLI::CallForVersion&) {
    return Leave{true, std::string(version_line) + "\n"};
  } catch (const CLI::ParseError& error) {
    return Leave{false, said(app, error)};
  }
  const auto data = runtime::data_folder();
  out.profile = out.profile.empty() ? data / "default" : runtime::profile_named(data, out.profile);
  return out;
}

}  // namespace sotto::cli
