#include "modules/sales/sales.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "modules/sales/store.h"

namespace guanxi::sales {
namespace {

template <class Enum, std::size_t n>
using Words = std::array<std::pair<Enum, std::string_view>, n>;

constexpr Words<Kind, 5> kinds{
    {{Kind::sale, "sale"},
     {Kind::refund, "refund"},
     {Kind::void_, "void"},
     {Kind::refund_without_receipt, "refund_without_receipt"},
     {Kind::refund_without_receipt_void, "refund_without_receipt_void"}}};
constexpr Words<Pricing, 2> pricings{{{Pricing::engine, "engine"}, {Pricing::as_sold, "as_sold"}}};
constexpr Words<Channel, 4> channels{
    {{Channel::store, "store"},
     {Channel::online, "online"},
     {Channel::phone, "phone"},
     {Channel::import, "import"}}};
constexpr Words<State, 2> states{{{State::posted, "posted"}, {State::voided, "voided"}}};
constexpr Words<TenderKind, 13> tender_kinds{
    {{TenderKind::cash, "cash"},
     {TenderKind::bank_card, "bank_card"},
     {TenderKind::wechat_pay, "wechat_pay"},
     {TenderKind::alipay, "alipay"},
     {TenderKind::unionpay, "unionpay"},
     {TenderKind::voucher, "voucher"},
     {TenderKind::stored_value, "stored_value"},
     {TenderKind::small_change, "small_change"},
     {TenderKind::points, "points"},
     {TenderKind::other, "other"},
     {TenderKind::exchange_credit, "exchange_credit"},
     {TenderKind::points_purchase, "points_purchase"},
     {TenderKind::gift_purchase, "gift_purchase"}}};

template <class Enum, std::size_t n>
std::string_view word_in(const Words<Enum, n>& words, Enum value) {
  for (const auto& [candidate, text] : words) {
    if (candidate == value) return text;
  }
  GX_CHECK_WHY(false, "an enumerator without a word");
  return {};
}

template <class Enum, std::size_t n>
Enum value_in(const Words<Enum, n>& words, std::string_view text) {
  for (const auto& [value, candidate] : words) {
    if (candidate == text) return value;
  }
  GX_CHECK_WHY(false, "the store holds an unknown word: " + std::string(text));
  return {};
}

/// "20261121-000123": eight digits, a dash, at least six digits.
bool looks_natural(std::string_view key) {
  if (key.size() < 15 || key[8] != '-') return false;
  const std::string_view digits = "0123456789";
  return key.substr(0, 8).find_first_not_of(digits) == std::string_view::npos &&
         key.substr(9).find_first_not_of(digits) == std::string_view::npos;
}

std::string natural_claim(const NaturalKey& key) {
  return fmt::format("n:{:08}:{:09}", key.business_date.yyyymmdd(), key.sequence);
}
/// Before and behind all numbers of a day (1 … 999999999), in the order of any collation.
std::string day_start(Date day) { return fmt::format("n:{:08}:000000000", day.yyyymmdd()); }
std::string day_end(Date day) { return fmt::format("n:{:08}:9999999999", day.yyyymmdd()); }

}  // namespace

std::string_view word(Kind kind) { return word_in(kinds, kind); }
std::string_view word(Pricing pricing) { return word_in(pricings, pricing); }
std::string_view word(Channel channel) { return word_in(channels, channel); }
std::string_view word(State state) { return word_in(states, state); }
std::string_view word(TenderKind kind) { return word_in(tender_kinds, kind); }
Kind parse_kind(std::string_view text) { return value_in(kinds, text); }
Pricing parse_pricing(std::string_view text) { return value_in(pricings, text); }
Channel parse_channel(std::string_view text) { return value_in(channels, text); }
State parse_state(std::string_view text) { return value_in(states, text); }
std::optional<Kind> find_kind(std::string_view text) {
  for (const auto& [kind, candidate] : kinds) {
    if (candidate == text) return kind;
  }
  return std::nullopt;
}
std::optional<TenderKind> find_tender_kind(std::string_view text) {
  for (const auto& [kind, candidate] : tender_kinds) {
    if (candidate == text) return kind;
  }
  return std::nullopt;
}
TenderKind parse_tender_kind(std::string_view text) { return value_in(tender_kinds, text); }

std::string natural_idempotency_key(Date business_date, std::int64_t sequence) {
  return fmt::format("{}-{:06}", business_date.yyyymmdd(), sequence);
}

Result<Claimed> claim(
    sql::Tx& tx, const NaturalKey& natural, std::string_view idempotency_key, const Claim& mine
) {
  // The natural key goes first: a claim that is refused here has written nothing, so a retried sale
  // never costs its neighbours in the batch a replay.
  const std::string by_number = natural_claim(natural);
  const bool spelled =
      idempotency_key == natural_idempotency_key(natural.business_date, natural.sequence);
  // A key that spells another sale's number has no claim of its own to collide with, so it is
  // refused here.
  if (!spelled && looks_natural(idempotency_key)) return ErrorCode::idempotency_key_reused;
  const std::string by_key = "k:" + std::string(idempotency_key);

  if (!store::try_claim(tx, natural.till, by_number, mine)) {
    const auto first = store::find_claim(tx, natural.till, by_number);
    GX_CHECK(first.has_value());
    if (first->request_hash == mine.request_hash)
      return Claimed{false, first->receipt, first->owner};
    const bool same_key = spelled || store::find_claim(tx, natural.till, by_key).has_value();
    if (same_key) return ErrorCode::idempotency_key_reused;
    return fail(ErrorCode::receipt_exists, "/sequence", {{"receipt", first->receipt.to_string()}});
  }
  if (!spelled && !store::try_claim(tx, natural.till, by_key, mine))
    return ErrorCode::idempotency_key_reused;
  return Claimed{};
}

void insert(sql::Tx& tx, const Receipt& receipt) {
  store::insert_receipt(tx, receipt);
  for (const Line& line : receipt.lines) store::insert_line(tx, receipt, line);
}

namespace {

std::optional<Receipt> find_with_lines(
    sql::Tx& tx, ReceiptId id, const std::optional<OwnerId>& owner
) {
  auto receipt = store::find_receipt(tx, id, owner);
  if (receipt) receipt->lines = store::lines_of(tx, id, receipt->owner);
  return receipt;
}

}  // namespace

std::optional<Receipt> find(sql::Tx& tx, ReceiptId id, OwnerId owner) {
  return find_with_lines(tx, id, owner);
}

std::optional<Receipt> find(sql::Tx& tx, ReceiptId id) {
  return find_with_lines(tx, id, std::nullopt);
}

std::optional<Receipt> find(sql::Tx& tx, const NaturalKey& key) {
  const auto claimed = store::find_claim(tx, key.till, natural_claim(key));
  if (!claimed) return std::nullopt;
  return find(tx, claimed->receipt, claimed->owner);
}

std::optional<ReceiptId> find_claimed(sql::Tx& tx, const NaturalKey& natural) {
  const auto claimed = store::find_claim(tx, natural.till, natural_claim(natural));
  return claimed ? std::optional(claimed->receipt) : std::nullopt;
}

Receipt load_claimed(sql::Tx& tx, const Claimed& claimed) {
  auto receipt = find(tx, claimed.first_receipt, claimed.first_owner);
  GX_CHECK_WHY(receipt.has_value(), "a claim without its receipt");
  return std::move(*receipt);
}

Result<std::optional<Receipt>> find_repeated(
    sql::Tx& tx,
    const NaturalKey& natural,
    std::string_view idempotency_key,
    const sql::Digest& request_hash
) {
  const auto claimed = store::find_claim(tx, natural.till, natural_claim(natural));
  if (claimed && claimed->request_hash == request_hash)
    return find(tx, claimed->receipt, claimed->owner);
  const bool used =
      idempotency_key == natural_idempotency_key(natural.business_date, natural.sequence)
          ? claimed.has_value()
          : store::find_claim(tx, natural.till, "k:" + std::string(idempotency_key)).has_value();
  if (used) return ErrorCode::idempotency_key_reused;
  return std::optional<Receipt>();
}

void store::move_claim(sql::Tx& tx, const Receipt& receipt) {
  const NaturalKey number{receipt.till, receipt.business_date, receipt.sequence};
  GX_CHECK(store::put_claim_owner(tx, number.till, natural_claim(number), receipt));
}

std::vector<ReceiptId> refunds_of(sql::Tx& tx, const Receipt& sale) {
  std::vector<ReceiptId> refunds;
  // A refund has the owner of its sale.
  for (auto next = sale.linked_refund; next; next = store::linked_refund(tx, *next, sale.owner))
    refunds.push_back(*next);
  return refunds;
}

Outcome record_refund(
    sql::Tx& tx,
    const Receipt& sale,
    const Receipt& refund,
    const std::vector<Tender>& sale_tenders,
    bool voided
) {
  if (!store::move_refund_counters(tx, sale, refund, sale_tenders, voided))
    return ErrorCode::conflict;
  for (const Line& line : refund.lines) {
    GX_CHECK(line.original_line.has_value());
    GX_CHECK(store::move_line_counters(tx, sale, *line.original_line, line));
  }
  return ok();
}

std::vector<Summary> till_day(sql::Tx& tx, TillId till, Date business_date) {
  return store::receipts_between(tx, till, day_start(business_date), day_end(business_date));
}

std::vector<Summary> list(
    sql::Tx& tx,
    std::span<const TillId> tills,
    Date from,
    Date to,
    const std::optional<NaturalKey>& after,
    int limit
) {
  // Receipts have no index by store: a till's claims of numbers are one already.
  std::vector<TillId> in_order(tills.begin(), tills.end());
  std::sort(in_order.begin(), in_order.end());
  const auto wanted = static_cast<std::size_t>(limit);
  using Place = std::tuple<std::string, TillId, std::string>;  // date, till, claim
  struct Found {
    Place place;
    ReceiptId receipt;
    OwnerId owner;
    bool operator<(const Found& other) const { return place < other.place; }
  };
  std::vector<Found> found;
  std::string end = day_end(to);
  for (const TillId till : in_order) {
    std::string behind = day_start(from);
    if (after) {
      behind = till == after->till  ? natural_claim(*after)
               : till < after->till ? day_end(after->business_date)
                                    : day_start(after->business_date);
      behind = std::max(behind, day_start(from));
    }
    for (auto& [claim, owner, receipt] : store::claims_between(tx, till, behind, end, limit))
      found.push_back({{claim.substr(0, 10), till, claim}, receipt, owner});
    if (found.size() < wanted) continue;
    std::sort(found.begin(), found.end());
    found.resize(wanted);
    // Of later tills only earlier days can still come before the last one found.
    end = std::get<0>(found.back().place) + ":000000000";
  }
  std::sort(found.begin(), found.end());
  std::vector<Summary> receipts;
  receipts.reserve(found.size());
  for (const Found& one : found) {
    auto summary = find_summary(tx, one.receipt, one.owner);
    GX_CHECK_WHY(summary.has_value(), "a claim without its receipt");
    receipts.push_back(std::move(*summary));
  }
  return receipts;
}

}  // namespace guanxi::sales
