#include "flows/overview/trail.h"

#include <algorithm>
#include <array>

#include "platform/api/words.h"

namespace guanxi::overview {
namespace {

Happening happening_of(const audit::Recorded& recorded) {
  const std::string_view action = recorded.action;
  if (recorded.object_kind == "household") return Happening::household_changed;
  if (recorded.object_kind.starts_with("risk_")) return Happening::risk_noted;
  if (action == "member_revealed" || action == "person_data_copied" ||
      action == "audit_entry_opened") {
    return Happening::data_seen;
  }
  if (action == "consent_given") return Happening::consent_given;
  if (action == "consent_withdrawn") return Happening::consent_withdrawn;
  if (action.starts_with("person_request")) return Happening::person_request;
  return Happening::profile_changed;
}

struct FieldWords {
  std::string_view field;
  api::Text words;
};
constexpr std::array<FieldWords, 10> fields{{
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
  return looks_ || (kind != Happening::data_seen && kind != Happening::risk_noted);
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
  std::string names;
  for (const audit::Change& change : recorded.changes) {
    names += names.empty() ? "" : zh ? "、" : ", ";
    names += field_words(change.field, zh);
  }
  if (!names.empty()) item.text += (zh ? "：" : ": ") + names;
  return item;
}

}  // namespace guanxi::overview
