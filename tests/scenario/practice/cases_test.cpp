// Cases, forgetting and purging. The last test looks for the words in the file itself.
#include <filesystem>
#include <fstream>

#include <openssl/evp.h>
#include <unistd.h>

#include <sotto/crypto/secret.hpp>
#include <sotto/practice/sessions.hpp>

#include "two_hr.hpp"

using namespace sotto;
using practice::Part;
using test::TwoHr;

TEST_CASE("cases: an alias is a role and a letter that is no initial of the name and means one person only") {
  TwoHr two;
  auto& anna = two.anna;
  const auto ref = two.new_case(anna);
  std::vector<std::string> letters;
  for (const auto& name : {"Aaron Bell", "Bea Tansley", "Carol Dean-Evans", "Idris Callowmere"}) {
    REQUIRE(anna->add_name(ref, {Part::employee, {name}}, anna.now()));
  }
  REQUIRE(anna->add_name(ref, {Part::manager, {"Lorcan"}}, anna.now()));
  REQUIRE(anna->add_name(ref, {Part::org, {"Pennick Glass"}}, anna.now()));
  REQUIRE(anna->add_name(ref, {Part::client, {"Other Ltd"}}, anna.now()));
  const auto found = anna->find_case(ref, anna.now());
  REQUIRE(found);
  for (const auto& name : found->names) {
    if (name.part >= Part::org) continue;
    const char letter = name.alias.back();
    CHECK(std::find(letters.begin(), letters.end(), std::string(1, letter)) == letters.end());
    letters.emplace_back(1, letter);
    for (const char initial : std::string("ABCDEIL")) {
      if (name.names[0].front() == initial) CHECK(letter != initial);
    }
  }
  CHECK(found->names[2].alias.back() != 'D');
  CHECK(found->names[2].alias.back() != 'E');
  CHECK(found->names[5].alias == "the Organisation");
  CHECK(found->names[6].alias == "Client 1");
}

TEST_CASE("cases: another random tag for each recipient, the same for one") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  two.offer(anna, "one");
  two.offer(anna, "two");
  CHECK(anna.party.number("SELECT count(*) FROM case_tag") == 1);
  CHECK(ben.party.number("SELECT count(*) FROM shelf WHERE tag IS NOT NULL") == 1);
  CHECK(anna.party.number("SELECT count(*) FROM case_tag t JOIN casefile c ON c.id = t.tag") == 0);
  two.new_case(anna, "another");
  auto share = two.share_of(anna, "three");
  share.case_ref = "another";
  REQUIRE(anna->share(share, anna.now()));
  two.settle();
  CHECK(ben.party.number("SELECT count(*) FROM shelf WHERE tag IS NOT NULL") == 2);
}

TEST_CASE("cases: closing tells the buddy, takes offers back and sets the date of the purge") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  const auto shared = two.offer(anna, "one");
  REQUIRE(ben->accept(shared, ben.now()));
  const auto waiting = two.offer(anna, "two");
  const auto closed = anna->close_case("C1", {"I will ask.", true}, anna.now());
  REQUIRE(closed);
  CHECK(closed->outcome == "I will ask.");
  CHECK(closed->forgotten);
  two.settle();
  CHECK(ben.exchange(shared).stage == practice::Stage::closed);
  CHECK(ben.exchange(waiting).stage == practice::Stage::withdrawn);
  CHECK(anna->share(two.share_of(anna, "three"), anna.now()).error().code == Errc::refused);
  two.away(anna, days(181));
  CHECK(anna->find_case("C1", anna.now()).error().code == Errc::not_found);
  CHECK(anna.party.number("SELECT count(*) FROM shelf WHERE key IS NOT NULL AND buddy IS NULL") == 0);
}

