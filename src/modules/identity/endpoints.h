// What the endpoints of accounts, roles and keys share. Private to the module.
#pragma once

#include "modules/identity/views.h"

namespace guanxi::identity {

/// The version that the request's If-Match names.
inline VersionCheck if_match_of(const api::Call& call) {
  return [&call](std::int64_t version) { return api::check_if_match(call, api::etag_of(version)); };
}

CredentialView view_of(CredentialInfo info);

/// roles_api.cpp: /v1/roles…, /v1/permissions
void add_role_endpoints(api::Api& api, Identity& identity);
/// keys_api.cpp: /v1/keys, tokens and signing keys
void add_key_endpoints(
    api::Api& api, sql::Database& db, Identity& identity, const api::FirstAnswers& first_answers
);

}  // namespace guanxi::identity
