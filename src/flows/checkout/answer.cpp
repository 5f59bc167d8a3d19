#include <fmt/format.h>

#include "flows/checkout/caps.h"
#include "flows/checkout/checkout.h"
#include "flows/checkout/coupons.h"
#include "flows/checkout/gifts.h"
#include "flows/checkout/limits.h"
#include "flows/checkout/occasions.h"
#include "flows/checkout/promotions.h"
#include "flows/checkout/tier_notes.h"

namespace guanxi::checkout {
namespace {

bool is_refund(const sales::Receipt& receipt) { return receipt.kind != sales::Kind::sale; }

std::string money_text(const sales::Receipt& receipt, std::int64_t minor) {
  return receipt.money(minor).to_string();
}

std::string rate_text(std::int64_t billionths) {
  return Rate::of(billionths, 1'000'000'000).to_string();
}

/// The words of a note about the wallet.
std::string wallet_words(const sales::Receipt& receipt, const sales::Note& note, bool zh) {
  struct Words {
    std::string_view code;
    const char* chinese;
    const char* english;
  };
  constexpr Words all[] = {
      {sales::notes::wallet_bonus, "储值中的赠送部分 {}", "Bonus part of the stored value: {}"},
      {sales::notes::change_saved, "找零 {} 存入零钱", "{} of change saved"},
      {sales::notes::change_handed_out,
       "原存入的零钱 {} 找回现金",
       "{} of change that had been saved is handed out"},
      {sales::notes::stored_value_left, "储值余额 {}", "Stored value now: {}"},
      {sales::notes::small_change_left, "零钱余额 {}", "Small change now: {}"}};
  for (const Words& words : all) {
    if (note.code != words.code) continue;
    return fmt::format(
        fmt::runtime(zh ? words.chinese : words.english), money_text(receipt, note.value)
    );
  }
  return proof_words(note.code, zh);
}

/// The words of a note about points that paid; nullopt: it is none.
std::optional<std::string> points_money_words(
    const sales::Receipt& receipt, const sales::Note& note, bool zh
) {
  std::int64_t amount = 0;
  for (const sales::Tender& tender : receipt.tenders) {
    if (tender.kind == sales::TenderKind::points) amount += tender.amount;
  }
  if (note.code == sales::notes::points_paid) {
    return fmt::format(
        fmt::runtime(zh ? "{} 积分抵 {}" : "{} points pay {}"),
        note.value,
        money_text(receipt, amount)
    );
  }
  if (note.code == sales::notes::points_restored) {
    return fmt::format(
        fmt::runtime(zh ? "退回积分 {} 分（抵 {}）" : "{} points are given back for {}"),
        note.value,
        money_text(receipt, amount)
    );
  }
  if (note.code == "points_restored_expired") {
    return fmt::format(
        fmt::runtime(
            zh ? "退回的积分中 {} 分已过有效期，随即失效"
               : "{} of the points given back are past their last day and expire at once"
        ),
        note.value
    );
  }
  return std::nullopt;
}

/// The words of one stored note.
std::string words(const sales::Receipt& receipt, const sales::Note& note, bool zh) {
  if (auto text = price_words(receipt, note, zh)) return *std::move(text);
  if (note.code == "card_points_rate") {
    return fmt::format(
        fmt::runtime(zh ? "按卡类型的积分率 {} 积分" : "At the points rate {} of the card's type"),
        rate_text(note.value)
    );
  }
  if (note.code == "identity_points") {
    return fmt::format(
        fmt::runtime(zh ? "身份积分：{} × {} = {} 分" : "Identity points: {} × {} = {}"),
        (receipt.points_earned + cut_of(receipt, "a")).value(),
        rate_text(note.value),
        (receipt.identity_points + cut_of(receipt, "e")).value()
    );
  }
  if (const auto text = points_money_words(receipt, note, zh)) return *text;
  if (const auto text = occasion_words(receipt, note, zh)) return *text;
  if (const auto text = cap_words(note, zh)) return *text;
  if (const auto text = limit_words(note, zh)) return *text;
  if (const auto text = promotion_words(note, zh)) return *text;
  if (const auto text = coupon_words(receipt, note, zh)) return *text;
  if (const auto text = gift_words(receipt, note, zh)) return *text;
  if (const auto text = risk_words(note, zh)) return *text;
  if (note.code == sales::notes::attributed) {
    return zh ? "销售后补登给会员，积分与成长值按销售当时的规则"
              : "Given to the member after the sale: points and growth by the rules of its moment";
  }
  if (note.code == sales::notes::less_given_back) {
    return fmt::format(
        fmt::runtime(zh ? "比今日价格少退 {}" : "{} less is given back than it costs today"),
        money_text(receipt, note.value)
    );
  }
  if (note.code == "points_forgiven") {
    return fmt::format(
        fmt::runtime(
            zh ? "其中 {} 分已过期，不再收回"
               : "{} of these points had expired and are not charged again"
        ),
        note.value
    );
  }
  if (note.code == "points_purchased") {
    return fmt::format(
        fmt::runtime(
            zh ? "余额不足，差额 {} 分按购买积分处理，从退款中扣除"
               : "The balance was short: {} points were bought, deducted from the refund"
        ),
        note.value
    );
  }
  if (note.code == "points_owed") {
    return fmt::format(
        fmt::runtime(
            zh ? "余额不足，欠 {} 分，由以后所得偿还"
               : "The balance was short: {} points are owed and repaid by the next earnings"
        ),
        note.value
    );
  }
  if (auto text = tier_words(note, zh)) return *std::move(text);
  return wallet_words(receipt, note, zh);
}

Explanation points_words(
    const sales::Receipt& receipt, const programmes::Version& programme, bool zh
) {
  const auto& rule = programme.parameters;
  const std::string base = money_text(receipt, receipt.earning_base);
  if (receipt.is_anonymous()) {
    return {"anonymous", std::nullopt, zh ? "散客，无积分" : "No member, no points"};
  }
  if (is_refund(receipt)) {
    const bool undone = receipt.kind == sales::Kind::refund_without_receipt_void;
    std::string text = fmt::format(
        fmt::runtime(
            undone ? zh ? "退回收走的消费积分 {} 分" : "{} consumption points given back again"
            : zh ? "收回消费积分 {} 分"
                 : "{} consumption points taken back"
        ),
        receipt.points_earned.value()
    );
    const auto also = [&](const char* chinese, const char* english, Points points) {
      if (points.is_zero()) return;
      text += fmt::format(fmt::runtime(zh ? chinese : english), points.value());
    };
    also("、倍数积分 {} 分", ", {} multiplied points", receipt.multiplied_points);
    also("、温馨积分 {} 分", ", {} warmth points", receipt.gift_points);
    also("、身份积分 {} 分", ", {} identity points", receipt.identity_points);
    return {undone ? "points_reinstated" : "points_reversed", std::nullopt, std::move(text)};
  }
  std::string rate;
  for (const sales::Note& note : receipt.notes) {
    if (note.code == "card_points_rate") rate = " × " + rate_text(note.value);
  }
  return {
      "points_earned",
      std::nullopt,
      fmt::format(
          fmt::runtime(
              zh ? "消费积分：{} ÷ {} × {}{} = {} 分" : "Consumption points: {} ÷ {} × {}{} = {}"
          ),
          base,
          money_text(receipt, rule.earn_amount),
          rule.earn_points,
          rate,
          (receipt.points_earned + cut_of(receipt, "a")).value()
      )};
}

/// What the notes say of the wallet; nothing if the receipt did not touch it.
std::optional<WalletAnswer> wallet_of(const sales::Receipt& receipt) {
  const Money zero = Money::zero(receipt.currency);
  WalletAnswer answer{zero, zero, zero, zero, zero};
  bool touched = false;
  for (const sales::Note& note : receipt.notes) {
    const Money value = receipt.money(note.value);
    if (note.code == sales::notes::wallet_bonus) answer.bonus = value;
    if (note.code == sales::notes::change_saved) answer.saved = value;
    if (note.code == sales::notes::change_handed_out) answer.handed_out = value;
    if (note.code == sales::notes::small_change_left) answer.small_change = value;
    if (note.code == sales::notes::stored_value_left) {
      answer.stored_value = value;
      touched = true;
    }
  }
  return touched ? std::optional(answer) : std::nullopt;
}

}  // namespace

std::vector<Explanation> explain(
    const sales::Receipt& receipt, const programmes::Version& programme, api::Language language
) {
  const bool zh = language == api::Language::zh_cn;
  std::vector<Explanation> all;
  all.reserve(receipt.notes.size() + 1);
  for (const sales::Note& note : receipt.notes) {
    all.push_back(
        {note.code, note.line ? std::optional(note.line) : std::nullopt, words(receipt, note, zh)}
    );
  }
  all.push_back(points_words(receipt, programme, zh));
  return all;
}

ReceiptAnswer answer_of(
    const sales::Receipt& receipt,
    const org::Snapshot& organisation,
    const programmes::Version& programme,
    api::Language language
) {
  ReceiptAnswer answer;
  const org::Store* store = organisation.find_store(receipt.store);
  const org::Till* till = organisation.find_till(receipt.till);
  GX_CHECK(store && till);
  answer.receipt = receipt.id;
  answer.kind = sales::word(receipt.kind);
  answer.store = store->code;
  answer.till = till->code;
  answer.business_date = receipt.business_date;
  answer.sequence = receipt.sequence;
  answer.occurred_at = receipt.occurred_at;
  answer.posted_at = receipt.posted_at;
  answer.original = receipt.original;
  answer.reason = receipt.reason;
  if (!receipt.is_anonymous()) answer.member = receipt.owner;
  answer.pricing = sales::word(receipt.pricing);
  answer.list_total = receipt.money(receipt.list_total);
  answer.payable = receipt.money(receipt.payable);
  answer.engine_payable = receipt.money(receipt.engine_payable);
  answer.lines.reserve(receipt.lines.size());
  for (const sales::Line& line : receipt.lines) {
    answer.lines.push_back(
        {.line = line.line,
         .item = line.item_code,
         .quantity = line.quantity,
         .list_price = line.list_price,
         .shop_price = line.shop_price,
         .list_amount = receipt.money(line.list_amount),
         .amount = receipt.money(line.amount),
         .points = line.points,
         .original_line = line.original_line}
    );
  }
  for (const sales::Tender& tender : receipt.tenders) {
    answer.tenders.push_back(
        {tender.kind,
         receipt.money(tender.amount),
         tender.reference.empty() ? std::nullopt : std::optional(tender.reference)}
    );
  }
  answer.points.a = receipt.points_earned;
  answer.points.b = receipt.multiplied_points;
  answer.points.c = receipt.gift_points;
  answer.points.e = receipt.identity_points;
  for (const sales::Note& note : receipt.notes) {
    if (note.code == "points_purchased") answer.points.f = Points(-note.value);
    if (note.code == sales::notes::points_paid || note.code == sales::notes::points_restored) {
      answer.points.redeemed = Points(note.value);
    }
  }
  answer.balance = receipt.points_balance;
  answer.wallet = wallet_of(receipt);
  answer.gifts = gifts_in(receipt);
  answer.coupons = coupons_in(receipt);
  answer.explanation = explain(receipt, programme, language);
  return answer;
}

}  // namespace guanxi::checkout
