// The HTTP endpoints of the reports of stored value, for finance: permission wallet:settle, of the
// whole group; as JSON, and as CSV that is safe to open in a spreadsheet.
#include "modules/wallet/api_parts.h"
#include "modules/wallet/api_reports_types.h"
#include "modules/wallet/liability.h"
#include "modules/wallet/settled.h"

namespace guanxi::wallet {
namespace {

using api::Call;
using api::Method;
using api::Reply;

Outcome check_report_time(const ReportTime& request) {
  // Days whose beginning and end an instant can hold.
  if (request.from.year() < 1971) return fail(ErrorCode::out_of_range, "/from");
  if (request.to < request.from || request.to.year() > 9998) {
    return fail(ErrorCode::out_of_range, "/to", {{"min", request.from.to_string()}});
  }
  if (request.from.days_until(request.to) >= report_days_max) {
    const Date last = request.from.plus_days(report_days_max - 1);
    return fail(ErrorCode::out_of_range, "/to", {{"max", last.to_string()}});
  }
  return ok();
}

/// A file of lines. Codes are letters, digits and signs without a comma or a quote; one that a
/// spreadsheet would run as a formula gets an apostrophe.
class WalletCsv {
 public:
  explicit WalletCsv(std::string_view head) : text_(head) { text_ += "\r\n"; }
  WalletCsv& add(std::string_view code) {
    next();
    if (!code.empty() && std::string_view("=+-@").find(code.front()) != std::string_view::npos) {
      text_ += '\'';
    }
    text_ += code;
    return *this;
  }
  WalletCsv& add(Money amount) {
    next();
    text_ += amount.to_string();
    return *this;
  }
  WalletCsv& skip(int fields) {
    for (int i = 0; i < fields; ++i) next();
    return *this;
  }
  void end() {
    text_ += "\r\n";
    at_start_ = true;
  }
  std::string take() { return std::move(text_); }

 private:
  void next() {
    if (!at_start_) text_ += ',';
    at_start_ = false;
  }

  std::string text_;
  bool at_start_ = true;
};

class WalletReports {
 public:
  explicit WalletReports(const Desk& desk)
      : desk_(desk), scope_(desk.programmes, desk.org, desk.members) {}

  Result<LiabilityReport> liability(const Call& call, const ReportTime& request) const {
    GX_TRY(programme, scope_.programme_of_all(call, request.programme));
    GX_TRY_VOID(check_report_time(request));
    const auto days = desk_.db.read([&](sql::Tx& tx) {
      return liability_of_days(tx, programme->programme, programme->zone, request.from, request.to);
    });
    const auto organisation = scope_.organisation();
    LiabilityReport report{request.programme, {}};
    for (const LiabilityOfDay& day : days) {
      const Money zero = Money::zero(programme->currency);
      DayLiability shown{day.day, zero, zero, zero, {}};
      for (const LiabilityRow& row : day.rows) {
        shown.stores.push_back(view(*organisation, programme->currency, row));
        shown.principal += shown.stores.back().principal;
        shown.bonus += shown.stores.back().bonus;
        shown.small_change += shown.stores.back().small_change;
      }
      report.days.push_back(std::move(shown));
    }
    return report;
  }

  Result<Reply<Nothing>> liability_file(const Call& call, const ReportTime& request) const {
    GX_TRY(report, liability(call, request));
    WalletCsv csv(
        "day,company,store,principal,bonus,small_change,recharged,granted,paid,paid_bonus,restored,"
        "restored_bonus,paid_out,kept,forfeited,voided,voided_bonus,change_saved,change_handed_out,"
        "change_paid,change_restored,change_paid_out"
    );
    for (const DayLiability& day : report.days) {
      for (const StoreLiability& one : day.stores) {
        csv.add(day.day.to_string()).add(text(one.company)).add(text(one.store));
        for (const Money amount :
             {one.principal,
              one.bonus,
              one.small_change,
              one.recharged,
              one.granted,
              one.paid,
              one.paid_bonus,
              one.restored,
              one.restored_bonus,
              one.paid_out,
              one.kept,
              one.forfeited,
              one.voided,
              one.voided_bonus,
              one.change_saved,
              one.change_handed_out,
              one.change_paid,
              one.change_restored,
              one.change_paid_out}) {
          csv.add(amount);
        }
        csv.end();
      }
    }
    return file("wallet-liability", request, csv.take());
  }

  Result<SettlementReport> settlement(const Call& call, const ReportTime& request) const {
    GX_TRY(programme, scope_.programme_of_all(call, request.programme));
    GX_TRY_VOID(check_report_time(request));
    const auto found = desk_.db.read([&](sql::Tx& tx) {
      return settle(
          tx,
          programme->programme,
          programme->currency,
          programme->zone.start_of(request.from),
          programme->zone.start_of(request.to.plus_days(1))
      );
    });
    const auto organisation = scope_.organisation();
    return SettlementReport{
        request.programme,
        request.from,
        request.to,
        served_views(*organisation, found),
        taken_views(*organisation, found)};
  }

