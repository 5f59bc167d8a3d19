// How the rules of a programme work together: 折上折 (E3), which kind of document wins, how
// promotions are chosen, rounding off. Versioned: a version is never edited, a change is the next
// one, in force at once. A programme without a version of its own has the defaults, version 0.
//
// Threads: functions of the caller's Tx; any thread.
#pragma once

#include <string>
#include <vector>

#include "modules/pricing/rule_life.h"

namespace guanxi::pricing {

struct ParameterVersion {
  ProgrammeId programme;
  std::int64_t version = 0;
  Instant effective_from;
  ParameterTerms terms;
  std::string reason;
  ActorId created_by;
};

ParameterVersion parameters_now(sql::Tx& tx, ProgrammeId programme);
ParameterVersion parameters_in_force(sql::Tx& tx, ProgrammeId programme, Instant when);
/// The newest first, of versions below `before`.
std::vector<ParameterVersion> parameter_history(
    sql::Tx& tx, ProgrammeId programme, std::int64_t before, int limit
);
/// The next version after `now`; the same terms make none. The caller has checked the terms.
/// Errors: those of /reason, conflict.
Result<ParameterVersion> change_parameters(
    sql::Tx& tx, const ParameterVersion& now, const ParameterTerms& terms, const Step& step
);

/// As stored; nullopt: it cannot be read.
std::optional<ParameterTerms> read_parameters(std::string_view content);

}  // namespace guanxi::pricing
