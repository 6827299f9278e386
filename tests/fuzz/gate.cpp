// Strangers' bytes at the gate: a bundle, a first message, a message of a session, a cell. The first byte chooses
// which, and whether the rest is the bytes themselves or changes to genuine ones: u16 place, u8 value, and so on.
// Whatever is not genuine gives no plaintext, starts no session and writes no store.
#include <sotto/crypto/envelope.hpp>
#include <sotto/crypto/gate.hpp>

#include "../unit/crypto/memory_stores.hpp"
#include "target.hpp"

using namespace sotto;
using crypto::CiphertextKind;

namespace {

class Repeatable : public Random {  // splitmix64 from a constant: every run has the same keys
 public:
  void fill(MutableBytes out) override {
    for (auto& byte : out) {
      state_ += 0x9e3779b97f4a7c15ULL;
      std::uint64_t z = (state_ ^ (state_ >> 30)) * 0xbf58476d1ce4e5b9ULL;
      z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
      byte = static_cast<std::uint8_t>(z >> 56);
    }
  }

 private:
  std::uint64_t state_ = 1;
};

struct End {
  explicit End(crypto::SignalContext& context)
      : identity(crypto::Gate::make_identity(context).value()), stores(identity), gate(context, stores.stores(), 1) {}
  crypto::IdentityKeyPair identity;
  test::MemoryStores stores;
  crypto::Gate gate;
};

constexpr std::size_t signed_part = 32 + 32 + 64;  // identity, signed prekey, signature; nothing signs the fourth field

struct World {
  World() {
    for (auto* pair : {&fresh, &talking}) {
      pair->sender.stores.pin = pair->receiver.identity.public_key;
      pair->receiver.stores.pin = pair->sender.identity.public_key;
      pair->bundle = pair->receiver.gate.make_bundle().value();
      fuzz::must(static_cast<bool>(pair->sender.gate.start(pair->bundle)));
      pair->genuine = pair->sender.gate.encrypt(view_of("first")).value();
    }
    fuzz::must(static_cast<bool>(talking.receiver.gate.decrypt(talking.genuine)));
    fuzz::must(static_cast<bool>(talking.sender.gate.decrypt(talking.receiver.gate.encrypt({}).value())));
    talking.genuine = talking.sender.gate.encrypt(view_of("later")).value();
    for (const ByteView part : {ByteView(fresh.bundle.identity), ByteView(fresh.bundle.signed_prekey),
                                ByteView(fresh.bundle.signature), ByteView(fresh.bundle.one_time_prekey)})
      append(bundle, part);
    cell = crypto::seal(key, crypto::CellType::hello, view_of("hello"), random).value();
  }
  struct Pair {
    explicit Pair(crypto::SignalContext& context) : sender(context), receiver(context) {}
    End sender, receiver;
    crypto::PrekeyBundle bundle{};
    crypto::Ciphertext genuine;
  };
  Repeatable random;
  crypto::SignalContextPtr context = crypto::make_signal_context(random);
  crypto::Key key{random};
  Pair fresh{*context}, talking{*context};
  End third{*context};
  Bytes bundle, cell;
};

Bytes changed(const Bytes& genuine, ByteView changes) {
  Bytes bytes = genuine;
  for (; changes.size() >= 3; changes = changes.subspan(3))
    bytes[(std::size_t{changes[0]} << 8 | changes[1]) % bytes.size()] = changes[2];
  return bytes;
}

void try_bundle(World& world, ByteView bytes) {
  if (bytes.size() != signed_part + 32) return;
  const crypto::PrekeyBundle bundle{*exactly<32>(bytes.subspan(0, 32)), *exactly<32>(bytes.subspan(32, 32)),
                                    *exactly<64>(bytes.subspan(64, 64)), *exactly<32>(bytes.subspan(128, 32))};
  world.third.stores.pin = bundle.identity;
  const bool started = static_cast<bool>(world.third.gate.start(bundle));
  fuzz::must(!started || equal(bytes.first(signed_part), ByteView(world.bundle).first(signed_part)));
  world.third.stores.rows = {};
}

void try_message(World::Pair& pair, const Bytes& bytes) {
  if (bytes == pair.genuine.bytes) return;
  const int writes = pair.receiver.stores.writes;
  fuzz::must(!pair.receiver.gate.decrypt({pair.genuine.kind, bytes}));
  fuzz::must(pair.receiver.stores.writes == writes);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static World world;
  if (size == 0) return 0;
  const ByteView rest(data + 1, size - 1);
  const auto subject = [&](const Bytes& genuine) {
    return (data[0] & 4) != 0 ? to_bytes(rest) : changed(genuine, rest);
  };
  switch (data[0] & 3) {
    case 0: try_bundle(world, subject(world.bundle)); break;
    case 1: {
      const Bytes bytes = subject(world.fresh.genuine.bytes);
      if (const auto identity = crypto::Gate::identity_of(*world.context, bytes))
        fuzz::must(crypto::valid_public_key(*identity));
      try_message(world.fresh, bytes);
      break;
    }
    case 2: try_message(world.talking, subject(world.talking.genuine.bytes)); break;
    default: {
      const Bytes bytes = subject(world.cell);
      fuzz::must(bytes == world.cell || !crypto::open(world.key, bytes));
    }
  }
  return 0;
}
