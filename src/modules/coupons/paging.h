// Pages of a list of something: of a template, a member, a trigger. Inside modules/coupons only.
// Values; any thread.
#pragma once

#include <type_traits>
#include <utility>

#include "platform/api/api.h"

namespace guanxi::coupons {

class Paging {
 public:
  /// `list` names the list in its cursors, `of` what it is of: no other takes them.
  Paging(const char* list, std::int64_t of, const std::optional<std::string>& cursor, int limit)
      : list_(list), of_(of), cursor_(cursor), limit_(limit) {}

  /// The place that the last page ended with; 0: this is the first. Errors: bad_cursor at /cursor.
  Result<std::int64_t> place() const {
    if (!cursor_) return std::int64_t{0};
    GX_TRY(parts, (api::decode_cursor<std::int64_t, std::int64_t>(list_, *cursor_)));
    if (std::get<0>(parts) != of_) return fail(ErrorCode::bad_cursor, "/cursor");
    return std::get<1>(parts);
  }
  /// One more than is shown: whether there is a next page.
  int asked() const { return limit_ + 1; }
  /// What was found of those asked for, each as `show` has it; `place_of` says where one is.
  template <class Found, class Show, class PlaceOf>
  auto page(std::vector<Found> found, const Show& show, const PlaceOf& place_of) const {
    api::Page<std::invoke_result_t<Show, const Found&>> page;
    const bool more = std::ssize(found) > limit_;
    if (more) found.pop_back();
    for (const Found& one : found) page.items.push_back(show(one));
    if (more) page.next_cursor = api::encode_cursor(list_, of_, place_of(found.back()));
    return page;
  }

 private:
  const char* list_;
  std::int64_t of_;
  const std::optional<std::string>& cursor_;
  int limit_;
};

}  // namespace guanxi::coupons
