#include "app/demo_samples.h"

namespace {
struct Text {
  const char *start, *end;
};
}  // namespace
extern "C" const Text guanxi_sample_texts[];  // demo_samples.S

namespace guanxi::app::demo {
namespace {

std::string_view text_at(std::size_t place) {
  const Text& text = guanxi_sample_texts[place];
  return {text.start, static_cast<std::size_t>(text.end - text.start)};
}

/// The rules at a place, and `baskets` behind them.
void place_texts(Sample& sample, std::size_t place, std::size_t baskets) {
  sample.rules = text_at(place);
  for (std::size_t i = 1; i <= baskets; ++i) sample.baskets.push_back(text_at(place + i));
}

}  // namespace

std::vector<Sample> samples() {
  Sample plaza{"PLAZA", "云禾广场会员", "YHGC", "云禾广场有限公司", {}, {}};
  place_texts(plaza, 0, 5);
  Sample bistro{"BISTRO", "云禾小馆会员", "YHXG", "云禾小馆餐饮有限公司", {}, {}};
  place_texts(bistro, 6, 5);
  Sample closet{"CLOSET", "云禾衣橱会员", "YHYC", "云禾衣橱服饰有限公司", {}, {}};
  place_texts(closet, 12, 4);
  return {plaza, bistro, closet};
}

}  // namespace guanxi::app::demo
