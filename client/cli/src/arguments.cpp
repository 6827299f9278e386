#include <string_view>

#include <CLI/CLI.hpp>

#include <sotto/cli/arguments.hpp>
#include <sotto/runtime/profiles.hpp>
#include <sotto/web/page.hpp>

#include "practice_arguments.hpp"
#include "what.hpp"

namespace sotto::cli {
namespace {

constexpr std::string_view version_line = "sotto 0.1.0, protocol 1";
constexpr auto beginning = words::help::group_beginning;
constexpr auto buddies = words::help::group_buddies;
constexpr auto talking = words::help::group_talking;
constexpr auto before_sending = words::help::group_before_sending;
constexpr auto profiles = words::help::group_profiles;
constexpr auto engine = words::help::group_engine;

// One subcommand per call; `add` returns it, so that its own arguments can follow.
class Grammar {
 public:
  // `check` alone: it has to start at once, and the practice's many commands are half of what the grammar costs.
  Grammar(Arguments& out, bool check_alone) : out_(out) {
    everywhere();
    commands_of_beginning();
    commands_of_buddies();
    commands_of_talking();
    commands_of_the_check();
    if (!check_alone) add_practice_commands(app_, out_);
    commands_of_profiles();
    commands_of_engine();
    name_options(app_);
  }
  CLI::App& app() { return app_; }

 private:
  CLI::App* add(CLI::App& parent, const char* name, const What& what, Command command,
                const What& group = words::help::group_commands) {
    CLI::App* sub = parent.add_subcommand(name, what.text);
    sub->group(group.text)->fallthrough()->footer(" ");
    sub->callback([this, sub, command] {
      if (sub->get_subcommands().empty()) out_.command = command;  // the innermost one counts
    });
    return sub;
  }
  CLI::App* group_of(const char* name, const What& what, const What& group) {
    CLI::App* sub = app_.add_subcommand(name, what.text);
    sub->group(group.text)->fallthrough()->require_subcommand(1);
    sub->footer(say(words::help::group_note, name));
    return sub;
  }
  void kdf(CLI::App* sub) {
    sub->add_option_function<std::string>(
           "--kdf", [this](const std::string& k) { out_.light_kdf = k == "light"; }, say(words::help::init_kdf))
        ->check(CLI::IsMember({"standard", "light"}).description(""))
        ->type_name("standard|light");
  }
  void buddy(CLI::App* sub) {
    sub->add_option("B", out_.buddy, say(words::help::buddy_named))->type_name("")->required();
  }

  // A command's own --help option is older than what its parent calls options.
  static void name_options(CLI::App& app) {
    app.get_help_ptr()->group(say(words::help::label_options));
    for (auto* sub : app.get_subcommands([](const CLI::App*) { return true; })) name_options(*sub);
  }
  void everywhere() {
    app_.require_subcommand(0, 1);
    app_.option_defaults()->group(say(words::help::label_options));
    app_.get_formatter()->label("Usage", say(words::help::label_usage));
    app_.get_formatter()->label("Positionals", say(words::help::label_positionals));
    app_.get_formatter()->label("Excludes", say(words::help::label_excludes));
    app_.get_formatter()->label("REQUIRED", "");
    app_.get_formatter()->label("SUBCOMMAND", "COMMAND");
    app_.get_formatter()->label("SUBCOMMANDS", "COMMANDS");
    app_.footer(say(words::help::everywhere_note));
    app_.add_option("--profile", out_.profile, say(words::help::everywhere_profile))->type_name("DIR");
    app_.add_option("--passphrase-file", out_.passphrase_file, say(words::help::everywhere_passphrase_file))
        ->type_name("F");
    app_.add_option("--passphrase-fd", out_.passphrase_fd, say(words::help::everywhere_passphrase_fd))
        ->type_name("N")
        ->check(CLI::Range(0, 65535).description(""));
    app_.add_flag("--json", out_.json, say(words::help::everywhere_json));
    app_.add_flag("--quiet,-q", out_.quiet, say(words::help::everywhere_quiet));
    app_.add_flag("--no-input", out_.no_input, say(words::help::everywhere_no_input));
    app_.set_help_flag("--help,-h", say(words::help::everywhere_help));
    app_.set_version_flag("--version", std::string(version_line), say(words::help::everywhere_version));
  }

