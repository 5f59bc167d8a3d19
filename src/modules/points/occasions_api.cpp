// The HTTP endpoints of points occasions: permission points:configure declares them, for actors
// without a limit to stores.
#include <boost/describe/enum_to_string.hpp>

#include "modules/audit/audit.h"
#include "modules/cards/card_types.h"
#include "modules/points/occasion_book.h"
#include "modules/points/occasions_types.h"
#include "modules/points/scope.h"
#include "platform/api/idempotency.h"

namespace guanxi::points {
namespace {

using api::Call;
using api::Idempotency;
using api::Method;
using api::Reply;

using OccasionText = std::optional<std::string>;

template <class T>
OccasionText number_text(const std::optional<T>& value) {
  if (!value) return std::nullopt;
  if constexpr (std::is_same_v<T, Points>) {
    return std::to_string(value->value());
  } else if constexpr (std::is_integral_v<T>) {
    return std::to_string(*value);
  } else {
    return value->to_string();
  }
}

OccasionText words_text(const std::vector<std::string>& words) {
  if (words.empty()) return std::nullopt;
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

template <class Enum>
OccasionText enum_text(Enum value) {
  return boost::describe::enum_to_string(value, "");
}

/// Field by field, for the audit trail; without `before` everything that is there.
audit::Changes occasion_changes(const OccasionView* before, const OccasionView& after) {
  audit::Changes changes;
  const auto field = [&](const char* name, const auto& text_of) {
    changes.add(name, before != nullptr ? text_of(*before) : std::nullopt, text_of(after));
  };
  using View = OccasionView;
  field("version", [](const View& v) { return OccasionText(std::to_string(v.version)); });
  field("state", [](const View& v) { return enum_text(v.state); });
  field("name", [](const View& v) { return OccasionText(v.name); });
  field("kind", [](const View& v) { return enum_text(v.kind); });
  field("multiple", [](const View& v) { return number_text(v.multiple); });
  field("points", [](const View& v) { return number_text(v.points); });
  field("starts_at", [](const View& v) { return OccasionText(v.starts_at.to_string()); });
  field("ends_at", [](const View& v) { return number_text(v.ends_at); });
  field("weekdays", [](const View& v) {
    std::vector<std::string> days;
    for (const Weekday day : v.weekdays) days.push_back(*enum_text(day));
    return words_text(days);
  });
  field("from_minute", [](const View& v) { return number_text(std::optional(v.from_minute)); });
  field("to_minute", [](const View& v) { return number_text(std::optional(v.to_minute)); });
  field("birthday", [](const View& v) { return enum_text(v.birthday); });
  field("stores", [](const View& v) { return words_text(v.stores); });
  field("card_types", [](const View& v) { return words_text(v.card_types); });
  field("items", [](const View& v) { return words_text(v.items); });
  field("times_per_member", [](const View& v) { return number_text(v.times_per_member); });
  field("period", [](const View& v) { return v.period ? enum_text(*v.period) : std::nullopt; });
  return changes;
}

class OccasionDesk {
 public:
  explicit OccasionDesk(const Desk& desk) : desk_(desk) {}

  Result<Reply<OccasionView>> add(const Call& call, const AddOccasion& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    GX_TRY(programme, find(call, request.programme));
    GX_TRY_VOID(check(request));
    auto answer = desk_.first_answers.once<OccasionView>(
        desk_.db,
        call,
        "add_points_occasion",
        201,
        [&](sql::Tx& tx) -> Result<OccasionView> {
          GX_TRY(asked, occasion_of(tx, call, programme, request));
          const auto before = newest(tx, programme, request.code);
          GX_TRY(added, add_occasion(tx, desk_.ids, std::move(asked), call.actor.id, call.now));
          const char* const action = before ? "points_occasion_changed" : "points_occasion_added";
          return recorded(tx, call, action, before, added);
        }
    );
    show_changes();
    return answer;
  }

  Result<Reply<OccasionView>> retire(const Call& call, const RetireOccasion& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    GX_TRY(programme, find(call, request.programme));
    auto answer = desk_.first_answers.once<OccasionView>(
        desk_.db,
        call,
        "retire_points_occasion",
        200,
        [&](sql::Tx& tx) -> Result<OccasionView> {
          const auto before = newest(tx, programme, request.code);
          GX_TRY(
              retired,
              retire_occasion(
                  tx, desk_.ids, programme, request.code, request.reason, call.actor.id, call.now
              )
          );
          return recorded(tx, call, "points_occasion_retired", before, retired);
        }
    );
    show_changes();
    return answer;
  }

  Result<OccasionList> list(const Call& call, const ListOccasions& request) const {
    GX_TRY(programme, find(call, request.programme));
    return desk_.db.read([&](sql::Tx& tx) {
      OccasionList list;
      for (const Occasion& occasion : occasions(tx, programme)) {
        list.items.push_back(view(tx, occasion));
      }
      return list;
    });
  }

 private:
  /// The version before the next one.
  std::optional<OccasionView> newest(sql::Tx& tx, ProgrammeId programme, const std::string& code)
      const {
    for (const Occasion& one : occasions(tx, programme)) {
      if (one.code == code) return view(tx, one);
    }
    return std::nullopt;
  }

  OccasionView recorded(
      sql::Tx& tx,
      const Call& call,
      const char* action,
      const std::optional<OccasionView>& before,
      const Occasion& made
  ) const {
    OccasionView after = view(tx, made);
    audit::record(
        tx,
        call,
        {.action = action,
         .object_kind = "points_occasion",
         .object_id = made.programme.to_string() + "." + made.code,
         .changes = occasion_changes(before ? &*before : nullptr, after),
         .reason = made.reason},
        call.now
    );
    return after;
  }

  /// What was added is durable, and the answer must say so: the server's next refresh() shows it.
  void show_changes() const {
    try {
      desk_.occasions.refresh();
    } catch (const sql::StorageFault&) {
    }
  }

  Result<ProgrammeId> find(const Call& call, const std::string& code) const {
    const auto programme = desk_.programmes.find(code);
    if (!programme || !org::sees_programme(*desk_.org.snapshot(), call.actor, *programme)) {
      return fail(ErrorCode::programme_not_found, "/programme", {{"programme", code}});
    }
    return *programme;
  }

  static Outcome check(const AddOccasion& request) {
    const bool multiplies = request.kind == OccasionKind::multiple;
    if (multiplies && !request.multiple) return fail(ErrorCode::missing_field, "/multiple");
    if (!multiplies && !request.points) return fail(ErrorCode::missing_field, "/points");
    if (multiplies && request.points) {
      return fail(ErrorCode::invalid_request, "/points", {{"reason", "@gift_only"}});
    }
    if (!multiplies && request.multiple) {
      return fail(ErrorCode::invalid_request, "/multiple", {{"reason", "@multiple_only"}});
    }
    if (request.times_per_member && !request.period) {
      return fail(ErrorCode::missing_field, "/period");
    }
    if (request.period && !request.times_per_member) {
      return fail(ErrorCode::missing_field, "/times_per_member");
    }
    if (request.from_minute >= request.to_minute) {
      return fail(
          ErrorCode::out_of_range, "/to_minute", {{"min", std::to_string(request.from_minute + 1)}}
      );
    }
    return ok();
  }

  Result<Occasion> occasion_of(
      sql::Tx& tx, const Call& call, ProgrammeId programme, const AddOccasion& request
  ) const {
    Occasion occasion;
    occasion.programme = programme;
    occasion.code = request.code;
    occasion.kind = request.kind;
    occasion.name = request.name;
    occasion.multiple = request.multiple.value_or(Rate::one());
    occasion.points = request.points.value_or(Points());
    occasion.starts_at = request.starts_at.value_or(call.now);
    occasion.ends_at = request.ends_at;
    if (!request.weekdays.empty()) occasion.weekdays = 0;
    for (const Weekday day : request.weekdays) occasion.weekdays |= 1 << static_cast<int>(day);
    occasion.from_minute = request.from_minute;
    occasion.to_minute = request.to_minute;
    occasion.birthday = request.birthday;
    const auto organisation = desk_.org.snapshot();
    for (std::size_t i = 0; i < request.stores.size(); ++i) {
      const org::Store* store = organisation->find_store(request.stores[i]);
      if (store == nullptr || store->programme != programme) {
        return fail(
            ErrorCode::store_not_found,
            "/stores/" + std::to_string(i),
            {{"store", request.stores[i]}}
        );
      }
      occasion.stores.push_back(store->id);
    }
    for (std::size_t i = 0; i < request.card_types.size(); ++i) {
      const auto type = cards::find_type(tx, request.card_types[i]);
      if (!type || type->programme != programme) {
        return fail(ErrorCode::card_type_not_found, "/card_types/" + std::to_string(i));
      }
      occasion.card_types.push_back(type->id.value());
    }
    occasion.items = request.items;
    occasion.times_per_member = request.times_per_member.value_or(0);
    occasion.period = request.period.value_or(OccasionPeriod::ever);
    occasion.reason = request.reason;
    return occasion;
  }

  OccasionView view(sql::Tx& tx, const Occasion& occasion) const {
    OccasionView view;
    view.id = OccasionId(occasion.id);
    view.code = occasion.code;
    view.version = occasion.version;
    view.state = occasion.state;
    view.name = occasion.name;
    view.kind = occasion.kind;
    if (occasion.kind == OccasionKind::multiple) view.multiple = occasion.multiple;
    if (occasion.kind == OccasionKind::gift) view.points = occasion.points;
    view.starts_at = occasion.starts_at;
    view.ends_at = occasion.ends_at;
    for (int day = 0; day < 7; ++day) {
      if ((occasion.weekdays >> day) & 1) view.weekdays.push_back(static_cast<Weekday>(day));
    }
    view.from_minute = occasion.from_minute;
    view.to_minute = occasion.to_minute;
    view.birthday = occasion.birthday;
    const auto organisation = desk_.org.snapshot();
    for (const StoreId id : occasion.stores) {
      const org::Store* store = organisation->find_store(id);
      if (store != nullptr) view.stores.push_back(store->code);
    }
    for (const std::int64_t id : occasion.card_types) {
      const auto type = cards::find_type(tx, cards::CardTypeId(id));
      if (type) view.card_types.push_back(type->code);
    }
    view.items = occasion.items;
    if (occasion.times_per_member > 0) {
      view.times_per_member = occasion.times_per_member;
      view.period = occasion.period;
    }
    view.reason = occasion.reason;
    view.created_at = occasion.created_at;
    view.created_by = occasion.created_by;
    return view;
  }

  const Desk desk_;
};

}  // namespace

void add_occasion_endpoints(api::Api& api, const Desk& desk) {
  using enum ErrorCode;
  const OccasionDesk endpoints(desk);
  api.add<AddOccasion, OccasionView>(
      {.method = Method::post,
       .path = "/v1/points/occasions",
       .operation = "add_points_occasion",
       .tag = "points",
       .permission = "points:configure",
       .summary = {"新增积分活动或其下一版", "Add a points occasion, or its next version"},
       .description =
           {"活动从不修改：变更即下一版，须晚于上一版开始，且不在过去。倍数只取最高的一个，赠送全部"
            "给；小票的说明里写明来源。",
            "An occasion is never edited: a change is the next version, which has to start later "
            "and never in the past. Of multiples the highest counts, gifts are all given; a "
            "receipt's explanation names where its points come from."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {programme_not_found,
            store_not_found,
            card_type_not_found,
            points_occasion_retired,
            store_out_of_scope,
            conflict}},
      [endpoints](const Call& call, const AddOccasion& request) {
        return endpoints.add(call, request);
      }
  );
  api.add<RetireOccasion, OccasionView>(
      {.method = Method::post,
       .path = "/v1/points/occasions/{code}/retirement",
       .operation = "retire_points_occasion",
       .tag = "points",
       .permission = "points:configure",
       .summary = {"停用积分活动", "Retire a points occasion"},
       .description =
           {"从现在起不再适用；编码不再使用。",
            "From now on it applies no more, and its code is never used again."},
       .idempotency = Idempotency::required,
       .errors =
           {programme_not_found,
            points_occasion_not_found,
            points_occasion_retired,
            store_out_of_scope,
            conflict}},
      [endpoints](const Call& call, const RetireOccasion& request) {
        return endpoints.retire(call, request);
      }
  );
  api.add<ListOccasions, OccasionList>(
      {.method = Method::get,
       .path = "/v1/points/occasions",
       .operation = "list_points_occasions",
       .tag = "points",
       .permission = "points:read",
       .summary = {"积分活动列表", "List the points occasions"},
       .description =
           {"每一版都在：谁、何时、为什么。", "Every version: who made it, when and why."},
       .errors = {programme_not_found}},
      [endpoints](const Call& call, const ListOccasions& request) {
        return endpoints.list(call, request);
      }
  );
}

}  // namespace guanxi::points
