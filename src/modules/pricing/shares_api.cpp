// The HTTP endpoints of cost sharing: permission pricing:report. Who is limited to stores names one
// of them.
#include <boost/describe/enum_to_string.hpp>

#include "base/csv_lines.h"
#include "modules/pricing/desk.h"
#include "modules/pricing/shares_types.h"

namespace guanxi::pricing {
namespace {

using api::Call;
using api::Method;
using api::Page;
using api::Reply;

constexpr const char* share_receipts_list = "pricing_share_receipts";
constexpr int share_rows_at_once = 5000;  // that are read in one snapshot of their own

Outcome check_share_time(Date from, Date to) {
  if (from.year() < 1971) return fail(ErrorCode::out_of_range, "/from");
  if (to < from || to.year() > 9998)
    return fail(ErrorCode::out_of_range, "/to", {{"min", from.to_string()}});
  if (from.days_until(to) >= share_days_max) {
    const Date last = from.plus_days(share_days_max - 1);
    return fail(ErrorCode::out_of_range, "/to", {{"max", last.to_string()}});
  }
  return ok();
}

std::string word_of(ShareCause cause) { return boost::describe::enum_to_string(cause, ""); }

class ShareReports {
 public:
  explicit ShareReports(const Desk& desk) : desk_(desk) {}

  Result<ShareReport> sums(const Call& call, const ReportShares& request) const {
    GX_TRY(asked, search(call, request, request.bearer.value_or("")));
    const auto rows =
        desk_.db.read([&](sql::Tx& tx) { return share_sums(tx, asked.search, request.by); });
    const auto money = [&](std::int64_t minor) { return Money(minor, asked.currency); };
    ShareReport report{request.from, request.to, money(0), money(0), money(0), {}};
    ShareSums all;
    for (const ShareRow& row : rows) {
      ShareRowView view;
      view.bearer = row.bearer;
      if (request.by == ShareBy::rule) {
        view.cause = row.cause;
        if (!row.rule.empty()) view.rule = row.rule;
      }
      if (request.by == ShareBy::store) view.store = store_code(row.store);
      if (request.by == ShareBy::cost_group) view.cost_group = row.cost_group;
      if (request.by == ShareBy::day) view.day = row.day;
      view.conceded = money(row.sums.conceded);
      view.returned = money(row.sums.returned);
      view.net = money(row.sums.net());
      all.conceded += row.sums.conceded;
      all.returned += row.sums.returned;
      report.rows.push_back(std::move(view));
    }
    report.conceded = money(all.conceded);
    report.returned = money(all.returned);
    report.net = money(all.net());
    return report;
  }

  Result<Reply<Nothing>> sums_file(const Call& call, const ReportShares& request) const {
    GX_TRY(report, sums(call, request));
    CsvLines csv("bearer,cause,rule,store,cost_group,day,conceded,returned,net");
    for (const ShareRowView& row : report.rows) {
      csv.add(row.bearer).add(row.cause ? word_of(*row.cause) : "").add(row.rule.value_or(""));
      csv.add(row.store.value_or("")).add(row.cost_group.value_or(""));
      csv.add(row.day ? row.day->to_string() : "").add(row.conceded.to_string());
      csv.add(row.returned.to_string()).add(row.net.to_string()).end();
    }
    return shares_file("cost-shares", request.from, request.to, csv.take());
  }

  Result<Page<ShareReceiptView>> receipts(const Call& call, const ListShareReceipts& request)
      const {
    GX_TRY(asked, search(call, request, request.bearer));
    std::optional<SharePlace> after;
    if (request.cursor) {
      GX_TRY(
          parts,
          (api::decode_cursor<std::int64_t, std::int64_t, std::int64_t>(
              share_receipts_list, *request.cursor
          ))
      );
      const auto& [of, day, receipt] = parts;
      const auto date = Date::from_yyyymmdd(day);
      if (of != asked.search.programme.value() || !date || *date < request.from ||
          *date > request.to) {
        return fail(ErrorCode::bad_cursor, "/cursor");
      }
      after = SharePlace{*date, ReceiptId(receipt)};
    }
    auto found = desk_.db.read([&](sql::Tx& tx) {
      return share_receipts(tx, asked.search, after, request.limit + 1);
    });
    const bool more = std::ssize(found) > request.limit;
    if (more) found.pop_back();
    Page<ShareReceiptView> page;
    for (const ShareReceipt& one : found) page.items.push_back(receipt_view(one, asked.currency));
    if (more) {
      page.next_cursor = api::encode_cursor(
          share_receipts_list,
          asked.search.programme.value(),
          found.back().day.yyyymmdd(),
          found.back().receipt.value()
      );
    }
    return page;
  }

  Result<Reply<Nothing>> receipts_file(const Call& call, const ShareReceiptsFile& request) const {
    GX_TRY(asked, search(call, request, request.bearer));
    CsvLines csv("day,store,receipt,original,cost_group,line,cause,rule,conceded,returned");
    std::optional<SharePlace> after;
    for (;;) {
      const auto found = desk_.db.read([&](sql::Tx& tx) {
        return share_receipts(tx, asked.search, after, share_rows_at_once);
      });
      for (const ShareReceipt& one : found) add_lines(csv, one, asked.currency);
      if (std::ssize(found) < share_rows_at_once) break;
      after = SharePlace{found.back().day, found.back().receipt};
    }
    return shares_file("cost-share-receipts", request.from, request.to, csv.take());
  }

