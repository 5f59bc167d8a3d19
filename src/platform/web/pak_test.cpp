// The pages as one file: what script/web writes is read, and what is no pak, cut or changed is not.
#include "platform/web/pak.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "platform/web/testing.h"

namespace guanxi::web {
namespace {

using ::testing::HasSubstr;

/// Why it is refused; empty where it is taken.
std::string refusal_of(std::string_view bytes) {
  try {
    const Pak pak(bytes);
    return {};
  } catch (const BadPak& bad) {
    return bad.what();
  }
}

std::string text_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

TEST(Pak, what_the_script_writes_is_read) {
  const std::string bytes = text_of(GUANXI_TEST_PAK);
  const Pak pak(bytes);
  ASSERT_EQ(pak.files().size(), 5u);
  const File* const script = pak.find("/assets/index-Bx1_qZ0a.js");
  ASSERT_NE(script, nullptr);
  EXPECT_TRUE(script->is_hashed);
  EXPECT_EQ(script->content_type, "text/javascript; charset=utf-8");
  EXPECT_THAT(std::string(script->body), HasSubstr("getElementById"));
  EXPECT_EQ(
      script->tag, crypto::to_hex(crypto::bytes_of(crypto::sha256(script->body))).substr(0, 16)
  );
  ASSERT_TRUE(script->gzip);
  EXPECT_TRUE(script->gzip->starts_with("\x1f\x8b")) << "as gzip begins";
  EXPECT_LT(script->gzip->size(), script->body.size());
  const File* const style = pak.find("/assets/plain.css");
  ASSERT_NE(style, nullptr);
  EXPECT_FALSE(style->is_hashed);
  EXPECT_FALSE(style->gzip) << "it would not become smaller";
  for (const char* path : {"/index.html", "/pos.html", "/favicon.svg"}) {
    EXPECT_NE(pak.find(path), nullptr) << path;
  }
  for (const char* path : {"", "/", "/index.htm", "/index.html2", "/a", "/z"}) {
    EXPECT_EQ(pak.find(path), nullptr) << path;
  }
}

TEST(Pak, each_of_its_bytes_counts) {
  const std::string whole = testing::small_pak();
  ASSERT_EQ(refusal_of(whole), "");
  for (std::size_t i = 0; i < whole.size(); ++i) {
    EXPECT_NE(refusal_of(whole.substr(0, i)), "") << "cut to " << i;
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_NE(refusal_of(changed), "") << "changed at " << i;
  }
  EXPECT_NE(refusal_of(whole + "x"), "");
  EXPECT_EQ(refusal_of("no pak at all"), "it is no pak, or one of another version");
}

/// The digest fits, so that the index itself is looked at.
TEST(Pak, an_index_never_leads_outside) {
  const std::string behind = testing::small_pak().substr(40);
  for (std::size_t i = 0; i < behind.size(); ++i) {
    (void)refusal_of(testing::sealed(behind.substr(0, i)));  // a sanitizer watches
    for (const char byte : {'\0', '\x7f', '\xff'}) {
      std::string changed = behind;
      changed[i] = byte;
      const std::string bytes = testing::sealed(changed);
      try {
        const Pak pak(bytes);
        const char* const end = bytes.data() + bytes.size();
        for (const File& file : pak.files()) {
          for (const auto& part : {file.body, file.gzip.value_or(""), file.brotli.value_or("")}) {
            EXPECT_TRUE(part.empty() || part.data() + part.size() <= end) << i;
          }
        }
      } catch (const BadPak&) {
        // Said, not done.
      }
    }
  }
}

TEST(Pak, what_is_wrong_is_named) {
  const testing::Page page{.path = "/b", .content_type = "text/plain", .body = "text"};
  testing::Page nameless = page, before = page;
  nameless.path = "b";
  before.path = "/a";
  EXPECT_EQ(refusal_of(testing::make_pak({page, before})), "its files are in disorder");
  EXPECT_EQ(refusal_of(testing::make_pak({page, page})), "its files are in disorder");
  EXPECT_EQ(refusal_of(testing::make_pak({nameless})), "a path does not begin with /");
  std::string many;
  testing::put_number(many, 0xffffffff);
  EXPECT_EQ(refusal_of(testing::sealed(many)), "its index is cut off");
  EXPECT_EQ(refusal_of(testing::sealed("")), "its index is cut off");
  std::string index;  // one file, "/", without type and tag
  testing::put_number(index, 1);
  index += std::string("\0\1/\0\0", 5);
  const auto with_body = [&](std::size_t offset, std::size_t length) {
    std::string bytes = index;
    testing::put_number(bytes, offset);
    testing::put_number(bytes, length);
    return refusal_of(testing::sealed(bytes + std::string(16, '\0')));
  };
  EXPECT_EQ(with_body(0, 0), "a file has no body");
  EXPECT_EQ(with_body(44, 1'000), "a body lies outside of it");
  EXPECT_EQ(with_body(0xffffffff, 1), "a body lies outside of it");
  EXPECT_EQ(with_body(44, 0xffffffff), "a body lies outside of it");
  EXPECT_EQ(with_body(44, 4), "");
}

}  // namespace
}  // namespace guanxi::web
