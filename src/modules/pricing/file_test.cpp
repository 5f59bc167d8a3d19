#include "modules/pricing/file.h"

#include <gmock/gmock.h>

#include "modules/pricing/file_docs.h"
#include "platform/api/api.h"

namespace guanxi::pricing {
namespace {

using ::testing::ElementsAre;

const std::string& rules_json() {
  static const std::string json = R"({"time_zone":"Asia/Shanghai",
 "parameters":{"round_off":{"to":10}},
 "card_types":[{"code":"GOLD","discount_rate":"0.9","stack_start":"0.8","stack_rate":"0.95",
   "points_rate":"1.5","points_multiple":"1"}],
 "tiers":[{"code":"VIP","discount_rate":"0.92","points_multiple":"2"}],
 "goods":[
   {"code":"CREAM","brand":"OLAY","counter_group":"COSMETICS","list_price":"100"},
   {"code":"HAM","list_price":"59.9","shop_price":"49.9"},
   {"code":"TOWEL","name":"毛巾","list_price":"19"},
   {"code":"FREIGHT","list_price":"10","charge":true}],
 "rules":[
   {"kind":"document","code":"DOC","name_zh":"化妆品","name_en":"Cosmetics",
    "entries":[{"goods":{"kind":"counter_group","code":"COSMETICS"},"rate":"0.98"}]},
   {"kind":"promotion","code":"200-20","name_zh":"满 200 减 20","name_en":"20 off 200",
    "shares":[{"of":"mall","weight":70},{"party":"OLAY","weight":30}],
    "threshold":{"amount":{"amount":20000,"currency":"CNY"}},
    "reward":{"kind":"money_off","amount":{"amount":2000,"currency":"CNY"}}},
   {"kind":"promotion","code":"GIFT","name_zh":"满额赠","name_en":"Gift",
    "threshold":{"amount":{"amount":100000,"currency":"CNY"}},
    "reward":{"kind":"gift","item":"TOWEL","declared_value":{"amount":1900,"currency":"CNY"}}},
   {"kind":"promotion","code":"DOUBLE","name_zh":"双倍积分","name_en":"Double points",
    "scope":{"include":[{"kind":"brand","code":"OLAY"}]},
    "reward":{"kind":"points_multiple","multiple":"2"}},
   {"kind":"coupon","code":"FIVE","name_zh":"5 元券","name_en":"5 off",
    "reward":{"kind":"money_off","amount":{"amount":500,"currency":"CNY"}}}]})";
  return json;
}

std::unique_ptr<PricingFile> file() {
  auto made = PricingFile::load(rules_json());
  EXPECT_TRUE(made);
  return *std::move(made);
}

template <class T>
std::vector<std::string> faults_of(const Result<T>& result) {
  std::vector<std::string> all;
  if (result) return all;
  for (const Error& fault : result.error().more)
    all.push_back(std::string(code_name(fault.code)) + " " + fault.pointer);
  return all;
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const auto at = text.find(what);
  if (at == std::string::npos) throw std::runtime_error("not in the text: " + what);
  return text.replace(at, what.size(), by);
}

constexpr const char* worked_basket = R"({"at":"2026-11-23T12:00:00+08:00","store":"S1",
 "member":{"card_type":"GOLD","tier":"VIP"},
 "lines":[{"item":"CREAM","quantity":"2"},{"item":"HAM","quantity":"1.5"}],
 "coupons":[{"coupon":"FIVE"}]})";

// The receipt of the specification: 236.11, and here rounded off to jiao.
TEST(PricingFileTest, TheWorkedReceiptComesOutOfTwoTexts) {
  const auto rules = file();
  const auto sold = rules->load_basket(worked_basket);
  ASSERT_TRUE(sold);
  const FileQuote made = rules->quote(*sold, false);
  const QuoteView& quote = made.quote;
  EXPECT_EQ(quote.member_total, Money(26111, Currency::cny));
  EXPECT_EQ(quote.promoted_total, Money(24111, Currency::cny));
  EXPECT_EQ(quote.coupon_total, Money(500, Currency::cny));
  EXPECT_EQ(quote.rounded_off, Money(1, Currency::cny));
  EXPECT_EQ(quote.payable, Money(23610, Currency::cny));
  EXPECT_TRUE(quote.exact);
  ASSERT_EQ(quote.lines.size(), 2u);
  EXPECT_EQ(quote.lines[0].item, "CREAM");
  EXPECT_EQ(quote.lines[0].how.document, "DOC");
  EXPECT_EQ(quote.lines[0].how.branch, PriceBranch::stacked);
  EXPECT_EQ(quote.lines[0].multiple_of, "DOUBLE");
  EXPECT_EQ(quote.lines[1].how.source, PriceSource::card);
  ASSERT_TRUE(made.points);
  EXPECT_EQ(made.points->rate, Rate::of(3, 2));
  EXPECT_EQ(made.points->identity_multiple, Rate::of(2, 1));
}

