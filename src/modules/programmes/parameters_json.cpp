#include <algorithm>
#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <functional>
#include <utility>
#include <variant>

#include "modules/programmes/parameters.h"

namespace guanxi::programmes {
namespace {

namespace json = boost::json;

// 1: the first. 2: stored value, duplicates, holds, points documents and notices; before, there
// were none of them, and what is asked for today under an old version finds the defaults. 3: points
// as money, a cap of what a day earns, and proofs; before, points did not pay and nothing was
// capped. 4: a pending time and a programme's budget of a day; before, there was neither. 6: what
// coupons are worth that need no proof; before, there were none.
constexpr std::int64_t oldest_format = 1;
constexpr std::int64_t newest_format = 6;

template <class Enum>
struct Word {
  Enum value;
  std::string_view text;
};
constexpr std::array<Word<EarnScope>, 2> earn_scopes{
    {{EarnScope::receipt, "receipt"}, {EarnScope::line, "line"}}};
constexpr std::array<Word<Rounding>, 3> roundings{
    {{Rounding::half_up, "half_up"}, {Rounding::floor, "floor"}, {Rounding::ceil, "ceil"}}};
constexpr std::array<Word<ExpiryKind>, 3> expiry_kinds{
    {{ExpiryKind::never, "never"}, {ExpiryKind::months, "months"}, {ExpiryKind::yearly, "yearly"}}};
constexpr std::array<Word<ShortfallPolicy>, 3> shortfalls{
    {{ShortfallPolicy::purchase, "purchase"},
     {ShortfallPolicy::debt, "debt"},
     {ShortfallPolicy::refuse, "refuse"}}};
constexpr std::array<Word<StoredValueEarns>, 3> stored_values{
    {{StoredValueEarns::all, "all"},
     {StoredValueEarns::principal, "principal"},
     {StoredValueEarns::nothing, "nothing"}}};
constexpr std::array<Word<PaidPointsEarn>, 2> paid_points{
    {{PaidPointsEarn::all, "all"}, {PaidPointsEarn::nothing, "nothing"}}};
constexpr std::array<Word<DayPointsOf>, 2> day_points_of{
    {{DayPointsOf::extras, "extras"}, {DayPointsOf::all, "all"}}};

template <class Enum, std::size_t n>
std::string_view word_in(const std::array<Word<Enum>, n>& words, Enum value) {
  for (const auto& word : words) {
    if (word.value == value) return word.text;
  }
  GX_CHECK(false);
}

using Value = std::variant<std::int64_t, std::string>;
struct Pair {
  std::string name;
  Value value;
};

/// Takes one flat object of whole numbers and words, nothing else, and keeps every key: a parser
/// that builds a tree would keep the last of two equal ones without a word.
struct FlatObject {
  static constexpr std::size_t max_object_size = 100;
  static constexpr std::size_t max_array_size = 0;
  static constexpr std::size_t max_key_size = 100;
  static constexpr std::size_t max_string_size = 1000;

  std::vector<Pair> pairs;
  std::string text;
  std::optional<std::string> wrong_type_at;
  int depth = 0;

  bool wrong() {
    wrong_type_at = depth == 0 || pairs.empty() ? "" : "/" + pairs.back().name;
    return false;
  }
  bool put(Value value) {
    if (depth == 0) return wrong();
    pairs.back().value = std::move(value);
    return true;
  }
  std::string take() { return std::exchange(text, {}); }

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) { return depth++ == 0 || wrong(); }
  bool on_object_end(std::size_t, json::error_code&) { return --depth == 0; }
  bool on_array_begin(json::error_code&) { return wrong(); }
  bool on_array_end(std::size_t, json::error_code&) { return true; }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    text.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code&) {
    text.append(part.data(), part.size());
    pairs.push_back({take(), std::int64_t{0}});
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
    text.append(part.data(), part.size());
    return true;
  }
  bool on_string(json::string_view part, std::size_t, json::error_code&) {
    text.append(part.data(), part.size());
    return put(take());
  }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t value, json::string_view, json::error_code&) { return put(value); }
  bool on_uint64(std::uint64_t, json::string_view, json::error_code&) {
    return wrong();
  }  // beyond 2^63
  bool on_double(auto, json::string_view, json::error_code&) { return wrong(); }
  bool on_bool(bool, json::error_code&) { return wrong(); }
  bool on_null(json::error_code&) { return wrong(); }
  bool on_comment_part(json::string_view, json::error_code&) { return false; }
  bool on_comment(json::string_view, json::error_code&) { return false; }
};

