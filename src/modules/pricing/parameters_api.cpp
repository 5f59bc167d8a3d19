// The HTTP endpoints of the parameters of pricing.
#include <limits>

#include "base/naming.h"
#include "modules/pricing/compile.h"
#include "modules/pricing/desk.h"
#include "modules/pricing/parameters_types.h"
#include "modules/pricing/price_parameters.h"

namespace guanxi::pricing {
namespace {

using api::Call;
using api::Method;
using api::Page;
using api::Reply;

constexpr const char* parameters_list = "pricing_parameters";

class ParameterEndpoints {
 public:
  explicit ParameterEndpoints(const Desk& desk) : desk_(desk) {}

  Result<Reply<ParametersView>> get(const Call& call, const GetParameters& request) const {
    GX_TRY(programme, programme_of(desk_, call, request.programme));
    return reply(request.programme, desk_.db.read([&](sql::Tx& tx) {
      return parameters_now(tx, programme->programme);
    }));
  }

  Result<Reply<ParametersView>> put(const Call& call, const PutParameters& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    GX_TRY(programme, programme_of(desk_, call, request.programme));
    std::vector<Error> found;
    compile_parameters(request.parameters, "/parameters", found);
    Faults faults;
    for (Error& fault : found) faults.add(std::move(fault));
    GX_TRY_VOID(faults.outcome());
    GX_TRY(after, desk_.db.write([&](sql::Tx& tx) -> Result<ParameterVersion> {
      const ParameterVersion now = parameters_now(tx, programme->programme);
      GX_TRY_VOID(api::check_if_match(call, api::etag_of(now.version)));
      return change_parameters(tx, now, request.parameters, {call, call.now, request.reason});
    }));
    show_change(desk_, call.now);
    return reply(request.programme, std::move(after));
  }

  Result<Page<ParametersView>> history(const Call& call, const ListParameters& request) const {
    GX_TRY(programme, programme_of(desk_, call, request.programme));
    std::int64_t before = std::numeric_limits<std::int64_t>::max();
    if (request.cursor) {
      GX_TRY(parts, api::decode_cursor<std::int64_t>(parameters_list, *request.cursor));
      before = std::get<0>(parts);
    }
    auto found = desk_.db.read([&](sql::Tx& tx) {
      return parameter_history(tx, programme->programme, before, request.limit + 1);
    });
    const bool more = std::ssize(found) > request.limit;
    if (more) found.pop_back();
    Page<ParametersView> page;
    for (ParameterVersion& version : found)
      page.items.push_back(view(request.programme, std::move(version)));
    if (more) page.next_cursor = api::encode_cursor(parameters_list, page.items.back().version);
    return page;
  }

 private:
  static ParametersView view(const std::string& programme, ParameterVersion version) {
    ParametersView made{programme, version.version, std::move(version.terms), {}, {}, {}};
    if (version.version == 0) return made;
    made.effective_from = version.effective_from;
    made.reason = std::move(version.reason);
    made.created_by = version.created_by;
    return made;
  }
  static Reply<ParametersView> reply(const std::string& programme, ParameterVersion version) {
    const std::string etag = api::etag_of(version.version);
    return {.body = view(programme, std::move(version)), .etag = etag};
  }

  Desk desk_;
};

}  // namespace

void add_parameter_endpoints(api::Api& api, const Desk& desk) {
  using enum ErrorCode;
  const ParameterEndpoints endpoints(desk);
  api.add<GetParameters, ParametersView>(
      {.method = Method::get,
       .path = "/v1/pricing/parameters",
       .operation = "get_pricing_parameters",
       .tag = "pricing",
       .permission = "pricing:read",
       .summary = {"查询定价参数", "Read the parameters of pricing"},
       .description =
           {"没有设置过的计划用默认参数，版本为 0。",
            "A programme that never set any has the defaults, version 0."},
       .errors = {programme_not_found}},
      [endpoints](const Call& call, const GetParameters& request) {
        return endpoints.get(call, request);
      }
  );
  api.add<PutParameters, ParametersView>(
      {.method = Method::put,
       .path = "/v1/pricing/parameters",
       .operation = "change_pricing_parameters",
       .tag = "pricing",
       .permission = "pricing:audit",
       .summary = {"修改定价参数", "Change the parameters of pricing"},
       .description =
           {"整体替换，立即生效，成为下一版；内容相同则不产生新版。过去的销售仍按当时的参数。",
            "Replaces them as a whole, at once, as the next version; the same content makes none. "
            "Sales of before keep those of their time."},
       .errors = {programme_not_found, bad_format, stale_version, conflict, store_out_of_scope},
       .needs_if_match = true},
      [endpoints](const Call& call, const PutParameters& request) {
        return endpoints.put(call, request);
      }
  );
  api.add<ListParameters, Page<ParametersView>>(
      {.method = Method::get,
       .path = "/v1/pricing/parameters/history",
       .operation = "list_pricing_parameters",
       .tag = "pricing",
       .permission = "pricing:read",
       .summary = {"定价参数的各版", "List the versions of the parameters of pricing"},
       .description = {"最新的在前：谁、何时、为什么。", "The newest first: who, when and why."},
       .errors = {programme_not_found, bad_cursor}},
      [endpoints](const Call& call, const ListParameters& request) {
        return endpoints.history(call, request);
      }
  );
}

}  // namespace guanxi::pricing
