// What a standing becomes, pure: a version of the ladder, a day and sums of the journal in, a tier
// and entries out.
#include <algorithm>
#include <charconv>

#include "base/rounding.h"
#include "modules/tiers/tiers.h"

namespace guanxi::tiers {

namespace {

/// A tier that an upgrade left behind, with the period it had and what it rests on in turn. Stored
/// one behind another, the highest first.
struct Held {
  std::string tier;
  Instant since;
  Date from, until;
  std::int64_t needs = 0, support = 0;
  Date support_from;
};

std::string text_of(const std::vector<Held>& all) {
  std::string text;
  for (const Held& one : all) {
    text += one.tier;
    const std::int64_t numbers[] = {
        one.since.micros(),
        one.from.yyyymmdd(),
        one.until.yyyymmdd(),
        one.needs,
        one.support,
        one.support_from.yyyymmdd()};
    for (const std::int64_t number : numbers) text += ',' + std::to_string(number);
    text += ';';
  }
  return text;
}

std::string_view take(std::string_view& text, char end) {
  const std::size_t at = text.find(end);
  GX_CHECK_WHY(at != std::string_view::npos, "a standing holds what is no list of tiers");
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(at + 1);
  return part;
}
std::int64_t number_in(std::string_view part) {
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(part.data(), part.data() + part.size(), number);
  GX_CHECK(fault == std::errc() && end == part.data() + part.size());
  return number;
}
Date date_in(std::string_view part) {
  const auto date = Date::from_yyyymmdd(number_in(part));
  GX_CHECK(date.has_value());
  return *date;
}

std::vector<Held> held_in(std::string_view text) {
  std::vector<Held> all;
  while (!text.empty()) {
    Held one;
    one.tier = take(text, ',');
    one.since = Instant::from_micros(number_in(take(text, ',')));
    one.from = date_in(take(text, ','));
    one.until = date_in(take(text, ','));
    one.needs = number_in(take(text, ','));
    one.support = number_in(take(text, ','));
    one.support_from = date_in(take(text, ';'));
    all.push_back(std::move(one));
  }
  return all;
}

Held held_of(const Standing& now) {
  return {
      now.tier,
      now.since,
      now.period_from,
      now.period_until,
      now.needs,
      now.support,
      now.support_from};
}

constexpr std::size_t grants_max = 32;

/// What time does: it counts on the day on which it fell due.
bool is_due(EntryKind kind) {
  return kind == EntryKind::tenure || kind == EntryKind::kept || kind == EntryKind::lost ||
         kind == EntryKind::grant_ended;
}

/// Whether `one` gives nothing that `other` does not.
bool is_covered(const Version& version, const Grant& one, const Grant& other) {
  return version.rank_of(one.tier) <= version.rank_of(other.tier) && one.until <= other.until;
}

void put_back(Standing& now, const Held& held) {
  now.tier = held.tier;
  now.since = held.since;
  now.period_from = held.from;
  now.period_until = held.until;
  now.needs = held.needs;
  now.support = held.support;
  now.support_from = held.support_from;
}

}  // namespace

std::vector<Grant> grants_of(const Standing& standing) {
  std::vector<Grant> grants;
  if (standing.grant_tier) grants.push_back({*standing.grant_tier, standing.grant_until});
  for (std::string_view text = standing.grants_later; !text.empty();) {
    const std::string_view tier = take(text, ',');
    grants.push_back({std::string(tier), date_in(take(text, ';'))});
  }
  return grants;
}

std::int64_t growth_of(const Sources& sources, Money net_paid) {
  if (net_paid.minor() <= 0 || sources.amount_growth == 0) return 0;
  const Int128 growth =
      Int128{net_paid.minor() / sources.amount.minor()} * Int128{sources.amount_growth};
  return static_cast<std::int64_t>(std::min(growth, Int128{limits::growth_max}));
}

Date add_months(Date day, int months) {
  const Date end = day.month_end_after(months);
  return *Date::of(end.year(), end.month(), std::min(day.day(), end.day()));
}

Period year_of(PeriodKind kind, Date joined_on, Date day) {
  if (kind != PeriodKind::anniversary)
    return {*Date::of(day.year(), 1, 1), *Date::of(day.year(), 12, 31)};
  // From the first day of membership, so that 29 February comes back every four years.
  int years = std::max(0, day.year() - joined_on.year());
  if (years > 0 && add_months(joined_on, 12 * years) > day) --years;
  return {add_months(joined_on, 12 * years), add_months(joined_on, 12 * (years + 1)).plus_days(-1)};
}

Progress::Progress(
    VersionPtr version,
    const Who& who,
    const std::optional<Standing>& standing,
    const Today& today,
    Sums sums
)
    : version_(std::move(version)), before_(standing), today_(today), sums_(std::move(sums)) {
  if (before_) {
    now_ = *before_;
  } else {
    begin(who);
  }
  follow_version();
  roll_window();
  settle();
  const std::string settled = tier();
  decide();
  if (tier() != settled) {
    Entry entry{.kind = EntryKind::ladder};
    entry.tier_before = settled;
    push(std::move(entry));
  }
  set_due();
}

void Progress::begin(const Who& who) {
  now_.owner = who.owner;
  now_.ladder = version_->ladder;
  now_.programme = version_->programme;
  now_.joined_on = who.joined_on;
  now_.version = version_->version;
  now_.since = today_.now;
  now_.window_from = window_of(today_.day);
  hold(0, today_.day, Date::never);
}

const std::string& Progress::tier() const {
  const bool granted = now_.grant_tier && today_.day <= now_.grant_until;
  return granted && version_->rank_of(*now_.grant_tier) > rank() ? *now_.grant_tier : now_.tier;
}

const std::string& Progress::tier_before(Date day) const {
  if (!before_) return version_->at(0).code;
  // What fell due by then had ended, what is due since had not.
  const auto due = std::ranges::find_if(entries_.rbegin(), entries_.rend(), [&](const Entry& one) {
    return is_due(one.kind) && one.counts_on <= day;
  });
  if (due != entries_.rend()) return due->tier_after;
  const bool granted = before_->grant_tier && day <= before_->grant_until;
  const bool more =
      granted && version_->rank_of(*before_->grant_tier) > version_->rank_of(before_->tier);
  return more ? *before_->grant_tier : before_->tier;
}

bool Progress::has_news() const {
  return !entries_.empty() || (before_ && before_->version != now_.version);
}

std::size_t Progress::reached(std::int64_t growth) const {
  std::size_t best = 0;
  for (std::size_t i = 0; i < version_->terms.tiers.size(); ++i) {
    if (version_->at(i).threshold <= growth) best = i;
  }
  return best;
}

std::int64_t Progress::sum(Date from, Date to) const {
  std::int64_t all = before_ ? sums_(from, to) : 0;
  for (const Entry& entry : entries_) {
    if (from <= entry.counts_on && entry.counts_on <= to) all += entry.growth;
  }
  return all;
}

Date Progress::window_of(Date day) const {
  const Terms& terms = version_->terms;
  if (terms.period != PeriodKind::rolling) return year_of(terms.period, now_.joined_on, day).from;
  return add_months(day, -*terms.period_months).plus_days(1);
}

void Progress::follow_version() {
  now_.version = version_->version;
  const bool gives = version_->terms.sources.tenure_growth > 0;
  if (!gives) {
    now_.tenure_on = Date::never;
  } else if (now_.tenure_on == Date::never) {
    // Years that were full before the window are over; the first to count is in it or to come.
    const Date from = std::max(window_of(today_.day), now_.joined_on.plus_days(1));
    int years = std::max(1, from.year() - now_.joined_on.year());
    if (add_months(now_.joined_on, 12 * years) < from) ++years;
    now_.tenure_on = add_months(now_.joined_on, 12 * years);
  }
}

void Progress::roll_window() {
  const Date from = window_of(today_.day);
  if (from > now_.window_from) now_.growth -= sum(now_.window_from, from.plus_days(-1));
  if (from < now_.window_from) now_.growth += sum(from, now_.window_from.plus_days(-1));
  now_.window_from = from;
}

/// What fell due since, day by day, however late it is posted.
void Progress::settle() {
  const Date today = today_.day;
  for (set_due(); now_.due_on <= today; set_due()) {
    today_.day = now_.due_on;
    end_grants();
    add_tenure();
    end_periods();
  }
  today_.day = today;
}

void Progress::end_grants() {
  const std::vector<Grant> grants = grants_of(now_);
  if (grants.empty() || today_.day <= grants.front().until) return;
  const bool gave_more = version_->rank_of(grants.front().tier) > rank();
  Entry entry{.kind = EntryKind::grant_ended};
  entry.tier_before = gave_more ? grants.front().tier : now_.tier;
  keep(running_grants());
  push(std::move(entry));
}

void Progress::keep(const std::vector<Grant>& grants) {
  now_.grant_tier.reset();
  now_.grants_later.clear();
  for (const Grant& one : grants) {
    if (now_.grant_tier) {
      now_.grants_later += one.tier + ',' + std::to_string(one.until.yyyymmdd()) + ';';
    } else {
      now_.grant_tier = one.tier;
      now_.grant_until = one.until;
    }
  }
}

void Progress::add_tenure() {
  while (now_.tenure_on <= today_.day) {
    Entry entry{.kind = EntryKind::tenure};
    entry.counts_on = now_.tenure_on;
    entry.growth = version_->terms.sources.tenure_growth;
    entry.tier_before = tier();
    count(entry);
    decide();
    const int years = now_.tenure_on.year() - now_.joined_on.year();
    now_.tenure_on = add_months(now_.joined_on, 12 * (years + 1));
    push(std::move(entry));
  }
}

void Progress::end_periods() {
  const Terms& terms = version_->terms;
  while (rank() > 0) {
    if (today_.day <= now_.period_until.plus_days(terms.grace_days)) return;
    const bool rolling = terms.period == PeriodKind::rolling;
    const std::int64_t grown = growth_of_period();
    Entry entry{.kind = EntryKind::kept};
    entry.tier_before = tier();
    std::size_t next = rank();
    if (grown < version_->at(next).keep) {
      entry.kind = EntryKind::lost;
      do --next;
      while (next > 0 && terms.downgrade == Downgrade::supported && grown < version_->at(next).keep
      );
      now_.since = today_.now;
    }
    const Date first = now_.period_until.plus_days(1);
    if (rolling) {
      hold(next, first, add_months(first, *terms.period_months).plus_days(-1));
    } else {
      const Period year = year_of(terms.period, now_.joined_on, first);
      hold(next, year.from, year.until);
    }
    // What was kept or lost at an end rests on that period, which never changes.
    rest_on_nothing();
    push(std::move(entry));
  }
}

void Progress::hold(std::size_t rank, Date from, Date until) {
  now_.tier = version_->at(rank).code;
  now_.period_from = from;
  now_.period_until = rank == 0 ? Date::never : until;  // nothing to lose
}

/// Growth, in every sum that it counts for.
void Progress::count(const Entry& entry) {
  if (entry.counts_on >= now_.window_from) now_.growth += entry.growth;
  if (entry.counts_on >= now_.support_from) now_.support += entry.growth;
  if (now_.below.empty()) return;
  std::vector<Held> below = held_in(now_.below);
  for (Held& one : below) {
    if (entry.counts_on >= one.support_from) one.support += entry.growth;
  }
  now_.below = text_of(below);
}

void Progress::rest_on_nothing() {
  now_.below.clear();
  now_.needs = now_.support = 0;
  now_.support_from = Date::never;
}

void Progress::decide() {
  if (now_.support < now_.needs) fall_back();
  const std::size_t best = reached(now_.growth);
  if (best > rank()) upgrade(best);
}

void Progress::upgrade(std::size_t rank) {
  now_.below = text_of({held_of(now_)}) + now_.below;
  const Terms& terms = version_->terms;
  if (terms.period == PeriodKind::rolling) {
    hold(rank, today_.day, add_months(today_.day, *terms.period_months).plus_days(-1));
  } else {
    const Period year = year_of(terms.period, now_.joined_on, today_.day);
    hold(rank, year.from, year.until);
  }
  now_.since = today_.now;
  now_.needs = version_->at(rank).threshold;
  now_.support = now_.growth;
  now_.support_from = now_.window_from;
}

void Progress::fall_back() {
  const Held lost = held_of(now_);
  std::vector<Held> below = held_in(now_.below);
  while (now_.support < now_.needs) {
    GX_CHECK_WHY(!below.empty(), "an upgrade from nowhere");
    put_back(now_, below.front());
    below.erase(below.begin());
  }
  const std::size_t supported = reached(lost.support);
  if (supported > rank()) {  // of several tiers reached at once some are left
    below.insert(below.begin(), held_of(now_));
    put_back(now_, lost);
    now_.tier = version_->at(supported).code;
    now_.needs = version_->at(supported).threshold;
    now_.since = today_.now;
  }
  now_.below = text_of(below);
}

void Progress::enter(Entry entry) {
  date(entry);
  entry.tier_before = tier();
  count(entry);
  decide();
  push(std::move(entry));
  // The tier it fell back to may have been due meanwhile.
  end_periods();
  set_due();
}

void Progress::grant(Entry entry, const std::string& tier_code, Date until) {
  entry.tier_before = tier();
  const Grant given{tier_code, until};
  std::vector<Grant> grants = grants_of(now_);
  // Each is ended by who gave it, so one that gives nothing beside another stays. Beyond a number
  // that nobody needs those go that the new one covers.
  if (grants.size() >= grants_max) {
    std::erase_if(grants, [&](const Grant& other) { return is_covered(*version_, other, given); });
  }
  grants.push_back(given);
  std::ranges::stable_sort(grants, std::ranges::greater(), [&](const Grant& one) {
    return std::pair(version_->rank_of(one.tier), one.until);
  });
  keep(grants);
  push(std::move(entry));
  set_due();
}

bool Progress::would_give(const std::string& tier_code, Date until) const {
  return version_->rank_of(tier_code) > rank() && !is_covered_by_grants(tier_code, until);
}

bool Progress::is_covered_by_grants(const std::string& tier_code, Date until) const {
  return std::ranges::any_of(grants_of(now_), [&](const Grant& other) {
    return is_covered(*version_, {tier_code, until}, other);
  });
}

/// One below a higher one that lasts longer may have passed without an entry: nothing changed.
std::vector<Grant> Progress::running_grants() const {
  std::vector<Grant> grants = grants_of(now_);
  std::erase_if(grants, [&](const Grant& one) { return one.until < today_.day; });
  return grants;
}

bool Progress::end_grant(Entry entry, const Grant& grant) {
  std::vector<Grant> grants = running_grants();
  const auto ours = std::ranges::find(grants, grant);
  if (ours == grants.end()) return false;
  entry.tier_before = tier();
  grants.erase(ours);
  keep(grants);
  push(std::move(entry));
  set_due();
  return true;
}

bool Progress::end_grant_of(Entry entry, const std::string& tier_code) {
  entry.tier_before = tier();
  std::vector<Grant> grants = running_grants();
  if (std::erase_if(grants, [&](const Grant& one) { return one.tier == tier_code; }) == 0) {
    return false;
  }
  keep(grants);
  push(std::move(entry));
  set_due();
  return true;
}

/// What says no other time is of today; growth is counted by it.
void Progress::date(Entry& entry) const {
  if (entry.occurred_at == Instant()) entry.occurred_at = today_.now;
  if (entry.counts_on == Date()) entry.counts_on = today_.day;
}

void Progress::push(Entry entry) {
  date(entry);
  entry.tier_after = tier();
  entries_.push_back(std::move(entry));
}

void Progress::set_due() {
  now_.due_on = now_.tenure_on;
  if (rank() > 0) {
    const Date last = now_.period_until.plus_days(version_->terms.grace_days);
    now_.due_on = std::min(now_.due_on, last.plus_days(1));
  }
  if (now_.grant_tier) now_.due_on = std::min(now_.due_on, now_.grant_until.plus_days(1));
}

std::int64_t Progress::growth_of_period() const {
  const Terms& terms = version_->terms;
  const Date until = now_.period_until;
  const bool rolling = terms.period == PeriodKind::rolling;
  return sum(rolling ? window_of(until) : now_.period_from, until.plus_days(terms.grace_days));
}

std::string Progress::tier_without_growth() const {
  std::size_t next = rank();
  if (next == 0) return now_.tier;
  const std::int64_t grown = growth_of_period();
  while (next > 0 && grown < version_->at(next).keep) {
    --next;
    if (version_->terms.downgrade == Downgrade::one_step) break;
  }
  return version_->at(next).code;
}

}  // namespace guanxi::tiers
