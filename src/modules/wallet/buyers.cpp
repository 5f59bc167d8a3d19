#include "modules/wallet/buyers.h"

#include <boost/describe/class.hpp>
#include <utility>
#include <vector>

#include "platform/api/api.h"

namespace guanxi::wallet {

BOOST_DESCRIBE_STRUCT(Buyer, (), (name, document, number, contact))

}  // namespace guanxi::wallet

namespace guanxi::api {

// How a registration stands inside its seal; not part of the HTTP document.
template <>
struct Doc<wallet::Buyer> {
  static constexpr const char* name = "WalletSealedBuyer";
  static constexpr Text text{"购卡人", "A buyer"};
  static constexpr Field fields[] = {
      {.name = "name", .text = {"姓名", "Name"}},
      {.name = "document", .text = {"证件种类", "Kind of document"}},
      {.name = "number", .text = {"证件号码", "Its number"}},
      {.name = "contact", .text = {"联系方式", "Contact"}},
  };
};

}  // namespace guanxi::api

namespace guanxi::wallet {

namespace {

// Bound into seals: never change it.
constexpr std::string_view sealed_column = "wallet_buyers.sealed";

const sql::Query insert_buyer_sql{
    "INSERT INTO wallet_buyers (owner_id, buyer_id, sealed, keep_until, registered_at, store_id, "
    "actor_id) VALUES ($1, $2, $3, $4, $5, $6, $7)"};
const sql::Query buyers_of_sql{
    "SELECT buyer_id, owner_id, keep_until, registered_at, store_id, actor_id, sealed "
    "FROM wallet_buyers WHERE owner_id = $1 ORDER BY buyer_id"};
const sql::Query keep_until_sql{
    "UPDATE wallet_buyers SET keep_until = $2 WHERE owner_id = $1 AND keep_until < $2"};
const sql::Query sealed_buyers_sql{
    "SELECT owner_id, buyer_id, sealed FROM wallet_buyers "
    "WHERE owner_id > $1 OR (owner_id = $1 AND buyer_id > $2) ORDER BY owner_id, buyer_id LIMIT "
    "$3"};
const sql::Query replace_seal_sql{
    "UPDATE wallet_buyers SET sealed = $1 "
    "WHERE owner_id = $2 AND buyer_id = $3 AND sealed = $4"};

struct SealedBuyer {
  OwnerId owner;
  std::int64_t id;
  sql::Bytes sealed;
};

}  // namespace

void Buyers::add(sql::Tx& tx, const Registration& registration, const Buyer& buyer) const {
  tx.exec(
      insert_buyer_sql,
      registration.owner,
      registration.id,
      sql::Bytes{sealer_.seal(api::to_json(buyer), {sealed_column, registration.owner.value()})},
      registration.keep_until,
      registration.registered_at,
      registration.store,
      registration.actor
  );
}

std::vector<Buyers::Shown> Buyers::registrations(sql::Tx& tx, OwnerId owner) const {
  struct Row {
    std::int64_t id;
    OwnerId owner;
    Date keep_until;
    Instant registered_at;
    StoreId store;
    ActorId actor;
    sql::Bytes sealed;
  };
  std::vector<Shown> shown;
  for (const Row& row : tx.list<Row>(buyers_of_sql, owner)) {
    const std::string plain = sealer_.open(row.sealed.data, {sealed_column, owner.value()});
    auto buyer = api::from_json<Buyer>(plain, api::Origin::stored);
    GX_CHECK_WHY(buyer.has_value(), "a sealed buyer is no longer readable");
    shown.push_back(
        {{row.id, row.owner, row.keep_until, row.registered_at, row.store, row.actor},
         *std::move(buyer)}
    );
  }
  return shown;
}

void Buyers::keep_until(sql::Tx& tx, OwnerId owner, Date day) {
  tx.exec(keep_until_sql, owner, day);
}

std::optional<Buyers::Place> Buyers::walk_seals(
    sql::Database& db,
    const Place& after,
    int limit,
    crypto::SealWalk walk,
    crypto::SealCensus& census
) const {
  const auto page = db.read([&](sql::Tx& tx) {
    return tx.list<SealedBuyer>(sealed_buyers_sql, after.owner, after.id, limit);
  });
  if (page.empty()) return std::nullopt;
  std::vector<std::pair<SealedBuyer, sql::Bytes>> renewed;
  for (const SealedBuyer& row : page) {
    if (auto fresh = sealer_.renew(row.sealed.data, {sealed_column, row.owner.value()}, census)) {
      renewed.emplace_back(row, sql::Bytes{*std::move(fresh)});
    }
  }
  if (walk == crypto::SealWalk::renew && !renewed.empty()) {
    const auto written = db.write([&](sql::Tx& tx) -> Result<std::int64_t> {
      std::int64_t values = 0;
      for (const auto& [row, fresh] : renewed) {
        values += tx.exec(replace_seal_sql, fresh, row.owner, row.id, row.sealed);
      }
      return values;
    });
    census.renewed += *written;
  }
  return Place{page.back().owner, page.back().id};
}

}  // namespace guanxi::wallet