TEST_CASE("cases: a hold survives every timer and a clock moved by ten years, both ways") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  const auto id = two.offer(anna, "evidence");
  REQUIRE(ben->accept(id, ben.now()));
  two.settle();
  REQUIRE(anna->hold("C1", "a claim is likely", true, anna.now()));
  two.settle();
  CHECK(ben.notices().back() == "Your buddy asks: please don't delete what we shared.");
  REQUIRE(anna->close_case("C1", {}, anna.now()));
  for (const auto step : {days(3650), days(400), Duration{-days(4000).ms}, days(3650)}) {
    two.away(anna, step);
    REQUIRE(anna->pass_time(anna.now()));
    CHECK(anna.exchange(id).text == "evidence");
    CHECK(anna->find_case("C1", anna.now())->held);
    CHECK(anna->purge_case("C1", anna.now()).error().code == Errc::refused);
    CHECK(anna->forget_names("C1", anna.now()).error().code == Errc::refused);
  }
  CHECK(anna->lift_hold("C1", "spring", anna.now()).error().code == Errc::refused);
  REQUIRE(anna->lift_hold("C1", "the spring matter", anna.now()));
  two.away(anna, days(200));
  REQUIRE(anna->pass_time(anna.now()));
  CHECK(anna.exchange(id).text.empty());
  const auto log = anna->retention_log();
  REQUIRE(log);
  CHECK(log->size() == 2);
  CHECK(log->front().what == "hold on C1");
}

TEST_CASE("cases: a purge takes back what has not been received, so that nothing of it waits in the outbox") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  const auto id = two.offer(anna, std::string(9000, 'x'));
  int passed = 0;  // his acceptance comes through, what she sends then does not
  relay.decide = [&](const proto::Forward&) -> std::optional<proto::Outcome> {
    if (++passed == 1) return std::nullopt;
    return proto::Outcome::live;
  };
  REQUIRE(ben->accept(id, ben.now()));
  two.settle();
  REQUIRE(anna.exchange(id).stage == practice::Stage::sent);
  CHECK(anna.party.pending() == 3);
  REQUIRE(anna->purge_case("C1", anna.now()));
  CHECK(anna.party.number("SELECT count(*) FROM outbox WHERE kind = 11 AND length(content) > 1000") == 0);
  relay.decide = nullptr;
  world.pass(minutes(30));
  CHECK(anna.party.pending() == 0);
  CHECK(ben.exchange(id).text.empty());
  CHECK(anna.exchange(id).text.empty());
}

TEST_CASE("retention: a clock turned back delays nothing, one turned ahead by years deletes nothing") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  const auto id = two.offer(anna, "text");
  REQUIRE(ben->accept(id, ben.now()));
  two.settle();
  REQUIRE(ben->close(id, ben.now()));
  two.settle();
  two.away(ben, days(29));
  CHECK(ben.exchange(id).text == "text");
  two.away(ben, Duration{-days(20).ms});
  CHECK(ben.exchange(id).text == "text");
  two.away(ben, days(3650));
  CHECK(ben.exchange(id).text == "text");
  world.clock.step_wall(days(300));  // while the process runs its steady clock knows better
  CHECK(ben.exchange(id).text == "text");
  world.pass(hours(2));
  two.away(ben, days(2));
  CHECK(ben.exchange(id).text.empty());
}

TEST_CASE("retention: shortening near a dispute needs a second, deliberate word; the log says when, never what") {
  TwoHr two;
  auto& anna = two.anna;
  REQUIRE(anna->set_retention({20, 100}, false, anna.now()));
  REQUIRE(anna->open_case({"leaving", proto::Topic::exit, practice::Audience::stranger}, anna.now()));
  CHECK(anna->set_retention({10, 100}, false, anna.now()).error().code == Errc::refused);
  REQUIRE(anna->set_retention({30, 200}, false, anna.now()));  // longer is always possible
  REQUIRE(anna->set_retention({10, 100}, true, anna.now()));
  CHECK(anna->set_retention({0, 100}, true, anna.now()).error().code == Errc::usage);
  CHECK(anna->set_retention({10, 100, 60}, false, anna.now()).error().code == Errc::refused);
  REQUIRE(anna->set_retention({10, 100, 60}, true, anna.now()));
  CHECK(anna->set_retention({10, 100, 367}, true, anna.now()).error().code == Errc::usage);
  CHECK(anna->retention_log()->size() == 4);
}

