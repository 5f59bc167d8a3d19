// The requests and answers of what a programme declares for its wallets, and of settlement, with
// their documentation. Private to the module.
#pragma once

#include "modules/wallet/api_types.h"

namespace guanxi::wallet {

struct OfferTag;
using OfferId = Id<OfferTag>;
struct LicenceTag;
using LicenceId = Id<LicenceTag>;

struct RuleView {
  std::string name;
  Money named_max, unnamed_max, cash_payout_max;
  int buyer_years = 0;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(
    RuleView, (), (name, named_max, unnamed_max, cash_payout_max, buyer_years, text)
)
struct RuleList {
  std::vector<RuleView> items;
};
BOOST_DESCRIBE_STRUCT(RuleList, (), (items))

struct AddOffer {
  std::string programme, code, name;
  Money pay, bonus;
  std::optional<Instant> starts_at, ends_at;
};
BOOST_DESCRIBE_STRUCT(AddOffer, (), (programme, code, name, pay, bonus, starts_at, ends_at))

struct OfferView {
  OfferId id;
  std::string code;
  int version = 0;
  std::string name;
  Money pay, bonus;
  Instant starts_at;
  std::optional<Instant> ends_at;
  Instant created_at;
  ActorId created_by;
};
BOOST_DESCRIBE_STRUCT(
    OfferView, (), (id, code, version, name, pay, bonus, starts_at, ends_at, created_at, created_by)
)
struct OfferList {
  std::vector<OfferView> items;
};
BOOST_DESCRIBE_STRUCT(OfferList, (), (items))

struct OfProgramme {
  std::string programme;
};
BOOST_DESCRIBE_STRUCT(OfProgramme, (), (programme))

struct AddLicence {
  std::string programme, number;
  Date valid_from, valid_until;
};
BOOST_DESCRIBE_STRUCT(AddLicence, (), (programme, number, valid_from, valid_until))

struct EndLicence {
  LicenceId id;
  std::string programme;
  std::optional<Date> last_day;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(EndLicence, (), (id, programme, last_day, reason))

struct LicenceView {
  LicenceId id;
  std::string number;
  Date valid_from, valid_until;
  bool in_force = false;
  Instant created_at;
  ActorId created_by;
  std::optional<Instant> ended_at;
  std::optional<std::string> end_reason;
  std::optional<ActorId> ended_by;
};
BOOST_DESCRIBE_STRUCT(
    LicenceView,
    (),
    (id,
     number,
     valid_from,
     valid_until,
     in_force,
     created_at,
     created_by,
     ended_at,
     end_reason,
     ended_by)
)
struct LicenceList {
  std::vector<LicenceView> items;
};
BOOST_DESCRIBE_STRUCT(LicenceList, (), (items))

struct GetSettlement {
  std::string programme;
  Date date;
};
BOOST_DESCRIBE_STRUCT(GetSettlement, (), (programme, date))

struct ServedView {
  std::optional<std::string> recharged_at, company, served_at, serving_company;
  bool same_company = true;
  Money principal, bonus, paid_out;
};
BOOST_DESCRIBE_STRUCT(
    ServedView,
    (),
    (recharged_at, company, served_at, serving_company, same_company, principal, bonus, paid_out)
)

struct TakenView {
  std::optional<std::string> store;
  Money recharged, granted, voided, voided_bonus, kept, forfeited, change_saved, change_spent,
      change_paid_out;
};
BOOST_DESCRIBE_STRUCT(
    TakenView,
    (),
    (store,
     recharged,
     granted,
     voided,
     voided_bonus,
     kept,
     forfeited,
     change_saved,
     change_spent,
     change_paid_out)
)

struct SettlementView {
  std::string programme;
  Date date;
  std::vector<ServedView> served;
  std::vector<TakenView> taken;
};
BOOST_DESCRIBE_STRUCT(SettlementView, (), (programme, date, served, taken))

}  // namespace guanxi::wallet

namespace guanxi::api {

inline constexpr Field wallet_programme_field{
    .name = "programme",
    .text = {"会员计划编码", "Code of the membership programme"},
    .min = 1,
    .max = 32,
    .example = R"("MAIN")",
    .chars = Chars::code};

template <>
struct Doc<wallet::RuleView> {
  static constexpr const char* name = "WalletRules";
  static constexpr Text text{"一种货币的储值规则", "The rules for stored value of one currency"};
  static constexpr Field fields[] = {
      {.name = "name", .text = {"规则包", "The rule pack"}},
      {.name = "named_max", .text = {"记名限额", "What a named wallet may hold"}},
      {.name = "unnamed_max", .text = {"不记名限额", "What an unnamed wallet may hold"}},
      {.name = "cash_payout_max", .text = {"现金退款上限", "At most paid out in cash"}},
      {.name = "buyer_years",
       .text = {"购卡人登记至少保存几年", "Years a registration is kept at least"}},
      {.name = "text", .text = {"法律依据", "The law it comes from"}},
  };
};

template <>
struct Doc<wallet::RuleList> {
  static constexpr const char* name = "WalletRuleList";
  static constexpr Text text{"储值规则", "The rules for stored value"};
  static constexpr Field fields[] = {{.name = "items", .text = {"规则", "Rules"}}};
};

template <>
struct Doc<wallet::AddOffer> {
  static constexpr const char* name = "AddWalletOffer";
  static constexpr Text text{
      "充值优惠；已有的编码则为其下一版", "A recharge offer; of a known code, its next version"};
  static constexpr Field fields[] = {
      wallet_programme_field,
      {.name = "code",
       .text = {"编码", "Code"},
       .min = 1,
       .max = 32,
       .example = R"("R1000")",
       .chars = Chars::code},
      {.name = "name",
       .text = {"名称", "Name"},
       .min = 1,
       .max = 100,
       .example = R"("充 1000 送 200")"},
      {.name = "pay",
       .text = {"充入", "What is paid in"},
       .min = 1,
       .max = 100'000'000,
       .example = R"({"amount":100000,"currency":"CNY"})"},
      {.name = "bonus",
       .text = {"赠送；0 使优惠停止赠送", "What is given on top"},
       .min = 0,
       .max = 100'000'000,
       .example = R"({"amount":20000,"currency":"CNY"})"},
      {.name = "starts_at",
       .text = {"开始时间；默认现在", "When it starts; now by default"},
       .example = R"("2026-11-21T00:00:00+08:00")"},
      {.name = "ends_at",
       .text =
           {"结束时间；没有则到下一版开始", "When it ends; absent: when its next version starts"},
       .example = R"("2026-12-01T00:00:00+08:00")"},
  };
};

template <>
struct Doc<wallet::OfferView> {
  static constexpr const char* name = "WalletOffer";
  static constexpr Text text{"充值优惠的一版", "A version of a recharge offer"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"编号", "Id"}},
      {.name = "code", .text = {"编码", "Code"}},
      {.name = "version", .text = {"版本", "Version"}},
      {.name = "name", .text = {"名称", "Name"}},
      {.name = "pay", .text = {"充入", "What is paid in"}},
      {.name = "bonus", .text = {"赠送", "What is given on top"}},
      {.name = "starts_at", .text = {"开始时间", "When it starts"}},
      {.name = "ends_at", .text = {"结束时间", "When it ends"}},
      {.name = "created_at", .text = {"建立时间", "When it was added"}},
      {.name = "created_by", .text = {"建立者", "Who added it"}},
  };
};

template <>
struct Doc<wallet::OfferList> {
  static constexpr const char* name = "WalletOfferList";
  static constexpr Text text{"充值优惠的全部版本", "Every version of the recharge offers"};
  static constexpr Field fields[] = {
      {.name = "items", .text = {"按编码，新版在前", "By code, the newest version first"}}};
};

template <>
struct Doc<wallet::OfProgramme> {
  static constexpr const char* name = "WalletOfProgramme";
  static constexpr Text text{"一个会员计划", "One membership programme"};
  static constexpr Field fields[] = {wallet_programme_field};
};

template <>
struct Doc<wallet::AddLicence> {
  static constexpr const char* name = "AddWalletLicence";
  static constexpr Text text{"登记支付业务许可", "Note a payment licence"};
  static constexpr Field fields[] = {
      wallet_programme_field,
      {.name = "number",
       .text = {"许可证号", "Its number"},
       .min = 1,
       .max = 64,
       .example = R"("Z2000133000019")",
       .chars = Chars::code},
      {.name = "valid_from", .text = {"有效期起", "Its first day"}, .example = R"("2026-01-01")"},
      {.name = "valid_until",
       .text = {"有效期止，含当日", "Its last day"},
       .example = R"("2030-12-31")"},
  };
};

template <>
struct Doc<wallet::LicenceView> {
  static constexpr const char* name = "WalletLicence";
  static constexpr Text text{"一张支付业务许可", "A payment licence"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"编号", "Id"}},
      {.name = "number", .text = {"许可证号", "Its number"}},
      {.name = "valid_from", .text = {"有效期起", "Its first day"}},
      {.name = "valid_until", .text = {"有效期止，含当日", "Its last day"}},
      {.name = "in_force", .text = {"今天是否有效", "Whether it is in force today"}},
      {.name = "created_at", .text = {"登记时间", "When it was noted"}},
      {.name = "created_by", .text = {"登记者", "Who noted it"}},
      {.name = "ended_at", .text = {"提前终止的时间", "When it was ended early"}},
      {.name = "end_reason", .text = {"终止原因", "Why it was ended"}},
      {.name = "ended_by", .text = {"终止者", "Who ended it"}},
  };
};

