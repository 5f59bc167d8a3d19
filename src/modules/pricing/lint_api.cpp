// The linter over the rule book by HTTP.
#include <algorithm>

#include "modules/pricing/book_lint.h"
#include "modules/pricing/rule_view.h"

namespace guanxi::pricing {

struct LintRules {
  std::string programme;
  std::vector<RuleId> rule;
  bool drafts = false;
  int limit = 50;
};
BOOST_DESCRIBE_STRUCT(LintRules, (), (programme, rule, drafts, limit))
BOOST_DESCRIBE_STRUCT(BookFindings, (), (findings, complete, all_goods))

}  // namespace guanxi::pricing

template <>
struct guanxi::api::Doc<guanxi::pricing::LintRules> {
  static constexpr const char* name = "LintPricingRules";
  static constexpr Text text{"检查规则簿", "Asks what the linter says of a rule book"};
  static constexpr Field fields[] = {
      pricing_book_fields::programme,
      {.name = "rule",
       .text =
           {"视同已生效的草稿或待审核规则，可重复",
            "Drafts or submitted rules, as if they were in force; may be repeated"},
       .max_items = 20,
       .has_default = true},
      {.name = "drafts",
       .text =
           {"全部待审核的规则也视同已生效（最多 200 条）",
            "All rules that wait for their audit as well (200 at most)"},
       .example = "true",
       .has_default = true},
      {.name = "limit",
       .text = {"最多给出多少条发现", "So many findings at most"},
       .min = 1,
       .max = 200,
       .example = "50",
       .has_default = true}};
};
template <>
struct guanxi::api::Doc<guanxi::pricing::BookFindings> {
  static constexpr const char* name = "PricingFindings";
  static constexpr Text text{"规则检查的结果", "What the linter found"};
  static constexpr Field fields[] = {
      {.name = "findings", .text = {"发现", "Findings"}},
      {.name = "complete",
       .text =
           {"全部规则都看过、全部发现都给出了；规则太多时先看新的，折扣单最后",
            "Whether all rules were looked at and all findings are told; of too many the newest "
            "are looked at, documents last"}},
      {.name = "all_goods",
       .text = {
           "在用的商品都看过；太多时先看规则点名的，其余按编号，共 2000 个；"
           "为找出低于成本的，最多试算 100000 篮",
           "Whether all goods in use were looked at; of more than 2,000 those that rules name, "
           "then others by their ids; for prices below cost 100,000 baskets at most are priced"}}};
};

namespace guanxi::pricing {
namespace {

constexpr int waiting_max = 200;

bool tells_costs(const api::Call& call) { return call.actor.may("catalog:costs"); }

Result<BookFindings> lint_rules(const Desk& desk, const api::Call& call, const LintRules& request) {
  GX_TRY(programme, programme_of(desk, call, request.programme));
  return desk.db.read([&](sql::Tx& tx) -> Result<BookFindings> {
    LintRequest wanted;
    const auto add = [&](BookRule rule) {
      const bool again = std::ranges::any_of(wanted.drafts, [&](const BookRule& other) {
        return other.kind == rule.kind && other.code == rule.code;
      });
      if (!again) wanted.drafts.push_back(std::move(rule));
    };
    for (std::size_t i = 0; i < request.rule.size(); ++i) {
      const std::string at = "/rule/" + std::to_string(i);
      auto rule = find_rule(tx, request.rule[i]);
      if (!rule || rule->programme != programme->programme) return fail(ErrorCode::not_found, at);
      if (rule->state != RuleState::draft && rule->state != RuleState::submitted)
        return fail(ErrorCode::unknown_value, at, {{"allowed", "draft, submitted"}});
      add(*std::move(rule));
    }
    if (request.drafts) {
      RuleSearch waiting;
      waiting.programme = programme->programme;
      waiting.state = RuleState::submitted;
      waiting.limit = waiting_max;
      for (const RuleSummary& one : list_rules(tx, waiting)) {
        if (auto rule = find_rule(tx, one.id)) add(*std::move(rule));
      }
    }
    const bool zh = call.language == api::Language::zh_cn;
    wanted.tells_costs = tells_costs(call);
    BookFindings found = lint_book(tx, desk, *programme, wanted, call.now, zh);
    const auto most = static_cast<std::size_t>(request.limit);
    if (found.findings.size() > most) {
      found.findings.resize(most);
      found.complete = false;
    }
    return found;
  });
}

}  // namespace

std::optional<std::vector<RuleFinding>> findings_of(
    sql::Tx& tx, const Desk& desk, const api::Call& call, const BookRule& rule, LintGoods goods
) {
  if (rule.state != RuleState::submitted) return std::nullopt;
  const auto programme = desk.programmes.shown(rule.programme, call.now);
  if (!programme) return std::nullopt;
  LintRequest request;
  request.drafts = {rule};
  request.only = rule;
  request.entries_max = lint_entries_at_submit_max;
  request.goods_max = goods == LintGoods::catalogue ? lint_goods_at_submit_max : 0;
  request.baskets_max = lint_baskets_at_submit_max;
  request.tells_costs = tells_costs(call);
  std::vector<RuleFinding> told;
  const bool zh = call.language == api::Language::zh_cn;
  for (FileFinding& one : lint_book(tx, desk, *programme, request, call.now, zh).findings)
    told.push_back({one.severity, one.kind, std::move(one.rules), std::move(one.words)});
  return told;
}

void add_lint_endpoint(api::Api& api, const Desk& desk) {
  using enum ErrorCode;
  api.add<LintRules, BookFindings>(
      {.method = api::Method::get,
       .path = "/v1/pricing/lint",
       .operation = "lint_pricing_rules",
       .tag = "pricing",
       .permission = "pricing:read",
       .summary = {"检查规则簿", "What in a rule book its authors can hardly have meant"},
       .description =
           {"生效中的规则，以及视同已生效的草稿：价格倒挂、被遮盖的折扣单、够不到的阶梯、互斥重叠、"
            "用不完或用不了的预算、低于成本、已过期、已停用的商品和门店等……每条都附一篮能看出它的商"
            "品。成本取自商品目录（cost_price）；没有权限 catalog:costs "
            "的只知道低于成本，不给金额和商品篮。",
            "Of the rules in force, and of drafts as if they were: price inversions, shadowed "
            "documents, unreachable steps, overlapping exclusives, budgets out of reach, prices "
            "below cost, what is over, goods, stores and others that are no more – each with a "
            "basket that shows it, priced. Costs are the catalogue's (cost_price); without "
            "catalog:costs findings say that a price is below cost, without amounts and basket."},
       .errors = {programme_not_found, not_found, unknown_value}},
      [desk](const api::Call& call, const LintRules& request) {
        return lint_rules(desk, call, request);
      }
  );
}

}  // namespace guanxi::pricing