TEST(PricingFileTest, ConcessionsSumToWhatIsSavedAndAreBorneToTheFen) {
  const auto rules = file();
  const QuoteView quote = rules->quote(*rules->load_basket(worked_basket), false).quote;
  std::int64_t saved = 0, mall = 0, brand = 0;
  for (const ConcessionView& one : quote.concessions) {
    saved += one.amount.minor();
    std::int64_t parts = 0;
    for (const BorneView& part : one.borne) {
      parts += part.amount.minor();
      (part.of == ShareOf::mall ? mall : brand) += part.amount.minor();
    }
    EXPECT_EQ(parts, one.borne.empty() ? 0 : one.amount.minor());
  }
  EXPECT_EQ(saved, quote.shop_total.minor() - quote.payable.minor());
  EXPECT_EQ(mall + brand, 2000);
  EXPECT_EQ(brand, 436 + 163);  // 30 % of 14.55 and of 5.45; the first party takes the odd fen
}

TEST(PricingFileTest, EveryCandidateIsNamedWithItsReasonInTheChosenLanguage) {
  const auto rules = file();
  const auto sold = rules->load_basket(worked_basket);
  for (const bool zh : {true, false}) {
    const QuoteView quote = rules->quote(*sold, zh).quote;
    bool gift = false, coupon = false;
    for (const ConsideredView& one : quote.considered) {
      EXPECT_FALSE(one.words.empty());
      if (one.rule == "GIFT") {
        gift = true;
        EXPECT_EQ(one.name, zh ? "满额赠" : "Gift");
        EXPECT_EQ(one.why, Why::below_amount);
        EXPECT_EQ(
            one.words, zh ? "未达到：满 1000.00 元，现 241.11 元" : "needs 1000.00, has 241.11"
        );
      }
      if (one.kind == RuleKind::coupon) {
        coupon = true;
        EXPECT_EQ(one.words, zh ? "已优惠 5.00 元" : "saves 5.00");
      }
    }
    EXPECT_TRUE(gift && coupon);
    const std::string json = api::to_json(rules->quote(*sold, zh));
    EXPECT_TRUE(api::from_json<FileQuote>(json, api::Origin::stored));
  }
}

TEST(PricingFileTest, UnknownMembersAndDoubledCodesAreRefusedWithTheirPlace) {
  EXPECT_THAT(
      faults_of(PricingFile::load(replaced(rules_json(), R"("goods":)", R"("good":)"))),
      ElementsAre("unknown_field /good", "missing_field /goods")
  );
  EXPECT_THAT(
      faults_of(PricingFile::load(replaced(rules_json(), R"("code":"HAM")", R"("code":"CREAM")"))),
      ElementsAre("code_taken /goods/1/code")
  );
  EXPECT_THAT(
      faults_of(PricingFile::load(replaced(rules_json(), "Asia/Shanghai", "Asia/Peking"))),
      ElementsAre("time_zone_unknown /time_zone")
  );
  EXPECT_THAT(
      faults_of(PricingFile::load(replaced(rules_json(), R"("49.9")", R"("59.91")"))),
      ElementsAre("out_of_range /goods/1/shop_price")
  );
  EXPECT_EQ(PricingFile::load("{").error().code, ErrorCode::malformed_json);
}

TEST(PricingFileTest, ARuleAboutWhatTheFileDoesNotHaveIsRefused) {
  auto json =
      replaced(rules_json(), R"("code":"COSMETICS"},"rate")", R"("code":"COSMETIC"},"rate")");
  json = replaced(json, R"({"kind":"gift","item":"TOWEL")", R"({"kind":"gift","item":"TOWELS")");
  json = replaced(
      json,
      R"("threshold":{)",
      R"("conditions":{"tiers":["VIPS"],"card_types":["GOLD"]},"threshold":{)"
  );
  EXPECT_THAT(
      faults_of(PricingFile::load(json)),
      ElementsAre(
          "unknown_value /rules/0/entries/0/goods/code",
          "unknown_value /rules/1/conditions/tiers/0",
          "unknown_value /rules/2/reward/item"
      )
  );
}

