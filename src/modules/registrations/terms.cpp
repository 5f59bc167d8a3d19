// The versions of terms.
#include <algorithm>
#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include "base/naming.h"
#include "modules/registrations/registrations.h"
#include "platform/sql/enum_column.h"

namespace guanxi::registrations {
namespace {

#define GX_TERMS_COLUMNS                                                                     \
  "programme_id, version, channels, proved_channels, required, age_min, under_14, charter, " \
  "entry, entry_amount, plans, newcomer_points, referrer_points, referrer_when, "            \
  "referrer_month_max, reason, created_at, created_by"

const sql::Query newest_terms_sql{
    "SELECT " GX_TERMS_COLUMNS
    " FROM registration_terms WHERE programme_id = $1 ORDER BY version DESC LIMIT 1"};
const sql::Query versions_sql{
    "SELECT " GX_TERMS_COLUMNS
    " FROM registration_terms WHERE programme_id = $1 ORDER BY version DESC"};
const sql::Query insert_terms_sql{
    "INSERT INTO registration_terms (" GX_TERMS_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) "
    "ON CONFLICT (programme_id, version) DO NOTHING"};

#undef GX_TERMS_COLUMNS

struct TermsRow {
  ProgrammeId programme;
  std::int64_t version;
  std::string channels, proved_channels, required;
  int age_min;
  Under14 under_14;
  std::string charter;
  Entry entry;
  std::int64_t entry_amount;
  std::string plans;
  Points newcomer_points, referrer_points;
  RewardAt referrer_when;
  std::optional<int> referrer_month_max;
  std::string reason;
  Instant created_at;
  ActorId created_by;
};

// Lists are stored as words with blanks between them: neither codes nor words of enums have any.
std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

template <class Enum>
std::vector<Enum> enums_in(std::string_view text) {
  std::vector<Enum> all;
  for (const std::string& word : words_in(text)) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>([&](auto enumerator) {
      if (word == enumerator.name) all.push_back(enumerator.value);
    });
  }
  return all;
}

std::string line_of(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

template <class Enum>
std::string line_of(const std::vector<Enum>& all) {
  std::vector<std::string> words;
  for (const Enum one : all) words.emplace_back(boost::describe::enum_to_string(one, ""));
  return line_of(words);
}

Version version_of(TermsRow row) {
  Version version{row.programme, row.version, {}, std::move(row.reason), row.created_at, {}};
  version.created_by = row.created_by;
  Terms& terms = version.terms;
  terms.channels = enums_in<Channel>(row.channels);
  terms.proved_channels = enums_in<Channel>(row.proved_channels);
  terms.required = enums_in<Required>(row.required);
  terms.age_min = row.age_min;
  terms.under_14 = row.under_14;
  terms.charter = std::move(row.charter);
  terms.entry = row.entry;
  terms.entry_amount = row.entry_amount;
  terms.plans = words_in(row.plans);
  terms.newcomer_points = row.newcomer_points;
  terms.referrer_points = row.referrer_points;
  terms.referrer_when = row.referrer_when;
  terms.referrer_month_max = row.referrer_month_max;
  return version;
}

template <class T>
void check_once(const std::vector<T>& all, const std::string& pointer, Faults& faults) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (std::find(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(i), all[i]) !=
        all.begin() + static_cast<std::ptrdiff_t>(i)) {
      faults.add(fail(ErrorCode::unknown_value, pointer + "/" + std::to_string(i)));
    }
  }
}

Outcome check_terms(const Terms& terms) {
  Faults faults;
  const std::string at = "/terms";
  if (terms.channels.empty())
    faults.add(fail(ErrorCode::too_few, at + "/channels", {{"min", "1"}}));
  check_once(terms.channels, at + "/channels", faults);
  check_once(terms.proved_channels, at + "/proved_channels", faults);
  check_once(terms.required, at + "/required", faults);
  for (std::size_t i = 0; i < terms.proved_channels.size(); ++i) {
    if (std::ranges::find(terms.channels, terms.proved_channels[i]) == terms.channels.end()) {
      faults.add(fail(ErrorCode::unknown_value, at + "/proved_channels/" + std::to_string(i)));
    }
  }
  faults.add(check_range(terms.age_min, 0, limits::age_max, at + "/age_min"));
  if (!terms.charter.empty()) faults.add(check_code(terms.charter, at + "/charter"));
  const bool by_receipt = terms.entry == Entry::receipt;
  faults.add(check_range(
      terms.entry_amount,
      by_receipt ? 1 : 0,
      by_receipt ? limits::entry_amount_max : 0,
      at + "/entry_amount"
  ));
  if (std::ssize(terms.plans) > limits::plans_max) {
    faults.add(
        fail(ErrorCode::too_many, at + "/plans", {{"max", std::to_string(limits::plans_max)}})
    );
  }
  for (std::size_t i = 0; i < terms.plans.size(); ++i) {
    const std::string pointer = at + "/plans/" + std::to_string(i);
    faults.add(check_code(terms.plans[i], pointer));
    if (terms.entry != Entry::paid) faults.add(fail(ErrorCode::unknown_value, pointer));
  }
  check_once(terms.plans, at + "/plans", faults);
  faults.add(check_range(
      terms.newcomer_points.value(), 0, limits::gift_points_max, at + "/newcomer_points"
  ));
  faults.add(check_range(
      terms.referrer_points.value(), 0, limits::gift_points_max, at + "/referrer_points"
  ));
  if (terms.referrer_month_max) {
    faults.add(check_range(
        *terms.referrer_month_max, 1, limits::rewards_month_max, at + "/referrer_month_max"
    ));
  }
  return faults.outcome();
}

}  // namespace

Version terms_of(sql::Tx& tx, ProgrammeId programme) {
  if (auto row = tx.find<TermsRow>(newest_terms_sql, programme)) return version_of(*std::move(row));
  Version none;
  none.programme = programme;
  using enum Channel;
  none.terms.channels = {store, web, wechat, call_centre, batch};
  return none;
}

std::vector<Version> versions_of(sql::Tx& tx, ProgrammeId programme) {
  std::vector<Version> all;
  for (TermsRow& row : tx.list<TermsRow>(versions_sql, programme)) {
    all.push_back(version_of(std::move(row)));
  }
  return all;
}

Result<Version> publish(
    sql::Tx& tx,
    ProgrammeId programme,
    std::int64_t seen,
    const Terms& terms,
    const std::string& reason,
    ActorId by,
    Instant now
) {
  Faults faults;
  faults.add(check_terms(terms)).add(check_reason(reason));
  GX_TRY_VOID(faults.outcome());
  Version last = terms_of(tx, programme);
  if (last.version != seen) return ErrorCode::stale_version;
  if (last.version > 0 && last.terms == terms) return last;
  const Version next{programme, last.version + 1, terms, reason, now, by};
  const std::int64_t written = tx.exec(
      insert_terms_sql,
      programme,
      next.version,
      line_of(terms.channels),
      line_of(terms.proved_channels),
      line_of(terms.required),
      terms.age_min,
      terms.under_14,
      terms.charter,
      terms.entry,
      terms.entry_amount,
      line_of(terms.plans),
      terms.newcomer_points,
      terms.referrer_points,
      terms.referrer_when,
      terms.referrer_month_max,
      reason,
      now,
      by
  );
  if (written == 0) return ErrorCode::stale_version;  // somebody published meanwhile
  return next;
}

}  // namespace guanxi::registrations
