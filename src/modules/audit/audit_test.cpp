#include "modules/audit/audit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modules/audit/verify.h"
#include "platform/sql/testing.h"

namespace guanxi::audit {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const OwnerId member(501);
const ActorId clerk(7), chief(8);

const sql::Query tamper_changes{"UPDATE audit_entries SET changes = $1 WHERE action = $2"};
const sql::Query tamper_actor{"UPDATE audit_entries SET actor_id = $1 WHERE action = $2"};
const sql::Query remove_entry{"DELETE FROM audit_entries WHERE action = $1"};
const sql::Query remove_heads{"DELETE FROM audit_chains"};
const sql::Query all_text{"SELECT changes FROM audit_entries ORDER BY chain, seq"};

class AuditTest : public testing::Test {
 protected:
  void write(const Entry& entry, const By& by = clerk) {
    const auto done = temp->write([&](sql::Tx& tx) -> Outcome {
      record(tx, sealer, by, entry, now());
      return ok();
    });
    GX_CHECK(done.has_value());
    temp.clock().advance_seconds(1);
  }
  void write_store(const char* action, const char* id, const By& by = clerk) {
    Entry entry{action, "store", id};
    entry.changes.add("name", "老店", "新店");
    write(entry, by);
  }
  void write_member(const char* action) {
    Entry entry{action, "member", member.to_string(), member};
    entry.changes.add("language", "zh-CN", "en").add_personal("phone", {}, "+8613800138000");
    write(entry);
  }
  std::vector<std::string> actions(Search wanted) {
    if (wanted.before_at == Instant()) wanted.before_at = now().plus_seconds(1);
    std::vector<std::string> found;
    for (const Recorded& one : temp->read([&](sql::Tx& tx) { return search(tx, wanted); })) {
      found.push_back(one.action);
    }
    return found;
  }
  Recorded newest() {
    Search wanted;
    wanted.before_at = now().plus_seconds(1);
    wanted.limit = 1;
    return temp->read([&](sql::Tx& tx) { return search(tx, wanted); }).at(0);
  }
  Recorded opened(const Place& place) {
    return *temp->read([&](sql::Tx& tx) { return find_opened(tx, sealer, place); });
  }
  Report report() {
    return temp->read([](sql::Tx& tx) { return verify(tx); });
  }
  template <class... Args>
  void tamper(const sql::Query& query, const Args&... args) {
    const auto done = temp->write([&](sql::Tx& tx) -> Outcome {
      GX_CHECK(tx.exec(query, args...) > 0);
      return ok();
    });
    GX_CHECK(done.has_value());
  }
  Instant now() { return temp.clock().now(); }

