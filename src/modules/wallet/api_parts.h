// Inside modules/wallet: the parts of its HTTP API. Each adds its endpoints.
#pragma once

#include "modules/wallet/buyers.h"
#include "modules/wallet/scope.h"
#include "modules/wallet/wallet.h"
#include "platform/api/api.h"
#include "platform/api/idempotency.h"

namespace guanxi::wallet {

void add_reading(api::Api& api, const Desk& desk);   // api.cpp: balance and statement
void add_value(api::Api& api, const Desk& desk);     // api_value.cpp: recharge and payout
void add_standing(api::Api& api, const Desk& desk);  // api_standing.cpp: buyers, freeze, release
void add_programme(
    api::Api& api, const Desk& desk
);  // api_programme.cpp: rules, offers, licences …

void add_reports(api::Api& api, const Desk& desk);  // api_reports.cpp: liability, settlement

}  // namespace guanxi::wallet
