// Inside flows/person: the sections of a copy about joining, tiers, paid membership, what moves
// points beside receipts, buyers and staff. Other people – a referrer, who gave points – are not
// named: that is theirs. Used by one thread, within one Tx.
#pragma once

#include "flows/person/person.h"

namespace guanxi::person {

CopySection identities_section(sql::Tx& tx, const House& house, OwnerId member);
CopySection registration_section(sql::Tx& tx, OwnerId member);
CopySection referrals_section(sql::Tx& tx, OwnerId member);
/// Sections tiers and growth.
void add_tiers_sections(sql::Tx& tx, OwnerId member, std::vector<CopySection>& sections);
/// Sections memberships and membership_payments.
void add_membership_sections(
    sql::Tx& tx,
    const House& house,
    const members::Member& member,
    Instant now,
    std::vector<CopySection>& sections
);
/// Sections points_documents and attachments: of these where each is to be had.
void add_documents_sections(
    sql::Tx& tx, const House& house, OwnerId member, std::vector<CopySection>& sections
);
CopySection attributions_section(sql::Tx& tx, OwnerId member);
CopySection holds_section(sql::Tx& tx, OwnerId member, Instant now);
CopySection transfers_section(sql::Tx& tx, OwnerId member);
CopySection points_sales_section(sql::Tx& tx, OwnerId member);
CopySection buyers_section(sql::Tx& tx, const House& house, OwnerId member);
/// Sections coupons and coupon_uses.
void add_coupons_sections(
    sql::Tx& tx,
    const House& house,
    const members::Member& member,
    Instant now,
    std::vector<CopySection>& sections
);
CopySection staff_section(sql::Tx& tx, OwnerId member);

}  // namespace guanxi::person
