#include "flows/person/copy.h"

#include <algorithm>

#include "flows/person/copy_more.h"
#include "flows/person/copy_record.h"
#include "flows/person/store.h"
#include "modules/audiences/audiences.h"
#include "modules/audit/audit.h"
#include "modules/cards/cards.h"
#include "modules/consents/consents.h"
#include "modules/households/history.h"
#include "modules/points/points.h"
#include "modules/profiles/profiles.h"
#include "modules/sales/sales.h"
#include "modules/wallet/wallet.h"
#include "platform/files/csv.h"

namespace guanxi::person {
namespace {

CopySection profile_of(sql::Tx& tx, const House& house, const members::Member& member) {
  const auto contact = house.members.contact(tx, member.id);
  Record record;
  record.add("id", member.id.to_string()).add("member_code", member.member_code);
  record.add("state", word_of(member.state)).add("name", member.name);
  record.add("gender", word_of(member.gender));
  if (member.birthday) record.add("birthday", member.birthday->to_string());
  if (contact.phone) record.add("phone", contact.phone->reveal_e164());
  if (contact.email) record.add("email", contact.email->reveal());
  if (contact.id_number) record.add("id_number", contact.id_number->reveal());
  record.add("address", contact.address).add("language", member.language);
  for (const std::string& id : contact.external_ids) record.add("external_id", id);
  record.add("joined_on", member.joined_on.to_string()).add("channel", member.channel);
  return {"profile", {record.take()}};
}

/// Fields that the programme defines, addresses and the family.
void add_more(
    sql::Tx& tx,
    const House& house,
    const members::Member& member,
    std::vector<CopySection>& sections
) {
  const profiles::Profiles profiles(house.keys);
  Record fields;
  for (const profiles::Value& value : profiles.values(tx, member)) {
    fields.add(value.field.c_str(), value.value);
  }
  sections.push_back({"fields", {fields.take()}});
  CopySection addresses{"addresses", {}}, family{"family", {}};
  for (const profiles::Address& address : profiles.addresses(tx, member.id)) {
    addresses.records.push_back(Record()
                                    .add("division", address.division)
                                    .add("street", address.street)
                                    .add("recipient", address.recipient)
                                    .add("phone", address.phone)
                                    .add("postcode", address.postcode)
                                    .take());
  }
  for (const profiles::Relative& relative : profiles.relatives(tx, member.id)) {
    Record record;
    record.add("relation", word_of(relative.relation)).add("name", relative.name);
    if (relative.birthday) record.add("birthday", relative.birthday->to_string());
    family.records.push_back(record.take());
  }
  sections.push_back(std::move(addresses));
  sections.push_back(std::move(family));
}

CopySection cards_of(sql::Tx& tx, OwnerId member) {
  CopySection section{"cards", {}};
  for (const cards::Card& card : cards::cards_of(tx, member)) {
    section.records.push_back(Record()
                                  .add("number", card.number)
                                  .add("form", card.form)
                                  .add("state", word_of(card.state))
                                  .add("issued_at", card.issued_at.to_string())
                                  .take());
  }
  return section;
}

/// The journal, and the receipts that its causes name.
void add_points(sql::Tx& tx, OwnerId member, std::vector<CopySection>& sections) {
  CopySection entries{"points", {}}, receipts{"receipts", {}};
  for (std::int64_t from = 0;;) {
    const auto journal = points::journal(tx, member, from, copy_page);
    for (const points::Entry& entry : journal) {
      entries.records.push_back(Record()
                                    .add("posted_at", entry.posted_at.to_string())
                                    .add("cause", points::word(entry.cause.kind))
                                    .add("reason", points::word(entry.reason))
                                    .add("sum", points::word(entry.sum))
                                    .add("amount", entry.amount.value())
                                    .add("balance", entry.balance.value())
                                    .take());
    }
    if (std::ssize(journal) < copy_page || journal.back().prev_entry_id == 0) break;
    from = journal.back().prev_entry_id;
  }
  const points::CauseKind kinds[] = {
      points::CauseKind::sale,
      points::CauseKind::refund,
      points::CauseKind::void_sale,
      points::CauseKind::refund_without_receipt,
      points::CauseKind::refund_without_receipt_void};
  for (std::int64_t from = 0;;) {
    const auto some = points::causes(tx, member, kinds, from, copy_page);
    for (const points::Cause& cause : some.causes) {
      const auto receipt = sales::find(tx, ReceiptId(cause.id), member);
      if (!receipt) continue;
      Record record;
      record.add("receipt", receipt->id.to_string()).add("kind", sales::word(receipt->kind));
      record.add("occurred_at", receipt->occurred_at.to_string());
      record.add("payable", receipt->payable);
      record.add("currency", receipt->currency.code());
      for (const sales::Line& line : receipt->lines) {
        record.add("item", line.item_code + " x " + line.quantity.to_string());
      }
      receipts.records.push_back(record.take());
    }
    if (some.next_entry == 0) break;
    from = some.next_entry;
  }
  sections.push_back(std::move(entries));
  sections.push_back(std::move(receipts));
}

/// The other members of a household are other people: their names are theirs.
CopySection households_of(sql::Tx& tx, OwnerId member) {
  CopySection section{"households", {}};
  for (const households::Membership& one : households::history_of(tx, member)) {
    Record record;
    record.add("household", one.household.to_string());
    record.add("joined_at", one.joined_at.to_string());
    if (one.is_head) record.add("head", "yes");
    if (one.left_at) record.add("left_at", one.left_at->to_string());
    if (one.ending) record.add("ending", word_of(*one.ending));
    section.records.push_back(record.take());
  }
  return section;
}

CopySection audiences_of(sql::Tx& tx, OwnerId member) {
  CopySection section{"audiences", {}};
  for (const audiences::Place& one : audiences::places_of(tx, member)) {
    const auto audience = audiences::find(tx, one.audience);
    Record record;
    record.add("audience", audience ? audience->code : one.audience.to_string());
    record.add("added_at", one.added_at.to_string());
    if (one.removed_at) record.add("removed_at", one.removed_at->to_string());
    section.records.push_back(record.take());
  }
  return section;
}

CopySection wallet_of(sql::Tx& tx, OwnerId member) {
  CopySection section{"wallet", {}};
  const auto account = wallet::find_account(tx, member);
  if (!account) return section;
  for (std::int64_t from = 0;;) {
    const auto journal = wallet::journal(tx, *account, from, copy_page);
    for (const wallet::Entry& entry : journal) {
      section.records.push_back(Record()
                                    .add("posted_at", entry.posted_at.to_string())
                                    .add("reason", wallet::word(entry.reason))
                                    .add("amount", entry.amount.minor())
                                    .add("balance", entry.balance.minor())
                                    .take());
    }
    if (std::ssize(journal) < copy_page || journal.back().prev_entry_id == 0) break;
    from = journal.back().prev_entry_id;
  }
  return section;
}

CopySection consents_of(sql::Tx& tx, OwnerId member) {
  CopySection section{"consents", {}};
  for (const consents::Entry& entry : consents::history(tx, member, 0, copy_all_max)) {
    Record record;
    record.add("purpose", word_of(entry.subject.purpose));
    record.add("channel", word_of(entry.subject.channel)).add("topic", entry.subject.topic);
    record.add("decision", word_of(entry.decision));
    record.add("decided_at", entry.decided_at.to_string()).add("text", entry.text);
    if (!entry.text.empty()) record.add("text_version", entry.text_version);
    record.add("source", entry.place.source).add("evidence", entry.place.evidence);
    section.records.push_back(record.take());
  }
  return section;
}

CopySection changes_of(sql::Tx& tx, const House& house, OwnerId member) {
  CopySection section{"changes", {}};
  const crypto::Sealer sealer(house.keys);
  for (const audit::Recorded& entry : audit::about(tx, sealer, member, copy_all_max)) {
    Record record;
    record.add("at", entry.at.to_string()).add("action", entry.action);
    for (const audit::Change& change : entry.changes) {
      const std::string before = change.before.value_or(""), after = change.after.value_or("");
      record.add("field", change.field);
      record.add("before", before).add("after", after);
    }
    section.records.push_back(record.take());
  }
  return section;
}

CopySection requests_of(sql::Tx& tx, OwnerId member) {
  CopySection section{"requests", {}};
  for (const Request& request : store::list_of(tx, member, copy_all_max)) {
    section.records.push_back(Record()
                                  .add("kind", word_of(request.kind))
                                  .add("state", word_of(request.state))
                                  .add("requested_at", request.requested_at.to_string())
                                  .add("note", request.note)
                                  .add("answer", request.answer)
                                  .take());
  }
  return section;
}

bool is_number(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// A telephone number begins with '+' and is text, whatever a spreadsheet thinks.
std::string harmless(const std::string& value) {
  const bool formula =
      !value.empty() && std::string_view("=+-@\t\r").find(value.front()) != std::string_view::npos;
  const bool number = is_number(value) && value.front() != '+';
  return formula && !number ? "'" + value : value;
}

}  // namespace

namespace {

/// What is held under one id.
std::vector<CopySection> held_of(
    sql::Tx& tx, const House& house, const members::Member& member, Instant now
) {
  std::vector<CopySection> sections;
  sections.push_back(profile_of(tx, house, member));
  sections.push_back(identities_section(tx, house, member.id));
  add_more(tx, house, member, sections);
  sections.push_back(cards_of(tx, member.id));
  sections.push_back(registration_section(tx, member.id));
  sections.push_back(referrals_section(tx, member.id));
  sections.push_back(households_of(tx, member.id));
  sections.push_back(audiences_of(tx, member.id));
  add_tiers_sections(tx, member.id, sections);
  add_membership_sections(tx, house, member, now, sections);
  add_points(tx, member.id, sections);
  sections.push_back(attributions_section(tx, member.id));
  add_documents_sections(tx, house, member.id, sections);
  sections.push_back(holds_section(tx, member.id, now));
  sections.push_back(transfers_section(tx, member.id));
  sections.push_back(points_sales_section(tx, member.id));
  add_coupons_sections(tx, house, member, now, sections);
  sections.push_back(wallet_of(tx, member.id));
  sections.push_back(buyers_section(tx, house, member.id));
  sections.push_back(consents_of(tx, member.id));
  sections.push_back(changes_of(tx, house, member.id));
  sections.push_back(requests_of(tx, member.id));
  sections.push_back(staff_section(tx, member.id));
  return sections;
}

}  // namespace

std::vector<CopySection> everything_about(
    sql::Tx& tx, const House& house, const members::Member& member, Instant now
) {
  std::vector<CopySection> sections = held_of(tx, house, member, now);
  // Who was merged into the person is the person; every record says under which id it stands.
  for (const OwnerId id : members::merged_into(tx, member.id)) {
    const auto merged = house.members.find(tx, id);
    GX_CHECK(merged.has_value());
    auto more = held_of(tx, house, *merged, now);
    for (std::size_t i = 0; i < sections.size(); ++i) {
      GX_CHECK(sections[i].section == more[i].section);
      for (CopyRecord& record : more[i].records) {
        record.fields.insert(record.fields.begin(), {"merged_member", id.to_string()});
        sections[i].records.push_back(std::move(record));
      }
    }
  }
  return sections;
}

std::string to_csv(const std::vector<CopySection>& sections) {
  std::string text = "section,record,field,value\n";
  for (const CopySection& section : sections) {
    std::size_t number = 0;
    for (const CopyRecord& record : section.records) {
      const std::string place = std::to_string(++number);
      for (const CopyField& field : record.fields) {
        const std::string value = harmless(field.value);
        const std::string_view cells[] = {section.section, place, field.field, value};
        text += files::csv_line(cells);
      }
    }
  }
  return text;
}

}  // namespace guanxi::person
