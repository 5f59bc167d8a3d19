#include "modules/cards/verify.h"

#include "modules/cards/types_store.h"

namespace guanxi::cards {
namespace {

constexpr std::int64_t faults_named_max = 100;

const sql::Query count_cards{"SELECT COUNT(*) FROM cards"};
const sql::Query count_in_stock{"SELECT COUNT(*) FROM card_stock"};
const sql::Query count_numbers{"SELECT COUNT(*) FROM card_directory"};
const sql::Query cards_without_number{
    "SELECT c.card_id FROM cards c LEFT JOIN card_directory d ON d.number = c.number "
    "WHERE d.number IS NULL OR d.owner_id <> c.owner_id OR d.card_id <> c.card_id"};
const sql::Query stock_without_number{
    "SELECT s.card_id FROM card_stock s LEFT JOIN card_directory d ON d.number = s.number "
    "WHERE d.number IS NULL OR d.owner_id <> 0 OR d.card_id <> s.card_id"};
const sql::Query owners_without_primary{
    "SELECT owner_id FROM cards GROUP BY owner_id HAVING SUM(is_primary) <> 1"};
const sql::Query replaced_by_nothing{
    "SELECT c.card_id FROM cards c LEFT JOIN cards n ON n.owner_id = c.owner_id "
    "AND n.card_id = c.replaced_by WHERE (c.state = 'replaced' AND n.card_id IS NULL) "
    "OR (c.state <> 'replaced' AND c.replaced_by IS NOT NULL)"};
const sql::Query batches_that_differ{
    "SELECT b.batch_id FROM card_batches b "
    "LEFT JOIN (SELECT batch_id, COUNT(*) AS cards FROM cards WHERE batch_id IS NOT NULL "
    "GROUP BY batch_id) c ON c.batch_id = b.batch_id "
    "LEFT JOIN (SELECT batch_id, COUNT(*) AS cards FROM card_stock GROUP BY batch_id) s "
    "ON s.batch_id = b.batch_id "
    "WHERE COALESCE(c.cards, 0) + COALESCE(s.cards, 0) <> b.cards"};
const sql::Query types_that_differ{
    "SELECT r.card_type_id FROM (SELECT card_type_id, SUM(next_number - first_number) AS handed "
    "FROM card_ranges GROUP BY card_type_id) r JOIN (SELECT card_type_id, SUM(cards) AS made "
    "FROM card_batches GROUP BY card_type_id) b ON b.card_type_id = r.card_type_id "
    "WHERE b.made > r.handed"};
const sql::Query types_without_range{
    "SELECT t.card_type_id FROM card_types t LEFT JOIN (SELECT card_type_id, COUNT(*) AS ranges "
    "FROM card_ranges WHERE state = 'open' GROUP BY card_type_id) r "
    "ON r.card_type_id = t.card_type_id WHERE COALESCE(r.ranges, 0) <> 1"};
const sql::Query cards_without_type{
    "SELECT c.card_id FROM cards c LEFT JOIN card_types t ON t.card_type_id = c.card_type_id "
    "WHERE c.card_type_id IS NOT NULL AND t.card_type_id IS NULL"};
const sql::Query receipts_without_card{
    "SELECT r.receipt_id FROM card_receipts r LEFT JOIN cards c ON c.owner_id = r.owner_id "
    "AND c.card_id = r.card_id WHERE c.card_id IS NULL"};

const sql::Query states_that_differ{
    "SELECT s.card_id FROM card_states s LEFT JOIN cards c ON c.owner_id = s.owner_id "
    "AND c.card_id = s.card_id LEFT JOIN card_states n ON n.owner_id = s.owner_id "
    "AND n.card_id = s.card_id AND n.version > s.version "
    "WHERE n.card_id IS NULL AND (c.card_id IS NULL OR c.state <> s.after)"};

void blame(VerifyReport& report, std::string what) {
  if (++report.faults_found <= faults_named_max) report.faults.push_back(std::move(what));
}

void look_at_ranges(sql::Tx& tx, VerifyReport& report) {
  const auto ranges = store::all_ranges(tx);
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (!may_meet(ranges[i].taken(), ranges[j].taken())) continue;
      blame(
          report,
          "ranges " + ranges[j].id.to_string() + " and " + ranges[i].id.to_string() +
              " meet on a printed number"
      );
    }
  }
}

}  // namespace

VerifyReport verify(sql::Tx& tx) {
  VerifyReport report;
  report.cards = tx.get<std::int64_t>(count_cards);
  report.stock = tx.get<std::int64_t>(count_in_stock);
  const auto numbers = tx.get<std::int64_t>(count_numbers);
  if (numbers != report.cards + report.stock)
    blame(report, std::to_string(numbers - report.cards - report.stock) + " numbers of no card");
  const auto each = [&](const sql::Query& query, const char* subject, const char* what) {
    tx.each<std::int64_t>(query, [&](std::int64_t id) {
      blame(report, std::string(subject) + " " + std::to_string(id) + " " + what);
    });
  };
  each(cards_without_number, "card", "has not its number to itself");
  each(stock_without_number, "card in stock", "has not its number to itself");
  each(owners_without_primary, "owner", "has not one primary card");
  each(replaced_by_nothing, "card", "does not name what took its place");
  each(cards_without_type, "card", "is of a type that is not there");
  each(receipts_without_card, "receipt", "entitled to a card that is not there");
  each(states_that_differ, "card", "is not in the state of its last change");
  each(batches_that_differ, "batch", "has not the cards it made");
  each(types_that_differ, "card type", "made more cards than it handed out numbers");
  each(types_without_range, "card type", "has not one open range");
  look_at_ranges(tx, report);
  return report;
}

}  // namespace guanxi::cards
