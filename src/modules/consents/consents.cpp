#include "modules/consents/consents.h"

#include <algorithm>
#include <limits>

#include "base/naming.h"
#include "modules/consents/store.h"

namespace guanxi::consents {

bool is_wish(Purpose purpose) {
  return purpose == Purpose::non_personalised || purpose == Purpose::restriction;
}

namespace {

Outcome check_text(const std::string& text, const char* pointer, std::size_t length_max) {
  if (text.empty()) return fail(ErrorCode::missing_field, pointer, {{"field", pointer + 1}});
  if (!is_valid_utf8(text) || has_control_characters(text, "\n\t")) {
    return fail(ErrorCode::bad_format, pointer);
  }
  if (code_points(text) > length_max) {
    return fail(ErrorCode::too_long, pointer, {{"max", std::to_string(length_max)}});
  }
  return ok();
}

Outcome check_place(const Place& place, Instant at, Instant now) {
  Faults faults;
  faults.add(check_code(place.source, "/source"));
  if (!place.evidence.empty()) {
    faults.add(check_text(place.evidence, "/evidence", evidence_length_max));
  }
  if (at > now) faults.add(fail(ErrorCode::out_of_range, "/at", {{"max", now.to_string()}}));
  return faults.outcome();
}

/// Marketing has a channel, agreements and sharing a topic; nothing else has either.
Outcome check(const Subject& subject) {
  Faults faults;
  if (subject.purpose == Purpose::marketing) {
    if (subject.channel == Channel::none) {
      faults.add(fail(ErrorCode::missing_field, "/channel", {{"field", "channel"}}));
    }
  } else if (subject.channel != Channel::none) {
    faults.add(fail(ErrorCode::unknown_value, "/channel", {{"allowed", "none"}}));
  }
  if (subject.purpose == Purpose::sharing || subject.purpose == Purpose::membership) {
    faults.add(check_code(subject.topic, "/topic"));
  } else if (!subject.topic.empty()) {
    faults.add(fail(ErrorCode::unknown_value, "/topic"));
  }
  return faults.outcome();
}

Text text_of(store::TextRow row) {
  return {
      row.programme,
      std::move(row.code),
      row.version,
      row.purpose,
      {std::move(row.title_zh), std::move(row.title_en)},
      {std::move(row.body_zh), std::move(row.body_en)},
      row.digest,
      row.renews,
      row.effective_from,
      std::move(row.reason),
      row.published_at,
      row.published_by};
}

Error no_text(std::string_view code) {
  return fail(ErrorCode::consent_text_not_found, "/text", {{"text", std::string(code)}});
}

/// Writes the entry and moves the state. Errors: conflict.
Outcome append_anyway(sql::Tx& tx, store::Row row) {
  const auto head = store::head(tx, row.owner);
  row.seq = head ? head->seq + 1 : 1;
  row.hash = store::hash_of(head ? head->hash : crypto::Digest{}, row);
  if (!store::insert(tx, row)) return ErrorCode::conflict;
  store::put_state(tx, row);
  return ok();
}

/// Writes the entry and moves the state, unless it has stood so since. What was decided anew later
/// has an entry of its own: nothing of the time between may override it. Errors: conflict.
Outcome append(sql::Tx& tx, store::Row row) {
  const Subject subject{row.purpose, row.channel, row.topic};
  const auto standing = store::state(tx, row.owner, subject);
  if (standing && standing->decision == row.decision && standing->text == row.text &&
      standing->text_version == row.text_version && standing->decided_at >= row.decided_at) {
    return ok();
  }
  return append_anyway(tx, std::move(row));
}

store::Row row_of(
    OwnerId owner,
    const Subject& subject,
    Decision decision,
    const Place& place,
    Instant at,
    Instant now
) {
  return {
      .owner = owner,
      .seq = 0,
      .purpose = subject.purpose,
      .channel = subject.channel,
      .topic = subject.topic,
      .decision = decision,
      .decided_at = at,
      .recorded_at = now,
      .text = {},
      .text_version = 0,
      .text_digest = {},
      .store = place.store,
      .actor = place.actor,
      .source = place.source,
      .evidence = place.evidence,
      .hash = {}};
}

}  // namespace

Result<Text> publish(sql::Tx& tx, const NewText& text, ActorId by, Instant now) {
  Faults faults;
  faults.add(check_code(text.code, "/code"))
      .add(check_name(text.title.zh, "/title/zh", title_length_max))
      .add(check_name(text.title.en, "/title/en", title_length_max))
      .add(check_text(text.body.zh, "/body/zh", body_length_max))
      .add(check_text(text.body.en, "/body/en", body_length_max))
      .add(check_text(text.reason, "/reason", 500));
  if (is_wish(text.purpose)) faults.add(fail(ErrorCode::unknown_value, "/purpose"));
  if (text.effective_from < now) {
    faults.add(fail(ErrorCode::out_of_range, "/effective_from", {{"min", now.to_string()}}));
  }
  GX_TRY_VOID(faults.outcome());
  const auto last = store::last_text(tx, text.programme, text.code);
  if (last && last->purpose != text.purpose) return fail(ErrorCode::unknown_value, "/purpose");
  if (last && text.effective_from <= last->effective_from) {
    const Instant min = last->effective_from.plus_micros(1);
    return fail(ErrorCode::out_of_range, "/effective_from", {{"min", min.to_string()}});
  }
  const std::string_view parts[] = {text.title.zh, text.title.en, text.body.zh, text.body.en};
  const store::TextRow row{
      text.programme,
      text.code,
      last ? last->version + 1 : 1,
      text.purpose,
      text.title.zh,
      text.title.en,
      text.body.zh,
      text.body.en,
      crypto::sha256_of_parts(parts),
      text.renews,
      text.effective_from,
      text.reason,
      now,
      by};
  if (!store::insert_text(tx, row)) return ErrorCode::conflict;
  return text_of(row);
}

Result<Text> find_text(
    sql::Tx& tx,
    ProgrammeId programme,
    std::string_view code,
    std::optional<std::int64_t> version,
    Instant when
) {
  auto row = version ? store::find_text(tx, programme, code, *version)
                     : store::text_in_force(tx, programme, code, when);
  if (!row || row->effective_from > when) return no_text(code);
  return text_of(*std::move(row));
}

std::vector<Text> texts_in_force(sql::Tx& tx, ProgrammeId programme, Instant when) {
  std::vector<Text> texts;
  for (store::TextRow& row : store::texts_in_force(tx, programme, when)) {
    texts.push_back(text_of(std::move(row)));
  }
  return texts;
}

Outcome accept(
    sql::Tx& tx,
    const members::Member& member,
    std::string_view document,
    std::int64_t version,
    const Place& place,
    Instant at,
    Instant now
) {
  const Subject subject{Purpose::membership, Channel::none, std::string(document)};
  return give(tx, member, subject, document, version, place, at, now);
}

namespace {

/// The entry of what is given to `programme`; its text is one that was in force at `shown_at`.
Result<store::Row> given_row(
    sql::Tx& tx,
    ProgrammeId programme,
    store::Row row,
    std::string_view text,
    std::int64_t version,
    Instant shown_at
) {
  if (is_wish(row.purpose)) {
    if (!text.empty()) return fail(ErrorCode::unknown_value, "/text");
    return row;
  }
  if (text.empty()) return fail(ErrorCode::missing_field, "/text", {{"field", "text"}});
  const auto shown = store::find_text(tx, programme, text, version);
  if (!shown || shown->effective_from > shown_at) return no_text(text);
  if (shown->purpose != row.purpose) return fail(ErrorCode::unknown_value, "/text");
  if (row.purpose == Purpose::membership && row.topic != text) {
    return fail(ErrorCode::unknown_value, "/topic", {{"allowed", std::string(text)}});
  }
  row.text = std::string(text);
  row.text_version = version;
  row.text_digest = sql::Bytes{std::string(crypto::bytes_of(shown->digest))};
  return row;
}

Result<store::Row> brought_row(
    sql::Tx& tx, ProgrammeId programme, OwnerId owner, const Brought& brought, Instant now
) {
  const Subject& subject = brought.subject;
  GX_TRY_VOID(check(subject));
  GX_TRY_VOID(check_place(brought.place, brought.at, now));
  store::Row row = row_of(owner, subject, brought.decision, brought.place, brought.at, now);
  if (brought.decision == Decision::given) {
    return given_row(tx, programme, std::move(row), brought.text, brought.version, now);
  }
  if (subject.purpose == Purpose::membership) return fail(ErrorCode::unknown_value, "/purpose");
  if (!brought.text.empty()) return fail(ErrorCode::unknown_value, "/text");
  return row;
}

}  // namespace

Outcome give(
    sql::Tx& tx,
    const members::Member& member,
    const Subject& subject,
    std::string_view text,
    std::int64_t version,
    const Place& place,
    Instant at,
    Instant now
) {
  GX_TRY_VOID(check(subject));
  GX_TRY_VOID(check_place(place, at, now));
  store::Row asked = row_of(member.id, subject, Decision::given, place, at, now);
  GX_TRY(row, given_row(tx, member.programme, std::move(asked), text, version, at));
  return append(tx, std::move(row));
}

Outcome check_brought(sql::Tx& tx, ProgrammeId programme, const Brought& brought, Instant now) {
  GX_TRY_VOID(brought_row(tx, programme, OwnerId(), brought, now));
  return ok();
}

Result<std::optional<std::int64_t>> bring(
    sql::Tx& tx, const members::Member& member, const Brought& brought, Instant now
) {
  GX_TRY(row, brought_row(tx, member.programme, member.id, brought, now));
  const auto before = store::state(tx, member.id, brought.subject);
  if (before && before->decided_at >= brought.at) return std::optional<std::int64_t>();
  GX_TRY_VOID(append(tx, std::move(row)));
  const auto after = store::state(tx, member.id, brought.subject);
  if (!after || after == before) return std::optional<std::int64_t>();
  return std::optional(after->seq);
}

namespace {

/// Of one subject, the oldest first.
std::vector<store::Row> decisions_of(sql::Tx& tx, OwnerId owner, const Subject& subject) {
  constexpr int entries_at_once = 50;
  std::vector<store::Row> found;
  for (std::int64_t before = std::numeric_limits<std::int64_t>::max(); before > 1;) {
    const auto page = store::history(tx, owner, before, entries_at_once);
    if (page.empty()) break;
    std::ranges::copy_if(page, std::back_inserter(found), [&](const store::Row& row) {
      return Subject{row.purpose, row.channel, row.topic} == subject;
    });
    before = page.back().seq;
  }
  std::ranges::reverse(found);
  return found;
}

bool says_the_same(const store::Row& one, const store::Row& other) {
  return one.decision == other.decision && one.decided_at == other.decided_at &&
         one.text == other.text && one.text_version == other.text_version;
}

/// Those that count: an entry that took others back left what stood before them.
std::vector<store::Row> standing_decisions(std::vector<store::Row> all, const Place& place) {
  std::vector<store::Row> standing;
  for (store::Row& row : all) {
    const bool takes_back = row.source == place.source && row.evidence == place.evidence;
    if (!takes_back) {
      standing.push_back(std::move(row));
      continue;
    }
    const auto left = std::ranges::find_if(
        standing.rbegin(), standing.rend(), [&](const auto& one) { return says_the_same(one, row); }
    );
    standing.erase(left == standing.rend() ? standing.begin() : left.base(), standing.end());
  }
  return standing;
}

}  // namespace

Outcome take_back(
    sql::Tx& tx,
    const members::Member& member,
    const Subject& subject,
    const BroughtEntries& entries,
    const Place& place,
    Instant now
) {
  const auto standing = standing_decisions(decisions_of(tx, member.id, subject), place);
  if (standing.empty() || standing.back().seq != entries.last) return ErrorCode::conflict;
  const auto first = std::ranges::find(standing, entries.first, &store::Row::seq);
  if (first == standing.end()) return ErrorCode::conflict;
  store::Row back = row_of(member.id, subject, Decision::withdrawn, place, now, now);
  if (first != standing.begin()) {
    const store::Row& before = *std::prev(first);
    back.decision = before.decision;
    back.decided_at = before.decided_at;
    back.text = before.text;
    back.text_version = before.text_version;
    back.text_digest = before.text_digest;
  }
  return append_anyway(tx, std::move(back));
}

Outcome withdraw(
    sql::Tx& tx,
    const members::Member& member,
    const Subject& subject,
    const Place& place,
    Instant at,
    Instant now
) {
  if (subject.purpose == Purpose::membership) return fail(ErrorCode::unknown_value, "/purpose");
  GX_TRY_VOID(check(subject));
  GX_TRY_VOID(check_place(place, at, now));
  return append(tx, row_of(member.id, subject, Decision::withdrawn, place, at, now));
}

bool may(sql::Tx& tx, const members::Member& member, const Subject& subject, Instant now) {
  const auto wished = [&](Purpose wish) {
    const auto state = store::state(tx, member.id, {wish, Channel::none, {}});
    return state && state->decision == Decision::given;
  };
  if (is_wish(subject.purpose)) return wished(subject.purpose);
  const auto state = store::state(tx, member.id, subject);
  if (!state || state->decision != Decision::given) return false;
  if (subject.purpose != Purpose::membership && wished(Purpose::restriction)) return false;
  if (subject.purpose == Purpose::profiling && wished(Purpose::non_personalised)) return false;
  return state->text_version >= store::renewed_at(tx, member.programme, state->text, now);
}

std::vector<Standing> standings(sql::Tx& tx, OwnerId member) {
  std::vector<Standing> all;
  for (store::StateRow& row : store::states(tx, member)) {
    all.push_back(
        {{row.purpose, row.channel, std::move(row.topic)},
         row.decision,
         row.decided_at,
         std::move(row.text),
         row.text_version,
         row.seq}
    );
  }
  return all;
}

std::vector<Entry> history(sql::Tx& tx, OwnerId member, std::int64_t before, int limit) {
  if (before == 0) before = std::numeric_limits<std::int64_t>::max();
  std::vector<Entry> entries;
  for (store::Row& row : store::history(tx, member, before, limit)) {
    Entry entry;
    entry.owner = row.owner;
    entry.seq = row.seq;
    entry.subject = {row.purpose, row.channel, std::move(row.topic)};
    entry.decision = row.decision;
    entry.decided_at = row.decided_at;
    entry.recorded_at = row.recorded_at;
    entry.text = std::move(row.text);
    entry.text_version = row.text_version;
    if (row.text_digest) entry.text_digest = crypto::digest_of(row.text_digest->data);
    entry.place = {row.actor, row.store, std::move(row.source), std::move(row.evidence)};
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace guanxi::consents