Result<std::vector<Pair>> parse_flat(std::string_view text) {
  json::basic_parser<FlatObject> parser{json::parse_options{}};
  json::error_code error;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  FlatObject& handler = parser.handler();
  if (handler.wrong_type_at) return fail(ErrorCode::wrong_type, *handler.wrong_type_at);
  if (error || read != text.size()) return fail(ErrorCode::malformed_json);
  return std::move(handler.pairs);
}

/// Takes the pairs out one by one, by name, and remembers the first thing that is wrong.
class Reader {
 public:
  explicit Reader(std::vector<Pair> pairs) : pairs_(std::move(pairs)) {
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (pairs_[i].name == pairs_[j].name) blame(ErrorCode::duplicate_field, pairs_[i].name);
      }
    }
  }

  template <class Number>
  void number(const char* name, Number& into) {
    const auto value = take<std::int64_t>(name);
    if (!value) return;
    if (!std::in_range<Number>(*value)) return blame(ErrorCode::out_of_range, name);
    into = static_cast<Number>(*value);
  }
  template <class Enum, std::size_t n>
  void word(const char* name, const std::array<Word<Enum>, n>& words, Enum& into) {
    const auto text = take<std::string>(name);
    if (!text) return;
    const auto found =
        std::find_if(words.begin(), words.end(), [&](const auto& w) { return w.text == *text; });
    if (found == words.end()) return blame(ErrorCode::unknown_value, name);
    into = found->value;
  }
  Outcome finish() {
    if (!pairs_.empty()) blame(ErrorCode::unknown_field, pairs_.front().name);
    if (error_) return *error_;
    return ok();
  }
  const std::optional<Error>& error() const { return error_; }

 private:
  template <class T>
  std::optional<T> take(std::string_view name) {
    const auto found =
        std::find_if(pairs_.begin(), pairs_.end(), [&](const Pair& p) { return p.name == name; });
    if (found == pairs_.end()) {
      blame(ErrorCode::missing_field, name);
      return std::nullopt;
    }
    Value value = std::move(found->value);
    pairs_.erase(found);
    if (T* const typed = std::get_if<T>(&value)) return std::move(*typed);
    blame(ErrorCode::wrong_type, name);
    return std::nullopt;
  }
  void blame(ErrorCode code, std::string_view name) {
    if (!error_) error_ = fail(code, "/" + std::string(name));
  }

  std::vector<Pair> pairs_;
  std::optional<Error> error_;
};

}  // namespace

std::string_view word(EarnScope scope) { return word_in(earn_scopes, scope); }
std::string_view word(Rounding rounding) { return word_in(roundings, rounding); }
std::string_view word(ExpiryKind kind) { return word_in(expiry_kinds, kind); }
std::string_view word(ShortfallPolicy policy) { return word_in(shortfalls, policy); }
std::string_view word(StoredValueEarns earns) { return word_in(stored_values, earns); }
std::string_view word(PaidPointsEarn earn) { return word_in(paid_points, earn); }
std::string_view word(DayPointsOf classes) { return word_in(day_points_of, classes); }

