#include "platform/api/cursor.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace guanxi::api {
namespace {

RC_GTEST_PROP(
    Cursor, ComesBackAsItWas, (std::int64_t time, const std::string& code, std::int64_t id)
) {
  RC_PRE(code.size() < 200);
  const std::string text = encode_cursor("receipts", time, code, id);
  const auto back = decode_cursor<std::int64_t, std::string, std::int64_t>("receipts", text);
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == std::make_tuple(time, code, id));
}

TEST(Cursor, IsRefusedWhenItIsNotOurs) {
  using Key = std::int64_t;
  const std::string good = encode_cursor("receipts", Key{1}, Key{2});
  const auto is_refused = [](std::string_view list, std::string_view text) {
    const auto back = decode_cursor<Key, Key>(list, text);
    return !back && back.error().code == ErrorCode::bad_cursor && back.error().pointer == "/cursor";
  };
  EXPECT_FALSE(is_refused("receipts", good));
  EXPECT_TRUE(is_refused("members", good)) << "another list";
  EXPECT_TRUE(is_refused("receipts", encode_cursor("receipts", Key{1}))) << "another key";
  EXPECT_TRUE(is_refused("receipts", encode_cursor("receipts", Key{1}, std::string("2"))))
      << "another type";
  EXPECT_TRUE(is_refused("receipts", "")) << "empty";
  EXPECT_TRUE(is_refused("receipts", std::string(1'000'000, 'A'))) << "1 MB";
  EXPECT_TRUE(is_refused("receipts", good + "=")) << "padding";
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_TRUE(is_refused("receipts", good.substr(0, size))) << size;
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string altered = good;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    EXPECT_TRUE(is_refused("receipts", altered)) << i;
  }
}

}  // namespace
}  // namespace guanxi::api
