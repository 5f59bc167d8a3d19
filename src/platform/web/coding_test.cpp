#include "platform/web/coding.h"

#include <gtest/gtest.h>

#include <string>

namespace guanxi::web {
namespace {

std::string chosen(std::string_view header, bool has_gzip = true, bool has_brotli = true) {
  switch (choose_coding(header, has_gzip, has_brotli)) {
    case Coding::brotli:
      return "br";
    case Coding::gzip:
      return "gzip";
    default:
      return "identity";
  }
}

TEST(Coding, the_best_of_what_a_client_takes) {
  const struct {
    const char* header;
    const char* coding;
    const char* why;
  } rows[] = {
      {"", "identity", "nothing said"},
      {"gzip, deflate, br, zstd", "br", "browsers"},
      {"gzip, deflate", "gzip", "browsers without TLS"},
      {"br", "br", "named alone"},
      {"GZIP", "gzip", "case does not matter"},
      {"x-gzip", "gzip", "an old name of it"},
      {"deflate, zstd", "identity", "none of ours"},
      {"br;q=0.5, gzip;q=0.8", "gzip", "the higher weight"},
      {"br;q=0.8, gzip;q=0.8", "br", "the smaller one of equals"},
      {"br;q=0, gzip", "gzip", "0: not wanted"},
      {"br;q=0, gzip;q=0.000", "identity", "neither"},
      {"identity, gzip;q=0.5", "identity", "liked better as it is"},
      {"identity;q=0.5, gzip;q=0.5", "gzip", "the smaller one of equals"},
      {"gzip;q=0.001", "gzip", "named, though hardly"},
      {"*", "br", "anything"},
      {"*;q=0.1, br;q=0", "gzip", "anything but"},
      {"*;q=0", "identity", "nothing at all: as it is, rather than no answer"},
      {"identity;q=0", "identity", "the same"},
      {"identity;q=0, gzip;q=0.1", "gzip", "all that is left"},
      {" \tgzip ; q=1.0 ,", "gzip", "blanks"},
      {"gzip;q=2, br;q=-1, identity;q=x", "identity", "weights that are none"},
      {"gzip;q=1.001", "identity", "beyond 1"},
      {"gzip;q=0.1234", "identity", "four digits"},
      {"gzip;level=9;q=0.5", "gzip", "another parameter"},
      {";q=1,,=,gzip", "gzip", "rubbish in between"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(chosen(row.header), row.coding) << row.header << ": " << row.why;
}

TEST(Coding, only_what_there_is) {
  EXPECT_EQ(chosen("gzip, br", true, false), "gzip");
  EXPECT_EQ(chosen("gzip, br", false, true), "br");
  EXPECT_EQ(chosen("gzip, br", false, false), "identity");
  EXPECT_EQ(chosen("gzip;q=1, br;q=0.1", false, true), "br");
}

}  // namespace
}  // namespace guanxi::web
