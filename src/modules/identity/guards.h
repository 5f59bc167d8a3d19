// Wrong attempts to sign in, counted, and the growing wait they lead to. Nobody can be locked out
// for ever: the wait is a quarter of an hour at most, an attempt within it does not make it longer,
// and who has signed in from an address before is counted there by themselves, whatever somebody
// tries elsewhere or others try at that address. Private to the module; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "platform/crypto/keys.h"
#include "platform/sql/sql.h"

namespace guanxi::identity {

/// How long after so many wrong attempts in a row, in seconds; 0 for the first few.
std::int64_t wait_after(std::int64_t failures, std::int64_t free);

class Guards {
 public:
  /// `by_address`: addresses tell clients apart; behind a proxy they do not.
  Guards(const crypto::KeyRing& keys, bool by_address) : keys_(keys), by_address_(by_address) {}

  /// An attempt that was counted as wrong until it is told otherwise.
  struct Attempt {
    crypto::Digest own;  // the account, or the account from this address
    crypto::Digest pair;
    std::optional<crypto::Digest> address;  // nullopt: it is not counted there
  };
  /// Until when nobody is looked at there.
  struct Wait {
    crypto::Digest guard;
    Instant until;
    bool noted = false;  // a refusal within it was written down
    /// sign_in_locked with the facts `until` and `retry_after`.
    Error refusal(Instant now) const;
  };
  /// What an attempt would have to wait for; nullopt: nothing. Writes nothing.
  std::optional<Wait> find_wait(
      sql::Tx& tx, std::string_view name, std::string_view address, Instant now
  ) const;
  /// True: this refusal is the first within the wait, and to be written down.
  static bool note(sql::Tx& tx, const Wait& wait);
  /// Counts an attempt for `name` from `address` before it is looked at, so that many at once are
  /// many. Errors: those of Wait::refusal; conflict (others are trying right now: again).
  Result<Attempt> begin(sql::Tx& tx, std::string_view name, std::string_view address, Instant now)
      const;
  /// It was right.
  static void succeed(sql::Tx& tx, const Attempt& attempt, Instant now);
  /// It was neither right nor wrong: it does not count.
  static void take_back(sql::Tx& tx, const Attempt& attempt);
  /// Forgets what is too old to matter; returns how many.
  static std::int64_t prune(sql::Tx& tx, Instant now, int limit);

 private:
  Attempt attempt_of(sql::Tx& tx, std::string_view name, std::string_view address, Instant now)
      const;

  const crypto::KeyRing& keys_;
  const bool by_address_;
};

}  // namespace guanxi::identity