  sql::TempDatabase temp;
  const crypto::KeyRing keys = crypto::KeyRing::for_tests("audit");
  const crypto::Sealer sealer{keys};
};

TEST_F(AuditTest, is_found_by_object_by_member_by_actor_and_by_time) {
  write_store("first", "1");
  write_store("second", "2", chief);
  const Instant middle = now();
  write_member("third");
  write_store("fourth", "1", chief);
  EXPECT_THAT(actions({}), ElementsAre("fourth", "third", "second", "first"));
  EXPECT_THAT(actions({.object_kind = "store", .object_id = "1"}), ElementsAre("fourth", "first"));
  EXPECT_THAT(actions({.member = member}), ElementsAre("third"));
  EXPECT_THAT(actions({.actor = chief}), ElementsAre("fourth", "second"));
  EXPECT_THAT(actions({.from = middle}), ElementsAre("fourth", "third"));
  EXPECT_THAT(actions({.before_at = middle}), ElementsAre("second", "first"));
  EXPECT_THAT(
      actions({.object_kind = "store", .object_id = "1", .actor = chief}), ElementsAre("fourth")
  );
  EXPECT_THAT(actions({.member = OwnerId(9)}), ElementsAre());
}

TEST_F(AuditTest, pages_meet_without_gap_or_twin_also_at_one_instant) {
  const auto done = temp->write([&](sql::Tx& tx) -> Outcome {
    for (int i = 0; i < 7; ++i) record(tx, clerk, {"same", "store", std::to_string(i)}, now());
    return ok();
  });
  ASSERT_TRUE(done);
  std::vector<std::string> seen;
  Search wanted;
  wanted.before_at = now().plus_seconds(1);
  wanted.limit = 3;
  for (;;) {
    const auto page = temp->read([&](sql::Tx& tx) { return search(tx, wanted); });
    if (page.empty()) break;
    for (const Recorded& one : page) seen.push_back(one.object_id);
    wanted.before_at = page.back().at;
    wanted.before = page.back().place;
  }
  std::sort(seen.begin(), seen.end());
  EXPECT_THAT(seen, ElementsAre("0", "1", "2", "3", "4", "5", "6"));
}

TEST_F(AuditTest, a_field_that_stayed_is_not_told) {
  Entry entry{"changed", "store", "1"};
  entry.changes.add("name", "店", "店").add("code", "A", "B");
  write(entry);
  const Recorded one = newest();
  ASSERT_EQ(one.changes.size(), 1U);
  EXPECT_EQ(one.changes[0].field, "code");
  EXPECT_EQ(one.changes[0].before, "A");
  EXPECT_EQ(one.changes[0].after, "B");
}

TEST_F(AuditTest, personal_values_lie_in_the_seal_alone) {
  write_member("changed");
  const Recorded listed = newest();
  ASSERT_EQ(listed.changes.size(), 2U);
  EXPECT_EQ(listed.changes[0].after, "en");
  EXPECT_EQ(listed.changes[1].field, "phone");
  EXPECT_TRUE(listed.changes[1].personal);
  EXPECT_EQ(listed.changes[1].after, std::nullopt);
  EXPECT_TRUE(listed.has_values);
  for (const auto& text : temp->read([](sql::Tx& tx) { return tx.list<std::string>(all_text); })) {
    EXPECT_THAT(text, Not(HasSubstr("13800138000")));
  }
  EXPECT_EQ(opened(listed.place).changes[1].after, "+8613800138000");
}

TEST_F(AuditTest, forgetting_takes_values_and_leaves_the_chain) {
  write_member("first");
  write_member("second");
  const auto before = report();
  const auto forget = [&] {
    return temp->write([&](sql::Tx& tx) -> Result<std::int64_t> {
      return forget_values(tx, member);
    });
  };
  EXPECT_EQ(*forget(), 2);
  EXPECT_EQ(*forget(), 0) << "repeatable";
  const Recorded one = newest();
  EXPECT_TRUE(one.forgotten);
  EXPECT_FALSE(one.has_values);
  EXPECT_EQ(opened(one.place).changes[1].field, "phone") << "that it changed stays known";
  EXPECT_EQ(opened(one.place).changes[1].after, std::nullopt);
  EXPECT_EQ(report().faults_found, 0);
  EXPECT_EQ(report().digest, before.digest);
}

TEST_F(AuditTest, whoever_touches_an_entry_is_found_out) {
  EXPECT_EQ(report().faults_found, 0) << "an empty trail is whole";
  for (const char* action : {"first", "second", "third"}) write_store(action, "1");
  EXPECT_EQ(report().faults_found, 0);
  EXPECT_EQ(report().entries, 3);
  const std::string changes =
      temp->read([](sql::Tx& tx) { return tx.list<std::string>(all_text).at(0); });
  tamper(tamper_changes, std::string("{\"items\":[]}"), std::string("second"));
  EXPECT_EQ(report().faults_found, 1);
  EXPECT_THAT(report().faults.at(0), HasSubstr("-2: it is not what its hash says"));
  tamper(tamper_changes, changes, std::string("second"));
  EXPECT_EQ(report().faults_found, 0);
  tamper(tamper_actor, chief, std::string("first"));
  EXPECT_EQ(report().faults_found, 1);
  tamper(tamper_actor, clerk, std::string("first"));
  tamper(remove_entry, std::string("third"));
  EXPECT_THAT(report().faults.at(0), HasSubstr("names another last entry"));
  tamper(remove_entry, std::string("first"));
  EXPECT_THAT(report().faults.at(0), HasSubstr("an entry before it is missing"));
  tamper(remove_entry, std::string("second"));
  EXPECT_THAT(report().faults.at(0), HasSubstr("a head and no entries"));
  tamper(remove_heads);
  EXPECT_EQ(report().faults_found, 0) << "evident, not proof: only the digest kept elsewhere tells";
}

TEST_F(AuditTest, the_digest_moves_with_every_entry) {
  write_store("first", "1");
  const auto before = report().digest;
  write_store("second", "2");
  EXPECT_NE(report().digest, before);
}

TEST_F(AuditTest, a_walk_counts_the_seals) {
  write_member("first");
  write_store("second", "1");
  write_member("third");
  crypto::SealCensus census;
  Place at;
  while (const auto next = walk_seals(*temp, sealer, at, 1, crypto::SealWalk::count, census)) {
    at = *next;
  }
  EXPECT_EQ(census.values(), 2);
  EXPECT_EQ(census.unreadable, 0);
}

}  // namespace
}  // namespace guanxi::audit
