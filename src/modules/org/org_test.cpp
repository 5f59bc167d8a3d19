#include "modules/org/org.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "modules/org/rules.h"
#include "platform/sql/testing.h"

namespace guanxi::org {
namespace {

using testing::ElementsAre;

const ActorId somebody(7);
const ProgrammeId programme(11);

class OrgTest : public testing::Test {
 protected:
  Result<UnitId> unit(const char* kind, const char* code, const char* parent) {
    return org.add_unit({kind, code, "name", parent}, somebody, now);
  }
  Org::NewStore new_store(const char* code, const char* parent = "G") const {
    Org::NewStore store;
    store.code = code;
    store.name = "南京路店";
    store.parent_code = parent;
    store.programme = programme;
    return store;
  }
  StoreId add_store(const char* code, const char* parent = "G") {
    auto added = org.add_store(new_store(code, parent), somebody, now);
    GX_CHECK(added.has_value());
    return *added;
  }

  sql::TempDatabase temp;
  IdGenerator ids{temp.clock(), 1};
  Instant now = temp.clock().now();
  Org org{*temp, ids};
};

TEST_F(OrgTest, starts_empty) {
  EXPECT_TRUE(org.snapshot()->stores().empty());
  EXPECT_TRUE(org.snapshot()->units().empty());
  EXPECT_EQ(org.snapshot()->find_store("S001"), nullptr);
  EXPECT_EQ(org.snapshot()->find_unit(UnitId()), nullptr);
}

TEST_F(OrgTest, a_unit_hangs_below_the_kinds_it_may) {
  ASSERT_TRUE(unit("group", "G", ""));
  ASSERT_TRUE(unit("company", "C", "G"));
  ASSERT_TRUE(unit("region", "R", "C"));
  const struct {
    const char* reason;
    const char* kind;
    const char* parent;
    std::optional<ErrorCode> error;
  } rows[] = {
      {"a second group beside the first", "group", "", {}},
      {"a group below anything", "group", "G", ErrorCode::wrong_parent},
      {"a company below the group", "company", "G", {}},
      {"a company below a company", "company", "C", ErrorCode::wrong_parent},
      {"a company below a region", "company", "R", ErrorCode::wrong_parent},
      {"a company needs a parent", "company", "", ErrorCode::missing_field},
      {"a region below the group, when there are no companies", "region", "G", {}},
      {"a region below a company", "region", "C", {}},
      {"a region below a region", "region", "R", ErrorCode::wrong_parent},
      {"a parent that is not there", "region", "NOPE", ErrorCode::wrong_parent},
      {"codes are exact", "region", "g", ErrorCode::wrong_parent},
  };
  int n = 0;
  for (const auto& row : rows) {
    const auto added = unit(row.kind, ("X" + std::to_string(++n)).c_str(), row.parent);
    ASSERT_EQ(added.has_value(), !row.error) << row.reason;
    if (!row.error) continue;
    EXPECT_EQ(added.error().code, *row.error) << row.reason;
    EXPECT_EQ(added.error().pointer, "/parent_code") << row.reason;
  }
}

TEST_F(OrgTest, a_store_hangs_below_region_company_or_group_only) {
  ASSERT_TRUE(unit("group", "G", ""));
  ASSERT_TRUE(unit("company", "C", "G"));
  ASSERT_TRUE(unit("region", "R", "C"));
  for (const char* parent : {"G", "C", "R"}) {
    EXPECT_TRUE(org.add_store(new_store((std::string("S") + parent).c_str(), parent), somebody, now)
    ) << parent;
  }
  for (const char* parent : {"SG", "NOPE"}) {
    const auto added = org.add_store(new_store("S9", parent), somebody, now);
    ASSERT_FALSE(added) << parent;
    EXPECT_EQ(added.error().code, ErrorCode::wrong_parent);
    EXPECT_EQ(added.error().facts.back().second, "region, company, group")
        << "the error says what would do";
  }
}

TEST_F(OrgTest, every_field_of_a_unit_is_checked) {
  ASSERT_TRUE(unit("group", "G", ""));
  const struct {
    const char* reason;
    Org::NewUnit unit;
    ErrorCode error;
    const char* pointer;
  } rows[] = {
      {"a kind that has its own way in",
       {"store", "X", "n", "G"},
       ErrorCode::unknown_value,
       "/kind"},
      {"a kind nobody knows", {"shop", "X", "n", "G"}, ErrorCode::unknown_value, "/kind"},
      {"no code", {"company", "", "n", "G"}, ErrorCode::missing_field, "/code"},
      {"a code with a blank", {"company", "X 1", "n", "G"}, ErrorCode::bad_format, "/code"},
      {"no name", {"company", "X", "", "G"}, ErrorCode::missing_field, "/name"},
      {"a name of two lines", {"company", "X", "a\nb", "G"}, ErrorCode::bad_format, "/name"},
      {"a parent's code that is none",
       {"company", "X", "n", "G/"},
       ErrorCode::bad_format,
       "/parent_code"},
  };
  for (const auto& row : rows) {
    const auto added = org.add_unit(row.unit, somebody, now);
    ASSERT_FALSE(added) << row.reason;
    EXPECT_EQ(added.error().code, row.error) << row.reason;
    EXPECT_EQ(added.error().pointer, row.pointer) << row.reason;
  }
  const auto all = org.add_unit({"shop", "", "", ""}, somebody, now);
  ASSERT_FALSE(all);
  EXPECT_EQ(all.error().code, ErrorCode::invalid_request);
  EXPECT_EQ(all.error().more.size(), 4U) << "every fault at once";
}

TEST_F(OrgTest, every_field_of_a_store_is_checked) {
  ASSERT_TRUE(unit("group", "G", ""));
  const auto refused = [&](auto change) {
    Org::NewStore store = new_store("S1");
    change(store);
    const auto added = org.add_store(store, somebody, now);
    return added ? "accepted"
                 : std::string(code_name(added.error().code)) + " " + added.error().pointer;
  };
  EXPECT_EQ(refused([](auto& s) { s.code = ""; }), "missing_field /code");
  EXPECT_EQ(refused([](auto& s) { s.code = std::string(33, 'x'); }), "too_long /code");
  EXPECT_EQ(refused([](auto& s) { s.name = " "; }), "missing_field /name");
  EXPECT_EQ(refused([](auto& s) { s.parent_code = ""; }), "missing_field /parent_code");
  EXPECT_EQ(refused([](auto& s) { s.time_zone = "Mars/Olympus"; }), "time_zone_unknown /time_zone");
  EXPECT_EQ(refused([](auto& s) { s.time_zone = ""; }), "time_zone_unknown /time_zone");
  EXPECT_EQ(refused([](auto& s) { s.cutoff_minutes = -1; }), "out_of_range /cutoff_minutes");
  EXPECT_EQ(refused([](auto& s) { s.cutoff_minutes = 721; }), "out_of_range /cutoff_minutes");
  EXPECT_EQ(refused([](auto& s) { s.programme = ProgrammeId(); }), "missing_field /programme_code");
  EXPECT_EQ(refused([](auto& s) { s.cutoff_minutes = 720; }), "accepted");
}

TEST_F(OrgTest, a_store_reads_back_whole) {
  ASSERT_TRUE(unit("group", "G", ""));
  Org::NewStore wanted = new_store("S-L");
  wanted.name = "London";
  wanted.time_zone = "Europe/London";
  wanted.cutoff_minutes = 240;
  const auto id = org.add_store(wanted, somebody, now);
  ASSERT_TRUE(id);
  for (const auto& snapshot : {org.snapshot(), Org(*temp, ids).snapshot()}) {
    const Store* store = snapshot->find_store("S-L");
    ASSERT_NE(store, nullptr);
    EXPECT_EQ(store->id, *id);
    EXPECT_EQ(store->name, "London");
    EXPECT_EQ(store->zone.name(), "Europe/London");
    EXPECT_EQ(store->cutoff_minutes, 240);
    EXPECT_EQ(store->programme, programme);
    EXPECT_TRUE(store->active);
    EXPECT_EQ(snapshot->find_unit(store->parent)->code, "G");
    EXPECT_EQ(snapshot->find_store(*id), store);
  }
}

TEST_F(OrgTest, codes_are_unique_where_they_name_something) {
  ASSERT_TRUE(unit("group", "A", ""));
  const StoreId first = add_store("A", "A");  // a store may be called like the group
  const StoreId second = add_store("B", "A");
  ASSERT_TRUE(org.add_till(first, "01", "till", somebody, now));
  ASSERT_TRUE(org.add_counter(first, "01", "counter", somebody, now));
  EXPECT_TRUE(org.add_till(second, "01", "till", somebody, now)) << "every store has its till 01";
  EXPECT_TRUE(org.add_counter(second, "01", "counter", somebody, now));

  const auto taken = [](const auto& added, const char* code) {
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error(), fail(ErrorCode::code_taken, "/code", {{"code", code}}));
  };
  taken(unit("group", "A", ""), "A");
  taken(unit("company", "A", "A"), "A");  // a parent is named by its code alone
  taken(org.add_store(new_store("B", "A"), somebody, now), "B");
  taken(org.add_till(first, "01", "again", somebody, now), "01");
  taken(org.add_counter(first, "01", "again", somebody, now), "01");
  EXPECT_EQ(org.snapshot()->find_till(first, "01")->name, "till")
      << "a refused repetition changes nothing";
}

TEST_F(OrgTest, tills_and_counters_belong_to_their_store) {
  ASSERT_TRUE(unit("group", "G", ""));
  const StoreId first = add_store("S1"), second = add_store("S2");
  const auto till = org.add_till(first, "02", "收银机", somebody, now);
  ASSERT_TRUE(till);
  ASSERT_TRUE(org.add_till(first, "01", "收银机", somebody, now));
  const auto counter = org.add_counter(first, "C1", "柜台", somebody, now);
  ASSERT_TRUE(counter);

  const auto snapshot = org.snapshot();
  const Till* found = snapshot->find_till(first, "02");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found, snapshot->find_till(*till));
  EXPECT_EQ(found->store, first);
  EXPECT_TRUE(found->anonymous_owner);
  EXPECT_NE(found->anonymous_owner, snapshot->find_till(first, "01")->anonymous_owner);
  EXPECT_EQ(snapshot->find_till(second, "02"), nullptr);
  EXPECT_EQ(snapshot->find_counter(second, "C1"), nullptr);
  EXPECT_EQ(snapshot->find_counter(first, "C1")->id, *counter);
  std::vector<std::string> codes;
  for (const Till* each : snapshot->tills(first)) codes.push_back(each->code);
  EXPECT_THAT(codes, ElementsAre("01", "02"));
  EXPECT_TRUE(snapshot->tills(second).empty());
  EXPECT_EQ(snapshot->counters(first).size(), 1U);
}