template <>
struct Doc<wallet::EndLicence> {
  static constexpr const char* name = "EndWalletLicence";
  static constexpr Text text{"提前终止支付业务许可", "End a payment licence early"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"许可编号", "The licence"}},
      wallet_programme_field,
      {.name = "last_day",
       .text = {"最后一天；默认今天", "Its last day; today by default"},
       .example = R"("2026-12-31")"},
      {.name = "reason",
       .text = {"原因", "Why"},
       .min = 1,
       .max = 200,
       .example = R"("许可证注销")"},
  };
};

template <>
struct Doc<wallet::LicenceList> {
  static constexpr const char* name = "WalletLicenceList";
  static constexpr Text text{"支付业务许可", "Payment licences"};
  static constexpr Field fields[] = {
      {.name = "items", .text = {"新登记的在前", "The newest first"}}};
};

template <>
struct Doc<wallet::GetSettlement> {
  static constexpr const char* name = "GetWalletSettlement";
  static constexpr Text text{"查询一天的储值清算", "Read a day's settlement of wallets"};
  static constexpr Field fields[] = {
      wallet_programme_field,
      {.name = "date",
       .text = {"入账日，按会员计划的时区", "The day of posting, in the programme's time zone"},
       .example = R"("2026-11-21")"},
  };
};

