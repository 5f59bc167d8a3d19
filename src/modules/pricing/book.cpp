#include "modules/pricing/book.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "base/published.h"
#include "modules/pricing/price_parameters.h"
#include "modules/pricing/rule_names.h"
#include "modules/pricing/rule_store.h"

namespace guanxi::pricing {
namespace {

constexpr std::int64_t day_seconds = 86'400;
const Date first_day = *Date::from_yyyymmdd(1900'01'01);

RuleKind rule_kind_of(BookKind kind) {
  constexpr RuleKind kinds[] = {
      RuleKind::document, RuleKind::restriction, RuleKind::promotion, RuleKind::coupon};
  return kinds[static_cast<std::size_t>(kind)];
}

/// A rule of the book, compiled once.
struct HeldRule {
  RuleKind kind = RuleKind::promotion;
  std::string code;
  Date last_day = Date::never;
  Instant audited_at;
  std::optional<Instant> ended_at;
  std::optional<Compiled> compiled;  // none: it cannot be
  std::optional<RuleTerms> again;    // what it says, where it names something that was not there
};

/// What is kept of a programme between two reloads.
struct Held {
  std::int64_t number = 0;
  ParameterVersion parameters;
  Agreements agreements;
  Instant from;
  std::map<std::int64_t, HeldRule> rules;  // by id
  RuleNumbers numbers;
  RuleNumbers::Numbers codes;  // of rules, see LoadedNames::find_rule

  bool is_missing_names() const {
    return std::ranges::any_of(rules, [](const auto& rule) {
      return rule.second.again.has_value();
    });
  }
};

/// From which day and instant on rules are wanted.
struct Cut {
  Date day = first_day;
  Instant instant;
};

/// What one look into the store brings.
struct Loaded {
  struct Row {
    store::AuditedRow row;
    std::optional<RuleTerms> terms;
  };
  std::vector<Row> rows;
  std::optional<KnownCodes> known;
  ParameterVersion parameters;
  Agreements agreements;
  std::int64_t number = 0;  // of the set
};

void add_goods(std::vector<GoodsRef>& goods, const RuleTerms& terms) {
  const auto more = goods_of(terms);
  goods.insert(goods.end(), more.begin(), more.end());
}

/// That rules name in which something was not there.
std::vector<GoodsRef> missing_goods(const Held& held) {
  std::vector<GoodsRef> goods;
  for (const auto& [id, rule] : held.rules) {
    if (rule.again) add_goods(goods, *rule.again);
  }
  return goods;
}

void compile_held(HeldRule& rule, RuleTerms terms, LoadedNames& names, Currency currency) {
  std::vector<Error> faults;
  rule.compiled = compile_rule(terms, names, currency, "", faults);
  rule.again.reset();
  if (names.take_missing()) rule.again = std::move(terms);
}

/// Rows into what is held: new rules are compiled, known ones may have ended.
void take_in(Held& held, Loaded loaded, Currency currency) {
  LoadedNames names(*loaded.known, held.numbers, held.codes);
  for (auto& [id, rule] : held.rules) {
    if (rule.again) compile_held(rule, RuleTerms(*rule.again), names, currency);
  }
  for (auto& [row, terms] : loaded.rows) {
    const auto [at, is_new] = held.rules.try_emplace(row.id.value());
    HeldRule& rule = at->second;
    rule.audited_at = row.audited_at;
    rule.ended_at = row.ended_at;
    if (!is_new) continue;
    rule.kind = rule_kind_of(row.kind);
    rule.code = std::move(row.code);
    if (!terms) continue;
    rule.last_day = head_of(*terms).conditions.to.value_or(Date::never);
    compile_held(rule, *std::move(terms), names, currency);
  }
  held.parameters = std::move(loaded.parameters);
  held.agreements = std::move(loaded.agreements);
}

void drop_over(Held& held, const Cut& cut) {
  std::erase_if(held.rules, [&](const auto& one) {
    const HeldRule& rule = one.second;
    return rule.last_day < cut.day || (rule.ended_at && *rule.ended_at < cut.instant);
  });
}

/// Makes a rule set of what is held. Rules name others by code: that is all of its revisions, or
/// the newest where one is given.
class Assembly {
 public:
  explicit Assembly(const Held& held) : held_(held) {
    for (const auto& [id, rule] : held.rules) {
      const auto code = held.codes.find(rule_key(rule.kind, rule.code));
      if (code != held.codes.end()) revisions_[code->second].push_back(id);
    }
  }

