// The endpoints of members and their cards.
#include "flows/enrol/enrol.h"

namespace guanxi::enrol {
namespace {

using api::Call;
using api::Method;
using enum ErrorCode;

constexpr const char* tag = "members";
constexpr const char* may_read = "members:read";
constexpr const char* may_write = "members:write";

void add_enrol(api::Api& api, const Enrol& enrol) {
  api.add<EnrolRequest, MemberView>(
      {.method = Method::post,
       .path = "/v1/members",
       .operation = "enrol_member",
       .tag = tag,
       .permission = may_write,
       .summary = {"办理入会", "Enrol a member"},
       .description =
           {"一次完成资料、会员卡与积分账户。手机号等已属于另一位会员时返回 "
            "identity_"
            "taken，请改用查找。计划设有入会条件时一并检查，赠送、付费会员、同意与推荐同时入账。可"
            "能是同一人的已有会员列在 possible_duplicates "
            "中，可当场认定是否同一人。应答一律脱敏。",
            "Profile, card and points account in one step. identity_taken means that the phone (or "
            "e-mail, external id) belongs to a member already: look that one up. Under terms of "
            "registration what they ask for is checked together, and gifts, paid membership, "
            "consents and referrer are written with it. Members who may "
            "be the same person stand in possible_duplicates; say whether they are. The answer is "
            "always masked."},
       .idempotency = api::Idempotency::required,
       .success_status = 201,
       .errors =
           {identity_required,
            identity_taken,
            card_number_taken,
            card_number_not_printed,
            card_not_usable,
            card_type_retired,
            card_code_wrong,
            programme_not_found,
            store_not_found,
            store_out_of_scope,
            registration_channel_closed,
            not_eligible,
            guardian_consent_required,
            charter_required,
            consent_text_not_found,
            referrer_not_found,
            phone_is_shared,
            receipt_not_found,
            not_a_sale,
            already_voided,
            proof_required,
            proof_wrong,
            proof_expired,
            proof_used,
            proof_locked,
            proof_not_found,
            membership_plan_not_found,
            membership_plan_retired,
            membership_price_differs,
            code_taken,
            tier_ladder_off,
            tier_not_found,
            no_parameters_in_force,
            idempotency_key_reused,
            conflict}},
      [&enrol](const Call& call, const EnrolRequest& request) { return enrol.enrol(call, request); }
  );
}

void add_finding(api::Api& api, const Enrol& enrol) {
  api.add<MemberPath, MemberView>(
      {.method = Method::get,
       .path = "/v1/members/{id}",
       .operation = "get_member",
       .tag = tag,
       .permission = may_read,
       .summary = {"查询会员", "Read a member"},
       .description =
           {"含会员卡与今日可用积分。没有 members:reveal "
            "权限时姓名、手机号、邮箱脱敏；有此权限则每次查看都留下审计记录。",
            "With cards and the points usable today. Name, phone and e-mail are masked without the "
            "permission members:reveal; with it, every reading leaves an audit record."},
       .errors = {member_not_found}},
      [&enrol](const Call& call, const MemberPath& request) { return enrol.get(call, request); }
  );
  api.add<LookupRequest, MemberView>(
      {.method = Method::post,
       .path = "/v1/members/lookup",
       .operation = "look_up_member",
       .tag = tag,
       .permission = may_read,
       .summary = {"按手机号、卡号等查找会员", "Look a member up"},
       .description =
           {"用 POST 是为了让手机号不出现在网址和日志里；不改变任何数据。",
            "A POST, so that phone numbers never stand in URLs or logs; it changes nothing."},
       .errors =
           {member_not_found,
            phone_is_shared,
            card_not_found,
            card_track_refused,
            card_track_superseded,
            programme_not_found,
            store_out_of_scope}},
      [&enrol](const Call& call, const LookupRequest& request) {
        return enrol.look_up(call, request);
      }
  );
  api.add<SearchRequest, FoundMembers>(
      {.method = Method::post,
       .path = "/v1/members/search",
       .operation = "search_members",
       .tag = tag,
       .permission = may_read,
       .summary =
           {"按手机尾号、卡号尾号、姓名、拼音或首字母查找",
            "Search by the end of a phone or card, by name or pinyin"},
       .description =
           {"最多返回 20 条，全部脱敏；不含已注销会员。按卡查找时每张卡一条，并标明卡的状态；"
            "已并入他人的会员之卡，列其保留的会员。",
            "At most 20, all masked; closed memberships are left out. A search by card has an item "
            "for each card with its state; a card of somebody who was merged shows the survivor."},
       .errors = {programme_not_found, store_out_of_scope}},
      [&enrol](const Call& call, const SearchRequest& request) {
        return enrol.search(call, request);
      }
  );
  api.add<MemberPath, ContactView>(
      {.method = Method::get,
       .path = "/v1/members/{id}/contact",
       .operation = "reveal_member_contact",
       .tag = tag,
       .permission = "members:reveal",
       .summary = {"查看联系方式明文", "Read contact data in the clear"},
       .description =
           {"每次查看都在审计日志中留下谁看了谁的哪些字段，不含内容。",
            "Every reading leaves an audit line: who saw which fields of whom, without the "
            "values."},
       .errors = {member_not_found}},
      [&enrol](const Call& call, const MemberPath& request) { return enrol.contact(call, request); }
  );
}

void add_changing(api::Api& api, const Enrol& enrol) {
  api.add<ChangeMember, MemberView>(
      {.method = Method::patch,
       .path = "/v1/members/{id}",
       .operation = "change_member",
       .tag = tag,
       .permission = may_write,
       .summary = {"修改会员资料", "Change a member's profile"},
       .description =
           {"未给出的字段不变，null 清空。换掉的手机号、邮箱立即可为他人所用。If-Match "
            "填查询所得的 ETag，只比较资料版本。",
            "Absent fields stay, null clears. A phone or e-mail that is replaced is free for "
            "others "
            "at once. If-Match takes the ETag of the reading; only the profile's version in it "
            "counts."},
       .errors = {member_not_found, member_closed, identity_taken, stale_version},
       .needs_if_match = true},
      [&enrol](const Call& call, const ChangeMember& request) {
        return enrol.change(call, request);
      }
  );
  api.add<MemberPath, MemberView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/close",
       .operation = "close_member",
       .tag = tag,
       .permission = may_write,
       .summary = {"注销会员", "Close a membership"},
       .description =
           {"会员卡全部作废，手机号等身份释放，会员码不再发给他人；单据与积分账保留，退货仍可办理"
            "。",
            "Cancels all cards and frees phone, e-mail and external ids; the member code is never "
            "given again. Receipts and points stay, and what was bought can still be returned."},
       .errors = {member_not_found, member_closed, stale_version},
       .needs_if_match = true},
      [&enrol](const Call& call, const MemberPath& request) { return enrol.close(call, request); }
  );
}

