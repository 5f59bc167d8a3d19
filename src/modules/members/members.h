// Members: who they are and how they are recognised. Personal data (phone, e-mail, identity number,
// address, numbers in other systems) is sealed; phone, e-mail and external ids are found through a
// directory of keyed hashes. A member's id is the owner its sales and points are booked to.
//
// The flows of enrolment and checkout call this, imports and the simulator through enrol. Functions
// take the caller's transaction. Threads: Members holds keys only and may be used from any thread.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/random.h"
#include "base/result.h"
#include "base/text.h"
#include "base/time.h"
#include "platform/crypto/keys.h"
#include "platform/sql/sql.h"

namespace guanxi::api {
struct Actor;
}
namespace guanxi::org {
class Snapshot;
}

namespace guanxi::members {

enum class State { active, frozen, closed };
BOOST_DESCRIBE_ENUM(State, active, frozen, closed)
enum class Gender { female, male, unknown };
BOOST_DESCRIBE_ENUM(Gender, female, male, unknown)
enum class IdentityKind { member_code, phone, email, external };
BOOST_DESCRIBE_ENUM(IdentityKind, member_code, phone, email, external)

inline constexpr int guardian_age = 14;  // PIPL art. 31: younger members need a guardian's consent
inline constexpr std::size_t address_length_max = 200;
inline constexpr std::size_t external_id_length_max = 100;

struct Member {
  OwnerId id;
  ProgrammeId programme;
  std::string member_code;  // "M" + 11 digits, the last a Luhn digit; unique in its programme
  State state = State::active;
  std::string name;  // may be empty: some members leave a phone number only
  Gender gender = Gender::unknown;
  std::optional<Date> birthday;
  std::string language = "zh-CN";
  Date joined_on;
  std::optional<StoreId> joined_store;
  std::string channel;
  std::int64_t version = 1;
  std::optional<OwnerId> merged_into = {};  // closed by a merge: who they are now

  bool operator==(const Member&) const = default;
};

struct Contact {  // opened from its seals on purpose only
  std::optional<Phone> phone;
  std::optional<Email> email;
  std::optional<IdNumber> id_number;
  std::string address;
  std::vector<std::string> external_ids;
};

/// What a member is compared by with others.
struct Known {
  Member member;
  Contact contact;  // without external ids
};

enum class IdentityState { unverified, verified, released };
BOOST_DESCRIBE_ENUM(IdentityState, unverified, verified, released)

/// One way a member is recognised, or was, without its value.
struct Identity {
  IdentityKind kind = IdentityKind::phone;
  Instant taken_at;
  std::optional<Instant> verified_at;
  std::optional<ActorId> verified_by;
  std::optional<std::string> verified_why;  // where somebody decided instead of a code
  std::optional<Instant> released_at;
  std::optional<ActorId> released_by;

  IdentityState state() const {
    if (released_at) return IdentityState::released;
    return verified_at ? IdentityState::verified : IdentityState::unverified;
  }
};

struct NewMember {
  ProgrammeId programme;
  std::string name = {};
  Gender gender = Gender::unknown;
  std::optional<Date> birthday = {};
  std::optional<Phone> phone = {};
  std::optional<Email> email = {};
  std::optional<IdNumber> id_number = {};
  std::string address = {};
  std::string external_id = {};  // a number in another system, "legacy:17850"; empty: none
  std::string language = "zh-CN";
  std::string channel = "store";
  std::optional<StoreId> store = {};
  Date joined_on = {};
  bool guardian_consents = false;  // somebody younger than guardian_age may be added
  bool phone_shared = false;       // others may have the phone as well: see sharers()
  /// Further numbers in other systems, each with the field of the request that it came from
  /// ("wechat/openid"), by which a refusal names it.
  struct External {
    std::string value;
    const char* field = "external_id";
  };
  std::vector<External> more_external_ids = {};
};

/// Somebody new with everything done that needs no store: checked, sealed, hashed, and the terms
/// they are found by. Whoever enrols many makes them ready beside the writer.
class Prepared {
 public:
  const NewMember& input() const;

