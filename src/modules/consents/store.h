// All SQL of the consents module, and the hash of an entry. Inside modules/consents only.
#pragma once

#include <functional>

#include "modules/consents/consents.h"

namespace guanxi::consents::store {

/// An entry's row, in the order of the columns.
struct Row {
  OwnerId owner;
  std::int64_t seq;
  Purpose purpose;
  Channel channel;
  std::string topic;
  Decision decision;
  Instant decided_at, recorded_at;
  std::string text;
  std::int64_t text_version;
  std::optional<sql::Bytes> text_digest;
  std::optional<StoreId> store;
  ActorId actor;
  std::string source, evidence;
  sql::Digest hash;
};

/// SHA-256 over the hash before it (32 zero bytes for a member's first) and the row's fields in
/// canonical form, which never changes.
crypto::Digest hash_of(const crypto::Digest& before, const Row& row);

struct TextRow {
  ProgrammeId programme;
  std::string code;
  std::int64_t version;
  Purpose purpose;
  std::string title_zh, title_en, body_zh, body_en;
  sql::Digest digest;
  bool renews;
  Instant effective_from;
  std::string reason;
  Instant published_at;
  ActorId published_by;
};
/// False if that version is there already.
bool insert_text(sql::Tx& tx, const TextRow& row);
std::optional<TextRow> last_text(sql::Tx& tx, ProgrammeId programme, std::string_view code);
std::optional<TextRow> find_text(
    sql::Tx& tx, ProgrammeId programme, std::string_view code, std::int64_t version
);
/// The highest version in force at `when`.
std::optional<TextRow> text_in_force(
    sql::Tx& tx, ProgrammeId programme, std::string_view code, Instant when
);
std::vector<TextRow> texts_in_force(sql::Tx& tx, ProgrammeId programme, Instant when);
/// The highest version in force that asks for new consents; 0: none does.
std::int64_t renewed_at(sql::Tx& tx, ProgrammeId programme, std::string_view code, Instant when);

struct Head {
  std::int64_t seq;
  sql::Digest hash;
};
std::optional<Head> head(sql::Tx& tx, OwnerId owner);
/// False if somebody else wrote that entry first.
bool insert(sql::Tx& tx, const Row& row);
void put_state(sql::Tx& tx, const Row& row);

/// In the order of the columns of consent_states.
struct StateRow {
  OwnerId owner;
  Purpose purpose;
  Channel channel;
  std::string topic;
  Decision decision;
  Instant decided_at;
  std::string text;
  std::int64_t text_version, seq;
  bool operator==(const StateRow&) const = default;
};
std::optional<StateRow> state(sql::Tx& tx, OwnerId owner, const Subject& subject);
std::vector<StateRow> states(sql::Tx& tx, OwnerId owner);
std::vector<Row> history(sql::Tx& tx, OwnerId owner, std::int64_t before, int limit);

struct Position {
  OwnerId owner;
  std::int64_t seq = 0;
};
/// Up to `limit` behind `after`, by owner and place.
std::vector<Row> entries_after(sql::Tx& tx, const Position& after, int limit);
void each_state(sql::Tx& tx, const std::function<void(const StateRow&)>& visit);

}  // namespace guanxi::consents::store
