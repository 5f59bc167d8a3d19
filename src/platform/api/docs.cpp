#include "platform/api/docs.h"

#include <array>
#include <string>

#include "base/check.h"
#include "platform/api/dispatch.h"
#include "platform/crypto/crypto.h"

extern "C" {
extern const char guanxi_docs_index_start[], guanxi_docs_index_end[];
extern const char guanxi_docs_app_start[], guanxi_docs_app_end[];
extern const char guanxi_docs_style_start[], guanxi_docs_style_end[];
}

namespace guanxi::api {
namespace {

// Nothing from elsewhere and nothing inline: the page cannot be made to load or run what is not
// ours.
constexpr const char* content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' "
    "data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

struct Asset {
  std::string_view path;
  std::string_view content_type;
  std::string_view body;
  std::string etag;
};

Asset make_asset(
    std::string_view path, std::string_view content_type, const char* start, const char* end
) {
  const std::string_view body(start, static_cast<std::size_t>(end - start));
  return {
      path,
      content_type,
      body,
      '"' + crypto::to_hex(crypto::bytes_of(crypto::sha256(body))).substr(0, 16) + '"'};
}

const std::array<Asset, 3>& assets() {
  static const std::array<Asset, 3> made{
      make_asset(
          "/docs", "text/html; charset=utf-8", guanxi_docs_index_start, guanxi_docs_index_end
      ),
      make_asset(
          "/docs/app.js",
          "text/javascript; charset=utf-8",
          guanxi_docs_app_start,
          guanxi_docs_app_end
      ),
      make_asset(
          "/docs/style.css",
          "text/css; charset=utf-8",
          guanxi_docs_style_start,
          guanxi_docs_style_end
      )};
  return made;
}

const Asset* find_asset(std::string_view path) {
  if (path == "/docs/") path = "/docs";
  for (const Asset& asset : assets()) {
    if (asset.path == path) return &asset;
  }
  return nullptr;
}

}  // namespace

bool is_docs_path(std::string_view path) {
  return path.starts_with("/docs") && find_asset(path) != nullptr;
}

http::Response docs_response(const http::Request& request) {
  const Asset* const asset = find_asset(request.path);
  GX_CHECK(asset != nullptr);
  http::Response response = cached_response(request, asset->content_type, asset->body, asset->etag);
  response.headers.emplace_back("Content-Security-Policy", content_security_policy);
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  return response;
}

}  // namespace guanxi::api
