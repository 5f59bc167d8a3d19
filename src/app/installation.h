// What one installation is: its key. With a wrong key every look-up would silently find nobody, so
// the fingerprint of the key is stored at first start and compared at every other.
#pragma once

#include "platform/crypto/keys.h"
#include "platform/sql/sql.h"

namespace guanxi::app {

/// Throws StartFailure when the store belongs to another key.
void check_key(sql::Database& db, const crypto::KeyRing& keys, Instant now);

}  // namespace guanxi::app
