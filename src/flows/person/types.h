// What is sent to and answered by a person's desk, with its documentation. The words and limits of
// the fields stand in docs.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "platform/api/api.h"

namespace guanxi::person {

struct PersonRequestTag;
using PersonRequestId = Id<PersonRequestTag>;

enum class Kind { access, copy, correction, restriction, erasure, non_personalised };
BOOST_DESCRIBE_ENUM(Kind, access, copy, correction, restriction, erasure, non_personalised)
enum class State { open, done, refused, withdrawn };
BOOST_DESCRIBE_ENUM(State, open, done, refused, withdrawn)

/// A request as it is stored, in the order of the columns.
struct Request {
  PersonRequestId id;
  OwnerId member;
  ProgrammeId programme;
  Kind kind = Kind::access;
  State state = State::open;
  Instant requested_at;
  Date due_on;
  ActorId taken_by;
  std::string source, note;
  std::optional<Instant> closed_at;
  std::optional<ActorId> closed_by;
  std::string answer;
};

struct AddRequest {
  OwnerId id;
  Kind kind = Kind::access;
  std::string source = "store";
  std::optional<std::string> note;
  int working_days = 15;
};
BOOST_DESCRIBE_STRUCT(AddRequest, (), (id, kind, source, note, working_days))

struct GetRequest {
  PersonRequestId id;
};
BOOST_DESCRIBE_STRUCT(GetRequest, (), (id))

struct MemberRequests {
  OwnerId id;
};
BOOST_DESCRIBE_STRUCT(MemberRequests, (), (id))

struct ListRequests {
  std::string programme;
  State state = State::open;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListRequests, (), (programme, state, limit, cursor))

struct CompleteRequest {
  PersonRequestId id;
  std::string answer;
  bool give_up_value = false;
  std::optional<Date> birthday;
};
BOOST_DESCRIBE_STRUCT(CompleteRequest, (), (id, answer, give_up_value, birthday))

struct RefuseRequest {
  PersonRequestId id;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(RefuseRequest, (), (id, reason))

struct RequestView {
  PersonRequestId id;
  OwnerId member;
  Kind kind = Kind::access;
  State state = State::open;
  Instant requested_at;
  Date due_on;
  bool overdue = false;
  ActorId taken_by;
  std::string source;
  std::optional<std::string> note;
  std::optional<Instant> closed_at;
  std::optional<ActorId> closed_by;
  std::optional<std::string> answer;
};
BOOST_DESCRIBE_STRUCT(
    RequestView,
    (),
    (id,
     member,
     kind,
     state,
     requested_at,
     due_on,
     overdue,
     taken_by,
     source,
     note,
     closed_at,
     closed_by,
     answer)
)

struct RequestList {
  std::vector<RequestView> items;
};
BOOST_DESCRIBE_STRUCT(RequestList, (), (items))

struct CopyField {
  std::string field, value;
};
BOOST_DESCRIBE_STRUCT(CopyField, (), (field, value))
struct CopyRecord {
  std::vector<CopyField> fields;
};
BOOST_DESCRIBE_STRUCT(CopyRecord, (), (fields))
struct CopySection {
  std::string section;
  std::vector<CopyRecord> records;
};
BOOST_DESCRIBE_STRUCT(CopySection, (), (section, records))
struct CopyView {
  OwnerId member;
  Instant made_at;
  std::vector<CopySection> sections;
};
BOOST_DESCRIBE_STRUCT(CopyView, (), (member, made_at, sections))

}  // namespace guanxi::person

#include "flows/person/docs.h"  // IWYU pragma: export
