// Whether the files of documents are whole: each has all parts of its content and as many bytes as
// it says, the content is what its digest says, and no part is of no file. Called by the flow of
// verification in its snapshot; needs no key.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "platform/sql/sql.h"

namespace guanxi::attachments {

struct Report {
  std::int64_t files = 0, bytes = 0;  // bytes: of content that is there
  std::int64_t faults_found = 0;
  std::vector<std::string> faults;  // the first of them
};
/// `contents`: every byte is read as well, which takes a while where there are many.
Report verify(sql::Tx& tx, bool contents);

/// How many files each document has, in the order of their ids.
void each_used(sql::Tx& tx, const std::function<void(std::int64_t document, std::int64_t files)>&);

}  // namespace guanxi::attachments