std::string to_json(const Parameters& p) {
  std::string text = "{\"format\":" + std::to_string(newest_format);
  const auto number = [&](const char* name, std::int64_t value) {
    text.append(",\"").append(name).append("\":").append(std::to_string(value));
  };
  const auto words = [&](const char* name, std::string_view value) {
    text.append(",\"").append(name).append("\":\"").append(value).append("\"");
  };
  number("earn_amount", p.earn_amount);
  number("earn_points", p.earn_points);
  words("earn_scope", word(p.earn_scope));
  words("earn_rounding", word(p.earn_rounding));
  words("expiry", word(p.expiry));
  number("expiry_months", p.expiry_months);
  number("expiry_month", p.expiry_month);
  number("expiry_day", p.expiry_day);
  words("shortfall", word(p.shortfall));
  number("points_price", p.points_price);
  words("stored_value_earns", word(p.stored_value_earns));
  number("duplicate_review_score", p.duplicate_review_score);
  number("duplicate_automatic_score", p.duplicate_automatic_score);
  number("hold_minutes", p.hold_minutes);
  number("document_points_max", p.document_points_max);
  number("document_actor_day_max", p.document_actor_day_max);
  number("document_programme_day_max", p.document_programme_day_max);
  number("notice_days", p.notice_days);
  number("pay_points", p.pay_points);
  number("pay_amount", p.pay_amount);
  number("pay_points_min", p.pay_points_min);
  number("pay_points_step", p.pay_points_step);
  number("pay_percent_max", p.pay_percent_max);
  words("paid_points_earn", word(p.paid_points_earn));
  number("member_day_points_max", p.member_day_points_max);
  number("proof_points_cashier_max", p.proof_points_cashier_max);
  number("proof_stored_value_cashier_max", p.proof_stored_value_cashier_max);
  number("proof_small_change_cashier_max", p.proof_small_change_cashier_max);
  number("proof_attempts_max", p.proof_attempts_max);
  number("proof_lock_minutes", p.proof_lock_minutes);
  number("one_time_code_minutes", p.one_time_code_minutes);
  number("one_time_codes_hour_max", p.one_time_codes_hour_max);
  number("points_pending_days", p.points_pending_days);
  number("programme_day_points_max", p.programme_day_points_max);
  words("programme_day_points_of", word(p.programme_day_points_of));
  number("late_attribution_days", p.late_attribution_days);
  number("late_attribution_unapproved_points", p.late_attribution_unapproved_points);
  number("late_attribution_points_max", p.late_attribution_points_max);
  number("late_attributions_member_month_max", p.late_attributions_member_month_max);
  number("late_attributions_actor_day_max", p.late_attributions_actor_day_max);
  number("refund_without_receipt_max", p.refund_without_receipt_max);
  number("refunds_without_receipt_year_max", p.refunds_without_receipt_year_max);
  number("points_sale_price", p.points_sale_price);
  number("points_sale_step", p.points_sale_step);
  number("points_sale_member_year_max", p.points_sale_member_year_max);
  number("proof_coupons_free_max", p.proof_coupons_free_max);
  return text + "}";
}

