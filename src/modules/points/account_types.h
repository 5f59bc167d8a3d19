// The answer about a member's account, in which every number says where it comes from. Private to
// the module.
#pragma once

#include "modules/points/api_types.h"

namespace guanxi::points {

struct GetPoints {
  OwnerId id;
};
BOOST_DESCRIBE_STRUCT(GetPoints, (), (id))

struct ClassSums {
  Points a, b, c, d, e, f;
};
BOOST_DESCRIBE_STRUCT(ClassSums, (), (a, b, c, d, e, f))

struct OpenPoints {
  std::optional<Date> expires_on;
  Points points;
};
BOOST_DESCRIBE_STRUCT(OpenPoints, (), (expires_on, points))

struct UsablePoints {
  Date usable_from;
  Points points;
};
BOOST_DESCRIBE_STRUCT(UsablePoints, (), (usable_from, points))

struct EndingNext {
  std::optional<Date> expires_on;
  Points points;
  Date told_by;
  std::optional<Instant> told_at;
};
BOOST_DESCRIBE_STRUCT(EndingNext, (), (expires_on, points, told_by, told_at))

struct LotView {
  Class class_ = Class::a;
  EntryCause source;
  Points original, left, held;
  bool pending = false;
  std::optional<Date> usable_from, expires_on;
  std::string entries;
};
BOOST_DESCRIBE_STRUCT(
    LotView, (), (class_, source, original, left, held, pending, usable_from, expires_on, entries)
)

struct NumberView {
  std::string number;
  Points points;
  std::string is;
  std::optional<std::string> from;
};
BOOST_DESCRIBE_STRUCT(NumberView, (), (number, points, is, from))

struct AccountView {
  OwnerId member;
  AccountState state = AccountState::open;
  Points balance;
  Points usable;
  ClassSums classes;
  Points redeemed, owed, held;
  std::optional<OpenPoints> next_expiry;
  std::vector<OpenPoints> open;
  Points pending;
  std::optional<UsablePoints> next_usable;
  std::optional<EndingNext> next_ending;
  std::vector<LotView> lots;
  std::vector<NumberView> explanation;
};
BOOST_DESCRIBE_STRUCT(
    AccountView,
    (),
    (member,
     state,
     balance,
     usable,
     classes,
     redeemed,
     owed,
     held,
     next_expiry,
     open,
     pending,
     next_usable,
     next_ending,
     lots,
     explanation)
)

}  // namespace guanxi::points

