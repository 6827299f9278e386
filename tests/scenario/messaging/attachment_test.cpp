#include "party.hpp"

using namespace sotto;
using namespace sotto::test;
using messaging::Carrying;
using messaging::Message;
using messaging::MessageState;

namespace {

Bytes some_file(std::size_t size, std::uint64_t seed = 5) {
  Bytes out(size);
  SeededRandom random(seed);
  random.fill(out);
  return out;
}

MessageId offer(Party& from, ByteView file, std::string_view name = "notes.pdf") {
  const auto sealer = from->seal_file();
  REQUIRE(sealer);
  REQUIRE(sealer->add(file));
  const auto sealed = sealer->finish();
  REQUIRE(sealed);
  const auto message = from->attach(from.buddy(), name, *sealed, std::nullopt, from.now());
  REQUIRE(message);
  return message->id;
}

Message look(Party& party, const MessageId& id) {
  for (const auto& message : party.history()) {
    if (message.id == id) return message;
  }
  FAIL("no such message");
  return {};
}
Carrying state(Party& party, const MessageId& id) { return look(party, id).attachment->state; }

Bytes saved(Party& party, const MessageId& id) {
  const auto saving = party->attachment(id);
  REQUIRE(saving);
  Bytes out;
  for (std::uint64_t i = 0; i < messaging::blocks_of(saving->file.size); ++i) {
    const auto piece = messaging::open_piece(*party.files, saving->file, static_cast<std::uint32_t>(i));
    REQUIRE(piece);
    append(out, *piece);
  }
  return out;
}

std::size_t most_blocks_under_way(Party& party) {
  return static_cast<std::size_t>(party.number("SELECT count(*) FROM outbox WHERE kind = 13"));
}

}  // namespace

TEST_CASE("attachment: arrives byte for byte, in blocks, at most eight under way") {
  Pair two;
  two.pair();
  const auto file = some_file(20 * limits::block_data + 17);
  const auto id = offer(two.alice, file, "minutes.docx");
  for (int i = 0; i < 200; ++i) {
    two.world.pass(milliseconds(100));
    REQUIRE(most_blocks_under_way(two.alice) <= limits::spool_blocks);
  }
  CHECK(state(two.bob, id) == Carrying::carried);
  CHECK(state(two.alice, id) == Carrying::carried);
  CHECK(look(two.bob, id).text == "minutes.docx");
  const auto told = [&](const messaging::Event& event) {
    const auto* came = std::get_if<messaging::MessageEvent>(&event);
    return came != nullptr && came->message.id == id && came->message.attachment &&
           came->message.attachment->size == file.size();
  };
  for (auto* party : {&two.alice, &two.bob})
    CHECK(std::any_of(party->events.begin(), party->events.end(), told));  // its size with the first word of it
  CHECK(look(two.bob, id).attachment->size == file.size());
  CHECK(saved(two.bob, id) == file);
  CHECK(two.alice.state(id) == MessageState::delivered);
  CHECK(two.alice.pending() == 0);
  CHECK(two.bob.pending() == 0);
}

TEST_CASE("attachment: sizes around a block's edge arrive whole") {
  Pair two;
  two.pair();
  for (const std::size_t size :
       {std::size_t{1}, limits::block_data - 1, limits::block_data, limits::block_data + 1, 2 * limits::block_data}) {
    const auto file = some_file(size, size);
    const auto id = offer(two.alice, file);
    two.world.pass(seconds(20));
    CHECK(saved(two.bob, id) == file);
  }
  CHECK_FALSE(two.alice->seal_file()->finish());
}

TEST_CASE("attachment: a relay killed in the middle, an engine started again, and nothing is missing or there twice") {
  Pair two;
  two.pair();
  const auto file = some_file(40 * limits::block_data);
  const auto id = offer(two.alice, file);
  two.world.pass(seconds(2));
  two.relay.restart();
  two.world.pass(milliseconds(400));
  two.alice.restart();
  two.world.pass(milliseconds(400));
  two.relay.restart();
  two.bob.restart();
  two.world.pass(minutes(5));
  CHECK(state(two.alice, id) == Carrying::carried);
  CHECK(saved(two.bob, id) == file);
  CHECK(two.bob.files->all().size() == 1);
}

