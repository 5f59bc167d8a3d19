// The requests and answers of the overview of a member, with their documentation.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "flows/enrol/types.h"
#include "flows/overview/facts_types.h"
#include "modules/wallet/wallet.h"
#include "platform/api/api.h"

namespace guanxi::overview {

enum class Happening {
  joined,
  sale,
  refund,
  void_sale,
  points_redeemed,
  points_expired,
  points_corrected,
  points_held,
  points_document,
  points_transferred,
  points_gift,
  points_bought,
  points_sale_voided,
  merged,
  merge_undone,
  recharge,
  recharge_voided,
  small_change_opened,
  payout,
  wallet_frozen,
  wallet_released,
  buyer_registered,
  card_issued,
  card_changed,
  tier_changed,
  profile_changed,
  data_seen,
  consent_given,
  consent_withdrawn,
  person_request,
  household_changed,
  risk_noted,
  identity_added,
  identity_verified,
  identity_released,
  pin_set,
  pin_removed,
  membership_bought,
  membership_renewed,
  membership_cancelled,
  membership_ended,
  receipt_attributed,
  attribution_step,
  refund_without_receipt,
  refund_without_receipt_void,
  recorded
};
BOOST_DESCRIBE_ENUM(
    Happening,
    joined,
    sale,
    refund,
    void_sale,
    points_redeemed,
    points_expired,
    points_corrected,
    points_held,
    points_document,
    points_transferred,
    points_gift,
    points_bought,
    points_sale_voided,
    merged,
    merge_undone,
    recharge,
    recharge_voided,
    small_change_opened,
    payout,
    wallet_frozen,
    wallet_released,
    buyer_registered,
    card_issued,
    card_changed,
    tier_changed,
    profile_changed,
    data_seen,
    consent_given,
    consent_withdrawn,
    person_request,
    household_changed,
    risk_noted,
    identity_added,
    identity_verified,
    identity_released,
    pin_set,
    pin_removed,
    membership_bought,
    membership_renewed,
    membership_cancelled,
    membership_ended,
    receipt_attributed,
    attribution_step,
    refund_without_receipt,
    refund_without_receipt_void,
    recorded
)

struct TimelineItem {
  Instant at;
  Happening kind = Happening::sale;
  std::string text;
  std::optional<Points> points;
  std::optional<Money> amount;
  std::optional<ReceiptId> receipt;
  std::optional<CardId> card;
  std::optional<std::string> store;
  std::optional<ActorId> actor;
  OwnerId member;
};
BOOST_DESCRIBE_STRUCT(
    TimelineItem, (), (at, kind, text, points, amount, receipt, card, store, actor, member)
)

struct ListTimeline {
  OwnerId id;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListTimeline, (), (id, limit, cursor))

struct WalletFacts {
  wallet::AccountState state = wallet::AccountState::open;
  Money stored, small_change;
};
BOOST_DESCRIBE_STRUCT(WalletFacts, (), (state, stored, small_change))

struct Purchase {
  ReceiptId receipt;
  OwnerId member;
  std::string store;
  Date business_date;
  Money payable, refunded;
  Points points;
};
BOOST_DESCRIBE_STRUCT(
    Purchase, (), (receipt, member, store, business_date, payable, refunded, points)
)

struct OverviewView {
  enrol::MemberView member;
  std::vector<enrol::IdentityView> identities;
  std::optional<PointsSoon> points;
  std::optional<std::vector<tiers::TierStanding>> tiers;
  std::optional<std::vector<PaidMembership>> memberships;
  std::optional<HouseholdFacts> household;
  std::optional<WalletFacts> wallet;
  std::vector<Purchase> purchases;
  int possible_duplicates = 0;
  std::vector<TimelineItem> timeline;
  std::optional<std::string> timeline_cursor;
};
BOOST_DESCRIBE_STRUCT(
    OverviewView,
    (),
    (member,
     identities,
     points,
     tiers,
     memberships,
     household,
     wallet,
     purchases,
     possible_duplicates,
     timeline,
     timeline_cursor)
)

}  // namespace guanxi::overview

