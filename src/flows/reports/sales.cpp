// Receipts and their lines, of one store or of all that an account may see: read from the books by
// till and number, store after store.
#include "modules/sales/sales.h"
#include "flows/reports/listed.h"

namespace guanxi::reports {
namespace {

using downloads::Asking;
using downloads::Rows;
using downloads::Table;

constexpr int receipts_at_once = 500;     // of a page
constexpr int receipts_with_lines = 100;  // each costs two look-ups more

struct Place {
  std::string code;
  TimeZone zone;
  std::vector<TillId> tills;
};

/// Receipts in the order of stores, days, tills and numbers.
class Receipts {
 public:
  Receipts(const House& house, const Asking& asking, std::vector<const org::Store*> stores)
      : db_(house.db),
        organisation_(house.org.snapshot()),
        from_(*asking.filter.from),
        to_(*asking.filter.to) {
    for (const org::Store* const store : stores) {
      Place place{store->code, store->zone, {}};
      for (const org::Till* const till : organisation_->tills(store->id))
        place.tills.push_back(till->id);
      places_.push_back(std::move(place));
    }
  }

  /// Calls `row(tx, place, summary)` for each of the next; false: nothing follows.
  template <class Row>
  bool next(int limit, Row&& row) {
    if (at_ == places_.size()) return false;
    const Place& place = places_[at_];
    const auto page = db_.read([&](sql::Tx& tx) {
      auto found = sales::list(tx, place.tills, from_, to_, after_, limit);
      for (const sales::Summary& summary : found) row(tx, place, summary);
      return found;
    });
    if (std::ssize(page) < limit) {
      ++at_;
      after_.reset();
    } else {
      const sales::Summary& last = page.back();
      after_ = {last.till, last.business_date, last.sequence};
    }
    return at_ < places_.size();
  }

  std::string till(TillId id) const {
    const org::Till* const found = organisation_->find_till(id);
    return found != nullptr ? found->code : "";
  }

