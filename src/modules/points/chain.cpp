#include "modules/points/chain.h"

#include "platform/crypto/canonical.h"

namespace guanxi::points {

using crypto::Canonical;

sql::Digest entry_hash(const sql::Digest& before, const ChainedFields& fields) {
  Canonical form("guanxi.points.entry.1");
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
  form.add(fields.klass);
  form.add(fields.debit);
  form.add(fields.credit);
  form.add(fields.amount);
  form.add(fields.expires_on);
  form.add(fields.lot_id);
  form.add(fields.lot_class);
  form.add(fields.balance);
  form.add(fields.actor);
  return form.hash();
}

sql::Digest fold_head(
    const sql::Digest& so_far, OwnerId owner, std::int64_t seq, const sql::Digest& head_hash
) {
  Canonical form("guanxi.points.heads.1");
  form.add(so_far);
  form.add(owner.value());
  form.add(seq);
  form.add(head_hash);
  return form.hash();
}

sql::Digest root_hash(const sql::Digest& before, const RootFields& fields) {
  Canonical form("guanxi.points.root.1");
  form.add(before);
  form.add(fields.root_id);
  form.add(fields.covers_to);
  form.add(fields.accounts);
  form.add(fields.entries);
  form.add(fields.balance);
  form.add(fields.digest);
  form.add(fields.created_at);
  return form.hash();
}

}  // namespace guanxi::points
