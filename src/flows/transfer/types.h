// The requests and answers of transfers, with their documentation. Private to the flow.
#pragma once

#include "modules/households/households.h"
#include "modules/points/transfers.h"
#include "modules/proofs/request.h"
#include "platform/api/api.h"

namespace guanxi::transfer {

enum class Letter { a, b, c, d, e, f };
BOOST_DESCRIBE_ENUM(Letter, a, b, c, d, e, f)

struct ChosenPoints {
  Letter class_ = Letter::a;
  std::optional<Date> expires_on;
  Points points;
};
BOOST_DESCRIBE_STRUCT(ChosenPoints, (), (class_, expires_on, points))

struct GivePoints {
  OwnerId id, to;
  std::optional<Points> points;
  std::vector<ChosenPoints> lots;
  std::optional<std::string> note, store;
  std::optional<proofs::Proof> proof;
};
BOOST_DESCRIBE_STRUCT(GivePoints, (), (id, to, points, lots, note, store, proof))

struct ReturnPoints {
  OwnerId id;
  points::PointsTransferId transfer;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReturnPoints, (), (id, transfer, reason))

struct ListTransfers {
  OwnerId id;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListTransfers, (), (id, limit, cursor))

struct TransferredPart {
  Letter class_ = Letter::a;
  std::optional<Date> expires_on;
  Points points;
};
BOOST_DESCRIBE_STRUCT(TransferredPart, (), (class_, expires_on, points))

struct TransferView {
  points::PointsTransferId id;
  OwnerId from, to;
  households::HouseholdId household;
  Points points;
  std::optional<std::string> note, store;
  Instant given_at;
  ActorId given_by;
  Points returned;
  std::optional<Instant> returned_at;
  std::optional<ActorId> returned_by;
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(
    TransferView,
    (),
    (id,
     from,
     to,
     household,
     points,
     note,
     store,
     given_at,
     given_by,
     returned,
     returned_at,
     returned_by,
     reason)
)

struct TransferDone {
  TransferView transfer;
  std::vector<TransferredPart> parts;
  Points settled;
  Points from_balance, to_balance;
};
BOOST_DESCRIBE_STRUCT(TransferDone, (), (transfer, parts, settled, from_balance, to_balance))

}  // namespace guanxi::transfer

namespace guanxi::api {

namespace transfer_fields {
inline constexpr Field id{
    .name = "id", .text = {"会员编号", "The member's id"}, .example = R"("271828182845904")"};
inline constexpr Field klass{
    .name = "class", .text = {"积分类别", "Class of the points"}, .example = R"("a")"};
inline constexpr Field expires_on{
    .name = "expires_on", .text = {"最后可用日", "Their last day"}, .example = R"("2028-11-30")"};
inline constexpr Field points{
    .name = "points",
    .text = {"积分", "Points"},
    .min = 1,
    .max = households::transfer_points_max,
    .example = "100"};
inline constexpr Field note{
    .name = "note",
    .text = {"备注，不要写个人信息", "A note; no personal data"},
    .min = 1,
    .max = 200,
    .example = R"("一起换礼品")"};
}  // namespace transfer_fields

template <>
struct Doc<transfer::Letter> {
  static constexpr const char* name = "PointsClass";
  static constexpr Text text{"积分类别", "A class of points"};
  static constexpr Field values[] = {
      {.name = "a", .text = {"消费积分", "Consumption"}},
      {.name = "b", .text = {"倍数积分", "Multiplied"}},
      {.name = "c", .text = {"温馨积分", "Warmth"}},
      {.name = "d", .text = {"人工积分", "Granted"}},
      {.name = "e", .text = {"身份积分", "Identity"}},
      {.name = "f", .text = {"购买积分", "Purchased"}}};
};
template <>
struct Doc<transfer::ChosenPoints> {
  static constexpr Text text{"从哪一类、哪一天到期的批次转赠", "From which lots to give"};
  static constexpr Field fields[] = {
      transfer_fields::klass, transfer_fields::expires_on, transfer_fields::points};
};
template <>
struct Doc<transfer::GivePoints> {
  static constexpr Text text{"转赠积分", "Give points"};
  static constexpr Field fields[] = {
      transfer_fields::id,
      {.name = "to",
       .text = {"收到积分的会员编号，须在同一家庭账户", "Who receives them, of the same household"},
       .example = R"("314159265358979")"},
      {.name = "points",
       .text =
           {"积分，先用最早到期的；不给 lots 时必填",
            "How many, the first to expire first; needed without lots"},
       .min = 1,
       .max = households::transfer_points_max,
       .example = "100"},
      {.name = "lots",
       .text =
           {"指定的批次；给了则 points 不填，或须等于合计",
            "Chosen lots; then points is left out, or says their sum"},
       .max_items = 100,
       .has_default = true},
      transfer_fields::note,
      {.name = "store",
       .text =
           {"门店编码；权限限于部分门店的操作者必填",
            "Code of the store; an actor limited to some stores has to name one"},
       .min = 1,
       .max = 32,
       .example = R"("S001")",
       .chars = Chars::code},
      proof_field};
};
template <>
struct Doc<transfer::ReturnPoints> {
  static constexpr Text text{"撤回转赠", "Take a transfer back"};
  static constexpr Field fields[] = {
      transfer_fields::id,
      {.name = "transfer", .text = {"转赠编号", "The transfer"}, .example = R"("314159265358979")"},
      {.name = "reason",
       .text = {"原因，不要写个人信息", "Why; no personal data"},
       .min = 1,
       .max = 200,
       .example = R"("转错会员")"}};
};
template <>
struct Doc<transfer::ListTransfers> {
  static constexpr const char* name = "ListPointsTransfers";
  static constexpr Text text{"会员的转赠", "A member's transfers"};
  static constexpr Field fields[] = {transfer_fields::id, limit_field, cursor_field};
};
template <>
struct Doc<transfer::TransferredPart> {
  static constexpr const char* name = "PointsTransferPart";
  static constexpr Text text{"一类、一天到期的积分", "Points of one class and last day"};
  static constexpr Field fields[] = {
      transfer_fields::klass,
      {.name = "expires_on",
       .text = {"最后可用日；没有则不过期", "Their last day; absent: they never end"}},
      transfer_fields::points};
};
template <>
struct Doc<transfer::TransferView> {
  static constexpr const char* name = "PointsTransfer";
  static constexpr Text text{"一次转赠", "A transfer of points"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"转赠编号", "Its id"}},
      {.name = "from", .text = {"转出会员", "Who gave"}},
      {.name = "to", .text = {"收到会员", "Who received"}},
      {.name = "household", .text = {"家庭账户", "The household"}},
      {.name = "points", .text = {"积分", "Points"}},
      transfer_fields::note,
      {.name = "store", .text = {"门店", "The store"}},
      {.name = "given_at", .text = {"何时", "When"}},
      {.name = "given_by", .text = {"经办人", "By whom"}},
      {.name = "returned", .text = {"已撤回的积分", "Of these, taken back"}},
      {.name = "returned_at", .text = {"何时撤回", "When they were taken back"}},
      {.name = "returned_by", .text = {"撤回人", "By whom"}},
      {.name = "reason", .text = {"撤回原因", "Why they were taken back"}}};
};
template <>
struct Doc<transfer::TransferDone> {
  static constexpr const char* name = "PointsTransferDone";
  static constexpr Text text{"转赠或撤回的结果", "What a transfer or its return moved"};
  static constexpr Field fields[] = {
      {.name = "transfer", .text = {"转赠", "The transfer"}},
      {.name = "parts",
       .text = {"移动的积分，类别与到期日不变", "What moved, with its class and last day"}},
      {.name = "settled", .text = {"其中偿还欠分的", "Of these, what repaid what was owed"}},
      {.name = "from_balance", .text = {"转出会员的余额", "The giver's balance"}},
      {.name = "to_balance", .text = {"收到会员的余额", "The receiver's balance"}}};
};

}  // namespace guanxi::api
