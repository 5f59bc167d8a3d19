#include "requests.h"

#include <fmt/format.h>

#include <fstream>
#include <map>
#include <stdexcept>

#include "app/demo_goods.h"
#include "app/demo_people.h"
#include "base/clock.h"
#include "modules/identity/signing.h"
#include "platform/crypto/crypto.h"

namespace guanxi::bench {
namespace {

constexpr const char* target = "/v1/checkout";

// The rules of priced.py, and the item that its coupon pays.
constexpr std::uint64_t items_with_promotion = 300;
constexpr std::int64_t promotion_from = 2'000, promotion_off = 300, coupon_off = 100;  // fen
constexpr const char* couponed_line = R"(,{"item":"A1400","quantity":"1","list_price":"1.00"})";

Instant now() { return SystemClock().now(); }

/// What the promotions take off goods that come to so much by item.
std::int64_t saved_by_rules(const std::map<std::uint64_t, std::int64_t>& of_item) {
  std::int64_t saved = 0;
  for (const auto& [item, fen] : of_item) {
    if (item < items_with_promotion && fen >= promotion_from) saved += promotion_off;
  }
  return saved;
}

}  // namespace

std::vector<Till> read_tills(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::vector<Till> tills;
  Till till;
  while (in >> till.store >> till.till >> till.key >> till.secret) tills.push_back(till);
  if (tills.empty()) throw std::runtime_error("no tills in " + file.string());
  return tills;
}

std::vector<std::string> read_coupons(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::vector<std::string> coupons;
  for (std::string coupon; in >> coupon;) coupons.push_back(coupon);
  if (coupons.empty()) throw std::runtime_error("no coupons in " + file.string());
  return coupons;
}

Requests::Requests(std::vector<Till> tills, const World& world)
    : tills_(std::move(tills)),
      world_(world),
      random_(world.draw),
      business_date_(TimeZone().date_of(now())),
      nonce_prefix_(crypto::to_hex(crypto::random_bytes(8))) {
  for (Till& till : tills_) till.sequence = world_.sequence;
}

std::string Requests::head(const Till& till, std::size_t member) const {
  return fmt::format(
      R"({{"store":"{}","till":"{}","business_date":"{}","sequence":{},"occurred_at":"{}","cashier":"C01",)"
      R"("member":{{"kind":"phone","value":"{}"}},)",
      till.store,
      till.till,
      business_date_.to_string(),
      till.sequence,
      now().to_string(),
      app::demo::fictional_phone(static_cast<std::int64_t>(member), world_.seed)
  );
}

std::uint64_t Requests::drawn_item() {
  constexpr std::uint64_t all = app::demo::goods_count;
  if (world_.coupons.empty()) return random_.below(all);
  if (world_.kind == SaleKind::priced) return random_.below(items_with_promotion);
  return items_with_promotion + random_.below(all - items_with_promotion - 1);
}

std::string Requests::body(const Till& till) {
  const std::size_t member = random_.below(static_cast<std::uint64_t>(world_.members));
  std::string json = head(till, member);
  if (world_.kind == SaleKind::priced) {
    json +=
        fmt::format(R"("pricing":"engine","coupons":[{{"id":"{}"}}],)", world_.coupons.at(member));
  }
  json += R"("lines":[)";
  std::int64_t payable = 0;
  std::map<std::uint64_t, std::int64_t> of_item;
  const std::int64_t lines = random_.between(1, 4);
  for (std::int64_t i = 0; i < lines; ++i) {
    const std::int64_t fen = random_.between(500, 50'000), pieces = random_.between(1, 3);
    const std::uint64_t item = drawn_item();
    payable += fen * pieces;
    of_item[item] += fen * pieces;
    json += fmt::format(
        R"({}{{"item":"A{}","quantity":"{}","list_price":"{}.{:02}"}})",
        i > 0 ? "," : "",
        1001 + item,
        pieces,
        fen / 100,
        fen % 100
    );
  }
  const auto tender = [](const char* kind, std::int64_t fen) {
    return fmt::format(R"({{"kind":"{}","amount":{{"amount":{},"currency":"CNY"}}}})", kind, fen);
  };
  if (!world_.coupons.empty()) {
    json += couponed_line;
    payable += world_.kind == SaleKind::priced ? 0 : coupon_off;
  }
  json += R"(],"tenders":[)";
  if (world_.kind == SaleKind::priced) payable -= saved_by_rules(of_item);
  if (world_.kind != SaleKind::everything) return json + tender("wechat_pay", payable) + "]}";
  json += tender("points", 1) + "," + tender("small_change", 1) + "," + tender("cash", payable - 2);
  json += R"(],"save_change":{"amount":{"amount":1,"currency":"CNY"}},"proof":{"kind":"cashier"}})";
  return json;
}

std::string Requests::next() {
  Till& till = tills_[made_ % tills_.size()];
  ++till.sequence;
  ++made_;
  const std::string json = body(till);
  const std::string timestamp = std::to_string(now().micros() / 1'000'000);
  const std::string nonce = fmt::format("{}-{}", nonce_prefix_, made_);
  const crypto::Digest signature = crypto::hmac_sha256(
      till.secret, identity::text_to_sign("POST", target, timestamp, nonce, json)
  );
  return fmt::format(
      "POST {} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
      "Authorization: Guanxi-HMAC-SHA256 key={}, timestamp={}, nonce={}, signature={}\r\n"
      "Idempotency-Key: {}-{:06}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
      target,
      till.key,
      timestamp,
      nonce,
      crypto::to_base64url(crypto::bytes_of(signature)),
      business_date_.yyyymmdd(),
      till.sequence,
      json.size(),
      json
  );
}

}  // namespace guanxi::bench
