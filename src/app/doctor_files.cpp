// The files of an installation: settings, folders, who may read what, room on the disk.
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "app/doctor.h"

namespace guanxi::app::doctor {
namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t mib = std::uint64_t{1} << 20;

std::optional<struct stat> stat_of(const fs::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return std::nullopt;
  return info;
}

std::uint64_t size_of(const fs::path& path) {
  const auto info = stat_of(path);
  return info ? static_cast<std::uint64_t>(info->st_size) : 0;
}

void examine_settings(const Context& context) {
  for (const config::Problem& problem : context.loaded.problems) {
    context.fail(
        "config",
        problem.text(config::Language::zh_cn),
        problem.text(config::Language::en),
        "改正这一设置；guanxi config 列出全部设置",
        "correct this setting; guanxi config lists all of them"
    );
  }
  if (context.loaded.problems.empty()) {
    const auto set = std::count_if(
        context.loaded.views.begin(),
        context.loaded.views.end(),
        [](const config::View& view) { return view.source != config::Source::defaults; }
    );
    context.ok(
        "config",
        fmt::format("{} 项设置，其中 {} 项另有指定", context.loaded.views.size(), set),
        fmt::format("{} settings, {} of them given", context.loaded.views.size(), set)
    );
  }
}

/// False: there is nothing to look at behind it.
bool examine_data_directory(const Context& context) {
  const std::string data = context.data().string();
  const auto info = stat_of(data);
  if (!info || !S_ISDIR(info->st_mode)) {
    context.fail(
        "data.directory",
        fmt::format("数据目录 {} 不存在或不是目录", data),
        fmt::format("the data directory {} does not exist, or is none", data),
        "用 --data 或 data 指定正确的目录，或用 guanxi migrate 建库",
        "give the right one with --data or the setting data, or make a store with guanxi migrate"
    );
    return false;
  }
  const unsigned mode = info->st_mode & 0777U;
  if (::access(data.c_str(), R_OK | W_OK | X_OK) != 0) {
    context.fail(
        "data.directory",
        fmt::format("当前用户不能读写数据目录 {}：{}", data, std::strerror(errno)),
        fmt::format("this user cannot read and write {}: {}", data, std::strerror(errno)),
        "以服务的用户运行：sudo -u guanxi guanxi doctor …",
        "run as the service's user: sudo -u guanxi guanxi doctor …"
    );
  } else if ((mode & 0007U) != 0 || (mode & 0020U) != 0) {
    context.warn(
        "data.directory",
        fmt::format("数据目录 {} 对其他用户开放（权限 {:o}）", data, mode),
        fmt::format("{} is open to other users (mode {:o})", data, mode),
        fmt::format("chmod 750 '{}'", data),
        fmt::format("chmod 750 '{}'", data)
    );
  } else {
    context.ok(
        "data.directory",
        fmt::format("{}，权限 {:o}", data, mode),
        fmt::format("{}, mode {:o}", data, mode)
    );
  }
  return true;
}

/// A file that tells about people: its owner's alone, and the owner is that of the folder.
void examine_private_file(const Context& context, const std::string& check, const fs::path& file) {
  const auto info = stat_of(file), folder = stat_of(context.data());
  if (!info || !folder) return;
  const unsigned mode = info->st_mode & 0777U;
  const std::string name = file.string();
  if ((mode & 0077U) != 0) {
    context.fail(
        check,
        fmt::format("{} 对其他用户开放（权限 {:o}）", name, mode),
        fmt::format("{} is open to other users (mode {:o})", name, mode),
        fmt::format("chmod 600 '{}'", name),
        fmt::format("chmod 600 '{}'", name)
    );
  } else if (info->st_uid != folder->st_uid) {
    context.fail(
        check,
        fmt::format(
            "{} 的所有者（uid {}）与数据目录（uid {}）不同，服务将无法打开它",
            name,
            info->st_uid,
            folder->st_uid
        ),
        fmt::format(
            "{} belongs to uid {}, its directory to uid {}: the service cannot open it",
            name,
            info->st_uid,
            folder->st_uid
        ),
        fmt::format("chown --reference='{}' '{}'", context.data().string(), name),
        fmt::format("chown --reference='{}' '{}'", context.data().string(), name)
    );
  } else {
    context.ok(
        check,
        fmt::format("{}，权限 {:o}，{}", name, mode, size_text(size_of(file))),
        fmt::format("{}, mode {:o}, {}", name, mode, size_text(size_of(file)))
    );
  }
}

void examine_log(const Context& context) {
  if (context.config.log.file.empty()) return;
  const fs::path file = context.config.log.file;
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  const bool there = fs::exists(file);
  if (::access((there ? file : folder).c_str(), W_OK) != 0) {
    const std::string why = std::strerror(errno);
    context.fail(
        "log.file",
        fmt::format("日志文件 {} 不可写：{}", file.string(), why),
        fmt::format("the log file {} cannot be written: {}", file.string(), why),
        "检查目录与权限，或修改 log.file",
        "look at the folder and its mode, or change log.file"
    );
  } else if (const auto info = stat_of(file); info && (info->st_mode & 0007U) != 0) {
    context.warn(
        "log.file",
        fmt::format("日志文件 {} 对所有用户开放", file.string()),
        fmt::format("the log file {} is open to everybody", file.string()),
        fmt::format("chmod 640 '{}'", file.string()),
        fmt::format("chmod 640 '{}'", file.string())
    );
  } else {
    context.ok("log.file", file.string(), file.string());
  }
}

void examine_room(const Context& context) {
  const auto room = context.machine.room(context.data());
  if (!room) return;
  const bool embedded = context.config.store.empty();
  const fs::path store = context.store();
  const std::uint64_t stored = embedded ? size_of(store) + size_of(store.string() + "-wal") : 0;
  // Without this the log cannot grow to where it starts over, and sales are refused.
  const std::uint64_t log =
      embedded ? static_cast<std::uint64_t>(context.config.sqlite.wal_reset_bytes) * 2 : 0;
  const std::uint64_t needed = log + 64 * mib;
  const std::string zh =
      fmt::format("可用 {}，数据库 {}", size_text(room->bytes_free), size_text(stored));
  const std::string en =
      fmt::format("{} free, the store has {}", size_text(room->bytes_free), size_text(stored));
  if (room->bytes_free < needed) {
    context.fail(
        "disk.room",
        zh + fmt::format("，少于日志所需的 {}，写入即将被拒绝", size_text(needed)),
        en + fmt::format(
                 ", less than the {} its log needs: writes will be refused soon", size_text(needed)
             ),
        "清理或扩大磁盘",
        "make room, or a larger disk"
    );
  } else if (room->bytes_free < stored + needed) {
    context.warn(
        "disk.room",
        zh + "，放不下一份副本（备份、恢复）",
        en + ", too little for a copy of it (backup, restore)",
        "清理或扩大磁盘，或把备份写到别处",
        "make room, or a larger disk, or write backups elsewhere"
    );
  } else {
    context.ok("disk.room", zh, en);
  }
  if (room->inodes == 0) return;
  const std::string inodes_zh = fmt::format("可用 inode {} 个", room->inodes_free);
  const std::string inodes_en = fmt::format("{} inodes free", room->inodes_free);
  if (room->inodes_free < 100) {
    context.fail(
        "disk.inodes",
        inodes_zh + "，无法再建文件",
        inodes_en + ": no file can be made any more",
        "删除该文件系统上的大量小文件",
        "delete small files on that file system"
    );
  } else {
    context.ok("disk.inodes", inodes_zh, inodes_en);
  }
}

}  // namespace

void examine_files(const Context& context) {
  examine_settings(context);
  if (!examine_data_directory(context)) return;
  examine_private_file(context, "key.file", context.data() / "guanxi.key");
  if (context.config.store.empty()) {
    examine_private_file(context, "store.file", context.store());
    examine_private_file(context, "store.log", context.store().string() + "-wal");
  }
  examine_log(context);
  examine_room(context);
}

}  // namespace guanxi::app::doctor
