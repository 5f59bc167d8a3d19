// The dashboard against everything that may happen: whatever is sold, returned, voided, given to
// members later, merged and parted again, each figure is what the receipts say when they are all
// read. The books are verified when the house is torn down.
#include <gmock/gmock.h>

#include <map>
#include <random>

#include "modules/members/rolls.h"
#include "modules/sales/heads.h"
#include "support/dashboard.h"

namespace guanxi::test {
namespace {

using testing::IsEmpty;

/// What the figures of a period are, by reading everything there is.
class Books {
 public:
  explicit Books(TestHouse& house) {
    house.application().db().read([&](sql::Tx& tx) {
      sales::each_head(tx, [&](const sales::Head& head) { heads_.push_back(head); });
      for (const sales::Head& head : heads_) {
        if (head.kind == sales::Kind::void_) voided_.insert(head.original->value());
        who_[head.owner] = members::heir_of(tx, head.owner).value_or(head.owner);
      }
      rolls_ = members::rolls_after(tx, OwnerId(), 10'000);
    });
  }

  /// Store 0: all.
  Told of(StoreId store, Date from, Date to, int lost_days) const {
    Told made;
    for (const members::Roll& roll : rolls_) {
      if (roll.merged_into || (store && roll.joined_store != store)) continue;
      const bool closed = roll.state == members::State::closed;
      const Date gone = closed ? TimeZone().date_of(roll.changed_at) : Date::never;
      if (roll.joined_on <= to && gone > to) ++made.members;
      if (roll.joined_on >= from && roll.joined_on <= to) ++made.joined;
      if (gone >= from && gone <= to) ++made.departed;
    }
    for (const sales::Head& head : heads_) {
      const Date day = head.business_date;
      if (day < from || day > to || (store && head.store != store)) continue;
      add(made, head);
    }
    for (const auto& [member, times] : bought(store, from, to)) {
      ++made.active;
      if (times > 1) ++made.repeat;
    }
    const auto last = bought(store, to.plus_days(1 - lost_days), to);
    for (const auto& [member, times] :
         bought(store, to.plus_days(1 - 2 * lost_days), to.plus_days(-lost_days))) {
      if (!last.contains(member)) ++made.lost;
    }
    return made;
  }

  std::map<OwnerId, int> bought(StoreId store, Date from, Date to) const {
    std::map<OwnerId, int> times;
    for (const sales::Head& head : heads_) {
      const bool is_purchase =
          head.kind == sales::Kind::sale && head.is_member && !voided_.contains(head.id.value());
      const bool is_in = head.business_date >= from && head.business_date <= to;
      if (is_purchase && is_in && (!store || head.store == store)) ++times[who_.at(head.owner)];
    }
    return times;
  }

 private:
  void add(Told& made, const sales::Head& head) const {
    if (head.kind == sales::Kind::refund) {
      ++made.returns;
      made.return_amount += head.payable;
      if (head.is_member) made.member_net_amount -= head.payable;
    }
    if (head.kind != sales::Kind::sale || voided_.contains(head.id.value())) return;
    ++made.sales;
    made.sales_amount += head.payable;
    if (!head.is_member) return;
    ++made.purchases;
    made.member_net_amount += head.payable;
  }

  std::vector<sales::Head> heads_;
  std::set<std::int64_t> voided_;
  std::map<OwnerId, OwnerId> who_;
  std::vector<members::Roll> rolls_;
};

class DashboardPlay : public Dashboard {
 protected:
  DashboardPlay() : random(seed()) {
    for (int i = 0; i < 6; ++i) enrol();
  }

  int below(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random); }
  void enrol() {
    house.clock().advance_seconds(1);
    const std::string phone = "1390013" + std::to_string(9000 + std::ssize(phones));
    json::object more{{"store", below(2) == 0 ? "S001" : "S002"}};
    members.push_back(house.enrol(phone, below(3) == 0 ? json::object() : more));
    phones.push_back(phone);
  }
  const std::string& anybody() {
    static const std::string nobody;
    const int i = below(static_cast<int>(phones.size()) + 2);
    return i < std::ssize(phones) ? phones[static_cast<std::size_t>(i)] : nobody;
  }

  /// May be refused, as a return of what is not left is.
  void step() {
    house.clock().advance_seconds(1);
    switch (below(12)) {
      case 0:
        house.advance_days(below(9));
        return;
      case 1:
        return give_back();
      case 2:
        if (!sold.empty()) house.void_sale({.receipt = sold.back()});
        return;
      case 3:
        return give_to_member();
      case 4:
        return merge();
      case 5:
        return undo();
      case 6:
        if (below(4) == 0) enrol();
        if (below(8) == 0) close();
        return;
      case 7:
        hand_out_news(house);
        return;
      default:
        sell_something();
    }
  }

