// From two PEM files to a TLS context, or to a sentence that says which file is wrong, and how.
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <memory>
#include <vector>

#include "base/check.h"
#include "platform/http/tls.h"

namespace guanxi::http {
namespace {

using Part = TlsProblem::Part;

constexpr std::size_t file_bytes_max = 1024 * 1024;

// Forward secrecy and authenticated encryption only; TLS 1.3 brings its own list. Which of them is
// the client's choice: it knows whether its processor helps with AES.
constexpr const char* tls12_ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* groups = "X25519:P-256:P-384";
constexpr unsigned char alpn_http11[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

/// A file's bytes, wiped when it goes: one of them is a secret.
struct Bytes {
  explicit Bytes(std::size_t size) : data(size) {}
  Bytes(Bytes&&) = default;
  Bytes& operator=(Bytes&&) = delete;
  ~Bytes() { OPENSSL_cleanse(data.data(), data.size()); }
  std::vector<char> data;
};

struct Descriptor {
  explicit Descriptor(int number) : fd(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
  const int fd;
};

Bytes read_file(Part part, const std::string& file) {
  const auto unreadable = [&] {
    const std::string why = std::strerror(errno);
    return TlsProblem(part, file, "无法读取:" + why, "cannot be read: " + why);
  };
  // Not blocking: a pipe nobody writes to is no reason to hang.
  const Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat about {};
  if (opened.fd < 0 || ::fstat(opened.fd, &about) != 0) throw unreadable();
  if (!S_ISREG(about.st_mode))
    throw TlsProblem(part, file, "不是普通文件", "is not a regular file");
  if (static_cast<std::size_t>(about.st_size) > file_bytes_max)
    throw TlsProblem(part, file, "超过 1 MiB", "is larger than 1 MiB");
  Bytes bytes(static_cast<std::size_t>(about.st_size));
  std::size_t filled = 0;
  while (filled < bytes.data.size()) {
    const ssize_t count = ::read(opened.fd, bytes.data.data() + filled, bytes.data.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw unreadable();
    if (count == 0)
      break;  // being written anew: what is there will not parse, or a later look will
    filled += static_cast<std::size_t>(count);
  }
  bytes.data.resize(filled);
  return bytes;
}

Owned<BIO> reader_of(const Bytes& bytes) {
  const char* const begin = bytes.data.empty() ? "" : bytes.data.data();
  Owned<BIO> bio(BIO_new_mem_buf(begin, static_cast<int>(bytes.data.size())));
  GX_CHECK(bio != nullptr);
  return bio;
}

/// What OpenSSL complains about; clears its list, which is a thread's and would confuse the next.
std::string openssl_reason() {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  const char* const reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : "unknown error";
}

/// All of it, the server's own first.
std::vector<Owned<X509>> read_chain(const std::string& file) {
  const Bytes bytes = read_file(Part::certificate, file);
  const Owned<BIO> bio = reader_of(bytes);
  std::vector<Owned<X509>> chain;
  ERR_clear_error();
  while (X509* const certificate = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr))
    chain.emplace_back(certificate);
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  const std::string reason = openssl_reason();
  if (!at_end) {
    const std::string number = std::to_string(chain.size() + 1);
    throw TlsProblem(
        Part::certificate,
        file,
        "第 " + number + " 张证书无法解析:" + reason,
        "certificate " + number + " cannot be read: " + reason
    );
  }
  if (chain.empty()) {
    throw TlsProblem(
        Part::certificate,
        file,
        "没有 PEM 格式的证书(-----BEGIN CERTIFICATE-----)",
        "holds no certificate in PEM (-----BEGIN CERTIFICATE-----)"
    );
  }
  return chain;
}

int refuse_passphrase(char*, int, int, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

Owned<EVP_PKEY> read_key(const std::string& file) {
  const Bytes bytes = read_file(Part::key, file);
  const Owned<BIO> bio = reader_of(bytes);
  ERR_clear_error();
  bool asked = false;
  Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, refuse_passphrase, &asked));
  const std::string reason = openssl_reason();
  if (key != nullptr) return key;
  if (asked) {
    throw TlsProblem(
        Part::key,
        file,
        "有口令保护;请去掉口令并只让本服务可读,例如 openssl pkey -in KEY -out KEY2",
        "is protected by a passphrase; take it off and let only this service read the file, e.g. "
        "openssl pkey -in KEY -out KEY2"
    );
  }
  // OpenSSL's reason is "unsupported" for an empty file and for a damaged key alike.
  const std::string_view text(bytes.data.data(), bytes.data.size());
  if (text.find("PRIVATE KEY-----") == std::string_view::npos) {
    throw TlsProblem(
        Part::key,
        file,
        "没有 PEM 格式的私钥(-----BEGIN PRIVATE KEY-----)",
        "holds no private key in PEM (-----BEGIN PRIVATE KEY-----)"
    );
  }
  throw TlsProblem(
      Part::key,
      file,
      "私钥无法解析(已损坏,或种类不支持):" + reason,
      "cannot be read (damaged, or of an unknown kind): " + reason
  );
}

void check_belongs_together(
    const TlsOptions& files, const std::vector<Owned<X509>>& chain, EVP_PKEY* key
) {
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const bool fits = X509_check_private_key(chain[i].get(), key) == 1;
    ERR_clear_error();
    if (fits && i == 0) return;
    if (!fits) continue;
    const std::string number = std::to_string(i + 1);
    throw TlsProblem(
        Part::certificate,
        files.certificate,
        "私钥属于第 " + number + " 张证书;服务器自己的证书须放在最前",
        "the key belongs to certificate " + number + "; the server's own must come first"
    );
  }
  throw TlsProblem(
      Part::key,
      files.key,
      "与 " + files.certificate + " 中的证书不是一对",
      "does not belong to the certificate in " + files.certificate
  );
}

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_length, const unsigned char* offered, unsigned int offered_length, void*) {
  unsigned char* selected = nullptr;
  const int outcome = SSL_select_next_proto(
      &selected, chosen_length, alpn_http11, sizeof alpn_http11, offered, offered_length
  );
  // Who offers protocols, but not ours, is told so (RFC 7301 §3.2).
  if (outcome != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *chosen = selected;
  return SSL_TLSEXT_ERR_OK;
}

Owned<SSL_CTX> make_context() {
  Owned<SSL_CTX> context(SSL_CTX_new(TLS_server_method()));
  GX_CHECK(context != nullptr);
  SSL_CTX_set_security_level(context.get(), 2);  // 112 bits: RSA from 2048, SHA-2
  GX_CHECK(SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) == 1);
  GX_CHECK(SSL_CTX_set_cipher_list(context.get(), tls12_ciphers) == 1);
  GX_CHECK(SSL_CTX_set1_groups_list(context.get(), groups) == 1);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  // Sessions are resumed by tickets alone: nothing is kept here for clients that never come back.
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
  return context;
}

Instant instant_of(const ASN1_TIME* time) {
  std::tm parts{};
  GX_CHECK(ASN1_TIME_to_tm(time, &parts) == 1);
  return Instant::from_seconds(timegm(&parts));
}

}  // namespace

