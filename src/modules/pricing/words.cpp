#include "modules/pricing/wording.h"

#include <fmt/format.h>

#include "modules/pricing/terms_docs.h"
#include "platform/api/words.h"

namespace guanxi::pricing {

std::string amount_words(std::int64_t minor, Currency currency, bool zh) {
  const std::string plain = Money(minor, currency).to_string();
  if (!zh) return plain;
  return plain + (currency == Currency::cny ? " 元" : " " + std::string(currency.code()));
}

std::string price_words(UnitPrice price, Currency currency, bool zh) {
  if (!zh) return price.to_string();
  return price.to_string() +
         (currency == Currency::cny ? " 元" : " " + std::string(currency.code()));
}

std::string quoted(const std::string& name, bool zh) {
  return zh ? "“" + name + "”" : "\"" + name + "\"";
}

namespace {

std::string date_words(std::int64_t yyyymmdd) {
  const auto date = Date::from_yyyymmdd(yyyymmdd);
  return date ? date->to_string() : std::string();
}

std::string minute_words(std::int64_t minute) {
  return fmt::format("{:02}:{:02}", minute / 60, minute % 60);
}

/// The words of the enumerators whose bits are set: "星期五、星期六".
template <class Enum>
std::string bits_words(unsigned bits, int count, bool zh) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    if ((bits >> i & 1U) == 0) continue;
    if (!text.empty()) text += zh ? "、" : ", ";
    text += api::words_of(static_cast<Enum>(i), zh ? api::Language::zh_cn : api::Language::en);
  }
  return text;
}

std::string hours_words(const std::vector<Hours>& hours, bool zh) {
  std::string text;
  for (const Hours& one : hours) {
    if (!text.empty()) text += zh ? "、" : ", ";
    text += minute_words(one.from) + "–" + minute_words(one.to);
  }
  return text;
}

// ---- candidates ----

class Reason {
 public:
  Reason(const Considered& seen, const Index& index, Currency currency, bool zh)
      : seen_(seen), index_(index), currency_(currency), zh_(zh) {
    const Rule* rule = index.find(seen.kind, seen.rule);
    if (rule) when_ = rule->when;
  }

  std::string text() const {
    switch (seen_.why) {
      case Why::applied:
        return applied();
      case Why::not_yet:
      case Why::over:
      case Why::weekday:
      case Why::hour:
      case Why::store:
      case Why::channel:
        return time_or_place();
      case Why::no_member:
      case Why::card_type:
      case Why::tier:
      case Why::group:
      case Why::group_excluded:
      case Why::birthday:
      case Why::not_first_purchase:
      case Why::tender:
        return customer();
      case Why::no_goods:
      case Why::below_amount:
      case Why::below_pieces:
      case Why::saves_nothing:
        return goods();
      case Why::more_specific:
      case Why::audited_later:
      case Why::exclusive:
      case Why::not_beside:
      case Why::line_taken:
      case Why::dearer:
        return others();
      case Why::used_up:
      case Why::budget:
      case Why::unknown_coupon:
      case Why::too_many:
      case Why::restricted:
      case Why::points_used_up:
        return limits();
    }
    return {};
  }

 private:
  std::string say(const char* zh, const char* en) const { return zh_ ? zh : en; }
  std::string money(std::int64_t minor) const { return amount_words(minor, currency_, zh_); }

  std::string applied() const {
    switch (seen_.kind) {
      case RuleKind::document:
        return say("按此折扣单计价", "this document counts");
      case RuleKind::restriction:
        return say("此顾客可以购买", "this customer may buy it");
      default:
        if (seen_.kind == RuleKind::promotion && seen_.has < seen_.needs)
          return zh_ ? fmt::format("已生效：应得 {} 分，限额只剩 {} 分", seen_.needs, seen_.has)
                     : fmt::format("applies: of {} points {} were left", seen_.needs, seen_.has);
        if (seen_.amount == 0) return say("已生效", "applies");
        return (zh_ ? "已优惠 " : "saves ") + money(seen_.amount);
    }
  }

