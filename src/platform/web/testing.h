// Paks of a test's own: laid out as script/lib/web_pak.py does, with bodies a test can tell apart.
// For tests only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/crypto/crypto.h"

namespace guanxi::web::testing {

struct Page {
  std::string path, content_type, body;
  std::string gzip = {}, brotli = {};  // empty: not there
  bool is_hashed = false;
};

inline void put_number(std::string& out, std::size_t number) {
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(number >> shift & 0xff);
}

/// With the digest that fits: what is wrong with it is found behind that.
inline std::string sealed(std::string_view behind) {
  return "GXWEBPK1" + std::string(crypto::bytes_of(crypto::sha256(behind))) + std::string(behind);
}

/// In the order given; a tag is the file's path without its slashes.
inline std::string make_pak(const std::vector<Page>& pages) {
  constexpr std::size_t head = 8 + 32 + 4, places = 3 * 8, lengths = 3;
  const auto tag_of = [](const Page& page) {
    std::string tag = page.path;
    tag.erase(std::remove(tag.begin(), tag.end(), '/'), tag.end());
    return tag;
  };
  std::size_t at = head;
  for (const Page& page : pages)
    at += 1 + lengths + page.path.size() + page.content_type.size() + tag_of(page).size() + places;
  std::string index, bodies;
  put_number(index, pages.size());
  for (const Page& page : pages) {
    index += page.is_hashed ? '\1' : '\0';
    for (const std::string& word : {page.path, page.content_type, tag_of(page)}) {
      index += static_cast<char>(word.size());
      index += word;
    }
    for (const std::string* body : {&page.body, &page.gzip, &page.brotli}) {
      const bool is_there = body == &page.body || !body->empty();
      put_number(index, is_there ? at + bodies.size() : 0);
      put_number(index, body->size());
      bodies += *body;
    }
  }
  return sealed(index + bodies);
}

/// A console and a till with a script and a style.
inline std::string small_pak() {
  constexpr const char* html = "text/html; charset=utf-8";
  return make_pak(
      {{.path = "/assets/index-Bx1_qZ0a.js",
        .content_type = "text/javascript; charset=utf-8",
        .body = "the script",
        .gzip = "gz script",
        .brotli = "br script",
        .is_hashed = true},
       {.path = "/favicon.svg", .content_type = "image/svg+xml", .body = "<svg/>"},
       {.path = "/index.html", .content_type = html, .body = "the console", .gzip = "gz console"},
       {.path = "/pos.html", .content_type = html, .body = "the till"}}
  );
}

}  // namespace guanxi::web::testing
