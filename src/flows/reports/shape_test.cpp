#include "flows/reports/shape.h"

#include <gtest/gtest.h>

#include "platform/api/api.h"

namespace guanxi::reports {

struct ShapeRow {
  std::string code;
  std::optional<Money> price;
};
BOOST_DESCRIBE_STRUCT(ShapeRow, (), (code, price))
struct ShapeDay {
  Date day;
  std::optional<std::vector<ShapeRow>> rows;
};
BOOST_DESCRIBE_STRUCT(ShapeDay, (), (day, rows))
struct ShapeAnswer {
  std::vector<ShapeDay> days;
};
BOOST_DESCRIBE_STRUCT(ShapeAnswer, (), (days))

}  // namespace guanxi::reports

namespace guanxi::api {

template <>
struct Doc<reports::ShapeRow> {
  static constexpr Text text{"行", "A row"};
  static constexpr Field fields[] = {{.name = "code"}, {.name = "price"}};
};
template <>
struct Doc<reports::ShapeDay> {
  static constexpr Text text{"日", "A day"};
  static constexpr Field fields[] = {{.name = "day"}, {.name = "rows"}};
};
template <>
struct Doc<reports::ShapeAnswer> {
  static constexpr Text text{"答", "An answer"};
  static constexpr Field fields[] = {{.name = "days"}};
};

}  // namespace guanxi::api

namespace guanxi::reports {
namespace {

TEST(Shape, knows_what_an_answer_has) {
  const api::Type& answer = api::type_of<ShapeAnswer>();
  const auto has = [&](std::string_view pointer) { return type_at(answer, pointer) != nullptr; };
  for (const char* const there :
       {"",
        "/days",
        "/days/*/day",
        "/days/*/rows/*/code",
        "/days/*/rows/*/price",
        "/days/*/rows/*/price/amount"}) {
    EXPECT_TRUE(has(there)) << there;
  }
  for (const char* const missing :
       {"/weeks", "/days/day", "/days/*/code", "/days/*/day/of", "/days/*/rows/*/prices"}) {
    EXPECT_FALSE(has(missing)) << missing;
  }
  ASSERT_TRUE(has("/days/*/rows"));
  EXPECT_EQ(type_at(answer, "/days/*/rows")->kind, api::Kind::list) << "not the optional";
}

}  // namespace
}  // namespace guanxi::reports
