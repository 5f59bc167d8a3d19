// What members had in another system: booked once each.
#include "flows/rosters/post.h"
#include "modules/points/documents.h"
#include "modules/wallet/buyers.h"
#include "modules/wallet/wallet.h"

namespace guanxi::rosters {
namespace {

constexpr const char* paid_by = "opening_balance";
constexpr const char* reason = "期初余额 opening balance";

/// Whether `amount` is to be booked: a repeated row finds it booked. Errors: posting_repeated (with
/// another amount).
Result<bool> is_new(
    sql::Tx& tx, OwnerId owner, store::Asset asset, std::int64_t amount, const char* pointer
) {
  const auto booked = store::opening_of(tx, owner, asset);
  if (booked && *booked != amount) return fail(ErrorCode::posting_repeated, pointer);
  return !booked;
}

}  // namespace

Outcome Poster::check_stored(sql::Tx& tx, const members::Member* member, Money stored) const {
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
  const Money cap = wallet::limit_of(*rules, account && account->named);
  const Money balance = account ? account->stored() : Money::zero(currency);
  if (balance + stored <= cap) return ok();
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
    const Person& person,
    std::optional<StoreId> store,
    Instant now
) const {
  Openings openings{
      .points = person.points,
      .stored = person.stored,
      .change = person.change,
      .store = store.value_or(StoreId()),
      .ladder = nullptr,
      .growth = person.growth,
      .grant = std::nullopt};
  if (member && openings.points) {
    GX_TRY(fresh, is_new(tx, member->id, store::Asset::points, person.points->value(), "/points"));
    if (!fresh) openings.points.reset();
  }
  if (member && openings.stored) {
    GX_TRY(
        fresh, is_new(tx, member->id, store::Asset::stored, person.stored->minor(), "/stored_value")
    );
    if (!fresh) openings.stored.reset();
  }
  if (member && openings.change) {
    GX_TRY(
        fresh, is_new(tx, member->id, store::Asset::change, person.change->minor(), "/small_change")
    );
    if (!fresh) openings.change.reset();
  }
  if (member && openings.growth) {
    GX_TRY(fresh, is_new(tx, member->id, store::Asset::growth, *person.growth, "/growth"));
    if (!fresh) openings.growth.reset();
  }
  GX_TRY_VOID(check_growth(tx, member, person, openings, now));
  const bool money = openings.stored || openings.change;
  if (!openings.points && !money && !openings.growth && !openings.grant) return openings;
  if (member && member->state == members::State::frozen) return ErrorCode::member_frozen;
  if (money && !store) return fail(ErrorCode::missing_field, "/store", {{"field", "store"}});
  if (openings.stored) {
    GX_TRY_VOID(check_stored(tx, member, *openings.stored));
  }
  if (openings.change) {
    GX_TRY_VOID(check_change(tx, member, *openings.change, *store));
  }
  return openings;
}

void Poster::book_points(sql::Tx& tx, Points points, store::Row& row, Instant now) const {
  const auto account = points::find_account(tx, row.owner);
  GX_CHECK_WHY(account.has_value(), "a member without a points account");
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
      .expected_seq = account->seq,
      .today = target_.programme->zone.date_of(now)};
  store::insert_opening(tx, row, store::Asset::points, points.value(), document.id.value());
  const auto posted = points::post_opening(
      tx, house_.ids, context, std::move(document), target_.programme->parameters
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
  store::insert_opening(tx, row, store::Asset::stored, stored.minor(), context.cause.id, store);
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
  store::insert_opening(tx, row, store::Asset::change, change.minor(), context.cause.id, store);
  row.wallet_seq = saved->account.seq;
}

void Poster::book(
    sql::Tx& tx, const Openings& openings, store::Row& row, Posted& posted, Instant now
) const {
  if (openings.points) {
    book_points(tx, *openings.points, row, now);
    posted.points = openings.points->value();
  }
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
