// The HTTP endpoints of profiles: fields and values. Fields belong to the programme; a member's
// profile to who sees the member, personal values in the clear to who may reveal them, which is
// recorded.
#include <algorithm>

#include "modules/profiles/api_parts.h"

namespace guanxi::profiles {
namespace {

using api::Call;
using api::Method;
using api::Reply;

constexpr const char* found_list = "members_by_field";
constexpr std::size_t etag_digits = 16;

FieldView view_of(Field field) {
  return {
      std::move(field.code),
      field.kind,
      field.use,
      std::move(field.label_zh),
      std::move(field.label_en),
      field.required,
      field.personal,
      field.searchable,
      field.decimals,
      field.min,
      field.max,
      std::move(field.choices),
      field.state,
      field.version};
}

/// Stored form, as sent: several choices are several values.
std::vector<std::string> values_of(const std::optional<Field>& field, const std::string& stored) {
  if (!field || field->kind != FieldKind::choices) return {stored};
  std::vector<std::string> all;
  for (std::size_t at = 0; at < stored.size();) {
    const std::size_t end = std::min(stored.find(' ', at), stored.size());
    all.push_back(stored.substr(at, end - at));
    at = end + 1;
  }
  return all;
}

class Endpoints : Desk {
 public:
  using Desk::Desk;

  // ---- fields ----

  Result<FieldList> fields(const Call& call, const ListFields& request) const {
    GX_TRY(programme, programme_of(call, request.programme));
    return office_.db.read([&](sql::Tx& tx) -> Result<FieldList> {
      FieldList list;
      for (Field& field : fields_of(tx, programme)) list.items.push_back(view_of(std::move(field)));
      return list;
    });
  }

  Result<Reply<FieldView>> put_field(const Call& call, const PutField& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    GX_TRY(programme, programme_of(call, request.programme));
    return office_.db.write([&](sql::Tx& tx) -> Result<Reply<FieldView>> {
      const auto before = find_field(tx, programme, request.code);
      if (before || !call.if_match.empty()) {  // of a new one it is version 0, if said at all
        GX_TRY_VOID(api::check_if_match(call, api::etag_of(before ? before->version : 0)));
      }
      GX_TRY(
          after,
          profiles::put_field(
              tx,
              {programme,
               request.code,
               request.kind,
               request.use,
               request.label_zh,
               request.label_en,
               request.required,
               request.personal,
               request.searchable,
               request.decimals,
               request.min,
               request.max,
               request.choices,
               request.state,
               before ? before->version : 0},
              call.actor.id,
              call.now
          )
      );
      record_field(tx, call, before, after);
      const std::string etag = api::etag_of(after.version);
      return Reply<FieldView>{
          .body = view_of(std::move(after)), .status = before ? 200 : 201, .etag = etag};
    });
  }

  // ---- a member's values ----

  Result<Reply<ProfileView>> profile(const Call& call, const OfMember& request) const {
    auto read = office_.db.read([&](sql::Tx& tx) -> Result<Reply<ProfileView>> {
      GX_TRY(member, member_of(tx, call, request.id));
      return reply(tx, call, member);
    });
    if (read)
      revealed(call, request.id, read->body.values, [](const ValueView& value) {
        return value.personal && value.values ? value.field : std::string();
      });
    return read;
  }

  Result<Reply<ProfileView>> change(const Call& call, const ChangeProfile& request) const {
    std::vector<Edit> edits;
    for (const ValueEdit& edit : request.values) edits.push_back({edit.field, edit.values});
    return office_.db.write([&](sql::Tx& tx) -> Result<Reply<ProfileView>> {
      GX_TRY(member, member_to_change(tx, call, request.id));
      GX_TRY_VOID(api::check_if_match(call, etag_of(profiles_.values(tx, member))));
      GX_TRY(changes, profiles_.set(tx, member, edits, call.actor.id, call.now));
      if (!changes.empty()) record(tx, call, member.id, "profile_changed", std::move(changes));
      auto made = reply(tx, call, member);
      for (ValueView& value : made.body.values) {
        if (value.personal) value.values.reset();  // the caller knows what was sent
      }
      return made;
    });
  }

  Result<api::Page<FoundByField>> find(const Call& call, const FindByField& request) const {
    GX_TRY(programme, programme_of(call, request.programme));
    OwnerId after;
    if (request.cursor) {
      GX_TRY(parts, (api::decode_cursor<std::int64_t, std::string>(found_list, *request.cursor)));
      if (std::get<1>(parts) != request.field) return fail(ErrorCode::bad_cursor, "/cursor");
      after = OwnerId(std::get<0>(parts));
    }
    return office_.db.read([&](sql::Tx& tx) -> Result<api::Page<FoundByField>> {
      GX_TRY(
          found,
          profiles_.find(tx, programme, request.field, request.value, after, request.limit + 1)
      );
      const bool more = std::ssize(found) > request.limit;
      if (more) found.pop_back();
      api::Page<FoundByField> page;
      for (const OwnerId member : found) page.items.push_back({member});
      if (more) {
        page.next_cursor = api::encode_cursor(found_list, found.back().value(), request.field);
      }
      return page;
    });
  }

