// The words, limits and examples of the structs about cards in types.h. Included by it, behind
// docs.h, whose fields it shares.
#pragma once

#include "flows/enrol/docs.h"

namespace guanxi::api {

template <>
struct Doc<cards::State> {
  static constexpr const char* name = "CardState";
  static constexpr Text text{"会员卡状态", "State of a card"};
  static constexpr Field values[] = {
      {.name = "stock", .text = {"库存，尚未发给会员", "In stock, nobody's yet"}},
      {.name = "issued", .text = {"已发出，尚未启用", "Issued, not in use yet"}},
      {.name = "active", .text = {"可用", "Usable"}},
      {.name = "frozen", .text = {"冻结", "Frozen"}},
      {.name = "lost", .text = {"已挂失", "Reported lost"}},
      {.name = "expired", .text = {"已过期，须续期", "Expired; it must be renewed"}},
      {.name = "replaced", .text = {"已换新卡", "Replaced by another card"}},
      {.name = "cancelled", .text = {"作废，不可恢复", "Cancelled for good"}},
  };
};

template <>
struct Doc<enrol::IssueCard> {
  static constexpr Text text{"发卡", "A card to be issued"};
  static constexpr Field fields[] = {
      member_fields::id,
      member_fields::card_number,
      member_fields::verification_code,
      member_fields::card_store,
      member_fields::card_receipt,
      {.name = "activate",
       .text =
           {"是否立即启用；false 为已发出，收到后再启用",
            "Whether it can be used at once; false: it is issued and taken into use later"},
       .example = "true",
       .has_default = true},
  };
};

template <>
struct Doc<enrol::ReplaceCard> {
  static constexpr Text text{
      "换卡；不给卡号则换虚拟卡", "A card in another's place; virtual without a number"};
  static constexpr Field fields[] = {
      member_fields::id,
      member_fields::card,
      member_fields::card_number,
      member_fields::verification_code,
      member_fields::card_store,
      member_fields::card_receipt,
  };
};

template <>
struct Doc<enrol::RenewCard> {
  static constexpr Text text{"续期", "A longer life for a card"};
  static constexpr Field fields[] = {
      member_fields::id,
      member_fields::card,
      {.name = "valid_to",
       .text = {"新的到期日；不填则按卡类型", "The new last day; absent: by its type"},
       .example = R"("2028-12-31")"},
  };
};

template <>
struct Doc<enrol::CardPath> {
  static constexpr Text text{"一位会员的一张卡", "One card of a member"};
  static constexpr Field fields[] = {member_fields::id, member_fields::card};
};

template <>
struct Doc<enrol::ChangeCard> {
  static constexpr Text text{"会员卡状态变更", "A change of a card's state"};
  static constexpr Field fields[] = {
      member_fields::id,
      member_fields::card,
      {.name = "state",
       .text =
           {"新状态：active、frozen、lost 或 cancelled；作废后不可恢复",
            "The new state: active, frozen, lost or cancelled, which is for good"},
       .example = R"("frozen")"},
      {.name = "reason",
       .text = {"原因，不要写个人信息", "Why; no personal data"},
       .min = 1,
       .max = 200,
       .example = R"("会员挂失")"},
  };
};

template <>
struct Doc<enrol::CardChangeView> {
  static constexpr const char* name = "CardChange";
  static constexpr Text text{"会员卡状态的一次变更", "A change of a card's state"};
  static constexpr Field fields[] = {
      {.name = "before", .text = {"变更前", "Before"}},
      {.name = "after", .text = {"变更后", "After"}},
      {.name = "reason", .text = {"原因；系统所为则为空", "Why; empty where the program did it"}},
      {.name = "changed_at", .text = {"变更时间", "When"}},
      {.name = "changed_by", .text = {"操作者", "Who did it"}},
  };
};

template <>
struct Doc<enrol::CardChangeList> {
  static constexpr Text text{"会员卡状态的变更", "The changes of a card's state"};
  static constexpr Field fields[] = {
      {.name = "items", .text = {"从最早的开始", "The oldest first"}}};
};

template <>
struct Doc<enrol::CardView> {
  static constexpr Text text{"会员卡", "A card"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"卡编号", "Card id"}},
      {.name = "number", .text = {"卡号", "Card number"}, .example = R"("V123456789012347")"},
      {.name = "form",
       .text = {"virtual 虚拟卡、plastic 实体卡", "virtual or plastic"},
       .example = R"("virtual")"},
      {.name = "card_type",
       .text =
           {"卡类型编码；虚拟卡和外来卡号没有",
            "Code of its type; virtual cards and numbers from elsewhere have none"},
       .example = R"("GOLD")"},
      member_fields::state,
      {.name = "primary", .text = {"是否主卡", "Whether it is the primary card"}},
      {.name = "issued_at", .text = {"发卡时间", "When it was issued"}},
      {.name = "valid_to",
       .text = {"最后一天；长期有效则无", "The last day; absent: for ever"},
       .example = R"("2027-12-31")"},
      {.name = "replaced_by", .text = {"接替它的卡的编号", "Id of the card that took its place"}},
      {.name = "version",
       .text =
           {"版本，修改状态时写在 If-Match 中",
            "Version; goes into If-Match when the state is changed"}},
  };
};

template <>
struct Doc<enrol::TrackView> {
  static constexpr Text text{"新写的磁道信息", "A track to write on a card"};
  static constexpr const char* name = "CardTrack";
  static constexpr Field fields[] = {
      {.name = "track",
       .text = {"卡号与只有本系统能生成的令牌", "Number and a token that only we can make"},
       .example = R"("88000012349.00040000G3V7Z9Q2K5M8N1RT")"},
      {.name = "card", .text = {"会员卡", "The card"}},
  };
};

}  // namespace guanxi::api