TEST_CASE("attachment: an absent buddy finds eight blocks in the spool and the rest comes when it has taken them") {
  Pair two;
  two.pair();
  const auto file = some_file(12 * limits::block_data);
  const auto id = offer(two.alice, file);
  two.world.settle();
  two.alice.go(false);
  two.bob.go(false);
  for (int i = 0; i < 6; ++i) {
    two.alice.sync();
    two.bob.sync();
  }
  two.alice.sync();
  CHECK(state(two.alice, id) == Carrying::carried);
  CHECK(saved(two.bob, id) == file);
}

TEST_CASE("attachment: lost blocks and lost acknowledgements are repeated; texts are not held up") {
  Pair two;
  two.pair();
  SeededRandom dice(9);
  two.relay.decide = [&](const proto::Forward& forward) -> std::optional<proto::Outcome> {
    if (forward.cell.size() == limits::block && dice.below(4) == 0) return proto::Outcome::live;
    return std::nullopt;
  };
  const auto file = some_file(16 * limits::block_data);
  const auto id = offer(two.alice, file);
  two.alice.say("meanwhile");
  two.world.pass(seconds(5));
  CHECK(two.bob.heard().back() == "meanwhile");
  two.world.pass(hours(3));
  CHECK(saved(two.bob, id) == file);
  CHECK(state(two.alice, id) == Carrying::carried);
}

TEST_CASE("attachment: a lost block is sent again when others have overtaken it, and nothing runs further ahead") {
  Pair two;
  two.pair();
  int lost = 0;
  two.relay.decide = [&](const proto::Forward& forward) -> std::optional<proto::Outcome> {
    if (forward.cell.size() != limits::block || lost > 0) return std::nullopt;
    ++lost;
    return proto::Outcome::live;
  };
  const auto file = some_file(60 * limits::block_data);
  const auto id = offer(two.alice, file);
  two.world.pass(seconds(10));  // a third of LIVE_ACK
  CHECK(lost == 1);
  CHECK(state(two.alice, id) == Carrying::carried);
  CHECK(saved(two.bob, id) == file);
}

TEST_CASE("attachment: a spool without room for blocks still takes texts") {
  Pair two;
  two.pair();
  bool full = true;
  two.relay.decide = [&](const proto::Forward& forward) -> std::optional<proto::Outcome> {
    if (full && forward.cell.size() == limits::block) return proto::Outcome::full;
    return std::nullopt;
  };
  const auto file = some_file(3 * limits::block_data);
  const auto id = offer(two.alice, file);
  two.world.pass(seconds(10));
  two.alice.say("still here");
  two.world.pass(seconds(5));
  CHECK(two.bob.heard().back() == "still here");
  full = false;
  two.world.pass(hours(1));
  CHECK(saved(two.bob, id) == file);
}

TEST_CASE("attachment: a large one waits for a yes, and nothing of it travels before") {
  Pair two;
  two.pair();
  REQUIRE(two.bob->limit_files({1000, 1u << 30, 1u << 30}, two.bob.now()));
  const auto file = some_file(2 * limits::block_data);
  const auto id = offer(two.alice, file);
  two.world.pass(minutes(1));
  CHECK(state(two.bob, id) == Carrying::offered);
  CHECK(state(two.alice, id) == Carrying::offered);
  CHECK(two.bob.files->all().empty());
  CHECK(two.bob->attachment(id).error().code == Errc::refused);
  SUBCASE("accepted") {
    REQUIRE(two.bob->accept_attachment(id, two.bob.now()));
    two.world.pass(minutes(1));
    CHECK(saved(two.bob, id) == file);
  }
  SUBCASE("declined: the sender's copy goes, too") {
    REQUIRE(two.bob->stop_attachment(id, two.bob.now()));
    two.world.pass(minutes(1));
    CHECK(state(two.alice, id) == Carrying::stopped);
    CHECK(two.alice.files->all().empty());
    CHECK(two.alice.number("SELECT count(*) FROM attachment WHERE key IS NOT NULL") == 0);
    CHECK(two.bob->accept_attachment(id, two.bob.now()).error().code == Errc::refused);
  }
  SUBCASE("cancelled by the sender") {
    REQUIRE(two.alice->stop_attachment(id, two.alice.now()));
    two.world.pass(minutes(1));
    CHECK(state(two.bob, id) == Carrying::stopped);
    CHECK(two.bob.number("SELECT count(*) FROM attachment WHERE key IS NOT NULL") == 0);
  }
  CHECK(two.alice->accept_attachment(id, two.alice.now()).error().code == Errc::refused);
  CHECK(two.alice.pending() == 0);
}

