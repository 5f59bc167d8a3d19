#include "modules/sales/store_days.h"

#include <boost/json.hpp>
#include <map>

#include "modules/sales/attribution.h"

namespace guanxi::sales {
namespace {

const sql::Query add_to_day{
    "INSERT INTO sale_store_days (store_id, business_date, sales, sales_amount, member_sales, "
    "refunds, refund_amount, "
    "points_earned) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (store_id, business_date) "
    "DO UPDATE SET "
    "sales = sale_store_days.sales + excluded.sales, sales_amount = sale_store_days.sales_amount + "
    "excluded.sales_amount, "
    "member_sales = sale_store_days.member_sales + excluded.member_sales, "
    "refunds = sale_store_days.refunds + excluded.refunds, "
    "refund_amount = sale_store_days.refund_amount + excluded.refund_amount, "
    "points_earned = sale_store_days.points_earned + excluded.points_earned"};
const sql::Query select_days{
    "SELECT business_date, sales, sales_amount, member_sales, refunds, refund_amount, "
    "points_earned FROM sale_store_days "
    "WHERE store_id = $1 AND business_date BETWEEN $2 AND $3 ORDER BY business_date"};
const sql::Query select_store_of{
    "SELECT store_id FROM sale_receipts WHERE receipt_id = $1 AND owner_id = $2"};

Outcome apply(sql::Tx& tx, const outbox::Batch& batch) {
  std::map<std::pair<std::int64_t, std::int64_t>, StoreDay> days;  // few rows for many events
  for (const outbox::Event& event : batch.events) {
    const boost::json::value facts = boost::json::parse(event.facts);
    const auto number = [&](const char* name) { return facts.at(name).as_int64(); };
    StoreDay& day = days[{number("store"), number("date")}];
    const bool is_sale = facts.at("kind").as_string() == "sale";
    if (event.kind == receipt_attributed) {  // counted when it was made; now it is a member's
      if (is_sale) ++day.member_sales;
      day.points_earned += is_sale ? Points(number("points")) : -Points(number("points"));
      continue;
    }
    if (is_sale) {
      ++day.sales;
      day.sales_amount += number("payable");
      day.member_sales += number("member");
      day.points_earned += Points(number("points"));
    } else if (facts.at("kind").as_string() == word(Kind::refund_without_receipt_void)) {
      --day.refunds;  // of the same day; nothing was sold, so nothing else can make up for it
      day.refund_amount -= number("payable");
      day.points_earned += Points(number("points"));
    } else {
      ++day.refunds;
      day.refund_amount += number("payable");
      day.points_earned -= Points(number("points"));
    }
  }
  for (const auto& [key, day] : days) {
    tx.exec(
        add_to_day,
        key.first,
        key.second,
        day.sales,
        day.sales_amount,
        day.member_sales,
        day.refunds,
        day.refund_amount,
        day.points_earned
    );
  }
  return ok();
}

}  // namespace

std::vector<StoreDay> store_days(sql::Tx& tx, StoreId store, Date from, Date to) {
  return tx.list<StoreDay>(select_days, store, from, to);
}

std::optional<StoreId> store_of(sql::Tx& tx, ReceiptId receipt, OwnerId owner) {
  return tx.find<StoreId>(select_store_of, receipt, owner);
}

outbox::Consumer store_days_consumer() {
  return {
      .name = "sale_store_days",
      .kinds = {"receipt.posted", std::string(receipt_attributed)},
      .apply = apply};
}

}  // namespace guanxi::sales