  /// Both tables in one file; `line` tells them apart.
  Result<Reply<Nothing>> settlement_file(const Call& call, const ReportTime& request) const {
    GX_TRY(report, settlement(call, request));
    WalletCsv csv(
        "line,recharged_at,company,served_at,serving_company,same_company,principal,bonus,paid_out,"
        "store,recharged,granted,voided,voided_bonus,kept,forfeited,change_saved,change_spent,"
        "change_paid_out"
    );
    for (const ServedView& one : report.served) {
      csv.add("served").add(text(one.recharged_at)).add(text(one.company));
      csv.add(text(one.served_at));
      csv.add(text(one.serving_company)).add(one.same_company ? "yes" : "no");
      csv.add(one.principal).add(one.bonus).add(one.paid_out).skip(10).end();
    }
    for (const TakenView& one : report.taken) {
      csv.add("taken").skip(8).add(text(one.store));
      for (const Money amount :
           {one.recharged,
            one.granted,
            one.voided,
            one.voided_bonus,
            one.kept,
            one.forfeited,
            one.change_saved,
            one.change_spent,
            one.change_paid_out}) {
        csv.add(amount);
      }
      csv.end();
    }
    return file("wallet-settlement", request, csv.take());
  }

 private:
  static std::string_view text(const std::optional<std::string>& code) {
    return code ? std::string_view(*code) : std::string_view();
  }

  static StoreLiability view(
      const org::Snapshot& organisation, Currency currency, const LiabilityRow& row
  ) {
    const auto money = [&](std::int64_t minor) { return Money(minor, currency); };
    const Movements& of = row.moved;
    StoreLiability shown;
    shown.company = Scope::code_of(organisation, row.company);
    if (row.store) shown.store = Scope::code_of(organisation, org::UnitId(row.store.value()));
    shown.principal = money(row.principal);
    shown.bonus = money(row.bonus);
    shown.small_change = money(row.change);
    shown.recharged = money(of.recharged);
    shown.granted = money(of.granted);
    shown.paid = money(of.paid);
    shown.paid_bonus = money(of.paid_bonus);
    shown.restored = money(of.restored);
    shown.restored_bonus = money(of.restored_bonus);
    shown.paid_out = money(of.paid_out);
    shown.kept = money(of.kept);
    shown.forfeited = money(of.forfeited);
    shown.voided = money(of.voided);
    shown.voided_bonus = money(of.voided_bonus);
    shown.change_saved = money(of.saved);
    shown.change_handed_out = money(of.handed_out);
    shown.change_paid = money(of.change_paid);
    shown.change_restored = money(of.change_restored);
    shown.change_paid_out = money(of.change_paid_out);
    return shown;
  }

  static Reply<Nothing> file(const std::string& name, const ReportTime& time, std::string content) {
    return {
        .file = {
            name + "-" + time.from.to_string() + "-" + time.to.to_string() + ".csv",
            std::move(content)}};
  }

  const Desk desk_;
  Scope scope_;
};

api::Spec wallet_report(
    const char* path, const char* operation, api::Text summary, api::Text description, bool csv
) {
  using enum ErrorCode;
  api::Spec spec;
  spec.method = Method::get;
  spec.path = path;
  spec.operation = operation;
  spec.tag = "wallet";
  spec.permission = "wallet:settle";
  spec.summary = summary;
  spec.description = description;
  spec.errors = {programme_not_found, store_out_of_scope};
  if (csv) spec.file_type = "text/csv; charset=utf-8";
  return spec;
}

constexpr api::Text wallet_liability_text{
    "每天结束时尚欠会员的本金、赠送和零钱，按负有义务的公司和充值门店，及当天的变动。由批次余额减去"
    "其后"
    "的流水得出；零钱记在现在负有义务的公司名下。只给不限门店的操作者。",
    "Principal, bonus and small change owed to members as each day ends, by the legal person that "
    "owes it and the store of recharge, and what moved it on that day. What is left in lots, less "
    "what the journal moved since; small change stands with who owes it now. For actors without a "
    "limit to stores."};
constexpr api::Text wallet_settlement_text{
    "一段时间内谁充值、谁服务，出自流水账。只给不限门店的操作者。",
    "Who recharged and who served in a time, from the journal. For actors without a limit to "
    "stores."};

}  // namespace

void add_reports(api::Api& api, const Desk& desk) {
  const WalletReports reports(desk);
  api.add<ReportTime, LiabilityReport>(
      wallet_report(
          "/v1/wallet/reports/liability",
          "report_wallet_liability",
          {"储值负债", "The liability of stored value"},
          wallet_liability_text,
          false
      ),
      [reports](const Call& call, const ReportTime& request) {
        return reports.liability(call, request);
      }
  );
  api.add<ReportTime, Nothing>(
      wallet_report(
          "/v1/wallet/reports/liability.csv",
          "report_wallet_liability_csv",
          {"储值负债（CSV）", "The liability of stored value as CSV"},
          wallet_liability_text,
          true
      ),
      [reports](const Call& call, const ReportTime& request) {
        return reports.liability_file(call, request);
      }
  );
  api.add<ReportTime, SettlementReport>(
      wallet_report(
          "/v1/wallet/reports/settlement",
          "report_wallet_settlement",
          {"一段时间的储值清算", "The settlement of wallets of a time"},
          wallet_settlement_text,
          false
      ),
      [reports](const Call& call, const ReportTime& request) {
        return reports.settlement(call, request);
      }
  );
  api.add<ReportTime, Nothing>(
      wallet_report(
          "/v1/wallet/reports/settlement.csv",
          "report_wallet_settlement_csv",
          {"一段时间的储值清算（CSV）", "The settlement of wallets of a time as CSV"},
          wallet_settlement_text,
          true
      ),
      [reports](const Call& call, const ReportTime& request) {
        return reports.settlement_file(call, request);
      }
  );
}

}  // namespace guanxi::wallet
