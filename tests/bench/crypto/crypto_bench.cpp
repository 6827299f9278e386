// Names say what is measured: "sotto" is what a channel does, "library" is libsignal-protocol-c alone.
#include <stdexcept>

#include <benchmark/benchmark.h>

#include <sotto/crypto/envelope.hpp>
#include <sotto/crypto/gate.hpp>

#include "bare_library.hpp"
#include "memory_stores.hpp"

namespace {

using namespace sotto;
using crypto::CellType;

void must(bool holds) {
  if (!holds) throw std::runtime_error("the benchmark's own preparation failed");
}

const Bytes full(limits::signal_plain_max, 'x');

struct End {
  explicit End(crypto::SignalContext& context)
      : identity(crypto::Gate::make_identity(context).value()), stores(identity), gate(context, stores.stores(), 1) {}
  crypto::IdentityKeyPair identity;
  test::MemoryStores stores;
  crypto::Gate gate;
};

struct Channel {  // two gates that have heard each other, and the key of their cells
  Channel() {
    a.stores.pin = b.identity.public_key;
    b.stores.pin = a.identity.public_key;
    must(static_cast<bool>(a.gate.start(b.gate.make_bundle().value())));
    must(static_cast<bool>(b.gate.decrypt(a.gate.encrypt({}).value())));
    must(static_cast<bool>(a.gate.decrypt(b.gate.encrypt({}).value())));
  }
  test::SeededRandom random;
  crypto::SignalContextPtr context = crypto::make_signal_context(random);
  crypto::Key key{random};
  End a{*context}, b{*context};
};

struct Library {  // the same without us
  Library() : a(1), b(2) {
    const auto bundle = b.bundle(1, {});
    must(a.start(bundle.get()) == 0);
    must(b.decrypt(a.encrypt({})).code == 0);
    must(a.decrypt(b.encrypt({})).code == 0);
  }
  Bytes forged(std::uint32_t counter) {
    const auto fresh = a.key_pair();
    auto* key = ec_key_pair_get_public(fresh.get());
    return test::forge_message(a.context(), key, counter, key, key);
  }
  test::BareLibrary a, b;
};

void sotto_refuses_a_forged_cell(benchmark::State& state) {
  Channel channel;
  Bytes cell = crypto::seal(channel.key, CellType::data, full, channel.random).value();
  cell.back() ^= 1;
  for (auto _ : state) benchmark::DoNotOptimize(crypto::open(channel.key, cell));
}

void sotto_gate_refuses_a_forged_counter_2000(benchmark::State& state) {
  Channel channel;
  Library library;
  const crypto::Ciphertext forged{crypto::CiphertextKind::message, library.forged(2000)};
  for (auto _ : state) benchmark::DoNotOptimize(channel.b.gate.decrypt(forged));
}

void library_refuses_a_forged_counter_2000(benchmark::State& state) {
  Library library;
  const test::Wire forged{CIPHERTEXT_SIGNAL_TYPE, library.forged(2000)};
  for (auto _ : state) benchmark::DoNotOptimize(library.b.decrypt(forged));
}

void sotto_seals_a_full_cell(benchmark::State& state) {
  Channel channel;
  for (auto _ : state) {
    const auto message = channel.a.gate.encrypt(full).value();
    benchmark::DoNotOptimize(crypto::seal(channel.key, CellType::data, message.bytes, channel.random));
  }
}

void library_encrypts_as_much(benchmark::State& state) {
  Library library;
  for (auto _ : state) benchmark::DoNotOptimize(library.a.encrypt(full));
}

void sotto_seals_and_reads_a_full_cell(benchmark::State& state) {
  Channel channel;
  for (auto _ : state) {
    const auto message = channel.a.gate.encrypt(full).value();
    const auto cell = crypto::seal(channel.key, CellType::data, message.bytes, channel.random).value();
    auto opened = crypto::open(channel.key, cell).value();
    benchmark::DoNotOptimize(channel.b.gate.decrypt({crypto::CiphertextKind::message, std::move(opened.body)}));
  }
}

void library_encrypts_and_decrypts_as_much(benchmark::State& state) {
  Library library;
  for (auto _ : state) benchmark::DoNotOptimize(library.b.decrypt(library.a.encrypt(full)));
}

void sotto_checks_a_public_key(benchmark::State& state) {
  Channel channel;
  for (auto _ : state) benchmark::DoNotOptimize(crypto::valid_public_key(channel.a.identity.public_key));
}

BENCHMARK(sotto_refuses_a_forged_cell)->Unit(benchmark::kMicrosecond);
BENCHMARK(sotto_gate_refuses_a_forged_counter_2000)->Unit(benchmark::kMicrosecond);
BENCHMARK(library_refuses_a_forged_counter_2000)->Unit(benchmark::kMicrosecond);
BENCHMARK(sotto_seals_a_full_cell)->Unit(benchmark::kMicrosecond);
BENCHMARK(library_encrypts_as_much)->Unit(benchmark::kMicrosecond);
BENCHMARK(sotto_seals_and_reads_a_full_cell)->Unit(benchmark::kMicrosecond);
BENCHMARK(library_encrypts_and_decrypts_as_much)->Unit(benchmark::kMicrosecond);
BENCHMARK(sotto_checks_a_public_key)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