TEST(PricingFileTest, ABasketNamesWhatTheRuleFileHas) {
  const auto rules = file();
  EXPECT_THAT(
      faults_of(rules->load_basket(
          R"({"at":"2026-11-23T12:00:00+08:00","store":"S1","member":{"card_type":"X","tier":"Y"},
 "lines":[{"item":"Z","quantity":"1"},{"item":"HAM","quantity":"1","shop_price":"60"},
   {"item":"HAM","quantity":"1000000","list_price":"100000000"}],
 "coupons":[{"coupon":"FIVE","balance":{"amount":1,"currency":"GBP"}}]})"
      )),
      ElementsAre(
          "unknown_value /member/card_type",
          "unknown_value /member/tier",
          "unknown_value /lines/0/item",
          "out_of_range /lines/1/shop_price",
          "out_of_range /lines/2/quantity",
          "currency_mismatch /coupons/0/balance"
      )
  );
  EXPECT_THAT(
      faults_of(rules->load_basket(R"({"at":"2026-11-23","store":"S1","lines":[],"coupon":[]})")),
      ElementsAre("bad_format /at", "too_few /lines", "unknown_field /coupon")
  );
  EXPECT_THAT(
      faults_of(rules->load_basket(
          R"({"at":"2026-11-23T12:00:00Z","store":"S1","lines":[{"item":"HAM","quantity":"0"}]})"
      )),
      ElementsAre("out_of_range /lines/0/quantity")
  );
}

TEST(PricingFileTest, TheDayAndTheHourAreThoseOfTheFilesTimeZone) {
  const auto rules = file();
  const auto sold = rules->load_basket(
      R"({"at":"2026-11-23T16:30:00Z","store":"S1","lines":[{"item":"HAM","quantity":"1"}]})"
  );
  ASSERT_TRUE(sold);
  EXPECT_EQ(sold->day, Date::of(2026, 11, 24));
  EXPECT_EQ(sold->minute, 30);
}

TEST(PricingFileTest, PricesOfALineReplaceThoseOfTheFile) {
  const auto rules = file();
  const auto sold = rules->load_basket(
      R"({"at":"2026-11-23T16:30:00Z","store":"S1","lines":[
 {"item":"HAM","quantity":"1"},{"item":"HAM","quantity":"1","list_price":"30"},
 {"item":"HAM","quantity":"1","shop_price":"45"},{"item":"FREIGHT","quantity":"1"}]})"
  );
  ASSERT_TRUE(sold);
  EXPECT_EQ(sold->lines[0].shop(), *UnitPrice::parse("49.9"));
  EXPECT_EQ(sold->lines[1].shop(), *UnitPrice::parse("30"));
  EXPECT_EQ(sold->lines[2].shop(), *UnitPrice::parse("45"));
  EXPECT_EQ(sold->lines[2].list_price, *UnitPrice::parse("59.9"));
  EXPECT_EQ(sold->lines[3].kind, LineKind::charge);
}

TEST(PricingFileTest, ACashCouponTakesWhatIsLeftOfItAndNeverMoreThanItIsWorth) {
  const auto rules = file();
  const auto with = [&](const char* balance) {
    return rules->load_basket(replaced(
        worked_basket,
        R"({"coupon":"FIVE"})",
        std::string(R"({"coupon":"FIVE","balance":{"currency":"CNY","amount":)") + balance + "}}"
    ));
  };
  const auto sold = with("120");
  ASSERT_TRUE(sold);
  EXPECT_EQ(rules->quote(*sold, true).quote.coupon_total, Money(120, Currency::cny));
  EXPECT_THAT(faults_of(with("501")), ElementsAre("out_of_range /coupons/0/balance/amount"));
}

TEST(PricingFileTest, AnUnknownCouponIsToldInTheQuote) {
  const auto rules = file();
  const auto sold = rules->load_basket(replaced(worked_basket, "FIVE", "SIX"));
  ASSERT_TRUE(sold);
  const QuoteView quote = rules->quote(*sold, true).quote;
  ASSERT_FALSE(quote.considered.empty());
  EXPECT_EQ(quote.considered.back().why, Why::unknown_coupon);
  EXPECT_EQ(quote.considered.back().name, "未知的券");
  EXPECT_EQ(quote.considered.back().words, "没有这种券");
  EXPECT_FALSE(quote.considered.back().rule);
}

TEST(PricingFileTest, ARuleIsFoundByItsCodeWhateverItsKind) {
  const auto rules = file();
  EXPECT_EQ(rules->find_rule("DOC")->kind, RuleKind::document);
  EXPECT_EQ(rules->find_rule("FIVE")->kind, RuleKind::coupon);
  EXPECT_FALSE(rules->find_rule("NOBODY"));
}

}  // namespace
}  // namespace guanxi::pricing
