// Every sealed value of the store, whichever module keeps it: counted, or sealed anew after the
// keys were rotated. For the key commands and doctor.
#pragma once

#include <functional>

#include "modules/identity/identity.h"
#include "modules/members/members.h"
#include "platform/api/idempotency.h"

namespace guanxi::app {

class Application;

struct SealWalkOptions {
  crypto::SealWalk walk = crypto::SealWalk::count;
  int page = 200;                   // rows in one short transaction
  std::function<bool()> stop = {};  // asked between pages
  std::function<void(const crypto::SealCensus&)> on_page = {};
};

/// Walks over all of them. Nothing is remembered of a walk that was stopped or died: the next one
/// passes quickly over what is sealed anew already.
crypto::SealCensus walk_seals(Application& application, const SealWalkOptions& options);

}  // namespace guanxi::app