TlsProblem::TlsProblem(Part part, std::string file, std::string zh, std::string en)
    : std::runtime_error(file + ": " + en),
      part_(part),
      file_(std::move(file)),
      zh_(std::move(zh)),
      en_(std::move(en)) {}

std::shared_ptr<const TlsPair> load_tls_pair(const TlsOptions& files) {
  const std::vector<Owned<X509>> chain = read_chain(files.certificate);
  const Owned<EVP_PKEY> key = read_key(files.key);
  check_belongs_together(files, chain, key.get());
  Owned<SSL_CTX> context = make_context();
  // OpenSSL's own judgement: keys that are too short, signatures that are too weak.
  bool taken = SSL_CTX_use_certificate(context.get(), chain.front().get()) == 1;
  for (std::size_t i = 1; taken && i < chain.size(); ++i)
    taken = SSL_CTX_add1_chain_cert(context.get(), chain[i].get()) == 1;
  if (!taken) {
    const std::string reason = openssl_reason();
    throw TlsProblem(
        Part::certificate, files.certificate, "不能使用:" + reason, "cannot be used: " + reason
    );
  }
  if (SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1) {
    const std::string reason = openssl_reason();
    throw TlsProblem(Part::key, files.key, "不能使用:" + reason, "cannot be used: " + reason);
  }
  auto pair = std::make_shared<TlsPair>(context.release());
  pair->valid_from = instant_of(X509_get0_notBefore(chain.front().get()));
  pair->expires_at = instant_of(X509_get0_notAfter(chain.front().get()));
  for (const Owned<X509>& certificate : chain) {
    pair->expires_at =
        std::min(pair->expires_at, instant_of(X509_get0_notAfter(certificate.get())));
  }
  return pair;
}

}  // namespace guanxi::http