  std::string time_or_place() const {
    switch (seen_.why) {
      case Why::not_yet:
        if (seen_.needs == 0) return say("当时尚未审核生效", "was not audited at that time");
        return zh_ ? date_words(seen_.needs) + " 起有效"
                   : "from " + date_words(seen_.needs) + " on";
      case Why::over:
        if (seen_.needs == 0) return say("当时已停用", "had been ended at that time");
        return zh_ ? "已于 " + date_words(seen_.needs) + " 结束"
                   : "until " + date_words(seen_.needs) + " only";
      case Why::weekday: {
        const std::string days = bits_words<Weekday>(when_.weekdays, 7, zh_);
        const std::string today = bits_words<Weekday>(1U << seen_.has, 7, zh_);
        return zh_ ? "限" + days + "，当天是" + today : days + " only; it was a " + today;
      }
      case Why::hour:
        return zh_ ? "限 " + hours_words(when_.hours, zh_) + "，当时 " + minute_words(seen_.has)
                   : hours_words(when_.hours, zh_) + " only; it was " + minute_words(seen_.has);
      case Why::store:
        return say("不适用于此门店", "not in this store");
      default: {
        const std::string channels = bits_words<Channel>(when_.channels, 4, zh_);
        return zh_ ? "限渠道：" + channels : "only: " + channels;
      }
    }
  }

  std::string customer() const {
    switch (seen_.why) {
      case Why::no_member:
        return say("限会员", "for members only");
      case Why::card_type:
        return say("不适用于此卡类型", "not for this type of card");
      case Why::tier:
        return say("不适用于此会员等级", "not for this tier");
      case Why::group:
        return say("不在所限的标签或人群内", "in none of the tags or audiences it is for");
      case Why::group_excluded:
        return say("属于除外的标签或人群", "in a tag or audience that is excluded");
      case Why::birthday:
        switch (when_.birthday) {
          case BirthdayIn::day:
            return say("限会员生日当天", "on the member's birthday only");
          case BirthdayIn::week:
            return say("限会员生日当周", "in the week of the member's birthday only");
          default:
            return say("限会员生日当月", "in the month of the member's birthday only");
        }
      case Why::not_first_purchase:
        return say("限首次购买", "for the first purchase only");
      default: {
        const std::string tenders = bits_words<Paid>(when_.tenders, 10, zh_);
        return zh_ ? "限以" + tenders + "付款" : "only if paid with: " + tenders;
      }
    }
  }

  std::string goods() const {
    switch (seen_.why) {
      case Why::no_goods:
        return say("没有适用的商品", "no goods that it is about") + left_out();
      case Why::below_amount:
        return zh_ ? "未达到：满 " + money(seen_.needs) + "，现 " + money(seen_.has)
                   : "needs " + money(seen_.needs) + ", has " + money(seen_.has);
      case Why::below_pieces:
        return zh_ ? fmt::format("未达到：满 {} 件，现 {} 件", seen_.needs, seen_.has)
                   : fmt::format("needs {} pieces, has {}", seen_.needs, seen_.has);
      default:
        return nothing_saved();
    }
  }

  /// Of a coupon: which goods do not count for it.
  std::string left_out() const {
    const CouponTemplate* coupon =
        seen_.kind == RuleKind::coupon ? index_.find_coupon(seen_.rule) : nullptr;
    if (!coupon || (coupon->with_promotions && coupon->with_member_price)) return {};
    if (coupon->with_member_price) return say("（已享促销的不算）", " (not on promoted ones)");
    if (coupon->with_promotions)
      return say("（已享会员价的不算）", " (not on those at a member price)");
    return say("（已享促销或会员价的不算）", " (not on promoted ones or those at a member price)");
  }

  std::string nothing_saved() const {
    const Promotion* promotion =
        seen_.kind == RuleKind::promotion ? index_.find_promotion(seen_.rule) : nullptr;
    if (promotion && std::holds_alternative<AddOn>(promotion->reward))
      return say("没有换购的商品，或现价已更低", "no add-on goods, or they cost no more already");
    if (promotion && std::holds_alternative<PointsMultiple>(promotion->reward))
      return say("已有不低于它的积分倍数", "another multiple is as high");
    return say("现价已更低，不再优惠", "saves nothing at these prices");
  }

