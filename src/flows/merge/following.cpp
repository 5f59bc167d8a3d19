// What follows a person besides value, growth and what is known of them: since when they are a
// member, paid memberships, coupons, points documents and late attributions that nobody has
// decided, that they work here.
#include "flows/merge/following.h"

#include <algorithm>

#include "flows/merge/store.h"

#include "modules/coupons/merging.h"
#include "modules/matching/pairs.h"
#include "modules/points/documents.h"
#include "modules/risk/staff.h"
#include "modules/sales/attribution.h"

namespace guanxi::merge {
namespace {

constexpr std::string_view joined_prefix = "joined_on/";         // the survivor's own day
constexpr std::string_view document_prefix = "document/";        // its id
constexpr std::string_view attribution_prefix = "attribution/";  // its id
constexpr std::string_view membership_prefix = "membership/";    // payments/plan
constexpr std::string_view staff_word = "staff";

std::string_view behind(std::string_view word, std::string_view prefix) {
  return word.starts_with(prefix) ? word.substr(prefix.size()) : std::string_view();
}

}  // namespace

std::vector<memberships::Passed> passed_memberships(const std::vector<std::string>& words) {
  std::vector<memberships::Passed> passed;
  for (const std::string& word : words) {
    const std::string_view rest = behind(word, membership_prefix);
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos) continue;
    const auto payments = parse_id(rest.substr(0, slash));
    GX_CHECK(payments.has_value());
    passed.push_back({std::string(rest.substr(slash + 1)), *payments});
  }
  return passed;
}

Result<std::vector<std::string>> Merging::follow(
    sql::Tx& tx, const Two& two, MergeId merge, Date today, ActorId by, Instant now
) const {
  std::vector<std::string> moved;
  const OwnerId from = two.absorbed.id, to = two.survivor.id;
  const auto memberships = memberships::may_pass(tx, from, to, today);
  GX_CHECK_WHY(memberships.has_value(), "an obstacle");
  memberships::pass(tx, from, to, *memberships);
  for (const memberships::Passed& one : *memberships) {
    moved.push_back(std::string(membership_prefix) + std::to_string(one.payments) + "/" + one.plan);
  }
  for (const points::DocumentId document : points::pass_documents(tx, from, to)) {
    moved.push_back(std::string(document_prefix) + document.to_string());
  }
  for (const sales::AttributionId one : sales::pass_attributions(tx, from, to)) {
    moved.push_back(std::string(attribution_prefix) + one.to_string());
  }
  if (risk::pass_staff_note(tx, from, to)) moved.emplace_back(staff_word);
  if (two.absorbed.joined_on < two.survivor.joined_on) {
    const Date own = two.survivor.joined_on;
    GX_CHECK(members::move_joined_on(tx, to, own, two.absorbed.joined_on, by, now));
    moved.push_back(std::string(joined_prefix) + std::to_string(own.yyyymmdd()));
  }
  const coupons::Merge carried{merge.value(), from, to, {by, now, today}};
  GX_TRY_VOID(coupons::post_merge(tx, house_.ids, carried));
  matching::shelve_open_pairs(tx, from, merge.value());
  return moved;
}

Outcome Merging::unfollow(
    sql::Tx& tx,
    const Two& two,
    MergeId merge,
    const std::vector<std::string>& moved,
    Date today,
    ActorId by,
    Instant now
) const {
  const OwnerId back = two.absorbed.id, from = two.survivor.id;
  memberships::pass(tx, from, back, passed_memberships(moved));
  for (const std::string& word : moved) {
    if (const auto id = parse_id(behind(word, document_prefix))) {
      points::return_document(tx, points::DocumentId(*id), from, back);
    } else if (const auto attribution = parse_id(behind(word, attribution_prefix))) {
      sales::return_attribution(tx, sales::AttributionId(*attribution), from, back);
    } else if (word == staff_word) {
      risk::pass_staff_note(tx, from, back);
    } else if (const auto day = parse_id(behind(word, joined_prefix))) {
      const auto own = Date::from_yyyymmdd(*day);
      GX_CHECK(own.has_value());
      members::move_joined_on(tx, from, two.absorbed.joined_on, *own, by, now);
    }
  }
  GX_TRY_VOID(coupons::post_merge_undo(tx, {merge.value(), back, from, {by, now, today}}));
  matching::put_back_pairs(tx, back, merge.value());
  return ok();
}

Outcome carry_coupons_on(sql::Tx& tx, IdGenerator& ids, OwnerId owner, const coupons::Act& act) {
  constexpr int merges_at_most = 100;  // a member stays, or is merged, in few
  for (;;) {
    const auto merges = store::list(tx, owner, merges_at_most);
    const auto standing = std::ranges::find_if(merges, [&](const store::Merge& merge) {
      return merge.absorbed == owner && merge.state == State::done;
    });
    if (standing == merges.end()) return ok();
    const coupons::Merge carried{standing->id.value(), owner, standing->survivor, act};
    GX_TRY_VOID(coupons::post_merge(tx, ids, carried));
    owner = standing->survivor;
  }
}

}  // namespace guanxi::merge
