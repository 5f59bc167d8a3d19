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

}  // namespace guanxi::wallet