  Snapshot::Content content(ProgrammeId programme) {
    std::vector<Error> faults;
    Snapshot::Content content;
    content.programme = programme;
    content.number = held_.number;
    content.parameters_version = held_.parameters.version;
    content.from = std::max(held_.from, held_.parameters.effective_from);
    content.numbers = held_.numbers;
    content.agreements = held_.agreements;
    content.rules.parameters = compile_parameters(held_.parameters.terms, "", faults);
    for (const auto& [id, rule] : held_.rules) {
      if (rule.compiled) {
        add(id, rule, content.rules);
      } else {
        content.unreadable.push_back(id);
      }
    }
    return content;
  }

 private:
  void add(std::int64_t id, const HeldRule& held, RuleSet& set) {
    Compiled compiled = *held.compiled;
    std::visit(
        [&](Rule& rule) {
          rule.id = id;
          rule.audited_at = held.audited_at;
          rule.ended_at = held.ended_at;
        },
        compiled
    );
    if (auto* document = std::get_if<Document>(&compiled)) {
      set.documents.push_back(std::move(*document));
    } else if (auto* restriction = std::get_if<Restriction>(&compiled)) {
      set.restrictions.push_back(std::move(*restriction));
    } else if (auto* promotion = std::get_if<Promotion>(&compiled)) {
      name_coupon(*promotion);
      name_others(*promotion);
      set.promotions.push_back(std::move(*promotion));
    } else if (auto* coupon = std::get_if<CouponTemplate>(&compiled)) {
      name_coupon(*coupon);
      set.coupons.push_back(std::move(*coupon));
    }
  }

  void name_coupon(Offer& offer) const {
    auto* const gift = std::get_if<CouponGift>(&offer.reward);
    if (!gift) return;
    const auto found = revisions_.find(gift->coupon_template);
    gift->coupon_template =
        found == revisions_.end() ? -gift->coupon_template : found->second.back();
  }

  void name_others(Promotion& promotion) const {
    std::vector<std::int64_t> ids;
    for (const std::int64_t code : promotion.not_with) {
      const auto found = revisions_.find(code);
      if (found != revisions_.end())
        ids.insert(ids.end(), found->second.begin(), found->second.end());
    }
    promotion.not_with = std::move(ids);
  }

