#include "modules/points/verify_lots.h"

#include "modules/points/words.h"
#include "platform/crypto/crypto.h"

namespace guanxi::points {

std::optional<ParsedEntry> parse(const store::RawEntry& raw) {
  const auto reason = parse_word<Reason>(raw.reason);
  const auto sum = parse_word<Sum>(raw.klass);
  const auto debit = parse_word<House>(raw.debit);
  const auto credit = parse_word<House>(raw.credit);
  const auto lot_class = parse_word<Class>(raw.lot_class);
  const auto cause = parse_word<CauseKind>(raw.cause_kind);
  if (!reason || !sum || !debit || !credit || !cause) {
    return std::nullopt;
  }
  const auto transfer = transfer_of(*reason, *sum);
  if (!transfer || *transfer != Transfer{*debit, *credit}) return std::nullopt;
  const bool has_lot = raw.expires_on != 0;
  if (raw.amount < 0 || has_lot != lot_class.has_value() || has_lot == (raw.amount == 0)) {
    return std::nullopt;
  }
  if (!has_lot && (raw.lot_id != 0 || !raw.lot_class.empty())) return std::nullopt;
  return ParsedEntry{*reason, *sum, *transfer, lot_class, *cause};
}

LotSums& LotSums::operator+=(const LotSums& other) {
  original += other.original;
  remaining += other.remaining;
  held += other.held;
  expired += other.expired;
  forgiven += other.forgiven;
  caused += other.caused;
  return *this;
}

namespace {

Wrapping caused(std::int64_t original, CauseKind cause) {
  return wrap(original) * (static_cast<Wrapping>(cause) + 1);
}

}  // namespace

LotSums lot_effect(const ParsedEntry& entry, std::int64_t amount) {
  Lot lot;
  apply(lot, entry.reason, entry.sum, Points(amount));
  // What a merge brought was caused in the account that it came from.
  const std::int64_t own = entry.reason == Reason::merged_in ? 0 : lot.original.value();
  return {
      wrap(lot.original.value()),
      wrap(lot.remaining.value()),
      wrap(lot.held.value()),
      wrap(lot.expired.value()),
      wrap(lot.forgiven.value()),
      caused(own, entry.cause)};
}

LotSums sums_of(const store::RawLot& lot) {
  return {
      wrap(lot.original),
      wrap(lot.remaining),
      wrap(lot.held),
      wrap(lot.expired),
      wrap(lot.forgiven),
      caused(
          lot.brought != 0 ? 0 : lot.original,
          parse_word<CauseKind>(lot.cause_kind).value_or(CauseKind::sale)
      )};
}

bool in_bounds(const store::RawLot& lot) {
  return lot.original >= 0 && lot.remaining >= 0 && lot.held >= 0 && lot.held <= lot.remaining &&
         lot.expired >= 0 && lot.remaining <= lot.original - lot.expired && lot.forgiven >= 0 &&
         lot.forgiven <= lot.expired && lot.reversed >= 0 && lot.reversed <= lot.original &&
         parse_word<CauseKind>(lot.cause_kind).has_value() &&
         (!lot.usable_from || Date::from_yyyymmdd(*lot.usable_from));
}

LotSketch::LotSketch() {
  const std::string salt = crypto::random_bytes(sizeof salt_);
  salt.copy(reinterpret_cast<char*>(&salt_), sizeof salt_);
}

Wrapping LotSketch::weight(std::int64_t day, std::int64_t lot_id, Class klass, Wrapping column)
    const {
  Wrapping mixed = salt_ + column;
  for (const Wrapping part : {wrap(day), wrap(lot_id), static_cast<Wrapping>(klass)}) {
    // SplitMix64's finaliser (Steele, Lea & Flood 2014) between the parts of the key.
    mixed = (mixed ^ part) + 0x9e3779b97f4a7c15;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    mixed ^= mixed >> 31;
  }
  return mixed | 1;
}

Wrapping LotSketch::of(std::int64_t day, std::int64_t lot_id, Class klass, const LotSums& sums)
    const {
  return sums.original * weight(day, lot_id, klass, 1) +
         sums.remaining * weight(day, lot_id, klass, 2) +
         sums.expired * weight(day, lot_id, klass, 3) +
         sums.forgiven * weight(day, lot_id, klass, 4) + sums.held * weight(day, lot_id, klass, 5) +
         sums.caused * weight(day, lot_id, klass, 6);
}

}  // namespace guanxi::points
