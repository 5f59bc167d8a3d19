// The HTTP endpoints of consents. Texts are published for the whole group and read by anybody,
// members among them; a member's consents belong to who sees the member.
#include "modules/audit/audit.h"
#include "modules/consents/api_types.h"
#include "modules/org/org.h"
#include "modules/programmes/programmes.h"
#include "platform/api/idempotency.h"

namespace guanxi::consents {
namespace {

using api::Call;
using api::Method;
using api::Reply;

constexpr const char* history_list = "consents";

std::optional<std::string> unless_empty(std::string text) {
  if (text.empty()) return std::nullopt;
  return text;
}

std::string hex(const crypto::Digest& digest) { return crypto::to_hex(crypto::bytes_of(digest)); }

TextView view_of(Text text) {
  return {
      std::move(text.code),
      text.version,
      text.purpose,
      std::move(text.title),
      std::move(text.body),
      hex(text.digest),
      text.renews,
      text.effective_from};
}

class Endpoints {
 public:
  explicit Endpoints(const Office& office) : office_(office) {}

  Result<Reply<TextView>> publish(const Call& call, const PublishText& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    GX_TRY(programme, programme_of(request.programme));
    const NewText wanted{
        programme,
        request.code,
        request.purpose,
        request.title,
        request.body,
        request.renews,
        request.effective_from.value_or(call.now),
        request.reason};
    return office_.answers.once<TextView>(
        office_.db,
        call,
        "publish_consent_text",
        201,
        [&](sql::Tx& tx) -> Result<Reply<TextView>> {
          GX_TRY(text, consents::publish(tx, wanted, call.actor.id, call.now));
          const std::string path = "/v1/programmes/" + request.programme + "/texts/" + text.code;
          audit::Changes made;
          made.add("version", {}, std::to_string(text.version));
          made.add("digest", {}, hex(text.digest));
          audit::record(
              tx,
              call,
              {.action = "consent_text_published",
               .object_kind = "consent_text",
               .object_id = programme.to_string() + "." + text.code,
               .changes = std::move(made),
               .reason = text.reason,
               .log = path},
              call.now
          );
          return Reply<TextView>{.body = view_of(std::move(text)), .location = path};
        }
    );
  }

  Result<TextList> list(const Call& call, const ListTexts& request) const {
    GX_TRY(programme, programme_of(request.programme));
    return office_.db.read([&](sql::Tx& tx) -> Result<TextList> {
      TextList list;
      for (Text& text : texts_in_force(tx, programme, call.now)) {
        list.items.push_back(
            {std::move(text.code),
             text.version,
             text.purpose,
             std::move(text.title),
             hex(text.digest),
             text.renews,
             text.effective_from}
        );
      }
      return list;
    });
  }

  Result<TextView> get(const Call& call, const GetText& request) const {
    GX_TRY(programme, programme_of(request.programme));
    return office_.db.read([&](sql::Tx& tx) -> Result<TextView> {
      auto text = find_text(tx, programme, request.code, request.version, call.now);
      if (!text) return fail(text.error().code, "", text.error().facts);
      return view_of(*std::move(text));
    });
  }

  Result<ConsentList> standing(const Call& call, const MemberConsents& request) const {
    return office_.db.read([&](sql::Tx& tx) -> Result<ConsentList> {
      GX_TRY(member, member_of(tx, call, request.id));
      return list_of(tx, member, call.now);
    });
  }

  Result<ConsentList> decide(const Call& call, const Decide& request) const {
    GX_TRY(store, store_of(call, request.store));
    const Place place{call.actor.id, store, request.source, request.evidence.value_or("")};
    const Subject subject{request.purpose, request.channel, request.topic.value_or("")};
    const Instant at = request.at.value_or(call.now);
    return office_.db.write([&](sql::Tx& tx) -> Result<ConsentList> {
      GX_TRY(member, member_of(tx, call, request.id));
      if (member.state == members::State::closed) return ErrorCode::member_closed;
      const auto before = consents::history(tx, member.id, 0, 1);
      if (request.decision == Decision::given) {
        GX_TRY_VOID(give(
            tx,
            member,
            subject,
            request.text.value_or(""),
            request.text_version.value_or(0),
            place,
            at,
            call.now
        ));
      } else {
        if (request.text) return fail(ErrorCode::unknown_value, "/text");
        GX_TRY_VOID(withdraw(tx, member, subject, place, at, call.now));
      }
      const auto after = consents::history(tx, member.id, 0, 1);
      if (after.size() != before.size() || (!after.empty() && after[0].seq != before[0].seq)) {
        record(tx, call, request);
      }
      return list_of(tx, member, call.now);
    });
  }

