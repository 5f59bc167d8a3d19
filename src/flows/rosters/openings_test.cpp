// What members bring from another system besides points and stored value: growth and a tier, small
// change, fields that the programme defines, ids of WeChat; and an import taken back.
#include <gtest/gtest.h>

#include "flows/rosters/house_test.h"
#include "flows/rosters/undo.h"
#include "modules/audit/audit.h"
#include "modules/members/externals.h"
#include "modules/profiles/profiles.h"
#include "modules/tiers/tiers.h"
#include "modules/tiers/verify.h"
#include "modules/wallet/buyers.h"

namespace guanxi::rosters {
namespace {

constexpr const char* zhang_phone = "13800138000";
constexpr const char* li_phone = "13900139000";
constexpr const char* header =
    "姓名,手机,等级,等级有效期,成长值,零钱余额,鞋码,爱好,unionid,openid\n";
const std::string rich =
    std::string(header) +
    "张小明,13800138000,金卡,2099-12-31,1200,12.50,42.5,茶;咖啡,u-1,wxapp:o-1\n"
    "李娜,13900139000,BASE,,300,,38,,,\n";

class Openings : public RosterHouse {
 protected:
  Openings() {
    const auto tier = [](const char* code, const char* zh, std::int64_t threshold) {
      tiers::Tier one;
      one.code = code;
      one.name_zh = zh;
      one.name_en = code;
      one.threshold = one.keep = threshold;
      one.discount_rate = Rate::one();
      return one;
    };
    tiers::Terms terms;
    terms.name_zh = terms.name_en = "club";
    terms.sources.amount = Money(100, Currency::cny);
    terms.sources.amount_growth = 1;
    terms.tiers = {
        tier("BASE", "普通", 0), tier("SILVER", "银卡", 1000), tier("GOLD", "金卡", 5000)};
    const auto ladder =
        ladders_.add(main_, Currency::cny, "CLUB", terms, "opening", ActorId(1), now());
    GX_CHECK_WHY(ladder.has_value(), "no ladder");
    ladder_ = ladder->id;
    GX_CHECK(ladders_.switch_on(ladder_, ladder->version, "opening", ActorId(1), now()).has_value()
    );
    put_field("shoe-size", "鞋码", profiles::FieldKind::number, false);
    put_field("hobby", "爱好", profiles::FieldKind::choices, true);
  }

  void put_field(const char* code, const char* zh, profiles::FieldKind kind, bool personal) {
    profiles::Field field;
    field.programme = main_;
    field.code = field.label_en = code;
    field.label_zh = zh;
    field.kind = kind;
    field.personal = personal;
    if (kind == profiles::FieldKind::number) field.decimals = 1;
    if (kind == profiles::FieldKind::choices) {
      field.choices = {{"tea", "茶", "Tea"}, {"coffee", "咖啡", "Coffee"}};
    }
    const auto put = temp_->write([&](sql::Tx& tx) {
      return profiles::put_field(tx, field, ActorId(1), now());
    });
    GX_CHECK_WHY(put.has_value(), std::string(code));
  }
  std::optional<tiers::Standing> standing(OwnerId owner) {
    return temp_->read([&](sql::Tx& tx) { return tiers::find_standing(tx, owner, ladder_); });
  }
  std::string value(OwnerId owner, const char* field) {
    return temp_->read([&](sql::Tx& tx) -> std::string {
      for (const auto& one : profiles::Profiles(keys_).values(tx, *members_.find(tx, owner))) {
        if (one.field == field) return one.value;
      }
      return "";
    });
  }
  std::vector<std::string> externals(OwnerId owner) {
    return temp_->read([&](sql::Tx& tx) {
      std::vector<std::string> texts;
      for (const auto& one : members::Externals(keys_).of(tx, owner)) texts.push_back(one.text);
      return texts;
    });
  }
  UndoReport undo(ImportId id) {
    const auto report = undo_.run({.import = id}, actor_);
    GX_CHECK_WHY(report.has_value(), std::string(code_name(report.error().code)));
    return *report;
  }
  std::string reason(const std::string& text) {
    const Report report = import(text);
    EXPECT_EQ(report.counters.rejected, 1) << text;
    const auto lines = rejects();
    return lines.size() > 1 ? lines[1] : "";
  }

