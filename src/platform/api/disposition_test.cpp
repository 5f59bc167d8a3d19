#include "platform/api/disposition.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace guanxi::api {
namespace {

TEST(Disposition, any_name_is_one_that_a_header_can_hold) {
  const struct {
    const char *name, *value;
  } rows[] = {
      {"labels-1.csv", R"(attachment; filename="labels-1.csv")"},
      {"a b.pdf", R"(attachment; filename="a b.pdf")"},
      {"小票.jpg", R"(attachment; filename="__.jpg"; filename*=UTF-8''%E5%B0%8F%E7%A5%A8.jpg)"},
      {R"(a"; filename=b.exe)",
       R"(attachment; filename="a__ filename_b.exe"; filename*=UTF-8''a%22%3B%20filename%3Db.exe)"},
      {"a\r\nSet-Cookie: x",
       R"(attachment; filename="a__Set-Cookie_ x"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x)"},
      {R"(..\a%41'b)", R"(attachment; filename=".._a_41_b"; filename*=UTF-8''..%5Ca%2541%27b)"},
      {"", R"(attachment; filename="")"},
  };
  for (const auto& row : rows) EXPECT_EQ(content_disposition(row.name), row.value);
}

TEST(Disposition, no_byte_ends_the_value_or_the_line) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  const std::string value = content_disposition(all);
  EXPECT_TRUE(std::ranges::all_of(value, [](char c) { return c >= 0x20 && c < 0x7F; }));
  EXPECT_EQ(std::ranges::count(value, '"'), 2);
  EXPECT_EQ(value.find('\\'), std::string::npos);
}

}  // namespace
}  // namespace guanxi::api
