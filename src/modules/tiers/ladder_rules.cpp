#include "modules/tiers/ladder_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>
#include <set>

#include "base/naming.h"
#include "base/text.h"

namespace guanxi::tiers {
namespace {

constexpr std::int64_t billion = 1'000'000'000;

std::string at(std::string_view path) { return "/terms/" + std::string(path); }

/// Collects what is wrong with the terms, each fault at its field.
class TermsCheck {
 public:
  TermsCheck(const Terms& terms, Currency currency) : terms_(terms), currency_(currency) {}

  Outcome run() {
    names("", terms_.name_zh, terms_.name_en);
    period();
    sources();
    tiers();
    return faults_.outcome();
  }

 private:
  void names(const std::string& path, const std::string& zh, const std::string& en) {
    faults_.add(check_name(zh, at(path + "name_zh"))).add(check_name(en, at(path + "name_en")));
  }
  void range(const std::string& path, std::int64_t value, std::int64_t min, std::int64_t max) {
    faults_.add(check_range(value, min, max, at(path)));
  }
  void rate(const std::string& path, Rate value, std::int64_t max) {
    if (value < Rate::of(0, 1) || value > Rate::of(max, 1)) {
      faults_.add(
          fail(ErrorCode::out_of_range, at(path), {{"min", "0"}, {"max", std::to_string(max)}})
      );
    } else if (Rate::of(value.apply(billion, Rounding::floor), billion) != value) {
      faults_.add(fail(ErrorCode::bad_format, at(path), {{"expected", "@nine_decimals"}}));
    }
  }
  void money(const std::string& path, const Money& amount) {
    if (amount.currency() != currency_) {
      faults_.add(fail(
          ErrorCode::currency_mismatch,
          at(path) + "/currency",
          {{"expected", std::string(currency_.code())}}
      ));
    }
    range(path + "/amount", amount.minor(), 1, limits::amount_max);
  }
  /// A code of its own among its neighbours.
  void code(const std::string& path, const std::string& code, std::set<std::string>& known) {
    faults_.add(check_code(code, at(path + "code")));
    if (!known.insert(code).second)
      faults_.add(fail(ErrorCode::code_taken, at(path + "code"), {{"code", code}}));
  }
  template <class T>
  void few(const std::string& path, const std::vector<T>& list, std::size_t max) {
    if (list.size() > max)
      faults_.add(fail(ErrorCode::too_many, at(path), {{"max", std::to_string(max)}}));
  }

  void period() {
    const bool rolling = terms_.period == PeriodKind::rolling;
    if (rolling && !terms_.period_months)
      faults_.add(fail(ErrorCode::missing_field, at("period_months")));
    if (!rolling && terms_.period_months)
      faults_.add(fail(ErrorCode::bad_format, at("period_months"), {{"expected", "@rolling_only"}})
      );
    if (terms_.period_months) range("period_months", *terms_.period_months, 1, limits::months_max);
    // What is decided after the grace must be decided before the next period ends.
    const bool short_period = rolling && terms_.period_months.value_or(0) < 12;
    const int days =
        short_period ? 28 * terms_.period_months.value_or(1) - 1 : limits::grace_days_max;
    range("grace_days", terms_.grace_days, 0, std::clamp(days, 0, limits::grace_days_max));
    range("purchase_months", terms_.purchase_months, 1, limits::months_max);
  }

  void sources() {
    const Sources& sources = terms_.sources;
    money("sources/amount", sources.amount);
    range("sources/amount_growth", sources.amount_growth, 0, limits::growth_each_max);
    range("sources/visit_growth", sources.visit_growth, 0, limits::growth_each_max);
    range("sources/tenure_growth", sources.tenure_growth, 0, limits::growth_each_max);
    few("sources/behaviours", sources.behaviours, limits::behaviours_max);
    std::set<std::string> known;
    for (std::size_t i = 0; i < sources.behaviours.size(); ++i) {
      const Behaviour& behaviour = sources.behaviours[i];
      const std::string path = fmt::format("sources/behaviours/{}/", i);
      code(path, behaviour.code, known);
      names(path, behaviour.name_zh, behaviour.name_en);
      range(path + "growth", behaviour.growth, 1, limits::growth_each_max);
    }
    if (sources.amount_growth == 0 && sources.visit_growth == 0 && sources.tenure_growth == 0 &&
        sources.behaviours.empty()) {
      faults_.add(fail(ErrorCode::missing_field, at("sources/amount_growth")));
    }
  }

  void benefits(const std::string& path, const std::vector<Benefit>& benefits) {
    few(path, benefits, limits::benefits_max);
    std::set<std::string> known;
    for (std::size_t i = 0; i < benefits.size(); ++i) {
      const std::string one = fmt::format("{}/{}/", path, i);
      code(one, benefits[i].code, known);
      names(one, benefits[i].name_zh, benefits[i].name_en);
    }
  }

