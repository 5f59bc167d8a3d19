// Once per key: commands whose endpoint requires an Idempotency-Key keep their first answer, and a
// retry gets it again instead of doing the work twice. (Sales keep their claims with the till's
// numbers in modules/sales; everything else is kept here.)
//
//   const api::FirstAnswers answers(keys);
//   return answers.once<CardView>(db, call, "issue_card", 201, [&](sql::Tx& tx)
//       -> Result<CardView> { … });
//
// The claim, the command's writes and the answer are one transaction: whatever dies when, either
// all of it happened or none. A refusal is not kept; the retry is judged anew. Answers may hold
// personal data, so they are sealed, bound to their actor and key. A key belongs to one actor.
//
// Threads: FirstAnswers holds keys only and may be used from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/api/api.h"
#include "platform/crypto/keys.h"
#include "platform/sql/sql.h"

namespace guanxi::api {

inline constexpr std::int64_t answer_days_min = 30;  // promised to clients

class FirstAnswers {
 public:
  explicit FirstAnswers(const crypto::KeyRing& keys) : sealer_(keys) {}

  struct Answer {
    int status = 200;
    std::string etag, location, json;
  };

  /// The answer this call's key got before; nullopt for a new key. Errors: idempotency_key_reused
  /// (another request had this key).
  Result<std::optional<Answer>> find(sql::Tx& tx, const Call& call) const;
  /// Stores the answer to a key that is new, in the transaction of the command and after its other
  /// writes, so that a refused command has written nothing. Errors: conflict (somebody used the key
  /// meanwhile).
  Outcome keep(sql::Tx& tx, const Call& call, std::string_view operation, const Answer& answer)
      const;

  /// Runs `command(sql::Tx&) -> Result<Response>` (or Result<Reply<Response>>, for an ETag or a
  /// Location) in a write transaction once per key and returns its answer with `status`, or the
  /// first one with `replayed` set. Durable when it returns. A conflict is run again, twice.
  /// Errors: idempotency_key_reused, and those of the command.
  template <class Response, class Command>
  Result<Reply<Response>> once(
      sql::Database& db, const Call& call, std::string_view operation, int status, Command&& command
  ) const {
    for (int tries = 1;; ++tries) {
      const auto known = db.read([&](sql::Tx& tx) { return find(tx, call); });
      if (!known) return known.error();
      if (*known) return replay<Response>(**known);
      if (tries > tries_max) return ErrorCode::conflict;
      auto reply = db.write([&](sql::Tx& tx) -> Result<Reply<Response>> {
        GX_TRY(first, find(tx, call));
        if (first) return replay<Response>(*first);
        GX_TRY(result, command(tx));
        Reply<Response> made = reply_of<Response>(std::move(result));
        made.status = status;
        made.stored_json = to_json(made.body);  // the same bytes now and later
        GX_TRY_VOID(keep(tx, call, operation, {status, made.etag, made.location, made.stored_json})
        );
        return made;
      });
      if (reply || reply.error().code != ErrorCode::conflict) return reply;
    }
  }

  /// Forgets up to `limit` keys used before `before`; returns how many went. Clients are promised
  /// answer_days_min.
  static std::int64_t prune(sql::Tx& tx, Instant before, int limit = 500);

  struct KeyPlace {
    ActorId actor;
    std::string key;
  };
  /// Walks over up to `limit` sealed answers behind `after`, counting them in `census`; `renew`
  /// seals anew, in one short transaction, what older keys sealed. Returns where the next walk
  /// begins, or nullopt behind the last. May be repeated, from any point.
  std::optional<KeyPlace> walk_seals(
      sql::Database& db,
      const KeyPlace& after,
      int limit,
      crypto::SealWalk walk,
      crypto::SealCensus& census
  ) const;

 private:
  static constexpr int tries_max = 3;

  template <class Response>
  static Reply<Response> reply_of(Response body) {
    Reply<Response> reply;
    reply.body = std::move(body);
    return reply;
  }
  template <class Response>
  static Reply<Response> reply_of(Reply<Response> reply) {
    return reply;
  }
  template <class Response>
  static Reply<Response> replay(const Answer& answer) {
    Reply<Response> reply;
    reply.status = answer.status;
    reply.etag = answer.etag;
    reply.location = answer.location;
    reply.stored_json = answer.json;
    reply.replayed = true;
    return reply;
  }

  crypto::Sealer sealer_;
};

}  // namespace guanxi::api
