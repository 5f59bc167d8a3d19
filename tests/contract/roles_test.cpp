// Every operation with every built-in role: what it allows is let through to the
// operation, what it does not is refused and changes nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "contract/rows.h"
#include "modules/identity/permissions.h"
#include "modules/identity/roles.h"
#include "support/house.h"

namespace guanxi::test {
namespace {

struct Walked {
  int allowed = 0, refused = 0;
};

Ask ask_of(const api::Spec& spec) {
  constexpr std::pair<api::Method, const char*> methods[] = {
      {api::Method::get, "GET"},
      {api::Method::post, "POST"},
      {api::Method::put, "PUT"},
      {api::Method::patch, "PATCH"},
      {api::Method::del, "DELETE"}};
  const auto* const method =
      std::ranges::find(methods, spec.method, [](const auto& pair) { return pair.first; });
  const bool has_body = spec.method != api::Method::get && spec.method != api::Method::del;
  return {
      .method = method->second,
      .target = std::regex_replace(std::string(spec.path), std::regex(R"(\{[^}]+\})"), "1"),
      .body = has_body ? "{}" : "",
      .key = std::string("walk-") + spec.operation,
      .if_match = "\"1\""};
}

/// Every operation that asks for a permission, `allowed` ones or the others.
void walk(
    TestHouse& house, const Client& client, const api::Actor& actor, bool allowed, Walked& walked
) {
  for (const auto& operation : house.application().api().operations()) {
    const api::Spec& spec = operation.spec;
    if (spec.permission == nullptr || spec.permission == std::string(identity::own_permission))
      continue;
    if (actor.may(spec.permission) != allowed) continue;
    const Answer answer = client.send(ask_of(spec));
    const bool is_refused = answer.status == 403 && answer.code() == "forbidden" &&
                            answer.text.find(spec.permission) != std::string::npos;
    EXPECT_EQ(is_refused, !allowed) << actor.name << ", " << spec.operation << ": " << answer;
    EXPECT_LT(answer.status, 500) << actor.name << ", " << spec.operation << ": " << answer;
    ++(allowed ? walked.allowed : walked.refused);
  }
}

TEST(Roles, every_operation_with_every_built_in_role) {
  TestHouse house{{.backup_directory = "backups"}};  // they may be asked for
  Walked walked;
  for (const identity::BuiltInRole& role : identity::built_in_roles()) {
    const std::string name(role.code);
    const Client client = house.holder(name, {name});
    api::Actor actor;
    actor.name = name;
    actor.permissions = role.permissions;
    Rows rows(house.application().db());
    const std::string before = rows.counts();
    walk(house, client, actor, /*allowed=*/false, walked);
    EXPECT_EQ(rows.counts(), before) << name;
    walk(house, client, actor, /*allowed=*/true, walked);
  }
  EXPECT_GT(walked.allowed, 500);
  EXPECT_GT(walked.refused, 800);
}

TEST(Roles, built_in_ones_hold_permissions_that_there_are) {
  TestHouse house;
  const auto known = house.application().identity().known_permissions();
  for (const identity::BuiltInRole& role : identity::built_in_roles()) {
    EXPECT_TRUE(std::ranges::is_sorted(role.permissions)) << role.code;
    for (const std::string& permission : role.permissions) {
      const bool is_known =
          permission == "*" || std::ranges::find(known, permission) != known.end();
      EXPECT_TRUE(is_known) << role.code << " " << permission;
    }
  }
}

TEST(Roles, every_permission_has_a_meaning) {
  TestHouse house;
  std::vector<std::string> explained;
  for (const auto& one : identity::permission_meanings()) explained.emplace_back(one.permission);
  EXPECT_EQ(explained, house.application().identity().known_permissions());
  const Answer list = house.manager().get("/v1/permissions");
  ASSERT_EQ(list.status, 200) << list;
  std::size_t shown = 0, opened = 0, operations = 0;
  for (const auto& family : list.find("/families")->as_array()) {
    for (const auto& permission : family.at("permissions").as_array()) {
      ++shown;
      opened += permission.at("operations").as_array().size();
    }
  }
  for (const auto& operation : house.application().api().operations()) {
    const char* const permission = operation.spec.permission;
    if (permission != nullptr && permission != std::string(identity::own_permission)) ++operations;
  }
  EXPECT_EQ(shown, explained.size());
  EXPECT_EQ(opened, operations);
}

/// Adds an account over HTTP.
Answer add_account(const Client& by, const char* name, const json::object& more) {
  json::object body{{"name", name}};
  for (const auto& [member, value] : more) body[member] = value;
  return by.post("/v1/actors", body, name);
}

Answer change_account(const Client& by, const std::string& target, json::object body) {
  body["reason"] = "a test";
  return by.send(
      {.method = "PATCH",
       .target = target,
       .body = json::serialize(body),
       .if_match = by.get(target).header("ETag")}
  );
}

TEST(Roles, an_account_is_made_with_roles) {
  TestHouse house;
  const Answer added = add_account(
      house.manager(),
      "Li",
      {{"permissions", json::array{"backups:write"}}, {"roles", json::array{"auditor"}}}
  );
  ASSERT_EQ(added.status, 201) << added;
  EXPECT_EQ(added.size("/permissions"), 1U);
  EXPECT_EQ(added.string("/roles/0"), "auditor");
  const Answer detail = house.manager().get("/v1/actors/" + added.string("/id"));
  EXPECT_EQ(detail.size("/allowed"), 30U);
  EXPECT_EQ(detail.header("ETag"), "\"1\"");
  const Answer unknown = add_account(house.manager(), "Na", {{"roles", json::array{"emperor"}}});
  EXPECT_EQ(unknown.status, 400);
  EXPECT_EQ(unknown.pointer(), "/roles/0");
  // Nobody gives what they do not have, by a role either.
  const Client systems = house.person("Systems", {"identity:read", "identity:write"});
  const Answer more = add_account(systems, "Ma", {{"roles", json::array{"cashier"}}});
  EXPECT_EQ(more.status, 403) << more;
}

TEST(Roles, a_role_is_made_changed_given_and_retired) {
  TestHouse house;
  const Client& manager = house.manager();
  json::object role{
      {"code", "floor"},
      {"name_zh", "楼层经理"},
      {"name_en", "Floor manager"},
      {"permissions", json::array{"sales:read"}},
      {"reason", "a floor of its own"}};
  const Answer made = manager.post("/v1/roles", role);
  ASSERT_EQ(made.status, 201) << made;
  EXPECT_EQ(manager.post("/v1/roles", role).code(), "code_taken");
  const Client li = house.holder("Li", {"floor"}, {"S001"});
  EXPECT_EQ(li.get("/v1/items").status, 403);
  role.erase("code");
  role["permissions"] = json::array{"catalog:read"};
  const auto put = [&](const std::string& if_match) {
    return manager.send(
        {.method = "PUT",
         .target = "/v1/roles/floor",
         .body = json::serialize(role),
         .if_match = if_match}
    );
  };
  EXPECT_EQ(put("").status, 428);
  EXPECT_EQ(put("\"9\"").status, 412);
  const Answer changed = put(made.header("ETag"));
  ASSERT_EQ(changed.status, 200) << changed;
  EXPECT_EQ(changed.integer("/holders"), 1);
  EXPECT_EQ(li.get("/v1/items").status, 200) << "with the next request";
  EXPECT_EQ(manager.get("/v1/roles/floor/holders").string("/items/0/name"), "Li");
  const auto retire = [&] {
    return manager.send(
        {.method = "POST",
         .target = "/v1/roles/floor/retirement",
         .body = R"({"reason":"no floors"})",
         .if_match = manager.get("/v1/roles/floor").header("ETag")}
    );
  };
  const Answer held = retire();
  EXPECT_EQ(held.code(), "role_in_use") << held;
  EXPECT_NE(held.text.find('1'), std::string::npos) << held;
  const std::string account = "/v1/actors/" + li.get("/v1/me").string("/id");
  EXPECT_EQ(change_account(manager, account, {{"roles", json::array()}}).status, 200);
  EXPECT_EQ(li.get("/v1/items").status, 403);
  EXPECT_EQ(retire().status, 200);
  const Answer changes = manager.get("/v1/access-changes?role=floor");
  ASSERT_EQ(changes.size("/items"), 3U) << changes;
  EXPECT_EQ(changes.string("/items/0/reason"), "no floors");
  EXPECT_EQ(manager.get("/v1/roles").size("/items"), identity::built_in_roles().size() + 1);
}

TEST(Roles, an_account_is_changed_by_who_may) {
  TestHouse house;
  const Client& manager = house.manager();
  const Client li = house.holder("Li", {"cashier"}, {"S001"});
  const std::string account = "/v1/actors/" + li.get("/v1/me").string("/id");
  const Client regional = house.holder("Regional", {"it"}, {}, {"R"});
  EXPECT_EQ(change_account(regional, account, {{"name", "Li Na"}}).code(), "forbidden")
      << "who may sell may do more than that";
  EXPECT_EQ(change_account(li, account, {{"name", "Li Na"}}).code(), "forbidden");
  const Answer renamed =
      change_account(manager, account, {{"name", "Li Na"}, {"stores", json::array()}});
  ASSERT_EQ(renamed.status, 200) << renamed;
  EXPECT_EQ(li.get("/v1/me").string("/name"), "Li Na");
  EXPECT_EQ(li.get("/v1/me").size("/stores"), 0U);
  EXPECT_EQ(renamed.header("ETag"), "\"2\"");
  // Whoever is alone with it keeps it.
  const std::string own = "/v1/actors/" + manager.get("/v1/me").string("/id");
  EXPECT_EQ(
      change_account(manager, own, {{"permissions", json::array{"sales:*"}}}).code(),
      "last_administrator"
  );
}

}  // namespace
}  // namespace guanxi::test