  void tiers() {
    if (terms_.tiers.empty()) faults_.add(fail(ErrorCode::too_few, at("tiers")));
    few("tiers", terms_.tiers, limits::tiers_max);
    std::set<std::string> known;
    std::int64_t above = -1, keeps = 0;  // of the tier below
    for (std::size_t i = 0; i < terms_.tiers.size(); ++i) {
      const Tier& tier = terms_.tiers[i];
      const std::string path = fmt::format("tiers/{}/", i);
      code(path, tier.code, known);
      names(path, tier.name_zh, tier.name_en);
      // The lowest is everybody's; each other one needs more than the one below.
      range(path + "threshold", tier.threshold, above + 1, i == 0 ? 0 : limits::growth_max);
      above = std::max(above, std::min(tier.threshold, limits::growth_max));
      range(path + "keep", tier.keep, keeps, std::max(keeps, tier.threshold));
      keeps = std::max(keeps, std::min(tier.keep, tier.threshold));
      rate(path + "discount_rate", tier.discount_rate, 1);
      rate(path + "points_multiple", tier.points_multiple, limits::rate_max);
      benefits(path + "gifts", tier.gifts);
      benefits(path + "exclusives", tier.exclusives);
      if (!tier.price) continue;
      money(path + "price", *tier.price);
      if (i == 0)
        faults_.add(fail(ErrorCode::bad_format, at(path + "price"), {{"expected", "@tier_free"}}));
    }
  }

