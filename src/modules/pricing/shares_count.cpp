// Who bears what of each receipt, written down behind it.
#include <algorithm>
#include <map>

#include "modules/cards/card_types.h"
#include "modules/catalog/catalog.h"
#include "modules/pricing/shares_reading.h"
#include "modules/pricing/shares_store.h"
#include "modules/pricing/traces.h"

namespace guanxi::pricing {
namespace {

ShareCause cause_of(RuleKind kind) {
  switch (kind) {
    case RuleKind::member_rate:
      return ShareCause::member_rate;
    case RuleKind::document:
      return ShareCause::document;
    case RuleKind::promotion:
      return ShareCause::promotion;
    case RuleKind::coupon:
      return ShareCause::coupon;
    case RuleKind::rounding:
      return ShareCause::rounding;
    case RuleKind::restriction:
      break;
  }
  GX_CHECK_WHY(false, "a restriction takes nothing off");
}

}  // namespace

// ---- what it follows from ----

const ShareFacts::RuleShares& ShareFacts::rule(std::int64_t id) {
  const auto [at, is_new] = rules_.try_emplace(id);
  if (is_new) {
    const auto found = find_rule(tx_, RuleId(id));
    GX_CHECK_WHY(found.has_value(), "a price names a rule that is not there");
    const RuleTerms terms = terms_of(*found);
    at->second = {found->code, head_of(terms).shares};
  }
  return at->second;
}

const Agreements& ShareFacts::agreements(ProgrammeId programme) {
  const auto found = agreements_.find(programme);
  if (found != agreements_.end()) return found->second;
  return agreements_.emplace(programme, Agreements(tx_, programme)).first->second;
}

Conceded ShareFacts::of(
    const Concession& one, const sales::Receipt& sale, const std::optional<std::string>& group
) {
  Conceded made{cause_of(one.kind), "", one.amount, nullptr};
  if (one.rule != 0) {
    const RuleShares& by = rule(one.rule);
    made.rule = by.code;
    made.shares = &by.shares;
  }
  const auto on = agreed_of(one.kind);
  if (on && (!made.shares || made.shares->empty()))
    made.shares = agreements(sale.programme).find(*on, group, sale.occurred_at);
  return made;
}

std::vector<std::vector<Conceded>> ShareFacts::conceded(
    const sales::Receipt& sale, const std::optional<std::string>& cost_group
) {
  std::vector<std::vector<Conceded>> lines(sale.lines.size());
  if (sale.pricing == sales::Pricing::as_sold) return lines;
  std::vector<std::int64_t> left;
  for (const sales::Line& line : sale.lines) left.push_back(line.list_amount - line.amount);
  const auto trace = find_trace(tx_, sale.owner, sale.id);
  if (trace) {
    for (const Concession& one : trace->quote.concessions) {
      if (one.line < 1 || one.line > lines.size()) continue;
      left[one.line - 1] -= one.amount;
      lines[one.line - 1].push_back(of(one, sale, cost_group));
    }
  }
  // What no rule took off is the line's own reduction.
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (left[i] == 0) continue;
    const auto* shares =
        agreements(sale.programme).find(AgreedOn::shop_price, std::nullopt, sale.occurred_at);
    lines[i].insert(lines[i].begin(), Conceded{ShareCause::shop_price, "", left[i], shares});
  }
  return lines;
}

std::map<int, LineSums> came_back_before(sql::Tx& tx, const sales::Receipt& refund) {
  std::map<int, LineSums> back;
  for (auto before = refund.linked_refund; before;) {
    const auto earlier = sales::find(tx, *before, refund.owner);
    GX_CHECK_WHY(earlier.has_value(), "a sale's refund that is not there");
    for (const sales::Line& line : earlier->lines) {
      LineSums& sums = back[line.original_line.value_or(0)];
      sums.list += line.list_amount;
      sums.amount += line.amount;
    }
    before = earlier->linked_refund;
  }
  return back;
}

