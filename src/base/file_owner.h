// Files that root makes in somebody else's folder.
#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

namespace guanxi {

/// What a command of root makes beside a service's files shall be the service's: it could not open
/// it otherwise. Nothing for everybody else. Never fails: whoever opens the file says what is
/// wrong.
inline void give_to_folder_owner(const std::filesystem::path& file) {
  struct stat folder {};
  const auto parent = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  if (::geteuid() != 0 || ::stat(parent.c_str(), &folder) != 0 || folder.st_uid == 0) return;
  if (::lchown(file.c_str(), folder.st_uid, folder.st_gid) != 0) return;
}

}  // namespace guanxi