TEST_F(OrgTest, a_till_or_counter_of_no_store_is_refused) {
  ASSERT_TRUE(unit("group", "G", ""));
  const auto group = org.snapshot()->units().front().id;
  for (const StoreId store : {StoreId(), StoreId(999), StoreId(group.value())}) {
    EXPECT_EQ(
        org.add_till(store, "01", "n", somebody, now).error().code, ErrorCode::store_not_found
    );
    EXPECT_EQ(
        org.add_counter(store, "01", "n", somebody, now).error().code, ErrorCode::store_not_found
    );
  }
  const StoreId store = add_store("S1");
  EXPECT_EQ(org.add_till(store, "0 1", "n", somebody, now).error().pointer, "/code");
  EXPECT_EQ(org.add_counter(store, "01", "", somebody, now).error().pointer, "/name");
}

TEST_F(OrgTest, the_tree_lists_every_unit_behind_its_parent) {
  ASSERT_TRUE(unit("group", "G", ""));
  ASSERT_TRUE(unit("region", "R2", "G"));
  ASSERT_TRUE(unit("region", "R1", "G"));
  ASSERT_TRUE(unit("company", "C", "G"));
  ASSERT_TRUE(unit("region", "R3", "C"));
  const StoreId store = add_store("S1", "R1");
  add_store("S0", "G");
  ASSERT_TRUE(org.add_counter(store, "K1", "n", somebody, now));
  std::vector<std::string> tree;
  for (const Unit& each : org.snapshot()->units())
    tree.push_back(std::string(static_cast<std::size_t>(each.depth), ' ') + each.code);
  EXPECT_THAT(tree, ElementsAre("G", " C", "  R3", " R1", "  S1", "   K1", " R2", " S0"));
}

