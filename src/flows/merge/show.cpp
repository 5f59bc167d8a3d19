#include "flows/merge/show.h"

#include <utility>

#include "platform/outbox/outbox.h"

namespace guanxi::merge {

std::vector<TierMoved> shown(const std::vector<tiers::MergedTier>& tiers) {
  std::vector<TierMoved> all;
  for (const tiers::MergedTier& one : tiers) {
    all.push_back({one.ladder, one.growth, one.before, one.after});
  }
  return all;
}

std::vector<std::string> split(const std::string& filled) {
  std::vector<std::string> fields;
  std::string field;
  for (const char c : filled) {
    if (c != ' ') {
      field += c;
    } else if (!field.empty()) {
      fields.push_back(std::exchange(field, {}));
    }
  }
  if (!field.empty()) fields.push_back(std::move(field));
  return fields;
}

std::string joined(const std::vector<std::string>& fields) {
  std::string all;
  for (const std::string& field : fields) all += (all.empty() ? "" : " ") + field;
  return all;
}

std::vector<std::string> shown_fields(const std::string& filled) {
  std::vector<std::string> fields;
  for (const std::string& field : split(filled)) {
    const std::string name = field.starts_with("address/")       ? "addresses"
                             : field.starts_with("relative/")    ? "family"
                             : field.starts_with("joined_on/")   ? "joined_on"
                             : field.starts_with("document/")    ? "points_documents"
                             : field.starts_with("attribution/") ? "attributions"
                             : field.starts_with("membership/")  ? "paid_memberships"
                                                                 : field;
    if (fields.empty() || fields.back() != name) fields.push_back(name);
  }
  return fields;
}

MergeView view_of(const store::Merge& merge) {
  MergeView view{
      .id = merge.id,
      .survivor = merge.survivor,
      .absorbed = merge.absorbed,
      .state = merge.state,
      .reason = merge.reason,
      .obstacles = std::nullopt,
      .points = merge.points,
      .owed = merge.owed,
      .stored = std::nullopt,
      .small_change = std::nullopt,
      .tiers = std::nullopt,
      .filled = shown_fields(merge.filled),
      .merged_at = merge.merged_at,
      .undo_until = merge.undo_until,
      .merged_by = merge.merged_by,
      .undone = std::nullopt};
  if (merge.stored != 0) view.stored = Money(merge.stored, merge.currency);
  if (merge.change != 0) view.small_change = Money(merge.change, merge.currency);
  if (merge.undone_at) {
    view.undone = {
        *merge.undone_at,
        *merge.undone_by,
        merge.undo_reason,
        merge.points_back,
        merge.points_kept,
        merge.owed_back};
  }
  return view;
}

void tell(
    sql::Tx& tx, IdGenerator& ids, std::string_view event, const store::Merge& merge, Instant now
) {
  outbox::append(
      tx,
      ids,
      event,
      merge.absorbed,
      merge.id.value(),
      now,
      R"({"survivor":)" + merge.survivor.to_string() + R"(,"points":)" +
          std::to_string(merge.points.value()) + "}"
  );
}

}  // namespace guanxi::merge