TEST_CASE("cpd: no string of any case dictionary comes out, also one that was named later") {
  TwoHr two;
  auto& anna = two.anna;
  const auto ref = two.new_case(anna);
  REQUIRE(anna->add_name(ref, {Part::employee, {"Idris Callowmere", "Idi"}}, anna.now()));
  practice::CpdEntry entry;
  entry.date = anna.now().timestamp;
  entry.learned = "what CALLOWMERE's case taught me";
  CHECK(anna->add_cpd(entry, anna.now()).error().code == Errc::refused);
  entry.learned = "to listen; Pennick Glass was hard, and so was Idiot's Guide";
  const auto added = anna->add_cpd(entry, anna.now());
  REQUIRE(added);
  CHECK(added->impact_due == entry.date + days(60));
  REQUIRE(anna->add_name(ref, {Part::org, {"Pennick Glass"}}, anna.now()));
  CHECK(anna->cpd({0}, {INT64_MAX})->front().learned == "to listen; [...] was hard, and so was Idiot's Guide");
  CHECK(anna->set_impact(added->number, "I told Idris", anna.now()).error().code == Errc::refused);
  REQUIRE(anna->set_impact(added->number, "I ask before I answer", anna.now()));
  CHECK_FALSE(anna->cpd({0}, {INT64_MAX})->front().impact_due);
}

namespace {

// Every file of the folder as it lies on the disk, and every page of the vault and its log, decrypted.
class Forensics {
 public:
  Forensics(const std::filesystem::path& folder, ByteView key) : folder_(folder), key_(to_bytes(key)) {}
  bool finds(const std::string& word) const {
    for (const auto& file : std::filesystem::directory_iterator(folder_)) {
      if (read(file.path()).find(word) != std::string::npos) return true;
    }
    return decrypted().find(word) != std::string::npos;
  }