std::vector<SharePart> parts_back(
    sql::Tx& tx,
    const sales::Receipt& sale,
    const sales::Receipt& refund,
    const std::vector<SharePart>& sold
) {
  std::vector<SharePart> made;
  const auto before = came_back_before(tx, refund);
  for (const sales::Line& line : refund.lines) {
    const int number = line.original_line.value_or(0);
    const auto whole = std::ranges::find(sale.lines, number, &sales::Line::line);
    if (whole == sale.lines.end()) continue;
    std::vector<SharePart> parts;
    for (const SharePart& part : sold) {
      if (part.line == number) parts.push_back(part);
    }
    const LineSums all{whole->list_amount, whole->amount};
    const auto earlier = before.find(number);
    const LineSums so_far = earlier == before.end() ? LineSums() : earlier->second;
    const auto had = returned_parts(parts, all, so_far);
    const auto has =
        returned_parts(parts, all, {so_far.list + line.list_amount, so_far.amount + line.amount});
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (has[i] == had[i]) continue;
      parts[i].line = line.line;
      parts[i].amount = has[i] - had[i];
      made.push_back(std::move(parts[i]));
    }
  }
  return made;
}

std::vector<SharePart> parts_in_books(sql::Tx& tx, OwnerId owner, ReceiptId receipt) {
  std::vector<SharePart> parts;
  for (ShareReceipt& row : shares_of(tx, owner, receipt))
    parts.insert(parts.end(), row.parts.begin(), row.parts.end());
  std::ranges::stable_sort(parts, {}, &SharePart::line);
  return parts;
}

// ---- counting ----

namespace {

/// What becomes of one receipt. A return follows from what its sale has in the books, perhaps of
/// the same batch: it is read when it is written.
struct ReadReceipt {
  sales::Receipt receipt;
  std::string cost_group;
  std::vector<SharePart> parts;
};

class ShareReader {
 public:
  ShareReader(sql::Tx& tx, const ShareHouse& house) : tx_(tx), house_(house), facts_(tx) {}

  std::optional<ReadReceipt> read(OwnerId owner, ReceiptId id) {
    auto receipt = sales::find(tx_, id, owner);
    if (!receipt) receipt = sales::find(tx_, id);  // attributed since
    if (!receipt) return std::nullopt;
    switch (receipt->kind) {
      case sales::Kind::sale:
        return read_sale(*std::move(receipt));
      case sales::Kind::refund:
      case sales::Kind::void_:
        if (!receipt->original) return std::nullopt;
        return ReadReceipt{*std::move(receipt), {}, {}};
      case sales::Kind::refund_without_receipt:
      case sales::Kind::refund_without_receipt_void:
        return std::nullopt;  // nobody knows what was conceded
    }
    return std::nullopt;
  }

 private:
  std::optional<ReadReceipt> read_sale(sales::Receipt sale) {
    if (sale.pricing == sales::Pricing::as_sold) return std::nullopt;
    const auto group = group_of(sale);
    const auto conceded = facts_.conceded(sale, group);
    std::vector<SharePart> parts;
    for (std::size_t i = 0; i < conceded.size(); ++i) {
      const auto more =
          share_line(sale.lines[i].line, conceded[i], bearers_of(sale, sale.lines[i], conceded[i]));
      parts.insert(parts.end(), more.begin(), more.end());
    }
    if (parts.empty()) return std::nullopt;
    return ReadReceipt{std::move(sale), group.value_or(""), std::move(parts)};
  }

  /// The group that the card's type has as this is read.
  std::optional<std::string> group_of(const sales::Receipt& sale) {
    if (!sale.card) return std::nullopt;
    const auto card = cards::find(tx_, sale.owner, *sale.card);
    if (!card) return std::nullopt;
    return cards::terms_of(tx_, *card).cost_group;
  }

  LineBearers bearers_of(
      const sales::Receipt& sale, const sales::Line& line, const std::vector<Conceded>& conceded
  ) {
    LineBearers found;
    bool goods = false;
    for (const Conceded& one : conceded) {
      if (!one.shares) continue;
      goods = goods || std::ranges::any_of(*one.shares, [](const ShareTerms& share) {
                return share.of && *share.of != ShareOf::mall;
              });
    }
    if (!goods) return found;
    if (line.counter) {
      const auto organisation = house_.org.snapshot();
      const org::Store* const store = organisation->find_store(sale.store);
      for (const org::Counter* counter : organisation->counters(sale.store)) {
        if (counter->id == *line.counter && store)
          found.counter = "counter:" + store->code + "/" + counter->code;
      }
    }
    if (!line.item) return found;
    const auto item = catalog::find_input(tx_, line.item_code);
    if (!item) return found;
    if (!item->counter_group.empty()) found.counter_group = "counter_group:" + item->counter_group;
    if (!item->brand.empty()) found.brand = "brand:" + item->brand;
    return found;
  }

