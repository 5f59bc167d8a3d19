// Who bought: the registration the law asks for before a wallet may hold the higher limit
// ([SPC-15, 16] in rules.h). What the buyer showed is sealed; whoever reads it leaves a record.
// Threads: Buyers holds keys only and may be used from any thread.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "platform/crypto/keys.h"
#include "platform/sql/sql.h"

namespace guanxi::wallet {

enum class DocumentKind { resident_id, passport, other };
BOOST_DESCRIBE_ENUM(DocumentKind, resident_id, passport, other)

struct Buyer {
  std::string name;
  DocumentKind document = DocumentKind::resident_id;
  std::string number, contact;
};

class Buyers {
 public:
  /// `keys` outlives it.
  explicit Buyers(const crypto::KeyRing& keys) : sealer_(keys) {}

  /// With the same keys: what the audit trail keeps of a registration.
  const crypto::Sealer& sealer() const { return sealer_; }

  struct Registration {
    std::int64_t id = 0;
    OwnerId owner;
    Date keep_until;
    Instant registered_at;
    StoreId store;
    ActorId actor;
  };
  void add(sql::Tx& tx, const Registration& registration, const Buyer& buyer) const;
  struct Shown {
    Registration registration;
    Buyer buyer;
  };
  /// The owner's registrations with their seals opened, the oldest first.
  std::vector<Shown> registrations(sql::Tx& tx, OwnerId owner) const;
  /// The owner's registrations are kept at least until `day` from now on: a recharge moves it.
  static void keep_until(sql::Tx& tx, OwnerId owner, Date day);

  struct Place {
    OwnerId owner;
    std::int64_t id = 0;
  };
  /// Walks over up to `limit` registrations behind `after`, counting them in `census`; `renew`
  /// seals anew, in one short transaction, what older keys sealed. Returns where the next walk
  /// begins, or nullopt behind the last. May be repeated, from any point.
  std::optional<Place> walk_seals(
      sql::Database& db,
      const Place& after,
      int limit,
      crypto::SealWalk walk,
      crypto::SealCensus& census
  ) const;

 private:
  crypto::Sealer sealer_;
};

}  // namespace guanxi::wallet