  const Held& held_;
  std::unordered_map<std::int64_t, std::vector<std::int64_t>> revisions_;  // of a code's number
};

std::int64_t entries_of(const RuleTerms& terms) {
  const auto* document = std::get_if<DocumentTerms>(&terms);
  return document ? std::max<std::int64_t>(std::ssize(document->entries), 1) : 1;
}

/// The newest first, documents last, as many as fit. Whether all did.
bool cut_to(std::int64_t entries_max, std::vector<Loaded::Row>& rows) {
  std::ranges::sort(rows, [](const Loaded::Row& a, const Loaded::Row& b) {
    const bool a_last = a.row.kind == BookKind::document, b_last = b.row.kind == BookKind::document;
    return a_last != b_last ? b_last : a.row.id.value() > b.row.id.value();
  });
  const std::size_t before = rows.size();
  std::int64_t left = entries_max;
  std::erase_if(rows, [&](const Loaded::Row& row) {
    const std::int64_t entries = row.terms ? entries_of(*row.terms) : 1;
    if (entries > left) return true;
    left -= entries;
    return false;
  });
  return rows.size() == before;
}

std::string_view code_in(const RuleNumbers::Numbers& numbers, std::int64_t number) {
  for (const auto& [code, known] : numbers) {
    if (known == number) return code;
  }
  return {};
}
std::int64_t number_of(const RuleNumbers::Numbers& numbers, std::string_view code) {
  const auto found = numbers.find(std::string(code));
  return found == numbers.end() ? 0 : found->second;
}

}  // namespace

// ---- Snapshot ----

Snapshot::Snapshot(Content content)
    : programme_(content.programme),
      number_(content.number),
      parameters_version_(content.parameters_version),
      from_(content.from),
      numbers_(std::move(content.numbers)),
      unreadable_(std::move(content.unreadable)),
      agreements_(std::move(content.agreements)),
      index_(std::move(content.rules)) {
  for (const auto& [code, number] : numbers_.parties) party_codes_.emplace(number, code);
  const auto add_all = [&](RuleKind kind, const auto& rules) {
    for (const Rule& rule : rules) revisions_[rule_key(kind, rule.code)].push_back(&rule);
  };
  add_all(RuleKind::document, index_.rules().documents);
  add_all(RuleKind::restriction, index_.rules().restrictions);
  add_all(RuleKind::promotion, index_.rules().promotions);
  add_all(RuleKind::coupon, index_.rules().coupons);
}

std::int64_t Snapshot::tier(std::string_view code) const { return number_of(numbers_.tiers, code); }
std::int64_t Snapshot::group(std::string_view code) const {
  return number_of(numbers_.groups, code);
}
std::int64_t Snapshot::party(std::string_view code) const {
  return number_of(numbers_.parties, code);
}

std::string_view Snapshot::tier_code(std::int64_t tier) const {
  return code_in(numbers_.tiers, tier);
}
std::string_view Snapshot::group_code(std::int64_t group) const {
  return code_in(numbers_.groups, group);
}
std::string_view Snapshot::party_code(std::int64_t party) const {
  const auto found = party_codes_.find(party);
  return found == party_codes_.end() ? std::string_view() : found->second;
}

const std::vector<ShareTerms>* Snapshot::agreed(
    RuleKind kind, const std::optional<std::string>& cost_group, Instant when
) const {
  const auto on = agreed_of(kind);
  return on ? agreements_.find(*on, cost_group, when) : nullptr;
}

std::optional<std::int64_t> Snapshot::find(RuleKind kind, std::string_view code, Instant when)
    const {
  const auto found = revisions_.find(rule_key(kind, code));
  if (found == revisions_.end()) return std::nullopt;
  for (const Rule* rule : found->second) {
    if (rule->audited_at <= when && !(rule->ended_at && *rule->ended_at <= when)) return rule->id;
  }
  return std::nullopt;
}

// ---- RuleBook ----

class RuleBook::Impl {
 public:
  using Shown = std::map<ProgrammeId, std::shared_ptr<const Snapshot>>;

  Impl(const House& house, Instant now) : house_(house), shown_(std::make_shared<const Shown>()) {
    refresh(now);
  }

  std::shared_ptr<const Snapshot> snapshot(ProgrammeId programme) const {
    const auto shown = shown_.get();
    const auto found = shown->find(programme);
    if (found != shown->end()) return found->second;
    return nothing_of(programme);
  }

  void refresh(Instant now) {
    const auto sets = house_.db.read([](sql::Tx& tx) { return store::set_numbers(tx); });
    show_those_without_rules(now);
    for (const store::SetRow& set : sets) {
      // Again where another reload was quicker: it may have read less than there is now.
      for (bool asked = true; asked;) asked = !reload(set, now);
    }
  }

  std::shared_ptr<const Snapshot> snapshot_at(ProgrammeId programme, Instant when) {
    auto now = snapshot(programme);
    if (now->number() == 0 || now->covers(when)) return now;
    return house_.db.read([&](sql::Tx& tx) { return snapshot_at(tx, programme, when); });
  }

