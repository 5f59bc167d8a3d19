// Inside modules/identity: what the record of a change says.
#pragma once

#include <string>

#include "modules/identity/identity.h"

namespace guanxi::identity {

/// As JSON: what an actor may do, a credential without its secret, what a role gives.
std::string record_of(const ActorInfo& info);
std::string record_of(const CredentialInfo& info);
std::string record_of(const Role& role);

}  // namespace guanxi::identity
