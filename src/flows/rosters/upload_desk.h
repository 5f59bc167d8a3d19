// What the files behind Uploads share. Inside flows/rosters only.
#pragma once

#include "flows/rosters/upload_store.h"
#include "flows/rosters/uploads.h"

namespace guanxi::rosters {

Error not_in_state(UploadState state);
/// What an import of `upload` is to do, but for the file it reads.
Options options_of(const StartRoster& wanted, const store::Upload& upload, std::string programme);

}  // namespace guanxi::rosters
