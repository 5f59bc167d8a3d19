#include "modules/cards/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modules/cards/shop_test.h"

namespace guanxi::cards {
namespace {

class CardsVerifyTest : public CardShop {
 protected:
  CardsVerifyTest() {
    const Batch batch = *make_batch(add_type("GOLD", gold()), 3);
    CardTerms other = gold();
    other.prefix = "89";
    add_type("SILVER", other);
    const Card card = *issue(alice, batch.first_number);
    GX_CHECK(issue(bob, "").has_value());
    temp.given([&](sql::Tx& tx) {
      const NewCard fresh{.programme = programme, .today = today};
      GX_CHECK(replace(tx, ids, random, change_of(card), fresh, std::nullopt).has_value());
      GX_CHECK(use_receipt(tx, ReceiptId(1), card, somebody, now()));
    });
  }
  VerifyReport look() {
    return temp->read([](sql::Tx& tx) { return verify(tx); });
  }
};

TEST_F(CardsVerifyTest, what_was_made_properly_is_clean) {
  const VerifyReport report = look();
  EXPECT_TRUE(report.is_clean()) << testing::PrintToString(report.faults);
  EXPECT_EQ(report.cards, 3);
  EXPECT_EQ(report.stock, 2);
}

TEST_F(CardsVerifyTest, each_kind_of_damage_is_named) {
  static const sql::Query damages[] = {
      sql::Query{"DELETE FROM card_directory WHERE number = '880010004'"},
      sql::Query{"INSERT INTO card_directory (number, owner_id, card_id) VALUES ('1', 5, 5)"},
      sql::Query{"UPDATE card_directory SET owner_id = 77 WHERE number = '880010012'"},
      sql::Query{"UPDATE cards SET is_primary = 0 WHERE owner_id = 102"},
      sql::Query{"UPDATE cards SET replaced_by = NULL WHERE state = 'replaced'"},
      sql::Query{"UPDATE cards SET card_type_id = 1 WHERE owner_id = 102"},
      sql::Query{"DELETE FROM card_stock WHERE number = '880010012'"},
      sql::Query{"UPDATE card_ranges SET next_number = first_number WHERE prefix = '88'"},
      sql::Query{"UPDATE card_ranges SET state = 'closed' WHERE prefix = '89'"},
      sql::Query{"UPDATE card_ranges SET prefix = '88' WHERE prefix = '89'"},
      sql::Query{"UPDATE card_receipts SET card_id = 1"},
  };
  for (const sql::Query& damage : damages) {
    bool found = false;
    const auto undone = temp->write([&](sql::Tx& tx) -> Outcome {
      tx.exec(damage);
      found = !verify(tx).is_clean();
      return ErrorCode::conflict;  // and nothing of it stays
    });
    EXPECT_FALSE(undone);
    EXPECT_TRUE(found) << damage.sqlite();
  }
  EXPECT_TRUE(look().is_clean());
}

}  // namespace
}  // namespace guanxi::cards
