#include "modules/wallet/chain.h"

#include "platform/crypto/canonical.h"

namespace guanxi::wallet {

using crypto::Canonical;

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
