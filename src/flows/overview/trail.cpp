#include "flows/overview/trail.h"

#include <algorithm>
#include <array>

#include "platform/api/words.h"

namespace guanxi::overview {
namespace {

struct Meaning {
  std::string_view action;
  Happening kind;
};
constexpr std::array<Meaning, 35> meanings{{
    {"attachment_read", Happening::data_seen},
    {"member_changed", Happening::profile_changed},
    {"member_corrected", Happening::profile_changed},
    {"member_closed", Happening::profile_changed},
    {"member_erased", Happening::profile_changed},
    {"member_enrolled", Happening::joined},
    {"address_added", Happening::profile_changed},
    {"address_changed", Happening::profile_changed},
    {"address_removed", Happening::profile_changed},
    {"relative_added", Happening::profile_changed},
    {"relative_removed", Happening::profile_changed},
    {"profile_changed", Happening::profile_changed},
    {"member_merged", Happening::merged},
    {"member_merge_undone", Happening::merge_undone},
    {"member_revealed", Happening::data_seen},
    {"person_data_copied", Happening::data_seen},
    {"audit_entry_opened", Happening::data_seen},
    {"consent_given", Happening::consent_given},
    {"consent_withdrawn", Happening::consent_withdrawn},
    {"identity_added", Happening::identity_added},
    {"identity_verified", Happening::identity_verified},
    {"identity_released", Happening::identity_released},
    {"pin_set", Happening::pin_set},
    {"pin_changed", Happening::pin_set},
    {"pin_removed", Happening::pin_removed},
    {"risk_staff_noted", Happening::risk_noted},
    {"risk_staff_removed", Happening::risk_noted},
    {"risk_finding_decided", Happening::risk_noted},
    {"receipt_attributed", Happening::receipt_attributed},
    {"attribution_submitted", Happening::attribution_step},
    {"attribution_approved", Happening::attribution_step},
    {"attribution_rejected", Happening::attribution_step},
    {"attribution_withdrawn", Happening::attribution_step},
    {"refund_without_receipt", Happening::refund_without_receipt},
    {"refund_without_receipt_void", Happening::refund_without_receipt_void},
}};

Happening happening_of(const audit::Recorded& recorded) {
  if (recorded.object_kind == "household") return Happening::household_changed;
  if (recorded.action.starts_with("person_request")) return Happening::person_request;
  const auto known = std::ranges::find(meanings, recorded.action, &Meaning::action);
  if (known != meanings.end()) return known->kind;
  return recorded.object_kind.starts_with("risk_") ? Happening::risk_noted : Happening::recorded;
}

struct FieldWords {
  std::string_view field;
  api::Text words;
};
constexpr std::array<FieldWords, 20> fields{{
    {"name", {"姓名", "name"}},
    {"gender", {"性别", "gender"}},
    {"birthday", {"生日", "birthday"}},
    {"phone", {"手机号", "phone"}},
    {"email", {"邮箱", "e-mail"}},
    {"id_number", {"证件号", "identity number"}},
    {"address", {"地址", "address"}},
    {"language", {"联系语言", "language"}},
    {"state", {"状态", "state"}},
    {"external_ids", {"外部编号", "external ids"}},
    {"external", {"外部编号", "external id"}},
    {"wechat_unionid", {"微信 unionid", "WeChat unionid"}},
    {"wechat_openid", {"微信 openid", "WeChat openid"}},
    {"employee", {"员工号", "employee number"}},
    {"kind", {"种类", "kind"}},
    {"with", {"另一位会员", "the other member"}},
    {"attachment", {"附件", "attachment"}},
    {"receipt", {"小票", "receipt"}},
    {"points", {"积分", "points"}},
    {"submitted_by", {"提交人", "author"}},
}};

std::string_view field_words(std::string_view field, bool zh) {
  const auto found = std::ranges::find(fields, field, &FieldWords::field);
  if (found == fields.end()) return field;  // a custom field's code
  return zh ? found->words.zh : found->words.en;
}

}  // namespace

bool Trail::is_shown(const audit::Recorded& recorded) const {
  // Cards and the points' journal tell it themselves, and that somebody joined is known.
  if (recorded.action == "member_enrolled" || recorded.object_kind == "card" ||
      recorded.object_kind == "points_transfer")
    return false;
  const Happening kind = happening_of(recorded);
  if (kind == Happening::data_seen || kind == Happening::risk_noted) return parts_.looks;
  if (kind == Happening::consent_given || kind == Happening::consent_withdrawn) {
    return parts_.consents;
  }
  if (kind == Happening::person_request) return parts_.requests;
  if (kind == Happening::household_changed) return parts_.households;
  if (kind == Happening::receipt_attributed || kind == Happening::refund_without_receipt ||
      kind == Happening::refund_without_receipt_void) {
    return parts_.journal;
  }
  // The journal of points tells of the merge, not which fields it filled.
  const bool merge = kind == Happening::merged || kind == Happening::merge_undone;
  return !merge || parts_.journal || recorded.changes.size() > 1;
}

const audit::Recorded* Trail::look() {
  constexpr int at_once = 40;
  for (;;) {
    if (at_ < buffer_.size()) {
      if (is_shown(buffer_[at_])) return &buffer_[at_];
      drop();
      continue;
    }
    if (whole_ || shown_.at < 0) return nullptr;
    audit::Search search;
    search.member = member_;
    search.before_at = Instant::from_micros(shown_.at);
    search.before = {shown_.chain, shown_.seq};
    search.limit = at_once;
    buffer_ = audit::search(tx_, search);
    at_ = 0;
    whole_ = std::ssize(buffer_) < at_once;
  }
}

void Trail::drop() {
  const audit::Recorded& taken = buffer_[at_++];
  shown_ = {taken.at.micros(), taken.place.chain, taken.place.seq};
}

TimelineItem item_of(const audit::Recorded& recorded, api::Language language) {
  const bool zh = language != api::Language::en;
  TimelineItem item;
  item.at = recorded.at;
  item.kind = happening_of(recorded);
  item.actor = recorded.actor;
  item.text = api::words_of(item.kind, language);
  // What we have no words for, or one for many, is told by the trail's own word.
  if (item.kind == Happening::recorded || item.kind == Happening::attribution_step)
    item.text += (zh ? "（" : " (") + recorded.action + (zh ? "）" : ")");
  std::string names;
  for (const audit::Change& change : recorded.changes) {
    if (change.field == "pin") continue;  // the kind says it
    names += names.empty() ? "" : zh ? "、" : ", ";
    names += field_words(change.field, zh);
  }
  if (!names.empty()) item.text += (zh ? "：" : ": ") + names;
  return item;
}

}  // namespace guanxi::overview
