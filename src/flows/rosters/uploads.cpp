// A file on its way in: announced, uploaded part by part, complete, given up.
#include "flows/rosters/uploads.h"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>

#include "flows/rosters/upload_desk.h"
#include "modules/audit/audit.h"

namespace guanxi::rosters {
namespace {

constexpr const char* rosters_list = "rosters";
constexpr std::size_t missing_shown_max = 200;
constexpr std::int64_t upload_seconds = std::int64_t{upload_hours} * 3'600;

using store::Upload;

/// What fits into a body beside the names of the members, in base64.
std::int64_t part_bytes_of(std::int64_t body_bytes_max) {
  constexpr std::int64_t names = 400;
  const std::int64_t fits = (body_bytes_max - names) / 4 * 3;
  return std::clamp<std::int64_t>(fits, 256, part_bytes_max);
}

std::optional<crypto::Digest> digest_of_hex(std::string_view text) {
  const auto bytes = crypto::from_hex(text);
  return bytes ? crypto::digest_of(*bytes) : std::nullopt;
}

Error differs(const char* reason) {
  return fail(ErrorCode::roster_differs, {}, {{"reason", std::string("@roster_") + reason}});
}

crypto::SealPlace part_place(UploadId id) { return {parts_column, id.value()}; }

}  // namespace

Error not_in_state(UploadState state) {
  return fail(ErrorCode::roster_state, {}, {{"state", boost::describe::enum_to_string(state, "")}});
}

Uploads::Uploads(const House& house, const api::FirstAnswers& answers, const Settings& settings)
    : house_(house), answers_(answers), settings_(settings) {}

std::string Uploads::programme_code(ProgrammeId programme) const {
  const auto shown = house_.programmes.shown(programme, house_.clock.now());
  GX_CHECK(shown != nullptr);
  return shown->code;
}

Currency Uploads::currency_of(ProgrammeId programme) const {
  const auto shown = house_.programmes.shown(programme, house_.clock.now());
  GX_CHECK(shown != nullptr);
  return shown->currency;
}

sql::Digest Uploads::keyed(const crypto::Digest& digest) const {
  return house_.keys.blind_index("rosters_uploads.digest", crypto::bytes_of(digest));
}

Result<Upload> Uploads::load(sql::Tx& tx, const Call& call, UploadId id) const {
  GX_TRY_VOID(call.actor.check_unlimited());
  auto upload = store::find_upload(tx, id);
  if (!upload) return ErrorCode::roster_not_found;
  return *std::move(upload);
}

RosterView Uploads::view(sql::Tx& tx, const Upload& upload) const {
  RosterView shown;
  shown.id = upload.id;
  shown.name = upload.file_name;
  shown.programme = programme_code(upload.programme);
  shown.state = upload.state;
  shown.bytes = upload.bytes;
  shown.part_bytes = upload.part_bytes;
  shown.parts = upload.parts();
  if (upload.state == UploadState::uploading) {
    const auto there = store::parts_of(tx, upload.id);
    for (std::int64_t part = 1; part <= upload.parts(); ++part) {
      if (shown.missing.size() == missing_shown_max) break;
      if (!std::ranges::binary_search(there, part)) shown.missing.push_back(part);
    }
  }
  shown.rows_total = upload.rows_total;
  if (!upload.asked_for.empty()) {
    auto asked = api::from_json<StartRoster>(upload.asked_for, api::Origin::stored);
    GX_CHECK_WHY(asked.has_value(), "what an import is to do is stored as something else");
    shown.options = {
        std::move(asked->store),
        asked->mode,
        asked->key,
        asked->duplicates,
        std::move(asked->map),
        asked->ignore_unknown,
        asked->tier_until,
        std::move(asked->wechat_app)};
  }
  shown.import = upload.import;
  if (upload.import) {
    if (const auto import = store::find_shown(tx, *upload.import)) {
      shown.result = view(*import).result;
    }
  }
  shown.repeated = upload.repeated;
  if (!upload.fault.empty()) shown.fault = upload.fault;
  shown.created_at = upload.created_at;
  shown.created_by = upload.created_by;
  shown.started_at = upload.started_at;
  shown.started_by = upload.started_by;
  shown.ended_at = upload.ended_at;
  shown.expires_at = upload.expires_at;
  return shown;
}

Uploads::Answer<RosterView> Uploads::create(const Call& call, const CreateRoster& request) const {
  GX_TRY_VOID(call.actor.check_unlimited());
  const auto programme = house_.programmes.find(request.programme);
  if (!programme) {
    return fail(ErrorCode::programme_not_found, "/programme", {{"programme", request.programme}});
  }
  const auto digest = digest_of_hex(request.sha256);
  if (!digest) return fail(ErrorCode::bad_format, "/sha256", {{"expected", "@sha256"}});
  return answers_.once<RosterView>(
      house_.db,
      call,
      "create_roster",
      201,
      [&](sql::Tx& tx) -> Answer<RosterView> {
        if (store::open_uploads(tx, call.actor.id) >= open_rosters_max) {
          return fail(ErrorCode::rosters_too_many, "", {{"max", std::to_string(open_rosters_max)}});
        }
        Upload upload;
        upload.id = house_.ids.next_id<UploadTag>();
        upload.programme = *programme;
        upload.file_name = request.name;
        upload.bytes = request.bytes;
        upload.part_bytes = part_bytes_of(settings_.body_bytes_max);
        upload.digest = keyed(*digest);
        upload.created_at = call.now;
        upload.created_by = call.actor.id;
        upload.expires_at = call.now.plus_seconds(upload_seconds);
        store::insert_upload(tx, upload);
        return api::Reply<RosterView>{
            .body = view(tx, upload), .location = "/v1/rosters/" + upload.id.to_string()};
      }
  );
}

Result<RosterView> Uploads::get(const Call& call, const GetRoster& request) const {
  return house_.db.read([&](sql::Tx& tx) -> Result<RosterView> {
    GX_TRY(upload, load(tx, call, request.id));
    return view(tx, upload);
  });
}

Result<api::Page<RosterView>> Uploads::list(const Call& call, const ListRosters& request) const {
  GX_TRY_VOID(call.actor.check_unlimited());
  UploadId before(std::numeric_limits<std::int64_t>::max());
  if (request.cursor) {
    GX_TRY(parts, api::decode_cursor<std::int64_t>(rosters_list, *request.cursor));
    before = UploadId(std::get<0>(parts));
  }
  return house_.db.read([&](sql::Tx& tx) -> Result<api::Page<RosterView>> {
    api::Page<RosterView> page;
    for (const Upload& upload : store::list_uploads(tx, before, request.limit)) {
      page.items.push_back(view(tx, upload));
    }
    if (std::ssize(page.items) == request.limit) {
      page.next_cursor = api::encode_cursor(rosters_list, page.items.back().id.value());
    }
    return page;
  });
}

Result<RosterView> Uploads::put_part(const Call& call, const PutRosterPart& request) const {
  const auto content = crypto::from_base64(request.content);
  if (!content) return fail(ErrorCode::bad_format, "/content", {{"expected", "@base64"}});
  if (request.sha256) {
    const auto digest = digest_of_hex(*request.sha256);
    if (!digest) return fail(ErrorCode::bad_format, "/sha256", {{"expected", "@sha256"}});
    if (crypto::sha256(*content) != *digest) return differs("digest");
  }
  // Sealed outside the transaction: the writer is everybody's.
  const crypto::Sealer sealer(house_.keys);
  const sql::Bytes sealed{sealer.seal(*content, part_place(request.id))};
  return house_.db.write([&](sql::Tx& tx) -> Result<RosterView> {
    GX_TRY(upload, load(tx, call, request.id));
    if (upload.state != UploadState::uploading) return not_in_state(upload.state);
    if (request.part > upload.parts()) {
      return fail(
          ErrorCode::out_of_range, "/part", {{"min", "1"}, {"max", std::to_string(upload.parts())}}
      );
    }
    if (std::ssize(*content) != upload.bytes_of(request.part)) return differs("size");
    store::put_part(tx, upload.id, request.part, sealed);
    if (!store::move_upload(tx, upload)) return ErrorCode::conflict;
    return view(tx, upload);
  });
}

void Uploads::read_parts(const Upload& upload, const std::function<void(std::string_view)>& take)
    const {
  const crypto::Sealer sealer(house_.keys);
  for (std::int64_t part = 1; part <= upload.parts(); ++part) {
    const auto sealed =
        house_.db.read([&](sql::Tx& tx) { return store::find_part(tx, upload.id, part); });
    if (sealed) take(sealer.open(sealed->data, part_place(upload.id)));
  }
}

Result<RosterView> Uploads::complete(const Call& call, const CompleteRoster& request) const {
  const auto upload = house_.db.read([&](sql::Tx& tx) { return load(tx, call, request.id); });
  if (!upload) return upload.error();
  if (upload->state == UploadState::ready) return get(call, {request.id});
  if (upload->state != UploadState::uploading) return not_in_state(upload->state);
  // Hashed outside the transaction, which then wants that no part has changed since.
  crypto::Sha256 hash;
  std::int64_t bytes = 0;
  read_parts(*upload, [&](std::string_view part) {
    hash.add(part);
    bytes += std::ssize(part);
  });
  if (bytes != upload->bytes) return differs("incomplete");
  if (keyed(hash.finish()) != upload->digest) return differs("digest");
  return house_.db.write([&](sql::Tx& tx) -> Result<RosterView> {
    Upload moved = *upload;
    moved.state = UploadState::ready;
    if (!store::move_upload(tx, moved)) return ErrorCode::conflict;
    return view(tx, moved);
  });
}

Uploads::Answer<RosterView> Uploads::cancel(const Call& call, const CancelRoster& request) const {
  return answers_.once<RosterView>(
      house_.db,
      call,
      "cancel_roster",
      200,
      [&](sql::Tx& tx) -> Answer<RosterView> {
        GX_TRY(upload, load(tx, call, request.id));
        switch (upload.state) {
          case UploadState::uploading:
          case UploadState::ready:
            upload.state = UploadState::cancelled;
            upload.ended_at = call.now;
            store::delete_parts(tx, upload.id);
            break;
          case UploadState::running:
            upload.state = UploadState::cancelling;
            break;
          case UploadState::cancelling:
          case UploadState::cancelled:
            return api::Reply<RosterView>{.body = view(tx, upload)};
          default:
            return not_in_state(upload.state);
        }
        if (!store::move_upload(tx, upload)) return ErrorCode::conflict;
        const audit::Entry entry{"roster_cancelled", "roster", upload.id.to_string()};
        audit::record(tx, call, entry, call.now);
        return api::Reply<RosterView>{.body = view(tx, upload)};
      }
  );
}

}  // namespace guanxi::rosters