  void commands_of_beginning() {
    auto* init = add(app_, "init", words::help::init, Command::init, beginning);
    init->add_option("--name", out_.name, say(words::help::init_name))->required()->type_name("N");
    init->add_flag("--weak-passphrase", out_.weak_passphrase, say(words::help::init_weak_passphrase));
    kdf(init);
    init->footer(say(words::help::init_note));

    add(app_, "limits", words::help::limits, Command::limits, beginning)->alias("?");

    auto* relay = group_of("relay", words::help::relay, beginning);
    auto* relay_add = add(*relay, "add", words::help::relay_add, Command::relay_add);
    relay_add->add_option("LINK", out_.link, say(words::help::relay_add_link))->type_name("")->required();
    relay_add->footer(say(words::help::relay_add_note));
    add(*relay, "list", words::help::relay_list, Command::relay_list);
    add(*relay, "status", words::help::relay_status, Command::relay_status);
    add(*relay, "allow", words::help::relay_allow, Command::relay_allow)
        ->add_option("HOST", out_.host, say(words::help::relay_allow_host))
        ->required()
        ->type_name("");

    auto* config = group_of("config", words::help::config, beginning);
    add(*config, "get", words::help::config_get, Command::config_get)
        ->add_option("KEY", out_.key, say(words::help::config_key))
        ->type_name("");
    auto* set = add(*config, "set", words::help::config_set, Command::config_set);
    set->add_option("KEY", out_.key, say(words::help::config_key))->type_name("")->required();
    set->add_option("VALUE", out_.value, say(words::help::config_set_value))->type_name("")->required();
    set->footer(say(words::help::config_set_note));
    add(*config, "unset", words::help::config_unset, Command::config_unset)
        ->add_option("KEY", out_.key, say(words::help::config_key))
        ->required()
        ->type_name("");
  }

  void commands_of_buddies() {
    auto* invite = add(app_, "invite", words::help::invite, Command::invite, buddies);
    invite->require_subcommand(0, 1);
    invite->add_option("--as", out_.as, say(words::help::invite_as))->type_name("N");
    invite->add_flag("--member", out_.member, say(words::help::invite_member));
    invite->add_option("--expires", out_.days, say(words::help::invite_expires))
        ->type_name("DAYS")
        ->check(CLI::Range(1, 90).description(""));
    invite->footer(say(words::help::invite_note));
    add(*invite, "list", words::help::invite_list, Command::invite_list);
    add(*invite, "revoke", words::help::invite_revoke, Command::invite_revoke)
        ->add_option("ID", out_.id, say(words::help::invite_id))
        ->required()
        ->type_name("");

    auto* join = add(app_, "join", words::help::join, Command::join, buddies);
    join->add_option("LINK", out_.link, say(words::help::join_link))->type_name("")->required();
    join->add_option("--as", out_.as, say(words::help::join_as))->type_name("N");
    join->footer(say(words::help::join_note));

    auto* list = group_of("buddy", words::help::buddy, buddies);
    add(*list, "list", words::help::buddy_list, Command::buddy_list)
        ->add_flag("--all", out_.all, say(words::help::buddy_list_all));
    auto* rename = add(*list, "rename", words::help::buddy_rename, Command::buddy_rename);
    buddy(rename);
    rename->add_option("NAME", out_.name, say(words::help::buddy_rename_name))->type_name("")->required();
    buddy(add(*list, "block", words::help::buddy_block, Command::buddy_block));
    buddy(add(*list, "end", words::help::buddy_end, Command::buddy_end));
    auto* mute = ask(*list, "mute", words::help::buddy_mute, "buddy.mute", words::help::group_commands);
    word(mute, "B", "buddy", words::help::buddy_named)->required();
    mute->add_option_function<std::int64_t>(
            "--hours", [this](const std::int64_t& hours) { out_.asked.params.emplace_back("hours", hours); },
            say(words::help::buddy_mute_hours))
        ->type_name("N");
    word(ask(*list, "unmute", words::help::buddy_unmute, "buddy.unmute", words::help::group_commands), "B", "buddy",
         words::help::buddy_named)
        ->required();
    buddy(add(*list, "this-device", words::help::buddy_this_device, Command::buddy_device));

    auto* words = add(app_, "words", words::help::words, Command::words, buddies);
    buddy(words);
    auto* verify = add(app_, "verify", words::help::verify, Command::verify, buddies);
    buddy(verify);
    verify->add_flag("--no-match", out_.no_match, say(words::help::verify_no_match));
    verify->footer(say(words::help::verify_note));
  }

