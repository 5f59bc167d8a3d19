// The HTTP endpoints of agreements on cost sharing.
#include <limits>

#include "base/naming.h"
#include "modules/pricing/agreement_docs.h"
#include "modules/pricing/desk.h"

namespace guanxi::pricing {
namespace {

using api::Call;
using api::Method;
using api::Page;
using api::Reply;

constexpr const char* agreements_list = "pricing_agreements";

class AgreementEndpoints {
 public:
  explicit AgreementEndpoints(const Desk& desk) : desk_(desk) {}

  Result<Reply<AgreementsView>> get(const Call& call, const GetAgreements& request) const {
    GX_TRY(programme, programme_of(desk_, call, request.programme));
    return agreed(request.programme, desk_.db.read([&](sql::Tx& tx) {
      return agreements_now(tx, programme->programme);
    }));
  }

  Result<Reply<AgreementsView>> put(const Call& call, const PutAgreements& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    GX_TRY(programme, programme_of(desk_, call, request.programme));
    const AgreementTerms terms{request.agreements};
    std::vector<Error> found;
    check_agreements(terms, "/agreements", found);
    Faults faults;
    for (Error& fault : found) faults.add(std::move(fault));
    GX_TRY_VOID(faults.outcome());
    GX_TRY(after, desk_.db.write([&](sql::Tx& tx) -> Result<AgreementVersion> {
      const AgreementVersion now = agreements_now(tx, programme->programme);
      GX_TRY_VOID(api::check_if_match(call, api::etag_of(now.version)));
      return change_agreements(tx, now, terms, {call, call.now, request.reason});
    }));
    show_change(desk_, call.now);
    return agreed(request.programme, std::move(after));
  }

  Result<Page<AgreementsView>> history(const Call& call, const ListAgreements& request) const {
    GX_TRY(programme, programme_of(desk_, call, request.programme));
    std::int64_t before = std::numeric_limits<std::int64_t>::max();
    if (request.cursor) {
      GX_TRY(parts, api::decode_cursor<std::int64_t>(agreements_list, *request.cursor));
      before = std::get<0>(parts);
    }
    auto found = desk_.db.read([&](sql::Tx& tx) {
      return agreement_history(tx, programme->programme, before, request.limit + 1);
    });
    const bool more = std::ssize(found) > request.limit;
    if (more) found.pop_back();
    Page<AgreementsView> page;
    for (AgreementVersion& version : found)
      page.items.push_back(agreements_view(request.programme, std::move(version)));
    if (more) page.next_cursor = api::encode_cursor(agreements_list, page.items.back().version);
    return page;
  }

 private:
  static AgreementsView agreements_view(const std::string& programme, AgreementVersion version) {
    AgreementsView made{
        programme, version.version, std::move(version.terms.agreements), {}, {}, {}};
    if (version.version == 0) return made;
    made.effective_from = version.effective_from;
    made.reason = std::move(version.reason);
    made.created_by = version.created_by;
    return made;
  }
  static Reply<AgreementsView> agreed(const std::string& programme, AgreementVersion version) {
    const std::string etag = api::etag_of(version.version);
    return {.body = agreements_view(programme, std::move(version)), .etag = etag};
  }

  Desk desk_;
};

}  // namespace

void add_agreement_endpoints(api::Api& api, const Desk& desk) {
  using enum ErrorCode;
  const AgreementEndpoints endpoints(desk);
  api.add<GetAgreements, AgreementsView>(
      {.method = Method::get,
       .path = "/v1/pricing/agreements",
       .operation = "get_cost_agreements",
       .tag = "pricing",
       .permission = "pricing:read",
       .summary = {"查询折扣分担协议", "Read the agreements on cost sharing"},
       .description =
           {"没有协议的优惠由商场承担，版本为 0。",
            "What nothing is agreed on the mall bears; version 0 where there is none."},
       .errors = {programme_not_found}},
      [endpoints](const Call& call, const GetAgreements& request) {
        return endpoints.get(call, request);
      }
  );
  api.add<PutAgreements, AgreementsView>(
      {.method = Method::put,
       .path = "/v1/pricing/agreements",
       .operation = "change_cost_agreements",
       .tag = "pricing",
       .permission = "pricing:audit",
       .summary = {"修改折扣分担协议", "Change the agreements on cost sharing"},
       .description =
           {"整体替换，立即生效，成为下一版；内容相同则不产生新版。规则自己写明的分担优先；过去的销"
            "售"
            "仍按当时的协议。",
            "Replaces them as a whole, at once, as the next version; the same content makes none. "
            "Shares of a rule come before; sales of before keep what was agreed then."},
       .errors =
           {programme_not_found,
            bad_format,
            too_few,
            code_taken,
            out_of_range,
            unknown_value,
            stale_version,
            conflict,
            store_out_of_scope},
       .needs_if_match = true},
      [endpoints](const Call& call, const PutAgreements& request) {
        return endpoints.put(call, request);
      }
  );
  api.add<ListAgreements, Page<AgreementsView>>(
      {.method = Method::get,
       .path = "/v1/pricing/agreements/history",
       .operation = "list_cost_agreements",
       .tag = "pricing",
       .permission = "pricing:read",
       .summary = {"折扣分担协议的各版", "List the versions of the agreements on cost sharing"},
       .description = {"最新的在前：谁、何时、为什么。", "The newest first: who, when and why."},
       .errors = {programme_not_found, bad_cursor}},
      [endpoints](const Call& call, const ListAgreements& request) {
        return endpoints.history(call, request);
      }
  );
}

}  // namespace guanxi::pricing
