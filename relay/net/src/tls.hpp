// TLS 1.3 with OpenSSL away from the socket: one memory BIO per thread, shared by its connections. Input is one buffer
// that was received; output collects in one buffer that is sent. No tickets, no session cache, no early data.
#pragma once

#include <memory>

#include <openssl/ssl.h>

#include <sotto/base/bytes.hpp>
#include <sotto/base/result.hpp>
#include <sotto/relay_net/server.hpp>

namespace sotto::relay_net {

struct ContextFree {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using TlsContext = std::unique_ptr<SSL_CTX, ContextFree>;
Result<TlsContext> make_tls_context(const CertificateFiles& files);  // errors: damaged

class Tunnel {  // thread: one each
 public:
  Tunnel();
  ~Tunnel();
  Tunnel(const Tunnel&) = delete;
  Tunnel& operator=(const Tunnel&) = delete;

  SSL* open(SSL_CTX* context);  // server side; nullptr: out of memory
  enum class Progress { done, more, failed };
  void receive(ByteView wire) { in_ = wire; }
  Progress handshake(SSL* ssl);
  // Decrypts all of what was received. False: the peer ended or broke the connection; what came before is in `plain`.
  bool decrypt(SSL* ssl, MutableBytes room, std::size_t& plain);
  bool encrypt(SSL* ssl, ByteView plain);
  void end(SSL* ssl);  // close_notify
  Bytes& out() { return out_; }

 private:
  static int read(BIO* bio, char* to, int size);
  static int write(BIO* bio, const char* from, int size);
  static long control(BIO* bio, int command, long number, void* pointer);
  BIO_METHOD* method_;
  BIO* bio_;
  ByteView in_;
  Bytes out_;
};

}  // namespace sotto::relay_net
