// A whole program that a test in another language can question: one JSON document per line on
// standard input, one answer per line on standard output. See tests/model/model_test.py.
//
//   {"house":{"shortfall":"debt"}}             a new house with these parameters → {"now":"2026-…"}
//   {"ask":{"method":"POST","target":"/v1/…",  → {"status":201,"code":"","body":{…}}; of a text
//   that
//     "body":{…},"key":"k","who":"second",       is no JSON, "text"
//     "if_match":"\"1\""},"then":["/v1/…"]}    and {"then":[{…}]} of what is read afterwards
//   with any of them "advance":3600            moves the clock before it, seconds
//   {"sweep":"points.expiry"}                  runs one of the program's jobs → {"fault":""}
//   {"verify":true}                            → {"clean":true,"report":{…}}
//
// "who" is "manager" (may do everything) or "second", another person who may as well. What the
// program prints itself goes to standard error.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "support/house.h"

namespace guanxi::test {
namespace {

using programmes::Parameters;

std::int64_t number(const json::object& from, const char* name, std::int64_t otherwise) {
  const json::value* const found = from.if_contains(name);
  return found ? found->to_number<std::int64_t>() : otherwise;
}

std::string text(const json::object& from, const char* name, const char* otherwise = "") {
  const json::value* const found = from.if_contains(name);
  return std::string(found ? std::string_view(found->as_string()) : otherwise);
}

/// The one of `words` that stands there, by its place; the first one where nothing does.
template <class Choice>
Choice choice(
    const json::object& from, const char* name, std::initializer_list<const char*> words
) {
  const std::string said = text(from, name, *words.begin());
  const auto found = std::ranges::find(words, said);
  if (found == words.end()) throw std::runtime_error(std::string(name) + ": " + said);
  return static_cast<Choice>(found - words.begin());
}

Parameters parameters_of(const json::object& from) {
  using programmes::ExpiryKind;
  Parameters result;
  result.shortfall =
      choice<programmes::ShortfallPolicy>(from, "shortfall", {"purchase", "debt", "refuse"});
  result.stored_value_earns =
      choice<programmes::StoredValueEarns>(from, "stored_earns", {"all", "principal", "nothing"});
  result.paid_points_earn =
      choice<programmes::PaidPointsEarn>(from, "points_earn", {"all", "nothing"});
  const auto months = static_cast<int>(number(from, "expiry_months", 0));
  result.expiry = months > 0 ? ExpiryKind::months : ExpiryKind::never;
  if (months > 0) result.expiry_months = months;
  result.points_price = number(from, "points_price", result.points_price);
  result.pay_points = number(from, "pay_points", result.pay_points);
  result.member_day_points_max = number(from, "day_max", 0);
  result.points_pending_days = static_cast<int>(number(from, "pending_days", 0));
  result.programme_day_points_max = number(from, "budget", 0);
  result.programme_day_points_of =
      choice<programmes::DayPointsOf>(from, "budget_of", {"extras", "all"});
  // The limits of late attributions have tests of their own.
  result.late_attribution_unapproved_points = number(from, "unapproved", 0);
  result.late_attribution_points_max = programmes::limits::late_attribution_points_max;
  result.late_attributions_member_month_max = result.late_attributions_actor_day_max = 0;
  result.document_actor_day_max = result.document_programme_day_max = 1'000'000'000;
  return result;
}

class Driver {
 public:
  json::object answer(const json::object& command) {
    if (const json::value* const house = command.if_contains("house"))
      return open(house->as_object());
    if (!house_) throw std::runtime_error("there is no house yet");
    house_->clock().advance_seconds(number(command, "advance", 0));
    if (command.contains("sweep")) {
      const Outcome done =
          house_->application().jobs().run_now(text(command, "sweep"), house_->now());
      return {{"fault", done ? std::string() : std::string(code_name(done.error().code))}};
    }
    if (command.contains("verify")) {
      const verify::Report report = house_->verify();
      return {{"clean", report.is_clean()}, {"report", json::parse(verify::to_json(report))}};
    }
    return ask(command);
  }

 private:
  json::object open(const json::object& parameters) {
    house_.reset();
    house_ =
        std::make_unique<TestHouse>(TestHouse::Options{.parameters = parameters_of(parameters)});
    second_ = house_->person("second", {"*"});
    return {{"now", house_->now_text()}};
  }

  json::object ask(const json::object& command) {
    const json::object& what = command.at("ask").as_object();
    const bool is_second = text(what, "who") == "second";
    const Client& client = is_second ? *second_ : house_->manager();
    Ask request{.method = text(what, "method", "GET"), .target = text(what, "target")};
    if (const json::value* const body = what.if_contains("body"); body && !body->is_null())
      request.body = json::serialize(*body);
    request.key = text(what, "key");
    request.if_match = text(what, "if_match");
    json::object result = told(client.send(request));
    json::array after;
    if (const json::value* const then = command.if_contains("then")) {
      for (const json::value& target : then->as_array())
        after.push_back(told(house_->manager().get(std::string(target.as_string()))));
    }
    result["then"] = std::move(after);
    return result;
  }

  static json::object told(const Answer& answer) {
    json::object result{{"status", answer.status}, {"code", answer.code()}};
    result["pointer"] = answer.pointer();
    result["replayed"] = answer.replayed();
    result["location"] = answer.header("Location");
    result["body"] = answer.body;
    if (answer.body.is_null()) result["text"] = answer.text;
    return result;
  }

  std::unique_ptr<TestHouse> house_;
  std::optional<Client> second_;
};

}  // namespace
}  // namespace guanxi::test

int main() {
  namespace json = boost::json;
  std::FILE* const out = ::fdopen(::dup(STDOUT_FILENO), "w");
  if (!out || ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0) return 1;
  guanxi::test::Driver driver;
  for (std::string line; std::getline(std::cin, line);) {
    std::string text;
    try {
      text = json::serialize(driver.answer(json::parse(line).as_object()));
    } catch (const std::exception& fault) {
      text = json::serialize(json::object{{"fault", fault.what()}});
    }
    std::fprintf(out, "%s\n", text.c_str());
    std::fflush(out);
  }
  return 0;
}