 private:
  struct Asked {
    ShareSearch search;
    Currency currency;
  };
  template <class Request>
  Result<Asked> search(const Call& call, const Request& request, const std::string& bearer) const {
    GX_TRY(programme, programme_of(desk_, call, request.programme));
    GX_TRY_VOID(check_share_time(request.from, request.to));
    std::optional<StoreId> store;
    if (request.store) {
      const auto organisation = desk_.org.snapshot();
      const org::Store* const found = organisation->find_store(*request.store);
      if (!found || found->programme != programme->programme)
        return fail(ErrorCode::store_not_found, "/store", {{"store", *request.store}});
      store = found->id;
    }
    if (store ? !call.actor.in_scope(*store) : !call.actor.stores.empty())
      return fail(ErrorCode::store_out_of_scope, "/store");
    return Asked{
        {programme->programme, request.from, request.to, bearer, store}, programme->currency};
  }

  std::string store_code(StoreId id) const {
    const auto organisation = desk_.org.snapshot();
    const org::Store* const store = organisation->find_store(id);
    return store ? store->code : "";
  }

  ShareReceiptView receipt_view(const ShareReceipt& one, Currency currency) const {
    ShareReceiptView view;
    view.receipt = one.receipt;
    view.day = one.day;
    view.store = store_code(one.store);
    view.original = one.original;
    if (!one.cost_group.empty()) view.cost_group = one.cost_group;
    view.conceded = Money(one.sums.conceded, currency);
    view.returned = Money(one.sums.returned, currency);
    for (const SharePart& part : one.parts) {
      view.parts.push_back(
          {part.line,
           part.cause,
           part.rule.empty() ? std::nullopt : std::optional(part.rule),
           Money(part.amount, currency)}
      );
    }
    return view;
  }

  void add_lines(CsvLines& csv, const ShareReceipt& one, Currency currency) const {
    const std::string none = Money(0, currency).to_string();
    for (const SharePart& part : one.parts) {
      const std::string amount = Money(part.amount, currency).to_string();
      csv.add(one.day.to_string()).add(store_code(one.store)).add(one.receipt.to_string());
      csv.add(one.original ? one.original->to_string() : "").add(one.cost_group);
      csv.add(std::to_string(part.line)).add(word_of(part.cause)).add(part.rule);
      csv.add(one.original ? none : amount).add(one.original ? amount : none).end();
    }
  }

  static Reply<Nothing> shares_file(
      const std::string& name, Date from, Date to, std::string content
  ) {
    const std::string full = name + "-" + from.to_string() + "-" + to.to_string() + ".csv";
    return {.file = {full, std::move(content)}};
  }

  Desk desk_;
};

/// What all reports have in common.
api::Spec share_report(
    const char* path, const char* operation, api::Text summary, api::Text description, bool csv
) {
  using enum ErrorCode;
  api::Spec spec;
  spec.method = Method::get;
  spec.path = path;
  spec.operation = operation;
  spec.tag = "pricing";
  spec.permission = "pricing:report";
  spec.summary = summary;
  spec.description = description;
  spec.errors = {programme_not_found, store_not_found, store_out_of_scope};
  if (csv) spec.file_type = "text/csv; charset=utf-8";
  return spec;
}

constexpr api::Text sums_text{
    "一段时间内各承担方承担的优惠、退货收回与净额，可按规则、门店、卡类型分摊组或日细分。按入账日；"
    "过去的日子不再改变，之后的退货记在退货当日。收银机定价的小票不计。数秒内跟上入账。",
    "What each bearer bore in a time, what returns brought back, and what is left; by rule, store, "
    "the card type's group or day. By day of posting: a day that is over does not change, a later "
    "return counts on its own. Receipts that the till priced are none of it. Follows postings "
    "within seconds."};
constexpr api::Text receipts_text{
    "一个承担方在一段时间内的小票，逐行逐规则。",
    "The receipts of a bearer in a time, line by line and rule by rule."};

}  // namespace

void add_share_endpoints(api::Api& api, const Desk& desk) {
  const ShareReports reports(desk);
  api.add<ReportShares, ShareReport>(
      share_report(
          "/v1/pricing/shares",
          "report_cost_shares",
          {"折扣分担结算", "Who bore what"},
          sums_text,
          false
      ),
      [reports](const Call& call, const ReportShares& request) {
        return reports.sums(call, request);
      }
  );
  api.add<ReportShares, Nothing>(
      share_report(
          "/v1/pricing/shares.csv",
          "report_cost_shares_csv",
          {"折扣分担结算（CSV）", "Who bore what as CSV"},
          sums_text,
          true
      ),
      [reports](const Call& call, const ReportShares& request) {
        return reports.sums_file(call, request);
      }
  );
  auto paged = share_report(
      "/v1/pricing/shares/receipts",
      "list_cost_share_receipts",
      {"一个承担方的小票", "The receipts of a bearer"},
      receipts_text,
      false
  );
  paged.errors.push_back(ErrorCode::bad_cursor);
  api.add<ListShareReceipts, Page<ShareReceiptView>>(
      paged,
      [reports](const Call& call, const ListShareReceipts& request) {
        return reports.receipts(call, request);
      }
  );
  api.add<ShareReceiptsFile, Nothing>(
      share_report(
          "/v1/pricing/shares/receipts.csv",
          "list_cost_share_receipts_csv",
          {"一个承担方的小票（CSV）", "The receipts of a bearer as CSV"},
          receipts_text,
          true
      ),
      [reports](const Call& call, const ShareReceiptsFile& request) {
        return reports.receipts_file(call, request);
      }
  );
}

}  // namespace guanxi::pricing
