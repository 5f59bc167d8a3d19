// What the endpoints of signing in share. Private to the module.
#pragma once

#include "modules/identity/sign_in.h"

namespace guanxi::identity {

struct SessionList;

struct SignInParts {
  Identity& identity;
  Sessions& sessions;
  SignIn& sign_in;
};

SessionList list_sessions(const SignInParts& parts, const api::Call& call, ActorId actor);

/// What administrators do with the sessions, passwords and second factors of others.
void add_account_endpoints(api::Api& api, SignInParts parts);

}  // namespace guanxi::identity
