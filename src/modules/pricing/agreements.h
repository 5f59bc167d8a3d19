// Agreements on cost sharing 折扣分担: who bears what no rule with shares of its own takes off –
// the member rate of a card type by its cost-sharing group, the shop's own reduction, rounding off.
// Versioned like the parameters of pricing: a version is never edited, a change is the next one, in
// force at once. Without one the mall bears it.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/pricing/rule_life.h"

namespace guanxi::pricing {

/// member_rate: also of documents that name no shares.
enum class AgreedOn : std::uint8_t { member_rate, shop_price, rounding };
BOOST_DESCRIBE_ENUM(AgreedOn, member_rate, shop_price, rounding)

struct Agreement {
  AgreedOn on = AgreedOn::member_rate;
  /// Of card types, of member_rate only; nullopt: of all that have no agreement of their own.
  std::optional<std::string> cost_group;
  std::vector<ShareTerms> shares;
  bool operator==(const Agreement&) const = default;
};
struct AgreementTerms {
  std::vector<Agreement> agreements;
  bool operator==(const AgreementTerms&) const = default;
};
namespace limits {
inline constexpr std::int64_t agreements_max = 200;
}

/// Null: nothing is agreed, the mall bears it.
const std::vector<ShareTerms>* agreed_on(
    const AgreementTerms& terms, AgreedOn on, const std::optional<std::string>& cost_group
);
/// What an agreement would be on for a concession of that kind; nullopt: it has the rule's shares,
/// or the mall bears it.
std::optional<AgreedOn> agreed_of(RuleKind kind);

/// Errors, all at once, below `at`: too_few and code_taken, bad_format and out_of_range at shares,
/// unknown_value at a cost_group of what is not by card.
void check_agreements(
    const AgreementTerms& terms, const std::string& at, std::vector<Error>& faults
);

struct AgreementVersion {
  ProgrammeId programme;
  std::int64_t version = 0;  // 0: none yet
  Instant effective_from;
  AgreementTerms terms;
  std::string reason;
  ActorId created_by;
};
AgreementVersion agreements_now(sql::Tx& tx, ProgrammeId programme);
/// The newest first, of versions below `before`.
std::vector<AgreementVersion> agreement_history(
    sql::Tx& tx, ProgrammeId programme, std::int64_t before, int limit
);
/// The next version after `now`; the same terms make none. The caller has checked the terms.
/// Errors: those of /reason, conflict.
Result<AgreementVersion> change_agreements(
    sql::Tx& tx, const AgreementVersion& now, const AgreementTerms& terms, const Step& step
);

/// All versions of a programme, for asking what was agreed when.
class Agreements {
 public:
  Agreements() = default;
  Agreements(sql::Tx& tx, ProgrammeId programme);
  /// Null: the mall.
  const std::vector<ShareTerms>* find(
      AgreedOn on, const std::optional<std::string>& cost_group, Instant when
  ) const;

 private:
  std::vector<AgreementVersion> newest_first_;
};

}  // namespace guanxi::pricing
