// The HTTP endpoints of proofs: for the member's channel (the code to show, the PIN, a code by
// message) and for the desk.
#include "modules/audit/audit.h"
#include "modules/proofs/api_types.h"

namespace guanxi::proofs {
namespace {

using api::Call;
using api::Method;
using enum ErrorCode;

constexpr int uses_shown = 20;
constexpr const char* tag = "proofs";

class Endpoints {
 public:
  Endpoints(sql::Database& db, const Proofs& proofs) : db_(db), proofs_(proofs) {}

  Result<StandingView> standing(const Call& call, OwnerId id) const {
    GX_TRY(member, proofs_.load(call, id));
    return db_.read([&](sql::Tx& tx) -> Result<StandingView> {
      const Proofs::Standing standing = proofs_.standing(tx, id, call.now);
      StandingView shown;
      shown.member = member.id;
      shown.pin_set = standing.pin_set_at.has_value();
      shown.pin_set_at = standing.pin_set_at;
      shown.pin_locked_until = standing.pin_locked_until;
      shown.code_locked_until = standing.code_locked_until;
      for (const auto& code : standing.open_codes) shown.open_codes.push_back(view(code));
      for (const auto& use : proofs_.uses(tx, id, uses_shown)) {
        shown.uses.push_back(
            {use.kind, use.cause, std::to_string(use.cause_id), use.reason, use.used_at, use.actor}
        );
      }
      return shown;
    });
  }

  Result<RotatingView> rotating_code(const Call& call, const MemberPath& request) const {
    GX_TRY(member, load_active(call, request.id));
    GX_TRY(code, proofs_.rotating_code(member, call.now));
    return RotatingView{code.code, code.valid_until};
  }

  Result<StandingView> renew_key(const Call& call, const MemberPath& request) const {
    GX_TRY(member, proofs_.load(call, request.id));
    proofs_.renew_key(call, member.id);
    return standing(call, member.id);
  }

  Result<StandingView> set_pin(const Call& call, const SetPin& request) const {
    GX_TRY(member, load_active(call, request.id));
    Result<std::optional<Proven>> judged = std::optional<Proven>();
    if (request.proof) {
      auto proven = proofs_.judge(call, member, Purpose::pin, *request.proof);
      if (proven) {
        judged = std::optional(*std::move(proven));
      } else {
        judged = std::move(proven).error();
      }
    }
    GX_TRY_VOID(proofs_.set_pin(call, member, request.pin, judged));
    return standing(call, member.id);
  }

  Result<StandingView> remove_pin(const Call& call, const RemovePin& request) const {
    GX_TRY(member, proofs_.load(call, request.id));
    proofs_.remove_pin(call, member.id, request.reason);
    return standing(call, member.id);
  }

  Result<CodeView> issue_code(const Call& call, const IssueCode& request) const {
    GX_TRY(member, load_active(call, request.id));
    GX_TRY(code, proofs_.issue_code(call, member, request.purpose));
    return view(code);
  }

  Result<DigitsView> digits(const Call& call, const CodePath& request) const {
    GX_TRY(member, proofs_.load(call, request.id));
    GX_TRY(digits, proofs_.digits_of(member.id, request.code, call.now));
    // Durable before the answer leaves: without a record nothing is shown.
    GX_TRY_VOID(db_.write([&](sql::Tx& tx) -> Outcome {
      audit::record(
          tx,
          call,
          {.action = "member_revealed",
           .object_kind = "member",
           .object_id = member.id.to_string(),
           .member = member.id,
           .changes = audit::Changes().name("one_time_code", true)},
          call.now
      );
      return ok();
    }));
    return DigitsView{std::move(digits)};
  }

 private:
  static CodeView view(const Proofs::OneTimeCode& code) {
    return {code.id, code.purpose, code.issued_at, code.expires_at};
  }

  Result<members::Member> load_active(const Call& call, OwnerId id) const {
    GX_TRY(member, proofs_.load(call, id));
    if (member.state == members::State::closed) return member_closed;
    if (member.state == members::State::frozen) return member_frozen;
    return member;
  }