TEST_CASE("attachment: cancelled on its way, both keep nothing of it") {
  Pair two;
  two.pair();
  const auto id = offer(two.alice, some_file(120 * limits::block_data));
  two.world.pass(milliseconds(300));
  CHECK(state(two.bob, id) == Carrying::carrying);
  REQUIRE(two.alice->stop_attachment(id, two.alice.now()));
  two.world.pass(minutes(2));
  CHECK(state(two.bob, id) == Carrying::stopped);
  CHECK(two.alice.files->all().empty());
  CHECK(two.bob.files->all().empty());
  CHECK(two.alice.pending() == 0);
}

TEST_CASE("attachment: over the quota it waits until there is room") {
  Pair two;
  two.pair();
  REQUIRE(two.bob->limit_files({1u << 30, 3 * limits::block_data, 3 * limits::block_data}, two.bob.now()));
  const auto first = offer(two.alice, some_file(2 * limits::block_data));
  two.world.pass(minutes(1));
  const auto second = offer(two.alice, some_file(2 * limits::block_data));
  two.world.pass(minutes(1));
  CHECK(state(two.bob, first) == Carrying::carried);
  CHECK(state(two.bob, second) == Carrying::offered);
  CHECK(two.bob->accept_attachment(second, two.bob.now()).error().code == Errc::refused);
  REQUIRE(two.alice->erase(first, two.alice.now()));
  two.world.pass(minutes(1));
  REQUIRE(two.bob->accept_attachment(second, two.bob.now()));
  two.world.pass(minutes(1));
  CHECK(state(two.bob, second) == Carrying::carried);
}

TEST_CASE("attachment: deleted for both, its key and its file are gone on both sides") {
  Pair two;
  two.pair();
  const auto id = offer(two.alice, some_file(3 * limits::block_data), "Zaphodia.pdf");
  two.world.pass(minutes(1));
  REQUIRE(two.bob->react(id, "\U0001F4CE", two.bob.now()));
  const auto thanks = two.bob->reply(id, "thanks", std::nullopt, two.bob.now());
  REQUIRE(thanks);
  two.world.pass(seconds(5));
  REQUIRE(two.alice->erase(id, two.alice.now()));
  two.world.pass(seconds(5));
  for (auto* party : {&two.alice, &two.bob}) {
    CHECK(party->files->all().empty());
    CHECK(party->number("SELECT count(*) FROM attachment") == 0);
    CHECK(party->number("SELECT count(*) FROM message WHERE text LIKE '%phodia%'") == 0);
  }
  CHECK(look(two.bob, thanks->id).quote->gone);
  CHECK(look(two.alice, thanks->id).quote->gone);
}

TEST_CASE("attachment: a name is no path, hides nothing, and shows its true extension") {
  Pair two;
  two.pair();
  const auto named = [&](std::string_view name) {
    const auto id = offer(two.alice, some_file(10), name);
    two.world.pass(seconds(5));
    return look(two.bob, id).text;
  };
  CHECK(named("../../etc/passwd") == "passwd");
  CHECK(named("C:\\Windows\\evil.exe") == "evil.exe");
  CHECK(named("cv.pdf.exe") == "cv_pdf.exe");
  CHECK(named("cv\u202efdp.exe") == "cvfdp.exe");
  CHECK(named("a\nb\x1b[31m.txt") == "a b [31m.txt");
  CHECK(named(".bashrc") == "bashrc");
  CHECK(named("...") == "attachment");
  CHECK(named("con.txt") == "attachment_con.txt");
  CHECK(named("Protokoll \u00dcbergabe.docx") == "Protokoll \u00dcbergabe.docx");
  CHECK(named(std::string(250, 'x') + ".pdf").size() <= 124);
}

