// The engine: one process that keeps a profile open, its links up and its socket answering.
#pragma once

#include <set>
#include <vector>

#include <sotto/runtime/connection.hpp>
#include <sotto/runtime/local_socket.hpp>
#include <sotto/runtime/rpc.hpp>
#include <sotto/runtime/session.hpp>
#include <sotto/runtime/system.hpp>

namespace sotto::runtime {

class Engine {
 public:
  Engine(std::filesystem::path profile, ProfileLock lock);
  // nullopt: unlocked. The key is derived here, with the lock held.
  std::optional<api::Problem> unlock(ByteView passphrase);
  api::Reply run(const std::function<void(const api::Json&)>& ready);

 private:
  using Client = LineServer::Client;
  using Done = Session::Done;

  void on_line(Client client, std::string_view line);
  void answer(Client client, const rpc::Request& request);
  void dispatch(Client client, const std::string& method, const api::Json& params, const Done& done);
  void unlock_by(const api::Json& params, const Done& done);
  void lock(std::function<void()> done);
  void shut_down(std::function<void()> told);
  void active();  // somebody uses the profile: auto-lock waits again
  api::Json status() const;

  std::filesystem::path profile_;
  ProfileLock lock_;
  Loop loop_;
  SystemRandom random_;
  std::filesystem::path socket_;
  std::unique_ptr<LineServer> server_;
  std::unique_ptr<Session> session_;
  Alarm autolock_;
  SignalWatch signals_;
  bool locking_ = false;
  bool stopping_ = false;
  std::function<void()> when_locked_;
  std::vector<std::function<void()>> stop_tellers_;
  Timestamp since_;
  std::set<Client> introduced_;  // said hello
  std::set<Client> watching_;
  std::optional<api::Problem> broken_;
};

}  // namespace sotto::runtime
