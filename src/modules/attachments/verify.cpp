#include "modules/attachments/verify.h"

#include "modules/attachments/store.h"

namespace guanxi::attachments {
namespace {

constexpr std::size_t faults_named_max = 100;
constexpr int files_at_once = 1000;
constexpr std::int64_t seal_bytes = 42;  // more than what is sealed

/// What is wrong with a file; "" where nothing is.
std::string fault_of(
    sql::Tx& tx, const store::File& file, const store::Parts& parts, bool contents
) {
  if (!file.digest) return parts.count == 0 ? "" : "it was erased and still has content";
  if (parts.count == 0) return "its content is missing";
  const bool whole = parts.count == parts.last && parts.bytes == file.bytes + seal_bytes;
  if (!whole) return "its content is not as long as it says";
  if (contents && crypto::sha256(store::content(tx, file.id)) != *file.digest) {
    return "its content is not what its digest says";
  }
  return "";
}

}  // namespace

Report verify(sql::Tx& tx, bool contents) {
  Report report;
  const auto blame = [&](AttachmentId id, const std::string& what) {
    if (what.empty()) return;
    ++report.faults_found;
    if (report.faults.size() == faults_named_max) return;
    report.faults.push_back("attachment " + id.to_string() + ": " + what);
  };
  AttachmentId after;
  for (bool more = true; more;) {
    const auto files = store::files_after(tx, after, files_at_once);
    more = std::ssize(files) == files_at_once;
    const AttachmentId to = more ? files.back().id : AttachmentId(INT64_MAX);
    const auto parts = store::parts_between(tx, after, to);
    std::size_t at = 0;
    const auto blame_strays = [&](AttachmentId before) {
      for (; at < parts.size() && parts[at].id < before; ++at) {
        blame(parts[at].id, "content of no file");
      }
    };
    for (const store::File& file : files) {
      blame_strays(file.id);
      const bool there = at < parts.size() && parts[at].id == file.id;
      blame(file.id, fault_of(tx, file, there ? parts[at++] : store::Parts(), contents));
      ++report.files;
      if (file.digest) report.bytes += file.bytes;
    }
    blame_strays(AttachmentId(INT64_MAX));
    after = to;
  }
  return report;
}

void each_used(
    sql::Tx& tx, const std::function<void(std::int64_t document, std::int64_t files)>& visit
) {
  store::each_used(tx, visit);
}

}  // namespace guanxi::attachments
