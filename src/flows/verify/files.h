// Attachments against the documents that refer to them. Inside flows/verify only.
#pragma once

#include "flows/verify/verify.h"

namespace guanxi::verify {

/// Each document has as many files as it says, and no file is of a document that is not there.
void compare_files(sql::Tx& tx, Report& report);

}  // namespace guanxi::verify
