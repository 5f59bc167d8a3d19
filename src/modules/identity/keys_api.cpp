// The HTTP endpoints of tokens and signing keys. Whatever answers a secret keeps its answer under
// the call's key, so that a retry gets the same one.
#include "modules/identity/endpoints.h"
#include "modules/identity/keys_views.h"
#include "modules/identity/visible.h"
#include "platform/api/idempotency.h"

namespace guanxi::identity {
namespace {

constexpr const char* keys_tag = "identity";
constexpr const char* keys_read = "identity:read";
constexpr const char* keys_write = "identity:write";
constexpr std::int64_t hour_seconds = 3'600;

KeyView key_view(CredentialInfo one, const ActorInfo& owner) {
  KeyView view;
  static_cast<CredentialView&>(view) = view_of(std::move(one));
  view.actor = owner.id;
  view.actor_name = owner.name;
  view.actor_kind = owner.kind;
  view.stores = owner.stores;
  view.units = owner.units;
  return view;
}

Result<api::Page<KeyView>> list_keys(
    const Identity& identity, const api::Call& call, const ListKeys& request
) {
  std::string after;
  if (request.cursor) {
    GX_TRY(parts, api::decode_cursor<std::string>("keys", *request.cursor));
    after = std::get<0>(parts);
  }
  const auto is_wanted = [&](const CredentialInfo& one) {
    if (request.kind && one.kind != *request.kind) return false;
    const bool has_ended = one.revoked_at || (one.expires_at && *one.expires_at <= call.now);
    return request.ended || !has_ended;
  };
  api::Page<KeyView> page;
  for (;;) {
    auto some = identity.credentials(after, api::page_limit_max);
    for (CredentialInfo& one : some) {
      if (!is_wanted(one)) continue;
      const auto owner = identity.find_actor(one.actor);
      if (!owner || !sees(identity, call.actor, *owner)) continue;
      if (std::ssize(page.items) == request.limit) {
        page.next_cursor = api::encode_cursor("keys", page.items.back().key);
        return page;
      }
      page.items.push_back(key_view(one, *owner));
    }
    if (std::ssize(some) < api::page_limit_max) return page;
    after = some.back().key;
  }
}

void add_listing_of_keys(api::Api& api, const Identity& identity) {
  api.add<ListKeys, api::Page<KeyView>>(
      {.method = api::Method::get,
       .path = "/v1/keys",
       .operation = "list_keys",
       .tag = keys_tag,
       .permission = keys_read,
       .summary = {"令牌与签名密钥列表", "List tokens and signing keys"},
       .description =
           {"用途、所属账号与范围、建立、最近使用、到期;只列出有权看到的账号的。",
            "What each is for, whose, for where, made when, used last, until when; of the accounts "
            "you may see."},
       .errors = {ErrorCode::bad_cursor}},
      [&](const api::Call& call, const ListKeys& request) {
        return list_keys(identity, call, request);
      }
  );
}

void add_tokens(
    api::Api& api, sql::Database& db, Identity& identity, const api::FirstAnswers& first_answers
) {
  using api::Method;
  api.add<IssueToken, IssuedTokenView>(
      {.method = Method::post,
       .path = "/v1/actors/{id}/tokens",
       .operation = "issue_token",
       .tag = keys_tag,
       .permission = keys_write,
       .summary = {"签发访问令牌", "Issue an access token"},
       .description =
           {"令牌内容只在此回应中出现;用同一个幂等键重试得到同一个令牌。",
            "The token's text appears in this answer only; a retry with the same key answers the "
            "same token."},
       .idempotency = api::Idempotency::required,
       .success_status = 201,
       .errors = {ErrorCode::actor_not_found, ErrorCode::store_out_of_scope}},
      [&](const api::Call& call, const IssueToken& request) -> Result<api::Reply<IssuedTokenView>> {
        auto reply = first_answers.once<IssuedTokenView>(
            db,
            call,
            "issue_token",
            201,
            [&](sql::Tx& tx) -> Result<IssuedTokenView> {
              GX_TRY(
                  issued,
                  identity.issue_token(
                      tx,
                      call,
                      request.id,
                      request.label,
                      request.expires_at,
                      call.now,
                      request.permissions
                  )
              );
              return IssuedTokenView{issued.key, issued.text, issued.expires_at};
            }
        );
        if (reply) identity.refresh();
        return reply;
      }
  );

  api.add<RevokeToken, Nothing>(
      {.method = Method::del,
       .path = "/v1/actors/{id}/tokens/{key}",
       .operation = "revoke_token",
       .tag = keys_tag,
       .permission = keys_write,
       .summary = {"吊销令牌或签名密钥", "Revoke a token or signing key"},
       .description = {"立即生效;重复吊销无妨。", "In force at once; may be repeated."},
       .success_status = 204,
       .errors = {ErrorCode::actor_not_found, ErrorCode::store_out_of_scope}},
      [&](const api::Call& call, const RevokeToken& request) -> Result<Nothing> {
        return identity.revoke_credential(call, request.id, request.key, call.now);
      }
  );
}

void add_signing_keys(
    api::Api& api, sql::Database& db, Identity& identity, const api::FirstAnswers& first_answers
) {
  using api::Method;
  api.add<IssueTillKey, IssuedKeyView>(
      {.method = Method::post,
       .path = "/v1/till-keys",
       .operation = "issue_till_key",
       .tag = keys_tag,
       .permission = keys_write,
       .summary = {"为收银机发放签名密钥", "Give a till a signing key"},
       .description =
           {"收银机还没有账号时一并建立。密文只在此回应中出现;用同一个幂等键重试得到同一个密钥。",
            "Makes the till's account if it has none. The secret appears in this answer only; a "
            "retry with the same key answers the same one."},
       .idempotency = api::Idempotency::required,
       .success_status = 201,
       .errors = {ErrorCode::till_not_found, ErrorCode::code_taken, ErrorCode::store_out_of_scope}},
      [&](const api::Call& call, const IssueTillKey& request) -> Result<api::Reply<IssuedKeyView>> {
        auto reply = first_answers.once<IssuedKeyView>(
            db,
            call,
            "issue_till_key",
            201,
            [&](sql::Tx& tx) -> Result<IssuedKeyView> {
              const NewTillKey wanted{request.till, request.label, request.permissions};
              GX_TRY(issued, identity.issue_till_key(tx, call, wanted, call.now));
              return IssuedKeyView{issued.actor, issued.key.key, issued.key.secret};
            }
        );
        if (reply) identity.refresh();
        return reply;
      }
  );
  api.add<RotateKey, IssuedKeyView>(
      {.method = Method::post,
       .path = "/v1/actors/{id}/keys/{key}/rotation",
       .operation = "rotate_signing_key",
       .tag = keys_tag,
       .permission = keys_write,
       .summary = {"轮换签名密钥", "Replace a signing key"},
       .description =
           {"新密钥立即可用,旧密钥再有效一段时间。密文只在此回应中出现。",
            "The new key is good at once, the old one for a while. The secret appears in this "
            "answer only."},
       .idempotency = api::Idempotency::required,
       .success_status = 201,
       .errors = {ErrorCode::actor_not_found, ErrorCode::store_out_of_scope}},
      [&](const api::Call& call, const RotateKey& request) -> Result<api::Reply<IssuedKeyView>> {
        auto reply = first_answers.once<IssuedKeyView>(
            db,
            call,
            "rotate_signing_key",
            201,
            [&](sql::Tx& tx) -> Result<IssuedKeyView> {
              const std::int64_t grace = hour_seconds * request.grace_hours;
              GX_TRY(
                  issued,
                  identity.rotate_signing_key(tx, call, request.id, request.key, grace, call.now)
              );
              return IssuedKeyView{request.id, issued.key, issued.secret};
            }
        );
        if (reply) identity.refresh();
        return reply;
      }
  );
}

}  // namespace

CredentialView view_of(CredentialInfo info) {
  return {
      std::move(info.key),
      info.kind,
      std::move(info.label),
      info.created_at,
      std::move(info.permissions),
      info.used_at,
      info.expires_at,
      info.revoked_at};
}

void add_key_endpoints(
    api::Api& api, sql::Database& db, Identity& identity, const api::FirstAnswers& first_answers
) {
  add_listing_of_keys(api, identity);
  add_tokens(api, db, identity, first_answers);
  add_signing_keys(api, db, identity, first_answers);
}

}  // namespace guanxi::identity