namespace guanxi::api {

template <>
struct Doc<points::GetPoints> {
  static constexpr Text text{"查询会员积分", "Read a member's points"};
  static constexpr Field fields[] = {points_member_field};
};

template <>
struct Doc<points::ClassSums> {
  static constexpr const char* name = "PointsClassSums";
  static constexpr Text text{"各类积分合计", "The sum of each class"};
  static constexpr Field fields[] = {
      {.name = "a", .text = {"消费积分", "Consumption: base points of ordinary sales"}},
      {.name = "b", .text = {"倍数积分", "Multiplied: the extra from multiplier activities"}},
      {.name = "c", .text = {"温馨积分", "Warmth: gifts tied to a scene"}},
      {.name = "d", .text = {"人工积分", "Granted: manual documents, plus or minus"}},
      {.name = "e", .text = {"身份积分", "Identity: the extra by card type or tier"}},
      {.name = "f",
       .text = {"购买积分", "Purchased, above all when a return could not be covered"}},
  };
};

template <>
struct Doc<points::OpenPoints> {
  static constexpr Text text{"同一天到期的积分", "Points that end on one day"};
  static constexpr Field fields[] = {
      {.name = "expires_on",
       .text =
           {"最后可用日；没有则永不到期", "The last day they can be used; absent: they never end"}},
      {.name = "points", .text = {"剩余积分", "Points left"}},
  };
};

template <>
struct Doc<points::UsablePoints> {
  static constexpr Text text{"同一天起可用的积分", "Points that become usable on one day"};
  static constexpr Field fields[] = {
      {.name = "usable_from", .text = {"从这一天 00:00 起可用", "From 00:00 of this day on"}},
      {.name = "points", .text = {"积分", "Points"}},
  };
};

template <>
struct Doc<points::EndingNext> {
  static constexpr const char* name = "PointsEndingNext";
  static constexpr Text text{
      "最近到期的积分，以及何时通知会员", "What ends next, and when the member is told"};
  static constexpr Field fields[] = {
      {.name = "expires_on", .text = {"最后可用日", "The last day they can be used"}},
      {.name = "points", .text = {"积分，含冻结与未可用的", "Points, held and pending ones too"}},
      {.name = "told_by",
       .text =
           {"最迟在这一天通知会员",
            "By this day the member is told, as long ahead as the programme says"}},
      {.name = "told_at", .text = {"已于此时通知；没有则尚未", "When that was; absent: not yet"}},
  };
};

template <>
struct Doc<points::LotView> {
  static constexpr const char* name = "PointsLot";
  static constexpr Text text{
      "一批积分：一张单据在一类中产生的，先用最早到期的",
      "A lot: what one document made in one class; the first to end is used first"};
  static constexpr Field fields[] = {
      {.name = "class", .text = {"类别", "Class"}},
      {.name = "source", .text = {"产生它的单据", "The document that made it"}},
      {.name = "original", .text = {"原有积分", "Made in all"}},
      {.name = "left", .text = {"剩余积分", "Left"}},
      {.name = "held", .text = {"其中已冻结", "Of these, held"}},
      {.name = "pending", .text = {"是否尚不可用", "Whether it is not usable yet"}},
      {.name = "usable_from",
       .text = {"从这一天起可用；没有则立即可用", "From this day on; absent: at once"}},
      {.name = "expires_on",
       .text = {"最后可用日；没有则永不到期", "The last day; absent: it never ends"}},
      {.name = "entries", .text = {"涉及它的明细", "Where its entries are"}},
  };
};

template <>
struct Doc<points::NumberView> {
  static constexpr const char* name = "PointsNumber";
  static constexpr Text text{"一个数字从哪里来", "Where a number comes from"};
  static constexpr Field fields[] = {
      {.name = "number", .text = {"数字的名称", "The number's name"}},
      {.name = "points", .text = {"数值", "What it is"}},
      {.name = "is", .text = {"怎样得出", "How it follows"}},
      {.name = "from", .text = {"依据的明细、冻结或批次", "What it follows from"}},
  };
};

template <>
struct Doc<points::AccountView> {
  static constexpr const char* name = "PointsAccount";
  static constexpr Text text{
      "会员的积分账户：balance = a + b + c + d + e + f − redeemed",
      "A member's points: balance = a + b + c + d + e + f − redeemed"};
  static constexpr Field fields[] = {
      {.name = "member", .text = {"会员编号", "The member"}},
      {.name = "state",
       .text =
           {"随会员：正常、冻结、关闭；非正常时不能积分或兑换",
            "Follows the member; unless open, nothing is earned or spent"}},
      {.name = "balance",
       .text = {"余额；有欠分时为负", "The balance; negative while points are owed"}},
      {.name = "usable",
       .text =
           {"现在可用的积分；有欠分或账户冻结、关闭时为 0",
            "What can be spent now; 0 while points are owed or the account is not open"}},
      {.name = "classes", .text = {"各类合计", "By class"}},
      {.name = "redeemed", .text = {"已回馈", "Spent, and not given back"}},
      {.name = "owed", .text = {"欠分，由之后所得积分偿还", "Owed; repaid by the next earnings"}},
      {.name = "held", .text = {"已冻结", "Held for something not yet finished"}},
      {.name = "next_expiry", .text = {"最近到期", "What ends next"}},
      {.name = "open", .text = {"按到期日汇总的剩余积分", "What is left, by last day"}},
      {.name = "pending",
       .text =
           {"尚不可用的积分；计入余额，会到期、会被退货扣回，但不能使用",
            "Not usable yet: in the balance, may end and be taken back by a return, but not "
            "spent"}},
      {.name = "next_usable", .text = {"接下来可用的", "What becomes usable next"}},
      {.name = "next_ending", .text = {"最近到期与通知", "What ends next, and its notice"}},
      {.name = "lots",
       .text = {"有剩余的批次，按使用顺序", "The lots with something left, in the order of use"}},
      {.name = "explanation", .text = {"每个数字从哪里来", "Where each number comes from"}},
  };
};

}  // namespace guanxi::api
