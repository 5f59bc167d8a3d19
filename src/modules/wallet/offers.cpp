#include "modules/wallet/offers.h"

#include <algorithm>

namespace guanxi::wallet {

namespace {

#define GX_OFFER_COLUMNS \
  "offer_id, code, version, name, pay, bonus, starts_at, ends_at, created_at, created_by"

const sql::Query insert_offer_sql{
    "INSERT INTO wallet_offers (offer_id, code, version, name, pay, bonus, starts_at, ends_at, "
    "created_at, created_by, programme_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
    "ON CONFLICT (programme_id, code, version) DO NOTHING"};
const sql::Query all_offers_sql{"SELECT " GX_OFFER_COLUMNS
                                " FROM wallet_offers WHERE programme_id = $1 "
                                "ORDER BY code, version DESC"};
const sql::Query versions_sql{"SELECT " GX_OFFER_COLUMNS
                              " FROM wallet_offers WHERE programme_id = $1 AND code = $2 "
                              "ORDER BY version DESC"};

#undef GX_OFFER_COLUMNS

const sql::Query insert_licence_sql{
    "INSERT INTO wallet_licences (licence_id, programme_id, number, valid_from, valid_until, "
    "created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7)"};
const sql::Query licences_sql{
    "SELECT licence_id, number, valid_from, valid_until, created_at, created_by, ended_at, "
    "end_reason, end_actor_id FROM wallet_licences WHERE programme_id = $1 "
    "ORDER BY licence_id DESC"};
const sql::Query end_licence_sql{
    "UPDATE wallet_licences SET valid_until = $3, ended_at = $4, end_reason = $5, end_actor_id = "
    "$6 WHERE programme_id = $1 AND licence_id = $2"};

struct OfferRow {
  std::int64_t id;
  std::string code;
  int version;
  std::string name;
  std::int64_t pay, bonus;
  Instant starts_at;
  std::optional<Instant> ends_at;
  Instant created_at;
  ActorId created_by;
};

std::vector<Offer> offers_of(std::vector<OfferRow> rows, ProgrammeId programme, Currency currency) {
  std::vector<Offer> found;
  for (OfferRow& row : rows) {
    found.push_back(
        {.id = row.id,
         .programme = programme,
         .code = std::move(row.code),
         .version = row.version,
         .name = std::move(row.name),
         .pay = {row.pay, currency},
         .bonus = {row.bonus, currency},
         .starts_at = row.starts_at,
         .ends_at = row.ends_at,
         .created_at = row.created_at,
         .created_by = row.created_by}
    );
  }
  return found;
}

std::vector<Offer> versions_of(
    sql::Tx& tx, ProgrammeId programme, Currency currency, std::string_view code
) {
  return offers_of(tx.list<OfferRow>(versions_sql, programme, code), programme, currency);
}

}  // namespace

Result<Offer> add_offer(
    sql::Tx& tx, IdGenerator& ids, const NewOffer& offer, ActorId by, Instant now
) {
  const std::vector<std::pair<std::string, std::string>> expected{
      {"expected", std::string(offer.currency.code())}};
  if (offer.pay.currency() != offer.currency) {
    return fail(ErrorCode::currency_mismatch, "/pay", expected);
  }
  if (offer.bonus.currency() != offer.currency) {
    return fail(ErrorCode::currency_mismatch, "/bonus", expected);
  }
  const auto before = versions_of(tx, offer.programme, offer.currency, offer.code);
  if (!before.empty() && offer.starts_at <= before.front().starts_at) {
    return fail(ErrorCode::out_of_range, "/starts_at");
  }
  if (offer.ends_at && *offer.ends_at <= offer.starts_at) {
    return fail(ErrorCode::out_of_range, "/ends_at");
  }
  const int version = before.empty() ? 1 : before.front().version + 1;
  const std::int64_t id = ids.next();
  const std::int64_t inserted = tx.exec(
      insert_offer_sql,
      id,
      offer.code,
      version,
      offer.name,
      offer.pay.minor(),
      offer.bonus.minor(),
      offer.starts_at,
      offer.ends_at,
      now,
      by,
      offer.programme
  );
  if (inserted == 0) return ErrorCode::conflict;  // somebody added this version meanwhile
  return Offer{
      id,
      offer.programme,
      offer.code,
      version,
      offer.name,
      offer.pay,
      offer.bonus,
      offer.starts_at,
      offer.ends_at,
      now,
      by};
}

std::vector<Offer> offers(sql::Tx& tx, ProgrammeId programme, Currency currency) {
  return offers_of(tx.list<OfferRow>(all_offers_sql, programme), programme, currency);
}

Result<Offer> offer_in_force(
    sql::Tx& tx, ProgrammeId programme, Currency currency, std::string_view code, Instant when
) {
  const auto versions = versions_of(tx, programme, currency, code);
  const std::vector<std::pair<std::string, std::string>> facts{{"offer", std::string(code)}};
  if (versions.empty()) return fail(ErrorCode::offer_not_found, {}, facts);
  const auto begun = std::ranges::find_if(versions, [&](const Offer& version) {
    return version.starts_at <= when;
  });
  if (begun == versions.end() || (begun->ends_at && *begun->ends_at <= when)) {
    return fail(ErrorCode::offer_not_in_force, {}, facts);
  }
  return *begun;
}

Result<Licence> add_licence(
    sql::Tx& tx,
    IdGenerator& ids,
    ProgrammeId programme,
    const Licence& licence,
    ActorId by,
    Instant now
) {
  if (licence.valid_until < licence.valid_from) {
    return fail(ErrorCode::out_of_range, "/valid_until");
  }
  Licence made = licence;
  made.id = ids.next();
  made.created_at = now;
  made.created_by = by;
  tx.exec(
      insert_licence_sql,
      made.id,
      programme,
      made.number,
      made.valid_from,
      made.valid_until,
      now,
      by
  );
  return made;
}

Result<Licence> end_licence(
    sql::Tx& tx,
    ProgrammeId programme,
    std::int64_t licence,
    Date last_day,
    Date today,
    std::string_view reason,
    ActorId by,
    Instant now
) {
  auto known = licences(tx, programme);
  const auto found = std::ranges::find(known, licence, &Licence::id);
  if (found == known.end()) return ErrorCode::licence_not_found;
  if (last_day < today || last_day >= found->valid_until) {
    return fail(
        ErrorCode::out_of_range,
        "/last_day",
        {{"min", today.to_string()}, {"max", found->valid_until.plus_days(-1).to_string()}}
    );
  }
  tx.exec(end_licence_sql, programme, licence, last_day, now, reason, by);
  found->valid_until = last_day;
  found->ended_at = now;
  found->end_reason = reason;
  found->ended_by = by;
  return *found;
}

std::vector<Licence> licences(sql::Tx& tx, ProgrammeId programme) {
  return tx.list<Licence>(licences_sql, programme);
}

bool licensed(sql::Tx& tx, ProgrammeId programme, Date day) {
  return std::ranges::any_of(licences(tx, programme), [&](const Licence& licence) {
    return licence.valid_from <= day && day <= licence.valid_until;
  });
}

}  // namespace guanxi::wallet
