// The requests and answers of registering a buyer, freezing and releasing, with their
// documentation. Private to the module.
#pragma once

#include "modules/wallet/api_types.h"
#include "modules/wallet/buyers.h"

namespace guanxi::wallet {

struct BuyerTag;
using BuyerId = Id<BuyerTag>;

struct RegisterBuyer {
  OwnerId id;
  std::string name;
  DocumentKind document = DocumentKind::resident_id;
  std::string number, contact, store;
};
BOOST_DESCRIBE_STRUCT(RegisterBuyer, (), (id, name, document, number, contact, store))

struct BuyerView {
  BuyerId id;
  OwnerId member;
  std::string name;
  DocumentKind document = DocumentKind::resident_id;
  Date keep_until;
  Money limit;
  Instant registered_at;
};
BOOST_DESCRIBE_STRUCT(BuyerView, (), (id, member, name, document, keep_until, limit, registered_at))

struct ListBuyers {
  OwnerId id;
};
BOOST_DESCRIBE_STRUCT(ListBuyers, (), (id))

struct ShownBuyer {
  BuyerId id;
  std::string name;
  DocumentKind document = DocumentKind::resident_id;
  std::string number, contact;
  Date keep_until;
  Instant registered_at;
  std::optional<std::string> store;
  ActorId registered_by;
};
BOOST_DESCRIBE_STRUCT(
    ShownBuyer,
    (),
    (id, name, document, number, contact, keep_until, registered_at, store, registered_by)
)
struct BuyerList {
  std::vector<ShownBuyer> items;
};
BOOST_DESCRIBE_STRUCT(BuyerList, (), (items))

struct ChangeStanding {
  OwnerId id;
  std::string reason;
  std::optional<std::string> store;
};
BOOST_DESCRIBE_STRUCT(ChangeStanding, (), (id, reason, store))

struct StandingView {
  OwnerId member;
  AccountState state = AccountState::open;
  std::string reason;
  Instant changed_at;
};
BOOST_DESCRIBE_STRUCT(StandingView, (), (member, state, reason, changed_at))

}  // namespace guanxi::wallet

namespace guanxi::api {

template <>
struct Doc<wallet::DocumentKind> {
  static constexpr const char* name = "WalletDocumentKind";
  static constexpr Text text{"证件种类", "Kind of document"};
  static constexpr Field values[] = {
      {.name = "resident_id", .text = {"居民身份证", "Resident identity card"}},
      {.name = "passport", .text = {"护照", "Passport"}},
      {.name = "other", .text = {"其他有效证件", "Another valid document"}},
  };
};

template <>
struct Doc<wallet::RegisterBuyer> {
  static constexpr const char* name = "RegisterWalletBuyer";
  static constexpr Text text{"登记购卡人", "Register the buyer"};
  static constexpr Field fields[] = {
      wallet_member_field,
      {.name = "name",
       .text = {"购卡人姓名，以证件为准", "The buyer's name, as the document has it"},
       .min = 1,
       .max = 100,
       .example = R"("张小明")",
       .personal = true},
      {.name = "document",
       .text = {"出示的证件", "The document that was shown"},
       .example = R"("resident_id")"},
      {.name = "number",
       .text = {"证件号码", "Its number"},
       .min = 1,
       .max = 64,
       .example = R"("11010519491231002X")",
       .personal = true},
      {.name = "contact",
       .text = {"联系电话", "A phone number to reach the buyer"},
       .min = 1,
       .max = 32,
       .example = R"("13800138000")",
       .personal = true},
      wallet_store_field,
  };
};

template <>
struct Doc<wallet::BuyerView> {
  static constexpr const char* name = "WalletBuyer";
  static constexpr Text text{"一次购卡人登记", "A registration of the buyer"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"编号", "Id"}},
      {.name = "member", .text = {"会员编号", "The member"}},
      {.name = "name", .text = {"姓名，脱敏", "The name, masked"}, .personal = true},
      {.name = "document", .text = {"证件种类", "Kind of document"}},
      {.name = "keep_until",
       .text =
           {"至少保存到这一天；每次充值后顺延",
            "Kept at least until this day; every recharge moves it on"}},
      {.name = "limit", .text = {"现在的储值限额", "What the wallet may hold now"}},
      {.name = "registered_at", .text = {"登记时间", "When it was registered"}},
  };
};

template <>
struct Doc<wallet::ListBuyers> {
  static constexpr Text text{"查询购卡人登记", "Asks for the registrations of buyers"};
  static constexpr Field fields[] = {wallet_member_field};
};

template <>
struct Doc<wallet::ShownBuyer> {
  static constexpr const char* name = "WalletBuyerShown";
  static constexpr Text text{"一次购卡人登记，明文", "A registration of the buyer, in clear"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"编号", "Id"}},
      {.name = "name", .text = {"姓名", "Name"}, .personal = true},
      {.name = "document", .text = {"证件种类", "Kind of document"}},
      {.name = "number", .text = {"证件号码", "Its number"}, .personal = true},
      {.name = "contact", .text = {"联系电话", "Phone number"}, .personal = true},
      {.name = "keep_until", .text = {"至少保存到这一天", "Kept at least until this day"}},
      {.name = "registered_at", .text = {"登记时间", "When it was registered"}},
      {.name = "store", .text = {"登记门店", "The store it was registered at"}},
      {.name = "registered_by", .text = {"登记者", "Who registered it"}},
  };
};

template <>
struct Doc<wallet::BuyerList> {
  static constexpr const char* name = "WalletBuyerList";
  static constexpr Text text{"购卡人登记", "Registrations of buyers"};
  static constexpr Field fields[] = {
      {.name = "items", .text = {"从最早的开始", "The oldest first"}}};
};

template <>
struct Doc<wallet::ChangeStanding> {
  static constexpr const char* name = "ChangeWalletStanding";
  static constexpr Text text{"冻结或解冻", "Freeze or release"};
  static constexpr Field fields[] = {
      wallet_member_field,
      {.name = "reason",
       .text = {"原因，不要写个人信息", "Why; no personal data"},
       .min = 1,
       .max = 200,
       .example = R"("会员挂失")"},
      {.name = "store",
       .text =
           {"办理门店的编码；权限限于部分门店的操作者必填",
            "Code of the store; an actor limited to some stores has to name one"},
       .min = 1,
       .max = 32,
       .example = R"("S001")",
       .chars = Chars::code},
  };
};

template <>
struct Doc<wallet::StandingView> {
  static constexpr const char* name = "WalletStanding";
  static constexpr Text text{"钱包现在的状态", "The state a wallet is in now"};
  static constexpr Field fields[] = {
      {.name = "member", .text = {"会员编号", "The member"}},
      {.name = "state", .text = {"状态", "State"}},
      {.name = "reason", .text = {"原因", "Why"}},
      {.name = "changed_at", .text = {"变更时间", "When it changed"}},
  };
};

}  // namespace guanxi::api
