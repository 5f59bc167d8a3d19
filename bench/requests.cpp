#include "requests.h"

#include <fmt/format.h>

#include <fstream>
#include <stdexcept>

#include "app/demo_goods.h"
#include "app/demo_people.h"
#include "base/clock.h"
#include "modules/identity/signing.h"
#include "platform/crypto/crypto.h"

namespace guanxi::bench {
namespace {

constexpr const char* target = "/v1/checkout";

Instant now() { return SystemClock().now(); }

}  // namespace

std::vector<Till> read_tills(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::vector<Till> tills;
  Till till;
  while (in >> till.store >> till.till >> till.key >> till.secret) tills.push_back(till);
  if (tills.empty()) throw std::runtime_error("no tills in " + file.string());
  return tills;
}

Requests::Requests(std::vector<Till> tills, const World& world)
    : tills_(std::move(tills)),
      world_(world),
      random_(world.draw),
      business_date_(TimeZone().date_of(now())),
      nonce_prefix_(crypto::to_hex(crypto::random_bytes(8))) {
  for (Till& till : tills_) till.sequence = world_.sequence;
}

std::string Requests::body(const Till& till) {
  const auto member =
      static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(world_.members)));
  std::string json = fmt::format(
      R"({{"store":"{}","till":"{}","business_date":"{}","sequence":{},"occurred_at":"{}","cashier":"C01",)"
      R"("member":{{"kind":"phone","value":"{}"}},"lines":[)",
      till.store,
      till.till,
      business_date_.to_string(),
      till.sequence,
      now().to_string(),
      app::demo::fictional_phone(member, world_.seed)
  );
  std::int64_t payable = 0;
  const std::int64_t lines = random_.between(1, 4);
  for (std::int64_t i = 0; i < lines; ++i) {
    const std::int64_t fen = random_.between(500, 50'000), pieces = random_.between(1, 3);
    payable += fen * pieces;
    json += fmt::format(
        R"({}{{"item":"A{}","quantity":"{}","list_price":"{}.{:02}"}})",
        i > 0 ? "," : "",
        1001 + random_.below(app::demo::goods_count),
        pieces,
        fen / 100,
        fen % 100
    );
  }
  const auto tender = [](const char* kind, std::int64_t fen) {
    return fmt::format(R"({{"kind":"{}","amount":{{"amount":{},"currency":"CNY"}}}})", kind, fen);
  };
  json += R"(],"tenders":[)";
  if (world_.kind == SaleKind::plain) return json + tender("wechat_pay", payable) + "]}";
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
