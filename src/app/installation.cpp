#include "app/installation.h"

#include "app/application.h"

namespace guanxi::app {
namespace {

const sql::Query insert_installation{
    "INSERT INTO installations (id, key_fingerprint, created_at) VALUES (1, $1, $2) ON CONFLICT "
    "(id) DO NOTHING"};
const sql::Query select_fingerprint{"SELECT key_fingerprint FROM installations WHERE id = 1"};

}  // namespace

void check_key(sql::Database& db, const crypto::KeyRing& keys, Instant now) {
  const std::string ours = keys.fingerprint();
  auto stored = db.read([&](sql::Tx& tx) { return tx.find<std::string>(select_fingerprint); });
  if (!stored) {
    const Outcome written = db.write([&](sql::Tx& tx) -> Outcome {
      tx.exec(insert_installation, ours, now);
      return ok();
    });
    GX_CHECK(written.has_value());
    stored = db.read([&](sql::Tx& tx) { return tx.find<std::string>(select_fingerprint); });
  }
  if (stored != ours) {
    throw StartFailure(
        "the store was written with another key (" + *stored + ", this one is " + ours +
        "): put the right guanxi.key into the data directory, or set GUANXI_KEY"
    );
  }
}

}  // namespace guanxi::app
