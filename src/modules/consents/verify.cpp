#include "modules/consents/verify.h"

#include <map>
#include <tuple>

#include "modules/consents/store.h"
#include "platform/crypto/canonical.h"

namespace guanxi::consents {
namespace {

constexpr std::size_t faults_named_max = 100;
constexpr int page = 1000;

using Key = std::tuple<Purpose, Channel, std::string>;

/// Entries come by member; the states of a member are compared when his last entry was seen.
class Walk {
 public:
  explicit Walk(sql::Tx& tx) : tx_(tx) {}

  void visit(const store::Row& row) {
    if (row.owner != owner_) {
      leave();
      owner_ = row.owner;
      seq_ = 0;
      hash_ = {};
    }
    ++report_.entries;
    ++seq_;
    if (row.seq != seq_) {
      blame("an entry before " + std::to_string(row.seq) + " is missing");
      seq_ = row.seq;
    } else if (store::hash_of(hash_, row) != row.hash) {
      blame("entry " + std::to_string(row.seq) + " is not what its hash says");
    }
    hash_ = row.hash;
    newest_[{row.purpose, row.channel, row.topic}] = {
        row.owner,
        row.purpose,
        row.channel,
        row.topic,
        row.decision,
        row.decided_at,
        row.text,
        row.text_version,
        row.seq};
  }

  Report finish() {
    leave();
    if (states_ != states_seen_) {
      ++report_.faults_found;
      report_.faults.push_back("consents: there are states of members without entries");
    }
    return std::move(report_);
  }
  void count_state() { ++states_; }

 private:
  void leave() {
    if (!owner_) return;
    const auto states = store::states(tx_, owner_);
    states_seen_ += std::ssize(states);
    for (const store::StateRow& state : states) {
      const auto newest = newest_.find({state.purpose, state.channel, state.topic});
      if (newest == newest_.end()) {
        blame("a state without an entry");
        continue;
      }
      if (newest->second != state) blame("a state is not what its newest entry says");
      newest_.erase(newest);
    }
    if (!newest_.empty()) blame("an entry without its state");
    newest_.clear();
    crypto::Canonical form("guanxi.consents.heads.1");
    form.add(report_.digest);
    form.add(owner_.value());
    form.add(seq_);
    form.add(hash_);
    report_.digest = form.hash();
  }

  void blame(const std::string& what) {
    ++report_.faults_found;
    if (report_.faults.size() == faults_named_max) return;
    report_.faults.push_back("consents of member " + owner_.to_string() + ": " + what);
  }

  sql::Tx& tx_;
  Report report_;
  OwnerId owner_;
  std::int64_t seq_ = 0, states_ = 0, states_seen_ = 0;
  crypto::Digest hash_{};
  std::map<Key, store::StateRow> newest_;
};

}  // namespace

Report verify(sql::Tx& tx) {
  Walk walk(tx);
  store::Position at;
  for (auto rows = store::entries_after(tx, at, page); !rows.empty();
       rows = store::entries_after(tx, at, page)) {
    for (const store::Row& row : rows) walk.visit(row);
    at = {rows.back().owner, rows.back().seq};
  }
  store::each_state(tx, [&](const store::StateRow&) { walk.count_state(); });
  return walk.finish();
}

}  // namespace guanxi::consents
