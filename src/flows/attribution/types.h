// Requests and answers of late attributions.
#pragma once

#include <optional>
#include <string>

#include "flows/checkout/types.h"
#include "modules/sales/attribution.h"

namespace guanxi::attribution {

struct AttributeReceipt {
  ReceiptId receipt;
  checkout::MemberRef member;
  std::string cashier, reason;
};
BOOST_DESCRIBE_STRUCT(AttributeReceipt, (), (receipt, member, cashier, reason))

struct AttributionAnswer {
  sales::AttributionId id;
  sales::AttributionState state = sales::AttributionState::submitted;
  OwnerId member;
  Points earned, returned;
  std::optional<checkout::ReceiptAnswer> receipt;
  std::optional<Points> balance;
  std::optional<Instant> attributed_at;
};
BOOST_DESCRIBE_STRUCT(
    AttributionAnswer, (), (id, state, member, earned, returned, receipt, balance, attributed_at)
)

struct AttributionById {
  sales::AttributionId id;
};
BOOST_DESCRIBE_STRUCT(AttributionById, (), (id))

struct ListAttributions {
  std::string programme;
  std::optional<sales::AttributionState> state;
  std::optional<std::string> store;
  std::optional<OwnerId> member;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListAttributions, (), (programme, state, store, member, limit, cursor))

struct ApproveAttribution {
  sales::AttributionId id;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(ApproveAttribution, (), (id, note))

struct RejectAttribution {
  sales::AttributionId id;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(RejectAttribution, (), (id, reason))

struct AttributionView {
  sales::AttributionId id;
  sales::AttributionState state = sales::AttributionState::submitted;
  ReceiptId receipt;
  std::string store;
  OwnerId member;
  Points earned, returned;
  std::string cashier, reason;
  Instant submitted_at;
  ActorId submitted_by;
  std::optional<Instant> decided_at;
  std::optional<ActorId> decided_by;
  std::optional<std::string> decision;
  std::optional<Instant> attributed_at;
};
BOOST_DESCRIBE_STRUCT(
    AttributionView,
    (),
    (id,
     state,
     receipt,
     store,
     member,
     earned,
     returned,
     cashier,
     reason,
     submitted_at,
     submitted_by,
     decided_at,
     decided_by,
     decision,
     attributed_at)
)

}  // namespace guanxi::attribution

namespace guanxi::api {

namespace attribution_fields {
inline constexpr Field id{
    .name = "id",
    .text = {"补登单编号", "The attribution's id"},
    .example = R"("314159265358979")"};
inline constexpr Field state{.name = "state", .text = {"状态", "Where it stands"}};
inline constexpr Field earned{
    .name = "earned",
    .text = {
        "整单应得积分；未入账时为预计", "Points of the whole sale; expected, until it is posted"}};
inline constexpr Field returned{
    .name = "returned",
    .text = {"其中已退货部分，随即收回", "Of these, what has come back takes at once"}};
inline constexpr Field attributed_at{
    .name = "attributed_at", .text = {"入账时间", "When the member was given the receipt"}};
}  // namespace attribution_fields

template <>
struct Doc<sales::AttributionState> {
  static constexpr const char* name = "AttributionState";
  static constexpr Text text{"补登单的状态", "Where a late attribution stands"};
  static constexpr Field values[] = {
      {.name = "submitted", .text = {"待审批", "Submitted, to be approved"}},
      {.name = "posted", .text = {"已入账", "The member has the receipt"}},
      {.name = "rejected", .text = {"已驳回", "Rejected"}},
      {.name = "withdrawn", .text = {"已撤回", "Withdrawn"}},
  };
};

template <>
struct Doc<attribution::AttributeReceipt> {
  static constexpr Text text{"补登", "A receipt for a member"};
  static constexpr Field fields[] = {
      {.name = "receipt", .text = {"散客销售单据编号", "Id of the sale without a member"}},
      {.name = "member", .text = {"会员；不可用动态码", "The member; not by a rotating code"}},
      {.name = "cashier",
       .text = {"经手员工号", "The employee who does it"},
       .min = 1,
       .max = 32,
       .example = R"("C07")"},
      {.name = "reason",
       .text = {"原因；不要写个人信息", "Why; no personal data"},
       .min = 1,
       .max = 200,
       .example = R"("忘带会员卡")"},
  };
};

template <>
struct Doc<attribution::AttributionAnswer> {
  static constexpr Text text{
      "补登结果：已入账，或待审批", "What has become of it: posted, or to be approved"};
  static constexpr Field fields[] = {
      attribution_fields::id,
      attribution_fields::state,
      {.name = "member", .text = {"会员编号", "The member"}},
      attribution_fields::earned,
      attribution_fields::returned,
      {.name = "receipt",
       .text = {"补登后的单据；待审批时无", "The receipt, now the member's; absent until then"}},
      {.name = "balance",
       .text =
           {"补登后的积分余额；待审批时无", "The member's balance afterwards; absent until then"}},
      attribution_fields::attributed_at,
  };
};

template <>
struct Doc<attribution::AttributionById> {
  static constexpr Text text{"补登单", "A late attribution"};
  static constexpr Field fields[] = {attribution_fields::id};
};

template <>
struct Doc<attribution::ListAttributions> {
  static constexpr Text text{"查询补登单", "Late attributions to list"};
  static constexpr Field fields[] = {
      {.name = "programme",
       .text = {"会员计划编码", "Programme code"},
       .min = 1,
       .max = 32,
       .example = R"("MAIN")",
       .chars = Chars::code},
      {.name = "state",
       .text = {"状态；不填为全部", "Those in this state; in any if absent"},
       .example = R"("submitted")"},
      {.name = "store",
       .text = {"销售门店编码；不填为全部", "Of sales of this store; of all if absent"},
       .min = 1,
       .max = 32,
       .example = R"("S001")"},
      {.name = "member",
       .text = {"会员编号；含并入该会员的", "Of this member, and of those merged into it"},
       .example = R"("271828182845904")"},
      limit_field,
      cursor_field};
};

template <>
struct Doc<attribution::ApproveAttribution> {
  static constexpr Text text{"批准补登", "Approve a late attribution"};
  static constexpr Field fields[] = {
      attribution_fields::id,
      {.name = "note",
       .text = {"审批意见", "What the approver has to say"},
       .min = 1,
       .max = 200,
       .example = R"("小票已核对")"}};
};

template <>
struct Doc<attribution::RejectAttribution> {
  static constexpr Text text{"驳回补登", "Reject a late attribution"};
  static constexpr Field fields[] = {
      attribution_fields::id,
      {.name = "reason",
       .text = {"驳回的理由；不要写个人信息", "Why; no personal data"},
       .min = 1,
       .max = 200,
       .example = R"("小票不是本人的")"}};
};

template <>
struct Doc<attribution::AttributionView> {
  static constexpr const char* name = "Attribution";
  static constexpr Text text{"一张补登单", "A late attribution"};
  static constexpr Field fields[] = {
      attribution_fields::id,
      attribution_fields::state,
      {.name = "receipt", .text = {"销售单据编号", "The sale"}},
      {.name = "store", .text = {"销售门店编码", "Code of the sale's store"}},
      {.name = "member", .text = {"会员编号", "The member"}},
      attribution_fields::earned,
      attribution_fields::returned,
      {.name = "cashier", .text = {"经手员工号", "The employee at the desk"}},
      {.name = "reason", .text = {"补登原因", "Why"}},
      {.name = "submitted_at", .text = {"提交时间", "When it was submitted"}},
      {.name = "submitted_by", .text = {"提交人", "Its author"}},
      {.name = "decided_at",
       .text = {"批准、驳回或撤回时间；免审批的无", "When it was approved, rejected or withdrawn"}},
      {.name = "decided_by", .text = {"批准、驳回或撤回人", "Who did"}},
      {.name = "decision", .text = {"审批意见或驳回理由", "What was noted with it"}},
      attribution_fields::attributed_at,
  };
};

}  // namespace guanxi::api