  void sell_something() {
    const Answer made = house.sell(
        {.phone = anybody(),
         .lines = {{"A1001", std::to_string(1 + below(3))}, {"A1003"}},
         .store = below(3) == 0 ? "S002" : "S001"}
    );
    if (made.status == 201) sold.push_back(made.string("/receipt"));
  }
  void give_back() {
    if (sold.empty()) return;
    const auto at = static_cast<std::size_t>(below(static_cast<int>(sold.size())));
    house.refund({.receipt = sold[at], .lines = {{1, "1"}}});
  }
  void give_to_member() {
    const std::string& phone = anybody();
    if (sold.empty() || phone.empty()) return;
    house.manager().post(
        "/v1/receipts/" + sold.back() + "/attribution",
        {{"member", {{"kind", "phone"}, {"value", phone}}},
         {"cashier", "C07"},
         {"reason", "card forgotten"}},
        key()
    );
  }
  const std::string& one_of(const std::vector<std::string>& all) {
    return all[static_cast<std::size_t>(below(static_cast<int>(all.size())))];
  }
  void merge() {
    const std::string stays = one_of(members), goes = one_of(members);
    const Answer merged = house.manager().post(
        "/v1/members/" + stays + "/merges", {{"absorbed", goes}, {"reason", "one person"}}, key()
    );
    if (merged.status == 201)
      merges.push_back("/v1/members/" + stays + "/merges/" + merged.string("/id") + "/undo");
  }
  void undo() {
    if (merges.empty()) return;
    house.manager().post(one_of(merges), {{"reason", "a mistake"}}, key());
  }
  void close() {
    const std::string target = "/v1/members/" + one_of(members);
    house.manager().send(
        {.method = "POST",
         .target = target + "/close",
         .key = key(),
         .if_match = house.manager().get(target).header("ETag")}
    );
  }

  /// Some periods, all of it and each store, against every receipt.
  void compare() {
    hand_out_news(house);
    const Books books(house);
    for (int i = 0; i < 4; ++i) {
      const Date to = house.today().plus_days(-below(30));
      const Date from = to.plus_days(-below(i == 0 ? 366 : 45));
      const int lost_days = 1 + below(40);
      for (const char* code : {"", "S001", "S002"}) {
        const std::string more = *code == '\0' ? "" : std::string("&store=") + code;
        const StoreId store = *code == '\0' ? StoreId() : store_id(code);
        const std::string lost = "&lost_days=" + std::to_string(lost_days);
        const Answer answer = ask(from, to, more + lost);
        const Told expected = books.of(store, from, to, lost_days);
        ASSERT_EQ(told(answer), expected) << answer;
        const auto date = [&](const char* at) { return *Date::parse(answer.string(at)); };
        ASSERT_EQ(
            told(answer, "/previous"),
            books.of(store, date("/previous_from"), date("/previous_to"), lost_days)
        ) << answer;
        EXPECT_EQ(makers(from, to, "active", more), expected.active);
        EXPECT_EQ(makers(from, to, "repeat", more), expected.repeat);
        EXPECT_EQ(makers(from, to, "joined", more), expected.joined);
        EXPECT_EQ(makers(from, to, "lost", more + lost), expected.lost);
      }
    }
    EXPECT_THAT(faults(), IsEmpty());
  }

  void recount() {
    sql::Database& db = house.application().db();
    ASSERT_TRUE(db.write([](sql::Tx& tx) -> Outcome {
      dashboard::forget_figures(tx);
      return ok();
    }));
    for (int i = below(4); i > 0; --i) step();  // news that comes while nothing is counted
    EXPECT_THAT(faults(), IsEmpty()) << "what is not counted yet is no fault";
    ASSERT_TRUE(dashboard::catch_up(house.application().dashboard_counting(), [] { return false; })
    );
  }

  std::mt19937_64 random;
  std::vector<std::string> phones, members, sold, merges;
};

TEST_F(DashboardPlay, every_figure_is_what_the_receipts_say) {
  SCOPED_TRACE("GUANXI_TEST_SEED=" + std::to_string(seed()));
  for (int round = times(10); round > 0 && !HasFatalFailure(); --round) {
    for (int i = 0; i < 30; ++i) step();
    EXPECT_THAT(faults(), IsEmpty()) << "what waits to be counted is no fault";
    if (below(3) == 0) recount();
    compare();
  }
}

}  // namespace
}  // namespace guanxi::test
