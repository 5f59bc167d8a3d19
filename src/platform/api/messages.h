// From a coded error to what a person reads: HTTP status, words in two languages, the problem
// document (RFC 9457). For the dispatcher, and for commands that print errors. Pure functions; any
// thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "platform/http/http.h"

namespace guanxi::api {

enum class Language { zh_cn, en };

std::string_view language_tag(Language language);  // "zh-CN", "en"
/// The better of our two languages by the q-values of an Accept-Language header (RFC 9110 12.5.4);
/// zh-CN when it is empty, malformed or asks for neither.
Language choose_language(std::string_view accept_language);

int status_of(ErrorCode code);
/// A few words: "会员不存在", "Member not found".
std::string_view title_of(ErrorCode code, Language language);
/// A helpful sentence with the error's facts filled in: what is wrong and what to do.
std::string message_of(const Error& error, Language language);

/// application/problem+json. A fault of one field (missing_field, out_of_range …) is reported as
/// invalid_request with the fault among `errors`; every other code stands for itself, and its
/// pointer, if any, leads `errors`.
http::Response problem(const Error& error, Language language, std::string_view trace_id);

}  // namespace guanxi::api
