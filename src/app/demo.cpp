#include "app/demo.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/application.h"
#include "app/demo_goods.h"
#include "app/demo_guide.h"
#include "app/demo_people.h"
#include "app/demo_shops.h"
#include "app/demo_visits.h"
#include "base/naming.h"
#include "modules/points/roots.h"

namespace guanxi::app::demo {
namespace {

constexpr std::int64_t members_per_store = 2000;
constexpr std::int64_t stores_min = 3, stores_max = 40;
constexpr std::size_t enrolled_at_once = 500;
constexpr std::int64_t phones_of_samples = 100;

constexpr const char* cities[] = {"上海", "杭州", "苏州", "宁波", "南京", "无锡", "合肥",
                                  "常州", "嘉兴", "绍兴", "广州", "深圳", "佛山", "东莞",
                                  "厦门", "福州", "珠海", "中山", "泉州", "惠州"};
constexpr const char* places[] = {"中心店", "万象路店"};

/// A stream of its own for everything that must not change when another part draws more.
SeededRandom stream(std::uint64_t seed, std::uint64_t what, std::uint64_t index = 0) {
  return SeededRandom(seed * 0x9E3779B97F4A7C15ULL + what * 0xD1B54A32D192ED03ULL + index);
}
enum Stream : std::uint64_t {
  organisation_stream = 1,
  goods_stream,
  joining_stream,
  member_stream
};

/// Everything a load works with.
struct World {
  Application& application;
  const Options& options;
  const std::function<void(std::string_view)>& say;
  bool zh;
  Instant now;
  Date today = TimeZone().date_of(now);
  ProgrammeId programme = {};
  std::vector<Shop> shops = {};
  std::vector<StoreId> stores = {};
  std::vector<catalog::ItemInput> goods = {};
  Loaded loaded = {};

