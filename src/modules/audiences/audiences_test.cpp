// Audiences: who is in which, and since when.
#include "modules/audiences/audiences.h"

#include <gmock/gmock.h>

#include "modules/audiences/lookup.h"
#include "platform/sql/testing.h"

namespace guanxi::audiences {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class AudiencesTest : public testing::Test {
 protected:
  ~AudiencesTest() override {
    EXPECT_THAT(temp->read([](sql::Tx& tx) { return verify(tx); }), IsEmpty());
  }
  Result<Audience> make(const std::string& code, std::int64_t programme = 1) {
    Audience wanted;
    wanted.programme = ProgrammeId(programme);
    wanted.code = wanted.name_zh = wanted.name_en = code;
    wanted.reason = "test";
    wanted.changed_at = now();
    wanted.changed_by = ActorId(9);
    return temp->write([&](sql::Tx& tx) { return create(tx, ids, wanted); });
  }
  Result<Audience> changed(Audience wanted) {
    return temp->write([&](sql::Tx& tx) { return change(tx, wanted); });
  }
  bool add(const Audience& audience, std::int64_t member) {
    return wrote([&](sql::Tx& tx) {
      return add_member(tx, ids, audience.id, OwnerId(member), {ActorId(9), now()});
    });
  }
  bool remove(const Audience& audience, std::int64_t member) {
    return wrote([&](sql::Tx& tx) {
      return remove_member(tx, audience.id, OwnerId(member), {ActorId(9), now()});
    });
  }
  std::vector<std::string> at(std::vector<OwnerId> owners, Instant when) {
    return temp->read([&](sql::Tx& tx) { return codes_at(tx, owners, when); });
  }
  std::vector<std::int64_t> inside(const Audience& audience, std::int64_t after, int limit) {
    std::vector<std::int64_t> members;
    const auto found =
        temp->read([&](sql::Tx& tx) { return members_of(tx, audience.id, OwnerId(after), limit); });
    for (const Place& one : found) members.push_back(one.member.value());
    return members;
  }
  Instant now() { return temp.clock().now(); }

  sql::TempDatabase temp;
  IdGenerator ids{temp.clock(), 1};

 private:
  template <class Write>
  bool wrote(const Write& write) {
    const auto done = temp->write([&](sql::Tx& tx) -> Result<bool> { return write(tx); });
    return done && *done;
  }
};

TEST_F(AudiencesTest, a_code_is_taken_once_in_a_programme) {
  const auto first = make("MUMS");
  ASSERT_TRUE(first);
  EXPECT_EQ(make("MUMS").error().code, ErrorCode::code_taken);
  EXPECT_TRUE(make("MUMS", 2));
  EXPECT_EQ(temp->read([](sql::Tx& tx) { return audiences_of(tx, ProgrammeId(1)); }).size(), 1U);
}

TEST_F(AudiencesTest, a_change_wants_the_version_that_was_seen_and_a_retired_one_has_none) {
  Audience seen = *make("MUMS");
  Audience wanted = seen;
  wanted.name_en = "Mothers";
  const auto renamed = changed(wanted);
  ASSERT_TRUE(renamed);
  EXPECT_EQ(renamed->version, 2);
  EXPECT_EQ(changed(seen).error().code, ErrorCode::stale_version);
  wanted = *renamed;
  wanted.state = State::retired;
  const auto retired = changed(wanted);
  ASSERT_TRUE(retired);
  EXPECT_EQ(changed(*retired).error().code, ErrorCode::audience_retired);
}

TEST_F(AudiencesTest, a_member_is_in_it_once_and_every_stay_is_kept) {
  const Audience mums = *make("MUMS"), staff = *make("STAFF");
  const Instant before = now();
  temp.clock().advance_seconds(1);
  const Instant added = now();
  EXPECT_TRUE(add(mums, 7));
  EXPECT_FALSE(add(mums, 7)) << "in it already";
  EXPECT_TRUE(add(staff, 7));
  temp.clock().advance_seconds(10);
  EXPECT_TRUE(remove(mums, 7));
  EXPECT_FALSE(remove(mums, 7)) << "not in it any more";
  EXPECT_THAT(at({OwnerId(7)}, before), IsEmpty());
  EXPECT_THAT(at({OwnerId(7)}, added), ElementsAre("MUMS", "STAFF"));
  EXPECT_THAT(at({OwnerId(7)}, now()), ElementsAre("STAFF")) << "out from that instant on";
  EXPECT_TRUE(add(mums, 7)) << "again, at the same instant";
  EXPECT_THAT(at({OwnerId(7)}, now()), testing::UnorderedElementsAre("MUMS", "STAFF"));
  EXPECT_EQ(temp->read([](sql::Tx& tx) { return places_of(tx, OwnerId(7)); }).size(), 3U);
}

TEST_F(AudiencesTest, its_members_are_counted_and_listed_in_pages) {
  const Audience mums = *make("MUMS");
  for (const std::int64_t member : {5, 3, 9}) EXPECT_TRUE(add(mums, member));
  EXPECT_THAT(inside(mums, 0, 2), ElementsAre(3, 5));
  EXPECT_THAT(inside(mums, 5, 2), ElementsAre(9));
  EXPECT_EQ(temp->read([&](sql::Tx& tx) { return count_members(tx, mums.id); }), 3);
  const auto left = temp->write([&](sql::Tx& tx) -> Result<std::int64_t> {
    return leave_all(tx, OwnerId(3), {ActorId(9), now()});
  });
  EXPECT_EQ(left ? *left : 0, 1);
  EXPECT_THAT(inside(mums, 0, 9), ElementsAre(5, 9));
}

}  // namespace
}  // namespace guanxi::audiences
