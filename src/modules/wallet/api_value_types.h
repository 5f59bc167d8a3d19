// The requests and answers of recharging and paying out, with their documentation. Private to the
// module.
#pragma once

#include "modules/wallet/api_types.h"

namespace guanxi::wallet {

struct PayoutTag;
using PayoutId = Id<PayoutTag>;

struct RechargeWallet {
  OwnerId id;
  Money amount;
  std::optional<std::string> offer;
  std::string paid_by;
  std::optional<std::string> reference;
  std::string store;
};
BOOST_DESCRIBE_STRUCT(RechargeWallet, (), (id, amount, offer, paid_by, reference, store))

struct RechargeView {
  RechargeId id;
  OwnerId member;
  Money principal, bonus;
  std::optional<std::string> offer;
  std::string paid_by;
  std::optional<std::string> reference;
  std::string store;
  Money stored;
  Instant recharged_at;
};
BOOST_DESCRIBE_STRUCT(
    RechargeView,
    (),
    (id, member, principal, bonus, offer, paid_by, reference, store, stored, recharged_at)
)

struct VoidRecharge {
  OwnerId id;
  RechargeId recharge;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(VoidRecharge, (), (id, recharge, reason))

struct VoidedRechargeView {
  RechargeId id;
  OwnerId member;
  Money principal, bonus;
  std::string reason;
  std::optional<std::string> store;
  Money stored;
  Instant voided_at;
};
BOOST_DESCRIBE_STRUCT(
    VoidedRechargeView, (), (id, member, principal, bonus, reason, store, stored, voided_at)
)

struct PayOutWallet {
  OwnerId id;
  Fault fault = Fault::consumer;
  PayoutMethod method = PayoutMethod::bank;
  std::optional<std::string> reference;
  std::string reason;
  std::string store;
  std::optional<proofs::Proof> proof;
};
BOOST_DESCRIBE_STRUCT(PayOutWallet, (), (id, fault, method, reference, reason, store, proof))

struct PayoutPartView {
  RechargeId recharge;
  Money undiscounted, paid_out, kept, waived, forfeited;
};
BOOST_DESCRIBE_STRUCT(
    PayoutPartView, (), (recharge, undiscounted, paid_out, kept, waived, forfeited)
)

struct PayoutView {
  PayoutId id;
  OwnerId member;
  Fault fault = Fault::consumer;
  PayoutMethod method = PayoutMethod::bank;
  Money total, principal, small_change, kept, forfeited;
  std::vector<PayoutPartView> parts;
  Money stored;
  std::string store;
  Instant paid_out_at;
};
BOOST_DESCRIBE_STRUCT(
    PayoutView,
    (),
    (id,
     member,
     fault,
     method,
     total,
     principal,
     small_change,
     kept,
     forfeited,
     parts,
     stored,
     store,
     paid_out_at)
)

}  // namespace guanxi::wallet

namespace guanxi::api {

template <>
struct Doc<wallet::Fault> {
  static constexpr const char* name = "WalletFault";
  static constexpr Text text{"退款原因在哪一方", "On whose side the cause of a payout lies"};
  static constexpr Field values[] = {
      {.name = "merchant",
       .text =
           {"商家原因：已用部分按约定的优惠计算（法释〔2025〕4号第十八条）",
            "The merchant's: what was used counts at the discount the contract gave"}},
      {.name = "consumer",
       .text =
           {"消费者原因：已用部分按未打折价格计算（同上第十九条）",
            "The consumer's: what was used counts at the price without the discount"}},
  };
};

template <>
struct Doc<wallet::PayoutMethod> {
  static constexpr const char* name = "WalletPayoutMethod";
  static constexpr Text text{"退款去向", "Where the money goes"};
  static constexpr Field values[] = {
      {.name = "bank", .text = {"购卡人同名银行账户", "To a bank account in the buyer's name"}},
      {.name = "cash", .text = {"现金，限小额", "In cash, small amounts only"}},
  };
};

template <>
struct Doc<wallet::RechargeWallet> {
  static constexpr Text text{"给储值钱包充值", "Recharge a wallet"};
  static constexpr Field fields[] = {
      wallet_member_field,
      {.name = "amount",
       .text = {"充入的本金", "The principal paid in"},
       .min = 1,
       .max = 100'000'000,
       .example = R"({"amount":100000,"currency":"CNY"})"},
      {.name = "offer",
       .text =
           {"充值优惠的编码；金额须与优惠一致",
            "Code of a recharge offer, whose amount it must be"},
       .min = 1,
       .max = 32,
       .example = R"("R1000")",
       .chars = Chars::code},
      {.name = "paid_by",
       .text = {"充值款的付款方式，例如 cash、wechat_pay", "How it was paid: cash, wechat_pay …"},
       .min = 1,
       .max = 32,
       .example = R"("wechat_pay")",
       .chars = Chars::code},
      {.name = "reference",
       .text = {"该付款在其系统中的编号", "Of that payment, in its own system"},
       .min = 1,
       .max = 64,
       .example = R"("4200001234")",
       .chars = Chars::code},
      wallet_store_field,
  };
};

template <>
struct Doc<wallet::RechargeView> {
  static constexpr const char* name = "WalletRecharge";
  static constexpr Text text{"一次充值", "A recharge"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"编号", "Id"}},
      {.name = "member", .text = {"会员编号", "The member"}},
      {.name = "principal", .text = {"充入的本金", "Principal paid in"}},
      {.name = "bonus", .text = {"赠送", "Bonus given on top"}},
      {.name = "offer", .text = {"所用充值优惠", "The offer it was made under"}},
      {.name = "paid_by", .text = {"付款方式", "How it was paid"}},
      {.name = "reference", .text = {"付款编号", "Reference of the payment"}},
      {.name = "store", .text = {"门店编码", "The store's code"}},
      {.name = "stored", .text = {"充值后的储值余额", "Stored value afterwards"}},
      {.name = "recharged_at", .text = {"入账时间", "When it was posted"}},
  };
};