TEST_F(OrgTest, a_snapshot_stays_as_it_was) {
  ASSERT_TRUE(unit("group", "G", ""));
  add_store("S1");
  const auto before = org.snapshot();
  const Store* store = before->find_store("S1");
  add_store("S2");
  EXPECT_EQ(before->find_store("S2"), nullptr);
  EXPECT_EQ(before->find_store("S1"), store);
  EXPECT_NE(org.snapshot()->find_store("S2"), nullptr);
}

TEST_F(OrgTest, refresh_reads_again_only_when_another_process_changed_something) {
  ASSERT_TRUE(unit("group", "G", ""));
  Org other(*temp, ids);  // as another process on the same store
  const auto before = org.snapshot();
  org.refresh();
  EXPECT_EQ(org.snapshot().get(), before.get()) << "nothing changed: the same snapshot";
  ASSERT_TRUE(other.add_store(new_store("S1"), somebody, now));
  EXPECT_EQ(org.snapshot()->find_store("S1"), nullptr);
  org.refresh();
  EXPECT_NE(org.snapshot()->find_store("S1"), nullptr);
}

TEST_F(OrgTest, a_refused_change_leaves_the_snapshot_alone) {
  ASSERT_TRUE(unit("group", "G", ""));
  const auto before = org.snapshot();
  EXPECT_FALSE(unit("group", "G", ""));
  EXPECT_FALSE(unit("company", "C", "NOPE"));
  org.refresh();
  EXPECT_EQ(org.snapshot().get(), before.get());
}

TEST_F(OrgTest, readers_see_whole_snapshots_while_stores_are_added) {
  ASSERT_TRUE(unit("group", "G", ""));
  constexpr std::size_t stores = 40;
  std::atomic<int> wrong{0};
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      std::size_t seen = 0;
      while (seen < stores) {
        const auto snapshot = org.snapshot();
        const auto all = snapshot->stores();
        wrong += all.size() < seen;
        for (const Store* store : all) wrong += snapshot->find_store(store->code) != store;
        wrong += snapshot->units().size() != all.size() + 1;
        seen = all.size();
      }
    });
  }
  for (std::size_t i = 0; i < stores; ++i) add_store(("S" + std::to_string(i)).c_str());
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(wrong, 0);
}

TEST(OrgRules, parents_in_words) {
  EXPECT_EQ(parents_of(UnitKind::group), "");
  EXPECT_EQ(parents_of(UnitKind::company), "group");
  EXPECT_EQ(parents_of(UnitKind::region), "company, group");
  EXPECT_EQ(parents_of(UnitKind::store), "region, company, group");
  EXPECT_EQ(parents_of(UnitKind::counter), "store");
}

}  // namespace
}  // namespace guanxi::org
