// guanxi admin …: named people, access tokens and tills, from the machine itself. What the API
// offers an administrator, for the first one and for when nobody can log in. Every change stands in
// the access changes with actor "command line".
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "app/commands.h"
#include "app/installation.h"
#include "platform/log/log.h"

namespace guanxi::app {
namespace {

struct Arguments {
  std::string name, till, store, label = "command line", actor, key, permission;
  std::vector<std::string> permissions, roles, stores, units;
  int days = 0;
  int hours = 72;
  int grace_hours = 72;
};

/// Runs one administrative action on an opened application; prints refusals.
template <class Action>
int act(Common& common, Action&& action) {
  const auto loaded = common.load();
  if (!loaded) return 2;
  log::set_level(log::Level::warn);
  require_store(loaded->config);
  SystemClock clock;
  Application application(loaded->config, clock);
  const Outcome outcome = action(application, clock.now());
  if (outcome) return 0;
  print_error(outcome.error(), loaded->config);
  return 1;
}

Result<identity::ActorInfo> find_actor(Application& application, const std::string& name) {
  for (const auto kind : {identity::Kind::person, identity::Kind::till}) {
    if (auto actor = application.identity().find_actor(kind, name)) return *actor;
  }
  if (const auto id = parse_id(name)) {
    if (auto actor = application.identity().find_actor(ActorId(*id))) return *actor;
  }
  return fail(ErrorCode::actor_not_found, "/actor", {{"actor", name}});
}

Result<std::vector<StoreId>> find_stores(
    Application& application, const std::vector<std::string>& codes
) {
  std::vector<StoreId> stores;
  const auto organisation = application.org().snapshot();
  for (const std::string& code : codes) {
    const org::Store* store = organisation->find_store(code);
    if (!store) return fail(ErrorCode::store_not_found, "/store", {{"store", code}});
    stores.push_back(store->id);
  }
  return stores;
}

Result<std::vector<UnitId>> find_units(
    Application& application, const std::vector<std::string>& codes
) {
  std::vector<UnitId> units;
  const auto organisation = application.org().snapshot();
  for (const std::string& code : codes) {
    const auto found = std::ranges::find_if(organisation->units(), [&](const org::Unit& unit) {
      return unit.code == code && unit.kind != org::UnitKind::store &&
             unit.kind != org::UnitKind::counter;
    });
    if (found == organisation->units().end())
      return fail(ErrorCode::unit_not_found, "/unit", {{"unit", code}});
    units.push_back(found->id);
  }
  return units;
}

void add_person_commands(CLI::App& admin, Common& common, int& code, Arguments& arguments) {
  CLI::App* person = admin.add_subcommand("person", "Add a named person. 新增人员。");
  person->add_option("name", arguments.name, "Name, unique among people")->required();
  person->add_option(
      "--permission", arguments.permissions, "sales:write, sales:* or * (repeatable)"
  );
  person->add_option(
      "--role",
      arguments.roles,
      "head_office, marketer, finance, store_manager, cashier, service_agent, auditor, it, "
      "or one of your own (repeatable)"
  );
  person->add_option(
      "--store", arguments.stores, "Store code the person may act for (repeatable; none: all)"
  );
  person->add_option(
      "--unit",
      arguments.units,
      "Code of a company or region whose stores the person may act for, later ones as well "
      "(repeatable)"
  );
  person->footer(
      "Example:\n  guanxi admin person 'Li Na' --role cashier --permission members:reveal --store "
      "S001"
  );
  person->callback([&] {
    code = act(common, [&](Application& application, Instant now) -> Outcome {
      if (arguments.permissions.empty() && arguments.roles.empty())
        return fail(ErrorCode::missing_field, "/role", {{"field", "--role"}});
      GX_TRY(stores, find_stores(application, arguments.stores));
      GX_TRY(units, find_units(application, arguments.units));
      const identity::NewPerson wanted{
          arguments.name, arguments.permissions, stores, arguments.roles, units};
      GX_TRY(id, application.identity().add_person(application.system_actor(), wanted, now));
      fmt::print("{}\n", id.to_string());
      return ok();
    });
  });

  CLI::App* token = admin.add_subcommand(
      "token", "Issue an access token; its text is shown once. 发放访问令牌。"
  );
  token->add_option("person", arguments.actor, "Name or id")->required();
  token->add_option("--label", arguments.label, "What it is for");
  token->add_option("--days", arguments.days, "Valid for so many days (0: until revoked)")
      ->check(CLI::Range(0, 3650));
  token->footer("Example:\n  guanxi admin token 'Li Na' --label laptop --days 90");
  token->callback([&] {
    code = act(common, [&](Application& application, Instant now) -> Outcome {
      GX_TRY(actor, find_actor(application, arguments.actor));
      std::optional<Instant> expires;
      if (arguments.days > 0) expires = now.plus_seconds(std::int64_t{86400} * arguments.days);
      GX_TRY(
          issued,
          application.identity().issue_token(
              application.system_actor(), actor.id, arguments.label, expires, now
          )
      );
      fmt::print("{}\n", issued.text);
      return ok();
    });
  });

  CLI::App* grant = admin.add_subcommand("grant", "Grant a permission. 授权。");
  CLI::App* revoke = admin.add_subcommand("revoke", "Take a permission back. 收回权限。");
  for (CLI::App* command : {grant, revoke}) {
    command->add_option("actor", arguments.actor, "Name or id")->required();
    command->add_option("permission", arguments.permission, "e.g. members:reveal")->required();
    command->callback([&, command, grant] {
      code = act(common, [&](Application& application, Instant now) -> Outcome {
        GX_TRY(actor, find_actor(application, arguments.actor));
        const api::Actor& by = application.system_actor();
        return command == grant
                   ? application.identity().grant(by, actor.id, arguments.permission, now)
                   : application.identity().revoke(by, actor.id, arguments.permission, now);
      });
    });
  }
}

void add_password_command(CLI::App& admin, Common& common, int& code, Arguments& arguments) {
  CLI::App* password = admin.add_subcommand(
      "password", "Give a person a temporary password; it is shown once. 发放临时密码。"
  );
  password->add_option("person", arguments.actor, "Name or id")->required();
  password->add_option("--hours", arguments.hours, "Good for so many hours")
      ->check(CLI::Range(1, 720));
  password->footer(
      "Example:\n  guanxi admin password 'Li Na'\nWhoever signs in with it has to choose one of "
      "their own first; their sessions end."
  );
  password->callback([&] {
    code = act(common, [&](Application& application, Instant now) -> Outcome {
      GX_TRY(actor, find_actor(application, arguments.actor));
      GX_TRY(
          given,
          application.sign_in().give_temporary_password(
              application.system_actor(), actor.id, arguments.hours, now
          )
      );
      fmt::print("{}\n", given.password);
      return ok();
    });
  });
}

void add_till_commands(CLI::App& admin, Common& common, int& code, Arguments& arguments) {
  CLI::App* till = admin.add_subcommand(
      "till", "Give a till its signing key; the secret is shown once. 为收银机发放签名密钥。"
  );
  till->add_option("store", arguments.store, "Store code")->required();
  till->add_option("till", arguments.till, "Till code")->required();
  till->add_option(
      "--permission",
      arguments.permissions,
      "Default: sales:read, sales:write, sales:refund, members:read"
  );
  till->footer(
      "Example:\n  guanxi admin till S001 01\nPrints the key id and the secret; "
      "docs/guide/till-signing.md shows how to sign."
  );
  till->callback([&] {
    code = act(common, [&](Application& application, Instant now) -> Outcome {
      const auto organisation = application.org().snapshot();
      const org::Store* store = organisation->find_store(arguments.store);
      if (!store) return fail(ErrorCode::store_not_found, "/store", {{"store", arguments.store}});
      const org::Till* found = organisation->find_till(store->id, arguments.till);
      if (!found) return fail(ErrorCode::till_not_found, "/till", {{"till", arguments.till}});
      GX_TRY(issued, make_till_key(application, *store, *found, arguments.permissions, now));
      fmt::print("key    {}\nsecret {}\n", issued.key, issued.secret);
      return ok();
    });
  });

  CLI::App* rotate = admin.add_subcommand(
      "rotate", "A new signing key; the old one stays valid for a while. 轮换签名密钥。"
  );
  rotate->add_option("actor", arguments.actor, "The till's name (S001/01) or id")->required();
  rotate->add_option("key", arguments.key, "The key to replace")->required();
  rotate->add_option("--grace-hours", arguments.grace_hours, "How long the old key stays valid")
      ->check(CLI::Range(0, 720));
  rotate->callback([&] {
    code = act(common, [&](Application& application, Instant now) -> Outcome {
      GX_TRY(actor, find_actor(application, arguments.actor));
      GX_TRY(
          issued,
          application.identity().rotate_signing_key(
              application.system_actor(),
              actor.id,
              arguments.key,
              std::int64_t{3600} * arguments.grace_hours,
              now
          )
      );
      fmt::print("key    {}\nsecret {}\n", issued.key, issued.secret);
      return ok();
    });
  });
}

void add_actor_commands(CLI::App& admin, Common& common, int& code, Arguments& arguments) {
  CLI::App* revoke_key =
      admin.add_subcommand("revoke-key", "End a token or signing key at once. 作废令牌或密钥。");
  revoke_key->add_option("actor", arguments.actor, "Name or id")->required();
  revoke_key->add_option("key", arguments.key, "tok_… or key_…, see `admin list`")->required();
  revoke_key->callback([&] {
    code = act(common, [&](Application& application, Instant now) -> Outcome {
      GX_TRY(actor, find_actor(application, arguments.actor));
      return application.identity().revoke_credential(
          application.system_actor(), actor.id, arguments.key, now
      );
    });
  });

  CLI::App* disable = admin.add_subcommand("disable", "Let an actor do nothing any more. 停用。");
  CLI::App* enable = admin.add_subcommand("enable", "Let a disabled actor in again. 启用。");
  for (CLI::App* command : {disable, enable}) {
    command->add_option("actor", arguments.actor, "Name or id")->required();
    command->callback([&, command, enable] {
      code = act(common, [&](Application& application, Instant now) -> Outcome {
        GX_TRY(actor, find_actor(application, arguments.actor));
        const auto state = command == enable ? identity::State::active : identity::State::disabled;
        return application.identity().set_state(application.system_actor(), actor.id, state, now);
      });
    });
  }

  CLI::App* list = admin.add_subcommand(
      "list", "Everybody who may do something, and their keys. 列出人员、收银机与密钥。"
  );
  list->callback([&] {
    code = act(common, [&](Application& application, Instant) -> Outcome {
      ActorId after;
      for (;;) {
        const auto actors = application.identity().actors(after, 200);
        for (const auto& actor : actors) {
          fmt::print(
              "{}  {:<8} {:<8} {}  [{}]{}{}\n",
              actor.id.to_string(),
              actor.kind == identity::Kind::till     ? "till"
              : actor.kind == identity::Kind::person ? "person"
                                                     : "system",
              actor.state == identity::State::active ? "active" : "disabled",
              actor.name,
              fmt::join(actor.permissions, " "),
              actor.roles.empty() ? "" : " roles: ",
              fmt::join(actor.roles, " ")
          );
          for (const auto& key : application.identity().credentials(actor.id)) {
            const char* state = key.revoked_at ? "revoked" : key.expires_at ? "until " : "valid";
            fmt::print(
                "    {}  {}{}  {}\n",
                key.key,
                state,
                key.expires_at ? key.expires_at->to_string() : "",
                key.label
            );
          }
        }
        if (actors.size() < 200) return ok();
        after = actors.back().id;
      }
    });
  });
}

}  // namespace

Result<identity::IssuedKey> make_till_key(
    Application& application,
    const org::Store& store,
    const org::Till& till,
    std::vector<std::string> permissions,
    Instant now
) {
  if (permissions.empty()) permissions = identity::till_permissions;
  const std::string name = store.code + "/" + till.code;
  ActorId actor;
  if (const auto known = application.identity().find_actor(identity::Kind::till, name)) {
    actor = known->id;
  } else {
    GX_TRY(
        added,
        application.identity().add_till_actor(
            application.system_actor(), {name, till.id, store.id, permissions}, now
        )
    );
    actor = added;
  }
  return application.identity().issue_signing_key(
      application.system_actor(), actor, "command line", now
  );
}

void add_admin(CLI::App& root, Common& common, int& code) {
  CLI::App* admin = root.add_subcommand("admin", "People, tokens and tills. 人员、令牌与收银机。");
  admin->require_subcommand(1);
  static Arguments arguments;
  add_person_commands(*admin, common, code, arguments);
  add_password_command(*admin, common, code, arguments);
  add_till_commands(*admin, common, code, arguments);
  add_actor_commands(*admin, common, code, arguments);
}

}  // namespace guanxi::app
