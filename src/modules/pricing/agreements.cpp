#include "modules/pricing/agreements.h"

#include <algorithm>
#include <limits>

#include "base/naming.h"
#include "modules/pricing/agreement_docs.h"
#include "modules/pricing/rule_changes.h"
#include "modules/pricing/rule_store.h"
#include "platform/api/api.h"

namespace guanxi::pricing {
namespace {

#define GX_AGREEMENT_COLUMNS "programme_id, version, effective_from, content, reason, created_by"
const sql::Query insert_agreements{"INSERT INTO pricing_agreements (" GX_AGREEMENT_COLUMNS
                                   ") VALUES ($1, $2, $3, $4, $5, $6) "
                                   "ON CONFLICT (programme_id, version) DO NOTHING"};
const sql::Query list_agreements{
    "SELECT " GX_AGREEMENT_COLUMNS
    " FROM pricing_agreements WHERE programme_id = $1 AND version < $2 "
    "ORDER BY version DESC LIMIT $3"};
#undef GX_AGREEMENT_COLUMNS

constexpr std::int64_t newest = std::numeric_limits<std::int64_t>::max();
constexpr int every_version = std::numeric_limits<int>::max();

struct AgreementRow {
  ProgrammeId programme;
  std::int64_t version;
  Instant effective_from;
  std::string content, reason;
  ActorId created_by;
};

AgreementVersion agreements_of(AgreementRow row) {
  auto terms = api::from_json<AgreementTerms>(row.content, api::Origin::stored);
  GX_CHECK_WHY(terms.has_value(), "stored agreements cannot be read: " + row.programme.to_string());
  return {
      row.programme,
      row.version,
      row.effective_from,
      *std::move(terms),
      std::move(row.reason),
      row.created_by};
}

void check_shares(
    const std::vector<ShareTerms>& shares, const std::string& at, std::vector<Error>& faults
) {
  if (shares.empty()) faults.push_back(fail(ErrorCode::too_few, at, {{"min", "1"}}));
  bool weighs = shares.empty();
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const ShareTerms& one = shares[i];
    const std::string here = at + "/" + std::to_string(i);
    weighs = weighs || one.weight > 0;
    if (one.party.has_value() == one.of.has_value())
      faults.push_back(fail(ErrorCode::bad_format, here, {{"expected", "@share_party_or_of"}}));
    for (std::size_t j = 0; j < i; ++j) {
      if (shares[j].party == one.party && shares[j].of == one.of)
        faults.push_back(fail(ErrorCode::code_taken, here + (one.party ? "/party" : "/of"), {}));
    }
  }
  if (!weighs)
    faults.push_back(fail(ErrorCode::out_of_range, at, {{"why", "@shares_weigh_nothing"}}));
}

}  // namespace

const std::vector<ShareTerms>* agreed_on(
    const AgreementTerms& terms, AgreedOn on, const std::optional<std::string>& cost_group
) {
  const std::vector<ShareTerms>* for_others = nullptr;
  for (const Agreement& one : terms.agreements) {
    if (one.on != on) continue;
    if (cost_group && one.cost_group == cost_group) return &one.shares;
    if (!one.cost_group) for_others = &one.shares;
  }
  return for_others;
}

std::optional<AgreedOn> agreed_of(RuleKind kind) {
  switch (kind) {
    case RuleKind::member_rate:
    case RuleKind::document:
      return AgreedOn::member_rate;
    case RuleKind::rounding:
      return AgreedOn::rounding;
    case RuleKind::promotion:
    case RuleKind::coupon:
    case RuleKind::restriction:
      break;
  }
  return std::nullopt;
}

void check_agreements(
    const AgreementTerms& terms, const std::string& at, std::vector<Error>& faults
) {
  for (std::size_t i = 0; i < terms.agreements.size(); ++i) {
    const Agreement& one = terms.agreements[i];
    const std::string here = at + "/" + std::to_string(i);
    if (one.cost_group && one.on != AgreedOn::member_rate)
      faults.push_back(fail(ErrorCode::unknown_value, here + "/cost_group", {}));
    for (std::size_t j = 0; j < i; ++j) {
      const Agreement& other = terms.agreements[j];
      if (other.on == one.on && other.cost_group == one.cost_group)
        faults.push_back(fail(ErrorCode::code_taken, here, {}));
    }
    check_shares(one.shares, here + "/shares", faults);
  }
}

AgreementVersion agreements_now(sql::Tx& tx, ProgrammeId programme) {
  auto row = tx.find<AgreementRow>(list_agreements, programme, newest, 1);
  if (row) return agreements_of(*std::move(row));
  AgreementVersion none;
  none.programme = programme;
  return none;
}

std::vector<AgreementVersion> agreement_history(
    sql::Tx& tx, ProgrammeId programme, std::int64_t before, int limit
) {
  std::vector<AgreementVersion> history;
  for (auto& row : tx.list<AgreementRow>(list_agreements, programme, before, limit))
    history.push_back(agreements_of(std::move(row)));
  return history;
}

Result<AgreementVersion> change_agreements(
    sql::Tx& tx, const AgreementVersion& now, const AgreementTerms& terms, const Step& step
) {
  GX_TRY_VOID(check_reason(step.reason));
  if (terms == now.terms) return now;
  if (agreements_now(tx, now.programme).version != now.version) return ErrorCode::conflict;
  AgreementVersion next = now;
  ++next.version;
  next.effective_from =
      now.version == 0 ? step.now : std::max(step.now, now.effective_from.plus_micros(1));
  next.terms = terms;
  next.reason = step.reason;
  next.created_by = step.by.actor;
  const std::string content = api::to_json(terms);
  const auto inserted = tx.exec(
      insert_agreements,
      next.programme,
      next.version,
      next.effective_from,
      content,
      next.reason,
      next.created_by
  );
  if (inserted == 0) return ErrorCode::conflict;
  store::next_set_number(tx, next.programme);  // other processes read the book again
  audit::Changes changes;
  changes.add("version", std::to_string(now.version), std::to_string(next.version));
  add_content_changes(changes, api::to_json(now.terms), content);
  audit::record(
      tx,
      step.by,
      {.action = "pricing_agreements_changed",
       .object_kind = "pricing_agreements",
       .object_id = next.programme.to_string(),
       .changes = std::move(changes),
       .reason = step.reason},
      step.now
  );
  return next;
}

Agreements::Agreements(sql::Tx& tx, ProgrammeId programme)
    : newest_first_(agreement_history(tx, programme, newest, every_version)) {}

const std::vector<ShareTerms>* Agreements::find(
    AgreedOn on, const std::optional<std::string>& cost_group, Instant when
) const {
  for (const AgreementVersion& version : newest_first_) {
    if (version.effective_from <= when) return agreed_on(version.terms, on, cost_group);
  }
  return nullptr;
}

}  // namespace guanxi::pricing
