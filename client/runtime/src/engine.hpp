// The engine: one process that keeps a profile open, its links up and its socket answering.
#pragma once

#include <set>
#include <vector>

#include <sotto/runtime/away_watch.hpp>
#include <sotto/runtime/connection.hpp>
#include <sotto/runtime/face.hpp>
#include <sotto/runtime/local_socket.hpp>
#include <sotto/runtime/rpc.hpp>
#include <sotto/runtime/session.hpp>
#include <sotto/runtime/system.hpp>

namespace sotto::runtime {

class Engine final : private Face::Host {
 public:
  Engine(std::filesystem::path profile, ProfileLock lock, const MakeFace& face);
  ~Engine();
  // nullopt: unlocked. The key is derived here, with the lock held.
  std::optional<api::Problem> unlock(ByteView passphrase);
  api::Reply run(const std::function<void(const api::Json&)>& ready);

 private:
  using Client = LineServer::Client;
  using Done = Session::Done;

  void on_line(Client client, std::string_view line);
  void answer(Client client, const rpc::Request& request);
  void dispatch(Client client, const std::string& method, const api::Json& params, const Done& done);
  bool answered_while_locked(std::string_view method, const api::Json& params, const Done& done);
  void unlock_by(const api::Json& params, const Done& done);
  void init(const api::Json& params, const Done& done);
  void lock(std::function<void()> done);
  void shut_down(std::function<void()> told);
  static api::Json strength(const api::Json& params);
  std::string fresh_passphrase();
  api::Json status() const;

  // Face::Host
  Loop& loop() override { return loop_; }
  Random& random() override { return random_; }
  bool locked() const override { return session_ == nullptr || locking_; }
  std::string setting(std::string_view key) override { return locked() ? std::string() : session_->setting(key); }
  void call(std::string_view method, const api::Json& params, const Done& done) override;
  api::Reply put(std::string_view upload, std::uint64_t at, ByteView piece) override;
  std::variant<Bytes, api::Problem> get(std::string_view id, std::uint64_t at) override;
  bool knows(std::string_view passphrase) override;
  void active() override;  // somebody uses the profile: auto-lock waits again
  void lock() override {
    lock([] {});
  }

  std::filesystem::path profile_;
  ProfileLock lock_;
  Loop loop_;
  SystemRandom random_;
  std::filesystem::path socket_;
  std::unique_ptr<LineServer> server_;
  std::unique_ptr<Session> session_;
  Alarm autolock_;
  AwayWatch away_;
  SignalWatch signals_;
  bool locking_ = false;
  bool stopping_ = false;
  std::function<void()> when_locked_;
  std::vector<std::function<void()>> stop_tellers_;
  Timestamp since_;
  std::set<Client> introduced_;  // said hello
  std::set<Client> watching_;
  std::optional<api::Problem> broken_;
  std::unique_ptr<Face> face_;  // or none
};

}  // namespace sotto::runtime
