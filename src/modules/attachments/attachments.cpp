#include "modules/attachments/attachments.h"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>

#include "base/text.h"
#include "modules/attachments/store.h"

namespace guanxi::attachments {
namespace {

constexpr std::string_view name_column = "attachment_files.name";
constexpr std::string_view content_column = "attachment_parts.data";

crypto::SealPlace place_of_name(AttachmentId id) { return {name_column, id.value()}; }
crypto::SealPlace place_of_content(AttachmentId id) { return {content_column, id.value()}; }

}  // namespace

std::optional<Kind> kind_of(std::string_view content) {
  if (content.starts_with("%PDF-")) return Kind::pdf;
  if (content.starts_with("\xFF\xD8\xFF")) return Kind::jpeg;
  if (content.starts_with("\x89PNG\r\n\x1A\n")) return Kind::png;
  return std::nullopt;
}

bool is_file_name(std::string_view name) {
  return name.find_first_of("/\\") == std::string_view::npos && !has_control_characters(name);
}

Result<Attachments::Sealed> Attachments::seal(
    IdGenerator& ids, std::string_view name, Kind kind, std::string_view content
) const {
  if (!is_file_name(name))
    return fail(ErrorCode::bad_format, "/name", {{"expected", "@file_name"}});
  if (std::ssize(content) > bytes_max) {
    return fail(ErrorCode::body_too_large, "/content", {{"max", std::to_string(bytes_max)}});
  }
  if (kind_of(content) != kind) {
    const char* const word = boost::describe::enum_to_string(kind, "");
    return fail(ErrorCode::attachment_unreadable, "/content", {{"kind", word}});
  }
  const auto id = ids.next_id<AttachmentTag>();
  return Sealed{
      id,
      kind,
      std::ssize(content),
      {sealer_.seal(name, place_of_name(id))},
      {sealer_.seal(content, place_of_content(id))}};
}

Outcome Attachments::add(sql::Tx& tx, const Sealed& file, ActorId by, Instant now) const {
  if (store::count_unused(tx, by) >= unused_max) {
    return fail(ErrorCode::too_many, "", {{"max", std::to_string(unused_max)}});
  }
  store::insert(
      tx, {file.id, file.kind, file.bytes, file.name, now, by, std::nullopt}, file.content
  );
  return ok();
}

Outcome Attachments::check_usable(
    sql::Tx& tx, std::span<const AttachmentId> files, ActorId author
) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto row = store::find(tx, files[i]);
    const auto before = files.first(i);
    const bool again = std::ranges::find(before, files[i]) != before.end();
    if (row && row->uploaded_by == author && !row->document && !again) continue;
    return fail(ErrorCode::attachment_not_found, "/attachments/" + std::to_string(i));
  }
  return ok();
}

Outcome Attachments::use(
    sql::Tx& tx, std::span<const AttachmentId> files, std::int64_t document, ActorId author
) {
  std::int64_t place = 0;
  for (const AttachmentId file : files) {
    if (!store::use(tx, file, document, ++place, author)) return ErrorCode::conflict;
  }
  return ok();
}

namespace {

Attachment opened(const crypto::Sealer& sealer, const store::Row& row) {
  std::optional<std::string> name;
  if (row.name) name = sealer.open(row.name->data, place_of_name(row.id));
  return {
      row.id, std::move(name), row.kind, row.bytes, row.uploaded_at, row.uploaded_by, row.document};
}

}  // namespace

std::vector<Attachment> Attachments::of(sql::Tx& tx, std::int64_t document) const {
  std::vector<Attachment> all;
  for (const store::Row& row : store::of_document(tx, document)) {
    all.push_back(opened(sealer_, row));
  }
  return all;
}

std::optional<Attachment> Attachments::find(sql::Tx& tx, AttachmentId id) const {
  const auto row = store::find(tx, id);
  return row ? std::optional(opened(sealer_, *row)) : std::nullopt;
}

std::optional<std::string> Attachments::content(sql::Tx& tx, AttachmentId id) const {
  const std::string sealed = store::content(tx, id);
  if (sealed.empty()) return std::nullopt;
  return sealer_.open(sealed, place_of_content(id));
}

void erase(sql::Tx& tx, std::int64_t document) { store::erase(tx, document); }

std::int64_t forget_unused(sql::Tx& tx, Instant before, int limit) {
  std::int64_t gone = 0;
  for (const AttachmentId id : store::unused_before(tx, before, limit)) {
    if (store::forget(tx, id)) ++gone;
  }
  return gone;
}

std::optional<AttachmentId> Attachments::walk_seals(
    sql::Database& db, AttachmentId after, crypto::SealWalk walk, crypto::SealCensus& census
) const {
  constexpr int files_at_once = 20;
  const auto page =
      db.read([&](sql::Tx& tx) { return store::sealed_after(tx, after, files_at_once); });
  for (const store::SealedRow& row : page) {
    // One after another: they are large. Sealed outside the transaction: the writer is everybody's.
    const std::string content = db.read([&](sql::Tx& tx) { return store::content(tx, row.id); });
    if (content.empty()) continue;  // erased meanwhile
    const auto name = sealer_.renew(row.name.data, place_of_name(row.id), census);
    const auto fresh = sealer_.renew(content, place_of_content(row.id), census);
    if (walk != crypto::SealWalk::renew || (!name && !fresh)) continue;
    const auto written = db.write([&](sql::Tx& tx) -> Result<bool> {
      return store::replace(tx, row, {name.value_or(row.name.data)}, {fresh.value_or(content)});
    });
    if (*written) census.renewed += (name ? 1 : 0) + (fresh ? 1 : 0);
  }
  if (page.empty()) return std::nullopt;
  return page.back().id;
}

}  // namespace guanxi::attachments
