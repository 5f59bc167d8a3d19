#include "modules/tiers/verify.h"

#include <set>

#include "modules/payments/payments.h"
#include "modules/tiers/chain.h"
#include "platform/crypto/crypto.h"

namespace guanxi::tiers {
namespace {

constexpr std::size_t faults_named_max = 100;
constexpr std::int64_t standings_at_once = 20'000;  // standings in memory

const sql::Query standings_sql{
    "SELECT owner_id, ladder_id, tier, needs, growth, window_from, support, support_from, "
    "grant_tier, seq, head_hash, posted_at FROM tiers_standings "
    "WHERE (owner_id, ladder_id) > ($1, $2) ORDER BY owner_id, ladder_id LIMIT $3"};
const sql::Query entries_sql{
    "SELECT owner_id, ladder_id, seq, posted_at, occurred_at, counts_on, cause_kind, cause_id, "
    "receipt_id, growth, of_visit, tier_before, tier_after, note, actor_id, hash "
    "FROM tiers_entries WHERE (owner_id, ladder_id) > ($1, $2) AND "
    "(owner_id, ladder_id) <= ($3, $4) ORDER BY owner_id, ladder_id, seq"};
const sql::Query receipts_sql{
    "SELECT cause_id, owner_id, CAST(SUM(growth) AS BIGINT) FROM tiers_entries "
    "WHERE cause_kind IN ('sale', 'refund', 'void_sale', 'refund_without_receipt', "
    "'refund_without_receipt_void') GROUP BY cause_id, owner_id "
    "ORDER BY cause_id, owner_id"};

const sql::Query purchases_sql{
    "SELECT owner_id, ladder_id, note FROM tiers_entries WHERE cause_kind = 'purchased'"};

struct StandingRow {
  std::int64_t owner, ladder;
  std::string tier;
  std::int64_t needs, growth, window_from, support, support_from;
  std::optional<std::string> grant_tier;
  std::int64_t seq;
  sql::Bytes head_hash;
  std::int64_t posted_at;
};
struct EntryRow {
  std::int64_t owner, ladder, seq, posted_at, occurred_at, counts_on;
  std::string cause_kind;
  std::int64_t cause_id, receipt_id, growth, of_visit;
  std::string tier_before, tier_after, note;
  std::int64_t actor;
  sql::Bytes hash;
};

std::string_view bytes_of(const sql::Digest& digest) { return crypto::bytes_of(digest); }

/// Both sides come in the order of owner and ladder.
class Verifier {
 public:
  explicit Verifier(sql::Tx& tx) : tx_(tx) {}

  VerifyReport run() {
    Key after{INT64_MIN, INT64_MIN};
    for (bool more = true; more;) {
      standings_ =
          tx_.list<StandingRow>(standings_sql, after.first, after.second, standings_at_once);
      at_ = 0;
      more = std::ssize(standings_) == standings_at_once;
      // The last pass takes in whatever claims a standing that is not there.
      const Key to = more ? key_of(standings_.back()) : Key{INT64_MAX, INT64_MAX};
      tx_.each<EntryRow>(
          entries_sql,
          [&](EntryRow&& row) { take(row); },
          after.first,
          after.second,
          to.first,
          to.second
      );
      while (at_ < standings_.size()) close();
      after = to;
    }
    hold_payments();
    return std::move(report_);
  }

 private:
  /// Few members buy a tier: they are kept in memory.
  void hold_payments() {
    std::set<payments::Paid> bought;
    tx_.each<payments::Paid>(purchases_sql, [&](payments::Paid&& one) {
      bought.insert(std::move(one));
    });
    // A purchase alone may be of the time before payments were noted.
    for (const auto& one : payments::differences(tx_, payments::Pays::tier, std::move(bought))) {
      if (!one.noted) continue;
      fault(one.owner.value(), "a payment is noted as having bought a tier, and it bought none");
    }
  }