TEST_CASE("attachment: what a reset interrupts goes on after it") {
  Pair two;
  two.pair();
  const auto file = some_file(30 * limits::block_data);
  const auto id = offer(two.alice, file);
  two.world.pass(seconds(1));
  REQUIRE(two.bob->restored(two.bob.now()));
  two.world.pass(minutes(3));
  CHECK(saved(two.bob, id) == file);
  CHECK(two.alice.pending() == 0);
}

TEST_CASE("attachment: a file that no message knows is removed at the next start") {
  Pair two;
  two.pair();
  const Bytes block(limits::block);
  REQUIRE(two.bob.files->write(store::FileId{{1}}, 0, block));
  CHECK(two.bob.files->all().size() == 1);
  two.bob.restart();
  CHECK(two.bob.files->all().empty());
}

namespace {

class Holding : public messaging::ContentHandler {
 public:
  proto::Verdict receive(messaging::Moment&, const BuddyId&, const proto::Practice&) override {
    return proto::Verdict::refused;
  }
  void settled(messaging::Moment&, const BuddyId&, const MessageId&, proto::Verdict) override {}
  bool holds(store::Transaction&, const BuddyId&) override { return on; }
  bool on = true;
};

// Alice keeps everything while `holding.on`.
struct HeldPair {
  World world;
  RelayNode& relay = world.add_relay("relay.example:443");
  Holding holding;
  Party alice{world, 1, {{}, [this](store::Vault&) { return &holding; }, {}, {}}};
  Party bob{world, 2};
  HeldPair() {
    for (auto* who : {&alice, &bob}) REQUIRE((*who)->add_relay(relay.link(), who->now()));
    const auto made = alice->invite("", false, limits::invite_life, alice.now());
    REQUIRE(made);
    REQUIRE(bob->join(made->link, "", bob.now()));
    alice.go(true);
    bob.go(true);
    world.pass(seconds(10));
  }
  void lift() {
    holding.on = false;
    const auto buddy = alice.buddy();
    REQUIRE(alice->act(alice.now(), [&](messaging::Moment& moment) { return moment.look_again(buddy), ok(); }));
    world.pass(seconds(5));
  }
};

bool is_there(Party& party, const MessageId& id) {
  for (const auto& message : party.history()) {
    if (message.id == id) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("attachment: goes when its time is over, and its file in the same moment, on both sides") {
  Pair two;
  two.pair();
  const auto her = two.bob.buddy();
  REQUIRE(two.bob->act(two.bob.now(), [&](messaging::Moment& moment) { return moment.keep_texts(her, hours(1)); }));
  two.world.pass(seconds(5));
  const auto id = offer(two.alice, some_file(3 * limits::block_data));
  two.world.pass(minutes(1));
  for (auto* party : {&two.alice, &two.bob}) {
    CHECK(look(*party, id).keep == hours(1));
    CHECK(party->files->all().size() == 1);
  }
  two.world.pass(minutes(61));
  for (auto* party : {&two.alice, &two.bob}) {
    CHECK_FALSE(is_there(*party, id));
    CHECK(party->files->all().empty());
    CHECK(party->number("SELECT count(*) FROM attachment") == 0);
  }
}

TEST_CASE("attachment: its time stands still on its way; thirty days without a block end it on both sides") {
  Pair two;
  two.pair();
  REQUIRE(two.alice->act(two.alice.now(), [&](messaging::Moment& moment) { return moment.keep_texts(hours(1)); }));
  two.world.pass(seconds(5));
  const auto id = offer(two.alice, some_file(120 * limits::block_data));
  two.world.pass(milliseconds(300));
  REQUIRE(state(two.bob, id) == Carrying::carrying);
  two.bob.go(false);
  two.world.pass(days(3));
  CHECK(state(two.alice, id) == Carrying::carrying);
  SUBCASE("the other comes back and gets the rest") {
    two.bob.go(true);
    two.world.pass(minutes(5));
    CHECK(state(two.bob, id) == Carrying::carried);
    two.world.pass(minutes(62));
    CHECK_FALSE(is_there(two.bob, id));
    CHECK_FALSE(is_there(two.alice, id));
  }
  SUBCASE("nobody comes back") {
    two.world.pass(days(28));
    CHECK_FALSE(is_there(two.alice, id));  // stopped after thirty days, and an hour later its time was over
    two.bob.go(true);
    two.world.pass(hours(2));
    CHECK_FALSE(is_there(two.bob, id));
    CHECK(two.bob.number("SELECT count(*) FROM attachment") == 0);
  }
  CHECK(two.alice.files->all().empty());
  CHECK(two.bob.files->all().empty());
}

TEST_CASE("attachment: half of one that stays until somebody deletes it makes room again after thirty days") {
  Pair two;
  two.pair();
  for (auto* who : {&two.alice, &two.bob}) {
    REQUIRE((*who)->act(who->now(), [&](messaging::Moment& moment) { return moment.keep_texts(Duration{}); }));
  }
  two.world.pass(seconds(5));
  const auto id = offer(two.alice, some_file(120 * limits::block_data));
  two.world.pass(milliseconds(300));
  two.alice.go(false);
  two.world.pass(days(29));
  CHECK(state(two.bob, id) == Carrying::carrying);
  two.world.pass(days(2));
  CHECK(state(two.bob, id) == Carrying::stopped);
  CHECK(two.bob.files->all().empty());
  two.alice.go(true);
  two.world.pass(minutes(5));
  CHECK(state(two.alice, id) == Carrying::stopped);
  CHECK(two.alice.files->all().empty());
}

TEST_CASE("attachment: a hold keeps its blocks whatever the other side or its time says, until it is lifted") {
  HeldPair two;
  const auto whole = offer(two.alice, some_file(2 * limits::block_data));
  const auto theirs = offer(two.bob, some_file(120 * limits::block_data));
  two.world.pass(milliseconds(400));
  REQUIRE(state(two.alice, theirs) == Carrying::carrying);
  REQUIRE(two.bob->stop_attachment(theirs, two.bob.now()));
  two.world.pass(minutes(1));
  CHECK(state(two.alice, theirs) == Carrying::stopped);
  CHECK(two.alice.files->all().size() == 2);
  CHECK(two.bob.files->all().size() == 1);
  CHECK(two.alice->erase(whole, two.alice.now()).error().code == Errc::refused);
  two.world.pass(days(40));
  two.alice.restart();
  CHECK(two.alice.files->all().size() == 2);
  CHECK(saved(two.alice, whole).size() == 2 * limits::block_data);
  two.lift();
  CHECK_FALSE(is_there(two.alice, whole));
  CHECK(two.alice.files->all().empty());
}

TEST_CASE("hold: nothing that was said is deleted, taken back from this side's memory or reworded away") {
  HeldPair two;
  const auto said = two.alice.say("what I said");
  const auto theirs = two.bob.say("what he said");
  two.world.pass(seconds(5));
  const auto lines = [&] {
    std::string out;
    for (const auto& message : two.alice.history()) out += message.text + "\n";
    return out;
  };
  CHECK(two.alice->erase(said, two.alice.now()).error().code == Errc::refused);
  REQUIRE(two.bob->erase(theirs, two.bob.now()));
  two.world.pass(seconds(5));
  CHECK(look(two.alice, theirs).text == "what he said");
  REQUIRE(two.alice->edit(said, "what I would rather have said", two.alice.now()));
  CHECK(lines().find("On hold, so the earlier wording stays: what I said\n") != std::string::npos);
  const auto another = two.bob.say("first wording");
  two.world.pass(seconds(5));
  REQUIRE(two.bob->edit(another, "second wording", two.bob.now()));
  two.world.pass(seconds(5));
  CHECK(lines().find("On hold, so the earlier wording stays: first wording\n") != std::string::npos);
  two.bob.go(false);
  two.alice.go(false);
  const auto back = two.alice.say("taken back");
  REQUIRE(two.alice->recall(back, two.alice.now()));
  two.alice.go(true);
  two.bob.go(true);
  two.world.pass(minutes(2));
  CHECK(look(two.alice, back).state == MessageState::recalled);
  CHECK(look(two.alice, back).text == "taken back");
  two.lift();
  REQUIRE(two.alice->erase(back, two.alice.now()));
  CHECK(look(two.alice, back).text.empty());
  REQUIRE(two.alice->erase(said, two.alice.now()));
}
