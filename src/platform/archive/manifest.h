// What a backup says about itself, as JSON in the file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/api/api.h"

namespace guanxi::archive {

enum class Kind { physical, logical };
BOOST_DESCRIBE_ENUM(Kind, physical, logical)

struct TableCount {
  std::string name;
  std::int64_t rows = 0;
  std::optional<std::string>
      digest;  // over its rows in key order, see table_stream.h; logical only
  bool operator==(const TableCount&) const = default;
};
BOOST_DESCRIBE_STRUCT(TableCount, (), (name, rows, digest))

struct Manifest {
  int format = 1;
  Kind kind = Kind::physical;
  std::string engine;  // that it was made on
  std::string program;
  int schema_version = 0;
  Instant created_at;
  std::string key_fingerprint;
  std::int64_t entries = 0;  // of the points journal
  std::string digest;        // over all chains, as `guanxi verify` prints it
  std::vector<TableCount> tables;
};
BOOST_DESCRIBE_STRUCT(
    Manifest,
    (),
    (format,
     kind,
     engine,
     program,
     schema_version,
     created_at,
     key_fingerprint,
     entries,
     digest,
     tables)
)

inline constexpr int format_version = 1;

}  // namespace guanxi::archive

template <>
struct guanxi::api::Doc<guanxi::archive::Kind> {
  static constexpr Text text{"备份种类", "Kind of a backup"};
  static constexpr Field values[] = {
      {.name = "physical", .text = {"SQLite 数据库文件本身", "The SQLite database file itself"}},
      {.name = "logical", .text = {"各表的行，可恢复到任一引擎", "Rows, for either engine"}},
  };
};
template <>
struct guanxi::api::Doc<guanxi::archive::TableCount> {
  static constexpr Text text{"一张表的行数", "How many rows a table has"};
  static constexpr Field fields[] = {
      {.name = "name", .text = {"表名", "Table"}},
      {.name = "rows", .text = {"行数", "Rows"}},
      {.name = "digest", .text = {"内容摘要", "Digest of its rows"}},
  };
};
template <>
struct guanxi::api::Doc<guanxi::archive::Manifest> {
  static constexpr Text text{"备份清单", "Manifest of a backup"};
  static constexpr Field fields[] = {
      {.name = "format", .text = {"格式版本", "Version of the format"}},
      {.name = "kind", .text = {"种类", "Kind"}},
      {.name = "engine", .text = {"来源引擎", "Engine it was made on"}},
      {.name = "program", .text = {"程序版本", "Program that made it"}},
      {.name = "schema_version", .text = {"结构版本", "Schema version"}},
      {.name = "created_at", .text = {"备份时刻", "When it was made"}},
      {.name = "key_fingerprint", .text = {"密钥指纹", "Fingerprint of the key"}},
      {.name = "entries", .text = {"积分分录数", "Entries of the points journal"}},
      {.name = "digest", .text = {"账链摘要", "Digest of all chains"}},
      {.name = "tables", .text = {"各表", "The tables"}},
  };
};
