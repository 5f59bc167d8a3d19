// The requests and answers of reading a wallet, with their documentation. Private to the module.
#pragma once

#include "modules/wallet/words.h"
#include "platform/api/api.h"

namespace guanxi::wallet {

struct WalletEntryTag;
using EntryId = Id<WalletEntryTag>;
struct WalletCauseTag;
using CauseId = Id<WalletCauseTag>;
struct RechargeTag;
using RechargeId = Id<RechargeTag>;

struct GetWallet {
  OwnerId id;
};
BOOST_DESCRIBE_STRUCT(GetWallet, (), (id))

struct LotView {
  Money original, remaining, spent, paid_out, kept;
};
BOOST_DESCRIBE_STRUCT(LotView, (), (original, remaining, spent, paid_out, kept))

struct OpenRecharge {
  RechargeId id;
  Instant recharged_at;
  std::optional<std::string> store, company;
  LotView principal, bonus;
  Money undiscounted, merchant_payout, consumer_payout;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(
    OpenRecharge,
    (),
    (id,
     recharged_at,
     store,
     company,
     principal,
     bonus,
     undiscounted,
     merchant_payout,
     consumer_payout,
     text)
)

struct WalletView {
  OwnerId member;
  AccountState state = AccountState::open;
  bool named = false;
  Money principal, bonus, stored, small_change;
  std::optional<Money> limit, room;
  Money merchant_payout, consumer_payout;
  std::vector<OpenRecharge> recharges;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(
    WalletView,
    (),
    (member,
     state,
     named,
     principal,
     bonus,
     stored,
     small_change,
     limit,
     room,
     merchant_payout,
     consumer_payout,
     recharges,
     text)
)

struct ListEntries {
  OwnerId id;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListEntries, (), (id, limit, cursor))

struct EntryCause {
  CauseKind kind = CauseKind::sale;
  CauseId id;
};
BOOST_DESCRIBE_STRUCT(EntryCause, (), (kind, id))

struct EntryView {
  EntryId id;
  Instant posted_at, occurred_at;
  Reason reason = Reason::recharged;
  std::string text;
  std::optional<std::string> note;
  EntryCause cause;
  Asset asset = Asset::principal;
  Money amount, balance;
  std::optional<RechargeId> recharge;
  std::optional<std::string> store;
};
BOOST_DESCRIBE_STRUCT(
    EntryView,
    (),
    (id, posted_at, occurred_at, reason, text, note, cause, asset, amount, balance, recharge, store)
)

}  // namespace guanxi::wallet

namespace guanxi::api {

inline constexpr Field wallet_member_field{
    .name = "id", .text = {"会员编号", "The member's id"}, .example = R"("271828182845904")"};
inline constexpr Field wallet_store_field{
    .name = "store",
    .text = {"办理门店的编码", "Code of the store where it happens"},
    .min = 1,
    .max = 32,
    .example = R"("S001")",
    .chars = Chars::code};

template <>
struct Doc<wallet::AccountState> {
  static constexpr const char* name = "WalletState";
  static constexpr Text text{"钱包状态", "The state of a wallet"};
  static constexpr Field values[] = {
      {.name = "open", .text = {"正常", "Open"}},
      {.name = "frozen",
       .text = {"已冻结：只接受退货退回", "Frozen: only what returns give back moves"}},
  };
};

template <>
struct Doc<wallet::CauseKind> {
  static constexpr const char* name = "WalletCauseKind";
  static constexpr Text text{"引起变动的业务", "What caused an entry"};
  static constexpr Field values[] = {
      {.name = "sale", .text = {"销售", "A sale"}},
      {.name = "refund", .text = {"退货", "A return"}},
      {.name = "void_sale", .text = {"作废", "A void"}},
      {.name = "change",
       .text = {"存零钱，或作废时找回", "Change saved, or handed out again by a void"}},
      {.name = "recharge", .text = {"充值，或其作废", "A recharge, or its void"}},
      {.name = "payout", .text = {"退余额", "A payout of the balance"}},
      {.name = "freeze", .text = {"冻结", "A freeze"}},
      {.name = "release", .text = {"解冻", "A release"}},
      {.name = "buyer", .text = {"登记购卡人", "A registration of the buyer"}},
      {.name = "merge", .text = {"会员合并", "A merge of two members"}},
      {.name = "merge_undo", .text = {"撤销会员合并", "A merge that was undone"}},
      {.name = "opening", .text = {"期初零钱", "Small change from another system"}},
  };
};

// Also the words of the statement.
template <>
struct Doc<wallet::Reason> {
  static constexpr const char* name = "WalletReason";
  static constexpr Text text{"变动原因", "Why value moved"};
  static constexpr Field values[] = {
      {.name = "recharged", .text = {"充值本金", "Recharged"}},
      {.name = "granted", .text = {"充值赠送", "Given on top of a recharge"}},
      {.name = "paid", .text = {"消费支付", "Paid with"}},
      {.name = "restored", .text = {"退货退回", "Back from a return"}},
      {.name = "saved", .text = {"存入零钱", "Change saved"}},
      {.name = "handed_out",
       .text = {"存零钱的单据作废，零钱找回", "Handed out: the sale that saved it is void"}},
      {.name = "paid_out", .text = {"退还购卡人", "Paid out to the buyer"}},
      {.name = "kept",
       .text =
           {"消费者原因退款，已用部分按未打折价格扣除",
            "Kept: what was used, at its price without the discount"}},
      {.name = "waived", .text = {"退货后返还已扣除部分", "Kept before, due after a return"}},
      {.name = "forfeited", .text = {"退款后赠送失效", "Bonus that ended with a payout"}},
      {.name = "voided", .text = {"充值录错，当日作废", "Voided: the recharge was mistyped"}},
      {.name = "frozen", .text = {"冻结", "Frozen"}},
      {.name = "released", .text = {"解冻", "Released"}},
      {.name = "registered", .text = {"登记购卡人，成为记名钱包", "Buyer registered: named"}},
      {.name = "merged_out",
       .text = {"合并转出：未用余额", "To the member this one was merged into: what was left"}},
      {.name = "merged_in",
       .text = {"合并转入：未用余额", "From a member who was merged: what was left"}},
      {.name = "spent_out",
       .text = {"合并转出：合同中已消费部分", "Of a contract that went along: what was spent"}},
      {.name = "spent_in",
       .text = {"合并转入：合同中已消费部分", "Of a contract that came: what was spent"}},
      {.name = "repaid_out",
       .text = {"合并转出：合同中已退还部分", "Of a contract that went along: what was paid out"}},
      {.name = "repaid_in",
       .text = {"合并转入：合同中已退还部分", "Of a contract that came: what was paid out"}},
      {.name = "kept_out",
       .text = {"合并转出：合同中已扣除部分", "Of a contract that went along: what was kept"}},
      {.name = "kept_in",
       .text = {"合并转入：合同中已扣除部分", "Of a contract that came: what was kept"}},
      {.name = "merged", .text = {"会员合并或撤销", "Members were merged, or a merge undone"}},
      {.name = "unregistered",
       .text = {"撤销合并，登记随之退回", "The registration went back with an undone merge"}},
  };
};

template <>
struct Doc<wallet::Asset> {
  static constexpr const char* name = "WalletAsset";
  static constexpr Text text{"哪一种价值", "Which kind of value"};
  static constexpr Field values[] = {
      {.name = "principal", .text = {"本金", "Principal: paid in"}},
      {.name = "bonus", .text = {"赠送", "Bonus: given on top"}},
      {.name = "change", .text = {"零钱", "Small change"}},
  };
};

template <>
struct Doc<wallet::GetWallet> {
  static constexpr Text text{"查询储值钱包", "Read a member's wallet"};
  static constexpr Field fields[] = {wallet_member_field};
};

template <>
struct Doc<wallet::LotView> {
  static constexpr const char* name = "WalletLot";
  static constexpr Text text{
      "一个批次：original = remaining + spent + paid_out + kept",
      "A lot: original = remaining + spent + paid_out + kept"};
  static constexpr Field fields[] = {
      {.name = "original", .text = {"最初", "In the beginning"}},
      {.name = "remaining", .text = {"剩余", "Left"}},
      {.name = "spent", .text = {"已消费，已扣除退货", "Paid with, less what came back"}},
      {.name = "paid_out",
       .text = {"已退还购卡人，或随充值作废", "Paid out to the buyer, or void with its recharge"}},
      {.name = "kept",
       .text =
           {"本金：退款时扣除；赠送：退款时失效",
            "Principal: kept by a payout; bonus: forfeited by it"}},
  };
};

template <>
struct Doc<wallet::OpenRecharge> {
  static constexpr const char* name = "WalletOpenRecharge";
  static constexpr Text text{"一次仍有余额的充值", "A recharge with something left"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"充值编号", "The recharge"}},
      {.name = "recharged_at", .text = {"充值时间", "When it was paid in"}},
      {.name = "store", .text = {"充值门店", "The store where it was paid in"}},
      {.name = "company",
       .text =
           {"收款的公司（法人）；没有公司层级时为最上级",
            "The legal person that took it; where there is no company, the top of the tree"}},
      {.name = "principal", .text = {"本金批次", "The lot of its principal"}},
      {.name = "bonus", .text = {"赠送批次", "The lot of its bonus"}},
      {.name = "undiscounted",
       .text =
           {"已消费部分按未打折价格计算的金额",
            "What was bought with it, at the price without a discount for paying ahead"}},
      {.name = "merchant_payout",
       .text = {"现在因商家原因退款可得", "Paid out now if the cause is the merchant's"}},
      {.name = "consumer_payout",
       .text = {"现在因消费者原因退款可得", "Paid out now if the cause is the consumer's"}},
      {.name = "text", .text = {"以上数字的说明", "These numbers in words"}},
  };
};

template <>
struct Doc<wallet::WalletView> {
  static constexpr const char* name = "Wallet";
  static constexpr Text text{
      "会员的储值钱包：stored = principal + bonus",
      "A member's wallet: stored = principal + bonus"};
  static constexpr Field fields[] = {
      {.name = "member", .text = {"会员编号", "The member"}},
      {.name = "state", .text = {"状态", "State"}},
      {.name = "named",
       .text = {"已登记购卡人（记名）", "The buyer is registered: a named wallet"}},
      {.name = "principal", .text = {"本金余额", "Principal left"}},
      {.name = "bonus", .text = {"赠送余额", "Bonus left"}},
      {.name = "stored",
       .text = {"储值余额，永不过期", "What can be spent of recharges; it never expires"}},
      {.name = "small_change", .text = {"零钱余额", "Small change"}},
      {.name = "limit",
       .text =
           {"储值限额；没有则该币种不能充值",
            "The legal limit of stored; absent: nothing may be recharged in this currency"}},
      {.name = "room", .text = {"还可充入", "How much more fits"}},
      {.name = "merchant_payout",
       .text =
           {"现在因商家原因全部退款可得，含零钱",
            "Paid out now if the cause is the merchant's, with the small change"}},
      {.name = "consumer_payout",
       .text =
           {"现在因消费者原因全部退款可得，含零钱",
            "Paid out now if the cause is the consumer's, with the small change"}},
      {.name = "recharges",
       .text = {"仍有余额的充值，先充的先用", "Recharges with something left, in order of use"}},
      {.name = "text", .text = {"以上数字的说明", "These numbers in words"}},
  };
};

template <>
struct Doc<wallet::ListEntries> {
  static constexpr const char* name = "ListWalletEntries";
  static constexpr Text text{"查询储值明细", "Read a wallet's statement"};
  static constexpr Field fields[] = {wallet_member_field, limit_field, cursor_field};
};

template <>
struct Doc<wallet::EntryCause> {
  static constexpr const char* name = "WalletCause";
  static constexpr Text text{"引起变动的业务单据", "The document behind an entry"};
  static constexpr Field fields[] = {
      {.name = "kind", .text = {"业务", "Kind"}},
      {.name = "id", .text = {"单据编号", "The receipt, the recharge …"}},
  };
};

template <>
struct Doc<wallet::EntryView> {
  static constexpr const char* name = "WalletEntry";
  static constexpr Text text{"一笔储值变动", "One entry of a wallet's statement"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"编号", "Id"}},
      {.name = "posted_at", .text = {"入账时间", "When it was posted"}},
      {.name = "occurred_at", .text = {"业务发生时间", "When it happened"}},
      {.name = "reason", .text = {"原因", "Why"}},
      {.name = "text", .text = {"原因的文字", "Why, in words of the language asked for"}},
      {.name = "note", .text = {"办理时登记的说明", "What was noted with it"}},
      {.name = "cause", .text = {"业务单据", "The document"}},
      {.name = "asset", .text = {"哪一种价值", "Which kind of value"}},
      {.name = "amount", .text = {"变动，增加为正", "Moved: added is positive"}},
      {.name = "balance", .text = {"该种价值变动后的余额", "The balance of this kind afterwards"}},
      {.name = "recharge", .text = {"所涉充值", "The recharge it moved"}},
      {.name = "store", .text = {"办理门店", "The store where it happened"}},
  };
};

}  // namespace guanxi::api
