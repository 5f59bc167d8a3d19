// Inside modules/downloads: what a row says to whom. Functions of values; any thread.
#pragma once

#include "modules/downloads/store.h"

namespace guanxi::downloads {

Filter filter_of(const store::Row& row);
/// "receipts-S001-2026-01-01-2026-01-31.csv".
std::string file_name(const store::Row& row, const Filter& filter);
/// Whether an account may see all of a file that was made for `stores` (Row::stores).
bool covers(const api::Actor& actor, std::string_view stores);
DownloadView view_of(const store::Row& row, const Reports& reports, api::Language language);

}  // namespace guanxi::downloads
