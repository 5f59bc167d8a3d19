// How members and reasons are shown. Inside flows/duplicates only.
#pragma once

#include "flows/duplicates/types.h"

namespace guanxi::duplicates {

/// "姓名：读音相同（+9.5）", "Name: sound the same (+9.5)".
std::vector<ReasonView> shown(const std::vector<matching::Reason>& reasons, api::Language language);
/// Masked for everybody.
PersonView shown(const members::Member& member, const std::optional<Phone>& phone);
matching::Facts facts_of(const members::Known& known);

}  // namespace guanxi::duplicates