 private:
  static std::string etag_of(const std::vector<Value>& values) {
    std::string all;
    for (const Value& value : values) {
      all += std::to_string(value.field.size()) + ":" + value.field;
      all += std::to_string(value.value.size()) + ":" + value.value;
    }
    const crypto::Digest digest = crypto::sha256(all);
    return '"' + crypto::to_hex(crypto::bytes_of(digest)).substr(0, etag_digits) + '"';
  }

  Reply<ProfileView> reply(sql::Tx& tx, const Call& call, const members::Member& member) const {
    const auto values = profiles_.values(tx, member);
    Reply<ProfileView> made;
    for (const Value& value : values) {
      ValueView one{value.field, {}, value.personal};
      if (!value.personal || call.actor.may(reveal)) {
        one.values = values_of(find_field(tx, member.programme, value.field), value.value);
      }
      made.body.values.push_back(std::move(one));
    }
    made.etag = etag_of(values);
    return made;
  }

  static void record_field(
      sql::Tx& tx, const Call& call, const std::optional<Field>& before, const Field& after
  ) {
    const auto text = [&](const auto& value_of) {
      return before ? std::optional<std::string>(value_of(*before)) : std::nullopt;
    };
    const auto json = [](const Field& field) { return api::to_json(view_of(field)); };
    audit::Changes changes;
    changes.add("definition", text(json), json(after));
    audit::record(
        tx,
        call,
        {.action = before ? "profile_field_changed" : "profile_field_added",
         .object_kind = "profile_field",
         .object_id = after.programme.to_string() + "." + after.code,
         .changes = std::move(changes)},
        call.now
    );
  }
};

void add_fields(api::Api& api, const Endpoints& endpoints) {
  using enum ErrorCode;
  api.add<ListFields, FieldList>(
      {.method = Method::get,
       .path = "/v1/programmes/{programme}/profile-fields",
       .operation = "list_profile_fields",
       .tag = "profiles",
       .permission = "profiles:read",
       .summary = {"自定义字段列表", "List the fields a programme defines"},
       .description = {"含已停用的。", "Retired ones among them."},
       .errors = {programme_not_found}},
      [endpoints](const Call& call, const ListFields& request) {
        return endpoints.fields(call, request);
      }
  );
  api.add<PutField, FieldView>(
      {.method = Method::put,
       .path = "/v1/programmes/{programme}/profile-fields/{code}",
       .operation = "put_profile_field",
       .tag = "profiles",
       .permission = "profiles:configure",
       .summary = {"新增或修改自定义字段", "Add or change a field"},
       .description =
           {"修改已有字段须带 If-Match。类型、用途、小数位、是否个人信息与可查找不能再改。",
            "A field that is there is changed with If-Match. Kind, use, decimals, and whether it "
            "is personal or searchable stay what they are."},
       .errors =
           {programme_not_found,
            store_out_of_scope,
            stale_version,
            precondition_required,
            code_taken}},
      [endpoints](const Call& call, const PutField& request) {
        return endpoints.put_field(call, request);
      }
  );
}

void add_values(api::Api& api, const Endpoints& endpoints) {
  using enum ErrorCode;
  api.add<OfMember, ProfileView>(
      {.method = Method::get,
       .path = "/v1/members/{id}/profile",
       .operation = "get_member_profile",
       .tag = "profiles",
       .permission = "profiles:read",
       .summary = {"会员的资料与偏好", "Read a member's profile and preferences"},
       .errors = {member_not_found}},
      [endpoints](const Call& call, const OfMember& request) {
        return endpoints.profile(call, request);
      }
  );
  api.add<ChangeProfile, ProfileView>(
      {.method = Method::patch,
       .path = "/v1/members/{id}/profile",
       .operation = "change_member_profile",
       .tag = "profiles",
       .permission = "profiles:write",
       .summary = {"修改会员的资料与偏好", "Change a member's profile and preferences"},
       .description =
           {"只改列出的字段，values 为空则清除。应答中不含个人信息的内容。",
            "What is listed changes; empty values clear. The answer leaves personal values out."},
       .errors =
           {member_not_found,
            member_closed,
            member_restricted,
            profile_field_not_found,
            stale_version},
       .needs_if_match = true},
      [endpoints](const Call& call, const ChangeProfile& request) {
        return endpoints.change(call, request);
      }
  );
  api.add<FindByField, api::Page<FoundByField>>(
      {.method = Method::post,
       .path = "/v1/members/find-by-field",
       .operation = "find_members_by_field",
       .tag = "profiles",
       .permission = "profiles:read",
       .summary = {"按字段的值查找会员", "Find members by what a field holds"},
       .description =
           {"值须完全相同；多选字段含此项即可。用 POST 是为了不让值出现在网址里。",
            "The very value; of choices, those among which it is. A POST, so that values never "
            "stand in URLs."},
       .errors = {programme_not_found, profile_field_not_found, bad_cursor}},
      [endpoints](const Call& call, const FindByField& request) {
        return endpoints.find(call, request);
      }
  );
}

}  // namespace

void add_endpoints(api::Api& api, const Office& office) {
  const Endpoints endpoints(office);
  add_fields(api, endpoints);
  add_values(api, endpoints);
  add_people_endpoints(api, office);
}

}  // namespace guanxi::profiles
