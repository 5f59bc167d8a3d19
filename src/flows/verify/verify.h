// All books against one another: the journals of points, wallets and growth in themselves, the
// receipts in themselves, receipts against these journals, cards against their numbers, the audit
// trail, households, audiences, the ledger of consents, joinings, paid memberships, attachments,
// coupons, the rule book of pricing and the figures of the dashboard. What `guanxi verify` runs,
// what runs hourly in a server and after every scenario test. Reads one snapshot.
#pragma once

#include <functional>
#include <string>

#include "modules/attachments/verify.h"
#include "modules/audit/verify.h"
#include "modules/cards/verify.h"
#include "modules/consents/verify.h"
#include "modules/coupons/verify.h"
#include "modules/memberships/verify.h"
#include "modules/points/verify.h"
#include "modules/pricing/rule_verify.h"
#include "modules/registrations/verify.h"
#include "modules/sales/verify.h"
#include "modules/tiers/verify.h"
#include "modules/wallet/verify.h"
#include "platform/api/api.h"

namespace guanxi::verify {

struct Report {
  points::VerifyReport points;
  wallet::VerifyReport wallet;
  sales::VerifyReport sales;
  cards::VerifyReport cards;
  tiers::VerifyReport tiers;
  audit::Report audit;
  consents::Report consents;
  std::vector<std::string> households;   // faults of who belongs to whom
  std::vector<std::string> audiences;    // faults of who is in which
  std::vector<std::string> points_days;  // figures that are not what the journals say
  std::vector<std::string> dashboard;    // figures that are not what the books say
  registrations::Report registrations;
  memberships::Report memberships;
  attachments::Report attachments;
  pricing::VerifyReport pricing;
  coupons::Report coupons;
  std::vector<std::string> between;  // faults of receipts against journals, the first of them
  std::int64_t between_found = 0;
  std::vector<std::string> storage;  // damaged places of the store, if they were looked for

  std::int64_t faults_found() const {
    return points.faults_found + wallet.faults_found + sales.faults_found + cards.faults_found +
           tiers.faults_found + audit.faults_found + consents.faults_found +
           registrations.faults_found + memberships.faults_found + attachments.faults_found +
           pricing.faults_found + coupons.faults_found + between_found + std::ssize(households) +
           std::ssize(audiences) + std::ssize(points_days) + std::ssize(dashboard) +
           std::ssize(storage);
  }
  bool is_clean() const { return faults_found() == 0; }
};

/// `pages`: every place of the store is read as well, not only the books (names, indexes, the
/// content of attachments …).
enum class Depth { books, pages };
/// `should_stop` is asked again and again; once it says so, sql::Stopped is thrown.
Report verify(
    sql::Database& db, Depth depth = Depth::books, const std::function<bool()>& should_stop = {}
);

std::string to_json(const Report& report);
std::string to_table(const Report& report, api::Language language);
/// The first faults in a line, for alarms.
std::string headline(const Report& report);

}  // namespace guanxi::verify