void add_cards(api::Api& api, const Enrol& enrol) {
  api.add<IssueCard, CardView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/cards",
       .operation = "issue_card",
       .tag = tag,
       .permission = may_write,
       .summary = {"发卡或绑卡", "Issue or bind a card"},
       .description =
           {"给出卡号即绑定该实体卡，否则发一张虚拟卡。原主卡已作废时，新卡成为主卡；启用的有卡类型"
            "的"
            "卡取代没有卡类型的主卡，正式卡取代临时主卡。",
            "Binds the plastic card of that number, or makes a virtual one. It becomes the primary "
            "card where that one is cancelled; in use, one of a card type also in the place of "
            "one without, and a real one in the place of a temporary one."},
       .idempotency = api::Idempotency::required,
       .success_status = 201,
       .errors =
           {member_not_found,
            member_closed,
            card_number_taken,
            card_number_not_printed,
            card_not_usable,
            card_type_retired,
            card_code_wrong,
            receipt_not_found,
            not_a_sale,
            already_voided,
            store_not_found,
            store_out_of_scope,
            idempotency_key_reused,
            conflict}},
      [&enrol](const Call& call, const IssueCard& request) {
        return enrol.issue_card(call, request);
      }
  );
  api.add<ChangeCard, CardView>(
      {.method = Method::patch,
       .path = "/v1/members/{id}/cards/{card}",
       .operation = "change_card",
       .tag = tag,
       .permission = may_write,
       .summary = {"启用、冻结、挂失或作废会员卡", "Activate, freeze, lose or cancel a card"},
       .description =
           {"If-Match 填卡的版本，例如 \"1\"。作废不可恢复；主卡作废后由另一张卡接任。",
            "If-Match takes the card's version, e.g. \"1\". Cancelling is for good; another card "
            "takes over as the primary."},
       .errors =
           {member_not_found, card_not_found, card_not_usable, card_state_forbidden, stale_version},
       .needs_if_match = true},
      [&enrol](const Call& call, const ChangeCard& request) {
        return enrol.change_card(call, request);
      }
  );
}