template <>
struct Doc<wallet::VoidRecharge> {
  static constexpr const char* name = "VoidWalletRecharge";
  static constexpr Text text{"作废录错的充值", "Void a recharge that was mistyped"};
  static constexpr Field fields[] = {
      wallet_member_field,
      {.name = "recharge", .text = {"充值编号", "The recharge"}, .example = R"("271828182845905")"},
      {.name = "reason",
       .text = {"原因，不要写个人信息", "Why; no personal data"},
       .min = 1,
       .max = 200,
       .example = R"("金额多录一个 0")"},
  };
};

template <>
struct Doc<wallet::VoidedRechargeView> {
  static constexpr const char* name = "WalletVoidedRecharge";
  static constexpr Text text{"一次作废的充值", "A recharge that is void"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"充值编号", "The recharge"}},
      {.name = "member", .text = {"会员编号", "The member"}},
      {.name = "principal", .text = {"退还的本金", "Principal handed back"}},
      {.name = "bonus", .text = {"取消的赠送", "Bonus taken back"}},
      {.name = "reason", .text = {"原因", "Why"}},
      {.name = "store", .text = {"充值门店编码", "Code of the store of the recharge"}},
      {.name = "stored", .text = {"作废后的储值余额", "Stored value afterwards"}},
      {.name = "voided_at", .text = {"作废时间", "When it was voided"}},
  };
};

template <>
struct Doc<wallet::PayOutWallet> {
  static constexpr Text text{"退还储值余额", "Pay a balance out"};
  static constexpr Field fields[] = {
      wallet_member_field,
      {.name = "fault",
       .text = {"原因在哪一方，决定退多少", "On whose side the cause lies: it decides how much"},
       .example = R"("consumer")"},
      {.name = "method", .text = {"退款去向", "Where the money goes"}, .example = R"("bank")"},
      {.name = "reference",
       .text = {"转账编号", "Reference of the transfer"},
       .min = 1,
       .max = 64,
       .example = R"("FT202611210001")",
       .chars = Chars::code},
      {.name = "reason",
       .text = {"说明，不要写个人信息", "Why, in words; no personal data"},
       .min = 1,
       .max = 200,
       .example = R"("会员申请退卡")"},
      wallet_store_field,
      proof_field,
  };
};

template <>
struct Doc<wallet::PayoutPartView> {
  static constexpr const char* name = "WalletPayoutPart";
  static constexpr Text text{"退款在一次充值中的部分", "What a payout does to one recharge"};
  static constexpr Field fields[] = {
      {.name = "recharge", .text = {"充值编号", "The recharge"}},
      {.name = "undiscounted",
       .text = {"已用部分的未打折价", "What was used, at its price without the discount"}},
      {.name = "paid_out", .text = {"退还的本金", "Principal paid out"}},
      {.name = "kept",
       .text = {"扣除的本金：已享优惠的价款", "Principal kept: the price of the discount used"}},
      {.name = "waived",
       .text =
           {"以前扣除、因退货而返还的本金",
            "Principal that an earlier payout kept and that is due after a return"}},
      {.name = "forfeited", .text = {"失效的赠送", "Bonus forfeited"}},
  };
};

template <>
struct Doc<wallet::PayoutView> {
  static constexpr const char* name = "WalletPayout";
  static constexpr Text text{"一次余额退款", "A payout of the balance"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"编号", "Id"}},
      {.name = "member", .text = {"会员编号", "The member"}},
      {.name = "fault", .text = {"原因在哪一方", "On whose side the cause lies"}},
      {.name = "method", .text = {"退款去向", "Where the money goes"}},
      {.name = "total", .text = {"退款总额", "Paid out in all"}},
      {.name = "principal", .text = {"其中本金", "Of it, principal"}},
      {.name = "small_change", .text = {"其中零钱", "Of it, small change"}},
      {.name = "kept", .text = {"扣除的本金", "Principal kept"}},
      {.name = "forfeited", .text = {"失效的赠送", "Bonus forfeited"}},
      {.name = "parts", .text = {"逐次充值", "By recharge"}},
      {.name = "stored",
       .text =
           {"退款后的储值余额：其他公司的，及按原因无款可退的",
            "Stored value afterwards: other companies', and where nothing was due"}},
      {.name = "store", .text = {"门店编码", "The store's code"}},
      {.name = "paid_out_at", .text = {"入账时间", "When it was posted"}},
  };
};

}  // namespace guanxi::api