  tiers::LadderId ladder_;
  Undo undo_{house()};
};

TEST_F(Openings, growth_tier_change_fields_and_ids_of_wechat_are_taken) {
  const Report report = import(rich);
  EXPECT_EQ(report.counters.created, 2) << (rejects().size() > 1 ? rejects()[1] : "");
  EXPECT_EQ(report.counters.growth, 1500);
  EXPECT_EQ(report.counters.tiers, 1) << "everybody has the lowest";
  EXPECT_EQ(report.counters.change, 1250);
  const OwnerId zhang = *by_phone(zhang_phone), li = *by_phone(li_phone);
  EXPECT_EQ(standing(zhang)->growth, 1200);
  EXPECT_EQ(standing(zhang)->tier, "SILVER") << "by growth";
  EXPECT_EQ(standing(zhang)->grant_tier, "GOLD");
  EXPECT_EQ(standing(zhang)->grant_until, *Date::parse("2099-12-31"));
  EXPECT_EQ(standing(li)->growth, 300);
  EXPECT_FALSE(standing(li)->grant_tier);
  EXPECT_EQ(wallet_of(zhang_phone)->change, Money(1250, Currency::cny));
  EXPECT_EQ(value(zhang, "shoe-size"), "42.5");
  EXPECT_EQ(value(zhang, "hobby"), "coffee tea");
  EXPECT_EQ(value(li, "shoe-size"), "38.0");
  EXPECT_EQ(externals(zhang), (std::vector<std::string>{"openid:wxapp:o-1", "unionid:u-1"}));
}

TEST_F(Openings, come_once) {
  import(rich);
  const Report again = import(rich, {.mode = Mode::upsert});
  EXPECT_EQ(again.counters.unchanged, 2) << (rejects().size() > 1 ? rejects()[1] : "");
  EXPECT_EQ(again.counters.growth + again.counters.change + again.counters.tiers, 0);
  EXPECT_EQ(standing(*by_phone(zhang_phone))->growth, 1200);
  const Report other =
      import("手机,成长值,零钱\n13800138000,1300,\n13900139000,,5\n", {.mode = Mode::update});
  EXPECT_EQ(other.counters.rejected, 1) << "growth was booked before, with another amount";
  EXPECT_EQ(other.counters.change, 500);
}

TEST_F(Openings, a_tier_that_somebody_ended_does_not_come_back) {
  import(rich);
  const OwnerId zhang = *by_phone(zhang_phone);
  ASSERT_TRUE(temp_->write([&](sql::Tx& tx) -> Outcome {
    const auto there = tiers::find_standing(tx, zhang, ladder_);
    tiers::Progress progress(
        ladders_.in_force(main_, now()).front(),
        {zhang, there->joined_on},
        there,
        {now(), TimeZone().date_of(now())},
        tiers::sums_of(tx, zhang, ladder_)
    );
    GX_CHECK(progress.end_grant_of({.kind = tiers::EntryKind::grant_ended}, "GOLD"));
    return tiers::write(tx, ids_, progress, 1, now(), actor_.id);
  }));
  EXPECT_EQ(import(rich, {.mode = Mode::upsert}).counters.unchanged, 2);
  EXPECT_FALSE(standing(zhang)->grant_tier);
  const std::string other = "手机,等级,等级有效期\n13800138000,SILVER,2099-12-31\n";
  const Report report = import(other, {.mode = Mode::update});
  EXPECT_EQ(report.counters.rejected, 1) << "another one was granted before";
  EXPECT_FALSE(standing(zhang)->grant_tier);
}

TEST_F(Openings, stored_value_and_change_of_one_member_go_back_row_by_row) {
  const Report wrong = import(
      "姓名,手机,储值,零钱,成长值\n"
      "张小明,13800138000,88.80,,\n"
      "张小明,13800138000,,12.50,\n"
      "张小明,13800138000,,,300\n",
      {.mode = Mode::upsert}
  );
  ASSERT_EQ(wrong.counters.created + wrong.counters.updated, 3);
  const OwnerId zhang = *by_phone(zhang_phone);
  const UndoReport report = undo(wrong.id);
  EXPECT_EQ(report.undone, 3);
  EXPECT_EQ(report.kept, 0);
  const auto wallet = temp_->read([&](sql::Tx& tx) { return *wallet::find_account(tx, zhang); });
  EXPECT_TRUE(wallet.stored().is_zero());
  EXPECT_TRUE(wallet.change.is_zero());
  EXPECT_FALSE(by_phone(zhang_phone));
}

TEST_F(Openings, what_goes_back_leaves_the_rest_of_the_wallet) {
  import("手机,储值\n13800138000,100\n");
  const Report wrong = import("手机,零钱\n13800138000,5\n", {.mode = Mode::update});
  ASSERT_EQ(wrong.counters.change, 500);
  EXPECT_EQ(undo(wrong.id).undone, 1);
  EXPECT_EQ(wallet_of(zhang_phone)->stored(), Money(10000, Currency::cny));
  EXPECT_TRUE(wallet_of(zhang_phone)->change.is_zero());
}

TEST_F(Openings, growth_goes_back_on_its_own_day_also_when_another_row_came_the_day_after) {
  Options wanted = options(
      "姓名,手机,成长值\n张小明,13800138000,1200\n张大明,13800138000,\n", {.mode = Mode::upsert}
  );
  wanted.batch_rows = 1;
  wanted.stop = [] { return true; };
  const auto begun = rosters_.run(wanted, actor_);
  ASSERT_EQ(begun->counters.created, 1);
  const OwnerId zhang = *by_phone(zhang_phone);
  const Date day = TimeZone().date_of(now());
  temp_.clock().advance_seconds(86400);
  wanted.stop = {};
  ASSERT_EQ(rosters_.run(wanted, actor_)->counters.updated, 1);
  EXPECT_EQ(undo(begun->id).undone, 2);
  const auto entries = temp_->read([&](sql::Tx& tx) {
    return tiers::journal(tx, zhang, ladder_, std::nullopt, 10);
  });
  std::int64_t of_day = 0;
  for (const tiers::Entry& entry : entries) {
    if (entry.kind != tiers::EntryKind::opening) continue;
    EXPECT_EQ(entry.counts_on, day);
    of_day += entry.growth;
  }
  EXPECT_EQ(of_day, 0);
  EXPECT_EQ(standing(zhang)->growth, 0);
}

TEST_F(Openings, rows_of_a_merged_member_are_the_heirs) {
  const std::string both =
      "姓名,手机,会员编号,卡号,积分,成长值,unionid\n"
      "张小明,13800138000,L-1,G1001,100,10,u-1\n"
      "张大明,13900139000,L-2,G2002,200,,u-2\n";
  ASSERT_EQ(import(both).counters.created, 2);
  const OwnerId heir = *by_phone(zhang_phone), merged = *by_phone(li_phone);
  ASSERT_TRUE(temp_->write([&](sql::Tx& tx) -> Outcome {
    GX_TRY_VOID(members_.merge(tx, merged, 1, heir, actor_.id, now()));
    return ok();
  }));
  for (const Key key : {Key::phone, Key::external_id, Key::card}) {
    const Report again = import(both, {.mode = Mode::update, .key = key});
    EXPECT_EQ(again.counters.rejected, 0) << (rejects().size() > 1 ? rejects()[1] : "");
    EXPECT_EQ(again.counters.points + again.counters.growth, 0) << "either has had it";
  }
  EXPECT_EQ(member(zhang_phone).name, "张大明") << "the last row about them";
  EXPECT_EQ(
      temp_->read([&](sql::Tx& tx) { return members_.contact(tx, heir).phone; }),
      Phone::parse(zhang_phone)
  );
  // Who was merged had no growth yet: it is booked on the heir, once.
  const std::string by_id = "会员ID,成长值\n" + merged.to_string() + ",10\n";
  const Report grown = import(by_id, {.mode = Mode::update, .key = Key::member_id});
  EXPECT_EQ(grown.counters.growth, 10);
  EXPECT_EQ(standing(heir)->growth, 20);
  EXPECT_EQ(
      import(by_id + "\n", {.mode = Mode::update, .key = Key::member_id}).counters.unchanged, 1
  );
  const Report other = import("手机,成长值\n13900139000,7\n", {.mode = Mode::update});
  EXPECT_EQ(other.counters.rejected, 1) << "growth was booked before, with another amount";
  EXPECT_EQ(undo(grown.id).undone, 1);
  EXPECT_EQ(standing(heir)->growth, 10);
}

TEST_F(Openings, points_end_on_their_own_day) {
  const Report report = import(
      "手机,积分,积分到期日\n13800138000,100,2099-06-30\n13900139000,100,\n"
      "13700137000,100,2001-01-01\n13700137001,0,2001-01-01\n"
  );
  EXPECT_EQ(report.counters.created, 3);
  EXPECT_EQ(report.counters.points, 200);
  ASSERT_EQ(rejects().size(), 2U);
  EXPECT_NE(rejects()[1].find("积分到期日"), std::string::npos) << "the cell is named";
  EXPECT_EQ(points_of(zhang_phone).next_expiry, *Date::parse("2099-06-30"));
  EXPECT_NE(points_of(li_phone).next_expiry, *Date::parse("2099-06-30"));
  EXPECT_EQ(undo(report.id).kept, 0);
}

TEST_F(Openings, a_wallet_beyond_the_lower_limit_takes_a_registered_buyer) {
  const std::string rows =
      "姓名,手机,身份证号,储值\n"
      "张小明,13800138000,11010519491231002X,4000\n"
      "李娜,13900139000,,1000.01\n"
      ",13700137000,110105194912310038,2000\n"
      "王五,13700137001,110105194912310054,5000.01\n";
  const Report report = import(rows);
  EXPECT_EQ(report.counters.created, 1) << (rejects().size() > 1 ? rejects()[1] : "");
  EXPECT_EQ(report.counters.stored, 400000);
  EXPECT_EQ(report.counters.rejected, 3) << "no document, no name, more than any may hold";
  const OwnerId zhang = *by_phone(zhang_phone);
  EXPECT_TRUE(wallet_of(zhang_phone)->named);
  const auto buyers =
      temp_->read([&](sql::Tx& tx) { return wallet::Buyers(keys_).registrations(tx, zhang); });
  ASSERT_EQ(buyers.size(), 1U);
  EXPECT_EQ(buyers[0].buyer.name, "张小明");
  EXPECT_EQ(buyers[0].buyer.number, "11010519491231002X");
  EXPECT_EQ(buyers[0].buyer.contact, "+8613800138000");
  EXPECT_EQ(undo(report.id).undone, 1);
  EXPECT_TRUE(
      temp_->read([&](sql::Tx& tx) { return *wallet::find_account(tx, zhang); }).stored().is_zero()
  );
}

TEST_F(Openings, are_taken_back_with_the_member) {
  const Report wrong = import(rich);
  const OwnerId zhang = *by_phone(zhang_phone);
  const UndoReport report = undo(wrong.id);
  EXPECT_EQ(report.undone, 2);
  EXPECT_EQ(report.kept, 0);
  EXPECT_EQ(standing(zhang)->growth, 0);
  EXPECT_FALSE(standing(zhang)->grant_tier);
  EXPECT_TRUE(temp_->read([&](sql::Tx& tx) { return *wallet::find_account(tx, zhang); }
  ).change.is_zero());
  const Report right = import(rich);
  EXPECT_EQ(right.counters.created, 2) << "phone and ids of WeChat are free again";
  EXPECT_EQ(right.counters.growth, 1500);
  EXPECT_EQ(right.counters.tiers, 1) << "an undone one was none";
  static const sql::Query undone{
      "SELECT COUNT(*) FROM audit_entries WHERE action IN ('import_row_undone', "
      "'roster_import_undone')"};
  EXPECT_EQ(count(undone), 3) << "two rows and the import";
}

TEST_F(Openings, changes_of_members_give_back_what_was_there) {
  import("姓名,手机,鞋码\n张小明,13800138000,41\n");
  const OwnerId zhang = *by_phone(zhang_phone);
  const Report wrong = import(
      "手机,鞋码,爱好,unionid,等级,等级到期日\n13800138000,43,tea,u-9,GOLD,2099-01-01\n",
      {.mode = Mode::update}
  );
  ASSERT_EQ(wrong.counters.updated, 1) << (rejects().size() > 1 ? rejects()[1] : "");
  EXPECT_EQ(value(zhang, "shoe-size"), "43.0");
  EXPECT_EQ(externals(zhang).size(), 1U);
  EXPECT_EQ(undo(wrong.id).undone, 1);
  EXPECT_EQ(value(zhang, "shoe-size"), "41.0");
  EXPECT_EQ(value(zhang, "hobby"), "");
  EXPECT_TRUE(externals(zhang).empty());
  EXPECT_FALSE(standing(zhang)->grant_tier);
  EXPECT_EQ(member(zhang_phone).state, members::State::active);
}

TEST_F(Openings, a_field_that_was_changed_since_stays) {
  import("姓名,手机,鞋码\n张小明,13800138000,41\n");
  const OwnerId zhang = *by_phone(zhang_phone);
  const Report wrong = import("手机,鞋码\n13800138000,43\n", {.mode = Mode::update});
  import("手机,鞋码\n13800138000,44\n", {.mode = Mode::update});
  EXPECT_EQ(undo(wrong.id).kept, 1);
  EXPECT_EQ(value(zhang, "shoe-size"), "44.0");
}

TEST_F(Openings, faults_are_named_cell_by_cell_and_nothing_is_written) {
  struct Row {
    const char* text;
    const char* why;
  };
  for (const Row& row : {
           Row{"手机,等级,等级有效期\n13700137000,钻石,2099-01-01\n", "BASE, SILVER, GOLD"},
           Row{"手机,等级\n13700137000,GOLD\n", "tier_until"},
           Row{"手机,等级,等级有效期\n13700137000,GOLD,2001-01-01\n", "等级有效期"},
           Row{"手机,成长值\n13700137000,-5\n", "成长值"},
           Row{"手机,鞋码\n13700137000,huge\n", "鞋码"},
           Row{"手机,爱好\n13700137000,beer\n", "爱好"},
           Row{"手机,openid\n13700137000,o-7\n", "openid"},
           Row{"手机,unionid\n13700137000,u 7\n", "unionid"},
       }) {
    const std::string why = reason(row.text);
    EXPECT_NE(why.find(row.why), std::string::npos) << row.text << why;
    EXPECT_FALSE(by_phone("13700137000")) << row.text;
  }
}

TEST_F(Openings, an_id_of_wechat_is_one_members) {
  import(rich);
  import("手机,unionid\n13700137000,u-1\n");
  EXPECT_FALSE(by_phone("13700137000"));
  const Report taken = import("手机,unionid\n13900139000,u-1\n", {.mode = Mode::update});
  EXPECT_EQ(taken.counters.rejected, 1);
  EXPECT_TRUE(externals(*by_phone(li_phone)).empty());
}

TEST_F(Openings, the_order_says_what_rows_leave_open) {
  Order order;
  order.tier_until = Date::parse("2099-06-30");
  order.wechat_app = "wxapp";
  const Report report = import("手机,等级,openid\n13800138000,GOLD,o-1\n", order);
  ASSERT_EQ(report.counters.created, 1) << (rejects().size() > 1 ? rejects()[1] : "");
  const OwnerId zhang = *by_phone(zhang_phone);
  EXPECT_EQ(standing(zhang)->grant_until, *Date::parse("2099-06-30"));
  EXPECT_EQ(externals(zhang), std::vector<std::string>{"openid:wxapp:o-1"});
}

TEST_F(Openings, a_preview_writes_nothing) {
  const auto preview = rosters_.preview(options(rich), actor_);
  ASSERT_TRUE(preview);
  EXPECT_EQ(preview->counters.growth, 1500);
  EXPECT_EQ(preview->counters.change, 1250);
  EXPECT_EQ(preview->defined[6], "shoe-size");
  EXPECT_FALSE(by_phone(zhang_phone));
}

TEST_F(Openings, what_is_kept_of_a_person_goes_with_them) {
  import("姓名,手机\n张小明,13800138000\n");
  const OwnerId zhang = *by_phone(zhang_phone);
  import("手机,姓名\n13800138000,张大明\n", {.mode = Mode::update});
  Options sealed =
      options("手机,生日\n13800138000,never\n13700137001,never\n", {.mode = Mode::update});
  sealed.rejects.clear();
  ASSERT_EQ(rosters_.run(sealed, actor_)->counters.rejected, 2);
  static const sql::Query priors{"SELECT COUNT(*) FROM rosters_rows WHERE prior IS NOT NULL"};
  static const sql::Query refused{"SELECT COUNT(*) FROM rosters_rejects WHERE row_no > 0"};
  ASSERT_EQ(count(priors), 1);
  ASSERT_EQ(count(refused), 2);
  ASSERT_TRUE(temp_->write([&](sql::Tx& tx) -> Outcome {
    forget_person(tx, zhang);
    return ok();
  }));
  EXPECT_EQ(count(priors), 0);
  EXPECT_EQ(count(refused), 1) << "the row about somebody else stays";
}

}  // namespace
}  // namespace guanxi::rosters
