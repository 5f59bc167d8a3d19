// The HTTP endpoints of profiles: addresses and the family.
#include "modules/profiles/api_parts.h"

namespace guanxi::profiles {
namespace {

using api::Call;
using api::Method;
using api::Reply;

class PeopleEndpoints : Desk {
 public:
  using Desk::Desk;

  // ---- addresses ----

  Result<AddressList> addresses(const Call& call, const OfMember& request) const {
    auto read = office_.db.read([&](sql::Tx& tx) -> Result<AddressList> {
      GX_TRY(member, member_of(tx, call, request.id));
      AddressList list;
      for (const Address& address : profiles_.addresses(tx, member.id)) {
        list.items.push_back(view(call, address));
      }
      return list;
    });
    if (read)
      revealed(call, request.id, read->items, [](const AddressView& address) {
        return address.street ? std::string("addresses") : std::string();
      });
    return read;
  }

  Result<Reply<AddressView>> add_address(const Call& call, const AddAddress& request) const {
    return office_.answers.once<AddressView>(
        office_.db,
        call,
        "add_member_address",
        201,
        [&](sql::Tx& tx) -> Result<AddressView> {
          return put(tx, call, request.id, AddressId(), request, "address_added");
        }
    );
  }

  Result<AddressView> put_address(const Call& call, const PutAddress& request) const {
    return office_.db.write([&](sql::Tx& tx) -> Result<AddressView> {
      return put(tx, call, request.id, request.address, request, "address_changed");
    });
  }

  Outcome remove_address(const Call& call, const AddressPath& request) const {
    return office_.db.write([&](sql::Tx& tx) -> Outcome {
      GX_TRY(member, member_to_change(tx, call, request.id));
      const auto before = address_of(tx, member.id, request.address);
      GX_TRY_VOID(profiles_.remove_address(tx, member.id, request.address, call.actor.id, call.now)
      );
      record(tx, call, member.id, "address_removed", changes_between(before, std::nullopt));
      return ok();
    });
  }

  // ---- the family ----

  Result<RelativeList> relatives(const Call& call, const OfMember& request) const {
    auto read = office_.db.read([&](sql::Tx& tx) -> Result<RelativeList> {
      GX_TRY(member, member_of(tx, call, request.id));
      RelativeList list;
      for (const Relative& relative : profiles_.relatives(tx, member.id)) {
        list.items.push_back(view(call, relative));
      }
      return list;
    });
    if (read)
      revealed(call, request.id, read->items, [](const RelativeView& relative) {
        return relative.name || relative.birthday ? std::string("family") : std::string();
      });
    return read;
  }

  Result<Reply<RelativeView>> add_relative(const Call& call, const AddRelative& request) const {
    return office_.answers.once<RelativeView>(
        office_.db,
        call,
        "add_relative",
        201,
        [&](sql::Tx& tx) -> Result<RelativeView> {
          GX_TRY(member, member_to_change(tx, call, request.id));
          const consents::Subject guardian{
              consents::Purpose::guardian, consents::Channel::none, {}};
          GX_TRY(
              made,
              profiles_.add_relative(
                  tx,
                  office_.ids,
                  member.id,
                  {{}, request.relation, request.name.value_or(""), request.birthday},
                  consents::may(tx, member, guardian, call.now),
                  call.actor.id,
                  call.now
              )
          );
          record(tx, call, member.id, "relative_added", changes_between(std::nullopt, made));
          return view(call, made);
        }
    );
  }

  Outcome remove_relative(const Call& call, const RelativePath& request) const {
    return office_.db.write([&](sql::Tx& tx) -> Outcome {
      GX_TRY(member, member_to_change(tx, call, request.id));
      std::optional<Relative> before;
      for (const Relative& one : profiles_.relatives(tx, member.id)) {
        if (one.id == request.relative) before = one;
      }
      GX_TRY_VOID(profiles_.remove_relative(tx, member.id, request.relative));
      record(tx, call, member.id, "relative_removed", changes_between(before, std::nullopt));
      return ok();
    });
  }

 private:
  template <class Request>
  Result<AddressView> put(
      sql::Tx& tx,
      const Call& call,
      OwnerId id,
      AddressId address,
      const Request& request,
      const char* action
  ) const {
    GX_TRY(member, member_to_change(tx, call, id));
    const auto before = address_of(tx, member.id, address);
    GX_TRY(
        made,
        profiles_.put_address(
            tx,
            office_.ids,
            member.id,
            {address,
             request.division,
             request.street,
             request.recipient.value_or(""),
             request.phone.value_or(""),
             request.postcode.value_or(""),
             request.is_default},
            call.actor.id,
            call.now
        )
    );
    record(tx, call, member.id, action, changes_between(before, made));
    return view(call, made);
  }

  std::optional<Address> address_of(sql::Tx& tx, OwnerId member, AddressId id) const {
    for (const Address& one : profiles_.addresses(tx, member)) {
      if (one.id == id) return one;
    }
    return std::nullopt;
  }

  static AddressView view(const Call& call, const Address& address) {
    AddressView shown{address.id, address.division, {}, {}, {}, {}, address.is_default};
    if (!call.actor.may(reveal)) return shown;
    shown.street = unless_empty(address.street);
    shown.recipient = unless_empty(address.recipient);
    shown.phone = unless_empty(address.phone);
    shown.postcode = unless_empty(address.postcode);
    return shown;
  }