  Result<api::Page<EntryView>> history(const Call& call, const ListHistory& request) const {
    std::int64_t before = 0;
    if (request.cursor) {
      GX_TRY(
          parts, (api::decode_cursor<std::int64_t, std::int64_t>(history_list, *request.cursor))
      );
      if (std::get<0>(parts) != request.id.value() || std::get<1>(parts) < 1) {
        return fail(ErrorCode::bad_cursor, "/cursor");
      }
      before = std::get<1>(parts);
    }
    return office_.db.read([&](sql::Tx& tx) -> Result<api::Page<EntryView>> {
      GX_TRY_VOID(member_of(tx, call, request.id));
      auto entries = consents::history(tx, request.id, before, request.limit + 1);
      const bool more = std::ssize(entries) > request.limit;
      if (more) entries.pop_back();
      api::Page<EntryView> page;
      if (more) {
        page.next_cursor = api::encode_cursor(history_list, request.id.value(), entries.back().seq);
      }
      for (Entry& entry : entries) page.items.push_back(view(call, std::move(entry)));
      return page;
    });
  }

 private:
  Result<ProgrammeId> programme_of(const std::string& code) const {
    const auto id = office_.programmes.find(code);
    if (!id) return fail(ErrorCode::programme_not_found, "", {{"programme", code}});
    return *id;
  }

  Result<members::Member> member_of(sql::Tx& tx, const Call& call, OwnerId id) const {
    auto member = office_.members.find_seen(tx, *office_.org.snapshot(), call.actor, id);
    if (!member) return ErrorCode::member_not_found;
    return *std::move(member);
  }

  Result<std::optional<StoreId>> store_of(const Call& call, const std::optional<std::string>& code)
      const {
    if (!code) return std::optional<StoreId>();
    const auto organisation = office_.org.snapshot();
    const org::Store* const store = organisation->find_store(*code);
    if (store == nullptr) return fail(ErrorCode::store_not_found, "/store", {{"store", *code}});
    if (!call.actor.in_scope(store->id)) return fail(ErrorCode::store_out_of_scope, "/store");
    return std::optional(store->id);
  }

  static ConsentList list_of(sql::Tx& tx, const members::Member& member, Instant now) {
    ConsentList list;
    for (Standing& standing : standings(tx, member.id)) {
      ConsentView one;
      one.purpose = standing.subject.purpose;
      one.channel = standing.subject.channel;
      one.decision = standing.decision;
      one.valid = may(tx, member, standing.subject, now);
      one.decided_at = standing.decided_at;
      if (!standing.text.empty()) one.text_version = standing.text_version;
      one.text = unless_empty(std::move(standing.text));
      one.topic = unless_empty(std::move(standing.subject.topic));
      list.items.push_back(std::move(one));
    }
    return list;
  }

  EntryView view(const Call& call, Entry entry) const {
    EntryView shown;
    shown.seq = entry.seq;
    shown.purpose = entry.subject.purpose;
    shown.channel = entry.subject.channel;
    shown.topic = unless_empty(std::move(entry.subject.topic));
    shown.decision = entry.decision;
    shown.decided_at = entry.decided_at;
    shown.recorded_at = entry.recorded_at;
    if (!entry.text.empty()) shown.text_version = entry.text_version;
    shown.text = unless_empty(std::move(entry.text));
    if (entry.text_digest) shown.text_digest = hex(*entry.text_digest);
    if (entry.place.store && call.actor.in_scope(*entry.place.store)) {
      const auto organisation = office_.org.snapshot();
      const org::Store* const store = organisation->find_store(*entry.place.store);
      if (store != nullptr) shown.store = store->code;
    }
    shown.actor = entry.place.actor;
    shown.source = std::move(entry.place.source);
    shown.evidence = unless_empty(std::move(entry.place.evidence));
    return shown;
  }

  /// What was decided stands in the ledger, which the entry names.
  static void record(sql::Tx& tx, const Call& call, const Decide& request) {
    const bool given = request.decision == Decision::given;
    audit::record(
        tx,
        call,
        {.action = given ? "consent_given" : "consent_withdrawn",
         .object_kind = "member",
         .object_id = request.id.to_string(),
         .member = request.id,
         .log = "/v1/members/" + request.id.to_string() + "/consents/history"},
        call.now
    );
  }