namespace guanxi::api {

template <>
struct Doc<overview::Happening> {
  static constexpr const char* name = "TimelineKind";
  static constexpr Text text{"时间线上的事件", "What happened"};
  static constexpr Field values[] = {
      {.name = "joined", .text = {"入会", "Joined"}},
      {.name = "sale", .text = {"消费", "A purchase"}},
      {.name = "refund", .text = {"退货", "A return"}},
      {.name = "void_sale", .text = {"整单作废", "A sale made void"}},
      {.name = "points_redeemed", .text = {"积分兑换或其撤销", "Points redeemed, or given back"}},
      {.name = "points_expired", .text = {"积分过期", "Points expired"}},
      {.name = "points_corrected", .text = {"积分更正", "Points corrected"}},
      {.name = "points_held", .text = {"积分预留及其结束", "A hold on points, or its end"}},
      {.name = "points_document", .text = {"积分调整单", "A points document"}},
      {.name = "points_transferred",
       .text = {"家庭内转赠积分", "Points given or received inside a household"}},
      {.name = "points_gift",
       .text = {"入会或推荐赠送积分", "Points given for joining or a recommendation"}},
      {.name = "points_bought", .text = {"购买积分", "Points bought outright"}},
      {.name = "points_sale_voided",
       .text = {"作废积分出售", "Points bought outright, given back for their money"}},
      {.name = "merged", .text = {"会员合并", "Two members were merged"}},
      {.name = "merge_undone", .text = {"撤销会员合并", "A merge of members was undone"}},
      {.name = "recharge", .text = {"充值", "A recharge"}},
      {.name = "recharge_voided", .text = {"撤销误充值", "A mistyped recharge was made void"}},
      {.name = "small_change_opened",
       .text = {"期初零钱", "Small change brought from another system"}},
      {.name = "payout", .text = {"退还余额", "A balance paid out"}},
      {.name = "wallet_frozen", .text = {"钱包冻结", "The wallet was frozen"}},
      {.name = "wallet_released", .text = {"钱包解冻", "The wallet was released"}},
      {.name = "buyer_registered", .text = {"登记购卡人", "The wallet's buyer was registered"}},
      {.name = "card_issued", .text = {"发卡", "A card was issued"}},
      {.name = "card_changed", .text = {"会员卡状态变更", "The state of a card changed"}},
      {.name = "tier_changed", .text = {"等级变动", "Another tier"}},
      {.name = "profile_changed", .text = {"资料变更", "The profile was changed"}},
      {.name = "data_seen", .text = {"明文查看了个人资料", "Personal data was seen in the clear"}},
      {.name = "consent_given", .text = {"给予同意", "A consent was given"}},
      {.name = "consent_withdrawn", .text = {"撤回同意", "A consent was withdrawn"}},
      {.name = "person_request", .text = {"个人信息请求", "A request about personal data"}},
      {.name = "household_changed", .text = {"家庭账户变动", "A change of the household"}},
      {.name = "risk_noted", .text = {"风控记录", "A note of risk control"}},
      {.name = "identity_added", .text = {"绑定身份标识", "An identity was bound"}},
      {.name = "identity_verified", .text = {"验证身份标识", "An identity was verified"}},
      {.name = "identity_released", .text = {"解除身份标识", "An identity was released"}},
      {.name = "pin_set", .text = {"设置或更改密码", "The PIN was set or changed"}},
      {.name = "pin_removed", .text = {"清除密码", "The PIN was taken away"}},
      {.name = "membership_bought", .text = {"购买付费会员", "A paid membership was bought"}},
      {.name = "membership_renewed", .text = {"付费会员续费", "A paid membership was renewed"}},
      {.name = "membership_cancelled",
       .text = {"取消付费会员", "A term of a paid membership was cancelled"}},
      {.name = "membership_ended", .text = {"付费会员到期", "A paid membership ended"}},
      {.name = "receipt_attributed", .text = {"补登小票", "A receipt was attributed"}},
      {.name = "attribution_step",
       .text =
           {"补登单的提交、批准、驳回或撤回",
            "A late attribution was submitted, approved, rejected or withdrawn"}},
      {.name = "refund_without_receipt", .text = {"无小票退货", "A return without the receipt"}},
      {.name = "refund_without_receipt_void",
       .text = {"作废无小票退货", "A return without the receipt made void"}},
      {.name = "recorded", .text = {"审计记录中的其他事项", "Something else in the audit trail"}},
  };
};

template <>
struct Doc<overview::TimelineItem> {
  static constexpr Text text{"时间线上的一件事", "Something that happened"};
  static constexpr Field fields[] = {
      {.name = "at", .text = {"入账或登记的时间", "When it was posted or noted"}},
      {.name = "kind", .text = {"类别", "What it is"}},
      {.name = "text", .text = {"一句话说明", "In a sentence"}},
      {.name = "points", .text = {"积分余额的变化", "What the balance of points gained by it"}},
      {.name = "amount",
       .text =
           {"金额：小票应收、充值本金、退款、付费会员的款项",
            "Payable, principal, payout, what a paid membership cost or gives back"}},
      {.name = "receipt", .text = {"小票编号", "The receipt"}},
      {.name = "card", .text = {"会员卡编号", "The card"}},
      {.name = "store",
       .text =
           {"门店编码；权限之外的门店不显示",
            "The store's code; not that of a store out of scope"}},
      {.name = "actor", .text = {"操作者", "Who did it"}},
      {.name = "member",
       .text =
           {"记在谁名下：本会员，或并入本会员的会员",
            "Under whom it stands: this member, or one that was merged into it"}},
  };
};

template <>
struct Doc<overview::ListTimeline> {
  static constexpr Text text{"查询会员时间线", "Asks for a member's timeline"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"会员编号", "The member's id"}, .example = R"("271828182845904")"},
      limit_field,
      cursor_field,
  };
};

