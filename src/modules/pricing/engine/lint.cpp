#include "modules/pricing/engine/lint.h"

#include <tuple>

#include "modules/pricing/engine/lint_scene.h"

namespace guanxi::pricing {

Severity severity_of(FindingKind kind) {
  switch (kind) {
    case FindingKind::below_cost:
    case FindingKind::missing_coupon:
    case FindingKind::missing_gift:
      return Severity::error;
    case FindingKind::over:
    case FindingKind::missing_goods:
    case FindingKind::cap_hides_rate:
      return Severity::note;
    case FindingKind::price_inversion:
    case FindingKind::shadowed_document:
    case FindingKind::unreachable_step:
    case FindingKind::overlapping_exclusive:
    case FindingKind::unreachable_budget:
    case FindingKind::never_applies:
    case FindingKind::missing_name:
      return Severity::warning;
  }
  return Severity::warning;
}

std::vector<Finding> lint(const Index& index, const LintFacts& facts, LintWork* work) {
  const LintScene scene(index, facts);
  std::vector<Finding> found;
  lint_inversions(scene, found);
  lint_shadows(scene, found);
  lint_offers(scene, found);
  lint_pairs(scene, found);
  const bool all_baskets = lint_costs(scene, found);
  if (work) work->all_baskets = all_baskets;
  lint_references(scene, found);
  std::ranges::stable_sort(found, [](const Finding& a, const Finding& b) {
    const auto order = [](const Finding& one) {
      return std::tie(one.kind, one.rules, one.card_type, one.rate, one.step, one.item);
    };
    return order(a) < order(b);
  });
  return found;
}

}  // namespace guanxi::pricing
