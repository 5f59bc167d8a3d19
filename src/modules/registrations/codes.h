// One-time codes to phones that nobody is known by yet: who joins over a channel that asks for it
// reads the code off the phone. The channel that asks for a code knows the phone and delivers it;
// no phone and no digits are stored, only a keyed hash and what the digits are made from.
//
// Threads: PhoneCodes may be used from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/id.h"
#include "base/result.h"
#include "base/text.h"
#include "base/time.h"
#include "modules/programmes/programmes.h"
#include "platform/crypto/keys.h"
#include "platform/sql/sql.h"

namespace guanxi::registrations {

struct PhoneCodeTag;
using PhoneCodeId = Id<PhoneCodeTag>;

struct PhoneCode {
  PhoneCodeId id;
  ProgrammeId programme;
  Instant issued_at, expires_at;
};

class PhoneCodes {
 public:
  /// All outlive it.
  PhoneCodes(
      sql::Database& db,
      IdGenerator& ids,
      const crypto::KeyRing& keys,
      const programmes::Programmes& programmes
  );

  /// A new code, in the place of an open one, within the programme's parameters one_time_code_….
  /// Errors: no_parameters_in_force, one_time_codes_too_many.
  Result<PhoneCode> issue(ProgrammeId programme, const Phone& phone, ActorId by, Instant now) const;
  /// Its digits, for whoever delivers it. Errors: proof_not_found at /id (not there, used,
  /// superseded or over).
  Result<std::string> digits_of(sql::Tx& tx, PhoneCodeId code, Instant now) const;
  std::optional<PhoneCode> find(sql::Tx& tx, PhoneCodeId code) const;

  /// Whether the digits are right, in a transaction of its own: an attempt counts whatever becomes
  /// of the request. A right one may be judged again until it is used. Errors, at /phone_code:
  /// bad_format, proof_not_found, proof_expired, proof_wrong with the fact `left`, proof_locked.
  Result<PhoneCodeId> judge(
      ProgrammeId programme, const Phone& phone, std::string_view digits, Instant now
  ) const;
  /// False if it was used meanwhile.
  bool use(sql::Tx& tx, const Phone& phone, PhoneCodeId code, Instant now) const;
  /// Forgets up to `limit` codes that were over before `before`: with them goes the hash of a phone
  /// that may have joined nothing. Returns how many went; to be repeated until it is fewer.
  static std::int64_t forget(sql::Tx& tx, Instant before, int limit);

 private:
  sql::Bytes hash_of(ProgrammeId programme, const Phone& phone) const;

  sql::Database& db_;
  IdGenerator& ids_;
  const crypto::KeyRing& keys_;
  const programmes::Programmes& programmes_;
};

}  // namespace guanxi::registrations
