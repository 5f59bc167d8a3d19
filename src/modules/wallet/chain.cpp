#include "modules/wallet/chain.h"

#include "base/check.h"
#include "platform/crypto/crypto.h"

namespace guanxi::wallet {

namespace {

// Fields back to back in a fixed buffer: an entry takes about 230 bytes, so nothing is allocated.
class Canonical {
 public:
  explicit Canonical(std::string_view form) { add(form); }

  void add(std::string_view text) {
    GX_CHECK(text.size() < 256 && size_ + 1 + text.size() <= buffer_.size());
    buffer_[size_++] = static_cast<char>(static_cast<unsigned char>(text.size()));
    text.copy(buffer_.data() + size_, text.size());
    size_ += text.size();
  }
  void add(std::int64_t number) {
    std::array<char, 8> bytes;
    auto bits = static_cast<std::uint64_t>(number);
    for (std::size_t i = bytes.size(); i-- > 0; bits >>= 8) {
      bytes[i] = static_cast<char>(static_cast<unsigned char>(bits & 0xff));
    }
    add(std::string_view(bytes.data(), bytes.size()));
  }
  void add(const sql::Digest& digest) { add(crypto::bytes_of(digest)); }

  sql::Digest hash() const { return crypto::sha256({buffer_.data(), size_}); }

 private:
  std::array<char, 2048> buffer_;
  std::size_t size_ = 0;
};

}  // namespace

sql::Digest entry_hash(const sql::Digest& before, const ChainedFields& fields) {
  Canonical form("guanxi.wallet.entry.1");
  form.add(before);
  form.add(fields.owner);
  form.add(fields.entry_id);
  form.add(fields.seq);
  form.add(fields.prev_entry_id);
  form.add(fields.posted_at);
  form.add(fields.occurred_at);
  form.add(fields.cause_kind);
  form.add(fields.cause_id);
  form.add(fields.reason);
  form.add(fields.asset);
  form.add(fields.debit);
  form.add(fields.credit);
  form.add(fields.amount);
  form.add(fields.lot_id);
  form.add(fields.balance);
  form.add(fields.store);
  form.add(fields.actor);
  return form.hash();
}

sql::Digest fold_head(
    const sql::Digest& so_far, OwnerId owner, std::int64_t seq, const sql::Digest& head_hash
) {
  Canonical form("guanxi.wallet.heads.1");
  form.add(so_far);
  form.add(owner.value());
  form.add(seq);
  form.add(head_hash);
  return form.hash();
}

}  // namespace guanxi::wallet