  Office office_;
};

void add_texts(api::Api& api, const Endpoints& endpoints) {
  using enum ErrorCode;
  api.add<PublishText, TextView>(
      {.method = Method::post,
       .path = "/v1/programmes/{programme}/texts",
       .operation = "publish_consent_text",
       .tag = "consents",
       .permission = "consents:publish",
       .summary = {"发布章程、政策或同意文本", "Publish a charter, policy or consent text"},
       .description =
           {"每次发布都是新的一版，旧版永久保留。renews 使同意过旧版的人须重新同意。",
            "Each is the next version; the old ones stay for ever. With renews, who agreed to an "
            "earlier version has to agree anew."},
       .idempotency = api::Idempotency::required,
       .success_status = 201,
       .errors = {programme_not_found, store_out_of_scope, conflict}},
      [endpoints](const Call& call, const PublishText& request) {
        return endpoints.publish(call, request);
      }
  );
  api.add<ListTexts, TextList>(
      {.method = Method::get,
       .path = "/v1/programmes/{programme}/texts",
       .operation = "list_consent_texts",
       .tag = "consents",
       .summary = {"生效的章程、政策与同意文本", "Charter, policies and consent texts in force"},
       .description = {"公开，无须登录。", "For everybody, without credentials."},
       .errors = {programme_not_found}},
      [endpoints](const Call& call, const ListTexts& request) {
        return endpoints.list(call, request);
      }
  );
  api.add<GetText, TextView>(
      {.method = Method::get,
       .path = "/v1/programmes/{programme}/texts/{code}",
       .operation = "get_consent_text",
       .tag = "consents",
       .summary = {"阅读一个文本", "Read a text"},
       .description =
           {"公开，无须登录；旧版也可阅读。",
            "For everybody, without credentials; earlier versions too."},
       .errors = {programme_not_found, consent_text_not_found}},
      [endpoints](const Call& call, const GetText& request) { return endpoints.get(call, request); }
  );
}

void add_decisions(api::Api& api, const Endpoints& endpoints) {
  using enum ErrorCode;
  api.add<MemberConsents, ConsentList>(
      {.method = Method::get,
       .path = "/v1/members/{id}/consents",
       .operation = "list_member_consents",
       .tag = "consents",
       .permission = "consents:read",
       .summary = {"会员各项同意的现状", "Where a member's consents stand"},
       .errors = {member_not_found}},
      [endpoints](const Call& call, const MemberConsents& request) {
        return endpoints.standing(call, request);
      }
  );
  api.add<Decide, ConsentList>(
      {.method = Method::post,
       .path = "/v1/members/{id}/consents",
       .operation = "decide_member_consent",
       .tag = "consents",
       .permission = "consents:write",
       .summary = {"给出或撤回一项同意", "Give or withdraw a consent"},
       .description =
           {"记入只增不改的台账；现状如此则不变，可重复提交。撤回与给出一样容易，不需要文本。约定（"
            "me"
            "mbership）只能接受新版，不能撤回。",
            "Goes into a ledger that only grows; what stands so already changes nothing, so it may "
            "be repeated. Withdrawing is as easy as giving and needs no text. An agreement "
            "(membership) is accepted, never withdrawn."},
       .errors =
           {member_not_found,
            member_closed,
            consent_text_not_found,
            store_not_found,
            store_out_of_scope,
            conflict}},
      [endpoints](const Call& call, const Decide& request) {
        return endpoints.decide(call, request);
      }
  );
  api.add<ListHistory, api::Page<EntryView>>(
      {.method = Method::get,
       .path = "/v1/members/{id}/consents/history",
       .operation = "list_consent_history",
       .tag = "consents",
       .permission = "consents:read",
       .summary = {"同意台账", "The ledger of a member's consents"},
       .description = {"最新的在前。", "The newest first."},
       .errors = {member_not_found, bad_cursor}},
      [endpoints](const Call& call, const ListHistory& request) {
        return endpoints.history(call, request);
      }
  );
}

}  // namespace

void add_endpoints(api::Api& api, const Office& office) {
  const Endpoints endpoints(office);
  add_texts(api, endpoints);
  add_decisions(api, endpoints);
}

}  // namespace guanxi::consents
