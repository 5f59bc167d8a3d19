// What is sent to and answered by the endpoints of duplicates, with its documentation.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "modules/matching/pairs.h"
#include "modules/members/members.h"
#include "platform/api/api.h"

namespace guanxi::duplicates {

struct ScanTag;
using ScanId = Id<ScanTag>;

enum class Phase { waiting, reading, comparing, noting, done };
BOOST_DESCRIBE_ENUM(Phase, waiting, reading, comparing, noting, done)

struct ReasonView {
  matching::Field field = matching::Field::chance;
  matching::Finding finding = matching::Finding::people;
  int weight = 0;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(ReasonView, (), (field, finding, weight, text))

struct PersonView {
  OwnerId id;
  std::string member_code;
  std::optional<std::string> name, phone;
  Date joined_on;
};
BOOST_DESCRIBE_STRUCT(PersonView, (), (id, member_code, name, phone, joined_on))

struct PossibleDuplicate {
  PersonView member;
  int score = 0;
  std::vector<ReasonView> reasons;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(PossibleDuplicate, (), (member, score, reasons, version))

struct PairView {
  PersonView one, other;
  int score = 0;
  std::vector<ReasonView> reasons;
  matching::Origin origin = matching::Origin::scan;
  Instant found_at;
  matching::Decision decision = matching::Decision::open;
  std::optional<std::string> reason;
  std::optional<Instant> decided_at;
  std::optional<ActorId> decided_by;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(
    PairView,
    (),
    (one, other, score, reasons, origin, found_at, decision, reason, decided_at, decided_by, version
    )
)

struct ListPairs {
  std::string programme;
  matching::Decision decision = matching::Decision::open;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListPairs, (), (programme, decision, limit, cursor))

struct DecidePair {
  OwnerId id, other;
  matching::Decision decision = matching::Decision::open;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(DecidePair, (), (id, other, decision, reason))

struct RequestScan {
  std::string programme;
};
BOOST_DESCRIBE_STRUCT(RequestScan, (), (programme))

struct GetScan {
  ScanId id;
};
BOOST_DESCRIBE_STRUCT(GetScan, (), (id))

struct ScanView {
  ScanId id;
  std::string programme;
  Phase phase = Phase::waiting;
  std::int64_t progress = 0, total = 0;
  std::int64_t people = 0, compared = 0, blocks_cut = 0, found = 0, fresh = 0, automatic = 0;
  Instant requested_at;
  ActorId requested_by;
  std::optional<Instant> ended_at;
};
BOOST_DESCRIBE_STRUCT(
    ScanView,
    (),
    (id,
     programme,
     phase,
     progress,
     total,
     people,
     compared,
     blocks_cut,
     found,
     fresh,
     automatic,
     requested_at,
     requested_by,
     ended_at)
)

}  // namespace guanxi::duplicates

#include "flows/duplicates/docs.h"  // IWYU pragma: export
