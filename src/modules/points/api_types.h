// The requests and answers of the points endpoints, with their documentation. Private to the
// module.
#pragma once

#include "modules/points/words.h"
#include "modules/proofs/request.h"
#include "platform/api/api.h"

namespace guanxi::points {

struct RedemptionTag;
using RedemptionId = Id<RedemptionTag>;
struct EntryTag;
using EntryId = Id<EntryTag>;
struct CauseTag;
using CauseId = Id<CauseTag>;

struct ListEntries {
  OwnerId id;
  std::optional<Sum> class_;
  std::optional<CauseId> lot;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListEntries, (), (id, class_, lot, limit, cursor))

struct EntryCause {
  CauseKind kind = CauseKind::sale;
  CauseId id;
};
BOOST_DESCRIBE_STRUCT(EntryCause, (), (kind, id))

struct EntryView {
  EntryId id;
  Instant posted_at, occurred_at;
  Reason reason = Reason::earned;
  std::string text;
  std::optional<std::string> note;
  EntryCause cause;
  Sum class_ = Sum::a;
  Points points;
  std::optional<Points> held;
  Points balance;
  std::optional<Date> expires_on;
};
BOOST_DESCRIBE_STRUCT(
    EntryView,
    (),
    (id,
     posted_at,
     occurred_at,
     reason,
     text,
     note,
     cause,
     class_,
     points,
     held,
     balance,
     expires_on)
)

struct RedeemPoints {
  OwnerId id;
  Points points;
  std::string reason;
  std::optional<std::string> store;
  std::optional<proofs::Proof> proof;
};
BOOST_DESCRIBE_STRUCT(RedeemPoints, (), (id, points, reason, store, proof))

struct RedemptionView {
  RedemptionId id;
  OwnerId member;
  Points points;
  std::string reason;
  std::optional<std::string> store;
  Points balance;
  Instant posted_at;
};
BOOST_DESCRIBE_STRUCT(RedemptionView, (), (id, member, points, reason, store, balance, posted_at))

struct ReverseRedemption {
  OwnerId id;
  RedemptionId redemption;
};
BOOST_DESCRIBE_STRUCT(ReverseRedemption, (), (id, redemption))

struct RedemptionReversalView {
  RedemptionId redemption;
  OwnerId member;
  Points restored, repaid, expired;
  Points balance;
  Instant posted_at;
};
BOOST_DESCRIBE_STRUCT(
    RedemptionReversalView, (), (redemption, member, restored, repaid, expired, balance, posted_at)
)

inline constexpr std::int64_t redeemed_at_once_max = 1'000'000'000;

}  // namespace guanxi::points

