#include "modules/cards/batches.h"

#include <algorithm>
#include <limits>
#include <set>

#include "base/text.h"
#include "modules/cards/numbers.h"
#include "modules/cards/stock_store.h"
#include "modules/cards/store.h"
#include "modules/cards/tracks.h"
#include "modules/cards/types_store.h"
#include "platform/files/xlsx.h"

namespace guanxi::cards {
namespace {

constexpr std::size_t note_length_max = 500;

Outcome check_note(std::string_view note) {
  if (!is_valid_utf8(note) || has_control_characters(note, "\n\t"))
    return fail(ErrorCode::bad_format, "/note");
  if (code_points(note) > note_length_max)
    return fail(ErrorCode::too_long, "/note", {{"max", std::to_string(note_length_max)}});
  return ok();
}

Error used_up(std::int64_t left) {
  return fail(ErrorCode::card_numbers_used_up, "/cards", {{"left", std::to_string(left)}});
}

/// The numbers of a range that no card has. One from elsewhere may have had its number before the
/// range was there: those are looked for a thousand at a time, not one by one.
class FreeNumbers {
 public:
  FreeNumbers(sql::Tx& tx, const store::Range& range)
      : tx_(tx), numbers_(range.numbers), serial_(range.next), end_(range.next) {}

  /// The serial behind the last one returned.
  std::int64_t serial() const { return serial_; }
  std::optional<std::string> next() {
    while (serial_ <= numbers_.last) {
      if (serial_ == end_) look();
      std::string number = printed_number(numbers_.form, serial_++);
      if (!taken_.contains(number)) return number;
    }
    return std::nullopt;
  }

 private:
  void look() {
    constexpr int window = 1000;
    end_ = std::min(serial_ + window, numbers_.last + 1);
    const auto found = store::numbers_within(
        tx_, printed_number(numbers_.form, serial_), printed_number(numbers_.form, end_ - 1), window
    );
    taken_ = {found.begin(), found.end()};
  }

