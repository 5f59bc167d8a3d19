// Every operation with every template of permissions: what it allows is let through to the
// operation, what it does not is refused and changes nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "contract/rows.h"
#include "modules/identity/role_templates.h"
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

TEST(Roles, every_operation_with_every_template) {
  TestHouse house{{.backup_directory = "backups"}};  // they may be asked for
  Walked walked;
  for (const identity::RoleTemplate& role : identity::role_templates()) {
    const std::string name(role.code);
    const Client client = house.person(name, role.permissions);
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

TEST(Roles, templates_hold_permissions_that_there_are) {
  TestHouse house;
  const auto known = house.application().identity().known_permissions();
  for (const identity::RoleTemplate& role : identity::role_templates()) {
    EXPECT_TRUE(std::ranges::is_sorted(role.permissions)) << role.code;
    for (const std::string& permission : role.permissions) {
      const bool is_known =
          permission == "*" || std::ranges::find(known, permission) != known.end();
      EXPECT_TRUE(is_known) << role.code << " " << permission;
    }
  }
}

TEST(Roles, an_account_is_made_from_a_template) {
  TestHouse house;
  const auto add = [&](const char* name, const char* code) {
    return house.manager().post(
        "/v1/actors",
        json::object{
            {"name", name},
            {"permissions", json::array{"jobs:read"}},
            {"templates", json::array{code}}},
        name
    );
  };
  const Answer added = add("Li", "auditor");
  ASSERT_EQ(added.status, 201) << added;
  EXPECT_EQ(added.size("/permissions"), 27U) << "jobs:read is among them already";
  const Answer unknown = add("Na", "emperor");
  EXPECT_EQ(unknown.status, 400);
  EXPECT_EQ(unknown.pointer(), "/templates/0");
  EXPECT_EQ(house.manager().get("/v1/role-templates").size("/items"), 8U);
  // Nobody gives what they do not have, by a template either.
  const Client systems = house.person("Systems", {"identity:read", "identity:write"});
  const Answer more = systems.post(
      "/v1/actors",
      json::object{
          {"name", "Ma"}, {"permissions", json::array()}, {"templates", json::array{"cashier"}}},
      "ma"
  );
  EXPECT_EQ(more.status, 403) << more;
}

}  // namespace
}  // namespace guanxi::test