 private:
  static std::string read(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  // SQLCipher 4: pages of 4,096 bytes, AES-256-CBC under the raw key; the last 80 are IV (16) and HMAC (64); the first
  // 16 of the file are the salt. A frame of the log is 24 bytes and a page; the log begins with 32.
  std::string decrypted() const {
    std::string out;
    const auto vault = read(folder_ / "vault.db");
    for (std::size_t at = 0; at + page <= vault.size(); at += page) out += opened(vault.substr(at, page), at == 0);
    REQUIRE(out.find("casefile") != std::string::npos);  // the schema: the key is at hand indeed
    const auto log = read(folder_ / "vault.db-wal");
    for (std::size_t at = 32; at + 24 + page <= log.size(); at += 24 + page) {
      const bool first = log.substr(at, 4) == std::string("\0\0\0\1", 4);
      out += opened(log.substr(at + 24, page), first);
    }
    return out;
  }
  std::string opened(const std::string& sealed, bool first) const {
    const std::size_t skip = first ? 16 : 0;
    const auto* bytes = reinterpret_cast<const unsigned char*>(sealed.data());
    std::string out(page, '\0');
    int size = 0;
    auto* context = EVP_CIPHER_CTX_new();
    REQUIRE(EVP_DecryptInit_ex(context, EVP_aes_256_cbc(), nullptr, key_.data(), bytes + page - 80) == 1);
    EVP_CIPHER_CTX_set_padding(context, 0);
    REQUIRE(EVP_DecryptUpdate(context, reinterpret_cast<unsigned char*>(out.data()), &size, bytes + skip,
                              static_cast<int>(page - 80 - skip)) == 1);
    EVP_CIPHER_CTX_free(context);
    return out;
  }

  static constexpr std::size_t page = 4096;
  std::filesystem::path folder_;
  Bytes key_;
};

class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("sotto-practice-" + std::to_string(getpid()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directory(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace

namespace {

// A session with a note, and second opinions: hers of the case, and his, each with both views.
void supervise(TwoHr& two, const std::string& ref) {
  auto& [world, relay, anna, ben] = two;
  practice::NewSession session;
  session.case_ref = ref;
  const auto id = two.invite(session);
  two.begin(id);
  practice::OutcomeNote note;
  note.noticed = "a sesquipedalian silence";
  note.who_else = "Idris Callowmere, whom she named after all";
  REQUIRE(anna->sessions().set_note(id, note, anna.now()));
  note.who_else = "nobody";
  REQUIRE(anna->sessions().set_note(id, note, anna.now()));
  REQUIRE(anna->sessions().end(id, anna.now()));
  two.settle();
  for (auto* who : {&anna, &ben}) {
    practice::NewOpinion opinion;
    opinion.invited = {{who->buddy(), std::nullopt}};
    opinion.case_ref = who == &anna ? ref : "";
    opinion.question = "a callipygian question?";
    opinion.options = {"a floccinaucinihilipilification"};
    opinion.deadline = who->now().timestamp + days(7);
    opinion.mine = {1, 0, "an antediluvian reason"};
    const auto asked = (*who)->opinions().open(opinion, who->now());
    REQUIRE(asked);
    two.settle();
    auto& other = who == &anna ? ben : anna;
    REQUIRE(other->opinions().seal(asked->id, {0, 0, "a pulchritudinous reason"}, other.now()));
    two.settle();
    REQUIRE(anna->opinions().show(asked->id, anna.now())->stage == practice::OpinionStage::complete);
  }
}

}  // namespace

TEST_CASE("purge: after forgetting and purging, no word of the case is in any file or decrypted page") {
  const Folder folder;
  test::SeededRandom random(77);
  const auto raw = random.array<32>();
  TwoHr two([&](std::vector<store::Layer> layers) {
    return store::Vault::create(folder.path() / "vault.db", crypto::GuardedKey{crypto::Key(raw)}, std::move(layers));
  });
  const Forensics forensics(folder.path(), raw);
  auto& [world, relay, anna, ben] = two;
  two.agree();
  const auto made =
      anna->open_case({"Operation Nightjar", proto::Topic::exit, practice::Audience::stranger}, anna.now());
  REQUIRE(made);
  REQUIRE(anna->add_name("C1", {Part::employee, {"Idris Callowmere", "Idrissy"}}, anna.now()));
  REQUIRE(anna->add_name("C1", {Part::place, {"Fort William"}}, anna.now()));
  auto label = test::act_label(anna.now().timestamp);
  label.whom = "the zephyrine committee";
  const auto mine = two.offer(anna, "quixotically written body " + std::string(9000, 'q'), label);
  REQUIRE(ben->accept(mine, ben.now()));
  two.settle();
  REQUIRE(ben.exchange(mine).stage == practice::Stage::arrived);
  two.new_case(ben);
  const auto theirs = two.offer(ben, "perspicaciously received body");
  REQUIRE(anna->accept(theirs, anna.now()));
  two.settle();
  REQUIRE(anna.exchange(theirs).text == "perspicaciously received body");
  REQUIRE(anna->hold("C1", "a vexatious reason", false, anna.now()));
  REQUIRE(anna->lift_hold("C1", "Operation Nightjar", anna.now()));
  REQUIRE(anna->hold(theirs, "a tenebrous reason", false, anna.now()));
  REQUIRE(anna->lift_hold(theirs, "vault", anna.now()));
  for (int i = 0; i < 40; ++i) anna.party.say("chit chat number " + std::to_string(i));
  anna.party.say("crepuscular words in a message, and more of them: lugubrious");
  for (int i = 0; i < 40; ++i) ben.party.say("crepuscular answers " + std::to_string(i));
  two.settle();
  REQUIRE(forensics.finds("crepuscular"));
  supervise(two, "C1");
  REQUIRE(anna->close_case("C1", {"an ineluctable outcome", false}, anna.now()));
  two.settle();

  REQUIRE(anna->forget_names("C1", anna.now()));
  for (const auto* name : {"Callowmere", "Idrissy", "Fort William"}) CHECK_FALSE(forensics.finds(name));
  CHECK(anna->find_case("C1", anna.now())->names.size() == 2);

  REQUIRE(anna->purge_case("C1", anna.now()));
  REQUIRE(anna->close(theirs, anna.now()));
  two.settle();
  two.away(anna, days(40));
  REQUIRE(anna->pass_time(anna.now()));
  REQUIRE(anna.party->pass_time(anna.now()));
  for (const auto* word :
       {"sesquipedalian", "callipygian", "floccinaucinihilipilification", "antediluvian", "pulchritudinous",
        "tenebrous", "crepuscular", "lugubrious", "chit chat", "Callowmere", "Idrissy", "Fort William", "Nightjar",
        "quixotically", "qqqqqqqq", "zephyrine", "perspicaciously", "vexatious", "ineluctable"}) {
    INFO(word);
    CHECK_FALSE(forensics.finds(word));
  }
  CHECK(forensics.finds("We help each other"));  // the agreement stays: the search does find
  CHECK(anna.party.number("SELECT count(*) FROM shelf WHERE key IS NOT NULL") == 0);
  CHECK(anna->search("quixotically", anna.now())->empty());
}