template <>
struct Doc<wallet::ServedView> {
  static constexpr const char* name = "WalletServed";
  static constexpr Text text{
      "在一家门店充入、在一家门店使用的储值", "Value paid in at one store and used at one"};
  static constexpr Field fields[] = {
      {.name = "recharged_at", .text = {"充值门店", "The store where it was paid in"}},
      {.name = "company", .text = {"收款公司（法人）", "The legal person that took it"}},
      {.name = "served_at", .text = {"使用门店", "The store where it was used"}},
      {.name = "serving_company", .text = {"使用门店的公司", "The legal person of that store"}},
      {.name = "same_company",
       .text = {"同一法人：内部清算；否则为债权债务", "One legal person; otherwise it is a debt"}},
      {.name = "principal",
       .text = {"使用的本金，已减退货", "Principal used, less what came back"}},
      {.name = "bonus", .text = {"使用的赠送，已减退货", "Bonus used, less what came back"}},
      {.name = "paid_out", .text = {"在使用门店退还的本金", "Principal paid out at that store"}},
  };
};

template <>
struct Doc<wallet::TakenView> {
  static constexpr const char* name = "WalletTaken";
  static constexpr Text text{"一家门店的收与付", "What one store took in and gave"};
  static constexpr Field fields[] = {
      {.name = "store", .text = {"门店编码", "The store's code"}},
      {.name = "recharged",
       .text = {"充入本金，已减作废", "Principal paid in, without what is void"}},
      {.name = "granted", .text = {"赠送，已减作废", "Bonus given, without what is void"}},
      {.name = "voided", .text = {"作废充值的本金", "Principal of recharges that are void"}},
      {.name = "voided_bonus", .text = {"作废充值的赠送", "Bonus of recharges that are void"}},
      {.name = "kept", .text = {"退款时扣除，已减返还", "Kept by payouts, less what was waived"}},
      {.name = "forfeited", .text = {"退款时失效的赠送", "Bonus forfeited by payouts"}},
      {.name = "change_saved",
       .text = {"存入零钱，已减作废找回", "Small change saved, less what voids handed out"}},
      {.name = "change_spent",
       .text = {"使用零钱，已减退货", "Small change used, less what came back"}},
      {.name = "change_paid_out", .text = {"退还零钱", "Small change paid out"}},
  };
};

template <>
struct Doc<wallet::SettlementView> {
  static constexpr const char* name = "WalletSettlement";
  static constexpr Text text{"一天的储值清算，出自流水账", "A day's settlement, from the journal"};
  static constexpr Field fields[] = {
      {.name = "programme", .text = {"会员计划编码", "The programme"}},
      {.name = "date", .text = {"入账日", "The day of posting"}},
      {.name = "served", .text = {"谁充值、谁服务", "Who recharged, who served"}},
      {.name = "taken", .text = {"各门店的收与付", "What each store took in and gave"}},
  };
};

}  // namespace guanxi::api