  sql::Database& db_;
  const Proofs& proofs_;
};

void add_channel(api::Api& api, const Endpoints& endpoints) {
  api.add<MemberPath, RotatingView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/rotating-code",
       .operation = "show_rotating_code",
       .tag = tag,
       .permission = "proofs:code",
       .summary = {"显示动态会员码", "Show the rotating member code"},
       .description =
           {"供会员本人的渠道（公众号、小程序）调用。收银机扫到后以 rotating_code "
            "识别会员，同时即为凭证。前后各宽限 30 秒，用过即失效。",
            "For the member's own channel. A till that scans it names the member by rotating_code, "
            "which proves it as well. Accepted 30 seconds early or late, once."},
       .errors = {member_not_found, member_closed, member_frozen, conflict}},
      [endpoints](const Call& call, const MemberPath& request) {
        return endpoints.rotating_code(call, request);
      }
  );
  api.add<SetPin, StandingView>(
      {.method = Method::put,
       .path = "/v1/members/{id}/pin",
       .operation = "set_member_pin",
       .tag = tag,
       .permission = "proofs:pin",
       .summary = {"设置或修改会员密码", "Set or change a member's PIN"},
       .description =
           {"供会员本人的渠道调用。修改须有原密码、用途为 pin 的验证码或主管确认。密码只存 "
            "Argon2id "
            "摘要，谁也看不到。",
            "For the member's own channel. To change it takes the PIN before, a one-time code for "
            "the purpose pin, or a supervisor. Kept as an Argon2id hash: nobody can read it."},
       .errors =
           {member_not_found,
            member_closed,
            member_frozen,
            pin_weak,
            proof_required,
            proof_too_weak,
            proof_wrong,
            proof_expired,
            proof_used,
            proof_locked,
            proof_not_found,
            pin_not_set,
            no_parameters_in_force,
            conflict}},
      [endpoints](const Call& call, const SetPin& request) {
        return endpoints.set_pin(call, request);
      }
  );
  api.add<IssueCode, CodeView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/one-time-codes",
       .operation = "issue_one_time_code",
       .tag = tag,
       .permission = "proofs:code",
       .summary = {"发送一次性验证码", "Issue a one-time code"},
       .description =
           {"6 位，最多 5 "
            "分钟，只能用一次；新码取代同一用途的旧码。应答中不含数字：由读取发件箱 "
            "proof.code_issued 的程序投递。",
            "6 digits, 5 minutes at most, good once; a new one takes the place of the one before. "
            "The answer has no digits: whoever reads proof.code_issued in the outbox delivers it."},
       .success_status = 201,
       .errors =
           {member_not_found,
            member_closed,
            member_frozen,
            one_time_codes_too_many,
            no_parameters_in_force,
            conflict}},
      [endpoints](const Call& call, const IssueCode& request) {
        return endpoints.issue_code(call, request);
      }
  );
}

void add_desk(api::Api& api, const Endpoints& endpoints) {
  api.add<MemberPath, StandingView>(
      {.method = Method::get,
       .path = "/v1/members/{id}/proofs",
       .operation = "get_member_proofs",
       .tag = tag,
       .permission = "proofs:read",
       .summary = {"会员的凭证状态", "Read what a member can prove himself by"},
       .description =
           {"含最近使用的凭证；收银员在销售中的确认记在单据上。",
            "With the proofs used last; what a cashier confirmed of a sale stands in its receipt."},
       .errors = {member_not_found}},
      [endpoints](const Call& call, const MemberPath& request) {
        return endpoints.standing(call, request.id);
      }
  );
  api.add<MemberPath, StandingView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/rotating-code/renewal",
       .operation = "renew_rotating_key",
       .tag = tag,
       .permission = supervise,
       .summary = {"作废已显示的动态会员码", "Make the codes shown before worthless"},
       .description =
           {"会员手机丢失时使用；此后的码由新密钥产生。",
            "When a phone is lost: codes come from another key from now on."},
       .errors = {member_not_found}},
      [endpoints](const Call& call, const MemberPath& request) {
        return endpoints.renew_key(call, request);
      }
  );
  api.add<RemovePin, StandingView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/pin/removal",
       .operation = "remove_member_pin",
       .tag = tag,
       .permission = supervise,
       .summary = {"撤销会员密码", "Take a forgotten PIN away"},
       .description =
           {"连同锁定一起解除；会员随后可重新设置。原因留有记录。",
            "And its lock; the member may set another one. The reason is kept."},
       .errors = {member_not_found}},
      [endpoints](const Call& call, const RemovePin& request) {
        return endpoints.remove_pin(call, request);
      }
  );
  api.add<CodePath, DigitsView>(
      {.method = Method::get,
       .path = "/v1/members/{id}/one-time-codes/{code}",
       .operation = "reveal_one_time_code",
       .tag = tag,
       .permission = "proofs:reveal",
       .summary = {"查看验证码的数字", "Read the digits of a one-time code"},
       .description =
           {"供投递消息的程序与演示、测试使用；每次查看都记入审计日志。",
            "For the program that delivers messages, and for demonstrations; every reading leaves "
            "a record in the audit trail."},
       .errors = {member_not_found, proof_not_found}},
      [endpoints](const Call& call, const CodePath& request) {
        return endpoints.digits(call, request);
      }
  );
}

}  // namespace

void add_endpoints(api::Api& api, sql::Database& db, const Proofs& proofs) {
  const Endpoints endpoints(db, proofs);
  add_channel(api, endpoints);
  add_desk(api, endpoints);
}

}  // namespace guanxi::proofs