 private:
  friend class Members;
  struct Parts;
  std::shared_ptr<const Parts> parts_;
};

/// What somebody new is looked for by among those who may be the same person.
struct Traits {
  ProgrammeId programme;
  std::optional<Date> birthday;
  std::string term;  // of the whole name; empty: none
  std::optional<sql::Bytes> id_number_end;
};
/// A member as it was at a version: what is known of it then does not change.
struct AtVersion {
  OwnerId id;
  std::int64_t version = 0;
  bool operator==(const AtVersion&) const = default;
};

/// A change of one field that may also be empty: left alone, cleared (an empty inner value), or
/// set.
template <class T>
using Edit = std::optional<std::optional<T>>;

/// What a change of profile touches; everything else stays.
struct Change {
  std::optional<State> state = {};  // active or frozen; closing is an action of its own
  std::optional<std::string> name = {};
  std::optional<Gender> gender = {};
  Edit<Date> birthday = {};
  Edit<Phone> phone = {};
  Edit<Email> email = {};
  Edit<IdNumber> id_number = {};
  std::optional<std::string> address = {};
  std::optional<std::string> language = {};
  bool guardian_consents = false;  // a birthday of somebody younger than guardian_age may be set
  bool correction = false;    // what was wrong is put right: a birthday may be changed at any time
  bool phone_shared = false;  // others may have the phone as well: see sharers()
};

/// Whether a phone, e-mail or external id of the member was somebody's of the programme, was given
/// up since that instant and taken by the member then: who joins again. Not what came from who was
/// merged into the member, nor what both shared.
bool was_here_before(sql::Tx& tx, OwnerId id, Instant since);
/// Whom a merged member is now: the end of the line where that one was merged as well. Nullopt: not
/// merged. One look-up by primary key for whoever is not.
std::optional<OwnerId> heir_of(sql::Tx& tx, OwnerId id);
/// Into whom at that; nullopt: not merged.
std::optional<OwnerId> merged_into_of(sql::Tx& tx, OwnerId id);
std::int64_t count_merged(sql::Tx& tx);
/// A person has been a member since the earlier of two memberships. False: the member did not join
/// on `from`; nothing changed.
bool move_joined_on(sql::Tx& tx, OwnerId id, Date from, Date to, ActorId by, Instant now);
/// Members that are not closed and were born on that day of a year, in the order of their ids,
/// behind `after`; it costs what it finds.
std::vector<OwnerId> born_on(
    sql::Tx& tx, ProgrammeId programme, int month, int day, OwnerId after, int limit
);
/// Who was merged into somebody, and into those.
std::vector<OwnerId> merged_into(sql::Tx& tx, OwnerId survivor);

class Members {
 public:
  /// `keys` outlives it.
  explicit Members(const crypto::KeyRing& keys);

  /// Adds a member with a new member code. Names, address and external id are stored tidied
  /// (NFKC, no outer blanks). Refuses before its first write. Errors, each with the pointer of its
  /// field:
  ///   identity_taken with the fact `kind`; further identities that others have stand in `more`;
  ///   out_of_range at /birthday before 1900, in the future, or younger than guardian_age on the
  ///   day of `now` in Shanghai without a guardian's consent (then with the fact reason =
  ///   guardian_consent_required), at
  ///   /joined_on in the future;
  ///   bad_format, too_long; several faults at once are invalid_request with all in `more`.
  Result<Member> add(sql::Tx& tx, IdGenerator& ids, const NewMember& input, ActorId by, Instant now)
      const;
  /// The same with the member code drawn from `random`: simulations repeat themselves exactly.
  Result<Member> add(
      sql::Tx& tx, IdGenerator& ids, Random& random, const NewMember& input, ActorId by, Instant now
  ) const;

  /// The part of add() that needs no transaction; what is wrong with `input` is said by add().
  Prepared prepare(const NewMember& input, OwnerId id, Instant now) const;
  /// The rest of it. Errors: as above.
  Result<Member> add(sql::Tx& tx, Random& random, const Prepared& prepared, ActorId by, Instant now)
      const;

  /// The hot path of a sale: one look-up by primary key, no seal is opened.
  std::optional<Member> find(sql::Tx& tx, OwnerId id) const;
  /// The member, where the actor has to do with its programme: for everybody else it is not there.
  std::optional<Member> find_seen(
      sql::Tx& tx, const org::Snapshot& organisation, const api::Actor& actor, OwnerId id
  ) const;
  /// Whose identity this is; one look-up by primary key. `value` may be written as people do (a
  /// phone with blanks, full-width digits); one that cannot be read finds nobody. A closed member
  /// is found by its member code only.
  std::optional<OwnerId> find_owner(
      sql::Tx& tx, ProgrammeId programme, IdentityKind kind, std::string_view value
  ) const;
  /// Who has that phone, where several have: it is the contact of each of them and identifies none,
  /// find_owner() knows nobody by it. When all but one have given it up, or were merged into that
  /// one, it is that one's again. Without who was merged; empty for a phone of nobody or of one.
  std::vector<OwnerId> sharers(sql::Tx& tx, ProgrammeId programme, std::string_view phone) const;
  /// Opens the seals: reveal to those who may see it, mask for the rest. Empty for an unknown id.
  /// Throws crypto::SealBroken if the row was tampered with.
  Contact contact(sql::Tx& tx, OwnerId id) const;

