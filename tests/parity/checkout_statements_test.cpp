// What a checkout asks of the store: each statement says on which machine its rows lie, and how
// many statements and round trips there are is what docs/guide/scale-out.md says.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

#include "parity/both.h"
#include "parity/citus.h"
#include "parity/recording.h"
#include "support/wallets.h"

namespace guanxi::test {
namespace {

/// Statements of returns and exchanges that cannot say where their rows lie, and why not. A
/// checkout has none.
struct Exception {
  const char* beginning;
  const char* table;
  const char* why;
};
constexpr Exception exceptions[] = {
    {"SELECT receipt_id, owner_id, kind, store_id",
     "sale_receipts",
     "a return names a receipt by its id alone; every machine is asked once, by primary key"},
};

/// Statements over rows of two kinds that lie apart, and why they may be.
constexpr Exception apart[] = {
    {"SELECT r.receipt_id, r.owner_id, CASE WHEN r.without_receipt",
     "sale_claims",
     "day-end reconciliation: a till's claims with their receipts, once a day"},
    {"SELECT DISTINCT c.receipt_id FROM sale_claims",
     "sale_claims",
     "guanxi verify: every claim has its receipt"},
    {"SELECT c.card_id FROM cards c LEFT JOIN card_directory",
     "card_directory",
     "guanxi verify: every card has its number to itself"},
    {"SELECT d.batch_id, COUNT(*) FROM coupon_directory",
     "coupon_directory",
     "guanxi verify: every code that was claimed is a member's coupon"},
    {"SELECT b.batch_id FROM card_batches b LEFT JOIN",
     "card_stock",
     "guanxi verify: the cards of a batch are in stock or have an owner"},
    {"SELECT r.receipt_id FROM card_receipts r LEFT JOIN cards",
     "card_receipts",
     "guanxi verify: a receipt that entitled to a card names one"},
    {"SELECT h.household_id, h.state,",
     "households",
     "guanxi verify: a household has its members and one head"},
    {"SELECT m.owner_id FROM household_members m LEFT JOIN households",
     "households",
     "guanxi verify: whoever is in a household is in one there is"},
    {"SELECT r.owner_id FROM registrations r WHERE r.receipt_id",
     "registration_receipts",
     "guanxi verify: a receipt by which somebody joined is noted as used by them"},
};

TEST(Homeless, is_found_in_what_should_not_pass_and_only_there) {
  const Distribution tables{
      {"members", "owner_id"}, {"cards", "owner_id"}, {"card_directory", "number"}};
  struct Row {
    const char* statement;
    int homeless;
    const char* why;
  };
  const Row rows[] = {
      {"SELECT name FROM members WHERE owner_id = $1", 0, "named"},
      {"SELECT name FROM members WHERE name = $1", 1, "another column"},
      {"SELECT owner_id FROM members WHERE name = $1", 1, "read, not given"},
      {"SELECT name FROM members WHERE owner_id > $1", 1, "a range lies everywhere"},
      {"SELECT name FROM members WHERE owner_id = $1 OR name = $2", 1, "an OR undoes it"},
      {"SELECT name FROM members -- WHERE owner_id = $1", 1, "in a comment"},
      {"SELECT name FROM members WHERE name = 'owner_id = $1'", 1, "in a string"},
      {"UPDATE members SET owner_id = $1 WHERE name = $2", 1, "SET is no condition"},
      {"UPDATE members SET name = $1 WHERE owner_id = $2", 0, "guarded by it"},
      {"INSERT INTO members (owner_id, name) VALUES ($1, $2)", 0, "in the list"},
      {"INSERT INTO members (name) VALUES ($1)", 1, "not in the list"},
      {"DELETE FROM members", 1, "all of them"},
      {"SELECT 1 FROM members m JOIN cards c ON c.owner_id = m.owner_id WHERE m.owner_id = $1",
       0,
       "the join carries it over"},
      {"SELECT 1 FROM members m JOIN cards c ON c.number = m.name WHERE m.owner_id = $1",
       1,
       "the join does not"},
      {"SELECT 1 FROM card_directory d JOIN cards c ON c.owner_id = d.owner_id WHERE d.number = $1",
       1,
       "found on one machine, wanted on another"},
      {"SELECT 1 FROM members m, members n WHERE m.owner_id = $1", 1, "one of two"},
      {"SELECT 1 FROM elsewhere WHERE name = $1", 0, "not distributed"},
  };
  for (const Row& row : rows)
    EXPECT_EQ(std::ssize(homeless(row.statement, tables)), row.homeless)
        << row.statement << ": " << row.why;
}

/// A till at work, with its statements written down.
class Statements : public testing::Test {
 protected:
  void SetUp() override {
    if (no_server()) GTEST_SKIP() << no_server_reason;
    store = std::make_unique<SpreadStore>();
    house = std::make_unique<TestHouse>(TestHouse::Options{.engine = sql::Engine::postgres});
    recording = std::make_unique<RecordingDatabase>(house->application().db());
    const checkout::House real = house->application().house();
    const checkout::House watched{
        *recording,
        real.org,
        real.programmes,
        real.members,
        real.keys,
        real.ids,
        real.items,
        real.ladders,
        real.occasions,
        real.rules,
        real.proofs,
        real.risk};
    till = std::make_unique<checkout::Checkout>(watched);
    returns = std::make_unique<refund::Refund>(watched, *till);
    member = house->enrol(phone, {{"email", "zhang@example.com"}, {"external_id", "legacy:1"}});
    sell("to fill the cache of items", to(std::nullopt));
    recording->take();
  }

