// Certificates made on the spot, and a client that speaks TLS. For tests only.
#pragma once

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <sys/time.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>

#include "platform/http/testing.h"

namespace guanxi::http::testing {

struct OpensslFree {
  void operator()(X509* it) const { X509_free(it); }
  void operator()(EVP_PKEY* it) const { EVP_PKEY_free(it); }
  void operator()(BIO* it) const { BIO_free(it); }
  void operator()(SSL_CTX* it) const { SSL_CTX_free(it); }
  void operator()(SSL* it) const { SSL_free(it); }
  void operator()(SSL_SESSION* it) const { SSL_SESSION_free(it); }
};
template <class T>
using OpensslPtr = std::unique_ptr<T, OpensslFree>;

inline void must(bool good, const char* what) {
  if (!good) throw std::runtime_error(what);
}

inline OpensslPtr<EVP_PKEY> make_key() {
  OpensslPtr<EVP_PKEY> key(EVP_EC_gen("P-256"));
  must(key != nullptr, "EVP_EC_gen");
  return key;
}

struct CertificateWish {
  std::string name;
  std::int64_t valid_from = 0, expires_at = 0;  // seconds since 1970
  X509* issuer = nullptr;                       // null: signed by itself
  EVP_PKEY* issuer_key = nullptr;
};

inline OpensslPtr<X509> make_certificate(EVP_PKEY* key, const CertificateWish& wish) {
  OpensslPtr<X509> made(X509_new());
  must(made != nullptr, "X509_new");
  X509_set_version(made.get(), X509_VERSION_3);
  static long serial = 1;
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), ++serial);
  ASN1_TIME_set(X509_getm_notBefore(made.get()), wish.valid_from);
  ASN1_TIME_set(X509_getm_notAfter(made.get()), wish.expires_at);
  OpensslPtr<BIO> name_bytes(BIO_new(BIO_s_mem()));
  // The C interface takes bytes, not characters.
  const std::basic_string<unsigned char> name(wish.name.begin(), wish.name.end());
  X509_NAME* const subject = X509_get_subject_name(made.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, name.c_str(), -1, -1, 0);
  X509_set_issuer_name(made.get(), wish.issuer ? X509_get_subject_name(wish.issuer) : subject);
  X509_set_pubkey(made.get(), key);
  must(
      X509_sign(made.get(), wish.issuer_key ? wish.issuer_key : key, EVP_sha256()) > 0, "X509_sign"
  );
  return made;
}

template <class Write>
std::string pem(Write&& write) {
  const OpensslPtr<BIO> bio(BIO_new(BIO_s_mem()));
  must(write(bio.get()) == 1, "PEM");
  char* text = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(length)};
}
inline std::string pem_of(X509* certificate) {
  return pem([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate); });
}
inline std::string pem_of(EVP_PKEY* key) {
  return pem([&](BIO* bio) {
    return PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  });
}
inline std::string encrypted_pem_of(EVP_PKEY* key) {
  static const unsigned char word[] = "secret";
  return pem([&](BIO* bio) {
    return PEM_write_bio_PrivateKey(bio, key, EVP_aes_128_cbc(), word, 6, nullptr, nullptr);
  });
}

/// A directory with "chain.pem" and "key.pem", gone with the object.
class PairFiles {
 public:
  static constexpr std::int64_t now = 1'795'266'300;  // EchoServer's clock
  static constexpr std::int64_t day = 86'400;

  explicit PairFiles(const std::string& name = "first") {
    std::string pattern = (std::filesystem::temp_directory_path() / "guanxi-tls-XXXXXX").string();
    must(::mkdtemp(pattern.data()) != nullptr, "mkdtemp");
    directory_ = pattern;
    replace(name);
  }
  ~PairFiles() { std::filesystem::remove_all(directory_); }
  PairFiles(const PairFiles&) = delete;
  PairFiles& operator=(const PairFiles&) = delete;

  std::string chain() const { return (directory_ / "chain.pem").string(); }
  std::string key() const { return (directory_ / "key.pem").string(); }
  TlsOptions options() const {
    return {.certificate = chain(), .key = key(), .look_ms = 3'600'000};
  }

