// Issuing coupons, taking them away, and reading what a member has.
#include <boost/describe/enum_to_string.hpp>

#include "base/naming.h"
#include "modules/coupons/changing.h"
#include "platform/outbox/outbox.h"

namespace guanxi::coupons {
namespace {

Error no_window(const Template& terms) {
  if (terms.validity == Validity::birthday_month) {
    return refuse(Why::coupon_birthday_unknown, "");
  }
  return refuse(Why::coupon_over, "", {{"valid_until", terms.valid_until->to_string()}});
}

/// All but the stock.
Result<Window> check_terms(sql::Tx& tx, const Template& terms, const Issue& wanted, Date today) {
  if (terms.state != TemplateState::active) {
    const std::string word = boost::describe::enum_to_string(terms.state, "");
    return refuse(Why::coupon_template_state, "", {{"state", word}});
  }
  const auto window = window_of(terms, today, wanted.birthday);
  if (!window) return no_window(terms);
  const std::int64_t max = terms.per_member_max;
  if (max != 0 && store::issued_to(tx, wanted.owner, terms.id) >= max) {
    return refuse(Why::coupon_member_limit, "", {{"max", std::to_string(max)}});
  }
  return *window;
}

/// Everything that can be refused is looked at before the first write.
Result<Window> check_issue(
    sql::Tx& tx, const Template& terms, const Issue& wanted, const Act& act, bool set_aside
) {
  auto window = check_terms(tx, terms, wanted, act.today);
  const bool over = !window && window.error().code == ErrorCode::coupon_member_limit;
  if (!window && !over) return window;
  if (!set_aside && terms.stock != 0 && store::taken_of(tx, terms.id) >= terms.stock) {
    return refuse(Why::coupon_sold_out, "", {{"stock", std::to_string(terms.stock)}});
  }
  return window;
}

}  // namespace

Outcome check_eligible(sql::Tx& tx, const Template& terms, const Issue& wanted, const Act& act) {
  GX_TRY_VOID(check_terms(tx, terms, wanted, act.today));
  return ok();
}

Result<Coupon> load_coupon(
    sql::Tx& tx, OwnerId owner, CouponId coupon, const Act& act, const std::string& pointer
) {
  auto found = store::find(tx, owner, coupon);
  if (!found) return refuse(Why::coupon_not_found, pointer);
  return seen_at(*std::move(found), act.today, act.now);
}

Result<Coupon> write_coupon(sql::Tx& tx, Coupon after) {
  if (!store::update(tx, after)) return ErrorCode::conflict;
  ++after.seq;
  return after;
}

void tell(
    sql::Tx& tx,
    IdGenerator& ids,
    std::string_view kind,
    const Coupon& coupon,
    Instant now,
    const std::string& more
) {
  const std::string facts = R"({"template":)" + coupon.template_id.to_string() +
                            R"(,"valid_until":")" + coupon.valid_until.to_string() + '"' + more +
                            "}";
  outbox::append(tx, ids, kind, coupon.owner, coupon.id.value(), now, facts);
}

Result<Issued> issue(
    sql::Tx& tx,
    IdGenerator& ids,
    const Template& terms,
    const Issue& wanted,
    const Act& act,
    bool set_aside
) {
  const auto known = store::find_by_cause(tx, wanted.owner, terms.id, wanted.cause);
  if (known) return Issued{seen_at(*known, act.today, act.now), true};
  GX_TRY(window, check_issue(tx, terms, wanted, act, set_aside));
  Coupon coupon;
  coupon.owner = wanted.owner;
  coupon.id = ids.next_id<CouponTag>();
  coupon.template_id = terms.id;
  coupon.valid_from = window.from;
  coupon.valid_until = window.until;
  coupon.face = terms.face_value;
  coupon.balance = terms.face_value;
  coupon.cause = wanted.cause;
  coupon.issued_on = act.today;
  coupon.issued_at = act.now;
  coupon.issued_by = act.by;
  coupon.store = act.store;
  coupon.reason = wanted.reason;
  // The member's counter before the stock, everywhere: two that want both meet in one order.
  if (!store::insert(tx, coupon)) return ErrorCode::conflict;
  if (!store::count_issued(tx, wanted.owner, terms.id, terms.per_member_max)) {
    return ErrorCode::conflict;
  }
  if (!set_aside && !store::take_stock(tx, terms.id, terms.stock, 1)) return ErrorCode::conflict;
  const std::string cause = boost::describe::enum_to_string(wanted.cause.kind, "");
  tell(tx, ids, "coupon.issued", coupon, act.now, R"(,"cause":")" + cause + '"');
  return Issued{std::move(coupon), false};
}