  checkout::SaleRequest to(std::optional<checkout::MemberRef> who) {
    checkout::SaleRequest sale;
    sale.store = "S001";
    sale.till = "01";
    sale.business_date = house->today();
    sale.sequence = house->next_sequence();
    sale.occurred_at = house->now();
    sale.cashier = "C07";
    sale.member = std::move(who);
    for (const char* const item : {"A1001", "A1003"}) {
      checkout::SaleLine line;
      line.item = item;
      line.quantity = *Quantity::parse("1");
      sale.lines.push_back(std::move(line));
    }
    sale.tenders.push_back({sales::TenderKind::cash, Money(12000, Currency::cny), std::nullopt});
    return sale;
  }
  checkout::MemberRef by_phone() const { return {checkout::MemberKey::phone, phone}; }

  /// Empty as key: the receipt's number, as tills are told.
  ReceiptId sell(const std::string& what, const checkout::SaleRequest& sale, std::string key = "") {
    if (key.empty()) key = sales::natural_idempotency_key(sale.business_date, sale.sequence);
    const auto posted = till->sell(call(key, sale.sequence), sale);
    EXPECT_TRUE(posted.has_value())
        << what << ": " << (posted ? "" : code_name(posted.error().code));
    return posted ? posted->body.receipt : ReceiptId();
  }
  api::Call call(const std::string& key, std::int64_t request) {
    api::Call made{.actor = house->application().system_actor(), .now = house->now()};
    keys.push_back(key);
    made.idempotency_key = keys.back();
    made.request_hash[0] = static_cast<std::uint8_t>(request);
    return made;
  }
  /// Every statement since the last time says where its rows lie; the runs it was in.
  std::vector<Asked> judge(const std::string& what) {
    std::vector<Asked> runs = recording->take();
    EXPECT_FALSE(runs.empty()) << what;
    for (const Asked& run : runs) {
      for (const std::string& statement : run.statements) {
        for (const std::string& table : homeless(statement, store->distribution())) {
          const bool known = std::ranges::any_of(exceptions, [&](const Exception& one) {
            return statement.starts_with(one.beginning) && table == one.table;
          });
          if (known) {
            met.insert(statement);
          } else {
            ADD_FAILURE() << what << ": nothing says where the rows of " << table
                          << " lie in: " << statement;
          }
        }
      }
    }
    return runs;
  }

