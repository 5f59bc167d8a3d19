// A fault between two books: counted, and named while there is room. Inside flows/verify.
#pragma once

#include "flows/verify/verify.h"

namespace guanxi::verify {

void blame(Report& report, std::string what);
void blame_receipt(Report& report, std::int64_t receipt, std::string_view what);

}  // namespace guanxi::verify