  void commands_of_talking() {
    auto* send = add(app_, "send", words::help::send, Command::send, talking);
    buddy(send);
    auto* text = send->add_option("TEXT", out_.text, say(words::help::send_text))->type_name("");
    auto* file = send->add_option("--file", out_.file, say(words::help::send_file))->type_name("PATH")->excludes(text);
    send->add_flag("--as-is", out_.as_is, say(words::help::send_as_is))->needs(file);
    send->callback([this, text, file] {
      out_.command = Command::send;
      if (text->count() == 0 && file->count() == 0) throw CLI::RequiredError("TEXT");
      if (file->count() == 0) return;
      out_.command = Command::practice;
      const auto path = std::filesystem::absolute(out_.file).lexically_normal().string();
      out_.asked = {"attachment.send", {{"buddy", out_.buddy}, {"path", path}, {"as_is", out_.as_is}}};
    });
    send->add_option("--id", out_.id, say(words::help::send_id))->type_name("ID");
    send->add_flag("--sync", out_.sync, say(words::help::send_sync));
    send->footer(say(words::help::send_note));
    add(app_, "recall", words::help::recall, Command::recall, talking)
        ->add_option("ID", out_.id, say(words::help::message_id))
        ->required()
        ->type_name("");
    about_a_message();
    auto* history = add(app_, "history", words::help::history, Command::history, talking);
    buddy(history);
    auto* before = history->add_option("--before", out_.id, say(words::help::history_before))->type_name("ID");
    auto* after = history->add_option("--after", out_.after, say(words::help::history_after))->type_name("ID");
    auto* around = history->add_option("--around", out_.around, say(words::help::history_around))->type_name("ID");
    after->excludes(before);
    around->excludes(before)->excludes(after);
    history->add_flag("--ids", out_.ids, say(words::help::history_ids));
    history->add_option("--limit", out_.limit, say(words::help::history_limit))
        ->type_name("N")
        ->check(CLI::Range(1, 10000).description(""));
    add(app_, "search", words::help::search, Command::search, talking)
        ->add_option("TEXT", out_.text, say(words::help::search_text))
        ->required()
        ->type_name("");
    add(app_, "watch", words::help::watch, Command::watch, talking);
    auto* sync = add(app_, "sync", words::help::sync, Command::sync, talking);
    sync->add_option("--wait", out_.wait, say(words::help::sync_wait))
        ->type_name("S")
        ->check(CLI::Range(0.0, 86400.0).description(""));
    sync->footer(say(words::help::sync_note));
  }

  CLI::App* ask(CLI::App& parent, const char* name, const What& what, const char* method, const What& group) {
    auto* sub = add(parent, name, what, Command::practice, group);
    sub->callback([this, method] {
      out_.command = Command::practice;
      out_.asked.method = method;
    });
    return sub;
  }
  CLI::Option* word(CLI::App* sub, const char* option, const char* key, const What& what) {
    return sub
        ->add_option_function<std::string>(
            option, [this, key](const std::string& value) { out_.asked.params.emplace_back(key, value); }, what.text)
        ->type_name("");
  }

  void about_a_message() {
    auto* reply = ask(app_, "reply", words::help::reply, "reply", talking);
    word(reply, "ID", "id", words::help::reply_id)->required();
    word(reply, "TEXT", "text", words::help::reply_text)->required();
    word(reply, "--id", "new_id", words::help::reply_new_id)->type_name("ID");
    auto* edit = ask(app_, "edit", words::help::edit, "edit", talking);
    word(edit, "ID", "id", words::help::edit_id)->required();
    word(edit, "TEXT", "text", words::help::edit_text)->required();
    auto* react = ask(app_, "react", words::help::react, "react", talking);
    word(react, "ID", "id", words::help::react_id)->required();
    word(react, "EMOJI", "emoji", words::help::react_emoji);
    auto* erase = ask(app_, "delete", words::help::delete_message, "delete", talking);
    word(erase, "ID", "id", words::help::delete_id)->required();
    erase->footer(say(words::help::delete_note));
    auto* attachment = group_of("attachment", words::help::attachment, talking);
    word(ask(*attachment, "accept", words::help::attachment_accept, "attachment.accept", words::help::group_commands),
         "ID", "id", words::help::attachment_id)
        ->required();
    word(
        ask(*attachment, "decline", words::help::attachment_decline, "attachment.decline", words::help::group_commands),
        "ID", "id", words::help::attachment_id)
        ->required();
    word(ask(*attachment, "cancel", words::help::attachment_cancel, "attachment.cancel", words::help::group_commands),
         "ID", "id", words::help::attachment_id)
        ->required();
    auto* save = ask(*attachment, "save", words::help::attachment_save, "attachment.save", words::help::group_commands);
    word(save, "ID", "id", words::help::attachment_id)->required();
    save->add_option_function<std::string>(
            "DIR",
            [this](const std::string& dir) {
              out_.asked.params.emplace_back("dir", std::filesystem::absolute(dir).lexically_normal().string());
            },
            say(words::help::attachment_save_dir))
        ->type_name("")
        ->required();
    auto* draft = group_of("draft", words::help::draft, talking);
    word(ask(*draft, "show", words::help::draft_show, "draft.get", words::help::group_commands), "B", "buddy",
         words::help::buddy_named)
        ->required();
    auto* keep = ask(*draft, "keep", words::help::draft_keep, "draft.set", words::help::group_commands);
    word(keep, "B", "buddy", words::help::buddy_named)->required();
    word(keep, "TEXT", "text", words::help::draft_keep_text)->required();
    word(ask(*draft, "drop", words::help::draft_drop, "draft.set", words::help::group_commands), "B", "buddy",
         words::help::buddy_named)
        ->required();
  }

