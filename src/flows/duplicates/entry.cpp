// Looking for duplicates of somebody who is about to be enrolled.
#include <algorithm>
#include <functional>
#include <limits>

#include "flows/duplicates/duplicates.h"
#include "flows/duplicates/show.h"

namespace guanxi::duplicates {
namespace {

constexpr int alike_max = 100;  // of each kind
constexpr std::size_t shown_max = 10;

/// Greater than every id: whoever is enrolled now is the younger one.
constexpr std::int64_t no_id_yet = std::numeric_limits<std::int64_t>::max();

members::Known as_known(const members::NewMember& somebody) {
  members::Known known;
  known.member.id = OwnerId(no_id_yet);
  known.member.name = somebody.name;
  known.member.gender = somebody.gender;
  known.member.birthday = somebody.birthday;
  known.contact.phone = somebody.phone;
  known.contact.email = somebody.email;
  known.contact.id_number = somebody.id_number;
  known.contact.address = somebody.address;
  return known;
}

bool is_comparable(const members::NewMember& somebody) {
  return is_valid_utf8(somebody.name) && is_valid_utf8(somebody.address);
}

/// How somebody new compares, one by one.
class Judge {
 public:
  Judge(const members::NewMember& somebody, int score_min, bool clear)
      : facts_(facts_of(as_known(somebody), clear)), score_min_(score_min), clear_(clear) {}

  std::optional<Possible> judge(members::Known known) const {
    // Two at a time: what is common is assumed, for these few are alike by choice.
    matching::People people;
    people.add(facts_);
    people.add(facts_of(known, clear_));
    matching::Verdict verdict = people.judge(0, 1);
    if (verdict.score < score_min_) return std::nullopt;
    return Possible{std::move(known), std::move(verdict)};
  }

 private:
  matching::Facts facts_;
  int score_min_;
  bool clear_;
};

std::vector<Possible> likeliest(std::vector<Possible> possible) {
  std::ranges::stable_sort(possible, std::greater(), [](const Possible& one) {
    return one.verdict.score;
  });
  if (possible.size() > shown_max) possible.resize(shown_max);
  return possible;
}

}  // namespace

std::vector<Possible> possible_duplicates(
    sql::Tx& tx,
    const members::Members& members,
    const members::NewMember& somebody,
    int score_min,
    bool clear
) {
  if (!is_comparable(somebody)) return {};
  const Judge judge(somebody, score_min, clear);
  std::vector<Possible> possible;
  for (members::Known& known : members.alike(tx, somebody, alike_max)) {
    if (auto one = judge.judge(std::move(known))) possible.push_back(*std::move(one));
  }
  return likeliest(std::move(possible));
}

Compared compare(
    sql::Tx& tx,
    const members::Members& members,
    const members::NewMember& somebody,
    int score_min,
    bool clear
) {
  Compared compared;
  if (!is_comparable(somebody)) return compared;
  compared.traits = members.traits_of(somebody);
  const Judge judge(somebody, score_min, clear);
  for (members::Known& known : members.alike(tx, somebody, alike_max)) {
    const members::AtVersion member{known.member.id, known.member.version};
    compared.ones.push_back({member, judge.judge(std::move(known))});
  }
  return compared;
}

std::vector<Possible> possible_duplicates(
    sql::Tx& tx,
    const members::Members& members,
    const members::NewMember& somebody,
    int score_min,
    bool clear,
    const Compared& before
) {
  if (!is_comparable(somebody)) return {};
  const Judge judge(somebody, score_min, clear);
  std::vector<Possible> possible;
  for (const auto& member : members.alike(tx, before.traits, alike_max)) {
    const auto known = std::ranges::find(before.ones, member, &Compared::One::member);
    auto one =
        known != before.ones.end() ? known->possible : judge.judge(members.known(tx, member.id));
    if (one) possible.push_back(*std::move(one));
  }
  return likeliest(std::move(possible));
}

std::vector<PossibleDuplicate> note_possible(
    sql::Tx& tx,
    const members::Member& fresh,
    const std::vector<Possible>& possible,
    api::Language language,
    Instant now
) {
  std::vector<PossibleDuplicate> views;
  for (const Possible& one : possible) {
    const std::int64_t id = one.member.member.id.value();
    const matching::Pair pair{
        std::min(id, fresh.id.value()), std::max(id, fresh.id.value()), one.verdict};
    matching::note(tx, pair, fresh.programme, matching::Origin::entry, now);
    PossibleDuplicate& view = views.emplace_back();
    view.member = shown(one.member.member, one.member.contact.phone);
    view.score = one.verdict.score;
    view.reasons = shown(one.verdict.reasons, language, true);
    view.version = 1;
  }
  return views;
}

}  // namespace guanxi::duplicates
