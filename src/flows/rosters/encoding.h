// Text in the encodings of Chinese offices as UTF-8. Inside flows/rosters only. Threads: a source
// belongs to one thread at a time.
#pragma once

#include <filesystem>
#include <memory>

#include "platform/files/reader.h"

namespace guanxi::rosters {

enum class Encoding { utf8, gb18030 };

/// Reads all of the file. UTF-16, which a byte order mark tells, counts as UTF-8: the reader of the
/// records names it.
Encoding encoding_of(const std::filesystem::path& file);

/// What `source`, which must outlive it, holds in GB18030, in UTF-8. Strict: bytes that are no
/// character are a fault (damaged).
std::unique_ptr<files::Source> from_gb18030(files::Source& source);

/// Comma, semicolon or tab: what separates most in the first record of UTF-8 text; a comma where
/// none does.
char separator_of(files::Source& source);

}  // namespace guanxi::rosters