Result<Parameters> from_json(std::string_view text) {
  GX_TRY(pairs, parse_flat(text));
  Reader reader(std::move(pairs));
  std::int64_t format = 0;
  reader.number("format", format);
  if (reader.error()) return *reader.error();
  if (format < oldest_format || format > newest_format) {
    return fail(ErrorCode::unknown_value, "/format", {{"allowed", "1, 2, 3, 4, 5, 6"}});
  }
  Parameters p;
  reader.number("earn_amount", p.earn_amount);
  reader.number("earn_points", p.earn_points);
  reader.word("earn_scope", earn_scopes, p.earn_scope);
  reader.word("earn_rounding", roundings, p.earn_rounding);
  reader.word("expiry", expiry_kinds, p.expiry);
  reader.number("expiry_months", p.expiry_months);
  reader.number("expiry_month", p.expiry_month);
  reader.number("expiry_day", p.expiry_day);
  reader.word("shortfall", shortfalls, p.shortfall);
  reader.number("points_price", p.points_price);
  if (format > 1) {
    reader.word("stored_value_earns", stored_values, p.stored_value_earns);
    reader.number("duplicate_review_score", p.duplicate_review_score);
    reader.number("duplicate_automatic_score", p.duplicate_automatic_score);
    reader.number("hold_minutes", p.hold_minutes);
    reader.number("document_points_max", p.document_points_max);
    reader.number("document_actor_day_max", p.document_actor_day_max);
    reader.number("document_programme_day_max", p.document_programme_day_max);
    reader.number("notice_days", p.notice_days);
  }
  if (format > 2) {
    reader.number("pay_points", p.pay_points);
    reader.number("pay_amount", p.pay_amount);
    reader.number("pay_points_min", p.pay_points_min);
    reader.number("pay_points_step", p.pay_points_step);
    reader.number("pay_percent_max", p.pay_percent_max);
    reader.word("paid_points_earn", paid_points, p.paid_points_earn);
    reader.number("member_day_points_max", p.member_day_points_max);
    reader.number("proof_points_cashier_max", p.proof_points_cashier_max);
    reader.number("proof_stored_value_cashier_max", p.proof_stored_value_cashier_max);
    reader.number("proof_small_change_cashier_max", p.proof_small_change_cashier_max);
    reader.number("proof_attempts_max", p.proof_attempts_max);
    reader.number("proof_lock_minutes", p.proof_lock_minutes);
    reader.number("one_time_code_minutes", p.one_time_code_minutes);
    reader.number("one_time_codes_hour_max", p.one_time_codes_hour_max);
  } else {
    p.pay_points = 0;
  }
  if (format > 3) {
    reader.number("points_pending_days", p.points_pending_days);
    reader.number("programme_day_points_max", p.programme_day_points_max);
    reader.word("programme_day_points_of", day_points_of, p.programme_day_points_of);
  }
  p.late_attribution_days = 0;  // off where nobody has decided
  if (format > 4) {
    reader.number("late_attribution_days", p.late_attribution_days);
    reader.number("late_attribution_unapproved_points", p.late_attribution_unapproved_points);
    reader.number("late_attribution_points_max", p.late_attribution_points_max);
    reader.number("late_attributions_member_month_max", p.late_attributions_member_month_max);
    reader.number("late_attributions_actor_day_max", p.late_attributions_actor_day_max);
    reader.number("refund_without_receipt_max", p.refund_without_receipt_max);
    reader.number("refunds_without_receipt_year_max", p.refunds_without_receipt_year_max);
    reader.number("points_sale_price", p.points_sale_price);
    reader.number("points_sale_step", p.points_sale_step);
    reader.number("points_sale_member_year_max", p.points_sale_member_year_max);
  }
  if (format > 5) reader.number("proof_coupons_free_max", p.proof_coupons_free_max);
  GX_TRY_VOID(reader.finish());
  GX_TRY_VOID(check(p, ""));
  return p;
}

audit::Changes changes_between(std::string_view before, std::string_view after) {
  const auto pairs_of = [](std::string_view json) {
    std::vector<Pair> pairs;
    if (!json.empty()) pairs = parse_flat(json).value();
    return pairs;
  };
  const auto text_of = [](const std::vector<Pair>& pairs, const std::string& name) {
    std::optional<std::string> text;
    for (const Pair& pair : pairs) {
      if (pair.name != name) continue;
      const auto* const number = std::get_if<std::int64_t>(&pair.value);
      text = number ? std::to_string(*number) : std::get<std::string>(pair.value);
    }
    return text;
  };
  const std::vector<Pair> was = pairs_of(before);
  const std::vector<Pair> is = pairs_of(after);
  audit::Changes changes;
  for (const Pair& pair : is) {
    changes.add(pair.name.c_str(), text_of(was, pair.name), text_of(is, pair.name));
  }
  return changes;
}

}  // namespace guanxi::programmes
