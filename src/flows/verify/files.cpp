#include "flows/verify/files.h"

#include <fmt/format.h>

#include <map>

#include "flows/verify/blame.h"
#include "modules/points/documents.h"

namespace guanxi::verify {
namespace {}  // namespace

void compare_files(sql::Tx& tx, Report& report) {
  // Files minus what the documents say; one side is kept while the other streams by.
  std::map<std::int64_t, std::int64_t> more;
  attachments::each_used(tx, [&](std::int64_t document, std::int64_t files) {
    more[document] = files;
  });
  points::each_document_with_files(tx, [&](points::DocumentId document, std::int64_t files) {
    const auto at = more.try_emplace(document.value(), 0).first;
    at->second -= files;
    if (at->second == 0) more.erase(at);
  });
  for (const auto& [document, files] : more) {
    blame(
        report,
        fmt::format(
            "points document {}: {} attachments {} than it says",
            document,
            files < 0 ? -files : files,
            files < 0 ? "fewer" : "more"
        )
    );
  }
}

}  // namespace guanxi::verify
