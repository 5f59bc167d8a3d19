// Where an actor enrols. Inside flows/enrol only.
#pragma once

#include "flows/enrol/enrol.h"

namespace guanxi::enrol {

struct Counter {
  ProgrammeId programme;
  std::optional<StoreId> store;
};
/// Where a request happens: the store it names or the till's own, and the programme of that store,
/// the one named, or the only one the actor has to do with. Errors: store_not_found,
/// store_out_of_scope (/store or /programme), programme_not_found, unknown_value (not the store's
/// programme) and missing_field (/programme).
Result<Counter> find_counter(
    const House& house,
    const api::Call& call,
    const std::optional<std::string>& programme,
    const std::optional<std::string>& store
);

}  // namespace guanxi::enrol
