// What the tests of members share.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modules/members/members.h"
#include "platform/sql/testing.h"

namespace guanxi::members {

using testing::ElementsAre;

inline const ActorId somebody(7);
inline const ProgrammeId main_programme(11);
inline const ProgrammeId other_programme(12);

inline NewMember person(const char* name, const char* phone) {
  NewMember input;
  input.programme = main_programme;
  input.name = name;
  if (phone != nullptr) input.phone = Phone::parse(phone);
  input.joined_on = *Date::of(2026, 1, 1);
  return input;
}

class MembersTest : public testing::Test {
 protected:
  Result<Member> add(const NewMember& input) {
    return temp->write([&](sql::Tx& tx) { return members.add(tx, ids, input, somebody, now()); });
  }
  Member given(const NewMember& input) {
    auto member = add(input);
    GX_CHECK(member.has_value());
    return *member;
  }
  Result<Member> change(OwnerId id, std::int64_t version, const Change& change) {
    return temp->write([&](sql::Tx& tx) {
      return members.change(tx, id, version, change, somebody, now());
    });
  }
  Result<Member> close(OwnerId id, std::int64_t version) {
    return temp->write([&](sql::Tx& tx) { return members.close(tx, id, version, somebody, now()); }
    );
  }
  std::optional<OwnerId> owner(
      IdentityKind kind, std::string_view value, ProgrammeId programme = main_programme
  ) {
    return temp->read([&](sql::Tx& tx) { return members.find_owner(tx, programme, kind, value); });
  }
  std::optional<Member> find(OwnerId id) {
    return temp->read([&](sql::Tx& tx) { return members.find(tx, id); });
  }
  Contact contact(OwnerId id) {
    return temp->read([&](sql::Tx& tx) { return members.contact(tx, id); });
  }
  std::vector<OwnerId> named(std::string_view prefix, int limit = 20) {
    return temp->read([&](sql::Tx& tx) {
      std::vector<OwnerId> found;
      for (const auto& one : members.find_by_name(tx, main_programme, prefix, limit)) {
        found.push_back(one.id);
      }
      return found;
    });
  }
  std::vector<OwnerId> ending(std::string_view last_four) {
    return temp->read([&](sql::Tx& tx) {
      std::vector<OwnerId> found;
      for (const auto& one : members.find_by_phone_end(tx, main_programme, last_four, 20)) {
        found.push_back(one.id);
      }
      return found;
    });
  }
  Instant now() { return temp.clock().now(); }

  sql::TempDatabase temp;
  IdGenerator ids{temp.clock(), 1};
  const crypto::KeyRing keys = crypto::KeyRing::for_tests("members");
  const Members members{keys};
};

}  // namespace guanxi::members
