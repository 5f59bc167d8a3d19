#include "flows/overview/events.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "modules/cards/cards.h"
#include "modules/memberships/memberships.h"
#include "modules/tiers/tiers.h"
#include "platform/api/words.h"

namespace guanxi::overview {
namespace {

class Gathering {
 public:
  Gathering(
      sql::Tx& tx,
      const api::Call& call,
      const members::Member& member,
      const programmes::Version& programme
  )
      : tx_(tx), call_(call), member_(member), programme_(programme) {}

  Event& add(Happening kind, Instant at, std::int64_t object = 0, std::int64_t version = 0) {
    Event event;
    event.item.at = at;
    event.item.kind = kind;
    event.item.member = member_.id;
    event.item.text = api::words_of(kind, call_.language);
    event.object = object;
    event.version = version;
    events_.push_back(std::move(event));
    return events_.back();
  }
  void add_card(const cards::Card& card);
  void add_tiers();
  void add_memberships();
  std::vector<Event> take() { return std::move(events_); }

 private:
  bool zh() const { return call_.language != api::Language::en; }
  void add_end(
      const memberships::Payment& paid,
      const std::vector<memberships::Payment>& payments,
      const memberships::Plan& plan,
      const std::string& name
  );

  sql::Tx& tx_;
  const api::Call& call_;
  const members::Member& member_;
  const programmes::Version& programme_;
  std::vector<Event> events_;
};

void Gathering::add_card(const cards::Card& card) {
  TimelineItem& issued = add(Happening::card_issued, card.issued_at, card.id.value()).item;
  issued.card = card.id;
  issued.text = fmt::format(fmt::runtime(zh() ? "发卡 {}" : "Card {} was issued"), card.number);
  for (const cards::StateChange& change : cards::state_changes(tx_, member_.id, card.id)) {
    TimelineItem& changed =
        add(Happening::card_changed, change.changed_at, card.id.value(), change.version).item;
    changed.card = card.id;
    changed.actor = change.changed_by;
    changed.text = fmt::format(
        fmt::runtime(zh() ? "会员卡 {}：{} → {}" : "Card {}: {} → {}"),
        card.number,
        api::words_of(change.before, call_.language),
        api::words_of(change.after, call_.language)
    );
    if (!change.reason.empty()) changed.text += (zh() ? "。" : ". ") + change.reason;
  }
}

void Gathering::add_tiers() {
  for (const tiers::TierMove& move : tiers::moves_of(tx_, member_.id)) {
    TimelineItem& moved =
        add(Happening::tier_changed, move.posted_at, move.ladder.value(), move.seq).item;
    moved.actor = move.actor;
    moved.text = fmt::format(
        fmt::runtime(zh() ? "等级：{} → {}" : "Tier: {} → {}"), move.tier_before, move.tier_after
    );
  }
}

/// What nobody renewed is over behind its grace. Where the term after it was taken back, that is
/// what ended it, unless its own last day had not come by then.
void Gathering::add_end(
    const memberships::Payment& paid,
    const std::vector<memberships::Payment>& payments,
    const memberships::Plan& plan,
    const std::string& name
) {
  const Date last = memberships::last_day(plan, paid.until);
  const Instant over = programme_.zone.start_of(last.plus_days(1));
  if (paid.cancelled_at || over > call_.now) return;
  const bool went_on = std::ranges::any_of(payments, [&](const memberships::Payment& next) {
    return next.plan == paid.plan && next.number > paid.number &&
           next.from == paid.until.plus_days(1) &&
           (!next.cancelled_at || *next.cancelled_at >= over);
  });
  if (went_on) return;
  add(Happening::membership_ended, over, paid.id, 3).item.text =
      fmt::format(fmt::runtime(zh() ? "付费会员「{}」到期" : "Paid membership {} ended"), name);
}

void Gathering::add_memberships() {
  const auto payments = memberships::payments_of(tx_, member_.id);
  std::map<std::pair<std::string, std::int64_t>, memberships::Plan> plans;
  for (const memberships::Payment& paid : payments) {
    const auto version = std::pair(paid.plan, paid.plan_version);
    if (!plans.contains(version)) {
      auto found = memberships::find_plan(tx_, member_.programme, paid.plan, paid.plan_version);
      GX_CHECK_WHY(found.has_value(), "a payment without its plan");
      plans.emplace(version, *std::move(found));
    }
    const memberships::Plan& plan = plans.at(version);
    const std::string name = zh() ? plan.name_zh : plan.name_en;
    const bool first = paid.kind == memberships::PaymentKind::bought;
    const Happening kind = first ? Happening::membership_bought : Happening::membership_renewed;
    TimelineItem& bought = add(kind, paid.paid_at, paid.id, 1).item;
    bought.actor = paid.paid_by;
    bought.amount = Money(paid.paid, programme_.currency);
    const char* const said =
        first ? (zh() ? "购买付费会员「{}」，至 {}" : "Paid membership {} was bought, until {}")
              : (zh() ? "付费会员「{}」续费，至 {}" : "Paid membership {} was renewed, until {}");
    bought.text = fmt::format(fmt::runtime(said), name, paid.until.to_string());
    if (paid.cancelled_at) {
      TimelineItem& gone =
          add(Happening::membership_cancelled, *paid.cancelled_at, paid.id, 2).item;
      gone.actor = paid.cancelled_by;
      gone.amount = Money(paid.refunded, programme_.currency);
      gone.text = fmt::format(
          fmt::runtime(
              zh() ? "取消付费会员「{}」，应退 {}"
                   : "Paid membership {} was cancelled, {} goes back"
          ),
          name,
          gone.amount->to_string()
      );
    }
    add_end(paid, payments, plan, name);
  }
}

}  // namespace

std::optional<std::string> shown_store(
    const api::Call& call, const org::Snapshot& organisation, StoreId store
) {
  if (!store || !call.actor.in_scope(store)) return std::nullopt;
  const org::Store* const found = organisation.find_store(store);
  return found == nullptr ? std::nullopt : std::optional(found->code);
}

std::vector<Event> events_of(
    sql::Tx& tx,
    const api::Call& call,
    const members::Member& member,
    const programmes::Version& programme,
    const org::Snapshot& organisation
) {
  Gathering gathering(tx, call, member, programme);
  Event& joined = gathering.add(Happening::joined, programme.zone.start_of(member.joined_on));
  if (member.joined_store) {
    joined.item.store = shown_store(call, organisation, *member.joined_store);
  }
  for (const cards::Card& card : cards::cards_of(tx, member.id)) gathering.add_card(card);
  if (call.actor.may("tiers:read")) gathering.add_tiers();
  if (call.actor.may("memberships:read")) gathering.add_memberships();
  return gathering.take();
}

}  // namespace guanxi::overview