  /// A new pair of that name, signed by itself.
  void replace(
      const std::string& name,
      std::int64_t expires_at = now + 90 * day,
      std::int64_t valid_from = now - day
  ) {
    const auto made = make_key();
    const auto certificate = make_certificate(
        made.get(), {.name = name, .valid_from = valid_from, .expires_at = expires_at}
    );
    write(chain(), pem_of(certificate.get()));
    write(key(), pem_of(made.get()));
  }
  /// Under another name first, as careful programs do.
  static void write(const std::string& file, const std::string& text) {
    const std::string draft = file + ".new";
    std::ofstream(draft, std::ios::binary) << text;
    ::chmod(draft.c_str(), 0600);
    std::filesystem::rename(draft, file);
  }

 private:
  std::filesystem::path directory_;
};

struct TlsWish {
  int version_max = TLS1_3_VERSION;
  const char* tls12_ciphers = nullptr;
  std::string protocols = {};  // ALPN: "\x02h2\x08http/1.1"
  SSL_SESSION* session = nullptr;
};

class TlsClient : public RawClient {
 public:
  explicit TlsClient(std::uint16_t port, const TlsWish& wish = {}, int receive_buffer = 0)
      : RawClient(port, receive_buffer), context_(SSL_CTX_new(TLS_client_method())) {
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes into what the server may have closed
    const timeval patience{patience_ms / 1000, 0};
    ::setsockopt(socket(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    // Security level 0: the client would take anything, so that what is refused is the server's.
    SSL_CTX_set_security_level(context_.get(), 0);
    SSL_CTX_set_max_proto_version(context_.get(), wish.version_max);
    if (wish.tls12_ciphers)
      must(SSL_CTX_set_cipher_list(context_.get(), wish.tls12_ciphers) == 1, "ciphers");
    ssl_.reset(SSL_new(context_.get()));
    if (!wish.protocols.empty()) {
      const std::basic_string<unsigned char> bytes(wish.protocols.begin(), wish.protocols.end());
      SSL_set_alpn_protos(ssl_.get(), bytes.data(), static_cast<unsigned>(bytes.size()));
    }
    if (wish.session) SSL_set_session(ssl_.get(), wish.session);
    SSL_set_fd(ssl_.get(), socket());
    ERR_clear_error();
    secured_ = SSL_connect(ssl_.get()) == 1;
    if (!secured_) {
      const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
      why_not_ = reason ? reason : "closed";
    }
  }

  bool secured() const { return secured_; }
  /// OpenSSL's word for the server's alert.
  const std::string& why_not() const { return why_not_; }
  std::string version() const { return SSL_get_version(ssl_.get()); }
  std::string protocol() const {
    const unsigned char* chosen = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(ssl_.get(), &chosen, &length);
    return {chosen, chosen + length};
  }
  bool resumed() const { return SSL_session_reused(ssl_.get()) == 1; }
  OpensslPtr<SSL_SESSION> session() const {
    return OpensslPtr<SSL_SESSION>(SSL_get1_session(ssl_.get()));
  }
  /// The names of the certificates the server showed, its own first.
  std::string shown() const {
    std::string names;
    STACK_OF(X509)* const chain = SSL_get_peer_cert_chain(ssl_.get());
    for (int i = 0; i < sk_X509_num(chain); ++i) {
      char name[100] = "";
      X509_NAME_get_text_by_NID(
          X509_get_subject_name(sk_X509_value(chain, i)), NID_commonName, name, sizeof name
      );
      names += (names.empty() ? "" : " ") + std::string(name);
    }
    return names;
  }
  /// True if the server ended the connection as TLS wants it, not by a cut.
  bool was_told_goodbye() const {
    return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
  }
  void say_goodbye() { SSL_shutdown(ssl_.get()); }

 protected:
  ssize_t put(const char* bytes, std::size_t count) override {
    return SSL_write(ssl_.get(), bytes, static_cast<int>(count));
  }
  ssize_t take(char* bytes, std::size_t room) override {
    return SSL_read(ssl_.get(), bytes, static_cast<int>(room));
  }
  bool holds_bytes() override { return SSL_pending(ssl_.get()) > 0; }

 private:
  OpensslPtr<SSL_CTX> context_;
  OpensslPtr<SSL> ssl_;
  bool secured_ = false;
  std::string why_not_;
};

}  // namespace guanxi::http::testing