  sql::Tx& tx_;
  const ShareHouse& house_;
  ShareFacts facts_;
};

class ShareWriter {
 public:
  ShareWriter(sql::Tx& tx, const ShareHouse& house) : tx_(tx), house_(house) {}

  void write(const ReadReceipt& counted) {
    const sales::Receipt& receipt = counted.receipt;
    if (receipt.is_anonymous() && !sales::find(tx_, receipt.id, receipt.owner)) {
      // Attributed since it was read.
      if (const auto anew = ShareReader(tx_, house_).read(receipt.owner, receipt.id)) count(*anew);
      return;
    }
    count(counted);
  }

  /// Once for all receipts, in an order that two of us never meet in.
  void write_days() {
    for (const auto& [key, sums] : days_) store::add_to_share_day(tx_, key, sums);
  }

 private:
  void count(const ReadReceipt& counted) {
    const sales::Receipt& receipt = counted.receipt;
    if (receipt.kind == sales::Kind::sale)
      return insert(receipt, counted.cost_group, ReceiptId(), counted.parts);
    const auto rows = store::shares_of_receipt(tx_, receipt.owner, *receipt.original);
    if (rows.empty()) return;
    const auto sale = sales::find(tx_, *receipt.original, receipt.owner);
    GX_CHECK_WHY(sale.has_value(), "a return without its sale");
    const auto sold = parts_in_books(tx_, receipt.owner, sale->id);
    const auto back = parts_back(tx_, *sale, receipt, sold);
    insert(receipt, rows.front().cost_group, sale->id, back);
  }

  void insert(
      const sales::Receipt& receipt,
      const std::string& cost_group,
      ReceiptId original,
      const std::vector<SharePart>& parts
  ) {
    const auto version = house_.programmes.version(receipt.programme, receipt.programme_version);
    GX_CHECK_WHY(version != nullptr, "a receipt under parameters that are not there");
    const Date day = version->zone.date_of(receipt.posted_at);
    std::map<std::string, std::vector<SharePart>> by_bearer;
    for (const SharePart& part : parts) by_bearer[part.bearer].push_back(part);
    for (const auto& [bearer, mine] : by_bearer) {
      store::SharesRow row{
          receipt.owner,
          receipt.id,
          bearer,
          receipt.programme,
          day,
          receipt.store,
          original,
          cost_group,
          0,
          0,
          store::pack_parts(mine)};
      std::int64_t& sum = original ? row.returned : row.conceded;
      for (const SharePart& part : mine) sum += part.amount;
      if (!store::insert_shares(tx_, row)) continue;
      for (const SharePart& part : mine) {
        ShareSums& sums =
            days_[{row.programme, day, bearer, row.store, part.cause, part.rule, cost_group}];
        (original ? sums.returned : sums.conceded) += part.amount;
      }
    }
  }

  sql::Tx& tx_;
  const ShareHouse& house_;
  std::map<store::ShareDayKey, ShareSums> days_;
};

}  // namespace

outbox::Consumer shares_consumer(ShareHouse house) {
  return {
      .name = shares_consumer_name,
      .kinds = {"receipt.posted"},
      .prepare = [house](const outbox::Batch& batch) -> std::function<Outcome(sql::Tx&)> {
        auto counted = house.db.read([&](sql::Tx& tx) {
          ShareReader reader(tx, house);
          std::vector<ReadReceipt> all;
          for (const outbox::Event& event : batch.events) {
            if (auto one = reader.read(event.owner, ReceiptId(event.subject_id)))
              all.push_back(*std::move(one));
          }
          return all;
        });
        return [house, counted = std::move(counted)](sql::Tx& tx) -> Outcome {
          ShareWriter writer(tx, house);
          for (const ReadReceipt& one : counted) writer.write(one);
          writer.write_days();
          return ok();
        };
      }};
}

}  // namespace guanxi::pricing
