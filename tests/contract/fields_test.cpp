// Every endpoint that changes something, every field of it, every kind of nonsense: a clear 4xx
// that changes nothing, or a success; never a fault of ours.
#include <gtest/gtest.h>

#include <optional>
#include <set>

#include "contract/rows.h"
#include "contract/valid_requests.h"

namespace guanxi::test {
namespace {

constexpr const char* mark = "@@here@@";

/// Every place in `value`; lists by their first element.
void each_place(
    const json::value& value,
    const std::string& at,
    const std::function<void(const std::string&)>& visit
) {
  if (!at.empty()) visit(at);
  if (value.is_object()) {
    for (const auto& [name, inside] : value.as_object())
      each_place(inside, at + "/" + std::string(name), visit);
  } else if (value.is_array() && !value.as_array().empty()) {
    each_place(value.as_array().front(), at + "/0", visit);
  }
}

/// The body with raw JSON in one place; "absent" takes the member away.
std::string spoilt(const json::value& body, const std::string& at, const std::string& raw) {
  json::value copy = body;
  if (raw == "absent") {
    const std::size_t slash = at.rfind('/');
    json::value& parent = slash == 0 ? copy : copy.at_pointer(at.substr(0, slash));
    if (parent.is_object()) {
      parent.as_object().erase(at.substr(slash + 1));
    } else {
      parent.as_array().clear();
    }
    return json::serialize(copy);
  }
  copy.at_pointer(at) = mark;
  std::string text = json::serialize(copy);
  const std::string quoted = std::string("\"") + mark + "\"";
  return text.replace(text.find(quoted), quoted.size(), raw);
}

const std::vector<std::pair<const char*, std::string>>& nonsense() {
  static const std::vector<std::pair<const char*, std::string>> all{
      {"missing", "absent"},
      {"null", "null"},
      {"a truth value", "true"},
      {"an object", "{\"x\":1}"},
      {"a list", "[[]]"},
      {"no text", "\"\""},
      {"0", "0"},
      {"-1", "-1"},
      {"2^53", "9007199254740992"},
      {"2^63", "9223372036854775808"},
      {"-2^63", "-9223372036854775808"},
      {"1e400", "1e400"},
      {"0.5", "0.5"},
      {"2^63 as text", "\"9223372036854775808\""},
      {"a megabyte", "\"" + std::string(1 << 20, 'x') + "\""},
      {"NUL", "\"a\\u0000b\""},
      {"a lone surrogate", "\"\\ud800\""},
      {"invalid UTF-8", "\"\xff\xfe\""},
      {"a formula", "\"=cmd|' /C calc'!A0\""},
      {"another script's digits", "\"１２３\""},
  };
  return all;
}

class Fields : public testing::Test {
 protected:
  Answer send(const std::string& method, const ValidRequest& valid, const std::string& body) {
    return house.manager().send(
        {.method = method,
         .target = valid.target,
         .body = body,
         .key = requests.unique("key-"),
         .if_match = valid.if_match}
    );
  }
  /// Sends a body that is not what the endpoint wants; judges the answer. What was refused changed
  /// nothing, so that the same request serves the next one; what was accepted is used up.
  void judge(const std::string& method, const std::string& body, const std::string& what) {
    const Answer answer = send(method, *fresh, body);
    ASSERT_LT(answer.status, 500) << what << ": " << answer;
    if (answer.status < 400) {
      ++accepted;
      fresh.reset();
      return;
    }
    ++refused;
    EXPECT_EQ(rows.counts(), before) << what;
    EXPECT_NE(answer.code(), "") << what << ": " << answer;
  }
  void prepare(const std::string& operation) {
    if (fresh) return;
    fresh = requests.make(operation);
    before = rows.counts();
  }
  void walk(const std::string& operation, const std::string& method, const ValidRequest& sound) {
    std::vector<std::string> places;
    each_place(sound.body, "", [&](const std::string& at) { places.push_back(at); });
    fresh.reset();
    for (const std::string& at : places) {
      for (const auto& [name, raw] : nonsense()) {
        prepare(operation);
        judge(method, spoilt(fresh->body, at, raw), operation + " " + at + " = " + name);
      }
    }
    for (const char* const body :
         {"", "[]", "null", "{", "\"\"", "{\"unknown\":1}", "\xef\xbb\xbf{}"}) {
      const std::int64_t taken = accepted;
      prepare(operation);
      judge(method, body, operation + " with the body " + body);
      const bool takes_nothing = std::string_view(body).empty() && all_optional.contains(operation);
      EXPECT_TRUE(accepted == taken || takes_nothing) << operation << " took the body " << body;
    }
  }

  // Backups may be asked for; nobody makes them here.
  TestHouse house{{.backup_directory = "backups"}};
  ValidRequests requests{house};
  Rows rows{house.application().db()};
  std::optional<ValidRequest> fresh;  // not yet accepted
  std::string before;                 // the rows that it must leave as they are
  std::int64_t refused = 0, accepted = 0;
  const std::set<std::string> all_optional{// operations that may come without a body
                                           "approve_attribution",
                                           "approve_points_document",
                                           "audit_pricing_rule",
                                           "capture_points_hold",
                                           "change_member",
                                           "give_coupon",
                                           "give_temporary_password",
                                           "issue_card",
                                           "issue_one_time_code",
                                           "preview_roster",
                                           "print_card_batch",
                                           "renew_card",
                                           "replace_card",
                                           "rotate_signing_key",
                                           "start_roster",
                                           "take_back_coupon_gift",
                                           "submit_pricing_rule"};
};

TEST_F(Fields, nonsense_in_any_field_is_refused_and_changes_nothing) {
  for (const auto& operation : house.application().api().operations()) {
    const api::Spec& spec = operation.spec;
    if (spec.method == api::Method::get || spec.method == api::Method::del) continue;
    const std::string method = spec.method == api::Method::post  ? "POST"
                               : spec.method == api::Method::put ? "PUT"
                                                                 : "PATCH";
    const auto sound = requests.make(spec.operation);
    if (!sound) {
      ADD_FAILURE() << spec.operation << " is new: give ValidRequests a maker for it";
      continue;
    }
    const Answer good =
        send(method, *sound, sound->body.is_null() ? "" : json::serialize(sound->body));
    if (good.status / 100 != 2) {
      ADD_FAILURE() << spec.operation
                    << ": what should be valid is refused, so nothing is proved: " << good;
      continue;
    }
    if (!sound->body.is_null()) walk(spec.operation, method, *sound);
  }
  EXPECT_GT(refused, 1500);
  RecordProperty("refused", std::to_string(refused));
  RecordProperty("accepted", std::to_string(accepted));
}

}  // namespace
}  // namespace guanxi::test
