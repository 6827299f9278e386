#include "tls.hpp"

#include <algorithm>
#include <climits>
#include <new>

#include <openssl/err.h>

namespace sotto::relay_net {

Result<TlsContext> make_tls_context(const CertificateFiles& files) {
  TlsContext made{SSL_CTX_new(TLS_server_method())};
  if (!made) throw std::bad_alloc();
  SSL_CTX* context = made.get();
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  if (SSL_CTX_use_certificate_chain_file(context, files.chain.c_str()) != 1) {
    ERR_clear_error();
    return Error{Errc::damaged, "the certificate cannot be read"};
  }
  if (SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context) != 1) {
    ERR_clear_error();
    return Error{Errc::damaged, "the certificate's key cannot be read or does not fit it"};
  }
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_max_early_data(context, 0);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_mode(context,
                   SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(context, 1);
  return made;
}

Tunnel::Tunnel() : method_(BIO_meth_new(BIO_TYPE_MEM, "tunnel")), bio_(nullptr) {
  if (method_ == nullptr) throw std::bad_alloc();
  BIO_meth_set_read(method_, &Tunnel::read);
  BIO_meth_set_write(method_, &Tunnel::write);
  BIO_meth_set_ctrl(method_, &Tunnel::control);
  bio_ = BIO_new(method_);
  if (bio_ == nullptr) throw std::bad_alloc();
  BIO_set_data(bio_, this);
  BIO_set_init(bio_, 1);
}

Tunnel::~Tunnel() {
  BIO_free(bio_);
  BIO_meth_free(method_);
}

int Tunnel::read(BIO* bio, char* to, int size) {
  auto& self = *static_cast<Tunnel*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  if (self.in_.empty()) {
    BIO_set_retry_read(bio);
    return -1;
  }
  const std::size_t count = std::min(self.in_.size(), static_cast<std::size_t>(size));
  std::memcpy(to, self.in_.data(), count);
  self.in_ = self.in_.subspan(count);
  return static_cast<int>(count);
}

int Tunnel::write(BIO* bio, const char* from, int size) {
  auto& self = *static_cast<Tunnel*>(BIO_get_data(bio));
  append(self.out_, {reinterpret_cast<const std::uint8_t*>(from), static_cast<std::size_t>(size)});
  return size;
}

long Tunnel::control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

SSL* Tunnel::open(SSL_CTX* context) {
  SSL* ssl = SSL_new(context);
  if (ssl == nullptr) return nullptr;
  BIO_up_ref(bio_);  // SSL_set_bio takes one reference when both directions are the same BIO
  SSL_set_bio(ssl, bio_, bio_);
  SSL_set_accept_state(ssl);
  return ssl;
}

Tunnel::Progress Tunnel::handshake(SSL* ssl) {
  const int result = SSL_accept(ssl);
  if (result == 1) return Progress::done;
  const int error = SSL_get_error(ssl, result);
  ERR_clear_error();
  return error == SSL_ERROR_WANT_READ ? Progress::more : Progress::failed;
}

bool Tunnel::decrypt(SSL* ssl, MutableBytes room, std::size_t& plain) {
  plain = 0;
  while (plain < room.size()) {
    const std::size_t left = std::min<std::size_t>(room.size() - plain, INT_MAX);
    const int got = SSL_read(ssl, room.data() + plain, static_cast<int>(left));
    if (got <= 0) {
      const int error = SSL_get_error(ssl, got);
      ERR_clear_error();
      return error == SSL_ERROR_WANT_READ;
    }
    plain += static_cast<std::size_t>(got);
  }
  return false;  // more plaintext than ciphertext: cannot be
}

bool Tunnel::encrypt(SSL* ssl, ByteView plain) {
  while (!plain.empty()) {
    const int size = static_cast<int>(std::min<std::size_t>(plain.size(), INT_MAX));
    const int written = SSL_write(ssl, plain.data(), size);
    if (written <= 0) {
      ERR_clear_error();
      return false;
    }
    plain = plain.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

void Tunnel::end(SSL* ssl) {
  SSL_shutdown(ssl);
  ERR_clear_error();
}

}  // namespace sotto::relay_net