  const Terms& terms_;
  Currency currency_;
  Faults faults_;
};

template <class Enum>
std::string word(Enum value) {
  return boost::describe::enum_to_string(value, "");
}
std::string text_of(const Money& money) {
  return money.to_string() + ' ' + std::string(money.currency().code());
}

void add_benefits(
    std::vector<FieldText>& texts, const std::string& path, const std::vector<Benefit>& benefits
) {
  for (const Benefit& one : benefits) {
    texts.push_back({path + one.code, one.name_zh + " / " + one.name_en});
  }
}

std::string percent(Rate rate) {
  return Rate::of(100 * rate.numerator(), rate.denominator()).to_string() + " %";
}

std::string period_text(const Terms& terms, bool zh) {
  switch (terms.period) {
    case PeriodKind::rolling:
      return fmt::format(
          fmt::runtime(
              zh ? "成长值按最近 {0} 个月累计；达到的等级保留 {0} 个月，到期时按最近 {0} "
                   "个月的成长值决定保级。"
                 : "Growth of the last {0} months counts. A tier lasts {0} months; at its end the "
                   "growth of the last {0} months decides whether it is kept."
          ),
          terms.period_months.value_or(0)
      );
    case PeriodKind::calendar:
      return zh ? "成长值按自然年累计，年末决定保级。"
                : "Growth counts from January to December; at the end of the year it decides "
                  "whether a tier is kept.";
    case PeriodKind::anniversary:
      return zh ? "成长值按入会周年累计，周年日前一天为期末，期末决定保级。"
                : "Growth counts from one anniversary of joining to the next; at the end it "
                  "decides whether a tier is kept.";
  }
  GX_CHECK_WHY(false, "no such period");
}

void add_sources(std::vector<std::string>& lines, const Sources& sources, bool zh) {
  const auto add = [&](const char* chinese, const char* english, auto... values) {
    lines.push_back(fmt::format(fmt::runtime(zh ? chinese : english), values...));
  };
  if (sources.amount_growth > 0) {
    add("每实付 {} 元得 {} 成长值，积分、券和赠送部分支付的不计。",
        "{} paid gives {} growth; what points, vouchers or bonus pay does not count.",
        sources.amount.to_string(),
        sources.amount_growth);
  }
  if (sources.visit_growth > 0) {
    add("每天首次购物得 {} 成长值。",
        "The first purchase of a day gives {} growth.",
        sources.visit_growth);
  }
  if (sources.tenure_growth > 0) {
    add("每满一年会龄得 {} 成长值。",
        "Each anniversary of joining gives {} growth.",
        sources.tenure_growth);
  }
  for (const Behaviour& one : sources.behaviours) {
    add("{}：{} 成长值。", "{}: {} growth.", zh ? one.name_zh : one.name_en, one.growth);
  }
}

std::string joined(const std::vector<Benefit>& benefits, bool zh) {
  std::string text;
  for (const Benefit& one : benefits) {
    if (!text.empty()) text += zh ? "、" : ", ";
    text += zh ? one.name_zh : one.name_en;
  }
  return text;
}

std::string tier_text(const Tier& tier, bool zh) {
  const bool lowest = tier.threshold == 0;
  std::string text = fmt::format(
      fmt::runtime(
          lowest ? (zh ? "{}：入会即得" : "{}: from the first day")
                 : (zh ? "{}：成长值满 {}，每期满 {} 保级"
                       : "{}: from {} growth, kept with {} in a period")
      ),
      zh ? tier.name_zh : tier.name_en,
      tier.threshold,
      tier.keep
  );
  const auto add = [&](const char* chinese, const char* english, const auto& value) {
    text += fmt::format(fmt::runtime(zh ? chinese : english), value);
  };
  if (tier.discount_rate != Rate::one()) add("；付 {}", "; pays {}", percent(tier.discount_rate));
  if (tier.points_multiple != Rate::of(0, 1))
    add("；另得 {} 倍基础积分",
        "; {} times the base points on top",
        tier.points_multiple.to_string());
  if (!tier.gifts.empty()) add("；礼遇：{}", "; gifts: {}", joined(tier.gifts, zh));
  if (!tier.exclusives.empty()) add("；专享：{}", "; exclusives: {}", joined(tier.exclusives, zh));
  if (tier.price) add("；可以 {} 元购买", "; may be bought for {}", tier.price->to_string());
  return text + (zh ? "。" : ".");
}

}  // namespace

Outcome check(const Terms& terms, Currency currency) { return TermsCheck(terms, currency).run(); }

std::vector<FieldText> texts_of(const Terms& terms) {
  const auto number = [](std::int64_t value) { return std::to_string(value); };
  const Sources& sources = terms.sources;
  std::vector<FieldText> texts{
      {"name_zh", terms.name_zh},
      {"name_en", terms.name_en},
      {"decides_rates", terms.decides_rates ? "true" : "false"},
      {"period", word(terms.period)},
      {"grace_days", number(terms.grace_days)},
      {"downgrade", word(terms.downgrade)},
      {"purchase_months", number(terms.purchase_months)},
      {"sources/amount", text_of(sources.amount)},
      {"sources/amount_growth", number(sources.amount_growth)},
      {"sources/visit_growth", number(sources.visit_growth)},
      {"sources/tenure_growth", number(sources.tenure_growth)}};
  if (terms.period_months) texts.push_back({"period_months", number(*terms.period_months)});
  for (const Behaviour& one : sources.behaviours) {
    const std::string path = "sources/behaviours/" + one.code;
    texts.push_back({path + "/name", one.name_zh + " / " + one.name_en});
    texts.push_back({path + "/growth", number(one.growth)});
  }
  for (std::size_t i = 0; i < terms.tiers.size(); ++i) {
    const Tier& tier = terms.tiers[i];
    const std::string path = "tiers/" + tier.code + "/";
    texts.push_back({path + "place", number(static_cast<std::int64_t>(i))});
    texts.push_back({path + "name", tier.name_zh + " / " + tier.name_en});
    texts.push_back({path + "threshold", number(tier.threshold)});
    texts.push_back({path + "keep", number(tier.keep)});
    texts.push_back({path + "discount_rate", tier.discount_rate.to_string()});
    texts.push_back({path + "points_multiple", tier.points_multiple.to_string()});
    if (tier.price) texts.push_back({path + "price", text_of(*tier.price)});
    add_benefits(texts, path + "gifts/", tier.gifts);
    add_benefits(texts, path + "exclusives/", tier.exclusives);
  }
  return texts;
}

std::vector<std::string> rules_text(const Terms& terms, bool zh) {
  std::vector<std::string> lines{zh ? terms.name_zh : terms.name_en};
  add_sources(lines, terms.sources, zh);
  for (const Tier& tier : terms.tiers) lines.push_back(tier_text(tier, zh));
  lines.emplace_back(
      zh ? "成长值达到即升级，新等级从下一张小票起享受；退货收回相应成长值，因此不再满足的升级"
           "随即取消，已得的身份积分不收回。"
         : "A tier is reached at once and applies from the next receipt. A return takes its growth "
           "back, and an upgrade that is no longer supported ends at once; identity points already "
           "given stay."
  );
  lines.push_back(period_text(terms, zh));
  if (terms.grace_days > 0) {
    lines.push_back(fmt::format(
        fmt::runtime(
            zh ? "期末后有 {} 天宽限，其间的成长值仍计入保级。"
               : "There are {} days of grace after the end; growth in them still counts."
        ),
        terms.grace_days
    ));
  }
  if (terms.downgrade == Downgrade::one_step) {
    lines.emplace_back(
        zh ? "未能保级的降一级。" : "A tier that is not kept is lost to the one below."
    );
  } else {
    lines.emplace_back(
        zh ? "未能保级的降到成长值所能保的等级。"
           : "A tier that is not kept is lost to the highest one that growth keeps."
    );
  }
  return lines;
}

}  // namespace guanxi::tiers
