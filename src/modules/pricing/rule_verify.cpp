#include "modules/pricing/rule_verify.h"

#include "modules/pricing/compile.h"
#include "modules/pricing/price_parameters.h"

namespace guanxi::pricing {
namespace {

constexpr std::size_t faults_named_max = 100;

struct RuleFacts {
  RuleId id;
  ProgrammeId programme;
  BookKind kind;
  std::string code;
  std::int64_t revision;
  RuleState state;
  std::string name_zh, name_en, content;
  Date last_day;
  std::int64_t set_number;
  ActorId created_by;
  std::optional<Instant> submitted_at, audited_at;
  std::optional<ActorId> audited_by;
  std::optional<Instant> ended_at;
  std::optional<RuleId> superseded_by;
};

const sql::Query all_rules_sql{
    "SELECT rule_id, programme_id, kind, code, revision, state, name_zh, name_en, content, "
    "last_day, set_number, created_by, submitted_at, audited_at, audited_by, ended_at, "
    "superseded_by FROM pricing_rules ORDER BY programme_id, kind, code, revision"};
// A rule ends at the very instant at which the next revision begins.
const sql::Query successor_differs_sql{
    "SELECT r.rule_id FROM pricing_rules r WHERE r.superseded_by IS NOT NULL AND NOT EXISTS "
    "(SELECT 1 FROM pricing_rules n WHERE n.rule_id = r.superseded_by "
    "AND n.programme_id = r.programme_id AND n.kind = r.kind AND n.code = r.code "
    "AND n.revision > r.revision AND n.audited_at = r.ended_at) ORDER BY 1"};
const sql::Query beyond_set_sql{
    "SELECT r.rule_id FROM pricing_rules r WHERE r.set_number > 0 AND NOT EXISTS "
    "(SELECT 1 FROM pricing_rule_sets s WHERE s.programme_id = r.programme_id "
    "AND s.number >= r.set_number) ORDER BY 1"};
struct ParameterFacts {
  ProgrammeId programme;
  std::int64_t version;
  Instant effective_from;
  std::string content;
};
const sql::Query all_parameters_sql{
    "SELECT programme_id, version, effective_from, content FROM pricing_parameters "
    "ORDER BY programme_id, version"};

/// Knows every code: whether goods are still there is the linter's question.
class AnyNames : public Names {
 public:
  std::optional<std::int64_t> find(Kind kind, std::string_view code) override {
    return fresh_.find(kind, code);
  }
  std::optional<std::int64_t> find_goods(GoodsKind kind, std::string_view code) override {
    return fresh_.find_goods(kind, code);
  }
  std::optional<std::int64_t> find_rule(RuleKind kind, std::string_view code) override {
    fresh_.declare(kind, code);
    return fresh_.find_rule(kind, code);
  }

 private:
  FreshNames fresh_;
};

/// The currency that a rule's amounts are in: the programme's, which verify need not know.
class CurrencyOf {
 public:
  void operator()(const std::optional<Money>& amount) {
    if (amount) found = amount->currency();
  }
  void operator()(const RewardTerms& reward) {
    if (const auto* off = std::get_if<MoneyOffTerms>(&reward)) (*this)(off->amount);
    if (const auto* percent = std::get_if<PercentOffTerms>(&reward)) (*this)(percent->cap);
    if (const auto* bundle = std::get_if<BundleTerms>(&reward)) (*this)(bundle->price);
    if (const auto* gift = std::get_if<GiftTerms>(&reward)) (*this)(gift->declared_value);
    if (const auto* freight = std::get_if<FreightOffTerms>(&reward)) (*this)(freight->cap);
    if (const auto* steps = std::get_if<StepsTerms>(&reward)) {
      for (const StepTerms& step : steps->steps) {
        (*this)(step.from_amount);
        (*this)(step.off);
      }
    }
  }
  void operator()(const OfferTerms& offer) {
    (*this)(offer.threshold.amount);
    (*this)(offer.reward);
  }
  void operator()(const RuleHead&) {}

  Currency found = Currency::cny;
};

Currency currency_of(const RuleTerms& terms) {
  CurrencyOf currency;
  std::visit([&](const auto& rule) { currency(rule); }, terms);
  return currency.found;
}

class RuleVerifier {
 public:
  explicit RuleVerifier(sql::Tx& tx) : tx_(tx) {}

  VerifyReport run() {
    tx_.each<RuleFacts>(all_rules_sql, [&](const RuleFacts& rule) {
      ++report_.rules;
      if (rule.state == RuleState::audited) ++report_.in_force;
      check_state(rule);
      check_content(rule);
    });
    const auto look = [&](const sql::Query& question, const char* what) {
      tx_.each<RuleId>(question, [&](RuleId rule) { blame(rule.to_string(), what); });
    };
    look(successor_differs_sql, "what superseded it did not begin when it ended");
    look(beyond_set_sql, "it changed a rule set that has a lower number");
    check_parameters();
    return std::move(report_);
  }

 private:
  void blame(const std::string& rule, const char* what) {
    ++report_.faults_found;
    if (report_.faults.size() < faults_named_max)
      report_.faults.push_back("pricing rule " + rule + ": " + what);
  }

  void check_state(const RuleFacts& rule) {
    const auto want = [&](bool holds, const char* what) {
      if (!holds) blame(rule.id.to_string(), what);
    };
    const bool was_in_force = rule.state == RuleState::audited || rule.state == RuleState::ended;
    want(rule.audited_at.has_value() == was_in_force, "its audit is not what its state says");
    want(rule.set_number > 0 || !was_in_force, "no rule set was told of it");
    want(rule.audited_by != std::optional(rule.created_by), "it was audited by whoever wrote it");
    const bool open = rule.state == RuleState::draft || rule.state == RuleState::withdrawn;
    want(rule.submitted_at || open, "it was never submitted");
    want(
        !rule.ended_at || !rule.audited_at || *rule.audited_at < *rule.ended_at,
        "it ended before it began"
    );
  }

  void check_content(const RuleFacts& rule) {
    const auto terms = read_terms(rule.content);
    if (!terms) return blame(rule.id.to_string(), "what it says cannot be read");
    const RuleHead& head = head_of(*terms);
    if (book_kind_of(*terms) != rule.kind || head.code != rule.code ||
        head.name_zh != rule.name_zh || head.name_en != rule.name_en ||
        head.conditions.to.value_or(Date::never) != rule.last_day) {
      blame(rule.id.to_string(), "what it says is not what it is listed as");
    }
    if (rule.state == RuleState::draft || rule.state == RuleState::withdrawn) return;
    AnyNames names;
    std::vector<Error> faults;
    if (!compile_rule(*terms, names, currency_of(*terms), "", faults))
      blame(rule.id.to_string(), "what it says cannot be compiled");
  }

  void check_parameters() {
    ParameterFacts last{};
    tx_.each<ParameterFacts>(all_parameters_sql, [&](const ParameterFacts& one) {
      const bool first = one.programme != last.programme;
      const auto want = [&](bool holds, const char* what) {
        if (!holds) blame("parameters of programme " + one.programme.to_string(), what);
      };
      want(one.version == (first ? 1 : last.version + 1), "a version is missing");
      want(first || last.effective_from < one.effective_from, "versions are not in order");
      want(read_parameters(one.content).has_value(), "a version cannot be read");
      last = one;
    });
  }

  sql::Tx& tx_;
  VerifyReport report_;
};

}  // namespace

VerifyReport verify(sql::Tx& tx) { return RuleVerifier(tx).run(); }

}  // namespace guanxi::pricing
