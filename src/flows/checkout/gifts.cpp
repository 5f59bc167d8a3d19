#include "flows/checkout/gifts.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "modules/catalog/item_codes.h"
#include "modules/coupons/promised.h"

namespace guanxi::checkout {
namespace {

constexpr std::string_view no_member = "coupon_no_member";
constexpr std::string_view no_template = "coupon_template_not_found";

std::string rule_code(const SalePlan& plan, const pricing::Award& award) {
  const pricing::Index& index = plan.rules->index();
  const auto kind = award.coupon != 0 ? pricing::RuleKind::coupon : pricing::RuleKind::promotion;
  const pricing::Rule* const rule = index.find(kind, award.rule);
  return rule == nullptr ? std::to_string(award.rule) : rule->code;
}

/// What of a note stands before the first blank, and what behind it.
std::pair<std::string, std::string> both_words(const std::string& text) {
  const std::size_t blank = text.find(' ');
  if (blank == std::string::npos) return {text, {}};
  return {text.substr(0, blank), text.substr(blank + 1)};
}

void note_refused(
    sales::Receipt& receipt, std::string_view why, const std::string& code, std::int64_t count
) {
  receipt.notes.push_back(
      {sales::notes::coupon_not_given, 0, count, fmt::format("{} {}", why, code)}
  );
}

/// Several promotions may promise the same coupon.
struct PromisedCoupons {
  std::int64_t count = 0;
  std::string by;  // code of the first that does
};
std::map<std::int64_t, PromisedCoupons> promised_coupons(const SalePlan& plan) {
  std::map<std::int64_t, PromisedCoupons> all;  // by the rule of the coupon
  for (const pricing::Award& award : plan.priced.awards) {
    if (award.coupon_template == 0) continue;
    PromisedCoupons& one = all[award.coupon_template];
    if (one.by.empty()) one.by = rule_code(plan, award);
    one.count += award.count;
  }
  return all;
}

bool is_ours(const SalePlan& plan) {
  return plan.rules && plan.receipt.pricing == sales::Pricing::engine;
}

}  // namespace

std::vector<sales::Gift> planned_gifts(sql::Tx& tx, const SalePlan& plan) {
  std::vector<sales::Gift> gifts;
  if (!is_ours(plan)) return gifts;
  for (const pricing::Award& award : plan.priced.awards) {
    if (award.item == 0 || award.count <= 0) continue;
    sales::Gift gift;
    gift.number = std::ssize(gifts) + 1;
    gift.rule = rule_code(plan, award);
    gift.item = ItemId(award.item);
    gift.item_code = catalog::find_item_code(tx, gift.item).value_or(std::to_string(award.item));
    gift.pieces = award.count;
    gift.on_receipt = award.on_receipt;
    gift.declared_value = award.declared_value;
    gifts.push_back(std::move(gift));
  }
  return gifts;
}

void note_gifts(const std::vector<sales::Gift>& gifts, sales::Receipt& receipt) {
  for (const sales::Gift& gift : gifts) {
    if (gift.beside() > 0)
      receipt.notes.push_back({sales::notes::gift_given, 0, gift.beside(), gift.item_code});
    if (gift.on_receipt > 0)
      receipt.notes.push_back({sales::notes::gift_on_receipt, 0, gift.on_receipt, gift.item_code});
  }
}

Outcome give_promised_coupons(
    sql::Tx& tx,
    IdGenerator& ids,
    const SalePlan& plan,
    sales::Receipt& receipt,
    std::int64_t refunded,
    const coupons::Act& act
) {
  if (!is_ours(plan)) return ok();
  for (const auto& [rule, promised] : promised_coupons(plan)) {
    const pricing::CouponTemplate* const coupon = plan.rules->index().find_coupon(rule);
    const auto terms =
        coupon ? coupons::find_by_rule(tx, receipt.programme, coupon->code) : std::nullopt;
    const std::string code = terms ? terms->code : coupon ? coupon->code : promised.by;
    if (!plan.buyer || !terms) {
      note_refused(receipt, plan.buyer ? no_template : no_member, code, promised.count);
      continue;
    }
    const coupons::Promise promise{
        receipt.owner,
        receipt.id,
        plan.buyer->member.birthday,
        promised.by,
        promised.count,
        coupons::part_due(
            std::min(promised.count, coupons::limits::of_a_sale_max),
            false,
            refunded,
            receipt.payable
        )};
    GX_TRY(given, coupons::give_promised(tx, ids, *terms, promise, act));
    for (const coupons::Coupon& one : given.given) {
      receipt.notes.push_back(
          {sales::notes::coupon_given,
           0,
           one.valid_until.yyyymmdd(),
           fmt::format("{} {}", one.id.to_string(), code)}
      );
    }
    if (given.refused > 0) note_refused(receipt, given.refusal, code, given.refused);
  }
  return ok();
}

std::optional<std::vector<ReceiptGift>> gifts_in(const sales::Receipt& receipt) {
  std::vector<ReceiptGift> all;
  for (const sales::Note& note : receipt.notes) {
    if (note.code == sales::notes::gift_given) {
      all.push_back({note.text, GiftMove::handed_out, note.value, {}});
    } else if (note.code == sales::notes::gift_on_receipt) {
      all.push_back({note.text, GiftMove::on_receipt, note.value, {}});
    } else if (note.code == sales::notes::gift_back) {
      all.push_back({note.text, GiftMove::came_back, note.value, {}});
    } else if (note.code == sales::notes::gift_charged) {
      all.push_back({note.text, GiftMove::kept_back, {}, receipt.money(note.value)});
    }
  }
  if (all.empty()) return std::nullopt;
  return all;
}

std::optional<std::vector<ReceiptCoupon>> coupons_in(const sales::Receipt& receipt) {
  std::vector<ReceiptCoupon> all;
  const bool attributed =
      std::ranges::find(receipt.notes, sales::notes::attributed, &sales::Note::code) !=
      receipt.notes.end();
  for (const sales::Note& note : receipt.notes) {
    ReceiptCoupon one;
    const auto [first, code] = both_words(note.text);
    one.template_ = code;
    if (note.code == sales::notes::coupon_not_given) {
      if (attributed && first == no_member) continue;  // it was looked at again for the member
      one.what = CouponMove::not_given;
      one.count = note.value;
      one.refusal = first;
    } else if (note.code == sales::notes::coupon_given) {
      one.what = CouponMove::given;
      one.valid_until = Date::from_yyyymmdd(note.value);
    } else if (note.code == sales::notes::coupon_withdrawn) {
      one.what = CouponMove::withdrawn;
    } else if (note.code == sales::notes::coupon_charged) {
      one.what = CouponMove::kept_back;
      one.amount = receipt.money(note.value);
    } else {
      continue;
    }
    if (!one.refusal) {
      const auto id = parse_id(first);
      GX_CHECK(id.has_value());
      one.coupon = coupons::CouponId(*id);
    }
    all.push_back(std::move(one));
  }
  if (all.empty()) return std::nullopt;
  return all;
}

namespace {

std::string refusal_words(std::string_view refusal, bool zh) {
  struct Words {
    std::string_view refusal;
    const char* chinese;
    const char* english;
  };
  constexpr Words all[] = {
      {no_member, "没有会员", "there is no member"},
      {no_template, "没有对应的券模板", "there is no template of it"},
      {"coupon_template_state", "券模板未在发放", "its template is not in use"},
      {"coupons_used_up", "券已发完", "none are left"},
      {"coupon_member_limit", "该会员已领满", "the member has had as many as one may have"},
      {"coupon_birthday_unknown", "会员未填生日", "the member's birthday is not known"},
      {"coupon_expired", "券已过有效期", "its last day is over"},
      {"coupon_sale_limit", "超过单笔上限", "more than one sale may give"}};
  for (const Words& words : all) {
    if (refusal == words.refusal) return zh ? words.chinese : words.english;
  }
  return std::string(refusal);
}

std::optional<std::string> coupon_gift_words(
    const sales::Receipt& receipt, const sales::Note& note, bool zh
) {
  const auto [first, code] = both_words(note.text);
  if (note.code == sales::notes::coupon_given) {
    const Date until = Date::from_yyyymmdd(note.value).value_or(Date::never);
    return fmt::format(
        fmt::runtime(
            zh ? "返券 {}（{}），有效至 {}" : "Coupon {} ({}) is given, usable through {}"
        ),
        code,
        first,
        until.to_string()
    );
  }
  if (note.code == sales::notes::coupon_not_given) {
    return fmt::format(
        fmt::runtime(zh ? "返券 {} × {} 未发：{}" : "Coupon {} x {} is not given: {}"),
        code,
        note.value,
        refusal_words(first, zh)
    );
  }
  if (note.code == sales::notes::coupon_withdrawn) {
    return fmt::format(
        fmt::runtime(zh ? "收回返券 {}（{}）" : "Coupon {} ({}) is taken back"), code, first
    );
  }
  if (note.code == sales::notes::coupon_charged) {
    return fmt::format(
        fmt::runtime(
            zh ? "返券 {}（{}）已使用，从退款中扣回 {}"
               : "Coupon {} ({}) was used: {} is kept back of the refund"
        ),
        code,
        first,
        receipt.money(note.value).to_string()
    );
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> gift_words(
    const sales::Receipt& receipt, const sales::Note& note, bool zh
) {
  const auto say = [&](const char* chinese, const char* english) {
    return fmt::format(fmt::runtime(zh ? chinese : english), note.text, note.value);
  };
  if (note.code == sales::notes::gift_given)
    return say("赠品 {} × {}，请交给顾客", "Gift {} x {} to be handed out");
  if (note.code == sales::notes::gift_on_receipt)
    return say("赠品 {} × {} 在本单免费", "Gift {} x {} stands on the receipt, free");
  if (note.code == sales::notes::gift_back)
    return say("赠品 {} × {} 已退回", "Gift {} x {} came back");
  if (note.code == sales::notes::gift_charged) {
    const char* words =
        note.value < 0 ? zh ? "赠品 {} 已退回，退还先前扣下的 {}"
                            : "Gift {} came back after all: the {} kept back before is paid out"
        : zh           ? "赠品 {} 未退回，从退款中扣下 {}"
                       : "Gift {} did not come back: {} is kept back of the refund";
    const std::int64_t amount = note.value < 0 ? -note.value : note.value;
    return fmt::format(fmt::runtime(words), note.text, receipt.money(amount).to_string());
  }
  return coupon_gift_words(receipt, note, zh);
}

}  // namespace guanxi::checkout
