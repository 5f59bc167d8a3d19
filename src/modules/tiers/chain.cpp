#include "modules/tiers/chain.h"

#include "platform/crypto/canonical.h"

namespace guanxi::tiers {

sql::Digest entry_hash(const sql::Digest& before, const ChainedFields& fields) {
  crypto::Canonical form("guanxi.tiers.entry.1");
  form.add(before);
  form.add(fields.owner);
  form.add(fields.ladder);
  form.add(fields.seq);
  form.add(fields.posted_at);
  form.add(fields.occurred_at);
  form.add(fields.counts_on);
  form.add(fields.cause_kind);
  form.add(fields.cause_id);
  form.add(fields.receipt_id);
  form.add(fields.growth);
  form.add(fields.of_visit);
  form.add(fields.tier_before);
  form.add(fields.tier_after);
  form.add(crypto::sha256(fields.note));  // may be longer than a field of the form
  form.add(fields.actor);
  return form.hash();
}

sql::Digest fold_head(
    const sql::Digest& so_far,
    std::int64_t owner,
    std::int64_t ladder,
    std::int64_t seq,
    const sql::Digest& head
) {
  crypto::Canonical form("guanxi.tiers.heads.1");
  form.add(so_far);
  form.add(owner);
  form.add(ladder);
  form.add(seq);
  form.add(head);
  return form.hash();
}

}  // namespace guanxi::tiers