Result<Coupon> withdraw(
    sql::Tx& tx,
    IdGenerator& ids,
    OwnerId owner,
    CouponId id,
    const std::string& reason,
    const Act& act
) {
  GX_TRY_VOID(check_reason(reason));
  GX_TRY(coupon, load_coupon(tx, owner, id, act, "/coupon"));
  if (coupon.state == CouponState::held) return refuse(Why::coupon_held, "/coupon");
  if (coupon.state != CouponState::issued && coupon.state != CouponState::offered) {
    const std::string word = boost::describe::enum_to_string(coupon.state, "");
    return refuse(Why::coupon_state, "/coupon", {{"state", word}});
  }
  coupon.state = CouponState::withdrawn;
  coupon.hold_id = 0;
  coupon.deadline = {};
  coupon.gone += coupon.balance;
  coupon.balance = 0;
  coupon.ended_on = act.today;
  GX_TRY(written, write_coupon(tx, coupon));
  if (took_member(coupon.cause)) store::uncount_issued(tx, owner, coupon.template_id);
  if (took_stock(coupon.cause)) store::untake_stock(tx, coupon.template_id, 1);
  tell(tx, ids, "coupon.withdrawn", written, act.now);
  return written;
}

Outcome forget(sql::Tx& tx, IdGenerator& ids, OwnerId owner, const Act& act) {
  for (const Coupon& one : store::open_of(tx, owner)) {
    const Coupon seen = seen_at(one, act.today, act.now);
    if (seen.state == CouponState::expired) continue;  // the job writes it down
    if (seen.state == CouponState::held) {
      GX_TRY_VOID(release(tx, owner, one.id, one.hold_id, act));
    }
    GX_TRY_VOID(withdraw(tx, ids, owner, one.id, "erased", act));
  }
  store::forget_texts(tx, owner);
  return ok();
}

Result<Coupon> pass_on(
    sql::Tx& tx, IdGenerator& ids, const Coupon& from, OwnerId to, CauseKind kind, const Act& act
) {
  Coupon coupon;
  coupon.owner = to;
  coupon.id = ids.next_id<CouponTag>();
  coupon.template_id = from.template_id;
  coupon.valid_from = from.valid_from;
  coupon.valid_until = from.valid_until;
  coupon.face = from.balance;
  coupon.balance = from.balance;
  coupon.cause = {kind, from.id.value(), from.seq};  // once for each time it is passed on
  coupon.issued_on = act.today;
  coupon.issued_at = act.now;
  coupon.issued_by = act.by;
  coupon.store = act.store;
  coupon.told = from.told;
  if (!store::insert(tx, coupon)) return ErrorCode::conflict;
  Coupon left = from;
  left.state = kind == CauseKind::gift ? CouponState::given : CouponState::carried;
  left.deadline = {};
  left.hold_id = 0;
  left.gone += left.balance;
  left.balance = 0;
  left.ended_on = act.today;
  GX_TRY_VOID(write_coupon(tx, left));
  tell(tx, ids, kind == CauseKind::gift ? "coupon.given" : "coupon.carried", left, act.now);
  const std::string cause = boost::describe::enum_to_string(kind, "");
  tell(tx, ids, "coupon.issued", coupon, act.now, R"(,"cause":")" + cause + '"');
  return coupon;
}

std::optional<Coupon> find_coupon(
    sql::Tx& tx, OwnerId owner, CouponId id, Date today, Instant now
) {
  auto found = store::find(tx, owner, id);
  if (!found) return std::nullopt;
  return seen_at(*std::move(found), today, now);
}

std::vector<Coupon> coupons_of(
    sql::Tx& tx,
    OwnerId owner,
    std::optional<CouponState> state,
    CouponId before,
    Date today,
    Instant now,
    int limit
) {
  // What a coupon is now is not what is written of it: a state is looked for page by page.
  constexpr int page = 200;
  std::vector<Coupon> found;
  CouponId from = before == CouponId() ? CouponId(INT64_MAX) : before;
  for (;;) {
    const auto some = store::of_owner(tx, owner, from, page);
    for (const Coupon& one : some) {
      Coupon seen = seen_at(one, today, now);
      if (!state || seen.state == *state) found.push_back(std::move(seen));
      if (std::ssize(found) == limit) return found;
    }
    if (std::ssize(some) < page) return found;
    from = some.back().id;
  }
}

std::vector<Ending> endings(
    sql::Tx& tx, ProgrammeId programme, Date from, Date until, const Ending& after, int limit
) {
  return store::endings(tx, programme, from, until, after, limit);
}

}  // namespace guanxi::coupons
