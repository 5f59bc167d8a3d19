// The requests and answers of the org endpoints, with their documentation. Private to the module.
#pragma once

#include "modules/org/org.h"
#include "platform/api/api.h"

namespace guanxi::org {

BOOST_DESCRIBE_ENUM(UnitKind, group, company, region, store, counter)

enum class UpperKind { group, company, region };
BOOST_DESCRIBE_ENUM(UpperKind, group, company, region)

struct AddUnit {
  UpperKind kind = UpperKind::group;
  std::string code;
  std::string name;
  std::string parent_code;
};
BOOST_DESCRIBE_STRUCT(AddUnit, (), (kind, code, name, parent_code))

struct UnitView {
  std::int64_t depth = 0;
  UnitKind kind = UnitKind::group;
  UnitId id;
  std::string code;
  std::string name;
  std::optional<UnitId> parent_id;
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(UnitView, (), (depth, kind, id, code, name, parent_id, active))

struct OrgTree {
  std::vector<UnitView> units;
};
BOOST_DESCRIBE_STRUCT(OrgTree, (), (units))

struct AddStore {
  std::string code;
  std::string name;
  std::string parent_code;
  std::string programme_code;
  std::string time_zone = "Asia/Shanghai";
  int cutoff_minutes = 0;
};
BOOST_DESCRIBE_STRUCT(
    AddStore, (), (code, name, parent_code, programme_code, time_zone, cutoff_minutes)
)

struct StoreView {
  StoreId id;
  std::string code;
  std::string name;
  std::string parent_code;
  std::string programme_code;
  std::string time_zone;
  int cutoff_minutes = 0;
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(
    StoreView, (), (id, code, name, parent_code, programme_code, time_zone, cutoff_minutes, active)
)

struct ListStores {
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListStores, (), (limit, cursor))

struct GetStore {
  std::string store;
};
BOOST_DESCRIBE_STRUCT(GetStore, (), (store))

struct AddCounter {
  std::string store;
  std::string code;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(AddCounter, (), (store, code, name))

struct CounterView {
  CounterId id;
  std::string store;
  std::string code;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(CounterView, (), (id, store, code, name))

struct AddTill {
  std::string store;
  std::string code;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(AddTill, (), (store, code, name))

struct TillView {
  TillId id;
  std::string store;
  std::string code;
  std::string name;
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(TillView, (), (id, store, code, name, active))

struct TillList {
  std::vector<TillView> items;
};
BOOST_DESCRIBE_STRUCT(TillList, (), (items))

}  // namespace guanxi::org

namespace guanxi::api {

namespace org_fields {
inline constexpr Field unit_code{
    .name = "code",
    .text =
        {"编码：字母、数字、- _ .，在集团、公司、大区之间不重复",
         "Code of letters, digits, - _ and ., unique among groups, companies and regions"},
    .min = 1,
    .max = 32,
    .example = R"("EAST")",
    .chars = Chars::code};
inline constexpr Field store_code{
    .name = "code",
    .text = {"门店编码，在门店之间不重复", "Store code, unique among stores"},
    .min = 1,
    .max = 32,
    .example = R"("S001")",
    .chars = Chars::code};
inline constexpr Field store_path{
    .name = "store",
    .text = {"门店编码", "Store code"},
    .min = 1,
    .max = 32,
    .example = R"("S001")",
    .chars = Chars::code};
inline constexpr Field counter_code{
    .name = "code",
    .text = {"柜台编码，在门店内不重复", "Counter code, unique in its store"},
    .min = 1,
    .max = 32,
    .example = R"("C01")",
    .chars = Chars::code};
inline constexpr Field counter_name{
    .name = "name",
    .text = {"柜台名称", "Counter name"},
    .min = 1,
    .max = 100,
    .example = R"("化妆品一柜")"};
inline constexpr Field till_code{
    .name = "code",
    .text = {"收银机编码，在门店内不重复", "Till code, unique in its store"},
    .min = 1,
    .max = 32,
    .example = R"("01")",
    .chars = Chars::code};
inline constexpr Field till_name{
    .name = "name",
    .text = {"收银机名称", "Till name"},
    .min = 1,
    .max = 100,
    .example = R"("一号收银机")"};
inline constexpr Field store_name{
    .name = "name",
    .text = {"门店名称", "Store name"},
    .min = 1,
    .max = 100,
    .example = R"("南京路店")"};
inline constexpr Field parent_code{
    .name = "parent_code",
    .text = {"上级（大区、公司或集团）的编码", "Code of the region, company or group above"},
    .min = 1,
    .max = 32,
    .example = R"("EAST")",
    .chars = Chars::code};
inline constexpr Field programme_code{
    .name = "programme_code",
    .text =
        {"门店的销售所属会员计划的编码",
         "Code of the membership programme the store's sales belong to"},
    .min = 1,
    .max = 32,
    .example = R"("MAIN")",
    .chars = Chars::code};
inline constexpr Field time_zone{
    .name = "time_zone",
    .text = {"时区（IANA 名称）", "Time zone (IANA name)"},
    .min = 1,
    .max = 64,
    .example = R"("Asia/Shanghai")",
    .chars = Chars::text,
    .has_default = true};
inline constexpr Field cutoff_minutes{
    .name = "cutoff_minutes",
    .text =
        {"营业日在午夜后多少分钟结束；例如 240 表示凌晨 4 点前的销售算前一天",
         "The business day ends this many minutes after midnight; with 240 a sale before 4 a.m. "
         "belongs to the day before"},
    .min = 0,
    .max = 720,
    .example = "0",
    .has_default = true};
inline constexpr Field active{
    .name = "active", .text = {"是否营业", "Whether it is in use"}, .example = "true"};
}  // namespace org_fields

template <>
struct Doc<org::UnitKind> {
  static constexpr Text text{"组织单位的类别", "What a unit of the organisation is"};
  static constexpr Field values[] = {
      {.name = "group", .text = {"集团", "Group"}},
      {.name = "company", .text = {"公司", "Company"}},
      {.name = "region", .text = {"大区", "Region"}},
      {.name = "store", .text = {"门店", "Store"}},
      {.name = "counter", .text = {"柜台", "Counter of a store"}}};
};

template <>
struct Doc<org::UpperKind> {
  static constexpr Text text{"门店以上的单位类别", "What a unit above the stores is"};
  static constexpr Field values[] = {
      {.name = "group", .text = {"集团：没有上级", "Group: has none above it"}},
      {.name = "company", .text = {"公司：挂在集团下", "Company: below a group"}},
      {.name = "region", .text = {"大区：挂在公司或集团下", "Region: below a company or a group"}}};
};

template <>
struct Doc<org::AddUnit> {
  static constexpr Text text{"新增集团、公司或大区", "A group, company or region to add"};
  static constexpr Field fields[] = {
      {.name = "kind", .text = {"类别", "What it is"}, .example = R"("region")"},
      org_fields::unit_code,
      {.name = "name", .text = {"名称", "Name"}, .min = 1, .max = 100, .example = R"("华东大区")"},
      {.name = "parent_code",
       .text =
           {"上级的编码：公司挂在集团下，大区挂在公司或集团下；集团没有上级",
            "Code of the unit above: a company hangs below a group, a region below a company or a "
            "group; a group has none"},
       .min = 0,
       .max = 32,
       .example = R"("GROUP")",
       .chars = Chars::code,
       .has_default = true}};
};

template <>
struct Doc<org::UnitView> {
  static constexpr Text text{"组织中的一个单位", "A unit of the organisation"};
  static constexpr Field fields[] = {
      {.name = "depth",
       .text = {"在树中的层数，根为 0", "How deep it stands in the tree; 0 is a root"},
       .min = 0,
       .example = "2"},
      {.name = "kind", .text = {"类别", "What it is"}, .example = R"("region")"},
      {.name = "id", .text = {"内部编号", "Identifier"}, .example = R"("300000000000001")"},
      {.name = "code", .text = {"编码", "Code"}, .example = R"("EAST")"},
      {.name = "name", .text = {"名称", "Name"}, .example = R"("华东大区")"},
      {.name = "parent_id",
       .text = {"上级的内部编号；根没有", "Identifier of the unit above; absent for a root"},
       .example = R"("300000000000000")"},
      org_fields::active};
};

template <>
struct Doc<org::OrgTree> {
  static constexpr Text text{
      "组织树，按树的顺序展开", "The tree of the organisation, written out in its order"};
  static constexpr Field fields[] = {
      {.name = "units",
       .text = {
           "每个单位都排在其上级之后，同级按编码排序",
           "Every unit stands behind the one above it; siblings are ordered by code"}}};
};

template <>
struct Doc<org::AddStore> {
  static constexpr Text text{"新增门店", "A store to add"};
  static constexpr Field fields[] = {
      org_fields::store_code,
      org_fields::store_name,
      org_fields::parent_code,
      org_fields::programme_code,
      org_fields::time_zone,
      org_fields::cutoff_minutes};
};

template <>
struct Doc<org::StoreView> {
  static constexpr Text text{"门店", "A store"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"内部编号", "Identifier"}, .example = R"("300000000000002")"},
      org_fields::store_code,
      org_fields::store_name,
      org_fields::parent_code,
      org_fields::programme_code,
      org_fields::time_zone,
      org_fields::cutoff_minutes,
      org_fields::active};
};

template <>
struct Doc<org::ListStores> {
  static constexpr Text text{"查询门店列表", "Asks for stores"};
  static constexpr Field fields[] = {limit_field, cursor_field};
};

template <>
struct Doc<org::GetStore> {
  static constexpr Text text{"查询一家门店", "Asks for one store"};
  static constexpr Field fields[] = {org_fields::store_path};
};

template <>
struct Doc<org::AddCounter> {
  static constexpr Text text{"新增柜台", "A counter to add"};
  static constexpr Field fields[] = {
      org_fields::store_path, org_fields::counter_code, org_fields::counter_name};
};

template <>
struct Doc<org::CounterView> {
  static constexpr Text text{"柜台", "A counter"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"内部编号", "Identifier"}, .example = R"("300000000000003")"},
      org_fields::store_path,
      org_fields::counter_code,
      org_fields::counter_name};
};

template <>
struct Doc<org::AddTill> {
  static constexpr Text text{"新增收银机", "A till to add"};
  static constexpr Field fields[] = {
      org_fields::store_path, org_fields::till_code, org_fields::till_name};
};

template <>
struct Doc<org::TillView> {
  static constexpr Text text{"收银机", "A till"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"内部编号", "Identifier"}, .example = R"("300000000000004")"},
      org_fields::store_path,
      org_fields::till_code,
      org_fields::till_name,
      org_fields::active};
};

template <>
struct Doc<org::TillList> {
  static constexpr Text text{"一家门店的收银机", "The tills of a store"};
  static constexpr Field fields[] = {{.name = "items", .text = {"按编码排序", "Ordered by code"}}};
};

}  // namespace guanxi::api
