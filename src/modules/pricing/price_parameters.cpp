#include "modules/pricing/price_parameters.h"

#include <algorithm>

#include "base/naming.h"
#include "modules/pricing/rule_changes.h"
#include "modules/pricing/rule_store.h"
#include "modules/pricing/terms_docs.h"
#include "platform/api/api.h"

namespace guanxi::pricing {
namespace {

ParameterVersion version_of(store::ParameterRow row) {
  auto terms = read_parameters(row.content);
  GX_CHECK_WHY(
      terms.has_value(), "stored parameters of pricing cannot be read: " + row.programme.to_string()
  );
  return {
      row.programme,
      row.version,
      row.effective_from,
      *std::move(terms),
      std::move(row.reason),
      row.created_by};
}

ParameterVersion version_or_default(std::optional<store::ParameterRow> row, ProgrammeId programme) {
  if (row) return version_of(*std::move(row));
  ParameterVersion none;
  none.programme = programme;
  return none;
}

}  // namespace

std::optional<ParameterTerms> read_parameters(std::string_view content) {
  auto terms = api::from_json<ParameterTerms>(content, api::Origin::stored);
  if (!terms) return std::nullopt;
  return *std::move(terms);
}

ParameterVersion parameters_now(sql::Tx& tx, ProgrammeId programme) {
  return version_or_default(store::newest_parameters(tx, programme), programme);
}

ParameterVersion parameters_in_force(sql::Tx& tx, ProgrammeId programme, Instant when) {
  return version_or_default(store::parameters_at(tx, programme, when), programme);
}

std::vector<ParameterVersion> parameter_history(
    sql::Tx& tx, ProgrammeId programme, std::int64_t before, int limit
) {
  std::vector<ParameterVersion> history;
  for (store::ParameterRow& row : store::list_parameters(tx, programme, before, limit))
    history.push_back(version_of(std::move(row)));
  return history;
}

Result<ParameterVersion> change_parameters(
    sql::Tx& tx, const ParameterVersion& now, const ParameterTerms& terms, const Step& step
) {
  GX_TRY_VOID(check_reason(step.reason));
  if (terms == now.terms) return now;
  if (parameters_now(tx, now.programme).version != now.version) return ErrorCode::conflict;
  ParameterVersion next = now;
  ++next.version;
  // Versions apply in their order, each from a moment of its own.
  next.effective_from =
      now.version == 0 ? step.now : std::max(step.now, now.effective_from.plus_micros(1));
  next.terms = terms;
  next.reason = step.reason;
  next.created_by = step.by.actor;
  const std::string content = api::to_json(terms);
  const bool inserted = store::insert_parameters(
      tx, {next.programme, next.version, next.effective_from, content, next.reason, next.created_by}
  );
  if (!inserted) return ErrorCode::conflict;
  store::next_set_number(tx, next.programme);
  audit::Changes changes;
  changes.add("version", std::to_string(now.version), std::to_string(next.version));
  add_content_changes(changes, api::to_json(now.terms), content);
  audit::record(
      tx,
      step.by,
      {.action = "pricing_parameters_changed",
       .object_kind = "pricing_parameters",
       .object_id = next.programme.to_string(),
       .changes = std::move(changes),
       .reason = step.reason},
      step.now
  );
  return next;
}

}  // namespace guanxi::pricing
