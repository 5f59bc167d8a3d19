#include "modules/coupons/codes.h"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>

#include "modules/coupons/changing.h"
#include "modules/coupons/codes_store.h"
#include "modules/coupons/gifts.h"
#include "platform/crypto/crypto.h"

namespace guanxi::coupons {
namespace {

constexpr std::string_view code_letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t code_bytes = 10, code_length = 17;
constexpr std::size_t group_length = 4;
constexpr std::size_t salt_bytes = 32;
constexpr std::size_t note_length_max = 500;

std::optional<int> value_of(char letter) {
  if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  if (letter == 'O') letter = '0';
  if (letter == 'I' || letter == 'L') letter = '1';
  const std::size_t at = code_letters.find(letter);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<int>(at);
}

/// The Luhn sum over 32 letters, every second one doubled, beginning with the last of `values` that
/// the check letter will stand behind.
int check_value(const std::vector<int>& values) {
  constexpr int base = 32;
  int sum = 0, factor = 2;
  for (auto value = values.rbegin(); value != values.rend(); ++value) {
    const int product = *value * factor;
    sum += product / base + product % base;
    factor = factor == 2 ? 1 : 2;
  }
  return (base - sum % base) % base;
}

Error no_such_code() { return refuse(Why::coupon_code_wrong, "/code"); }

Error batch_state(BatchState state) {
  const std::string word = boost::describe::enum_to_string(state, "");
  return refuse(Why::coupon_batch_state, "/id", {{"state", word}});
}

}  // namespace

std::string code_of(const std::array<std::uint8_t, code_bytes>& bits) {
  std::vector<int> values;
  unsigned buffer = 0;
  int held = 0;
  for (const std::uint8_t byte : bits) {
    buffer = (buffer << 8) | byte;
    for (held += 8; held >= 5;) {
      held -= 5;
      values.push_back(static_cast<int>((buffer >> held) & 31U));
    }
  }
  values.push_back(check_value(values));
  std::string code;
  for (const int value : values) code += code_letters[static_cast<std::size_t>(value)];
  return code;
}

std::string grouped(std::string_view code) {
  std::string text;
  for (std::size_t i = 0; i < code.size(); ++i) {
    // The letter that checks stands with the last group.
    if (i > 0 && i % group_length == 0 && i + 1 < code.size()) text += '-';
    text += code[i];
  }
  return text;
}

std::optional<std::string> canonical_code(std::string_view written) {
  std::vector<int> values;
  for (const char letter : written) {
    if (letter == '-' || letter == ' ') continue;
    const auto value = value_of(letter);
    if (!value || values.size() == code_length) return std::nullopt;
    values.push_back(*value);
  }
  if (values.size() != code_length) return std::nullopt;
  const int check = values.back();
  values.pop_back();
  if (check_value(values) != check) return std::nullopt;
  std::string code;
  for (const int value : values) code += code_letters[static_cast<std::size_t>(value)];
  return code + code_letters[static_cast<std::size_t>(check)];
}

std::string code_at(const crypto::SecretKey& key, std::string_view salt, std::int64_t number) {
  std::string data(salt);
  for (int i = 0; i < 8; ++i) data += static_cast<char>((number >> (8 * i)) & 0xFF);
  const crypto::Digest digest = crypto::hmac_sha256(key.reveal(), data);
  std::array<std::uint8_t, code_bytes> bits{};
  std::copy_n(digest.begin(), code_bytes, bits.begin());
  return code_of(bits);
}

std::string random_code() {
  const std::string bytes = crypto::random_bytes(code_bytes);
  std::array<std::uint8_t, code_bytes> bits{};
  for (std::size_t i = 0; i < code_bytes; ++i) bits[i] = static_cast<std::uint8_t>(bytes[i]);
  return code_of(bits);
}

crypto::Digest hash_of_code(const crypto::KeyRing& keys, std::string_view canonical) {
  return keys.blind_index("coupon_directory.code_hash", canonical);
}

Result<Batch> order_batch(
    sql::Tx& tx,
    IdGenerator& ids,
    const Template& terms,
    std::int64_t codes,
    std::string_view note,
    ActorId by,
    Instant now
) {
  GX_CHECK(codes >= 1 && codes <= limits::batch_codes_max);
  if (!is_valid_utf8(note) || has_control_characters(note, "\n\t")) {
    return fail(ErrorCode::bad_format, "/note");
  }
  if (code_points(note) > note_length_max) {
    return fail(ErrorCode::too_long, "/note", {{"max", std::to_string(note_length_max)}});
  }
  if (terms.state != TemplateState::active) {
    const std::string word = boost::describe::enum_to_string(terms.state, "");
    return refuse(Why::coupon_template_state, "/template", {{"state", word}});
  }
  const std::int64_t left = terms.stock - store::taken_of(tx, terms.id);
  if (terms.stock != 0 && left < codes) {
    return refuse(Why::coupon_sold_out, "/codes", {{"left", std::to_string(left)}});
  }
  Batch batch;
  batch.id = ids.next_id<CouponBatchTag>();
  batch.template_id = terms.id;
  batch.codes = codes;
  batch.salt = sql::Bytes{crypto::random_bytes(salt_bytes)};
  batch.note = note;
  batch.made_at = now;
  batch.made_by = by;
  store::insert_batch(tx, batch);
  if (!store::take_stock(tx, terms.id, terms.stock, codes)) return ErrorCode::conflict;
  return batch;
}

std::optional<Batch> find_batch(sql::Tx& tx, BatchId id) { return store::find_batch(tx, id); }

std::vector<Batch> batches_of(
    sql::Tx& tx, TemplateId id, std::optional<BatchId> before, int limit
) {
  return store::batches_before(tx, id, before.value_or(BatchId(INT64_MAX)), limit);
}

std::int64_t claimed_of(sql::Tx& tx, const Batch& batch) {
  if (batch.state == BatchState::cancelled) return batch.claimed;
  return store::count_claimed(tx, batch.id);
}

Result<Batch> cancel_batch(sql::Tx& tx, BatchId id) {
  const auto before = store::find_batch(tx, id);
  if (!before) return refuse(Why::coupon_batch_not_found, "/id");
  if (before->state == BatchState::cancelled) return batch_state(before->state);
  Batch after = *before;
  after.state = BatchState::cancelled;
  after.claimed = store::count_claimed(tx, id);
  after.salt.reset();
  if (!store::update_batch(tx, *before, after)) return ErrorCode::conflict;
  const std::int64_t back = after.codes - after.claimed;
  if (back > 0) store::untake_stock(tx, after.template_id, back);
  return after;
}

Result<Batch> export_batch(sql::Tx& tx, BatchId id, ActorId by, Instant now) {
  const auto before = store::find_batch(tx, id);
  if (!before) return refuse(Why::coupon_batch_not_found, "/id");
  if (before->state != BatchState::made) return batch_state(before->state);
  Batch after = *before;
  after.state = BatchState::exported;
  after.salt.reset();
  after.exported_at = now;
  after.exported_by = by;
  if (!store::update_batch(tx, *before, after)) return ErrorCode::conflict;
  after.salt = before->salt;
  return after;
}

std::string codes_csv(const crypto::KeyRing& keys, const Batch& batch) {
  GX_CHECK(batch.salt.has_value());
  constexpr std::size_t line = 30;
  const crypto::SecretKey key = keys.derive("coupons.codes");
  // Letters, digits and dashes: nothing to quote, nothing a spreadsheet would run.
  std::string text = "number,code\n";
  text.reserve(line * static_cast<std::size_t>(batch.codes + 1));
  for (std::int64_t number = 1; number <= batch.codes; ++number) {
    text += std::to_string(number) + "," + grouped(code_at(key, batch.salt->data, number)) + "\n";
  }
  return text;
}

Result<Claimed> claim(
    sql::Tx& tx,
    IdGenerator& ids,
    const crypto::KeyRing& keys,
    const Claimant& who,
    std::string_view written,
    const Act& act
) {
  const auto code = canonical_code(written);
  if (!code) return no_such_code();
  const crypto::Digest hash = hash_of_code(keys, *code);
  const auto place = store::find_place(tx, hash);
  if (!place) return no_such_code();
  if (place->state != store::PlaceState::open) return refuse(Why::coupon_code_used, "/code");
  if (!place->batch) {
    const Offer which{*place->owner, *place->coupon, place->number};
    return claim_offer(tx, ids, hash, which, who, act);
  }
  const auto batch = store::find_batch(tx, place->batch);
  GX_CHECK_WHY(batch.has_value(), "a code without its batch");
  if (batch->state == BatchState::cancelled) return no_such_code();
  const auto terms = store::find_template(tx, batch->template_id);
  GX_CHECK_WHY(terms.has_value(), "a batch without its template");
  if (terms->programme != who.programme) return no_such_code();
  const Cause cause{CauseKind::code, batch->id.value(), place->number};
  const Issue wanted{who.owner, who.birthday, cause, std::string()};
  auto issued = issue(tx, ids, *terms, wanted, act, true);
  if (!issued) {
    Error refusal = issued.error();
    if (refusal.pointer.empty() && refusal.code != ErrorCode::conflict) refusal.pointer = "/code";
    return refusal;
  }
  if (!store::claim_place(tx, hash, who.owner, issued->coupon.id)) return ErrorCode::conflict;
  return Claimed{std::move(issued->coupon), std::nullopt};
}

std::optional<CouponId> claimed_by(
    sql::Tx& tx, const crypto::KeyRing& keys, OwnerId owner, std::string_view written
) {
  const auto code = canonical_code(written);
  if (!code) return std::nullopt;
  const auto place = store::find_place(tx, hash_of_code(keys, *code));
  if (!place || place->state != store::PlaceState::claimed) return std::nullopt;
  OwnerId holder = *place->owner;
  std::optional<CouponId> held = place->coupon;
  while (held && holder != owner) {
    const auto heir = members::merged_into_of(tx, holder);
    if (!heir) return std::nullopt;
    held = store::find_carried(tx, *heir, *held);
    holder = *heir;
  }
  return held;
}

Outcome count_attempt(sql::Tx& tx, OwnerId owner, Date today) {
  constexpr int max = limits::wrong_codes_a_day_max;
  const std::int64_t wrong = store::wrong_today(tx, owner, today).value_or(0);
  if (wrong >= max) {
    return refuse(Why::coupon_attempts, "/code", {{"max", std::to_string(max)}});
  }
  store::set_wrong(tx, owner, today, wrong + 1);
  return ok();
}

void forget_attempt(sql::Tx& tx, OwnerId owner, Date today) {
  const std::int64_t wrong = store::wrong_today(tx, owner, today).value_or(0);
  if (wrong > 0) store::set_wrong(tx, owner, today, wrong - 1);
}

}  // namespace guanxi::coupons
