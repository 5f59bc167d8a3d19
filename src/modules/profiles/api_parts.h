// Inside modules/profiles: what its endpoints share – who may be seen and changed, and what is
// recorded. Used by any thread.
#pragma once

#include "modules/consents/consents.h"
#include "modules/org/org.h"
#include "modules/profiles/api_types.h"
#include "modules/programmes/programmes.h"
#include "platform/api/idempotency.h"

namespace guanxi::profiles {

inline constexpr const char* reveal = "members:reveal";

inline std::optional<std::string> unless_empty(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

class Desk {
 public:
  explicit Desk(const Office& office)
      : office_(office), profiles_(office.keys), sealer_(office.keys) {}

 protected:
  Result<ProgrammeId> programme_of(const api::Call& call, const std::string& code) const {
    const auto id = office_.programmes.find(code);
    if (!id || !org::sees_programme(*office_.org.snapshot(), call.actor, *id)) {
      return fail(ErrorCode::programme_not_found, "/programme", {{"programme", code}});
    }
    return *id;
  }

  Result<members::Member> member_of(sql::Tx& tx, const api::Call& call, OwnerId id) const {
    auto member = office_.members.find(tx, id);
    if (!member || !org::sees_programme(*office_.org.snapshot(), call.actor, member->programme)) {
      return ErrorCode::member_not_found;
    }
    return *std::move(member);
  }

  /// Data under restriction is kept as it is.
  Result<members::Member> member_to_change(sql::Tx& tx, const api::Call& call, OwnerId id) const {
    GX_TRY(member, member_of(tx, call, id));
    if (member.state == members::State::closed) return ErrorCode::member_closed;
    const consents::Subject wish{consents::Purpose::restriction, consents::Channel::none, {}};
    if (consents::may(tx, member, wish, call.now)) return ErrorCode::member_restricted;
    return member;
  }

  void record(
      sql::Tx& tx, const api::Call& call, OwnerId member, const char* action, audit::Changes changes
  ) const {
    audit::record(
        tx,
        sealer_,
        call,
        {.action = action,
         .object_kind = "member",
         .object_id = member.to_string(),
         .member = member,
         .changes = std::move(changes)},
        call.now
    );
  }

  /// Which fields were seen in the clear, if any, durable before the answer leaves.
  template <class Item, class NameOf>
  void revealed(
      const api::Call& call, OwnerId member, const std::vector<Item>& items, NameOf&& name_of
  ) const {
    audit::Changes seen;
    std::string last;
    for (const Item& item : items) {
      const std::string name = name_of(item);
      if (!name.empty() && name != last) seen.name(name.c_str(), true);
      last = name;
    }
    if (seen.empty()) return;
    const auto written = office_.db.write([&](sql::Tx& tx) -> Outcome {
      record(tx, call, member, "member_revealed", seen);
      return ok();
    });
    GX_CHECK(written.has_value());
  }

  Office office_;
  Profiles profiles_;
  crypto::Sealer sealer_;
};

/// Addresses and the family (api_people.cpp).
void add_people_endpoints(api::Api& api, const Office& office);

}  // namespace guanxi::profiles
