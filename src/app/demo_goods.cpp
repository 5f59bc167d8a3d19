#include "app/demo_goods.h"

#include <fmt/format.h>

#include "base/check.h"

namespace guanxi::app::demo {
namespace {

/// One small category; its ten items are five names in two forms.
struct Family {
  const char *large, *middle, *small;
  std::size_t group;  // of counter_groups()
  const char* unit;
  int low, high;  // list price in yuan
  const char* names[5];
  const char* forms[2];
};

// clang-format off
constexpr Family families[] = {
    {"食品", "休闲食品", "糖果巧克力", 0, "piece", 8, 68, {"牛奶巧克力", "花生酥糖", "水果硬糖", "黑巧克力", "麦芽糖"}, {"200g", "礼盒500g"}},
    {"食品", "休闲食品", "坚果炒货", 0, "piece", 15, 98, {"原味腰果", "盐焗开心果", "五香瓜子", "每日坚果", "糖炒栗子"}, {"150g", "750g"}},
    {"食品", "休闲食品", "饼干糕点", 0, "piece", 6, 58, {"苏打饼干", "绿豆糕", "蛋黄酥", "桃酥", "威化饼"}, {"180g", "家庭装"}},
    {"食品", "酒水饮料", "茶饮料", 0, "piece", 4, 8, {"乌龙茶", "茉莉花茶", "冰红茶", "青柑普洱", "大麦茶"}, {"500ml", "1L"}},
    {"食品", "酒水饮料", "乳制品", 0, "piece", 5, 78, {"纯牛奶", "酸奶", "高钙奶", "燕麦奶", "儿童奶"}, {"250ml", "整箱12盒"}},
    {"食品", "酒水饮料", "白酒黄酒", 0, "piece", 38, 899, {"浓香白酒", "清香白酒", "花雕黄酒", "米酒", "梅子酒"}, {"500ml", "礼盒双支"}},
    {"食品", "粮油调味", "米面", 0, "piece", 12, 118, {"东北大米", "丝苗米", "高筋面粉", "荞麦挂面", "小米"}, {"2.5kg", "5kg"}},
    {"食品", "粮油调味", "食用油", 0, "piece", 35, 168, {"花生油", "菜籽油", "玉米油", "山茶油", "葵花籽油"}, {"1.8L", "5L"}},
    {"食品", "粮油调味", "调味品", 0, "piece", 5, 38, {"生抽", "香醋", "豆瓣酱", "蚝油", "辣椒酱"}, {"500ml", "1.2L"}},
    {"生鲜", "果蔬", "水果", 1, "kg", 6, 59, {"红富士苹果", "赣南脐橙", "海南香蕉", "阳光葡萄", "山东樱桃"}, {"一级", "特级"}},
    {"生鲜", "果蔬", "蔬菜", 1, "kg", 3, 19, {"西兰花", "上海青", "番茄", "土豆", "山药"}, {"散装", "有机"}},
    {"生鲜", "肉禽水产", "鲜肉", 1, "kg", 26, 138, {"五花肉", "牛腱子", "羊排", "里脊肉", "三黄鸡"}, {"冷鲜", "精选"}},
    {"生鲜", "肉禽水产", "水产", 1, "kg", 22, 168, {"基围虾", "三文鱼", "鲈鱼", "带鱼", "花蛤"}, {"冰鲜", "鲜活"}},
    {"女装", "女式上装", "女式毛衫", 2, "piece", 199, 899, {"羊绒开衫", "圆领毛衣", "高领针织衫", "马海毛外套", "背心针织"}, {"M码", "L码"}},
    {"女装", "女式上装", "女式衬衫", 2, "piece", 129, 599, {"真丝衬衫", "棉麻衬衫", "雪纺衫", "条纹衬衫", "立领上衣"}, {"M码", "L码"}},
    {"女装", "女式外套", "女式大衣", 2, "piece", 599, 2999, {"双面呢大衣", "羽绒服", "风衣", "派克服", "短外套"}, {"M码", "L码"}},
    {"女装", "裙裤", "裙装", 2, "piece", 159, 899, {"连衣裙", "半身裙", "旗袍裙", "百褶裙", "牛仔裙"}, {"M码", "L码"}},
    {"男装", "男式上装", "男式衬衫", 3, "piece", 139, 699, {"商务衬衫", "免烫衬衫", "休闲衬衫", "牛津纺衬衫", "短袖衬衫"}, {"40码", "42码"}},
    {"男装", "男式外套", "男式夹克", 3, "piece", 299, 1899, {"立领夹克", "皮夹克", "羽绒夹克", "冲锋衣", "呢料夹克"}, {"175码", "180码"}},
    {"男装", "裤装", "男裤", 3, "piece", 149, 599, {"西裤", "牛仔裤", "休闲裤", "工装裤", "运动裤"}, {"32码", "34码"}},
    {"母婴", "童装", "儿童上衣", 4, "piece", 59, 299, {"卡通T恤", "小熊卫衣", "棉服", "针织开衫", "防晒衣"}, {"110码", "130码"}},
    {"母婴", "童装", "儿童裤装", 4, "piece", 49, 199, {"加绒裤", "背带裤", "运动裤", "牛仔裤", "纱裙"}, {"110码", "130码"}},
    {"母婴", "喂养", "奶粉辅食", 4, "piece", 28, 368, {"婴儿奶粉", "米粉", "果泥", "鳕鱼肠", "磨牙饼"}, {"一段", "二段"}},
    {"母婴", "玩具", "益智玩具", 4, "piece", 29, 399, {"积木", "拼图", "磁力片", "画板", "儿童琴"}, {"基础款", "豪华款"}},
    {"美妆", "护肤", "面部护理", 5, "piece", 69, 1280, {"保湿面霜", "精华液", "洁面乳", "爽肤水", "眼霜"}, {"30ml", "50ml"}},
    {"美妆", "彩妆", "唇妆", 5, "piece", 59, 380, {"哑光口红", "润唇膏", "唇釉", "唇线笔", "染唇液"}, {"豆沙色", "正红色"}},
    {"美妆", "个人护理", "洗发护发", 5, "piece", 25, 168, {"氨基酸洗发水", "护发素", "发膜", "头皮精华", "沐浴露"}, {"400ml", "750ml"}},
    {"家居", "床上用品", "被褥", 6, "piece", 199, 1999, {"蚕丝被", "羽绒被", "四件套", "乳胶枕", "夏凉被"}, {"1.5米", "1.8米"}},
    {"家居", "餐厨", "锅具", 6, "piece", 79, 899, {"铸铁炒锅", "不粘煎锅", "砂锅", "蒸锅", "奶锅"}, {"24cm", "32cm"}},
    {"家居", "餐厨", "餐具", 6, "piece", 12, 399, {"骨瓷碗", "青花盘", "玻璃杯", "紫砂壶", "竹筷"}, {"单件", "套装"}},
    {"家居", "日用", "清洁用品", 6, "piece", 8, 89, {"洗衣液", "洗洁精", "抽纸", "垃圾袋", "洁厕剂"}, {"单件", "组合装"}},
    {"家电", "厨房电器", "小家电", 7, "piece", 129, 1299, {"电饭煲", "破壁机", "电水壶", "空气炸锅", "养生壶"}, {"标准款", "智能款"}},
    {"家电", "生活电器", "清洁电器", 7, "piece", 199, 2999, {"吸尘器", "扫地机", "加湿器", "除螨仪", "挂烫机"}, {"标准款", "旗舰款"}},
    {"家电", "数码", "手机配件", 7, "piece", 19, 499, {"充电宝", "数据线", "蓝牙耳机", "手机壳", "充电器"}, {"黑色", "白色"}},
    {"鞋包", "女鞋", "女式单鞋", 8, "piece", 199, 999, {"乐福鞋", "高跟鞋", "小白鞋", "短靴", "凉鞋"}, {"37码", "38码"}},
    {"鞋包", "男鞋", "男式皮鞋", 8, "piece", 299, 1299, {"正装皮鞋", "休闲皮鞋", "马丁靴", "豆豆鞋", "跑步鞋"}, {"41码", "43码"}},
    {"鞋包", "箱包", "女包", 8, "piece", 259, 2599, {"单肩包", "手提包", "双肩包", "链条包", "钱包"}, {"黑色", "棕色"}},
    {"鞋包", "箱包", "旅行箱", 8, "piece", 299, 1599, {"拉杆箱", "登机箱", "旅行袋", "商务箱", "儿童箱"}, {"20寸", "24寸"}},
    {"珠宝钟表", "首饰", "银饰", 9, "piece", 99, 999, {"银手镯", "银项链", "银耳钉", "长命锁", "银戒指"}, {"素面", "镶嵌"}},
    {"珠宝钟表", "首饰", "黄金饰品", 9, "piece", 699, 6999, {"足金吊坠", "足金戒指", "转运珠", "足金耳环", "足金手链"}, {"3克", "8克"}},
};
// clang-format on
static_assert(std::size(families) * 10 == goods_count);

constexpr const char* brands[] = {
    "云禾优选", "南枝", "青屿",   "拾光里", "山野集", "白露", "沐森", "好禾", "朴间", "星河湾",
    "木兰记",   "知夏", "秋田谷", "海棠",   "安素",   "锦程", "半亩", "听松", "小满", "清和"};

/// Shops like prices that end in 9 or .9.
UnitPrice list_price(Random& random, const Family& family) {
  const std::int64_t yuan = random.between(family.low, family.high);
  constexpr std::int64_t e4 = 10'000;
  if (yuan >= 100) return UnitPrice::from_e4((yuan / 10 * 10 + 9) * e4);
  return UnitPrice::from_e4(yuan * e4 + (random.chance(3, 4) ? 9'000 : 5'000));
}

/// One item in five is reduced, by 5 to 30 %, to whole tenths of a yuan.
std::optional<UnitPrice> shop_price(Random& random, UnitPrice list) {
  if (!random.chance(1, 5)) return std::nullopt;
  const std::int64_t percent = 100 - 5 * random.between(1, 6);
  return UnitPrice::from_e4(list.e4() * percent / 100 / 1000 * 1000);
}

}  // namespace

const std::vector<std::string>& counter_groups() {
  static const std::vector<std::string> names = {
      "食品柜组",
      "生鲜柜组",
      "女装柜组",
      "男装柜组",
      "母婴柜组",
      "美妆柜组",
      "家居柜组",
      "家电柜组",
      "鞋包柜组",
      "珠宝柜组"};
  return names;
}

char ean13_digit(std::string_view twelve_digits) {
  GX_CHECK(twelve_digits.size() == 12);
  int sum = 0;
  for (std::size_t i = 0; i < twelve_digits.size(); ++i)
    sum += (twelve_digits[i] - '0') * (i % 2 == 0 ? 1 : 3);
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

std::vector<catalog::ItemInput> make_goods(Random& random) {
  std::vector<catalog::ItemInput> goods;
  goods.reserve(goods_count);
  for (const Family& family : families) {
    for (const char* form : family.forms) {
      for (const char* name : family.names) {
        const auto number = goods.size() + 1;
        catalog::ItemInput item;
        item.code = fmt::format("A{}", 1000 + number);
        item.brand = brands[random.below(std::size(brands))];
        item.name = fmt::format("{} {} {}", item.brand, name, form);
        item.unit = family.unit;
        item.currency = Currency::cny;
        item.list_price = list_price(random, family);
        item.shop_price = shop_price(random, *item.list_price);
        item.large_category = family.large;
        item.middle_category = family.middle;
        item.small_category = family.small;
        item.counter_group = counter_groups()[family.group];
        std::string barcode = fmt::format("20{:010}", 1'000'000 + number * 10);
        barcode += ean13_digit(barcode);
        item.barcodes.push_back(std::move(barcode));
        goods.push_back(std::move(item));
      }
    }
  }
  return goods;
}

}  // namespace guanxi::app::demo
