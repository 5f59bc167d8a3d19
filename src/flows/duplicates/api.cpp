// The endpoints of duplicates.
#include "flows/duplicates/duplicates.h"

namespace guanxi::duplicates {
namespace {

using api::Call;
using api::Method;
using enum ErrorCode;

constexpr const char* tag = "members";
constexpr const char* may_read = "members:read";
constexpr const char* may_write = "members:write";

void add_queue(api::Api& api, const Duplicates& duplicates) {
  api.add<ListPairs, api::Page<PairView>>(
      {.method = Method::get,
       .path = "/v1/duplicates",
       .operation = "list_duplicates",
       .tag = tag,
       .permission = may_read,
       .summary = {"疑似重复会员", "List members who may be one person"},
       .description =
           {"得分高的在前，全部脱敏。默认只列待核对的；认定过的一对不会再次出现。",
            "The likeliest first, all masked; those still to be looked at by default. What was "
            "decided never comes back."},
       .errors = {programme_not_found, store_out_of_scope, bad_cursor}},
      [&duplicates](const Call& call, const ListPairs& request) {
        return duplicates.list(call, request);
      }
  );
  api.add<DecidePair, PairView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/duplicates/{other}",
       .operation = "decide_duplicate",
       .tag = tag,
       .permission = may_write,
       .summary = {"认定是否同一人", "Say whether two members are one person"},
       .description =
           {"If-Match 填这一对的版本，例如 "
            "\"1\"；收银员可在入会后当场认定。认定可更正，每次都有记录"
            "。",
            "If-Match takes the pair's version, e.g. \"1\"; a cashier may say so right after an "
            "enrolment. A decision can be corrected; each is on record."},
       .errors = {member_not_found, not_found, stale_version},
       .needs_if_match = true},
      [&duplicates](const Call& call, const DecidePair& request) {
        return duplicates.decide(call, request);
      }
  );
}

void add_scans(api::Api& api, const Duplicates& duplicates) {
  api.add<RequestScan, ScanView>(
      {.method = Method::post,
       .path = "/v1/duplicates/scans",
       .operation = "scan_duplicates",
       .tag = tag,
       .permission = may_write,
       .summary = {"发起全体查重", "Look for duplicates among all members"},
       .description =
           {"在后台比较计划内的全部会员，用返回的编号查看进度；已有一次在进行时返回那一次。",
            "Compares all members of the programme in the background; ask for its progress by the "
            "id in the answer. Where one is under way, that one is answered."},
       .success_status = 202,
       .errors = {programme_not_found, store_out_of_scope}},
      [&duplicates](const Call& call, const RequestScan& request) {
        return duplicates.request_scan(call, request);
      }
  );
  api.add<GetScan, ScanView>(
      {.method = Method::get,
       .path = "/v1/duplicates/scans/{id}",
       .operation = "get_duplicate_scan",
       .tag = tag,
       .permission = may_read,
       .summary = {"查看查重进度", "Progress and result of a search for duplicates"},
       .errors = {not_found}},
      [&duplicates](const Call& call, const GetScan& request) {
        return duplicates.scan(call, request);
      }
  );
}

}  // namespace

void add_endpoints(api::Api& api, const Duplicates& duplicates) {
  add_queue(api, duplicates);
  add_scans(api, duplicates);
}

}  // namespace guanxi::duplicates