  void commands_of_the_check() {
    auto* check = add(app_, "check", words::help::check, Command::check, before_sending);
    check->add_option("--audience", out_.audience, say(words::help::check_audience))
        ->check(CLI::IsMember({"stranger", "knows-sector", "knows-employer"}).description(""))
        ->type_name("stranger|knows-sector|knows-employer");
    check->add_option("--people", out_.people, say(words::help::check_people))->type_name("FILE");
    check->footer(say(words::help::check_note));
  }

  void commands_of_profiles() {
    auto* profile = group_of("profile", words::help::profile, profiles);
    add(*profile, "list", words::help::profile_list, Command::profile_list);
    auto* make = add(*profile, "new", words::help::profile_new, Command::profile_new);
    make->add_option("NAME", out_.key, say(words::help::profile_new_name))->type_name("")->required();
    make->add_option("--name", out_.name, say(words::help::profile_new_shown))->required()->type_name("N");
    make->add_option("--label", out_.label, say(words::help::profile_new_label))->type_name("TEXT");
    make->add_option("--colour", out_.colour, say(words::help::profile_new_colour))->type_name("C");
    make->add_flag("--weak-passphrase", out_.weak_passphrase, say(words::help::profile_new_weak_passphrase));
    kdf(make);
    make->footer(say(words::help::profile_new_note));
    auto* close = add(*profile, "close", words::help::profile_close, Command::profile_close);
    close->add_option("--purge", out_.purge, say(words::help::profile_close_purge))->type_name("C");
    close->add_flag("--purge-all", out_.purge_all, say(words::help::profile_close_purge_all));
    close->add_flag("--untold", out_.untold, say(words::help::profile_close_untold));
    close->add_option("--confirm", out_.confirm, say(words::help::profile_close_confirm))->type_name("NAME");
    close->footer(say(words::help::profile_close_note));
    auto* destroy = add(*profile, "destroy", words::help::profile_destroy, Command::profile_destroy);
    destroy->add_option("--confirm", out_.confirm, say(words::help::profile_close_confirm))->type_name("NAME");
    destroy->add_flag("--despite-hold", out_.despite_hold, say(words::help::profile_destroy_despite_hold));
    destroy->footer(say(words::help::profile_destroy_note));
    add(app_, "doctor", words::help::doctor, Command::doctor, profiles);
  }

  void commands_of_engine() {
    auto* run = add(app_, "engine", words::help::engine, Command::engine, engine);
    run->add_flag("--locked", out_.locked, say(words::help::engine_locked));
    auto* ui = add(app_, "ui", words::help::ui, Command::ui, beginning);
    ui->add_option("LINK", out_.link, say(words::help::ui_link))->type_name("");
    ui->add_flag("--no-window", out_.no_window, say(words::help::ui_no_window));
    if constexpr (web::pages_from_folder) {
      for (auto* sub : {run, ui})
        sub->add_option("--pages-dir", out_.pages, say(words::help::pages_dir))->type_name("DIR");
    }
    add(app_, "status", words::help::status, Command::status, engine);
    add(app_, "lock", words::help::lock, Command::lock, engine);
    add(app_, "unlock", words::help::unlock, Command::unlock, engine);
    add(app_, "stop", words::help::stop, Command::stop, engine);
  }

  Arguments& out_;
  CLI::App app_{say(words::help::about), "sotto"};
};

std::string with_help(CLI::App& app, const std::string& sentence) {
  std::string path = "sotto";
  for (auto* sub = &app; !sub->get_subcommands().empty();) {
    sub = sub->get_subcommands().front();
    path += " " + sub->get_name();
  }
  return sentence + " " + say(words::help::see, path);
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
    const auto sentence = say(words::help::does_not_belong, unexpected_words(app));
    return with_help(app, app.got_subcommand("send") ? sentence + " " + say(words::help::quote_it) : sentence);
  }
  std::string what = error.what();
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    if (what.find("subcommand") != std::string::npos)
      what = say(words::help::a_command);
    else
      what = what.substr(0, what.find(" is required"));
    return with_help(app, say(words::help::missing, what));
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
  Grammar grammar(out, argc > 1 && std::string_view(argv[1]) == "check");
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