namespace guanxi::api {

inline constexpr Field points_member_field{
    .name = "id", .text = {"会员编号", "The member's id"}, .example = R"("271828182845904")"};

template <>
struct Doc<points::CauseKind> {
  static constexpr const char* name = "PointsCauseKind";
  static constexpr Text text{"引起变动的业务", "What caused an entry"};
  static constexpr Field values[] = {
      {.name = "sale", .text = {"销售", "A sale"}},
      {.name = "refund", .text = {"退货", "A return"}},
      {.name = "void_sale", .text = {"作废", "A void"}},
      {.name = "redemption", .text = {"兑换", "A redemption"}},
      {.name = "redemption_reversal", .text = {"撤销兑换", "The reversal of a redemption"}},
      {.name = "expiry", .text = {"到期", "Expiry; the id is the day, yyyymmdd"}},
      {.name = "correction", .text = {"更正", "A correction"}},
      {.name = "hold", .text = {"积分冻结", "A hold"}},
      {.name = "document", .text = {"人工积分单据", "A points document"}},
      {.name = "transfer", .text = {"家庭内转赠", "A transfer inside a household"}},
      {.name = "transfer_return", .text = {"撤回转赠", "The return of a transfer"}},
      {.name = "gift", .text = {"入会或推荐赠送", "A gift for joining or for a recommendation"}},
      {.name = "merge", .text = {"会员合并", "A merge of two members"}},
      {.name = "merge_undo", .text = {"撤销会员合并", "A merge that was undone"}},
      {.name = "late_return",
       .text =
           {"被合并会员的旧单退货",
            "A return of what a merged member had bought; the refund's id"}},
      {.name = "points_sale", .text = {"购买积分", "Points bought outright"}},
      {.name = "points_sale_void",
       .text = {"作废积分出售", "A sale of points that was voided; the sale's id"}},
      {.name = "refund_without_receipt", .text = {"无小票退货", "A return without the receipt"}},
      {.name = "refund_without_receipt_void",
       .text = {"作废无小票退货", "A return without the receipt that was voided; the void's id"}},
  };
};

// Also the words of the statement.
template <>
struct Doc<points::Reason> {
  static constexpr const char* name = "PointsReason";
  static constexpr Text text{"变动原因", "Why points moved"};
  static constexpr Field values[] = {
      {.name = "earned", .text = {"消费得积分", "Earned"}},
      {.name = "repaid", .text = {"偿还欠分", "Repaid what was owed"}},
      {.name = "reversed", .text = {"退货扣回", "Taken back by a return"}},
      {.name = "owed", .text = {"退货扣回，积分不足，记为欠分", "Taken back by a return, owed"}},
      {.name = "forgiven",
       .text = {"退货积分已过期，免予扣回", "Expired before its return, not charged again"}},
      {.name = "redeemed", .text = {"兑换", "Redeemed"}},
      {.name = "restored", .text = {"兑换撤销，退回", "Restored from a redemption"}},
      {.name = "expired", .text = {"到期失效", "Expired"}},
      {.name = "purchased", .text = {"购买积分", "Bought, outright or to cover a return"}},
      {.name = "granted", .text = {"人工增加", "Granted by a document"}},
      {.name = "deducted", .text = {"人工扣减", "Taken by a document"}},
      {.name = "held", .text = {"冻结", "Held"}},
      {.name = "released", .text = {"解除冻结", "No longer held"}},
      {.name = "settled",
       .text =
           {"解除冻结、收到或合并后偿还欠分",
            "No longer held, received, or merged: repaid what was owed"}},
      {.name = "given", .text = {"转赠给家庭成员", "Given to another member of the household"}},
      {.name = "received",
       .text = {"收到家庭成员转赠", "Received from another member of the household"}},
      {.name = "returned", .text = {"转赠撤回，退回", "Given before, and back again"}},
      {.name = "merged_out", .text = {"合并转出", "Left for another account by a merge"}},
      {.name = "merged_in", .text = {"合并转入", "Came from another account by a merge"}},
      {.name = "merged_back", .text = {"合并撤销，转回", "Came back to the lot that earned it"}},
      {.name = "debt_out", .text = {"合并转出欠分", "What was owed left by a merge"}},
      {.name = "debt_in", .text = {"合并转入欠分", "What another account owed came by a merge"}},
      {.name = "unsettled",
       .text = {"合并撤销，恢复欠分", "A merge was undone: what was repaid is owed again"}},
      {.name = "refunded", .text = {"退购积分", "Bought before, given back for its money"}},
      {.name = "reinstated",
       .text = {"无小票退货作废，恢复", "Taken back without a receipt, and back again: a void"}},
  };
};

template <>
struct Doc<points::Sum> {
  static constexpr const char* name = "PointsSum";
  static constexpr Text text{"变动的类别", "Which sum an entry moves"};
  static constexpr Field values[] = {
      {.name = "a", .text = {"A 消费积分", "A: consumption"}},
      {.name = "b", .text = {"B 倍数积分", "B: multiplied"}},
      {.name = "c", .text = {"C 温馨积分", "C: warmth"}},
      {.name = "d", .text = {"D 人工积分", "D: granted"}},
      {.name = "e", .text = {"E 身份积分", "E: identity"}},
      {.name = "f", .text = {"F 购买积分", "F: purchased"}},
      {.name = "redeemed", .text = {"已回馈", "Redeemed"}},
  };
};

template <>
struct Doc<points::ListEntries> {
  static constexpr Text text{"查询积分明细", "Read a member's statement"};
  static constexpr Field fields[] = {
      points_member_field,
      {.name = "class",
       .text = {"只列变动这一类（或 redeemed）的", "Only those that move this class, or redeemed"},
       .example = R"("a")"},
      {.name = "lot",
       .text =
           {"只列涉及这一批积分的：使之产生的单据编号",
            "Only those of the points that this document made"},
       .example = R"("314159265358979")"},
      limit_field,
      cursor_field};
};

template <>
struct Doc<points::EntryCause> {
  static constexpr const char* name = "PointsCause";
  static constexpr Text text{"引起变动的业务单据", "The document behind an entry"};
  static constexpr Field fields[] = {
      {.name = "kind", .text = {"业务", "Kind"}},
      {.name = "id", .text = {"单据编号", "The receipt, the redemption …"}},
  };
};

template <>
struct Doc<points::EntryView> {
  static constexpr const char* name = "PointsEntry";
  static constexpr Text text{"一笔积分变动", "One entry of the statement"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"编号", "Id"}},
      {.name = "posted_at", .text = {"入账时间", "When it was posted"}},
      {.name = "occurred_at", .text = {"业务发生时间", "When it happened"}},
      {.name = "reason", .text = {"原因", "Why"}},
      {.name = "text", .text = {"原因的文字", "Why, in words of the language asked for"}},
      {.name = "note", .text = {"兑换时登记的说明", "What was noted with a redemption"}},
      {.name = "cause", .text = {"业务单据", "The document"}},
      {.name = "class", .text = {"类别", "Class, or redeemed"}},
      {.name = "points", .text = {"变动，增加为正", "Moved: added is positive"}},
      {.name = "held",
       .text =
           {"冻结（为正）或解除冻结（为负）的积分；余额不变",
            "Set aside (positive) or no longer (negative); the balance stays"}},
      {.name = "balance", .text = {"变动后余额", "The balance afterwards"}},
      {.name = "expires_on",
       .text =
           {"所涉批次的最后可用日", "The last day of the points moved; absent: never, or none"}},
  };
};

