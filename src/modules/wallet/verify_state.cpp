#include "modules/wallet/verify_state.h"

#include "modules/wallet/words.h"

namespace guanxi::wallet {

std::optional<ParsedEntry> parse(const store::RawEntry& raw) {
  const auto reason = parse_word<Reason>(raw.reason);
  const auto asset = parse_word<Asset>(raw.asset);
  const auto debit = parse_word<House>(raw.debit);
  const auto credit = parse_word<House>(raw.credit);
  if (!reason || !asset || !debit || !credit || !parse_word<CauseKind>(raw.cause_kind)) {
    return std::nullopt;
  }
  const auto transfer = transfer_of(*reason, *asset);
  if (!transfer || *transfer != Transfer{*debit, *credit}) return std::nullopt;
  const bool nothing = moves_nothing(*reason);
  if (raw.amount < 0 || nothing != (raw.amount == 0)) return std::nullopt;
  const bool has_lot = !nothing && *asset != Asset::change;
  if (has_lot != (raw.lot_id != 0)) return std::nullopt;
  return ParsedEntry{*reason, *asset, *transfer};
}

bool is_leaving(Reason reason) {
  return reason == Reason::merged_out || reason == Reason::spent_out ||
         reason == Reason::repaid_out || reason == Reason::kept_out;
}

void CarriedSums::take(const ParsedEntry& entry, Wrapping amount) {
  switch (entry.reason) {
    case Reason::merged_out:
      left_[static_cast<std::size_t>(entry.asset)] += amount;
      return;
    case Reason::merged_in:
      left_[static_cast<std::size_t>(entry.asset)] -= amount;
      return;
    case Reason::spent_out:
      spent_ += amount;
      return;
    case Reason::spent_in:
      spent_ -= amount;
      return;
    case Reason::repaid_out:
      repaid_ += amount;
      return;
    case Reason::repaid_in:
      repaid_ -= amount;
      return;
    case Reason::kept_out:
      kept_ += amount;
      return;
    case Reason::kept_in:
      kept_ -= amount;
      return;
    default:
      return;
  }
}

bool CarriedSums::is_even() const {
  Wrapping lost = spent_ | repaid_ | kept_;
  for (const Wrapping sum : left_) lost |= sum;
  return lost == 0;
}

}  // namespace guanxi::wallet
