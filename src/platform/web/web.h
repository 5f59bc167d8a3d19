// The pages of console and till, which the program carries in itself: what a browser gets for a
// path that is not the API's. Knows no business and asks no store. Used by app; any thread.
//
// A file of the pak answers for its own path. What is none and looks like no file ("/members/123")
// is a place within a page: the page NAME.html for /NAME and what lies below it (/pos: the till),
// else the console, index.html.
#pragma once

#include <optional>
#include <string_view>

#include "platform/http/http.h"
#include "platform/web/pak.h"

namespace guanxi::web {

class Site {
 public:
  /// `pak` must outlive the site; empty: a program without pages, which says so at "/". Throws
  /// BadPak.
  explicit Site(std::string_view pak);

  bool has_pages() const { return pak_.has_value(); }

  /// The answer to GET and HEAD – a page, a file, 304 – and 405 to other methods; nullopt where the
  /// path is not the site's: the API then has the word, also to say that there is nothing.
  std::optional<http::Response> respond(const http::Request& request) const;

 private:
  const File* file_at(std::string_view path) const;

  std::optional<Pak> pak_;
};

/// The pages this program was built with.
const Site& built_in();

}  // namespace guanxi::web