void add_card_life(api::Api& api, const Enrol& enrol) {
  api.add<CardPath, CardChangeList>(
      {.method = Method::get,
       .path = "/v1/members/{id}/cards/{card}/changes",
       .operation = "list_card_changes",
       .tag = tag,
       .permission = "members:read",
       .summary = {"会员卡状态的变更记录", "List the changes of a card's state"},
       .errors = {member_not_found, card_not_found}},
      [&enrol](const Call& call, const CardPath& request) {
        return enrol.card_changes(call, request);
      }
  );
  api.add<RenewCard, CardView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/cards/{card}/renew",
       .operation = "renew_card",
       .tag = tag,
       .permission = may_write,
       .summary = {"会员卡续期", "Renew a card"},
       .description =
           {"不给日期则按卡类型的有效期，从原到期日或今天中较晚者起算。",
            "Without a day by what its type says, counted from its last day or today, whichever is "
            "later."},
       .errors =
           {member_not_found, card_not_found, card_not_usable, card_state_forbidden, stale_version},
       .needs_if_match = true},
      [&enrol](const Call& call, const RenewCard& request) {
        return enrol.renew_card(call, request);
      }
  );
  api.add<ReplaceCard, CardView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/cards/{card}/replace",
       .operation = "replace_card",
       .tag = tag,
       .permission = may_write,
       .summary = {"换卡", "Replace a card"},
       .description =
           {"新卡接替旧卡，主卡也随之转移；旧卡号此后一律答“已换卡”。积分等属于会员，不受影响。",
            "The new card takes the old one's place, also as the primary; the old number answers "
            "that it was replaced. Points and the like belong to the member and stay."},
       .idempotency = api::Idempotency::required,
       .success_status = 201,
       .errors =
           {member_not_found,
            member_closed,
            card_not_found,
            card_not_usable,
            card_state_forbidden,
            card_number_taken,
            card_number_not_printed,
            card_type_retired,
            card_code_wrong,
            receipt_not_found,
            not_a_sale,
            already_voided,
            store_not_found,
            store_out_of_scope,
            stale_version,
            idempotency_key_reused,
            conflict},
       .needs_if_match = true},
      [&enrol](const Call& call, const ReplaceCard& request) {
        return enrol.replace_card(call, request);
      }
  );
  api.add<CardPath, TrackView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/cards/{card}/track",
       .operation = "write_card_track",
       .tag = tag,
       .permission = "members:track",
       .summary = {"重写磁道信息", "Write a card's track anew"},
       .description =
           {"只显示这一次；此前写的磁道随即失效。磁道只用来识别，花费积分等另需凭证。",
            "Shown this once; the track written before is superseded. A track identifies and no "
            "more: spending needs its own proof."},
       .errors = {member_not_found, card_not_found, card_not_usable, stale_version, conflict},
       .needs_if_match = true},
      [&enrol](const Call& call, const CardPath& request) {
        return enrol.write_track(call, request);
      }
  );
}

}  // namespace

void add_endpoints(api::Api& api, const Enrol& enrol) {
  add_enrol(api, enrol);
  add_finding(api, enrol);
  add_changing(api, enrol);
  add_cards(api, enrol);
  add_card_life(api, enrol);
}

}  // namespace guanxi::enrol
