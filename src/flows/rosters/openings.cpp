// What members had in another system: booked once each.
#include "flows/rosters/post.h"
#include "modules/points/documents.h"
#include "modules/wallet/buyers.h"
#include "modules/wallet/wallet.h"

namespace guanxi::rosters {
namespace {

constexpr const char* paid_by = "opening_balance";
constexpr const char* reason = "期初余额 opening balance";

}  // namespace

/// A repeated row finds it booked. Each of two who are one member by now has had what they had.
Result<bool> Poster::is_new(
    sql::Tx& tx, OwnerId named, store::Asset asset, const store::Booked& wanted, const char* pointer
) const {
  const auto booked = named ? store::booked_of(tx, named, asset) : std::nullopt;
  if (!booked) return true;
  if (*booked == wanted) return false;
  return fail(ErrorCode::posting_repeated, pointer);
}

namespace {

/// As it is kept of a buyer who showed an identity card at a counter; nullopt where the row lacks
/// something of it.
std::optional<wallet::Buyer> buyer_of(const Person& person) {
  if (person.name.empty() || !person.phone || !person.id_number) return std::nullopt;
  return wallet::Buyer{
      person.name,
      wallet::DocumentKind::resident_id,
      person.id_number->reveal(),
      person.phone->reveal_e164()};
}

/// Points that are past already are none.
Outcome check_points_until(Date until, Date today) {
  const Date last = Date::never.plus_days(-366);
  if (until >= today && until <= last) return ok();
  return fail(
      ErrorCode::out_of_range,
      "/points_until",
      {{"min", today.to_string()}, {"max", last.to_string()}}
  );
}

}  // namespace

Result<std::optional<wallet::Buyer>> Poster::check_stored(
    sql::Tx& tx, const members::Member* member, const Person& person, Money stored
) const {
  const Currency currency = stored.currency();
  const wallet::RulePack* const rules = wallet::rules_for(currency);
  if (rules == nullptr) {
    return fail(
        ErrorCode::wallet_no_rules, "/stored_value", {{"currency", std::string(currency.code())}}
    );
  }
  const auto account = member ? wallet::find_account(tx, member->id) : std::nullopt;
  if (account && account->state == wallet::AccountState::frozen) {
    return fail(ErrorCode::wallet_frozen, "/stored_value");
  }
  const bool named = account && account->named;
  const Money balance = account ? account->stored() : Money::zero(currency);
  if (balance + stored <= wallet::limit_of(*rules, named)) return std::optional<wallet::Buyer>();
  auto buyer = named ? std::nullopt : buyer_of(person);
  const Money cap = wallet::limit_of(*rules, named || buyer);
  if (buyer && balance + stored <= cap) return buyer;
  return fail(
      ErrorCode::wallet_limit_exceeded,
      "/stored_value",
      {{"cap", cap.to_string()},
       {"balance", balance.to_string()},
       {"room", (balance < cap ? cap - balance : Money::zero(currency)).to_string()}}
  );
}

Result<Poster::Openings> Poster::check_openings(
    sql::Tx& tx,
    const members::Member* member,
    OwnerId named,
    const Person& person,
    std::optional<StoreId> store,
    Instant now
) const {
  Openings openings{
      .points = person.points,
      .points_until = person.points_until,
      .stored = person.stored,
      .change = person.change,
      .store = store.value_or(StoreId()),
      .buyer = std::nullopt,
      .ladder = nullptr,
      .growth = person.growth,
      .grant = std::nullopt};
  const auto want = [&](auto& one, store::Asset asset, std::int64_t amount, const char* at
                    ) -> Outcome {
    GX_TRY(fresh, is_new(tx, named, asset, {amount, {}}, at));
    if (!fresh) one.reset();
    return ok();
  };
  if (openings.points) {
    GX_TRY_VOID(want(openings.points, store::Asset::points, person.points->value(), "/points"));
  }
  if (openings.points && openings.points_until) {
    const Date today = target_.programme->zone.date_of(now);
    GX_TRY_VOID(check_points_until(*openings.points_until, today));
  }
  if (openings.stored) {
    const std::int64_t amount = person.stored->minor();
    GX_TRY_VOID(want(openings.stored, store::Asset::stored, amount, "/stored_value"));
  }
  if (openings.change) {
    const std::int64_t amount = person.change->minor();
    GX_TRY_VOID(want(openings.change, store::Asset::change, amount, "/small_change"));
  }
  if (openings.growth) {
    GX_TRY_VOID(want(openings.growth, store::Asset::growth, *person.growth, "/growth"));
  }
  GX_TRY_VOID(check_growth(tx, member, named, person, openings, now));
  const bool money = openings.stored || openings.change;
  if (!openings.points && !money && !openings.growth && !openings.grant) return openings;
  if (member && member->state == members::State::frozen) return ErrorCode::member_frozen;
  if (money && !store) return fail(ErrorCode::missing_field, "/store", {{"field", "store"}});
  if (openings.stored) {
    GX_TRY(buyer, check_stored(tx, member, person, *openings.stored));
    openings.buyer = std::move(buyer);
  }
  if (openings.change) {
    GX_TRY_VOID(check_change(tx, member, *openings.change, *store));
  }
  return openings;
}

void Poster::book_points(
    sql::Tx& tx, Points points, std::optional<Date> until, store::Row& row, Instant now
) const {
  std::int64_t seq = 0;  // of an account that was opened a moment ago
  if (row.deed == store::Deed::updated) {
    const auto account = points::find_account(tx, row.owner);
    GX_CHECK_WHY(account.has_value(), "a member without a points account");
    seq = account->seq;
  }
  points::Document document;
  document.id = house_.ids.next_id<points::DocumentTag>();
  document.owner = row.owner;
  document.programme = target_.programme->programme;
  document.points = points;
  document.reason = reason;
  document.created_at = now;
  document.created_by = actor_.id;
  const points::Context context{
      .owner = row.owner,
      .cause = {points::CauseKind::document, document.id.value()},
      .occurred_at = now,
      .posted_at = now,
      .actor = actor_.id,
      .expected_seq = seq,
      .today = target_.programme->zone.date_of(now)};
  store::insert_opening(tx, row, store::Asset::points, {points.value(), {}}, document.id.value());
  const auto posted = points::post_opening(
      tx, house_.ids, context, std::move(document), target_.programme->parameters, until
  );
  GX_CHECK_WHY(posted.has_value(), "an opening balance that was checked is refused");
  row.points_seq = posted->account.seq;
}

std::pair<wallet::Account, wallet::Context> Poster::open_wallet(
    sql::Tx& tx, const store::Row& row, wallet::CauseKind kind, StoreId store, Instant now
) const {
  const programmes::Version& programme = *target_.programme;
  wallet::open_account(tx, row.owner, programme.programme, programme.currency, now);
  const auto account = wallet::find_account(tx, row.owner);
  GX_CHECK(account.has_value());
  return {
      *account,
      {.owner = row.owner,
       .cause = {kind, house_.ids.next()},
       .occurred_at = now,
       .posted_at = now,
       .actor = actor_.id,
       .store = store,
       .expected_seq = account->seq,
       .note = reason}};
}

/// The law's register of buyers, from before the recharge on: see wallet/rules.h.
void Poster::register_buyer(
    sql::Tx& tx, const wallet::Buyer& buyer, StoreId store, const store::Row& row, Instant now
) const {
  const auto [account, context] = open_wallet(tx, row, wallet::CauseKind::buyer, store, now);
  const auto named = wallet::post_named(tx, house_.ids, context);
  GX_CHECK_WHY(named.has_value(), "a buyer who was checked is refused");
  const wallet::RulePack& rules = *wallet::rules_for(account.currency);
  const Date today = target_.programme->zone.date_of(now);
  wallet::Buyers(house_.keys)
      .add(
          tx,
          {context.cause.id,
           row.owner,
           today.month_end_after(12 * rules.buyer_years),
           now,
           store,
           actor_.id},
          buyer
      );
  audit::Changes changes;
  changes.add_personal("name", {}, buyer.name)
      .add_personal("document", {}, "resident_id")
      .add_personal("number", {}, buyer.number)
      .add_personal("contact", {}, buyer.contact);
  record(tx, "wallet_buyer_registered", row, std::move(changes), now);
}

void Poster::book_stored(sql::Tx& tx, Money stored, StoreId store, store::Row& row, Instant now)
    const {
  const auto [account, context] = open_wallet(tx, row, wallet::CauseKind::recharge, store, now);
  const wallet::RulePack& rules = *wallet::rules_for(stored.currency());
  const wallet::NewRecharge recharge{
      .principal = stored,
      .bonus = Money::zero(stored.currency()),
      .offer = std::nullopt,
      .company = wallet::company_of(*target_.organisation, store),
      .paid_by = paid_by,
      .reference = row.import.to_string() + "/" + std::to_string(row.row_no)};
  const auto posted = wallet::post_recharge(tx, house_.ids, context, rules, recharge);
  GX_CHECK_WHY(posted.has_value(), "an opening balance that was checked is refused");
  const Date today = target_.programme->zone.date_of(now);
  wallet::Buyers::keep_until(tx, row.owner, today.month_end_after(12 * rules.buyer_years));
  store::insert_opening(
      tx, row, store::Asset::stored, {stored.minor(), {}}, context.cause.id, store
  );
  row.wallet_seq = posted->seq;
}

namespace {

/// It is the member's money: the cap of the card's type is for what is saved from now on.
wallet::ChangeRule any_change(Money change, const wallet::Account* account) {
  return {true, account ? account->change + change : change};
}

}  // namespace

Outcome Poster::check_change(
    sql::Tx& tx, const members::Member* member, Money change, StoreId store
) const {
  const auto account = member ? wallet::find_account(tx, member->id) : std::nullopt;
  if (!account) return ok();
  const wallet::Place place{store, wallet::company_of(*target_.organisation, store), false};
  const auto saved =
      wallet::plan_change_saved(*account, place, change, any_change(change, &*account), false);
  if (saved) return ok();
  Error error = saved.error();
  error.pointer = "/small_change";
  return error;
}

void Poster::book_change(sql::Tx& tx, Money change, StoreId store, store::Row& row, Instant now)
    const {
  const auto [account, context] = open_wallet(tx, row, wallet::CauseKind::opening, store, now);
  const wallet::Place place{store, wallet::company_of(*target_.organisation, store), false};
  const auto saved = wallet::post_change_saved(
      tx, house_.ids, context, place, change, any_change(change, &account), false
  );
  GX_CHECK_WHY(saved.has_value(), "an opening balance that was checked is refused");
  store::insert_opening(
      tx, row, store::Asset::change, {change.minor(), {}}, context.cause.id, store
  );
  row.wallet_seq = saved->account.seq;
}

void Poster::book(
    sql::Tx& tx, const Openings& openings, store::Row& row, Posted& posted, Instant now
) const {
  if (openings.points) {
    book_points(tx, *openings.points, openings.points_until, row, now);
    posted.points = openings.points->value();
  }
  if (openings.buyer) register_buyer(tx, *openings.buyer, openings.store, row, now);
  if (openings.stored) {
    book_stored(tx, *openings.stored, openings.store, row, now);
    posted.stored = openings.stored->minor();
  }
  if (openings.change) {
    book_change(tx, *openings.change, openings.store, row, now);
    posted.change = openings.change->minor();
  }
  if (openings.growth || openings.grant) {
    book_growth(tx, openings, row, now);
    posted.growth = openings.growth.value_or(0);
    posted.tier = openings.grant.has_value();
  }
}

}  // namespace guanxi::rosters
