#include "platform/web/web.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "platform/api/messages.h"
#include "platform/web/coding.h"

extern "C" {
extern const char guanxi_web_pak[];
extern const std::uint64_t guanxi_web_pak_bytes;
}

namespace guanxi::web {
namespace {

// Nothing from elsewhere, no script that is not a file of ours. Styles may be inline: the
// components make theirs as they are shown. Pictures may be what a page has made itself, a QR code
// or a preview.
constexpr const char* page_policy =
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'";

// The camera is the till's scanner; nothing else of the device is any page's business.
constexpr const char* page_permissions =
    "camera=(self), microphone=(), geolocation=(), accelerometer=(), gyroscope=(), "
    "magnetometer=(), "
    "display-capture=(), midi=(), payment=(), usb=()";

constexpr const char* for_ever = "public, max-age=31536000, immutable";
constexpr const char* ask_again = "no-cache";  // keep it, but ask whether it is still the same

constexpr const char* without_pages =
    "<!doctype html>\n"
    "<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>Guanxi</title></head><body>\n"
    "<p>本程序编译时未包含管理后台和收银台页面。接口文档见 <a href=\"/docs\">/docs</a>。</p>\n"
    "<p lang=\"en\">This program was built without the pages of console and till. The API is\n"
    "described at <a href=\"/docs\">/docs</a>.</p>\n"
    "</body></html>\n";

/// "/v1/members/1" → "v1".
std::string_view first_segment(std::string_view path) {
  path.remove_prefix(std::min<std::size_t>(1, path.size()));
  return path.substr(0, path.find('/'));
}

bool is_for_the_api(std::string_view path) {
  static constexpr std::array<std::string_view, 6> names = {
      "v1", "docs", "openapi.json", "healthz", "readyz", "metrics"};
  return std::find(names.begin(), names.end(), first_segment(path)) != names.end();
}

/// A file that is not there, or something no page is called: never the console in its place.
bool looks_like_a_file(std::string_view path) {
  return first_segment(path) == "assets" || path.find("/.") != std::string_view::npos ||
         path.substr(path.rfind('/')).find('.') != std::string_view::npos;
}

bool is_reading(const http::Request& request) {
  return request.method == "GET" || request.method == "HEAD";
}

http::Response refuse_method(const http::Request& request) {
  constexpr const char* allowed = "GET, HEAD";
  http::Response response = api::problem(
      fail(ErrorCode::method_not_allowed, "", {{"allow", allowed}}),
      api::choose_language(request.header("accept-language")),
      request.trace_id
  );
  response.headers.emplace_back("Allow", allowed);
  return response;
}

http::Response say_without_pages() {
  http::Response response;
  response.content_type = "text/html; charset=utf-8";
  response.body = without_pages;
  return response;
}

/// With its quotes a tag stands for itself in the list; a proxy may have made it a weak one, W/"…".
bool lists_tag(std::string_view if_none_match, std::string_view tag) {
  return if_none_match == "*" || if_none_match.find(tag) != std::string_view::npos;
}

/// What a client keeps goes by the headers of the newest answer, a 304 too: both have the same.
http::Response answer(const File& file, const http::Request& request) {
  const Coding coding = choose_coding(
      request.header("accept-encoding"), file.gzip.has_value(), file.brotli.has_value()
  );
  std::string tag = '"' + std::string(file.tag);
  if (coding == Coding::gzip) tag += "-gzip";
  if (coding == Coding::brotli) tag += "-br";
  tag += '"';
  http::Response response;
  const auto put = [&](const char* name, std::string value) {
    response.headers.emplace_back(name, std::move(value));
  };
  put("ETag", tag);
  put("Cache-Control", file.is_hashed ? for_ever : ask_again);
  put("Vary", "Accept-Encoding");
  put("Content-Security-Policy", page_policy);
  put("Cross-Origin-Resource-Policy", "same-origin");
  if (file.content_type.starts_with("text/html")) {
    put("Cross-Origin-Opener-Policy", "same-origin");
    put("Permissions-Policy", page_permissions);
  }
  if (lists_tag(request.header("if-none-match"), tag)) {
    response.status = 304;
    response.content_type.clear();
    return response;
  }
  response.content_type = file.content_type;
  if (coding == Coding::gzip) put("Content-Encoding", "gzip");
  if (coding == Coding::brotli) put("Content-Encoding", "br");
  response.body = coding == Coding::gzip     ? *file.gzip
                  : coding == Coding::brotli ? *file.brotli
                                             : file.body;
  return response;
}

}  // namespace

Site::Site(std::string_view pak) {
  if (!pak.empty()) pak_.emplace(pak);
}

const File* Site::file_at(std::string_view path) const {
  if (const File* const file = pak_->find(path)) return file;
  if (looks_like_a_file(path)) return nullptr;
  std::string page = "/";
  page += first_segment(path);
  page += ".html";
  if (const File* const file = pak_->find(page)) return file;
  return pak_->find("/index.html");
}

std::optional<http::Response> Site::respond(const http::Request& request) const {
  const std::string_view path = request.path;
  if (!path.starts_with('/') || is_for_the_api(path)) return std::nullopt;
  if (!pak_) {
    if (path != "/") return std::nullopt;
    return is_reading(request) ? say_without_pages() : refuse_method(request);
  }
  const File* const file = file_at(path);
  if (file == nullptr) return std::nullopt;
  return is_reading(request) ? answer(*file, request) : refuse_method(request);
}

const Site& built_in() {
  static const Site site(std::string_view(guanxi_web_pak, guanxi_web_pak_bytes));
  return site;
}

}  // namespace guanxi::web
