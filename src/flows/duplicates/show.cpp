#include "flows/duplicates/show.h"

#include "platform/api/words.h"

namespace guanxi::duplicates {
namespace {

/// 9500 → "+9.5"; tenths of a bit are more than anybody needs.
std::string bits(int weight) {
  const int tenths = (weight < 0 ? -weight : weight) / 100;
  return (weight < 0 ? "-" : "+") + std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10);
}

/// What is masked or left out where members are shown without members:reveal.
bool is_hidden(matching::Field field) {
  return field == matching::Field::email || field == matching::Field::id_number ||
         field == matching::Field::address;
}

}  // namespace

std::vector<ReasonView> shown(
    const std::vector<matching::Reason>& reasons, api::Language language, bool clear
) {
  const bool en = language == api::Language::en;
  std::vector<ReasonView> views;
  for (const matching::Reason& reason : reasons) {
    if (!clear && is_hidden(reason.field)) continue;
    std::string text = api::words_of(reason.field, language);
    text += en ? ": " : "：";
    text += api::words_of(reason.finding, language);
    text += (en ? " (" : "（") + bits(reason.weight) + (en ? ")" : "）");
    views.push_back({reason.field, reason.finding, reason.weight, std::move(text)});
  }
  return views;
}

PersonView shown(const members::Member& member, const std::optional<Phone>& phone) {
  PersonView view;
  view.id = member.id;
  view.member_code = member.member_code;
  if (!member.name.empty()) view.name = mask_name(member.name);
  if (phone) view.phone = phone->masked();
  view.joined_on = member.joined_on;
  return view;
}

matching::Facts facts_of(const members::Known& known, bool clear) {
  matching::Facts facts{.id = known.member.id.value()};
  facts.name = known.member.name;
  facts.female = known.member.gender == members::Gender::female;
  facts.male = known.member.gender == members::Gender::male;
  if (known.member.birthday) facts.birthday = known.member.birthday->yyyymmdd();
  if (known.contact.phone) facts.phone = known.contact.phone->reveal_e164();
  if (!clear) return facts;
  if (known.contact.email) facts.email = known.contact.email->reveal();
  if (known.contact.id_number) facts.id_number = known.contact.id_number->reveal();
  facts.address = known.contact.address;
  return facts;
}

}  // namespace guanxi::duplicates
