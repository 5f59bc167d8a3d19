// The queue of pairs, and what is said about them.
#include <boost/describe/enum_to_string.hpp>

#include "flows/duplicates/duplicates.h"
#include "flows/duplicates/show.h"
#include "modules/audit/audit.h"
#include "platform/outbox/outbox.h"

namespace guanxi::duplicates {
namespace {

constexpr const char* pairs_list = "duplicates";
constexpr std::string_view decided_event = "duplicate.decided";

using api::Reply;

/// A cursor belongs to the list it was made for.
Result<std::optional<matching::PairPlace>> place_of(const ListPairs& request) {
  if (!request.cursor) return std::optional<matching::PairPlace>();
  GX_TRY(
      parts,
      (api::decode_cursor<std::string, std::int64_t, std::int64_t, std::int64_t>(
          pairs_list, *request.cursor
      ))
  );
  const auto& [list, score, one, other] = parts;
  if (list != boost::describe::enum_to_string(request.decision, "")) {
    return fail(ErrorCode::bad_cursor, "/cursor");
  }
  return std::optional(matching::PairPlace{score, OwnerId(one), OwnerId(other)});
}

/// About each of the two, so that whoever looks for one finds it.
void record(
    sql::Tx& tx,
    const api::Call& call,
    const matching::KnownPair& before,
    const matching::KnownPair& after
) {
  const auto word = [](matching::Decision decision) {
    return boost::describe::enum_to_string(decision, "");
  };
  for (const auto& [member, other] :
       {std::pair(after.one, after.other), std::pair(after.other, after.one)}) {
    audit::Changes changes;
    changes.add("decision", word(before.decision), word(after.decision));
    changes.add("other", {}, other.to_string());
    audit::record(
        tx,
        call,
        {.action = "duplicate_decided",
         .object_kind = "member",
         .object_id = member.to_string(),
         .member = member,
         .changes = std::move(changes),
         .reason = after.note},
        call.now
    );
  }
}

}  // namespace

/// {"other":…,"decision":"same"}
void append_decided(sql::Tx& tx, IdGenerator& ids, const matching::KnownPair& pair, Instant now) {
  std::string facts = R"({"other":)" + std::to_string(pair.other.value()) + R"(,"decision":")";
  facts += boost::describe::enum_to_string(pair.decision, "");
  facts += R"("})";
  outbox::append(tx, ids, decided_event, pair.one, pair.one.value(), now, facts);
}

Outcome decide_if_known(
    sql::Tx& tx,
    IdGenerator& ids,
    std::pair<OwnerId, OwnerId> two,
    matching::Decision decision,
    const std::string& reason,
    ActorId by,
    Instant now
) {
  const auto before = matching::find_pair(tx, two.first, two.second);
  if (!before) return ok();
  GX_TRY(
      after, matching::decide(tx, two.first, two.second, before->version, decision, reason, by, now)
  );
  if (after.version != before->version) append_decided(tx, ids, after, now);
  return ok();
}

Result<ProgrammeId> Duplicates::programme_of(const api::Call& call, const std::string& code) const {
  const auto programme = house_.programmes.find(code);
  if (!programme) {
    return fail(ErrorCode::programme_not_found, "/programme", {{"programme", code}});
  }
  if (!org::sees_programme(*house_.org.snapshot(), call.actor, *programme)) {
    return fail(ErrorCode::store_out_of_scope, "/programme");
  }
  return *programme;
}

PersonView Duplicates::person(sql::Tx& tx, OwnerId id) const {
  const auto member = house_.members.find(tx, id);
  GX_CHECK_WHY(member.has_value(), "a pair of somebody who is no member");
  return shown(*member, house_.members.contact(tx, id).phone);
}

PairView Duplicates::view(sql::Tx& tx, const matching::KnownPair& pair, const api::Call& call)
    const {
  PairView view;
  view.one = person(tx, pair.one);
  view.other = person(tx, pair.other);
  view.score = pair.verdict.score;
  view.reasons = shown(pair.verdict.reasons, call.language, call.actor.may("members:reveal"));
  view.origin = pair.origin;
  view.found_at = pair.found_at;
  view.decision = pair.decision;
  if (!pair.note.empty()) view.reason = pair.note;
  view.decided_at = pair.decided_at;
  view.decided_by = pair.decided_by;
  view.version = pair.version;
  return view;
}

Result<api::Page<PairView>> Duplicates::list(const api::Call& call, const ListPairs& request)
    const {
  GX_TRY(programme, programme_of(call, request.programme));
  GX_TRY(after, place_of(request));
  return house_.db.read([&](sql::Tx& tx) -> Result<api::Page<PairView>> {
    auto pairs = matching::list_pairs(tx, programme, request.decision, after, request.limit + 1);
    const bool more = std::ssize(pairs) > request.limit;
    if (more) pairs.pop_back();
    api::Page<PairView> page;
    for (const auto& pair : pairs) page.items.push_back(view(tx, pair, call));
    if (more) {
      const matching::KnownPair& last = pairs.back();
      page.next_cursor = api::encode_cursor(
          pairs_list,
          std::string(boost::describe::enum_to_string(request.decision, "")),
          std::int64_t{last.verdict.score},
          last.one.value(),
          last.other.value()
      );
    }
    return page;
  });
}

Result<Reply<PairView>> Duplicates::decide(const api::Call& call, const DecidePair& request) const {
  return house_.db.write([&](sql::Tx& tx) -> Result<Reply<PairView>> {
    const auto organisation = house_.org.snapshot();
    for (const auto& [id, pointer] :
         {std::pair(request.id, "/id"), std::pair(request.other, "/other")}) {
      if (!house_.members.find_seen(tx, *organisation, call.actor, id)) {
        return fail(ErrorCode::member_not_found, pointer);
      }
    }
    const auto before = matching::find_pair(tx, request.id, request.other);
    if (!before) return ErrorCode::not_found;
    GX_TRY_VOID(api::check_if_match(call, api::etag_of(before->version)));
    GX_TRY(
        after,
        matching::decide(
            tx,
            request.id,
            request.other,
            before->version,
            request.decision,
            request.reason,
            call.actor.id,
            call.now
        )
    );
    if (after.version != before->version) {
      append_decided(tx, house_.ids, after, call.now);
      record(tx, call, *before, after);
    }
    return Reply<PairView>{.body = view(tx, after, call), .etag = api::etag_of(after.version)};
  });
}

}  // namespace guanxi::duplicates