template <>
struct Doc<overview::WalletFacts> {
  static constexpr Text text{"储值与零钱", "Stored value and small change"};
  static constexpr Field fields[] = {
      {.name = "state", .text = {"状态", "State"}},
      {.name = "stored", .text = {"储值：本金与赠送", "Stored value: principal and bonus"}},
      {.name = "small_change", .text = {"零钱", "Small change"}},
  };
};

template <>
struct Doc<overview::Purchase> {
  static constexpr Text text{"一次消费", "A purchase"};
  static constexpr Field fields[] = {
      {.name = "receipt", .text = {"小票编号", "The receipt"}},
      {.name = "member",
       .text =
           {"记在谁名下：本会员，或并入本会员的会员",
            "Under whom it stands: this member, or one that was merged into it"}},
      {.name = "store", .text = {"门店编码", "The store's code"}},
      {.name = "business_date", .text = {"营业日", "Business date"}},
      {.name = "payable", .text = {"应收", "Payable"}},
      {.name = "refunded", .text = {"已退", "Gone back so far"}},
      {.name = "points", .text = {"所得积分", "Points earned, of all classes"}},
  };
};

template <>
struct Doc<overview::OverviewView> {
  static constexpr const char* name = "MemberOverview";
  static constexpr Text text{"会员全貌", "A member at a glance"};
  static constexpr Field fields[] = {
      {.name = "member",
       .text = {"资料、会员卡与积分；按权限脱敏", "Facts, cards and points; masked as permitted"}},
      {.name = "identities",
       .text =
           {"身份标识的状态，不含内容；包括并入会员的",
            "Identities with their states, without their values; those of merged members too"}},
      {.name = "points",
       .text =
           {"将可用与将到期的积分；须有 points:read 权限",
            "Points that come and go soon; with points:read"}},
      {.name = "tiers",
       .text =
           {"各等级体系中的等级、成长值、下一级、期末与授予；须有 tiers:read 权限",
            "On each ladder the tier, growth, what is missing, the period's end and grants; with "
            "tiers:read"}},
      {.name = "memberships",
       .text =
           {"有效的付费会员资格；须有 memberships:read 权限",
            "Paid memberships that run; with memberships:read"}},
      {.name = "household",
       .text =
           {"所在的家庭账户；不在任何家庭或没有 households:read 权限则无",
            "The household; absent where the member is in none or without households:read"}},
      {.name = "wallet",
       .text =
           {"储值与零钱；没有钱包或没有 wallet:read 权限则无",
            "Stored value and small change; absent without a wallet or the permission "
            "wallet:read"}},
      {.name = "purchases",
       .text =
           {"最近的消费，最多 10 次，含并入会员的；须有 sales:read 权限，只含权限内的门店",
            "The last purchases, at most ten, those of merged members too; with sales:read, of "
            "stores in scope"}},
      {.name = "possible_duplicates",
       .text = {"待核对的疑似重复", "Pairs that wait for somebody to say who is who"}},
      {.name = "timeline", .text = {"最近发生的事", "What happened last"}},
      {.name = "timeline_cursor",
       .text =
           {"时间线下一页的 cursor；没有更早的则无",
            "The cursor of the timeline's next page; absent where nothing is older"}},
  };
};

}  // namespace guanxi::api