  std::shared_ptr<const Snapshot> snapshot_at(sql::Tx& tx, ProgrammeId programme, Instant when) {
    auto now = snapshot(programme);
    if (now->number() == 0 || now->covers(when)) return now;
    ParameterVersion parameters = parameters_in_force(tx, programme, when);
    std::unique_lock lock(held_mutex_);
    const bool whole = when < held_[programme].from;
    const std::pair key{programme, parameters.version * 2 + (whole ? 1 : 0)};
    if (const auto kept = older_.find(key); kept != older_.end()) return kept->second;
    Held then;
    if (whole) {
      lock.unlock();
      Loaded loaded = read(tx, programme, {}, {});
      lock.lock();
      Held& held = held_[programme];
      then.numbers = held.numbers;
      then.codes = held.codes;
      take(programme, then, std::move(loaded), when);
      held.numbers = then.numbers;  // numbers are the same in all snapshots
      held.codes = then.codes;
    } else {
      then = held_[programme];
    }
    then.parameters = std::move(parameters);
    auto made = std::make_shared<const Snapshot>(Assembly(then).content(programme));
    // Two may have made the same one: both have the first. What was made of other rules than those
    // that are held now is nobody else's.
    if (then.number != held_[programme].number) return made;
    return older_.try_emplace(key, std::move(made)).first->second;
  }

  Trial snapshot_with(
      sql::Tx& tx,
      ProgrammeId programme,
      std::span<const BookRule> more,
      std::int64_t entries_max,
      Instant now
  ) const {
    const auto version = house_.programmes.shown(programme, now);
    const Date today = version ? version->zone.date_of(now) : first_day;
    Loaded loaded;
    for (auto& row : store::audited_after(tx, programme, 0, today, now)) {
      const bool replaced = std::ranges::any_of(more, [&](const BookRule& rule) {
        return rule.kind == row.kind && rule.code == row.code;
      });
      if (replaced || row.ended_at) continue;
      auto terms = read_terms(row.content);
      loaded.rows.push_back({std::move(row), std::move(terms)});
    }
    Trial trial;
    std::int64_t left = entries_max;
    std::vector<Loaded::Row> asked;
    for (const BookRule& rule : more) {
      RuleTerms terms = terms_of(rule);
      left -= entries_of(terms);
      asked.push_back({{rule.id, rule.kind, rule.code, "", now, std::nullopt}, std::move(terms)});
    }
    trial.complete = cut_to(std::max<std::int64_t>(left, 0), loaded.rows);
    loaded.rows.insert(loaded.rows.end(), asked.begin(), asked.end());
    Held held;
    loaded.known.emplace(tx, house_.org, programme);
    std::vector<GoodsRef> goods;
    for (const Loaded::Row& row : loaded.rows) {
      if (row.terms) add_goods(goods, *row.terms);
    }
    loaded.known->ask_goods(tx, goods);
    loaded.parameters = parameters_now(tx, programme);
    loaded.agreements = Agreements(tx, programme);
    take(programme, held, std::move(loaded), now);
    trial.snapshot = std::make_shared<const Snapshot>(Assembly(held).content(programme));
    return trial;
  }

 private:
  static constexpr int tries_again_max = 3;

  static std::shared_ptr<const Snapshot> nothing_of(ProgrammeId programme) {
    Snapshot::Content none;
    none.programme = programme;
    return std::make_shared<const Snapshot>(std::move(none));
  }

  void show(ProgrammeId programme, std::shared_ptr<const Snapshot> snapshot) {
    Shown shown = *shown_.get();
    shown[programme] = std::move(snapshot);
    shown_.set(std::make_shared<const Shown>(std::move(shown)));
  }

  void show_those_without_rules(Instant now) {
    const std::lock_guard lock(held_mutex_);
    for (const auto& programme : house_.programmes.list(now)) {
      const ProgrammeId id = programme->programme;
      if (!shown_.get()->contains(id)) show(id, nothing_of(id));
    }
  }

  /// What there was of a programme when somebody went to read what is new of it.
  struct Before {
    std::int64_t number = 0;
    std::vector<GoodsRef> missing;  // that its rules name
  };
  /// Nullopt: nothing is to be read.
  std::optional<Before> look(const store::SetRow& set) {
    const std::lock_guard lock(held_mutex_);
    const Held& held = held_[set.programme];
    int& tries = tries_again_[set.programme];
    // What was not there yet – a store that the organisation's snapshot lacked – may be by now.
    const bool again = held.is_missing_names() && tries > 0;
    if (held.number >= set.number && !again) return std::nullopt;
    tries = held.number < set.number ? tries_again_max : tries - 1;
    return Before{held.number, missing_goods(held)};
  }

