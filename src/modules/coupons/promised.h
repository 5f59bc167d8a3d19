// Coupons that come with a sale because a promotion promised them 返券, and what refunds of the
// sale do to them. Of n coupons of a template as many come back as is the part of the sale's money
// that has, rounded down, and all of them with the last goods: whatever the order of refunds, the
// end is the same. One that is unused is withdrawn, wherever it is by then – at a friend's, or with
// the survivor of a merge, even held for a sale; of one that was used the refund keeps back what it
// took off, and its declared value where it took nothing off a receipt. See WhenUndone.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include "modules/coupons/coupons.h"

namespace guanxi::coupons {

/// The template that stands for a rule of the rule book: of several one that is in use, then the
/// one that has the rule's code.
std::optional<Template> find_by_rule(sql::Tx& tx, ProgrammeId programme, std::string_view rule);

struct Promise {
  OwnerId owner;
  ReceiptId receipt;
  std::optional<Date> birthday;
  std::string reason;      // code of the promotion
  std::int64_t count = 1;  // of this template
  std::int64_t back = 0;   // of them, not given any more: goods came back before
};
struct Promised {
  std::vector<Coupon> given;
  std::int64_t refused = 0;
  std::string refusal;  // why, as in refusals.h
};
/// Gives as many as stock and limits allow; never fails for what refuses a coupon. Safe to repeat
/// by receipt. Errors: conflict.
Result<Promised> give_promised(
    sql::Tx& tx, IdGenerator& ids, const Template& terms, const Promise& promise, const Act& act
);

enum class AwardState { given, withdrawn, charged, over, kept };
BOOST_DESCRIBE_ENUM(AwardState, given, withdrawn, charged, over, kept)

/// What a refund does to one of them. `over`: it is worth nothing any more – expired, or withdrawn
/// before.
struct Settling {
  TemplateId template_id;
  std::string template_code;
  std::int64_t number = 0;
  CouponId coupon;  // as it was given
  AwardState what = AwardState::withdrawn;
  OwnerId holder;  // who has it by now, and …
  CouponId held;   // … as which coupon
  std::int64_t seq = 0;
  bool open = false;        // it can be taken away, wholly or what is left of it
  std::int64_t amount = 0;  // kept back of the refund
  bool operator==(const Settling&) const = default;
};

/// How much of a sale has come back.
struct ComingBack {
  OwnerId owner;
  ReceiptId receipt;
  bool whole = false;
  std::int64_t refunded = 0, payable = 0;  // with the refund that is planned
};
/// What is due back now: unused ones first, then what is over, then used ones.
std::vector<Settling> due_back(sql::Tx& tx, const ComingBack& back, Date today, Instant now);
/// Does it. Errors: conflict where it is not what is due any more.
Outcome settle_promised(
    sql::Tx& tx,
    IdGenerator& ids,
    const ComingBack& back,
    std::int64_t refund,
    const std::vector<Settling>& planned,
    const Act& act
);

/// The part of `count` that belongs to the first `refunded` of `payable`, rounded down.
std::int64_t part_due(std::int64_t count, bool whole, std::int64_t refunded, std::int64_t payable);

/// For holding them against receipts, by receipt, template and number.
struct Award {
  OwnerId owner;
  ReceiptId receipt;
  TemplateId template_id;
  std::int64_t number = 0;
  std::optional<CouponId> coupon;
  AwardState state = AwardState::given;
  std::optional<std::int64_t> refund;
  std::int64_t amount = 0;
};
void each_award(sql::Tx& tx, const std::function<void(const Award&)>& visit);

}  // namespace guanxi::coupons