  ActorId by() const { return application.system_actor().id; }
  void tell(const std::string& chinese, const std::string& english) const {
    say(zh ? chinese : english);
  }
};

Outcome make_programme(World& world) {
  programmes::Programmes::NewProgramme programme;
  programme.code = "MAIN";
  programme.name = "云禾会员计划";
  programme.currency = Currency::cny;
  programme.effective_from = *Instant::parse("2016-01-01T00:00:00+08:00");
  programme.parameters.earn_amount = 1000;  // 10 yuan a point
  programme.parameters.earn_points = 1;
  programme.parameters.expiry = programmes::ExpiryKind::months;
  programme.parameters.expiry_months = 24;
  GX_TRY(id, world.application.programmes().add(programme, world.by(), world.now));
  world.programme = id;
  return ok();
}

Outcome make_store(World& world, Random& random, std::int64_t number) {
  org::Org& org = world.application.org();
  const auto index = static_cast<std::size_t>(number);
  // The first half of the cities lies in the east, the second in the south.
  const bool east = number % 2 == 0;
  constexpr std::size_t half = std::size(cities) / 2;
  const std::size_t city = index / 2 % half + (east ? 0 : half);
  Shop shop;
  shop.code = fmt::format("S{:03}", number + 1);
  org::Org::NewStore store;
  store.code = shop.code;
  store.name = fmt::format(
      "云禾百货{}{}", cities[city], places[index / std::size(cities) % std::size(places)]
  );
  store.parent_code = east ? "EAST" : "SOUTH";
  store.programme = world.programme;
  GX_TRY(id, org.add_store(store, world.by(), world.now));
  shop.counters = static_cast<std::size_t>(random.between(4, 6));
  for (std::size_t i = 0; i < shop.counters; ++i) {
    GX_TRY_VOID(org.add_counter(
        id, fmt::format("K{:02}", i + 1), counter_groups()[i], world.by(), world.now
    ));
  }
  const auto tills = static_cast<int>(random.between(2, 4));
  for (int i = 1; i <= tills; ++i) {
    shop.tills.push_back(fmt::format("{:02}", i));
    GX_TRY_VOID(
        org.add_till(id, shop.tills.back(), fmt::format("{}号收银机", i), world.by(), world.now)
    );
  }
  world.loaded.tills += tills;
  world.stores.push_back(id);
  world.shops.push_back(std::move(shop));
  return ok();
}

Outcome make_organisation(World& world) {
  org::Org& org = world.application.org();
  const org::Org::NewUnit units[] = {
      {"group", "YUNHE", "云禾商业集团", ""},
      {"company", "YHBH", "云禾百货有限公司", "YUNHE"},
      {"region", "EAST", "华东区", "YHBH"},
      {"region", "SOUTH", "华南区", "YHBH"},
  };
  for (const auto& unit : units) GX_TRY_VOID(org.add_unit(unit, world.by(), world.now));
  const std::int64_t stores =
      std::clamp(world.options.members / members_per_store, stores_min, stores_max);
  SeededRandom random = stream(world.options.seed, organisation_stream);
  for (std::int64_t i = 0; i < stores; ++i) GX_TRY_VOID(make_store(world, random, i));
  world.loaded.stores = stores;
  world.tell(
      fmt::format("组织：{} 家门店，{} 台收银机", stores, world.loaded.tills),
      fmt::format("organisation: {} stores, {} tills", stores, world.loaded.tills)
  );
  return ok();
}

Outcome make_catalogue(World& world) {
  SeededRandom random = stream(world.options.seed, goods_stream);
  world.goods = make_goods(random);
  GX_TRY_VOID(world.application.db().write([&](sql::Tx& tx) -> Outcome {
    for (const catalog::ItemInput& item : world.goods) {
      GX_TRY_VOID(catalog::put_item(tx, world.application.ids(), item, world.by(), world.now));
    }
    return ok();
  }));
  world.loaded.items = std::ssize(world.goods);
  world.tell(
      fmt::format("货品：{} 种", world.goods.size()),
      fmt::format("goods: {} items", world.goods.size())
  );
  return ok();
}

/// When each member joins, in order: days since 1970. Seven in ten were members before the first
/// simulated day.
std::vector<int> joining_days(const World& world, int first_day, int last_day) {
  constexpr std::uint64_t days_before = 3 * 365;
  SeededRandom random = stream(world.options.seed, joining_stream);
  std::vector<int> days(static_cast<std::size_t>(world.options.members));
  for (int& day : days) {
    const bool before = first_day > last_day || random.chance(7, 10);
    day = before ? first_day - 1 - static_cast<int>(random.below(days_before))
                 : static_cast<int>(random.between(first_day, last_day));
  }
  std::ranges::sort(days);
  return days;
}

std::size_t loyalty_class(Random& random) {
  constexpr unsigned percents[loyalty_classes] = {8, 27, 45, 20};
  std::uint64_t drawn = random.below(100);
  for (std::size_t i = 0; i < loyalty_classes; ++i) {
    if (drawn < percents[i]) return i;
    drawn -= percents[i];
  }
  return loyalty_classes - 1;
}

/// A member is a function of seed, index and day alone, so that a transaction that runs twice
/// enrols the same people.
struct Joiner {
  members::NewMember member;
  std::string card;
  Shopper shopper;
  std::size_t loyalty = 0;
};
Joiner make_joiner(const World& world, SeededRandom& random, std::int64_t index, int day) {
  const Date joined_on = Date().plus_days(day);
  Joiner joiner;
  Person person = make_person(random, joined_on);
  Shopper& shopper = joiner.shopper;
  shopper.index = static_cast<std::int32_t>(index);
  shopper.home = static_cast<std::int32_t>(random.below(world.shops.size()));
  shopper.plastic = random.chance(1, 8);
  constexpr std::uint64_t stays_days = 720;
  constexpr int for_ever = 1 << 30;
  shopper.leaves =
      random.chance(1, 4) ? day + 1 + static_cast<int>(random.below(stays_days)) : for_ever;
  joiner.loyalty = loyalty_class(random);
  if (shopper.plastic) joiner.card = plastic_number(index);
  joiner.member.programme = world.programme;
  joiner.member.name = std::move(person.name);
  joiner.member.gender = person.gender;
  if (random.chance(7, 10)) joiner.member.birthday = person.birthday;  // not everybody tells
  joiner.member.phone = Phone::parse(fictional_phone(index, world.options.seed));
  joiner.member.store = world.stores[static_cast<std::size_t>(shopper.home)];
  joiner.member.channel = random.chance(1, 3) ? "wechat" : "store";
  joiner.member.joined_on = joined_on;
  return joiner;
}

Result<Joiner> enrol_one(World& world, sql::Tx& tx, std::size_t index, int day) {
  constexpr int noon = 12 * 3600;
  SeededRandom random = stream(world.options.seed, member_stream, index);
  Joiner joiner = make_joiner(world, random, static_cast<std::int64_t>(index), day);
  const Instant when = TimeZone().start_of(joiner.member.joined_on).plus_seconds(noon);
  GX_TRY(
      enrolled,
      enrol::enrol(
          tx,
          world.application.ids(),
          world.application.members(),
          joiner.member,
          joiner.card,
          world.by(),
          when,
          &random
      )
  );
  joiner.shopper.id = enrolled.member.id;
  return joiner;
}

/// Enrols the members `from` … `to` − 1 of `days`, and lets them shop.
Outcome enrol_members(
    World& world, Visits& visits, const std::vector<int>& days, std::size_t from, std::size_t to
) {
  for (std::size_t start = from; start < to; start += enrolled_at_once) {
    const std::size_t end = std::min(start + enrolled_at_once, to);
    GX_TRY(joined, world.application.db().write([&](sql::Tx& tx) -> Result<std::vector<Joiner>> {
      std::vector<Joiner> joiners;
      joiners.reserve(end - start);
      for (std::size_t i = start; i < end; ++i) {
        GX_TRY(joiner, enrol_one(world, tx, i, days[i]));
        joiners.push_back(std::move(joiner));
      }
      return joiners;
    }));
    for (const Joiner& joiner : joined) visits.add_shopper(joiner.shopper, joiner.loyalty);
    world.loaded.members += std::ssize(joined);
    constexpr std::int64_t told_every = 20'000;
    if (world.loaded.members % told_every == 0) {
      world.tell(
          fmt::format("会员：{} 名", world.loaded.members),
          fmt::format("members: {}", world.loaded.members)
      );
    }
  }
  return ok();
}

/// The same day `months` earlier, or the last day of that month if it is shorter.
Date months_before(Date date, int months) {
  const int month = date.year() * 12 + date.month() - 1 - months;
  const Date first = *Date::of(month / 12, month % 12 + 1, 1);
  return Date::of(first.year(), first.month(), date.day()).value_or(first.month_end_after(0));
}

void tell_month(const World& world, Date date) {
  const Loaded& loaded = world.loaded;
  world.tell(
      fmt::format(
          "{}：累计 {} 名会员，{} 笔销售，{} 笔退货",
          date.to_string(),
          loaded.members,
          loaded.sales,
          loaded.refunds
      ),
      fmt::format(
          "{}: {} members, {} sales, {} returns",
          date.to_string(),
          loaded.members,
          loaded.sales,
          loaded.refunds
      )
  );
}

/// Members join and shop, day by day, up to yesterday.
Outcome live(World& world) {
  const int today = Date().days_until(world.today);
  const int first = Date().days_until(months_before(world.today, world.options.months));
  Visits visits(world.application, world.shops, world.goods, world.options.seed);
  const std::vector<int> days = joining_days(world, first, today - 1);
  std::size_t joined = 0;
  const auto join_until = [&](int day) -> Outcome {
    const auto to = static_cast<std::size_t>(std::ranges::upper_bound(days, day) - days.begin());
    GX_TRY_VOID(enrol_members(world, visits, days, joined, to));
    joined = to;
    return ok();
  };
  GX_TRY_VOID(join_until(first - 1));
  tell_month(world, Date().plus_days(first - 1));
  for (int day = first; day < today; ++day) {
    GX_TRY_VOID(join_until(day));
    const Date date = Date().plus_days(day);
    GX_TRY_VOID(visits.run_day(date));
    world.loaded.sales = visits.sales();
    world.loaded.refunds = visits.refunds();
    if (day + 1 == today || date.plus_days(1).day() == 1) tell_month(world, date);
  }
  return ok();
}

Outcome make_access(World& world) {
  identity::Identity& identity = world.application.identity();
  const api::Actor& system = world.application.system_actor();
  GX_TRY(manager, identity.add_person(system, {"demo manager", {"*"}, {}}, world.now));
  GX_TRY(token, identity.issue_token(system, manager, "demo", std::nullopt, world.now));
  world.loaded.token = std::move(token.text);
  const auto organisation = world.application.org().snapshot();
  const org::Store* store = organisation->find_store("S001");
  GX_CHECK(store != nullptr);
  const org::Till* till = organisation->find_till(store->id, "01");
  GX_CHECK(till != nullptr);
  GX_TRY(key, make_till_key(world.application, *store, *till, {}, world.now));
  world.loaded.till_key = std::move(key.key);
  world.loaded.till_secret = std::move(key.secret);
  return ok();
}

void open_shops(World& world) {
  if (world.options.clock == nullptr) return;
  // Time that a root covers is over: a server has run on the empty store already.
  if (world.application.db().read([](sql::Tx& tx) { return points::last_root(tx); })) {
    world.tell(
        "样例店铺：未装入，因为服务已在这个库上运行过",
        "sample shops: left out, because a server has run on this store already"
    );
    return;
  }
  const SampleShops opened = open_sample_shops(
      world.application,
      *world.options.clock,
      world.loaded.token,
      world.options,
      world.options.members
  );
  world.loaded.sample_rules = opened.rules;
  world.loaded.sample_sales = opened.sales;
  world.tell(
      fmt::format(
          "样例店铺：{} 家，{} 条定价规则，{} 张小票", opened.programmes, opened.rules, opened.sales
      ),
      fmt::format(
          "sample shops: {} with {} pricing rules and {} receipts",
          opened.programmes,
          opened.rules,
          opened.sales
      )
  );
}

void show_the_way(const World& world) {
  const catalog::ItemInput& item = world.goods.front();
  const Guide guide{
      .member_phone = fictional_phone(0, world.options.seed),
      .item = item.code,
      .item_name = item.name,
      .two_of_it = line_amount(
          item.shop_price.value_or(*item.list_price), Quantity::pieces(2), item.currency
      ),
  };
  write_credentials(world.application.config(), world.loaded, guide);
  world.say(guide_text(world.application.config(), world.loaded, guide, world.zh));
}

Outcome check(Application& application, const Options& options) {
  GX_TRY_VOID(check_range(options.members, 1, phones_max - phones_of_samples, "/members"));
  constexpr std::int64_t months_max = 60;
  GX_TRY_VOID(check_range(options.months, 0, months_max, "/months"));
  application.org().refresh();
  if (!application.org().snapshot()->units().empty()) {
    return fail(ErrorCode::conflict, "", {{"reason", "the store has an organisation already"}});
  }
  return ok();
}

}  // namespace

Result<Loaded> load(
    Application& application,
    const Options& options,
    const std::function<void(std::string_view)>& say,
    bool zh
) {
  if (auto checked = check(application, options); !checked) {
    if (checked.error().code == ErrorCode::conflict) {
      say(zh ? "这个数据目录已有组织；演示数据只能装入空库，请用 --data 指定新目录。"
             : "This store has an organisation already; demo data goes into an empty one: name "
               "another with --data.");
    }
    return std::move(checked).error();
  }
  World world{
      .application = application,
      .options = options,
      .say = say,
      .zh = zh,
      .now = application.clock().now()};
  GX_TRY_VOID(make_programme(world));
  GX_TRY_VOID(make_organisation(world));
  GX_TRY_VOID(make_catalogue(world));
  GX_TRY_VOID(live(world));
  GX_TRY_VOID(make_access(world));
  open_shops(world);
  show_the_way(world);
  return world.loaded;
}

}  // namespace guanxi::app::demo