  static constexpr const char* phone = "13800138000";
  std::unique_ptr<SpreadStore> store;
  std::unique_ptr<TestHouse> house;
  std::unique_ptr<RecordingDatabase> recording;
  std::unique_ptr<checkout::Checkout> till;
  std::unique_ptr<refund::Refund> returns;
  std::string member;
  std::deque<std::string> keys;
  std::set<std::string> met;  // exceptions that were needed
};

/// Alone on a connection: what was sent as a whole is one trip, and COMMIT another; what runs by
/// itself is a trip each.
std::int64_t trips(const Asked& run) {
  const auto statements = std::ssize(run.statements);
  if (run.kind == Asked::Kind::latest || run.kind == Asked::Kind::read) return statements;
  return run.on_paper ? 2 : statements + 1;
}

/// "| sale … | 5 | 6 | 7 |": a row of the guide.
std::string row_of(const std::string& what, const std::vector<Asked>& runs) {
  std::int64_t reads = 0, writes = 0, all = 0;
  for (const Asked& run : runs) {
    const bool reading = run.kind == Asked::Kind::latest || run.kind == Asked::Kind::read;
    (reading ? reads : writes) += std::ssize(run.statements);
    all += trips(run);
  }
  return fmt::format("| {} | {} | {} | {} |", what, reads, writes, all);
}

std::string guide() {
  const char* const root = std::getenv("GUANXI_SOURCE_DIR");
  std::ifstream file(std::filesystem::path(root ? root : ".") / "docs/guide/scale-out.md");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST_F(Statements, of_a_checkout_say_where_their_rows_lie_and_are_as_many_as_the_guide_says) {
  std::string rows;
  const auto add = [&](const std::string& what) {
    const std::string row = row_of(what, judge(what));
    rows += row + "\n";
    EXPECT_NE(guide().find(row), std::string::npos)
        << "docs/guide/scale-out.md does not have the row\n"
        << row;
  };
  const checkout::SaleRequest first = to(by_phone());
  sell("member", first);
  add("sale of 2 lines to a member, by phone");
  sell("anonymous", to(std::nullopt));
  add("the same without a member");
  const auto key = to(by_phone());
  sell("own key", key, "a-key-of-the-till");
  add("to a member, with a key that is not the receipt's number");
  sell("retry", first);
  add("a retry: the first answer again");
  checkout::QuoteRequest quote;
  quote.store = "S001";
  quote.till = "01";
  quote.member = by_phone();
  quote.lines = first.lines;
  EXPECT_TRUE(till->quote(call("", 0), quote));
  add("a quote for a member");
  std::cout << rows;
  EXPECT_TRUE(met.empty()) << "a checkout needs no exception";
}

TEST_F(Statements, of_a_sale_say_so_however_the_member_is_recognised) {
  using enum checkout::MemberKey;
  const Answer profile = house->manager().get("/v1/members/" + member);
  const checkout::MemberRef ways[] = {
      {phone, by_phone().value},
      {member_id, member},
      {member_code, profile.string("/member_code")},
      {card, profile.string("/cards/0/number")},
      {email, "zhang@example.com"},
      {external, "legacy:1"}};
  for (const checkout::MemberRef& way : ways) {
    sell(way.value, to(way));
    judge("by " + way.value);
  }
  const auto again = to(by_phone());
  sell("own key", again, "key-of-the-till");
  sell("retry with it", again, "key-of-the-till");
  judge("retry with a key of its own");
  // Points that have ended are taken off by the next sale.
  house->advance_days(3 * 366);
  sell("after years", to(by_phone()));
  judge("a sale that finds expired points");
  // Planned and posted in one transaction, as imports do.
  const auto request = to(by_phone());
  const auto posted = recording->write([&](sql::Tx& tx) {
    return till->sell_in(
        tx,
        call(sales::natural_idempotency_key(request.business_date, request.sequence), 7),
        request
    );
  });
  EXPECT_TRUE(posted.has_value());
  judge("sell_in");
  EXPECT_TRUE(met.empty()) << "a checkout needs no exception";
}

TEST_F(Statements, of_a_return_say_so_but_for_the_exceptions_named_here) {
  const ReceiptId sold = sell("sale", to(by_phone()));
  recording->take();
  const auto order = [&](sales::Kind kind, ReceiptId sale) {
    return refund::Order{
        .sale = sale,
        .kind = kind,
        .store = "S001",
        .till = "01",
        .business_date = house->today(),
        .sequence = house->next_sequence(),
        .occurred_at = house->now(),
        .cashier = "C07",
        .reason = "size"};
  };
  auto part = order(sales::Kind::refund, sold);
  part.lines = {{2, *Quantity::parse("1")}};
  EXPECT_TRUE(returns->post(call("return-1", 1), part));
  judge("refund of a part");
  EXPECT_TRUE(returns->post(call("return-1", 1), part)->replayed);
  judge("its retry");
  EXPECT_TRUE(returns->post(call("return-2", 2), order(sales::Kind::refund, sold)));
  judge("refund of the rest");
  const ReceiptId other = sell("sale", to(by_phone()));
  recording->take();
  EXPECT_TRUE(returns->post(call("void-1", 3), order(sales::Kind::void_, other)));
  judge("void");
  EXPECT_EQ(std::ssize(met), std::ssize(exceptions)) << "an exception nobody needs any more";
}

TEST_F(Statements, of_a_sale_that_moves_a_wallet_say_so_and_are_sent_as_a_whole) {
  Wallets wallets(*house);
  wallets.recharge(member, 20000, 5000);
  const Answer bound = house->manager().post(
      "/v1/members/" + member + "/cards", {{"card_number", wallets.print_card(5000)}}, "bind"
  );
  recording->take();
  const std::string card = bound.string("/number");
  checkout::SaleRequest request = to(checkout::MemberRef{checkout::MemberKey::card, card});
  request.tenders = {
      {sales::TenderKind::stored_value, Money(5000, Currency::cny), std::nullopt},
      {sales::TenderKind::cash, Money(7000, Currency::cny), std::nullopt}};
  request.save_change = checkout::SaveChange{Money(40, Currency::cny), false};
  const Answer shown =
      house->manager().send({.method = "POST", .target = "/v1/members/" + member + "/rotating-code"}
      );
  request.proof = {proofs::Kind::rotating_code, shown.string("/code"), std::nullopt};
  recording->take();
  const ReceiptId sold = sell("stored value", request);
  const std::vector<Asked> runs = judge("paid with stored value, change saved");
  EXPECT_TRUE(runs.back().on_paper) << "what it plans, it need not read again";
  EXPECT_TRUE(returns->post(
      call("void-wallet", 4),
      {.sale = sold,
       .kind = sales::Kind::void_,
       .store = "S001",
       .till = "01",
       .business_date = house->today(),
       .sequence = house->next_sequence(),
       .occurred_at = house->now(),
       .cashier = "C07",
       .reason = "size"}
  ));
  judge("its void");
}

TEST_F(Statements, of_a_sale_that_grows_say_so_and_are_sent_as_a_whole) {
  tiers::Terms terms;
  terms.name_zh = terms.name_en = "Club";
  terms.sources.amount = Money(100, Currency::cny);
  terms.sources.amount_growth = 1;
  for (const std::int64_t threshold : {0, 200}) {
    tiers::Tier tier;
    tier.code = tier.name_zh = tier.name_en = "T" + std::to_string(threshold);
    tier.threshold = threshold;
    terms.tiers.push_back(tier);
  }
  tiers::Ladders& ladders = house->application().ladders();
  const ActorId by = house->application().system_actor().id;
  const auto programme = *house->application().programmes().find("MAIN");
  const auto added =
      ladders.add(programme, Currency::cny, "CLUB", terms, "opening", by, house->now());
  ASSERT_TRUE(added);
  ASSERT_TRUE(ladders.switch_on(added->id, 1, "opening", by, house->now()));
  house->clock().advance_seconds(1);
  recording->take();
  ReceiptId sold;
  for (const char* const what : {"first growth", "growth", "a tier reached"}) {
    sold = sell(what, to(by_phone()));
    const std::vector<Asked> runs = judge(what);
    EXPECT_TRUE(runs.back().on_paper) << what << ": what it plans, it need not read again";
  }
  EXPECT_TRUE(returns->post(
      call("void-growth", 5),
      {.sale = sold,
       .kind = sales::Kind::void_,
       .store = "S001",
       .till = "01",
       .business_date = house->today(),
       .sequence = house->next_sequence(),
       .occurred_at = house->now(),
       .cashier = "C07",
       .reason = "size"}
  ));
  judge("its void");
}

TEST_F(Statements, join_what_lies_apart_only_where_this_says_why) {
  int found = 0;
  for (const sql::Query* const query : sql::Query::all()) {
    std::set<std::string> columns;
    const auto tables = tables_in(query->postgres(), store->distribution());
    for (const std::string& table : tables) columns.insert(store->distribution().at(table));
    if (columns.size() < 2) continue;
    const bool known = std::ranges::any_of(apart, [&](const Exception& one) {
      return query->postgres().starts_with(one.beginning) &&
             std::ranges::find(tables, one.table) != tables.end();
    });
    EXPECT_TRUE(known) << query->postgres();
    ++found;
  }
  EXPECT_EQ(found, std::ssize(apart));
}

}  // namespace
}  // namespace guanxi::test
