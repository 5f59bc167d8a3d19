// Adding and finding members, and where their personal data lies.
#include <atomic>
#include <fstream>
#include <iterator>
#include <thread>

#include "base/luhn.h"
#include "modules/members/members_fixture_test.h"

namespace guanxi::members {
namespace {

TEST_F(MembersTest, IsFoundByEveryIdentityHoweverItIsWritten) {
  NewMember input = person("  张\t小明 ", "13800138000");
  input.email = Email::parse("Xiao.Ming@Example.com");
  input.external_id = "legacy:17850";
  const Member member = given(input);
  EXPECT_EQ(member.name, "张 小明") << "tidied";
  const struct {
    IdentityKind kind;
    std::string value;
    bool found;
    const char* reason;
  } rows[] = {
      {IdentityKind::phone, "+8613800138000", true, "E.164"},
      {IdentityKind::phone, "138 0013 8000", true, "as people write it"},
      {IdentityKind::phone, "１３８００１３８０００", true, "full-width digits"},
      {IdentityKind::phone, "13800138001", false, "another phone"},
      {IdentityKind::phone, "8000", false, "the end of a phone is no phone"},
      {IdentityKind::phone, "", false, "nothing"},
      {IdentityKind::email, "xiao.ming@example.com", true, "case does not matter"},
      {IdentityKind::email, "xiaoming@example.com", false, "dots do"},
      {IdentityKind::external, " legacy:17850", true, "tidied"},
      {IdentityKind::external, "legacy:1785", false, "not by a part"},
      {IdentityKind::external, "\xff\xfe", false, "broken UTF-8 finds nobody"},
      {IdentityKind::member_code, member.member_code, true, "as printed"},
      {IdentityKind::member_code, "m" + member.member_code.substr(1), true, "a small m"},
      {IdentityKind::member_code, "13800138000", false, "a phone is no member code"},
      {IdentityKind::external, "+8613800138000", false, "a phone is no external id"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(owner(row.kind, row.value), row.found ? std::optional(member.id) : std::nullopt)
        << row.reason << ": " << row.value;
    EXPECT_EQ(owner(row.kind, row.value, other_programme), std::nullopt)
        << "each programme has its own directory";
  }
  EXPECT_EQ(find(member.id), member);
  EXPECT_EQ(find(OwnerId(1)), std::nullopt);
}

TEST_F(MembersTest, MemberCodesHaveACheckDigitAndDoNotRepeat) {
  // A source that draws the same number again and again until somebody insists.
  class Stubborn final : public Random {
   public:
    std::uint64_t next() override {
      return calls_++ < 3 ? 0x1234567890abcdefU : 0xfedcba0987654321U;
    }

   private:
    int calls_ = 0;
  };
  const auto draw = [&](Random& random) {
    return *temp->write([&](sql::Tx& tx) {
      return members.add(tx, ids, random, person("", nullptr), somebody, now());
    });
  };
  SeededRandom seeded(5);
  const Member first = draw(seeded);
  ASSERT_EQ(first.member_code.size(), 12U);
  EXPECT_EQ(first.member_code.front(), 'M');
  EXPECT_TRUE(luhn_fits(first.member_code.substr(1)));

  Stubborn stubborn;
  std::string codes[2];
  const Outcome outcome = temp->write([&](sql::Tx& tx) -> Outcome {
    stubborn = Stubborn();
    for (auto& code : codes) {
      GX_TRY(member, members.add(tx, ids, stubborn, person("", nullptr), somebody, now()));
      code = member.member_code;
    }
    return ok();
  });
  ASSERT_TRUE(outcome);
  EXPECT_NE(codes[0], codes[1]) << "a code that is taken is drawn again";
}

TEST_F(MembersTest, RefusesWhatCannotBe) {
  // The clock stands at 2026-01-01T00:00Z, which is 08:00 in Shanghai.
  const struct {
    const char* reason;
    void (*spoil)(NewMember&);
    ErrorCode code;
    const char* pointer;
  } rows[] = {
      {"born before 1900",
       [](NewMember& m) { m.birthday = Date::of(1899, 12, 31); },
       ErrorCode::out_of_range,
       "/birthday"},
      {"not born yet",
       [](NewMember& m) { m.birthday = Date::of(2026, 1, 2); },
       ErrorCode::out_of_range,
       "/birthday"},
      {"fourteen only tomorrow",
       [](NewMember& m) { m.birthday = Date::of(2012, 1, 2); },
       ErrorCode::out_of_range,
       "/birthday"},
      {"a name of two lines is mended, one with a bell is not",
       [](NewMember& m) { m.name = "a\a"; },
       ErrorCode::bad_format,
       "/name"},
      {"a name that is no text",
       [](NewMember& m) { m.name = "\xff"; },
       ErrorCode::bad_format,
       "/name"},
      {"a name of 101 characters",
       [](NewMember& m) { m.name = std::string(101, 'a'); },
       ErrorCode::too_long,
       "/name"},
      {"an address of 201",
       [](NewMember& m) { m.address = std::string(201, 'a'); },
       ErrorCode::too_long,
       "/address"},
      {"an external id of 101",
       [](NewMember& m) { m.external_id = std::string(101, 'a'); },
       ErrorCode::too_long,
       "/external_id"},
      {"no language", [](NewMember& m) { m.language = ""; }, ErrorCode::bad_format, "/language"},
      {"a language with a quote",
       [](NewMember& m) { m.language = "zh\""; },
       ErrorCode::bad_format,
       "/language"},
      {"a channel with a blank",
       [](NewMember& m) { m.channel = "we chat"; },
       ErrorCode::bad_format,
       "/channel"},
      {"joined next week",
       [](NewMember& m) { m.joined_on = *Date::of(2026, 1, 8); },
       ErrorCode::out_of_range,
       "/joined_on"},
  };
  for (const auto& row : rows) {
    NewMember input = person("张小明", "13800138000");
    row.spoil(input);
    const auto added = add(input);
    ASSERT_FALSE(added) << row.reason;
    EXPECT_EQ(added.error().code, row.code) << row.reason;
    EXPECT_EQ(added.error().pointer, row.pointer) << row.reason;
  }
  EXPECT_EQ(owner(IdentityKind::phone, "13800138000"), std::nullopt) << "nothing was written";

  NewMember input = person("张小明", nullptr);
  input.birthday = Date::of(2012, 1, 1);
  EXPECT_TRUE(add(input)) << "fourteen today";
  input.birthday = Date::of(1900, 1, 1);
  EXPECT_TRUE(add(input)) << "the oldest we take";
  input.birthday = Date::of(2015, 6, 1);
  const auto child = add(input);
  EXPECT_THAT(
      child.error().facts, testing::Contains(testing::Pair("reason", "guardian_consent_required"))
  );
  input.channel = "";
  input.name = "\xff";
  EXPECT_EQ(add(input).error().more.size(), 3U) << "all faults at once";
}

TEST_F(MembersTest, AnIdentityBelongsToOneMemberOfItsProgramme) {
  NewMember first = person("甲", "13800138000");
  first.email = Email::parse("a@example.com");
  first.external_id = "x:1";
  const Member holder = given(first);

  NewMember second = person("乙", "138-0013-8000");
  second.email = Email::parse("b@example.com");
  const auto refused = add(second);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::identity_taken);
  EXPECT_EQ(refused.error().pointer, "/phone");
  EXPECT_TRUE(refused.error().more.empty());
  EXPECT_EQ(owner(IdentityKind::email, "b@example.com"), std::nullopt)
      << "what was free was not taken either";

  second.email = Email::parse("A@EXAMPLE.com");
  second.external_id = "x:1";
  const auto all = add(second);
  EXPECT_EQ(all.error().pointer, "/phone");
  ASSERT_EQ(all.error().more.size(), 2U) << "every identity that is taken is named";
  EXPECT_EQ(all.error().more[0].pointer, "/email");
  EXPECT_EQ(all.error().more[1].pointer, "/external_id");

  first.programme = other_programme;
  EXPECT_TRUE(add(first)) << "another programme, another directory";
  EXPECT_EQ(owner(IdentityKind::phone, "13800138000"), holder.id);
}

TEST_F(MembersTest, SixteenThreadsEnrollingOnePhoneMakeOneMember) {
  std::atomic<int> added = 0, taken = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      const auto member = add(person("同一个人", "13800138000"));
      if (member) {
        ++added;
      } else if (member.error().code == ErrorCode::identity_taken) {
        ++taken;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(added, 1);
  EXPECT_EQ(taken, 15);
  static const sql::Query count{"SELECT COUNT(*) FROM members"};
  EXPECT_EQ(temp->read([&](sql::Tx& tx) { return tx.get<std::int64_t>(count); }), 1);
}

TEST_F(MembersTest, ContactIsOpenedFromItsSeals) {
  NewMember input = person("张小明", "13800138000");
  input.email = Email::parse("xiaoming@example.com");
  input.id_number = IdNumber::parse("11010519491231002X");
  input.address = "上海市黄浦区";
  input.external_id = "legacy:17850";
  const Member member = given(input);
  const Contact opened = contact(member.id);
  EXPECT_EQ(opened.phone, input.phone);
  EXPECT_EQ(opened.email, input.email);
  EXPECT_EQ(opened.id_number, input.id_number);
  EXPECT_EQ(opened.address, input.address);
  EXPECT_THAT(opened.external_ids, ElementsAre("legacy:17850"));
  const Contact nobody = contact(OwnerId(1));
  EXPECT_FALSE(nobody.phone || nobody.email || nobody.id_number);
}

TEST_F(MembersTest, SealsOpenInTheirOwnPlaceOnly) {
  NewMember input = person("甲", "13800138000");
  input.email = Email::parse("a@example.com");
  const Member first = given(input);
  const Member second = given(person("乙", "13900139000"));
  static const sql::Query steal{
      "UPDATE members SET phone_sealed = (SELECT phone_sealed FROM members WHERE owner_id = $1) "
      "WHERE owner_id = $2"};
  temp.given([&](sql::Tx& tx) { tx.exec(steal, first.id, second.id); });
  EXPECT_THROW(contact(second.id), crypto::SealBroken) << "another member's phone";
  EXPECT_TRUE(find(second.id)) << "find opens no seal";
  static const sql::Query swap{
      "UPDATE members SET phone_sealed = email_sealed, email_sealed = phone_sealed "
      "WHERE owner_id = $1"};
  temp.given([&](sql::Tx& tx) { tx.exec(swap, first.id); });
  EXPECT_THROW(contact(first.id), crypto::SealBroken) << "another column of the same member";
}

/// Whether any value of any table holds `text`.
bool stored(sql::Database& db, const std::string& text) {
  bool found = false;
  const auto tables = db.tables();
  db.read_tables([&](sql::TableReader& reader) {
    for (const sql::Table& table : tables) {
      reader.scan(table, {}, [&](const sql::RowView& row) {
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
          const int at = static_cast<int>(i);
          if (row.is_null(at) || table.columns[i].type == sql::ColumnType::integer) continue;
          const auto value =
              table.columns[i].type == sql::ColumnType::text ? row.text(at) : row.bytes(at);
          found = found || value.find(text) != std::string_view::npos;
        }
        return true;
      });
    }
  });
  return found;
}

TEST_F(MembersTest, NoPersonalDataLiesInTheFilesInTheClear) {
  NewMember input = person("张小明", "13800138000");
  input.email = Email::parse("xiaoming@example.com");
  input.id_number = IdNumber::parse("11010519491231002X");
  input.address = "上海市黄浦区南京东路";
  input.external_id = "legacy:17850";
  const Member member = given(input);
  Change moved;
  moved.phone = Phone::parse("13912345678");
  ASSERT_TRUE(change(member.id, 1, moved));
  ASSERT_TRUE(close(member.id, 2));

  const auto holds = [&](const std::string& text) {
    if (sql::test_engine() == sql::Engine::postgres) return stored(*temp, text);
    for (const auto& entry : std::filesystem::directory_iterator(temp.directory())) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string bytes((std::istreambuf_iterator<char>(file)), {});
      if (bytes.find(text) != std::string::npos) return true;
    }
    return false;
  };
  ASSERT_TRUE(holds(member.member_code)) << "the search itself works, on database and log";
  for (const char* secret :
       {"13800138000",
        "13912345678",
        "xiaoming@example",
        "11010519491231002X",
        "黄浦区",
        "legacy:17850"}) {
    EXPECT_FALSE(holds(secret)) << secret;
  }
  if (sql::test_engine() == sql::Engine::postgres) return;
  temp.close();
  EXPECT_FALSE(holds("13800138000")) << "nor after everything moved from the log to the database";
}

}  // namespace
}  // namespace guanxi::members
