// Audiences 人群: members of one programme under a code – a tag, a list that somebody made. Price
// rules name them. Who was in one from when to when stays: what was priced then is explained then.
//
// A retired audience is closed: nobody is added, and no new rule may name it; who is in it stays.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "base/time.h"
#include "modules/members/members.h"
#include "platform/sql/sql.h"

namespace guanxi::api {
class Api;
class FirstAnswers;
}  // namespace guanxi::api
namespace guanxi::org {
class Org;
}
namespace guanxi::programmes {
class Programmes;
}

namespace guanxi::audiences {

struct AudienceTag;
using AudienceId = Id<AudienceTag>;

enum class State { active, retired };
BOOST_DESCRIBE_ENUM(State, active, retired)

inline constexpr int members_at_once_max = 1'000;

struct Audience {
  AudienceId id;
  ProgrammeId programme;
  std::string code;  // never changes
  std::int64_t version = 1;
  State state = State::active;
  std::string name_zh, name_en;
  std::string reason;  // of the last change
  Instant changed_at;
  ActorId changed_by;
};

std::optional<Audience> find(sql::Tx& tx, AudienceId id);
/// By code.
std::vector<Audience> audiences_of(sql::Tx& tx, ProgrammeId programme);
/// A new one, active. Errors: code_taken.
Result<Audience> create(sql::Tx& tx, IdGenerator& ids, Audience wanted);
/// Its names from now on, or its end, for whom has seen `wanted.version`. Errors: stale_version;
/// audience_retired.
Result<Audience> change(sql::Tx& tx, Audience wanted);

/// Who does something, and when.
struct Act {
  ActorId by;
  Instant now;
};
/// False: the member is in it already.
bool add_member(sql::Tx& tx, IdGenerator& ids, AudienceId audience, OwnerId member, const Act& act);
/// False: the member is not in it.
bool remove_member(sql::Tx& tx, AudienceId audience, OwnerId member, const Act& act);
/// Out of all they are in; how many those were.
std::int64_t leave_all(sql::Tx& tx, OwnerId member, const Act& act);

struct Place {
  AudienceId audience;
  OwnerId member;
  Instant added_at;
  ActorId added_by;
  std::optional<Instant> removed_at;
  std::optional<ActorId> removed_by;
};
/// Those in it now, in the order of their ids, behind `after`.
std::vector<Place> members_of(sql::Tx& tx, AudienceId audience, OwnerId after, int limit);
std::int64_t count_members(sql::Tx& tx, AudienceId audience);
/// All that the member is or was in, the oldest first.
std::vector<Place> places_of(sql::Tx& tx, OwnerId member);

/// What verify() finds wrong: somebody in an audience that is not there.
std::vector<std::string> verify(sql::Tx& tx);

/// What its endpoints work with. All outlive the Api.
struct Office {
  sql::Database& db;
  IdGenerator& ids;
  const org::Org& org;
  const programmes::Programmes& programmes;
  const members::Members& members;
  const api::FirstAnswers& answers;
};
/// /v1/audiences and below, /v1/members/{id}/audiences. Permissions audiences:read,
/// audiences:write.
void add_endpoints(api::Api& api, const Office& office);

}  // namespace guanxi::audiences