 private:
  sql::Database& db_;
  std::shared_ptr<const org::Snapshot> organisation_;
  Date from_, to_;
  std::vector<Place> places_;
  std::size_t at_ = 0;
  std::optional<sales::NaturalKey> after_;
};

/// The stores an account asks for and may see.
Result<std::shared_ptr<Receipts>> receipts_of(const House& house, const Asking& asking) {
  const downloads::Filter& filter = asking.filter;
  const auto organisation = house.org.snapshot();
  std::vector<const org::Store*> stores;
  if (filter.store) {
    const org::Store* const store = organisation->find_store(*filter.store);
    if (store == nullptr)
      return fail(ErrorCode::store_not_found, "/store", {{"store", *filter.store}});
    if (!asking.actor.in_scope(store->id)) return fail(ErrorCode::store_out_of_scope, "/store");
    stores.push_back(store);
  } else {
    for (const org::Store* const store : organisation->stores()) {
      if (asking.actor.in_scope(store->id)) stores.push_back(store);
    }
  }
  return std::make_shared<Receipts>(house, asking, std::move(stores));
}

std::vector<std::string> head_of(
    const Receipts& all, const Place& place, const sales::Summary& summary
) {
  return {
      summary.id.to_string(),
      summary.kind,
      place.code,
      all.till(summary.till),
      summary.business_date.to_string(),
      std::to_string(summary.sequence),
      local_time(place.zone, summary.occurred_at)};
}

const std::vector<Column> head_columns = {
    {"", "单据编号", "Receipt"},
    {"", "类型", "Kind"},
    {"", "门店", "Store"},
    {"", "收银机", "Till"},
    {"", "营业日", "Business date", date},
    {"", "流水号", "Number"},
    {"", "发生时间", "Time", time}};
const std::vector<Column> receipt_columns = {
    {"", "会员", "Member"},
    {"", "应收", "Payable", number},
    {"", "已退", "Refunded", number},
    {"", "积分", "Points", number},
    {"", "状态", "State"}};
const std::vector<Column> line_columns = {
    {"", "会员", "Member"},
    {"", "行号", "Line", number},
    {"", "货品编码", "Item"},
    {"", "数量", "Quantity", number},
    {"", "标价", "List price", number},
    {"", "标价金额", "List amount", number},
    {"", "金额", "Amount", number},
    {"", "积分", "Points", number},
    {"", "已退数量", "Refunded quantity", number},
    {"", "已退金额", "Refunded amount", number}};

std::vector<files::TableColumn> columns_of(
    const Asking& asking, const std::vector<Column>& head, const std::vector<Column>& rest
) {
  std::vector<files::TableColumn> all;
  for (const auto* const some : {&head, &rest}) {
    for (const Column& column : *some)
      all.push_back({asking.title({column.zh, column.en}), column.kind});
  }
  return all;
}

std::string member_of(const sales::Summary& summary) {
  return summary.points_balance ? summary.owner.to_string() : "";
}

Result<Table> open_receipts(const House& house, const Asking& asking) {
  GX_TRY(all, receipts_of(house, asking));
  Table table;
  table.columns = columns_of(asking, head_columns, receipt_columns);
  table.next = [all = all](Rows& rows) {
    Rows page;
    const bool follows = all->next(
        receipts_at_once,
        [&](sql::Tx&, const Place& place, const sales::Summary& summary) {
          auto cells = head_of(*all, place, summary);
          cells.push_back(member_of(summary));
          cells.push_back(Money(summary.payable, summary.currency).to_string());
          cells.push_back(Money(summary.refunded, summary.currency).to_string());
          cells.push_back(std::to_string(summary.points_earned.value()));
          cells.push_back(summary.state);
          page.push_back(std::move(cells));
        }
    );
    rows = std::move(page);
    return follows;
  };
  return table;
}

Result<Table> open_lines(const House& house, const Asking& asking) {
  GX_TRY(all, receipts_of(house, asking));
  Table table;
  table.columns = columns_of(asking, head_columns, line_columns);
  table.next = [all = all](Rows& rows) {
    Rows page;
    const bool follows = all->next(
        receipts_with_lines,
        [&](sql::Tx& tx, const Place& place, const sales::Summary& summary) {
          const auto receipt = sales::find(tx, summary.id, summary.owner);
          GX_CHECK_WHY(receipt.has_value(), "a receipt is listed and not there");
          const auto money = [&](std::int64_t minor) { return receipt->money(minor).to_string(); };
          for (const sales::Line& line : receipt->lines) {
            auto cells = head_of(*all, place, summary);
            cells.push_back(member_of(summary));
            cells.push_back(std::to_string(line.line));
            cells.push_back(line.item_code);
            cells.push_back(line.quantity.to_string());
            cells.push_back(line.list_price.to_string());
            cells.push_back(money(line.list_amount));
            cells.push_back(money(line.amount));
            cells.push_back(std::to_string(line.points.value()));
            cells.push_back(line.refunded_quantity.to_string());
            cells.push_back(money(line.refunded_amount));
            page.push_back(std::move(cells));
          }
        }
    );
    rows = std::move(page);
    return follows;
  };
  return table;
}

}  // namespace

void add_sales(downloads::Reports& reports, const House& house) {
  downloads::Report report;
  report.permissions = {"sales:read"};
  report.needs = by_days;
  report.takes = by_store;
  report.name = "receipts";
  report.title = {"单据", "Receipts"};
  report.open = [house](const Asking& asking) { return open_receipts(house, asking); };
  reports.add(report);
  report.name = "receipt_lines";
  report.title = {"单据明细", "Lines of receipts"};
  report.open = [house](const Asking& asking) { return open_lines(house, asking); };
  reports.add(report);
  add(reports,
      house,
      {.name = "store_days",
       .title = {"门店日报", "A store's days"},
       .path = "/v1/stores/{store}/days",
       .columns =
           {{"/business_date", "营业日", "Business date", date},
            {"/sales/count", "销售笔数", "Sales", number},
            {"/sales/amount", "销售金额", "Sales amount", number},
            {"/refunds/count", "退货笔数", "Refunds", number},
            {"/refunds/amount", "退货金额", "Refunded amount", number},
            {"/member_sales", "会员笔数", "Sales to members", number},
            {"/points", "积分", "Points", number}},
       .needs = by_store | by_days,
       .rows = "/days"});
  add(reports,
      house,
      {.name = "attributions",
       .title = {"补登记单据", "Receipts given to members later"},
       .path = "/v1/attributions",
       .columns =
           {{"/id", "编号", "Id"},
            {"/state", "状态", "State"},
            {"/receipt", "单据编号", "Receipt"},
            {"/store", "门店", "Store"},
            {"/member", "会员", "Member"},
            {"/earned", "补得积分", "Points earned", number},
            {"/returned", "其后退回", "Points returned", number},
            {"/cashier", "收银员", "Cashier"},
            {"/reason", "理由", "Reason"},
            {"/submitted_at", "提交时间", "Submitted at", time},
            {"/decided_at", "审批时间", "Decided at", time}},
       .needs = by_programme,
       .takes = by_store | by_state});
}

}  // namespace guanxi::reports
