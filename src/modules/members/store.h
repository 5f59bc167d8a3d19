// All SQL of the members module. Inside modules/members only.
#pragma once

#include "modules/members/members.h"

namespace guanxi::members {

/// One identity a member takes.
struct Claim {
  IdentityKind kind;
  const char* field;  // in the request, and the fact `kind`
  sql::Bytes value;   // as in the directory
  std::optional<sql::Bytes> sealed = {};
  bool shareable = false;  // others may have it as well
};

namespace store {

/// The sealed columns and their look-up hashes; empty: none.
struct Sealed {
  std::optional<sql::Bytes> phone, phone_last4, email, id_number, id_number_last4, address;
};

/// A member's row as others are compared with it.
struct KnownRow {
  Member member;
  Sealed sealed;  // without look-up hashes
};

void insert(
    sql::Tx& tx,
    const Member& member,
    const Sealed& sealed,
    std::int64_t terms_version,
    ActorId by,
    Instant now
);
std::optional<Member> find(sql::Tx& tx, OwnerId id);
std::optional<Sealed> find_sealed(sql::Tx& tx, OwnerId id);
std::optional<Date> birthday_changed_on(sql::Tx& tx, OwnerId id);
void set_birthday_changed_on(sql::Tx& tx, OwnerId id, Date day);
/// Writes profile and sealed columns as version + 1 if the row still has member.version.
bool update(sql::Tx& tx, const Member& member, const Sealed& sealed, ActorId by, Instant now);
/// Writes state and into whom, as version + 1, if the row still has member.version.
bool merge(sql::Tx& tx, const Member& member, std::optional<OwnerId> into, ActorId by, Instant now);

std::vector<Member> by_phone_end(
    sql::Tx& tx, ProgrammeId programme, const sql::Bytes& last_four, int limit
);
/// Names from `from` (inclusive) to `to` (exclusive) in the order of their bytes.
std::vector<Member> by_name(
    sql::Tx& tx, ProgrammeId programme, std::string_view from, std::string_view to, int limit
);

// Members that are not closed, the newest first.
std::vector<KnownRow> by_birthday(sql::Tx& tx, ProgrammeId programme, Date birthday, int limit);
std::vector<KnownRow> by_id_number_end(
    sql::Tx& tx, ProgrammeId programme, const sql::Bytes& last_four, int limit
);
std::vector<KnownRow> by_whole_term(
    sql::Tx& tx, ProgrammeId programme, std::string_view term, int limit
);
// The same without what is sealed.
std::vector<AtVersion> who_by_birthday(
    sql::Tx& tx, ProgrammeId programme, Date birthday, int limit
);
std::vector<AtVersion> who_by_id_number_end(
    sql::Tx& tx, ProgrammeId programme, const sql::Bytes& last_four, int limit
);
std::vector<AtVersion> who_by_whole_term(
    sql::Tx& tx, ProgrammeId programme, std::string_view term, int limit
);
std::optional<KnownRow> find_known(sql::Tx& tx, OwnerId id);
/// Members that are not closed, behind `after`, in the order of their ids.
std::vector<KnownRow> known_after(sql::Tx& tx, ProgrammeId programme, OwnerId after, int limit);

/// Terms the member has already stay.
void put_terms(
    sql::Tx& tx, ProgrammeId programme, OwnerId owner, const std::vector<std::string>& terms
);
void remove_terms(
    sql::Tx& tx, ProgrammeId programme, OwnerId owner, const std::vector<std::string>& terms
);
/// Whose terms lie from `from` (inclusive) to `to` (exclusive), in the order of the first of them,
/// each once.
std::vector<OwnerId> by_term(
    sql::Tx& tx, ProgrammeId programme, std::string_view from, std::string_view to, int limit
);
struct Unsearchable {
  OwnerId owner;
  ProgrammeId programme;
  State state;
  std::string name;
};
std::vector<Unsearchable> without_terms(sql::Tx& tx, int limit);
void set_search_version(sql::Tx& tx, OwnerId owner, std::int64_t version);

std::optional<OwnerId> find_owner(
    sql::Tx& tx, ProgrammeId programme, IdentityKind kind, const sql::Bytes& value
);
/// False if somebody has it already; nothing is written then.
bool claim(
    sql::Tx& tx,
    ProgrammeId programme,
    IdentityKind kind,
    const sql::Bytes& value,
    const std::optional<sql::Bytes>& sealed,
    OwnerId owner,
    Instant now
);
/// Takes an identity that others have as well: it names nobody any more. False if its entry changed
/// meanwhile.
bool share(
    sql::Tx& tx,
    ProgrammeId programme,
    IdentityKind kind,
    const sql::Bytes& value,
    OwnerId owner,
    Instant now
);
/// Who has an identity that several have, by id.
std::vector<OwnerId> sharers(
    sql::Tx& tx, ProgrammeId programme, IdentityKind kind, const sql::Bytes& value
);
/// Gives up every identity of that kind; that it was theirs stays known. One that was shared names
/// the last who has it again.
void release(sql::Tx& tx, OwnerId owner, IdentityKind kind, ActorId by, Instant now);
/// Forgets what the owner gave up: a person who asked to be forgotten.
void forget_released(sql::Tx& tx, OwnerId owner);
std::vector<sql::Bytes> sealed_externals(sql::Tx& tx, OwnerId owner);

/// The seals of a member's row, and the version at which they were read.
struct SealedRow {
  OwnerId owner;
  std::int64_t version;
  std::optional<sql::Bytes> phone, email, id_number, address;
};
struct SealedExternal {
  OwnerId owner;
  sql::Bytes value;  // as in the directory
  sql::Bytes sealed;
};
/// In the order of their owners, behind `after`.
std::vector<SealedRow> sealed_rows(sql::Tx& tx, OwnerId after, int limit);
std::vector<SealedExternal> sealed_externals_between(sql::Tx& tx, OwnerId after, OwnerId last);
// The same values under other seals: no version moves. False if somebody changed them meanwhile.
bool replace_seals(sql::Tx& tx, const SealedRow& row);
bool replace_external(sql::Tx& tx, const SealedExternal& before, const sql::Bytes& sealed);

}  // namespace store
}  // namespace guanxi::members