  using Key = std::pair<std::int64_t, std::int64_t>;
  static Key key_of(const StandingRow& standing) { return {standing.owner, standing.ladder}; }

  void fault(std::int64_t owner, const std::string& what) {
    ++report_.faults_found;
    if (report_.faults.size() < faults_named_max)
      report_.faults.push_back("growth of owner " + std::to_string(owner) + ": " + what);
  }

  void take(const EntryRow& entry) {
    const Key key{entry.owner, entry.ladder};
    while (at_ < standings_.size() && key_of(standings_[at_]) < key) close();
    if (at_ == standings_.size() || key_of(standings_[at_]) != key) {
      return fault(entry.owner, "an entry belongs to no standing");
    }
    const StandingRow& standing = standings_[at_];
    ++report_.entries;
    report_.growth += entry.growth;
    if (entry.seq != ++seq_) fault(entry.owner, "its entries have a gap");
    if (entry.posted_at < posted_at_) fault(entry.owner, "time goes back in its journal");
    posted_at_ = entry.posted_at;
    head_ = entry_hash(
        head_,
        {.owner = entry.owner,
         .ladder = entry.ladder,
         .seq = entry.seq,
         .posted_at = entry.posted_at,
         .occurred_at = entry.occurred_at,
         .counts_on = entry.counts_on,
         .cause_kind = entry.cause_kind,
         .cause_id = entry.cause_id,
         .receipt_id = entry.receipt_id,
         .growth = entry.growth,
         .of_visit = entry.of_visit,
         .tier_before = entry.tier_before,
         .tier_after = entry.tier_after,
         .note = entry.note,
         .actor = entry.actor}
    );
    if (entry.hash.data != bytes_of(head_)) {
      fault(entry.owner, "entry " + std::to_string(entry.seq) + " is not what was chained");
    }
    if (entry.counts_on >= standing.window_from) growth_ += entry.growth;
    if (entry.counts_on >= standing.support_from) support_ += entry.growth;
    if (!tier_.empty() && entry.tier_before != tier_)
      fault(entry.owner, "entry " + std::to_string(entry.seq) + " begins with another tier");
    tier_ = entry.tier_after;
  }

  /// All entries of the current standing were seen.
  void close() {
    const StandingRow& standing = standings_[at_];
    const auto expect = [&](bool holds, const char* what) {
      if (!holds) fault(standing.owner, what);
    };
    expect(seq_ == standing.seq, "its number of entries is not what it says");
    expect(standing.head_hash.data == bytes_of(head_), "its head is not the journal's");
    expect(posted_at_ == standing.posted_at, "it was posted to at another time");
    expect(growth_ == standing.growth, "its growth is not what its entries say");
    expect(support_ == standing.support, "its support is not what its entries say");
    expect(standing.support >= standing.needs, "it rests on more than there is");
    expect(
        tier_ == standing.tier || (standing.grant_tier && tier_ == *standing.grant_tier),
        "its tier is not the journal's"
    );
    report_.digest =
        fold_head(report_.digest, standing.owner, standing.ladder, standing.seq, head_);
    ++report_.standings;
    ++at_;
    seq_ = posted_at_ = growth_ = support_ = 0;
    head_ = {};
    tier_.clear();
  }

  sql::Tx& tx_;
  VerifyReport report_;
  std::vector<StandingRow> standings_;
  std::size_t at_ = 0;
  std::int64_t seq_ = 0, posted_at_ = 0, growth_ = 0, support_ = 0;
  sql::Digest head_{};
  std::string tier_;
};

}  // namespace

VerifyReport verify(sql::Tx& tx) { return Verifier(tx).run(); }

void each_receipt_growth(sql::Tx& tx, const std::function<void(const ReceiptGrowth&)>& visit) {
  tx.each<ReceiptGrowth>(receipts_sql, [&](ReceiptGrowth&& row) { visit(row); });
}

}  // namespace guanxi::tiers
