// Opaque cursors of lists: the sort key of the last entry, so that the next page starts after it
// whatever happened in between. Not secret and not signed – a cursor only says where to go on,
// every query checks scope by itself – but versioned, bound to its list by name and checked
// strictly. Pure functions; any thread.
//
//   page.next_cursor = encode_cursor("receipts", last.occurred_at.micros(), last.id.value());
//   GX_TRY(after, (decode_cursor<std::int64_t, std::int64_t>("receipts", request.cursor)));   //
//   bad_cursor
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace guanxi::api {

using CursorPart = std::variant<std::int64_t, std::string>;

std::string encode_cursor_parts(std::string_view list, const std::vector<CursorPart>& parts);
/// Errors: bad_cursor at /cursor when it is not one of ours, is of another list or program version,
/// or was altered.
Result<std::vector<CursorPart>> decode_cursor_parts(std::string_view list, std::string_view text);

template <class... Part>
std::string encode_cursor(std::string_view list, const Part&... part) {
  return encode_cursor_parts(list, {CursorPart(part)...});
}

template <class... Part>
Result<std::tuple<Part...>> decode_cursor(std::string_view list, std::string_view text) {
  GX_TRY(parts, decode_cursor_parts(list, text));
  if (parts.size() != sizeof...(Part)) return fail(ErrorCode::bad_cursor, "/cursor");
  return [&]<std::size_t... i>(std::index_sequence<i...>)->Result<std::tuple<Part...>> {
    if (!(std::holds_alternative<Part>(parts[i]) && ...))
      return fail(ErrorCode::bad_cursor, "/cursor");
    return std::tuple<Part...>(std::get<Part>(std::move(parts[i]))...);
  }
  (std::index_sequence_for<Part...>{});
}

}  // namespace guanxi::api