  /// Those of now, then those given up, the newest first.
  std::vector<Identity> identities(sql::Tx& tx, OwnerId id) const;
  /// Notes that the phone or e-mail of now is the member's; `why` where no code proved it. Done
  /// again it changes nothing. Errors: identity_not_found.
  Outcome verify_identity(
      sql::Tx& tx,
      OwnerId id,
      IdentityKind kind,
      const std::optional<std::string>& why,
      ActorId by,
      Instant now
  ) const;

  /// Members that are not closed, ordered by id. `last_four`: ASCII digits of the phone.
  std::vector<Member> find_by_phone_end(
      sql::Tx& tx, ProgrammeId programme, std::string_view last_four, int limit
  ) const;
  /// The same by the beginning of the name, ordered by name. An empty prefix finds nobody.
  std::vector<Member> find_by_name(
      sql::Tx& tx, ProgrammeId programme, std::string_view prefix, int limit
  ) const;

  /// Members that are not closed, by the beginning of their name, given name, pinyin or initials,
  /// however it is written: "張小", "zhang xiaom", "zxm". What matches most closely comes first.
  std::vector<Member> search(sql::Tx& tx, ProgrammeId programme, std::string_view query, int limit)
      const;
  /// Makes the search terms of up to `limit` members who have none since they joined before there
  /// were any; how many that were. To be repeated until it is 0.
  std::int64_t make_searchable(sql::Tx& tx, int limit) const;

  /// Members that are not closed and have the birthday, the whole name (in any script) or the end
  /// of the identity number of somebody new, the youngest memberships first: at most `limit` of
  /// each kind, each member once.
  std::vector<Known> alike(sql::Tx& tx, const NewMember& somebody, int limit) const;
  /// The same in two steps: who they are, without opening a seal, and one of them.
  Traits traits_of(const NewMember& somebody) const;
  std::vector<AtVersion> alike(sql::Tx& tx, const Traits& traits, int limit) const;
  Known known(sql::Tx& tx, OwnerId id) const;
  /// Shows `visit` up to `limit` members of the programme behind `after` that are not closed, in
  /// the order of their ids. Returns where the next walk begins, or nullopt behind the last.
  std::optional<OwnerId> walk(
      sql::Database& db,
      ProgrammeId programme,
      OwnerId after,
      int limit,
      const std::function<void(const Known&)>& visit
  ) const;

  /// Changes the profile if it still has `version`; a phone or e-mail that is replaced is free for
  /// others from the same transaction on. A change that touches nothing leaves the version. Refuses
  /// before its first write. A birthday that was known is changed once a year. Errors:
  /// member_not_found, member_closed, stale_version, birthday_changed_recently (with the fact next:
  /// the day from which it can be changed), and those of add.
  Result<Member> change(
      sql::Tx& tx, OwnerId id, std::int64_t version, const Change& change, ActorId by, Instant now
  ) const;
  /// Ends the membership: phone, e-mail and external ids – also of whom was merged into it – are
  /// free for others, searches find the member no more. The sealed values stay until they are
  /// erased by policy. Errors: member_not_found, member_closed (already), stale_version.
  Result<Member> close(sql::Tx& tx, OwnerId id, std::int64_t version, ActorId by, Instant now)
      const;

  /// Closes the membership because it is the same person's as `survivor`: identities and cards keep
  /// finding it, and heir_of() says whom they mean. Errors: member_not_found, member_closed,
  /// stale_version.
  Result<Member> merge(
      sql::Tx& tx, OwnerId id, std::int64_t version, OwnerId survivor, ActorId by, Instant now
  ) const;
  /// Makes a merged member active again. Errors: member_not_found, stale_version, conflict (it is
  /// merged into nobody).
  Result<Member> unmerge(sql::Tx& tx, OwnerId id, std::int64_t version, ActorId by, Instant now)
      const;

  /// Takes away everything that says who the member is: name, birthday, gender, what is sealed,
  /// directory entries and search terms. Closes the membership if it is not; id and member code
  /// stay, for the books name them. Repeatable. Errors: member_not_found, stale_version.
  Result<Member> erase(sql::Tx& tx, OwnerId id, std::int64_t version, ActorId by, Instant now)
      const;

  /// Walks over the seals of up to `limit` members behind `after`, counting them in `census`;
  /// `renew` seals anew, in one short transaction, what older keys sealed – no version moves, for
  /// nothing changed. A row that somebody changes meanwhile is left to the next walk. Returns where
  /// the next walk begins, or nullopt behind the last member. May be repeated, from any point.
  std::optional<OwnerId> walk_seals(
      sql::Database& db, OwnerId after, int limit, crypto::SealWalk walk, crypto::SealCensus& census
  ) const;

 private:
  const crypto::KeyRing& keys_;
  crypto::Sealer sealer_;
};

}  // namespace guanxi::members