  std::string others() const {
    const bool known = seen_.other != 0;
    const std::string other =
        known ? quoted(name_of(seen_.kind, seen_.other, index_, zh_), zh_) : std::string();
    switch (seen_.why) {
      case Why::more_specific:
        return zh_ ? "折扣单" + other + "所指的商品更具体"
                   : other + " names the goods more closely";
      case Why::audited_later:
        return zh_ ? "折扣单" + other + "审核在后" : other + " was audited later";
      case Why::exclusive:
        return zh_ ? "与" + other + "互斥" : "excluded by " + other;
      case Why::not_beside:
        return zh_ ? "不与" + other + "同用" : "not beside " + other;
      case Why::line_taken:
        return say("商品已用于别的促销", "its goods were taken by another promotion");
      default:
        return say("另一种组合对会员更省", "another choice saves the member more");
    }
  }

  std::string limits() const {
    switch (seen_.why) {
      case Why::used_up:
        return say("可用次数已用完", "no use is left");
      case Why::budget:
        return zh_ ? "额度不足：需 " + money(seen_.needs) + "，剩 " + money(seen_.has)
                   : "budget: needs " + money(seen_.needs) + ", has " + money(seen_.has) + " left";
      case Why::points_used_up:
        if (seen_.has < seen_.needs && seen_.has > 0) {
          return fmt::format(
              fmt::runtime(
                  zh_ ? "可给的积分只剩 {} 分，别的促销给得更多"
                      : "only {} points are left of its limit, and others give more"
              ),
              seen_.has
          );
        }
        return say("可给的积分已用完", "no points are left of its limit");
      case Why::unknown_coupon:
        return say("没有这种券", "no such coupon");
      case Why::too_many:
        return zh_ ? fmt::format("每单最多 {} 张", seen_.needs)
                   : fmt::format("at most {} on a receipt", seen_.needs);
      default:
        return say("专享商品，此顾客不能购买", "exclusive goods, not for this customer");
    }
  }

  const Considered& seen_;
  const Index& index_;
  Currency currency_;
  bool zh_;
  Conditions when_;
};

}  // namespace

std::string name_of(RuleKind kind, std::int64_t rule, const Index& index, bool zh) {
  if (kind == RuleKind::member_rate) return zh ? "会员折扣" : "Member rate";
  if (kind == RuleKind::rounding) return zh ? "抹零" : "Rounding off";
  const Rule* found = index.find(kind, rule);
  if (!found) return zh ? "未知的券" : "Unknown coupon";
  return zh ? found->name_zh : found->name_en;
}

std::string words(const Considered& seen, const Index& index, Currency currency, bool zh) {
  return Reason(seen, index, currency, zh).text();
}

std::string words(const Award& award, std::string_view item, const Index& index, bool zh) {
  if (award.item == 0) {
    const std::string coupon =
        quoted(name_of(RuleKind::coupon, award.coupon_template, index, zh), zh);
    return zh ? fmt::format("返券{} × {}", coupon, award.count)
              : fmt::format("coupon {} x {}", coupon, award.count);
  }
  std::string text = zh ? fmt::format("赠 {} × {}", item, award.count)
                        : fmt::format("gift {} x {}", item, award.count);
  if (award.on_receipt > 0)
    text += zh ? fmt::format("，其中 {} 件在单上免费", award.on_receipt)
               : fmt::format(", {} of them on the receipt and free", award.on_receipt);
  return text;
}

std::string rounding_words(std::int64_t rounded_off, Currency currency, bool zh) {
  if (rounded_off == 0) return {};
  if (rounded_off > 0)
    return (zh ? "抹零 " : "rounded off ") + amount_words(rounded_off, currency, zh);
  return (zh ? "进位 " : "rounded up by ") + amount_words(-rounded_off, currency, zh);
}

}  // namespace guanxi::pricing
