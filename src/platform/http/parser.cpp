#include "platform/http/parser.h"

#include <algorithm>
#include <optional>

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "platform/http/target.h"

namespace guanxi::http {
namespace {

namespace beast = boost::beast;

constexpr int fields_max = 100;
constexpr std::size_t body_reserve_max =
    64 * 1024;  // a client's promise alone buys no more memory than this

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return beast::iequals({a.data(), a.size()}, {b.data(), b.size()});
}

/// One number without sign, list or blanks: everything else is read differently somewhere.
bool is_plain_length(std::string_view value) {
  return !value.empty() && value.size() <= 18 &&
         value.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_host(std::string_view value) {
  return value.find_first_of(" \t/\\@?#\"<>^`{|},") == std::string_view::npos;
}

class BeastParser final : public beast::http::basic_parser<true> {
 public:
  BeastParser(Request& request, const ServerOptions& options)
      : request_(request), options_(options), body_bytes_max_(options.body_bytes_max) {
    eager(true);
    header_limit(
        static_cast<std::uint32_t>(options.header_bytes_max) + 1
    );  // the connection holds the real limit
    body_limit(static_cast<std::uint64_t>(body_bytes_max_));
  }

  std::size_t feed(std::string_view bytes, Refusal& refusal) {
    beast::error_code error;
    const std::size_t used = put({bytes.data(), bytes.size()}, error);
    if (error && error != beast::http::error::need_more)
      refusal = refusal_ ? refusal_ : reason_of(error);
    return used;
  }
  bool is_http11() const { return http11_; }
  bool expects_continue() const { return expects_continue_ && http11_; }
  bool is_large() const { return body_bytes_max_ > options_.body_bytes_max; }

 private:
  using error_code = beast::error_code;
  using string_view = beast::string_view;
  using field = beast::http::field;

  Refusal reason_of(const error_code& code) const {
    using beast::http::error;
    if (code == error::body_limit) {
      const std::string most = std::to_string(body_bytes_max_);
      return {
          413, ErrorCode::body_too_large, "The body is larger than the " + most + " bytes taken."};
    }
    if (code == error::header_limit)
      return {431, ErrorCode::too_long, "The header is larger than this server takes."};
    if (code == error::bad_version)
      return bad("The request line does not end in HTTP/1.0 or HTTP/1.1.");
    if (code == error::bad_target) return bad("The request target is malformed.");
    if (code == error::bad_method) return bad("The method is malformed.");
    if (code == error::bad_field) return bad("A header field's name is malformed.");
    if (code == error::bad_value) return bad("A header field's value is malformed.");
    if (code == error::bad_content_length || code == error::multiple_content_length) {
      return bad("Content-Length is not one plain number, or stands beside Transfer-Encoding.");
    }
    if (code == error::bad_transfer_encoding) {
      return bad("Transfer-Encoding stands twice or beside Content-Length.");
    }
    if (code == error::bad_chunk || code == error::bad_chunk_extension)
      return bad("A chunk is malformed.");
    return bad("The request is malformed.");
  }
  static Refusal bad(const char* detail) { return {400, ErrorCode::invalid_request, detail}; }

  void refuse(error_code& error, Refusal refusal) {
    refusal_ = std::move(refusal);
    error = beast::http::error::bad_value;
  }

  void on_request_impl(
      beast::http::verb, string_view method, string_view target, int version, error_code& error
  ) override {
    http11_ = version == 11;
    request_.method.assign(method.data(), method.size());
    if (!read_target(view(target), request_))
      refuse(error, bad("The request target is malformed."));
  }

  void on_field_impl(field name, string_view name_text, string_view value, error_code& error)
      override {
    if (header_done_)
      return;  // trailers: nothing of ours reads them, and none may change the header after the
               // fact
    if (request_.headers.size() == fields_max) {
      return refuse(error, {431, ErrorCode::too_many, "The header has more than 100 fields."});
    }
    if (name == field::content_length && (++lengths_ > 1 || !is_plain_length(view(value)))) {
      return refuse(error, bad("Content-Length is not one plain number."));
    }
    if (name == field::content_length) make_room(std::stoll(std::string(view(value))));
    if (name == field::host && (++hosts_ > 1 || !is_host(view(value)))) {
      return refuse(error, bad("Host is malformed or stands twice."));
    }
    if (name == field::transfer_encoding) {
      if (++encodings_ > 1) return refuse(error, bad("Transfer-Encoding stands twice."));
      if (!equals_ignoring_case(view(value), "chunked")) {
        return refuse(
            error,
            {501,
             ErrorCode::invalid_request,
             "The only Transfer-Encoding this server reads is chunked."}
        );
      }
    }
    if (name == field::expect) {
      expects_continue_ = equals_ignoring_case(view(value), "100-continue");
      if (!expects_continue_) {
        return refuse(
            error,
            {417, ErrorCode::invalid_request, "The only Expect this server meets is 100-continue."}
        );
      }
    }
    auto& [lower_name, text] = request_.headers.emplace_back();
    lower_name.resize(name_text.size());
    std::transform(
        name_text.begin(), name_text.end(), lower_name.begin(), beast::detail::ascii_tolower
    );
    text.assign(value.data(), value.size());
  }

  /// Beast holds a body to its limit behind the last field.
  void make_room(std::int64_t length) {
    if (length <= options_.body_bytes_max || !options_.body_limit_of) return;
    const std::int64_t own = options_.body_limit_of(request_.method, request_.path);
    if (own <= options_.body_bytes_max) return;
    body_bytes_max_ = own;
    body_limit(static_cast<std::uint64_t>(own));
  }

  void on_header_impl(error_code& error) override {
    header_done_ = true;
    if (http11_ && hosts_ != 1) return refuse(error, bad("Host is missing."));
    if (encodings_ > 0 && lengths_ > 0) {
      return refuse(error, bad("Transfer-Encoding stands beside Content-Length."));
    }
    if (encodings_ > 0 && !http11_)
      return refuse(error, bad("HTTP/1.0 knows no Transfer-Encoding."));
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
    if (length) {
      request_.body.reserve(
          static_cast<std::size_t>(std::min<std::uint64_t>(*length, body_reserve_max))
      );
    }
  }
  std::size_t on_body_impl(string_view body, error_code&) override {
    request_.body.append(body.data(), body.size());
    return body.size();
  }
  std::size_t on_chunk_body_impl(std::uint64_t, string_view body, error_code&) override {
    request_.body.append(body.data(), body.size());
    return body.size();
  }
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  void on_response_impl(int, string_view, int, error_code&) override {}
  void on_finish_impl(error_code&) override {}

  Request& request_;
  const ServerOptions& options_;
  std::int64_t body_bytes_max_;
  Refusal refusal_;
  bool http11_ = false, header_done_ = false, expects_continue_ = false;
  int hosts_ = 0, lengths_ = 0, encodings_ = 0;
};

}  // namespace

HeaderScan::State HeaderScan::look_at(std::string_view bytes) {
  for (;;) {
    const std::size_t line_end = bytes.find('\n', std::max(seen_, line_));
    seen_ = bytes.size();
    if (line_end == std::string_view::npos) return State::incomplete;
    if (line_end == line_ || bytes[line_end - 1] != '\r') return State::malformed;
    const bool folded = line_ > 0 && (bytes[line_] == ' ' || bytes[line_] == '\t');
    if (folded) return State::malformed;
    const bool empty = line_end - 1 == line_;
    line_ = seen_ = line_end + 1;
    if (empty) {
      end_ = line_;
      return State::complete;
    }
  }
}

class Parser::Impl {
 public:
  explicit Impl(const ServerOptions& server_options) : options(server_options) {}
  const ServerOptions& options;
  std::optional<BeastParser> parser;  // Beast's cannot start over, but be built anew in place
};

Parser::Parser(const ServerOptions& options) : impl_(std::make_unique<Impl>(options)) {}
Parser::~Parser() = default;

void Parser::begin(Request& request) {
  request.headers.clear();
  request.body.clear();
  impl_->parser.emplace(request, impl_->options);
}

Refusal Parser::read_header(std::string_view header) {
  Refusal refusal;
  impl_->parser->feed(header, refusal);
  if (!refusal && !impl_->parser->is_header_done()) {
    return {400, ErrorCode::invalid_request, "The request is malformed."};
  }
  return refusal;
}

std::size_t Parser::read_body(std::string_view bytes, Refusal& refusal) {
  // No chunked body ends in less than "0\r\n\r\n", and Beast 1.81 asserts that when it looks at a
  // last chunk again.
  constexpr std::size_t last_chunk_bytes = 5;
  if (bytes.empty() || (impl_->parser->chunked() && bytes.size() < last_chunk_bytes)) return 0;
  return impl_->parser->feed(bytes, refusal);
}

bool Parser::is_done() const { return impl_->parser->is_done(); }
bool Parser::keeps_alive() const { return impl_->parser->keep_alive(); }
bool Parser::is_http11() const { return impl_->parser->is_http11(); }
bool Parser::expects_continue() const { return impl_->parser->expects_continue(); }
bool Parser::is_large() const { return impl_->parser->is_large(); }

}  // namespace guanxi::http
