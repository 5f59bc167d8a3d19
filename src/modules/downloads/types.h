// The requests and answers of the endpoints of downloads. Their words stand in docs.h, which is
// included at the end.
#pragma once

#include "modules/downloads/reports.h"

namespace guanxi::downloads {

struct DownloadTag;
using DownloadId = Id<DownloadTag>;

enum class Format { csv, xlsx };
BOOST_DESCRIBE_ENUM(Format, csv, xlsx)
enum class State { waiting, running, done, failed, expired, dropped };
BOOST_DESCRIBE_ENUM(State, waiting, running, done, failed, expired, dropped)

struct AskDownload {
  std::string report;
  Format format = Format::csv;
  Filter filter;
  bool clear = false;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(AskDownload, (), (report, format, filter, clear, note))

struct GetDownload {
  DownloadId id;
};
BOOST_DESCRIBE_STRUCT(GetDownload, (), (id))

struct GetDownloadFile {
  DownloadId id;
  std::optional<int> part;
};
BOOST_DESCRIBE_STRUCT(GetDownloadFile, (), (id, part))

struct ListDownloads {
  bool all = false;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListDownloads, (), (all, limit, cursor))

struct DownloadView {
  DownloadId id;
  std::string report, title;
  Format format = Format::csv;
  Filter filter;
  bool clear = false;
  std::optional<std::string> note;
  State state = State::waiting;
  std::int64_t rows = 0;
  std::optional<std::int64_t> rows_total;
  std::int64_t bytes = 0;
  int parts = 0;
  std::string file_name;
  std::optional<std::string> reason;
  Instant requested_at;
  ActorId requested_by;
  std::optional<Instant> started_at, ended_at, expires_at;
};
BOOST_DESCRIBE_STRUCT(
    DownloadView,
    (),
    (id,
     report,
     title,
     format,
     filter,
     clear,
     note,
     state,
     rows,
     rows_total,
     bytes,
     parts,
     file_name,
     reason,
     requested_at,
     requested_by,
     started_at,
     ended_at,
     expires_at)
)

struct ReportView {
  std::string name, title;
  std::vector<std::string> permissions, needs, takes;
  bool personal = false;
  bool allowed = false;
};
BOOST_DESCRIBE_STRUCT(ReportView, (), (name, title, permissions, needs, takes, personal, allowed))

struct ReportList {
  std::vector<ReportView> items;
};
BOOST_DESCRIBE_STRUCT(ReportList, (), (items))

}  // namespace guanxi::downloads

#include "modules/downloads/docs.h"