  sql::Tx& tx_;
  const NumberRange& numbers_;
  std::int64_t serial_, end_;
  std::set<std::string> taken_;
};

/// Claims the next `wanted` free numbers of a range and puts their cards into stock. Returns the
/// serial behind the last one.
Result<std::int64_t> fill_stock(
    sql::Tx& tx, IdGenerator& ids, const store::Range& range, std::int64_t wanted, Batch& batch
) {
  FreeNumbers free(tx, range);
  for (batch.cards = 0; batch.cards < wanted;) {
    const auto number = free.next();
    if (!number) return used_up(batch.cards);
    const auto card = ids.next_id<CardTag>();
    if (!store::claim_number(tx, *number, OwnerId(), card)) return ErrorCode::conflict;
    store::StockCard stock;
    stock.number = *number;
    stock.card = card;
    stock.type = batch.type;
    stock.batch = batch.id;
    stock.changed_at = batch.made_at;
    stock.changed_by = batch.made_by;
    store::insert_stock(tx, stock);
    if (batch.cards++ == 0) batch.first_number = *number;
    batch.last_number = *number;
  }
  return free.serial();
}

}  // namespace

Result<Batch> make_batch(
    sql::Tx& tx,
    IdGenerator& ids,
    const CardType& type,
    int cards,
    std::string_view note,
    ActorId by,
    Instant now
) {
  GX_CHECK(cards >= 1 && cards <= batch_cards_max);
  GX_TRY_VOID(check_note(note));
  if (type.state == TypeState::retired)
    return fail(ErrorCode::card_type_retired, {}, {{"type", type.code}});
  const auto range = store::open_range_of(tx, type.id);
  GX_CHECK_WHY(range.has_value(), "a card type without an open range");
  const std::int64_t left = range->numbers.last - range->next + 1;
  if (left < cards) return used_up(left);
  Batch batch;
  batch.id = ids.next_id<BatchTag>();
  batch.type = type.id;
  batch.note = note;
  batch.made_at = now;
  batch.made_by = by;
  GX_TRY(next, fill_stock(tx, ids, *range, cards, batch));
  if (!store::hand_out(tx, *range, next)) return ErrorCode::conflict;
  store::insert_batch(tx, batch);
  return batch;
}

std::optional<Batch> find_batch(sql::Tx& tx, BatchId id) { return store::find_batch(tx, id); }

std::vector<Batch> batches_of(
    sql::Tx& tx, CardTypeId type, std::optional<BatchId> before, int limit
) {
  const BatchId end = before.value_or(BatchId(std::numeric_limits<std::int64_t>::max()));
  return store::batches_before(tx, type, end, limit);
}

std::int64_t stock_of(sql::Tx& tx, BatchId batch) { return store::count_stock(tx, batch); }

Result<std::vector<PrintedCard>> print_batch(
    sql::Tx& tx,
    Random& random,
    const crypto::KeyRing& keys,
    BatchId id,
    bool renew,
    ActorId by,
    Instant now
) {
  auto batch = store::find_batch(tx, id);
  if (!batch) return ErrorCode::card_batch_not_found;
  if (batch->printings > 0 && !renew) {
    return fail(ErrorCode::card_codes_shown, {}, {{"shown_at", batch->printed_at->to_string()}});
  }
  const auto type = find_type(tx, batch->type);
  GX_CHECK_WHY(type.has_value(), "a batch without its card type");
  const bool coded = type->content.terms.verification == Verification::printed_code;
  const Tracks tracks(keys);
  const int key = newest_track_key(tx);
  std::vector<PrintedCard> printed;
  for (store::StockCard& card : store::stock_of_batch(tx, id)) {
    PrintedCard one{card.number, tracks.make({card.number, key, ++card.track}), ""};
    if (coded) {
      one.code = make_verification_code(random);
      card.code_hash = hash_of_code(keys, card.number, one.code);
    }
    card.changed_at = now;
    card.changed_by = by;
    if (!store::update_stock(tx, card)) return ErrorCode::conflict;
    printed.push_back(std::move(one));
  }
  batch->printed_at = now;
  batch->printed_by = by;
  if (!store::mark_printed(tx, *batch)) return ErrorCode::conflict;
  return printed;
}

std::string to_csv(const std::vector<PrintedCard>& cards) {
  // Letters, digits and one dot: nothing to quote, nothing a spreadsheet would run.
  std::string text = "number,track,verification_code\n";
  for (const PrintedCard& card : cards) {
    text.append(card.number).append(",").append(card.track).append(",").append(card.code);
    text += '\n';
  }
  return text;
}

std::string to_xlsx(const std::vector<PrintedCard>& cards) {
  files::XlsxWriter writer("cards");
  const auto add = [&](std::string_view number, std::string_view track, std::string_view code) {
    const std::string_view cells[] = {number, track, code};
    writer.add_row(cells);
  };
  add("number", "track", "verification_code");
  for (const PrintedCard& card : cards) add(card.number, card.track, card.code);
  return writer.finish();
}

Outcome cancel_in_stock(
    sql::Tx& tx, BatchId batch, std::string_view number, ActorId by, Instant now
) {
  const auto canonical = canonical_number(number);
  auto card = canonical ? store::find_stock(tx, *canonical) : std::nullopt;
  if (!card || card->batch != batch) return fail(ErrorCode::card_not_found, "/number");
  if (card->state == State::cancelled) return not_usable(State::cancelled, "/number");
  card->state = State::cancelled;
  card->code_hash.reset();
  card->changed_at = now;
  card->changed_by = by;
  if (!store::update_stock(tx, *card)) return ErrorCode::conflict;
  return ok();
}

std::vector<TrackKey> track_keys(sql::Tx& tx) { return store::track_keys(tx); }

Result<TrackKey> rotate_track_key(sql::Tx& tx, ActorId by, Instant now) {
  const TrackKey key{newest_track_key(tx) + 1, TrackKeyState::active, now, by};
  if (key.number > track_key_max) return ErrorCode::conflict;
  if (!store::insert_track_key(tx, key)) return ErrorCode::conflict;
  return key;
}

Result<TrackKey> retire_track_key(sql::Tx& tx, int number, ActorId by, Instant now) {
  for (TrackKey& key : store::track_keys(tx)) {
    if (key.number != number) continue;
    if (key.state == TrackKeyState::retired) return key;
    if (number == newest_track_key(tx)) return ErrorCode::card_track_key_in_use;
    key.state = TrackKeyState::retired;
    key.retired_at = now;
    key.retired_by = by;
    store::retire_track_key(tx, key);
    return key;
  }
  return fail(ErrorCode::card_track_key_not_found, {}, {{"number", std::to_string(number)}});
}

int newest_track_key(sql::Tx& tx) {
  const auto keys = store::track_keys(tx);
  GX_CHECK_WHY(!keys.empty(), "no key of tracks");
  return keys.back().number;
}

bool is_track_key_active(sql::Tx& tx, int number) {
  for (const TrackKey& key : store::track_keys(tx)) {
    if (key.number == number) return key.state == TrackKeyState::active;
  }
  return false;
}

}  // namespace guanxi::cards
