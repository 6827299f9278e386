// One end of a channel on our gate, driven line by line; binary values in hex, "-" for none. One answer line each:
//   identity                 -> KEY
//   pin KEY                  -> ok
//   bundle                   -> SIGNED_PREKEY SIGNATURE ONE_TIME_PREKEY
//   start KEY SIGNED_PREKEY SIGNATURE ONE_TIME_PREKEY -> ok
//   encrypt PLAIN            -> message|prekey BYTES
//   decrypt message|prekey BYTES -> PLAIN
// or "error NAME"; the stores are then as before the line.
#include <iostream>
#include <sstream>
#include <string>

#include <sotto/crypto/gate.hpp>

#include "memory_stores.hpp"
#include "seeded_random.hpp"

namespace {

using namespace sotto;
using crypto::Ciphertext;
using crypto::CiphertextKind;

std::string shown(ByteView bytes) { return bytes.empty() ? "-" : hex(bytes); }

std::string shown(const Error& error) {
  switch (error.code) {
    case Errc::malformed: return "error malformed";
    case Errc::not_authentic: return "error not_authentic";
    case Errc::duplicate: return "error duplicate";
    case Errc::untrusted: return "error untrusted";
    case Errc::too_far: return "error too_far";
    case Errc::refused: return "error refused";
    default: return "error " + std::string(error.where.text);
  }
}

template <std::size_t N>
ByteArray<N> read(std::istream& in) {
  std::string word;
  in >> word;
  return exactly<N>(from_hex(word).value()).value();  // a driver that sends something else is a broken test
}

Bytes read_bytes(std::istream& in) {
  std::string word;
  in >> word;
  return word == "-" ? Bytes() : from_hex(word).value();
}

class Peer {
 public:
  std::string answer(const std::string& line) {
    std::istringstream in(line);
    std::string command;
    in >> command;
    const auto before = stores_.snapshot();
    const std::string result = run(command, in);
    if (result.rfind("error", 0) == 0) stores_.restore(before);
    return result;
  }

 private:
  std::string run(const std::string& command, std::istream& in) {
    if (command == "identity") return hex(identity_.public_key);
    if (command == "pin") return stores_.pin = read<32>(in), "ok";
    if (command == "bundle") return bundle();
    if (command == "start") return start(in);
    if (command == "encrypt") return encrypt(read_bytes(in));
    if (command == "decrypt") return decrypt(in);
    return "error unknown command";
  }
  std::string bundle() {
    const auto made = gate_.make_bundle();
    if (!made) return shown(made.error());
    return hex(made->signed_prekey) + " " + hex(made->signature) + " " + hex(made->one_time_prekey);
  }
  std::string start(std::istream& in) {
    crypto::PrekeyBundle bundle{};
    bundle.identity = read<32>(in);
    bundle.signed_prekey = read<32>(in);
    bundle.signature = read<64>(in);
    bundle.one_time_prekey = read<32>(in);
    const auto started = gate_.start(bundle);
    return started ? "ok" : shown(started.error());
  }
  std::string encrypt(ByteView plain) {
    const auto message = gate_.encrypt(plain);
    if (!message) return shown(message.error());
    return (message->kind == CiphertextKind::message ? "message " : "prekey ") + hex(message->bytes);
  }
  std::string decrypt(std::istream& in) {
    std::string kind;
    in >> kind;
    const Ciphertext message{kind == "prekey" ? CiphertextKind::prekey_message : CiphertextKind::message,
                             read_bytes(in)};
    const auto plain = gate_.decrypt(message);
    return plain ? shown(plain->expose()) : shown(plain.error());
  }

  test::SeededRandom random_;
  crypto::SignalContextPtr context_ = crypto::make_signal_context(random_);
  crypto::IdentityKeyPair identity_ = crypto::Gate::make_identity(*context_).value();
  test::MemoryStores stores_{identity_};
  crypto::Gate gate_{*context_, stores_.stores(), 1};
};

}  // namespace

int main() {
  Peer peer;
  for (std::string line; std::getline(std::cin, line);) std::cout << peer.answer(line) << std::endl;
}