template <>
struct Doc<points::RedeemPoints> {
  static constexpr Text text{"使用积分", "Spend points"};
  static constexpr Field fields[] = {
      points_member_field,
      {.name = "points",
       .text = {"使用多少积分", "How many"},
       .min = 1,
       .max = points::redeemed_at_once_max,
       .example = "150"},
      {.name = "reason",
       .text = {"用途，不要写个人信息", "What for; no personal data"},
       .min = 1,
       .max = 200,
       .example = R"("保温杯")"},
      {.name = "store",
       .text =
           {"办理门店的编码；权限限于部分门店的操作者必填",
            "Code of the store; an actor limited to some stores has to name one"},
       .min = 1,
       .max = 32,
       .example = R"("S001")",
       .chars = Chars::code},
      proof_field,
  };
};

template <>
struct Doc<points::RedemptionView> {
  static constexpr const char* name = "PointsRedemption";
  static constexpr Text text{"一次积分使用", "A redemption"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"编号，撤销时使用", "Id; its reversal names it"}},
      {.name = "member", .text = {"会员编号", "The member"}},
      {.name = "points", .text = {"使用的积分", "Points spent"}},
      {.name = "reason", .text = {"用途", "What for"}},
      {.name = "store", .text = {"门店编码", "The store's code"}},
      {.name = "balance", .text = {"使用后的余额", "The balance afterwards"}},
      {.name = "posted_at", .text = {"入账时间", "When it was posted"}},
  };
};

template <>
struct Doc<points::ReverseRedemption> {
  static constexpr Text text{"撤销一次积分使用", "Reverse a redemption"};
  static constexpr Field fields[] = {
      points_member_field,
      {.name = "redemption",
       .text = {"积分使用的编号", "The redemption's id"},
       .example = R"("314159265358979")"},
  };
};

template <>
struct Doc<points::RedemptionReversalView> {
  static constexpr const char* name = "PointsRedemptionReversal";
  static constexpr Text text{"撤销的结果", "What the reversal did"};
  static constexpr Field fields[] = {
      {.name = "redemption", .text = {"积分使用的编号", "The redemption"}},
      {.name = "member", .text = {"会员编号", "The member"}},
      {.name = "restored", .text = {"退回的积分，等于全部使用额", "Points given back: all of it"}},
      {.name = "repaid", .text = {"其中用于偿还欠分", "Of these, what repaid a debt"}},
      {.name = "expired",
       .text = {"其中已过期、当即失效", "Of these, gone at once because their last day is over"}},
      {.name = "balance", .text = {"撤销后的余额", "The balance afterwards"}},
      {.name = "posted_at", .text = {"入账时间", "When it was posted"}},
  };
};

}  // namespace guanxi::api