  /// False: somebody else was quicker.
  bool reload(const store::SetRow& set, Instant now) {
    const ProgrammeId programme = set.programme;
    const auto before = look(set);
    if (!before) return true;
    const auto version = house_.programmes.shown(programme, now);
    const Instant from = now.plus_seconds(-over_days_max * day_seconds);
    const Date today = version ? version->zone.date_of(now) : first_day;
    const Cut cut{version ? today.plus_days(-over_days_max) : first_day, from};
    auto loaded = house_.db.read([&](sql::Tx& tx) { return read(tx, programme, *before, cut); });
    const std::lock_guard lock(held_mutex_);
    Held& held = held_[programme];
    if (held.number != before->number) return false;
    take(programme, held, std::move(loaded), now);
    drop_over(held, cut);
    held.from = from.plus_seconds(day_seconds);
    std::erase_if(older_, [&](const auto& one) { return one.first.first == programme; });
    show(programme, std::make_shared<const Snapshot>(Assembly(held).content(programme)));
    return true;
  }

  /// Everything behind the number there was.
  Loaded read(sql::Tx& tx, ProgrammeId programme, const Before& before, const Cut& cut) const {
    Loaded loaded;
    loaded.number = store::set_number(tx, programme);
    std::vector<GoodsRef> goods = before.missing;
    for (auto& row : store::audited_after(tx, programme, before.number, cut.day, cut.instant)) {
      auto terms = read_terms(row.content);
      row.content.clear();
      if (terms) add_goods(goods, *terms);
      loaded.rows.push_back({std::move(row), std::move(terms)});
    }
    loaded.known.emplace(tx, house_.org, programme);
    loaded.known->ask_goods(tx, goods);
    loaded.parameters = parameters_now(tx, programme);
    loaded.agreements = Agreements(tx, programme);
    return loaded;
  }
  void take(ProgrammeId programme, Held& held, Loaded loaded, Instant now) const {
    const auto version = house_.programmes.shown(programme, now);
    held.number = loaded.number;
    take_in(held, std::move(loaded), version ? version->currency : Currency::cny);
  }

  const House house_;
  /// Of all below. Nothing is read from the store under it: whoever asks inside a transaction has a
  /// connection already, and would wait for somebody who waits for one.
  std::mutex held_mutex_;
  std::map<ProgrammeId, Held> held_;
  std::map<ProgrammeId, int> tries_again_;
  /// For long ago, or under older parameters; by programme and a number for the two.
  std::map<std::pair<ProgrammeId, std::int64_t>, std::shared_ptr<const Snapshot>> older_;
  Published<Shown> shown_;
};

RuleBook::RuleBook(const House& house, Instant now) : impl_(std::make_unique<Impl>(house, now)) {}
RuleBook::~RuleBook() = default;

std::shared_ptr<const Snapshot> RuleBook::snapshot(ProgrammeId programme) const {
  return impl_->snapshot(programme);
}
std::shared_ptr<const Snapshot> RuleBook::snapshot_at(ProgrammeId programme, Instant when) const {
  return impl_->snapshot_at(programme, when);
}
std::shared_ptr<const Snapshot> RuleBook::snapshot_at(
    sql::Tx& tx, ProgrammeId programme, Instant when
) const {
  return impl_->snapshot_at(tx, programme, when);
}
RuleBook::Trial RuleBook::snapshot_with(
    sql::Tx& tx,
    ProgrammeId programme,
    std::span<const BookRule> more,
    std::int64_t entries_max,
    Instant now
) const {
  return impl_->snapshot_with(tx, programme, more, entries_max, now);
}
void RuleBook::refresh(Instant now) { impl_->refresh(now); }

}  // namespace guanxi::pricing
