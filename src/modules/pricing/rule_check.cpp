#include "modules/pricing/rule_check.h"

#include "base/naming.h"
#include "modules/pricing/rule_names.h"
#include "modules/pricing/rule_store.h"

namespace guanxi::pricing {
namespace {

std::set<std::string, std::less<>> tiers_of(
    const tiers::Ladders& ladders, ProgrammeId programme, Instant now
) {
  std::set<std::string, std::less<>> codes;
  for (const tiers::VersionPtr& version : ladders.in_force(programme, now)) {
    if (!version->terms.decides_rates) continue;
    for (const tiers::Tier& tier : version->terms.tiers) codes.insert(tier.code);
  }
  return codes;
}

std::set<std::pair<RuleKind, std::string>> rules_of(
    sql::Tx& tx, ProgrammeId programme, Naming naming
) {
  std::set<std::pair<RuleKind, std::string>> rules;
  for (store::CodeRow& row : store::live_codes(tx, programme, false)) {
    const bool promotion = row.kind == BookKind::promotion;
    if (!promotion && naming == Naming::force) continue;
    rules.emplace(promotion ? RuleKind::promotion : RuleKind::coupon, std::move(row.code));
  }
  if (naming == Naming::book) return rules;
  for (store::CodeRow& row : store::live_codes(tx, programme, true)) {
    if (row.kind == BookKind::coupon) rules.emplace(RuleKind::coupon, std::move(row.code));
  }
  return rules;
}

}  // namespace

Outcome check_rule(
    sql::Tx& tx,
    const CheckHouse& house,
    const programmes::Version& programme,
    const RuleTerms& terms,
    Naming naming,
    Instant now
) {
  KnownCodes known(tx, house.org, programme.programme);
  known.ask_goods(tx, goods_of(terms));
  CheckedNames names(
      known,
      tiers_of(house.ladders, programme.programme, now),
      rules_of(tx, programme.programme, naming)
  );
  std::vector<Error> found;
  compile_rule(terms, names, programme.currency, "/rule", found);
  Faults faults;
  for (Error& fault : found) faults.add(std::move(fault));
  return faults.outcome();
}

}  // namespace guanxi::pricing
