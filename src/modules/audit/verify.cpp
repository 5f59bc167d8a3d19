#include "modules/audit/verify.h"

#include <map>

#include "modules/audit/store.h"
#include "platform/crypto/canonical.h"

namespace guanxi::audit {
namespace {

constexpr std::size_t faults_named_max = 100;

class Walk {
 public:
  explicit Walk(sql::Tx& tx) {
    for (const store::ChainHead& head : store::heads(tx)) {
      heads_.emplace(head.chain, head);
      crypto::Canonical form("guanxi.audit.heads.1");
      form.add(report_.digest);
      form.add(head.chain);
      form.add(head.seq);
      form.add(head.head);
      report_.digest = form.hash();
    }
    report_.chains = std::ssize(heads_);
  }

  void visit(const store::Row& row) {
    if (row.chain != chain_) {
      leave();
      chain_ = row.chain;
      seq_ = 0;
      hash_ = {};
    }
    ++report_.entries;
    ++seq_;
    if (row.seq != seq_) {
      blame(row.seq, "an entry before it is missing");
      seq_ = row.seq;
    } else if (store::hash_of(hash_, row) != row.hash) {
      blame(row.seq, "it is not what its hash says");
    }
    hash_ = row.hash;
  }

  Report finish() {
    leave();
    for (const auto& [chain, head] : heads_) {
      chain_ = chain;
      blame(head.seq, "the chain has a head and no entries");
    }
    return std::move(report_);
  }

 private:
  void leave() {
    if (chain_ < 0) return;
    const auto head = heads_.find(chain_);
    if (head == heads_.end()) {
      blame(seq_, "the chain has no head");
    } else {
      if (head->second.seq != seq_ || head->second.head != hash_) {
        blame(seq_, "the head of the chain names another last entry");
      }
      heads_.erase(head);
    }
    chain_ = -1;
  }

  void blame(std::int64_t seq, const char* what) {
    ++report_.faults_found;
    if (report_.faults.size() == faults_named_max) return;
    report_.faults.push_back(
        "audit entry " + std::to_string(chain_) + "-" + std::to_string(seq) + ": " + what
    );
  }

  Report report_;
  std::map<std::int64_t, store::ChainHead> heads_;
  std::int64_t chain_ = -1, seq_ = 0;
  crypto::Digest hash_{};
};

}  // namespace

Report verify(sql::Tx& tx) {
  Walk walk(tx);
  store::each(tx, [&](const store::Row& row) { walk.visit(row); });
  return walk.finish();
}

}  // namespace guanxi::audit
