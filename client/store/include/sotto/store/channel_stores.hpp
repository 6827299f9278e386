// The gate's stores on the open transaction, for one channel row and one generation.
#pragma once

#include <memory>

#include <sotto/crypto/stores.hpp>
#include <sotto/store/transaction.hpp>

namespace sotto::store {

class ChannelStores {
 public:
  ChannelStores(Transaction& transaction, std::int64_t channel, std::uint32_t generation);
  ~ChannelStores();
  ChannelStores(const ChannelStores&) = delete;
  ChannelStores& operator=(const ChannelStores&) = delete;
  crypto::Stores stores();

  void create_identity(const crypto::IdentityKeyPair& own);  // once per channel
  void pin_identity(const crypto::PublicKey& peer);          // a second, different pin poisons the transaction
  bool has_session();
  void delete_generation();                                                    // session and prekeys of this generation
  static void delete_channel(Transaction& transaction, std::int64_t channel);  // every key of the channel

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sotto::store
