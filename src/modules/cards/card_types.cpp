#include "modules/cards/card_types.h"

#include <algorithm>

#include "base/naming.h"
#include "modules/cards/type_ranges.h"
#include "modules/cards/type_rules.h"

namespace guanxi::cards {
namespace {

/// The name of whoever a range belongs to, for a refusal.
std::string code_of(sql::Tx& tx, CardTypeId id) {
  const auto type = store::find_type(tx, id);
  return type ? type->code : "";
}

void open_range(sql::Tx& tx, IdGenerator& ids, CardTypeId type, const NumberRange& numbers) {
  store::insert_range(
      tx, {ids.next_id<store::RangeTag>(), type, RangeState::open, numbers, numbers.first}
  );
}

/// How the range of a type follows its terms.
enum class Move { none, extend, replace, close };

struct RangePlan {
  Move move = Move::none;
  store::Range range;  // the open one
};

/// Reads only. Errors: out_of_range at /terms/last_number, card_range_overlaps.
Result<RangePlan> plan_range(sql::Tx& tx, CardTypeId type, const NumberRange& wanted) {
  const auto open = store::open_range_of(tx, type);
  GX_CHECK_WHY(open.has_value(), "a card type without an open range");
  RangePlan plan{Move::none, *open};
  const NumberRange& now = plan.range.numbers;
  const bool same_form = now.form == wanted.form && now.first == wanted.first;
  if (same_form && now.last == wanted.last) return plan;
  if (same_form && wanted.last < plan.range.next - 1) {
    return fail(
        ErrorCode::out_of_range,
        "/terms/last_number",
        {{"min", std::to_string(plan.range.next - 1)}}
    );
  }
  const bool untouched = plan.range.next == now.first;
  plan.move = same_form ? Move::extend : untouched ? Move::replace : Move::close;
  if (plan.move == Move::close) {
    // What it handed out stays its own, also against the type's new range.
    store::Range closed = plan.range;
    closed.state = RangeState::closed;
    if (may_meet(wanted, closed.taken())) {
      return fail(
          ErrorCode::card_range_overlaps,
          "/terms/first_number",
          {{"type", code_of(tx, type)},
           {"first", printed_number(now.form, now.first)},
           {"last", printed_number(now.form, plan.range.next - 1)}}
      );
    }
  }
  GX_TRY_VOID(check_free(tx, wanted, "/terms/first_number", plan.range.id));
  return plan;
}

bool move_range(
    sql::Tx& tx, IdGenerator& ids, CardTypeId type, RangePlan plan, const NumberRange& wanted
) {
  switch (plan.move) {
    case Move::none:
      return true;
    case Move::extend:
      plan.range.numbers.last = wanted.last;
      return store::update_range(tx, plan.range);
    case Move::replace:
      if (!store::delete_range(tx, plan.range)) return false;
      break;
    case Move::close:
      plan.range.state = RangeState::closed;
      if (!store::update_range(tx, plan.range)) return false;
      break;
  }
  open_range(tx, ids, type, wanted);
  return true;
}

bool is_used(sql::Tx& tx, CardTypeId type) {
  return std::ranges::any_of(store::ranges_of(tx, type), [](const store::Range& range) {
    return range.state == RangeState::legacy || range.next > range.numbers.first;
  });
}

Result<CardType> load(sql::Tx& tx, CardTypeId id, std::int64_t version) {
  auto type = store::find_type(tx, id);
  if (!type) return ErrorCode::card_type_not_found;
  if (type->version != version) return ErrorCode::stale_version;
  return *std::move(type);
}

/// Writes down every field that differs; `before` is null for a new type.
void log_changes(
    sql::Tx& tx, const CardType& after, const CardTypeInput* before, std::string_view reason
) {
  const auto now = texts_of(after.content);
  const auto then = before != nullptr ? texts_of(*before) : std::vector<FieldText>();
  for (std::size_t i = 0; i < now.size(); ++i) {
    const auto old = before != nullptr ? then[i].text : std::nullopt;
    if (old == now[i].text) continue;
    store::insert_change(
        tx,
        after.id,
        {after.version,
         now[i].field,
         old,
         now[i].text,
         std::string(reason),
         after.changed_at,
         after.changed_by}
    );
  }
}

void log_state(
    sql::Tx& tx,
    const CardType& type,
    TypeState before,
    std::optional<TypeState> after,
    std::string_view reason
) {
  const auto word = [](TypeState state) {
    return std::string(state == TypeState::active ? "active" : "retired");
  };
  TypeChange change;
  change.version = type.version;
  change.field = "state";
  change.before = word(before);
  if (after) change.after = word(*after);
  change.reason = reason;
  change.changed_at = type.changed_at;
  change.changed_by = type.changed_by;
  store::insert_change(tx, type.id, change);
}

}  // namespace

Result<CardType> add_type(
    sql::Tx& tx,
    IdGenerator& ids,
    const NewCardType& wanted,
    std::string_view reason,
    ActorId by,
    Instant now
) {
  Faults faults;
  faults.add(check_code(wanted.code, "/code"));
  faults.add(check(wanted.content, wanted.currency)).add(check_reason(reason));
  GX_TRY_VOID(faults.outcome());
  const NumberRange numbers = range_of(wanted.content.terms);
  const Error taken = fail(ErrorCode::code_taken, "/code", {{"code", wanted.code}});
  if (store::find_type(tx, wanted.code)) return taken;
  GX_TRY_VOID(check_free(tx, numbers, "/terms/first_number"));
  CardType type;
  type.id = ids.next_id<CardTypeTag>();
  type.programme = wanted.programme;
  type.currency = wanted.currency;
  type.code = wanted.code;
  type.content = wanted.content;
  type.created_at = type.changed_at = now;
  type.created_by = type.changed_by = by;
  if (!store::insert_type(tx, type)) return taken;
  open_range(tx, ids, type.id, numbers);
  log_changes(tx, type, nullptr, reason);
  return type;
}

Result<CardType> change_type(
    sql::Tx& tx,
    IdGenerator& ids,
    CardTypeId id,
    std::int64_t version,
    const CardTypeInput& content,
    std::string_view reason,
    ActorId by,
    Instant now
) {
  GX_TRY(type, load(tx, id, version));
  Faults faults;
  faults.add(check(content, type.currency)).add(check_reason(reason));
  GX_TRY_VOID(faults.outcome());
  const NumberRange numbers = range_of(content.terms);
  GX_TRY(plan, plan_range(tx, id, numbers));
  const CardTypeInput before = std::exchange(type.content, content);
  const bool same = before.name == content.name && before.warn_below == content.warn_below &&
                    before.terms == content.terms;
  if (same) return type;
  type.changed_at = now;
  type.changed_by = by;
  if (!store::update_type(tx, type)) return ErrorCode::stale_version;
  ++type.version;
  if (!move_range(tx, ids, id, std::move(plan), numbers)) return ErrorCode::conflict;
  log_changes(tx, type, &before, reason);
  return type;
}

Result<CardType> set_type_state(
    sql::Tx& tx,
    CardTypeId id,
    std::int64_t version,
    TypeState state,
    std::string_view reason,
    ActorId by,
    Instant now
) {
  GX_TRY_VOID(check_reason(reason));
  GX_TRY(type, load(tx, id, version));
  if (type.state == state) return type;
  const TypeState before = std::exchange(type.state, state);
  type.changed_at = now;
  type.changed_by = by;
  if (!store::update_type(tx, type)) return ErrorCode::stale_version;
  ++type.version;
  log_state(tx, type, before, state, reason);
  return type;
}

Outcome remove_type(
    sql::Tx& tx,
    CardTypeId id,
    std::int64_t version,
    std::string_view reason,
    ActorId by,
    Instant now
) {
  GX_TRY_VOID(check_reason(reason));
  GX_TRY(type, load(tx, id, version));
  if (is_used(tx, id)) return fail(ErrorCode::card_type_in_use, {}, {{"type", type.code}});
  if (!store::delete_type(tx, id, version)) return ErrorCode::stale_version;
  store::delete_ranges(tx, id);
  ++type.version;
  type.changed_at = now;
  type.changed_by = by;
  log_state(tx, type, type.state, std::nullopt, reason);
  TypeChange code{type.version, "code", type.code, std::nullopt, std::string(reason), now, by};
  store::insert_change(tx, id, code);
  return ok();
}

std::optional<CardType> find_type(sql::Tx& tx, CardTypeId id) { return store::find_type(tx, id); }

std::optional<CardTypeId> type_once(sql::Tx& tx, std::string_view code) {
  if (const auto type = store::find_type(tx, code)) return type->id;
  return store::find_deleted(tx, code);
}

namespace {

std::optional<CardType> type_of(sql::Tx& tx, const Card& card) {
  if (!card.type) return std::nullopt;
  auto type = store::find_type(tx, *card.type);
  GX_CHECK_WHY(type.has_value(), "a card without its type");
  return type;
}

}  // namespace

CardTerms terms_of(sql::Tx& tx, const Card& card) {
  const auto type = type_of(tx, card);
  return type ? type->content.terms : CardTerms();
}

namespace {

/// What of the terms a sale goes by; null: another field.
Rate* rate_named(CardTerms& terms, std::string_view field) {
  if (field == "points_rate") return &terms.points_rate;
  if (field == "points_multiple") return &terms.points_multiple;
  if (field == "discount_rate") return &terms.discount_rate;
  if (field == "stack_start") return &terms.stack_start;
  if (field == "stack_rate") return &terms.stack_rate;
  return nullptr;
}

}  // namespace

CardTerms terms_at(sql::Tx& tx, const Card& card, Instant at) {
  const auto type = type_of(tx, card);
  if (!type) return {};
  CardTerms terms = type->content.terms;
  if (type->changed_at <= at) return terms;
  // Back from today, the newest change first: what each says was there before it.
  for (const TypeChange& change : store::changes_between(tx, type->id, 0, type->version + 1)) {
    if (change.changed_at <= at) break;
    Rate* rate = rate_named(terms, change.field);
    if (!rate || !change.before) continue;
    const auto before = Rate::parse(*change.before);
    GX_CHECK_WHY(before.has_value(), "a change of a rate that is none");
    *rate = *before;
  }
  return terms;
}

std::optional<CardType> find_type(sql::Tx& tx, std::string_view code) {
  return store::find_type(tx, code);
}

std::vector<CardType> list_types(sql::Tx& tx) { return store::list_types(tx); }

CardNumbers numbers_of(sql::Tx& tx, const CardType& type) {
  CardNumbers numbers;
  for (const store::Range& range : store::ranges_of(tx, type.id)) {
    numbers.handed_out += range.next - range.numbers.first;
    if (range.state == RangeState::open) numbers.left += range.numbers.last - range.next + 1;
  }
  numbers.low = numbers.left < type.content.warn_below;
  return numbers;
}

std::vector<TypeChange> changes_of(
    sql::Tx& tx, CardTypeId id, std::optional<std::int64_t> before_version, int versions
) {
  const std::int64_t end = before_version ? *before_version : store::last_version(tx, id) + 1;
  return store::changes_between(tx, id, end - versions, end);
}

}  // namespace guanxi::cards
