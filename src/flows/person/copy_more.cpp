#include "flows/person/copy_more.h"

#include "flows/person/copy_record.h"
#include "modules/attachments/attachments.h"
#include "modules/memberships/memberships.h"
#include "modules/points/documents.h"
#include "modules/points/holds.h"
#include "modules/points/point_sales.h"
#include "modules/points/transfers.h"
#include "modules/registrations/registrations.h"
#include "modules/risk/staff.h"
#include "modules/sales/attribution.h"
#include "modules/tiers/tiers.h"
#include "modules/wallet/buyers.h"

namespace guanxi::person {

CopySection identities_section(sql::Tx& tx, const House& house, OwnerId member) {
  CopySection section{"identities", {}};
  for (const members::Identity& one : house.members.identities(tx, member)) {
    section.records.push_back(Record()
                                  .add("kind", word_of(one.kind))
                                  .add("state", word_of(one.state()))
                                  .add_time("taken_at", one.taken_at)
                                  .add_time("verified_at", one.verified_at)
                                  .add("verified_why", one.verified_why.value_or(""))
                                  .add_time("released_at", one.released_at)
                                  .take());
  }
  return section;
}

CopySection registration_section(sql::Tx& tx, OwnerId member) {
  CopySection section{"registration", {}};
  const auto found = registrations::find(tx, member);
  if (!found) return section;
  Record record;
  record.add_time("registered_at", found->registered_at).add("channel", found->channel);
  record.add("terms_version", found->terms_version).add("charter", found->charter);
  if (!found->charter.empty()) record.add("charter_version", found->charter_version);
  if (found->guardian) record.add("guardian", "yes");
  if (found->phone_proved) record.add("phone_proved", "yes");
  if (found->referrer) record.add("recommended", "yes");
  if (found->receipt) record.add("receipt", found->receipt->to_string());
  record.add("membership", found->membership).add("gift_points", found->gift_points.value());
  section.records.push_back(record.take());
  return section;
}

CopySection referrals_section(sql::Tx& tx, OwnerId member) {
  CopySection section{"referrals", {}};
  for (const registrations::Referral& one :
       registrations::referrals_of(tx, member, OwnerId(), copy_all_max)) {
    section.records.push_back(Record()
                                  .add_time("registered_at", one.registered_at)
                                  .add("state", word_of(one.state))
                                  .add("points", one.points.value())
                                  .add_time("decided_at", one.decided_at)
                                  .take());
  }
  return section;
}

void add_tiers_sections(sql::Tx& tx, OwnerId member, std::vector<CopySection>& sections) {
  CopySection standings{"tiers", {}}, growth{"growth", {}};
  for (const tiers::Standing& one : tiers::standings_of(tx, member)) {
    const auto ladder = tiers::find_ladder(tx, one.ladder);
    GX_CHECK_WHY(ladder.has_value(), "a standing without its ladder");
    Record record;
    record.add("ladder", ladder->code).add("tier", one.tier);
    record.add_time("since", one.since).add("growth", one.growth);
    if (one.period_until != Date::never) record.add_time("period_until", one.period_until);
    standings.records.push_back(record.take());
    for (const tiers::Grant& grant : tiers::grants_of(one)) {
      standings.records.push_back(Record()
                                      .add("ladder", ladder->code)
                                      .add("granted", grant.tier)
                                      .add_time("until", grant.until)
                                      .take());
    }
    for (std::optional<std::int64_t> before;;) {
      const auto entries = tiers::journal(tx, member, one.ladder, before, copy_page);
      for (const tiers::Entry& entry : entries) {
        growth.records.push_back(Record()
                                     .add("ladder", ladder->code)
                                     .add_time("posted_at", entry.posted_at)
                                     .add_time("counts_on", entry.counts_on)
                                     .add("kind", word_of(entry.kind))
                                     .add("growth", entry.growth)
                                     .add("tier_before", entry.tier_before)
                                     .add("tier_after", entry.tier_after)
                                     .add("note", entry.note)
                                     .take());
      }
      if (std::ssize(entries) < copy_page) break;
      before = entries.back().seq;
    }
  }
  sections.push_back(std::move(standings));
  sections.push_back(std::move(growth));
}

void add_membership_sections(
    sql::Tx& tx,
    const House& house,
    const members::Member& member,
    Instant now,
    std::vector<CopySection>& sections
) {
  const auto programme = house.programmes.shown(member.programme, now);
  GX_CHECK_WHY(programme != nullptr, "a member of a programme that is not there");
  CopySection bought{"memberships", {}}, payments{"membership_payments", {}};
  const Date today = programme->zone.date_of(now);
  for (const memberships::Membership& one : memberships::memberships_of(tx, member.id, today)) {
    bought.records.push_back(Record()
                                 .add("plan", one.plan)
                                 .add("state", word_of(one.state))
                                 .add_time("since", one.since)
                                 .add_time("until", one.until)
                                 .take());
  }
  for (const memberships::Payment& one : memberships::payments_of(tx, member.id)) {
    Record record;
    record.add("plan", one.plan).add("kind", word_of(one.kind)).add_time("paid_at", one.paid_at);
    record.add_time("from", one.from).add_time("until", one.until);
    record.add("paid", one.paid).add("currency", programme->currency.code());
    record.add("reference", one.reference);
    if (one.cancelled_at) {
      record.add_time("cancelled_at", one.cancelled_at).add("refunded", one.refunded);
      record.add("cancelled_why", one.cancelled_why.value_or(""));
    }
    payments.records.push_back(record.take());
  }
  sections.push_back(std::move(bought));
  sections.push_back(std::move(payments));
}

void add_documents_sections(
    sql::Tx& tx, const House& house, OwnerId member, std::vector<CopySection>& sections
) {
  CopySection section{"points_documents", {}}, files{"attachments", {}};
  const attachments::Attachments opener(house.keys);
  for (std::optional<points::DocumentId> before;;) {
    const auto some = points::documents_of(tx, member, before, copy_page);
    for (const points::Document& one : some) {
      section.records.push_back(Record()
                                    .add_time("created_at", one.created_at)
                                    .add("points", one.points.value())
                                    .add("state", word_of(one.state))
                                    .add("reason", one.reason)
                                    .add("attachment", one.attachment.value_or(""))
                                    .add_time("decided_at", one.decided_at)
                                    .add("decision", one.decision.value_or(""))
                                    .add_time("ended_at", one.ended_at)
                                    .take());
      if (one.files == 0) continue;
      for (const attachments::Attachment& file : opener.of(tx, one.id.value())) {
        if (!file.name) continue;
        files.records.push_back(Record()
                                    .add_time("uploaded_at", file.uploaded_at)
                                    .add("name", *file.name)
                                    .add("kind", word_of(file.kind))
                                    .add("size", file.bytes)
                                    .add("file", "/v1/attachments/" + file.id.to_string())
                                    .take());
      }
    }
    if (std::ssize(some) < copy_page) break;
    before = some.back().id;
  }
  sections.push_back(std::move(section));
  sections.push_back(std::move(files));
}

CopySection attributions_section(sql::Tx& tx, OwnerId member) {
  CopySection section{"late_attributions", {}};
  for (sales::AttributionSearch search{.limit = copy_page};;) {
    const auto some = sales::attributions_of(tx, member, search);
    for (const sales::Attribution& one : some) {
      section.records.push_back(Record()
                                    .add_time("submitted_at", one.submitted_at)
                                    .add("receipt", one.receipt.value())
                                    .add("points", one.points().value())
                                    .add("state", word_of(one.state))
                                    .add("reason", one.reason)
                                    .add_time("decided_at", one.decided_at)
                                    .add("decision", one.decision.value_or(""))
                                    .add_time("attributed_at", one.attributed_at)
                                    .take());
    }
    if (std::ssize(some) < copy_page) return section;
    search.before = some.back().id;
  }
}

CopySection holds_section(sql::Tx& tx, OwnerId member, Instant now) {
  CopySection section{"points_holds", {}};
  for (points::HoldId before;;) {
    const auto some = points::holds_of(tx, member, before, now, copy_page);
    for (const points::Hold& one : some) {
      section.records.push_back(Record()
                                    .add_time("held_at", one.held_at)
                                    .add("points", one.points.value())
                                    .add("state", word_of(one.state))
                                    .add("reason", one.reason)
                                    .add_time("deadline", one.deadline)
                                    .add("captured", one.captured.value())
                                    .add_time("settled_at", one.settled_at)
                                    .take());
    }
    if (std::ssize(some) < copy_page) return section;
    before = some.back().id;
  }
}

CopySection transfers_section(sql::Tx& tx, OwnerId member) {
  CopySection section{"points_transfers", {}};
  for (std::optional<points::PointsTransferId> before;;) {
    const auto some = points::transfers_of(tx, member, before, copy_page);
    for (const points::PointsTransfer& one : some) {
      section.records.push_back(Record()
                                    .add_time("given_at", one.given_at)
                                    .add("direction", one.giver == member ? "given" : "received")
                                    .add("points", one.points.value())
                                    .add("note", one.note.value_or(""))
                                    .add("returned", one.returned.value())
                                    .add_time("returned_at", one.returned_at)
                                    .take());
    }
    if (std::ssize(some) < copy_page) return section;
    before = some.back().id;
  }
}

CopySection points_sales_section(sql::Tx& tx, OwnerId member) {
  CopySection section{"points_sales", {}};
  for (std::optional<points::PointsSaleId> before;;) {
    const auto some = points::points_sales_of(tx, member, before, copy_page);
    for (const points::PointsSale& one : some) {
      section.records.push_back(Record()
                                    .add_time("sold_at", one.sold_at)
                                    .add("points", one.points.value())
                                    .add("paid", one.paid)
                                    .add("reference", one.reference)
                                    .add_time("voided_at", one.voided_at)
                                    .take());
    }
    if (std::ssize(some) < copy_page) return section;
    before = some.back().id;
  }
}

CopySection buyers_section(sql::Tx& tx, const House& house, OwnerId member) {
  CopySection section{"wallet_buyers", {}};
  for (const auto& [registration, buyer] : wallet::Buyers(house.keys).registrations(tx, member)) {
    section.records.push_back(Record()
                                  .add_time("registered_at", registration.registered_at)
                                  .add("name", buyer.name)
                                  .add("document", word_of(buyer.document))
                                  .add("number", buyer.number)
                                  .add("contact", buyer.contact)
                                  .add_time("keep_until", registration.keep_until)
                                  .take());
  }
  return section;
}

CopySection staff_section(sql::Tx& tx, OwnerId member) {
  CopySection section{"staff", {}};
  if (const auto note = risk::staff_note(tx, member)) {
    section.records.push_back(Record()
                                  .add("employee", note->employee)
                                  .add("reason", note->reason)
                                  .add_time("since", note->since)
                                  .take());
  }
  return section;
}

}  // namespace guanxi::person
