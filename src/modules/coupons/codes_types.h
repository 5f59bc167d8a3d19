// The requests and answers about batches of codes and lists of members, with their documentation.
// Private to the module.
#pragma once

#include "modules/coupons/api_types.h"
#include "modules/coupons/codes.h"
#include "modules/coupons/lists.h"

namespace guanxi::coupons {

struct OrderCodes {
  TemplateId template_;
  std::int64_t codes = 1;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(OrderCodes, (), (template_, codes, note))
struct ListCodeBatches {
  TemplateId template_;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListCodeBatches, (), (template_, limit, cursor))
struct NameCodeBatch {
  BatchId id;
};
BOOST_DESCRIBE_STRUCT(NameCodeBatch, (), (id))
struct CodeBatchView {
  BatchId id;
  TemplateId template_;
  BatchState state = BatchState::making;
  std::int64_t codes = 0, made = 0, claimed = 0;
  std::string note;
  Instant made_at;
  ActorId made_by;
  std::optional<Instant> exported_at;
  std::optional<ActorId> exported_by;
};
BOOST_DESCRIBE_STRUCT(
    CodeBatchView,
    (),
    (id, template_, state, codes, made, claimed, note, made_at, made_by, exported_at, exported_by)
)

struct OrderList {
  TemplateId template_;
  std::vector<OwnerId> members;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(OrderList, (), (template_, members, reason))
struct OrderAudienceList {
  TemplateId template_;
  audiences::AudienceId audience;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(OrderAudienceList, (), (template_, audience, reason))
struct ListLists {
  TemplateId template_;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListLists, (), (template_, limit, cursor))
struct NameList {
  ListId id;
};
BOOST_DESCRIBE_STRUCT(NameList, (), (id))
struct ListRows {
  ListId id;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListRows, (), (id, limit, cursor))
struct ListView {
  ListId id;
  TemplateId template_;
  std::optional<audiences::AudienceId> audience;
  ListState state = ListState::running;
  std::int64_t members = 0, handled = 0, refused = 0;
  std::optional<std::int64_t> eligible, over_limit, stock_left, short_by;
  std::string reason;
  Instant made_at;
  ActorId made_by;
};
BOOST_DESCRIBE_STRUCT(
    ListView,
    (),
    (id,
     template_,
     audience,
     state,
     members,
     handled,
     refused,
     eligible,
     over_limit,
     stock_left,
     short_by,
     reason,
     made_at,
     made_by)
)
struct ListRefusalView {
  std::string refusal;
  std::int64_t members = 0;
};
BOOST_DESCRIBE_STRUCT(ListRefusalView, (), (refusal, members))
struct ListResultView {
  ListView list;
  std::int64_t issued = 0;
  std::vector<ListRefusalView> refusals;
};
BOOST_DESCRIBE_STRUCT(ListResultView, (), (list, issued, refusals))
struct ListRowView {
  OwnerId member;
  std::optional<CouponId> coupon;
  std::optional<std::string> refusal;
};
BOOST_DESCRIBE_STRUCT(ListRowView, (), (member, coupon, refusal))

}  // namespace guanxi::coupons

namespace guanxi::api {

namespace coupon_fields {
inline constexpr Field asked_template{
    .name = "template",
    .text = {"券模板编号", "Id of the template"},
    .example = R"("300000000000001")"};
inline constexpr Field batch{
    .name = "id", .text = {"批次编号", "Id of the batch"}, .example = R"("300000000000004")"};
inline constexpr Field list{
    .name = "id", .text = {"名单编号", "Id of the list"}, .example = R"("300000000000005")"};
}  // namespace coupon_fields

template <>
struct Doc<coupons::BatchState> {
  static constexpr const char* name = "CouponBatchState";
  static constexpr Text text{"一批券码的状态", "State of a batch of codes"};
  static constexpr Field values[] = {
      {.name = "making", .text = {"生成中", "Being made"}},
      {.name = "made", .text = {"已生成", "Made"}},
      {.name = "exported", .text = {"已导出", "Exported"}},
      {.name = "cancelled",
       .text = {"已取消，未领取的作废", "Cancelled: unclaimed codes are void"}},
  };
};
template <>
struct Doc<coupons::ListState> {
  static constexpr const char* name = "CouponListState";
  static constexpr Text text{"发券名单的状态", "State of a list"};
  static constexpr Field values[] = {
      {.name = "counting", .text = {"人群清点中", "An audience is being counted"}},
      {.name = "counted", .text = {"已清点，等待放行", "Counted; waits for its release"}},
      {.name = "running", .text = {"发放中", "Under way"}},
      {.name = "done", .text = {"已完成", "Done"}},
      {.name = "cancelled", .text = {"已取消，已发的不变", "Cancelled; what was issued stays"}},
  };
};
template <>
struct Doc<coupons::OrderCodes> {
  static constexpr const char* name = "OrderCouponCodes";
  static constexpr Text text{"生成一批券码", "Codes to make"};
  static constexpr Field fields[] = {
      coupon_fields::asked_template,
      {.name = "codes",
       .text = {"数量", "How many"},
       .min = 1,
       .max = coupons::limits::batch_codes_max,
       .example = "1000"},
      {.name = "note",
       .text = {"备注", "A note"},
       .min = 0,
       .max = 500,
       .example = R"("传单")",
       .chars = Chars::lines,
       .has_default = true}};
};
template <>
struct Doc<coupons::ListCodeBatches> {
  static constexpr const char* name = "ListCouponBatches";
  static constexpr Text text{"查询券码批次", "List batches of codes"};
  static constexpr Field fields[] = {coupon_fields::asked_template, limit_field, cursor_field};
};
template <>
struct Doc<coupons::NameCodeBatch> {
  static constexpr const char* name = "NameCouponBatch";
  static constexpr Text text{"一批券码", "A batch of codes"};
  static constexpr Field fields[] = {coupon_fields::batch};
};
template <>
struct Doc<coupons::CodeBatchView> {
  static constexpr const char* name = "CouponBatch";
  static constexpr Text text{"一批券码", "A batch of codes"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"编号", "Id"}},
      {.name = "template", .text = {"券模板编号", "Id of the template"}},
      {.name = "state", .text = {"状态", "State"}},
      {.name = "codes", .text = {"数量", "How many were ordered"}},
      {.name = "made", .text = {"已生成", "How many are made"}},
      {.name = "claimed", .text = {"已领取", "How many are claimed"}},
      {.name = "note", .text = {"备注", "The note"}},
      {.name = "made_at", .text = {"下单时间", "When it was ordered"}},
      {.name = "made_by", .text = {"下单人", "By whom"}},
      {.name = "exported_at", .text = {"导出时间", "When it was exported"}},
      {.name = "exported_by", .text = {"导出人", "By whom"}}};
};
template <>
struct Doc<coupons::OrderList> {
  static constexpr const char* name = "OrderCouponList";
  static constexpr Text text{"按名单发券", "Issue to a list of members"};
  static constexpr Field fields[] = {
      coupon_fields::asked_template,
      {.name = "members",
       .text =
           {"会员编号，每位一张，不能重复；已合并的按合并后的会员",
            "Members, one coupon each; nobody stands there twice. A merged one is who they are "
            "now"},
       .min_items = 1,
       .max_items = coupons::limits::list_members_max,
       .example = R"(["300000000000002"])"},
      coupon_fields::reason};
};
template <>
struct Doc<coupons::OrderAudienceList> {
  static constexpr const char* name = "OrderCouponAudience";
  static constexpr Text text{"按人群发券", "Issue to an audience"};
  static constexpr Field fields[] = {
      coupon_fields::asked_template,
      {.name = "audience",
       .text = {"人群编号", "Id of the audience"},
       .example = R"("300000000000007")"},
      coupon_fields::reason};
};
template <>
struct Doc<coupons::ListLists> {
  static constexpr const char* name = "ListCouponLists";
  static constexpr Text text{"查询发券名单", "Read the lists of a template"};
  static constexpr Field fields[] = {coupon_fields::asked_template, limit_field, cursor_field};
};
template <>
struct Doc<coupons::NameList> {
  static constexpr const char* name = "NameCouponList";
  static constexpr Text text{"一份名单", "A list"};
  static constexpr Field fields[] = {coupon_fields::list};
};
template <>
struct Doc<coupons::ListRows> {
  static constexpr const char* name = "ListCouponListRows";
  static constexpr Text text{"查询名单的各行", "Read the rows of a list"};
  static constexpr Field fields[] = {coupon_fields::list, limit_field, cursor_field};
};
template <>
struct Doc<coupons::ListView> {
  static constexpr const char* name = "CouponList";
  static constexpr Text text{"一份发券名单", "A list of members that coupons are issued to"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"编号", "Id"}},
      {.name = "template", .text = {"券模板编号", "Id of the template"}},
      {.name = "audience", .text = {"人群编号", "The audience, if it is one's"}},
      {.name = "state", .text = {"状态", "State"}},
      {.name = "members",
       .text = {"行数；人群为已清点人数", "How many rows it has; of an audience: are counted"}},
      {.name = "handled", .text = {"已处理", "How many are through"}},
      {.name = "refused", .text = {"其中未发", "Of them, refused"}},
      {.name = "eligible",
       .text = {"人群：清点时可发的人数，不计库存", "Of an audience, as counted: could get one"}},
      {.name = "over_limit",
       .text = {"人群：清点时已达每人限领", "Likewise: have as many as a member may have"}},
      {.name = "stock_left",
       .text = {"人群：现有余量，空为不限", "Of an audience: what is left now; none: any number"}},
      {.name = "short_by",
       .text = {"人群：待放行时库存还差多少", "Before its release: so many too few are left"}},
      {.name = "reason", .text = {"原因", "Why"}},
      {.name = "made_at", .text = {"下单时间", "When it was ordered"}},
      {.name = "made_by", .text = {"下单人", "By whom"}}};
};
template <>
struct Doc<coupons::ListRefusalView> {
  static constexpr const char* name = "CouponListRefusal";
  static constexpr Text text{"一种未发的原因", "A reason for which none was issued"};
  static constexpr Field fields[] = {
      {.name = "refusal", .text = {"原因", "The reason"}},
      {.name = "members", .text = {"会员数", "How many members"}}};
};
template <>
struct Doc<coupons::ListResultView> {
  static constexpr const char* name = "CouponListResult";
  static constexpr Text text{"名单的结果", "What became of a list"};
  static constexpr Field fields[] = {
      {.name = "list", .text = {"名单", "The list"}},
      {.name = "issued", .text = {"已发", "How many were issued"}},
      {.name = "refusals",
       .text = {"未发的原因，多的在前", "Why others got none, the most frequent first"}}};
};
template <>
struct Doc<coupons::ListRowView> {
  static constexpr const char* name = "CouponListRow";
  static constexpr Text text{"名单的一行", "A row of a list"};
  static constexpr Field fields[] = {
      {.name = "member", .text = {"会员编号", "The member"}},
      {.name = "coupon", .text = {"发出的券", "The coupon that was issued"}},
      {.name = "refusal", .text = {"未发的原因", "Why there is none"}}};
};

}  // namespace guanxi::api
