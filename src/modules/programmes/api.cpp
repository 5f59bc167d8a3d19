// The HTTP endpoints of the programmes.
#include "modules/programmes/api_types.h"

namespace guanxi::programmes {
namespace {

using api::Call;
using api::Method;
using api::Reply;

class Endpoints {
 public:
  explicit Endpoints(Programmes& programmes) : programmes_(programmes) {}

  Result<Reply<ProgrammeView>> add(const Call& call, const AddProgramme& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    Programmes::NewProgramme added;
    added.code = request.code;
    added.name = request.name;
    added.time_zone = request.time_zone;
    added.currency = request.currency;
    added.effective_from = request.effective_from.value_or(call.now);
    added.parameters = request.parameters.value_or(Parameters{});
    GX_TRY(id, programmes_.add(added, call, call.now));
    const auto version = programmes_.shown(id, call.now);
    GX_CHECK(version != nullptr);
    return Reply<ProgrammeView>{
        .body = view(*version, call.now), .location = "/v1/programmes/" + request.code};
  }

  Result<ProgrammeList> list(const Call& call) const {
    ProgrammeList list;
    for (const auto& version : programmes_.list(call.now))
      list.items.push_back(view(*version, call.now));
    return list;
  }

  Result<ProgrammeView> get(const Call& call, const GetProgramme& request) const {
    GX_TRY(id, find(request.code));
    const auto version = programmes_.shown(id, call.now);
    GX_CHECK(version != nullptr);
    return view(*version, call.now);
  }

  Result<Reply<VersionView>> add_version(const Call& call, const AddVersion& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    GX_TRY(id, find(request.code));
    GX_TRY(
        number,
        programmes_.add_version(
            id, request.parameters, request.effective_from, request.note, call, call.now
        )
    );
    const auto version = programmes_.version(id, number);
    GX_CHECK(version != nullptr);
    return Reply<VersionView>{.body = view(*version)};
  }

  Result<VersionList> versions(const Call&, const GetProgramme& request) const {
    GX_TRY(id, find(request.code));
    VersionList list;
    for (const auto& version : programmes_.versions(id)) list.items.push_back(view(*version));
    return list;
  }

 private:
  Result<ProgrammeId> find(const std::string& code) const {
    const auto id = programmes_.find(code);
    if (!id) return fail(ErrorCode::programme_not_found, {}, {{"programme", code}});
    return *id;
  }
  static ProgrammeView view(const Version& v, Instant now) {
    return {
        v.programme,
        v.code,
        v.name,
        v.currency,
        std::string(v.zone.name()),
        v.version,
        v.effective_from,
        v.effective_from <= now,
        v.parameters};
  }
  static VersionView view(const Version& v) {
    return {v.version, v.effective_from, v.parameters, v.note, v.created_at, v.created_by};
  }

  Programmes& programmes_;
};

}  // namespace

void add_endpoints(api::Api& api, Programmes& programmes) {
  const Endpoints endpoints(programmes);
  api.add<AddProgramme, ProgrammeView>(
      {.method = Method::post,
       .path = "/v1/programmes",
       .operation = "add_programme",
       .tag = "programmes",
       .permission = "programmes:write",
       .summary = {"新增会员计划", "Add a membership programme"},
       .description =
           {"同时建立参数的第一版。编码是幂等的依据：重复提交得到 code_taken。",
            "Makes version 1 of its parameters too. The code makes it safe to repeat: a second "
            "request is answered code_taken."},
       .success_status = 201,
       .errors =
           {ErrorCode::code_taken, ErrorCode::time_zone_unknown, ErrorCode::store_out_of_scope}},
      [endpoints](const Call& call, const AddProgramme& request) {
        return endpoints.add(call, request);
      }
  );
  api.add<Nothing, ProgrammeList>(
      {.method = Method::get,
       .path = "/v1/programmes",
       .operation = "list_programmes",
       .tag = "programmes",
       .permission = "programmes:read",
       .summary = {"会员计划列表", "List the membership programmes"}},
      [endpoints](const Call& call, const Nothing&) { return endpoints.list(call); }
  );
  api.add<GetProgramme, ProgrammeView>(
      {.method = Method::get,
       .path = "/v1/programmes/{code}",
       .operation = "get_programme",
       .tag = "programmes",
       .permission = "programmes:read",
       .summary = {"查询会员计划", "Read a membership programme"},
       .errors = {ErrorCode::programme_not_found}},
      [endpoints](const Call& call, const GetProgramme& request) {
        return endpoints.get(call, request);
      }
  );
  api.add<AddVersion, VersionView>(
      {.method = Method::post,
       .path = "/v1/programmes/{code}/versions",
       .operation = "add_programme_version",
       .tag = "programmes",
       .permission = "programmes:write",
       .summary = {"新增一版参数", "Add the next version of the parameters"},
       .description =
           {"参数从不修改，只增加下一版；已发生的销售保留当时的版本。生效时间须晚于上一版，"
            "因此重复提交会被拒绝，不会新增第二版。",
            "Parameters are never edited: a change is the next version, and past sales keep "
            "theirs. It has to come into force after the last one, so a repeated request is "
            "refused and adds nothing."},
       .success_status = 201,
       .errors =
           {ErrorCode::programme_not_found, ErrorCode::conflict, ErrorCode::store_out_of_scope}},
      [endpoints](const Call& call, const AddVersion& request) {
        return endpoints.add_version(call, request);
      }
  );
  api.add<GetProgramme, VersionList>(
      {.method = Method::get,
       .path = "/v1/programmes/{code}/versions",
       .operation = "list_programme_versions",
       .tag = "programmes",
       .permission = "programmes:read",
       .summary = {"参数的全部版本", "List the versions of the parameters"},
       .errors = {ErrorCode::programme_not_found}},
      [endpoints](const Call& call, const GetProgramme& request) {
        return endpoints.versions(call, request);
      }
  );
}

}  // namespace guanxi::programmes
