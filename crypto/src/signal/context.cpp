#include "signal/context.hpp"

#include <new>

#include "signal/provider.hpp"

namespace sotto::crypto {

SignalContext::SignalContext(Random& random) {
  signal_context* context = nullptr;
  if (signal_context_create(&context, nullptr) < 0) throw std::bad_alloc();
  context_.reset(context);
  const signal_crypto_provider provider = signal::provider_of(random);
  if (signal_context_set_crypto_provider(context, &provider) < 0) throw std::bad_alloc();
}

void SignalContextDelete::operator()(SignalContext* context) const { delete context; }

SignalContextPtr make_signal_context(Random& random) { return SignalContextPtr(new SignalContext(random)); }

}  // namespace sotto::crypto
