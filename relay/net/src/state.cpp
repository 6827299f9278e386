#include <ctime>
#include <memory>
#include <string>

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sotto/relay_net/state.hpp>

namespace sotto::relay_net {
namespace {

namespace fs = std::filesystem;

constexpr long certificate_days = 3650;  // the pin is on the key; nobody looks at the dates
constexpr std::size_t small_file = 64 * 1024;

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* thing) const {
    Free(thing);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Memory = std::unique_ptr<BIO, Freed<BIO_free>>;

Result<std::string> read_file(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return Error{errno == ENOENT ? Errc::not_found : Errc::io, "a file of the state folder cannot be read"};
  std::string text(small_file, '\0');
  const ssize_t size = ::read(fd, text.data(), text.size());
  ::close(fd);
  if (size < 0) return Error{Errc::io, "a file of the state folder cannot be read"};
  text.resize(static_cast<std::size_t>(size));
  return text;
}

// Whole or not at all: written beside, then renamed.
Status write_file(const fs::path& path, const std::string& text) {
  const fs::path part = path.string() + ".new";
  const int fd = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return Error{Errc::io, "the state folder cannot be written"};
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
  ::close(fd);
  if (!written || ::rename(part.c_str(), path.c_str()) != 0) {
    ::unlink(part.c_str());
    return Error{Errc::io, "the state folder cannot be written"};
  }
  return ok();
}

Result<AdmissionKey> admission_key(const fs::path& path, Random& random) {
  const auto text = read_file(path);
  if (!text && text.error().code != Errc::not_found) return text.error();
  if (!text) {
    const auto made = random.id<AdmissionKey>();
    if (const Status written = write_file(path, made.text() + "\n"); !written) return written.error();
    return made;
  }
  const auto end = text->find_first_of("\r\n");
  const auto key = AdmissionKey::from_text(std::string_view{*text}.substr(0, end));
  if (!key) return Error{Errc::damaged, "an admission key in the state folder is not 32 hex digits"};
  return *key;
}

std::string text_of(BIO* memory) {
  char* start = nullptr;
  const long size = BIO_get_mem_data(memory, &start);
  return {start, static_cast<std::size_t>(size)};
}

Status make_certificate(const fs::path& chain, const fs::path& key_path, Random& random) {
  const Key key{EVP_EC_gen("P-256")};
  const Certificate certificate{X509_new()};
  const Memory key_text{BIO_new(BIO_s_mem())};
  const Memory certificate_text{BIO_new(BIO_s_mem())};
  const auto serial = random.number() >> 1;
  X509_NAME* name = certificate ? X509_get_subject_name(certificate.get()) : nullptr;
  static constexpr unsigned char common_name[] = "relay";
  const bool made = key && name != nullptr && X509_set_version(certificate.get(), X509_VERSION_3) == 1 &&
                    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial) == 1 &&
                    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -86'400) != nullptr &&
                    X509_time_adj_ex(X509_getm_notAfter(certificate.get()), certificate_days, 0, nullptr) != nullptr &&
                    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common_name, -1, -1, 0) == 1 &&
                    X509_set_issuer_name(certificate.get(), name) == 1 &&
                    X509_set_pubkey(certificate.get(), key.get()) == 1 &&
                    X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0 &&
                    PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1 &&
                    PEM_write_bio_X509(certificate_text.get(), certificate.get()) == 1;
  if (!made) return Error{Errc::unexpected, "no certificate could be made"};
  if (const Status written = write_file(key_path, text_of(key_text.get())); !written) return written;
  return write_file(chain, text_of(certificate_text.get()));
}

}  // namespace

Result<State> open_state(const fs::path& folder, Random& random, bool with_certificate) {
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure || ::chmod(folder.c_str(), 0700) != 0) return Error{Errc::io, "the state folder cannot be made"};
  auto guest = admission_key(folder / "guest.key", random);
  if (!guest) return guest.error();
  auto member = admission_key(folder / "member.key", random);
  if (!member) return member.error();
  State state{*guest, *member, folder / "certificate.pem", folder / "certificate.key"};
  if (with_certificate && !(fs::exists(state.chain, failure) && fs::exists(state.key, failure))) {
    if (const Status made = make_certificate(state.chain, state.key, random); !made) return made.error();
  }
  return state;
}

Result<Pin> pin_of(const fs::path& chain) {
  const auto text = read_file(chain);
  if (!text) return Error{Errc::damaged, "the certificate cannot be read"};
  const Memory memory{BIO_new_mem_buf(text->data(), static_cast<int>(text->size()))};
  const Certificate certificate{PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr)};
  unsigned char* der = nullptr;
  const int size = certificate ? i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate.get()), &der) : -1;
  if (size <= 0) return Error{Errc::damaged, "the certificate cannot be read"};
  ByteArray<SHA256_DIGEST_LENGTH> digest{};
  EVP_Digest(der, static_cast<std::size_t>(size), digest.data(), nullptr, EVP_sha256(), nullptr);
  OPENSSL_free(der);
  Pin pin;
  std::memcpy(pin.bytes.data(), digest.data(), Pin::size);
  return pin;
}

}  // namespace sotto::relay_net