  static RelativeView view(const Call& call, const Relative& relative) {
    RelativeView shown{relative.id, relative.relation, {}, {}};
    if (!call.actor.may(reveal)) return shown;
    shown.name = unless_empty(relative.name);
    shown.birthday = relative.birthday;
    return shown;
  }

  static audit::Changes changes_between(
      const std::optional<Address>& before, const std::optional<Address>& after
  ) {
    audit::Changes changes;
    const auto personal = [&](const char* field, std::string Address::*part) {
      changes.add_personal(
          field,
          before ? unless_empty(*before.*part) : std::nullopt,
          after ? unless_empty(*after.*part) : std::nullopt
      );
    };
    const auto division = [](const std::optional<Address>& address) {
      return address ? std::optional(address->division) : std::nullopt;
    };
    changes.add("division", division(before), division(after));
    personal("street", &Address::street);
    personal("recipient", &Address::recipient);
    personal("phone", &Address::phone);
    personal("postcode", &Address::postcode);
    return changes;
  }

  static audit::Changes changes_between(
      const std::optional<Relative>& before, const std::optional<Relative>& after
  ) {
    audit::Changes changes;
    const auto name = [](const std::optional<Relative>& one) {
      return one ? unless_empty(one->name) : std::nullopt;
    };
    const auto born = [](const std::optional<Relative>& one) {
      return one && one->birthday ? std::optional(one->birthday->to_string()) : std::nullopt;
    };
    changes.add_personal("relative_name", name(before), name(after));
    changes.add_personal("relative_birthday", born(before), born(after));
    return changes;
  }
};

void add_addresses(api::Api& api, const PeopleEndpoints& endpoints) {
  using enum ErrorCode;
  api.add<OfMember, AddressList>(
      {.method = Method::get,
       .path = "/v1/members/{id}/addresses",
       .operation = "list_member_addresses",
       .tag = "profiles",
       .permission = "profiles:read",
       .summary = {"会员的地址", "List a member's addresses"},
       .errors = {member_not_found}},
      [endpoints](const Call& call, const OfMember& request) {
        return endpoints.addresses(call, request);
      }
  );
  api.add<AddAddress, AddressView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/addresses",
       .operation = "add_member_address",
       .tag = "profiles",
       .permission = "profiles:write",
       .summary = {"新增地址", "Add an address"},
       .description = {"最多 20 个；第一个即为默认。", "At most 20; the first is the default."},
       .idempotency = api::Idempotency::required,
       .success_status = 201,
       .errors = {member_not_found, member_closed, member_restricted}},
      [endpoints](const Call& call, const AddAddress& request) {
        return endpoints.add_address(call, request);
      }
  );
  api.add<PutAddress, AddressView>(
      {.method = Method::put,
       .path = "/v1/members/{id}/addresses/{address}",
       .operation = "put_member_address",
       .tag = "profiles",
       .permission = "profiles:write",
       .summary = {"修改地址", "Change an address"},
       .errors = {member_not_found, member_closed, member_restricted, address_not_found}},
      [endpoints](const Call& call, const PutAddress& request) {
        return endpoints.put_address(call, request);
      }
  );
  api.add<AddressPath, Nothing>(
      {.method = Method::del,
       .path = "/v1/members/{id}/addresses/{address}",
       .operation = "remove_member_address",
       .tag = "profiles",
       .permission = "profiles:write",
       .summary = {"删除地址", "Remove an address"},
       .success_status = 204,
       .errors = {member_not_found, member_closed, member_restricted, address_not_found}},
      [endpoints](const Call& call, const AddressPath& request) {
        return endpoints.remove_address(call, request);
      }
  );
}

void add_family(api::Api& api, const PeopleEndpoints& endpoints) {
  using enum ErrorCode;
  api.add<OfMember, RelativeList>(
      {.method = Method::get,
       .path = "/v1/members/{id}/family",
       .operation = "list_family",
       .tag = "profiles",
       .permission = "profiles:read",
       .summary = {"会员的家庭成员", "List a member's family"},
       .errors = {member_not_found}},
      [endpoints](const Call& call, const OfMember& request) {
        return endpoints.relatives(call, request);
      }
  );
  api.add<AddRelative, RelativeView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/family",
       .operation = "add_relative",
       .tag = "profiles",
       .permission = "profiles:write",
       .summary = {"登记家庭成员", "Add a family member"},
       .description =
           {"未满 14 周岁者须先有监护人（本会员）的同意（guardian）。",
            "Somebody under 14 needs the member's consent as a guardian first (purpose "
            "guardian)."},
       .idempotency = api::Idempotency::required,
       .success_status = 201,
       .errors = {member_not_found, member_closed, member_restricted, guardian_consent_required}},
      [endpoints](const Call& call, const AddRelative& request) {
        return endpoints.add_relative(call, request);
      }
  );
  api.add<RelativePath, Nothing>(
      {.method = Method::del,
       .path = "/v1/members/{id}/family/{relative}",
       .operation = "remove_relative",
       .tag = "profiles",
       .permission = "profiles:write",
       .summary = {"删除家庭成员", "Remove a family member"},
       .success_status = 204,
       .errors = {member_not_found, member_closed, member_restricted, relative_not_found}},
      [endpoints](const Call& call, const RelativePath& request) {
        return endpoints.remove_relative(call, request);
      }
  );
}

}  // namespace

void add_people_endpoints(api::Api& api, const Office& office) {
  const PeopleEndpoints endpoints(office);
  add_addresses(api, endpoints);
  add_family(api, endpoints);
}

}  // namespace guanxi::profiles
