// The requests and answers of the reports of stored value, with their documentation. Private to the
// module.
#pragma once

#include "modules/wallet/api_programme_types.h"

namespace guanxi::wallet {

inline constexpr int report_days_max = 92;

struct ReportTime {
  std::string programme;
  Date from, to;
};
BOOST_DESCRIBE_STRUCT(ReportTime, (), (programme, from, to))

struct StoreLiability {
  std::optional<std::string> company, store;
  Money principal, bonus, small_change;
  Money recharged, granted, paid, paid_bonus, restored, restored_bonus, paid_out, kept, forfeited,
      voided, voided_bonus;
  Money change_saved, change_handed_out, change_paid, change_restored, change_paid_out;
};
BOOST_DESCRIBE_STRUCT(
    StoreLiability,
    (),
    (company,
     store,
     principal,
     bonus,
     small_change,
     recharged,
     granted,
     paid,
     paid_bonus,
     restored,
     restored_bonus,
     paid_out,
     kept,
     forfeited,
     voided,
     voided_bonus,
     change_saved,
     change_handed_out,
     change_paid,
     change_restored,
     change_paid_out)
)

struct DayLiability {
  Date day;
  Money principal, bonus, small_change;
  std::vector<StoreLiability> stores;
};
BOOST_DESCRIBE_STRUCT(DayLiability, (), (day, principal, bonus, small_change, stores))

struct LiabilityReport {
  std::string programme;
  std::vector<DayLiability> days;
};
BOOST_DESCRIBE_STRUCT(LiabilityReport, (), (programme, days))

struct SettlementReport {
  std::string programme;
  Date from, to;
  std::vector<ServedView> served;
  std::vector<TakenView> taken;
};
BOOST_DESCRIBE_STRUCT(SettlementReport, (), (programme, from, to, served, taken))

}  // namespace guanxi::wallet

namespace guanxi::api {

template <>
struct Doc<wallet::ReportTime> {
  static constexpr const char* name = "ReportWalletTime";
  static constexpr Text text{"查询一段时间", "Ask about a time"};
  static constexpr Field fields[] = {
      wallet_programme_field,
      {.name = "from",
       .text =
           {"第一天（含），按入账日和会员计划的时区",
            "The first day of posting, in the programme's time zone"},
       .example = R"("2026-11-01")"},
      {.name = "to",
       .text = {"最后一天（含），最多 92 天", "The last day; at most 92 days"},
       .example = R"("2026-11-30")"},
  };
};

template <>
struct Doc<wallet::StoreLiability> {
  static constexpr const char* name = "WalletStoreLiability";
  static constexpr Text text{
      "一家公司、一个充值门店在一天结束时的储值负债及当天的变动",
      "What one company owes of the recharges of one store as a day ends, and what moved it"};
  static constexpr Field fields[] = {
      {.name = "company", .text = {"负有义务的公司（法人）", "The legal person that owes it"}},
      {.name = "store",
       .text =
           {"充值门店；零钱按公司汇总，没有门店",
            "The store of recharge; absent of small change, which is a company's"}},
      {.name = "principal", .text = {"当天结束时的本金", "Principal owed as the day ends"}},
      {.name = "bonus", .text = {"当天结束时的赠送", "Bonus owed as the day ends"}},
      {.name = "small_change", .text = {"当天结束时的零钱", "Small change owed as the day ends"}},
      {.name = "recharged", .text = {"充入本金", "Principal paid in"}},
      {.name = "granted", .text = {"赠送", "Bonus given"}},
      {.name = "paid", .text = {"支付用去的本金", "Principal that paid"}},
      {.name = "paid_bonus", .text = {"支付用去的赠送", "Bonus that paid"}},
      {.name = "restored", .text = {"退货退回的本金", "Principal that came back"}},
      {.name = "restored_bonus", .text = {"退货退回的赠送", "Bonus that came back"}},
      {.name = "paid_out", .text = {"退还购卡人的本金", "Principal paid out to buyers"}},
      {.name = "kept",
       .text = {"退款时扣除的本金，已减返还", "Principal kept by payouts, less what was waived"}},
      {.name = "forfeited", .text = {"退款时失效的赠送", "Bonus forfeited by payouts"}},
      {.name = "voided", .text = {"作废充值的本金", "Principal of recharges that are void"}},
      {.name = "voided_bonus", .text = {"作废充值的赠送", "Bonus of recharges that are void"}},
      {.name = "change_saved", .text = {"存入零钱", "Small change saved"}},
      {.name = "change_handed_out",
       .text = {"作废时找回的零钱", "Small change handed out by voids"}},
      {.name = "change_paid", .text = {"支付用去的零钱", "Small change that paid"}},
      {.name = "change_restored", .text = {"退货退回的零钱", "Small change that came back"}},
      {.name = "change_paid_out", .text = {"退还的零钱", "Small change paid out"}},
  };
};

template <>
struct Doc<wallet::DayLiability> {
  static constexpr const char* name = "WalletDayLiability";
  static constexpr Text text{"一天结束时的储值负债", "The liability of stored value of a day"};
  static constexpr Field fields[] = {
      {.name = "day", .text = {"入账日", "The day of posting"}},
      {.name = "principal", .text = {"本金合计", "Principal in all"}},
      {.name = "bonus", .text = {"赠送合计", "Bonus in all"}},
      {.name = "small_change", .text = {"零钱合计", "Small change in all"}},
      {.name = "stores", .text = {"按公司和充值门店", "By company and store of recharge"}},
  };
};

template <>
struct Doc<wallet::LiabilityReport> {
  static constexpr const char* name = "WalletLiabilityReport";
  static constexpr Text text{"储值负债", "The liability of stored value"};
  static constexpr Field fields[] = {
      {.name = "programme", .text = {"会员计划编码", "The programme"}},
      {.name = "days", .text = {"逐日", "A day after the other"}},
  };
};

template <>
struct Doc<wallet::SettlementReport> {
  static constexpr const char* name = "WalletSettlementReport";
  static constexpr Text text{
      "一段时间的储值清算，出自流水账", "A time's settlement of wallets, from the journal"};
  static constexpr Field fields[] = {
      {.name = "programme", .text = {"会员计划编码", "The programme"}},
      {.name = "from", .text = {"第一天", "The first day"}},
      {.name = "to", .text = {"最后一天", "The last day"}},
      {.name = "served", .text = {"谁充值、谁服务", "Who recharged, who served"}},
      {.name = "taken", .text = {"各门店的收与付", "What each store took in and gave"}},
  };
};

}  // namespace guanxi::api
