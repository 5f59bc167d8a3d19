#include "platform/api/openapi.h"

#include <algorithm>
#include <map>

#include "platform/api/json_printer.h"
#include "platform/api/messages_table.h"
#include "platform/api/schema.h"

namespace guanxi::api {
namespace {

constexpr Text about{
    "金额用最小货币单位的整数加币种；数量、单价、比率是十进制字符串；编号是字符串；时间为 RFC "
    "3339。"
    "请求里的未知字段会被拒绝；可选字段写 null 等于不写（PATCH 除外）。"
    "错误为 application/problem+json，语言由 Accept-Language 决定（zh-CN 或 en）。",
    "Money is an integer of minor units with its currency; quantities, prices and rates are "
    "decimal strings; ids are "
    "strings; times are RFC 3339. Unknown fields of a request are refused; null in an optional "
    "field means absent "
    "(except in PATCH). Errors are application/problem+json in the language of Accept-Language "
    "(zh-CN or en)."};

constexpr Text if_match_text{
    "读取时得到的 ETag；与当前版本不同则 412",
    "The ETag got on reading; 412 if the version has changed since"};
constexpr Text idempotency_text{
    "1 至 64 个可见 ASCII 字符；重试时用同一个键，得到第一次的结果",
    "1 to 64 visible ASCII characters; a retry with the same key gets the first result"};

std::string lower(std::string_view text) {
  std::string made(text);
  std::transform(made.begin(), made.end(), made.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return made;
}

/// Everything the operation may refuse with, by status, in the order of the list of codes.
std::map<int, std::vector<ErrorCode>> refusals_of(const Endpoint& endpoint) {
  std::vector<ErrorCode> codes = endpoint.spec.errors;
  const auto also = [&](std::initializer_list<ErrorCode> more) { codes.insert(codes.end(), more); };
  also(
      {ErrorCode::internal,
       ErrorCode::overloaded,
       ErrorCode::not_ready,
       ErrorCode::too_many_requests}
  );
  if (endpoint.has_body || endpoint.has_query || endpoint.from_path != 0)
    also({ErrorCode::invalid_request});
  if (endpoint.has_body)
    also({ErrorCode::malformed_json, ErrorCode::unsupported_media_type, ErrorCode::body_too_large});
  if (endpoint.spec.method != Method::get) also({ErrorCode::storage_full});
  if (endpoint.spec.permission != nullptr) {
    also(
        {ErrorCode::unauthenticated,
         ErrorCode::bad_signature,
         ErrorCode::stale_timestamp,
         ErrorCode::replayed_nonce,
         ErrorCode::credential_expired,
         ErrorCode::forbidden,
         ErrorCode::actor_disabled,
         ErrorCode::csrf_missing}
    );
  }
  if (endpoint.spec.idempotency == Idempotency::required) {
    also(
        {ErrorCode::idempotency_key_missing, ErrorCode::idempotency_key_reused, ErrorCode::conflict}
    );
  }
  if (endpoint.spec.needs_if_match)
    also({ErrorCode::precondition_required, ErrorCode::stale_version});
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  std::map<int, std::vector<ErrorCode>> by_status;
  for (const ErrorCode code : codes) by_status[status_of(code)].push_back(code);
  return by_status;
}

class Printer {
 public:
  Printer(const Endpoints& endpoints, const Options& options)
      : endpoints_(endpoints), options_(options) {
    for (const auto& endpoint : endpoints_) {
      for (const Member& member : endpoint->request->members) schemas_.note(*member.type, true);
      if (endpoint->has_body && endpoint->from_path == 0) schemas_.note(*endpoint->request, true);
      schemas_.note(*endpoint->response, false);
    }
  }

  std::string print() {
    out_.object().member("openapi", "3.1.0");
    out_.key("info").object().member("title", options_.title).member("version", options_.version);
    out_.words("description", about).end();
    out_.key("servers").array().object().member("url", "/").end().end();
    print_tags();
    out_.key("paths").object();
    print_paths();
    out_.end();
    out_.key("components").object();
    print_components();
    out_.end().end();
    return out_.take();
  }

 private:
  void print_tags() {
    std::vector<std::string_view> tags;
    for (const auto& endpoint : endpoints_) {
      if (std::find(tags.begin(), tags.end(), endpoint->spec.tag) == tags.end())
        tags.push_back(endpoint->spec.tag);
    }
    out_.key("tags").array();
    for (const std::string_view tag : tags) out_.object().member("name", tag).end();
    out_.end();
  }

  void print_paths() {
    std::vector<std::string_view> paths;  // in the order of their first endpoint
    for (const auto& endpoint : endpoints_) {
      if (std::find(paths.begin(), paths.end(), endpoint->spec.path) == paths.end())
        paths.push_back(endpoint->spec.path);
    }
    for (const std::string_view path : paths) {
      out_.key(path).object();
      for (const auto& endpoint : endpoints_) {
        if (endpoint->spec.path == path) print_operation(*endpoint);
      }
      out_.end();
    }
  }

  void print_operation(const Endpoint& endpoint) {
    const Spec& spec = endpoint.spec;
    out_.key(lower(method_name(spec.method))).object().member("operationId", spec.operation);
    out_.key("tags").array().text(spec.tag).end();
    out_.words("summary", spec.summary).words("description", spec.description);
    if (spec.permission != nullptr) out_.member("x-permission", spec.permission);
    print_parameters(endpoint);
    print_body(endpoint);
    out_.key("responses").object();
    print_success(endpoint);
    for (const auto& [status, codes] : refusals_of(endpoint)) print_refusal(status, codes);
    out_.end();
    out_.key("security").array();
    for (const SecurityScheme& scheme : options_.security) {
      if (spec.permission != nullptr) out_.object().key(scheme.name).array().end().end();
    }
    out_.end().end();
  }

  void print_parameters(const Endpoint& endpoint) {
    const Spec& spec = endpoint.spec;
    const bool idempotent = spec.idempotency == Idempotency::required;
    if (endpoint.from_path == 0 && !endpoint.has_query && !idempotent && !spec.needs_if_match)
      return;
    out_.key("parameters").array();
    for (const Member* const member : endpoint.path_members)
      print_parameter(*member, "path", nullptr);
    if (endpoint.has_query) print_query(endpoint);
    if (idempotent) print_header("Idempotency-Key", idempotency_text, R"("till7-20261121-000123")");
    if (spec.needs_if_match) print_header("If-Match", if_match_text, R"("\"7\"")");
    out_.end();
  }

  void print_query(const Endpoint& endpoint) {
    const std::unique_ptr<void, void (*)(void*)> defaults(
        endpoint.request->make(), endpoint.request->destroy
    );
    for (std::size_t i = 0; i < endpoint.request->members.size(); ++i) {
      const Member& member = endpoint.request->members[i];
      if (!endpoint.is_from_path(i)) print_parameter(member, "query", member.at(defaults.get()));
    }
  }

  void print_parameter(const Member& member, const char* in, const void* default_value) {
    out_.object()
        .member("name", member.name)
        .member("in", in)
        .words("description", member.field->text);
    const bool may_be_empty = member.type->kind == Kind::list && member.field->min_items == 0;
    out_.key("required").truth(!member.may_be_absent && !may_be_empty);
    out_.key("schema");
    schemas_.print(*member.type, member.field, true, out_);
    if (member.field->has_default && default_value != nullptr) {
      std::string json;
      write_json(*member.type, default_value, json);
      out_.key("x-default").raw(json);
    }
    out_.key("example").raw(example_of(*member.type, member.field)).end();
  }

  void print_header(const char* name, Text text, const char* example) {
    out_.object()
        .member("name", name)
        .member("in", "header")
        .words("description", text)
        .key("required")
        .truth(true);
    out_.key("schema").object().member("type", "string").end().key("example").raw(example).end();
  }

  void print_body(const Endpoint& endpoint) {
    if (!endpoint.has_body) return;
    const Type& request = *endpoint.request;
    out_.key("requestBody").object().key("required").truth(true);
    if (const std::int64_t most = endpoint.spec.body_bytes_max; most > 0) {
      out_.key("x-bytes-max").number(most);
    }
    out_.key("content").object().key("application/json").object().key("schema");
    if (endpoint.from_path == 0) {
      schemas_.print(request, nullptr, true, out_);
    } else {
      schemas_.print_object(request, endpoint.from_path, true, out_);
    }
    out_.key("example").raw(body_example_of(endpoint)).end().end().end();
  }

  void print_success(const Endpoint& endpoint) {
    const Spec& spec = endpoint.spec;
    out_.key(std::to_string(spec.success_status)).object().words("description", {"成功", "Done"});
    if (spec.idempotency == Idempotency::required) {
      out_.key("headers").object().key("Idempotency-Replayed").object();
      out_.words(
          "description", {"重试得到的是第一次的结果", "This is the first result, answered again"}
      );
      out_.key("schema")
          .object()
          .member("type", "string")
          .member("const", "true")
          .end()
          .end()
          .end();
    }
    if (spec.file_type != nullptr) {
      out_.key("content").object();
      for (const char* const type : {spec.file_type, spec.other_file_type}) {
        if (type == nullptr) continue;
        out_.key(type).object().key("schema").object().member("type", "string").end().end();
      }
      out_.end();
    } else if (spec.success_status != 204) {
      out_.key("content").object().key("application/json").object().key("schema");
      schemas_.print(*endpoint.response, nullptr, false, out_);
      out_.key("example").raw(example_of(*endpoint.response, nullptr)).end().end();
    }
    out_.end();
  }

  void print_refusal(int status, const std::vector<ErrorCode>& codes) {
    std::string zh;
    std::string en;
    for (const ErrorCode code : codes) {
      zh += (zh.empty() ? "" : "；") + std::string(title_of(code, Language::zh_cn));
      en += (en.empty() ? "" : "; ") + std::string(title_of(code, Language::en));
    }
    out_.key(std::to_string(status)).object().words("description", {zh.c_str(), en.c_str()});
    out_.key("x-codes").array();
    for (const ErrorCode code : codes) out_.text(code_name(code));
    out_.end()
        .key("content")
        .object()
        .key("application/problem+json")
        .object()
        .key("schema")
        .object();
    out_.member("$ref", "#/components/schemas/Problem").end().end().end().end();
  }

  void print_components() {
    out_.key("securitySchemes").object();
    for (const SecurityScheme& scheme : options_.security) out_.key(scheme.name).raw(scheme.json);
    out_.end().key("schemas").object();
    print_money();
    print_problem();
    schemas_.print_components(out_);
    out_.end();
    print_codes();
  }

  void print_money() {
    out_.key("Money").object().member("type", "object");
    out_.words(
        "description",
        {"金额：最小货币单位的整数（人民币为分）", "An amount in minor units (fen for CNY)"}
    );
    out_.key("properties").object();
    out_.key("amount").object().member("type", "integer").member("format", "int64").end();
    out_.key("currency").object().member("type", "string").member("pattern", "^[A-Z]{3}$");
    out_.words("description", {"ISO 4217 货币代码", "ISO 4217 code"}).end().end();
    out_.key("required").array().text("amount").text("currency").end();
    out_.key("additionalProperties").truth(false);
    out_.key("examples").array().raw(R"({"amount":12345,"currency":"CNY"})").end().end();
  }

  void print_problem() {
    out_.key("Problem").object().member("type", "object");
    out_.words("description", {"错误说明（RFC 9457）", "What went wrong (RFC 9457)"})
        .key("properties")
        .object();
    for (const char* const name : {"type", "title", "detail", "code", "trace_id"}) {
      out_.key(name).object().member("type", "string").end();
    }
    out_.key("status").object().member("type", "integer").end();
    print_facts();
    out_.key("errors").object().member("type", "array");
    out_.words(
        "description",
        {"逐项错误；pointer 指向请求中的字段",
         "One entry per fault; pointer names the field of the request"}
    );
    out_.key("items").object().member("type", "object").key("properties").object();
    for (const char* const name : {"pointer", "code", "message"})
      out_.key(name).object().member("type", "string").end();
    print_facts();
    out_.end()
        .key("required")
        .array()
        .text("pointer")
        .text("code")
        .text("message")
        .end()
        .end()
        .end()
        .end();
    out_.key("required").array();
    for (const char* const name : {"type", "title", "status", "detail", "code", "trace_id"})
      out_.text(name);
    out_.end().end();
  }

  void print_facts() {
    out_.key("facts").object().member("type", "object").key("additionalProperties").object();
    out_.member("type", "string").end().end();
  }

  /// Every code with its words, for the documentation page and for clients that translate.
  void print_codes() {
    out_.key("x-error-codes").object();
    for (const Message& message : all_messages()) {
      out_.key(code_name(message.code)).object().key("status").number(message.status);
      const Error bare{message.code};
      const std::string zh = message_of(bare, Language::zh_cn);
      const std::string en = message_of(bare, Language::en);
      out_.words("title", message.title).words("detail", {zh.c_str(), en.c_str()}).end();
    }
    out_.end();
  }

  const Endpoints& endpoints_;
  const Options& options_;
  Schemas schemas_;
  JsonPrinter out_;
};

}  // namespace

std::string openapi_document(const Endpoints& endpoints, const Options& options) {
  return Printer(endpoints, options).print();
}

}  // namespace guanxi::api
