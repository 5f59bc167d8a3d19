#include "platform/api/api.h"

#include "flows/backup/runs.h"

namespace guanxi::backup {

struct RequestBackup {
  bool portable = false;
};
BOOST_DESCRIBE_STRUCT(RequestBackup, (), (portable))

struct GetBackup {
  RunId id;
};
BOOST_DESCRIBE_STRUCT(GetBackup, (), (id))

struct ListBackups {
  int limit = api::page_limit_default;
};
BOOST_DESCRIBE_STRUCT(ListBackups, (), (limit))

struct BackupView {
  RunId id;
  RunOrigin origin = RunOrigin::api;
  RunState state = RunState::waiting;
  Instant requested_at;
  ActorId requested_by;
  std::string target;
  bool portable = false;
  Phase phase = Phase::waiting;
  std::int64_t done = 0, total = 0;
  std::optional<Instant> started_at, ended_at;
  std::optional<std::string> file;
  std::int64_t bytes = 0;
  std::optional<std::string> error, reason;
};
BOOST_DESCRIBE_STRUCT(
    BackupView,
    (),
    (id,
     origin,
     state,
     requested_at,
     requested_by,
     target,
     portable,
     phase,
     done,
     total,
     started_at,
     ended_at,
     file,
     bytes,
     error,
     reason)
)

struct BackupList {
  std::vector<BackupView> items;
};
BOOST_DESCRIBE_STRUCT(BackupList, (), (items))

}  // namespace guanxi::backup

template <>
struct guanxi::api::Doc<guanxi::backup::RequestBackup> {
  static constexpr Text text{"请求一次备份", "Asks for a backup"};
  static constexpr Field fields[] = {
      {.name = "portable",
       .text =
           {"按行备份，可恢复到任一引擎；期间保持一个读快照",
            "As rows, for either engine; holds one snapshot for as long as it takes"},
       .has_default = true}};
};
template <>
struct guanxi::api::Doc<guanxi::backup::GetBackup> {
  static constexpr Text text{"查看一次备份", "Asks for one backup"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"备份编号", "Id of the backup"}, .example = R"("42")"}};
};
template <>
struct guanxi::api::Doc<guanxi::backup::ListBackups> {
  static constexpr Text text{"查看最近的备份", "Asks for the latest backups"};
  static constexpr Field fields[] = {api::limit_field};
};
template <>
struct guanxi::api::Doc<guanxi::backup::RunOrigin> {
  static constexpr Text text{"由谁发起", "Who asked for it"};
  static constexpr Field values[] = {
      {.name = "command", .text = {"命令行", "The command line"}},
      {.name = "api", .text = {"接口", "The API"}},
      {.name = "schedule", .text = {"定时设置", "The schedule"}},
  };
};
template <>
struct guanxi::api::Doc<guanxi::backup::RunState> {
  static constexpr Text text{"备份的状态", "State of a backup"};
  static constexpr Field values[] = {
      {.name = "waiting", .text = {"等待开始", "About to begin"}},
      {.name = "running", .text = {"进行中", "Being made"}},
      {.name = "done", .text = {"已完成", "Whole"}},
      {.name = "failed",
       .text = {"未完成；已做的部分不算备份", "Not finished; what it made is no backup"}},
  };
};
template <>
struct guanxi::api::Doc<guanxi::backup::Phase> {
  static constexpr Text text{"进行到哪一步", "How far it is"};
  static constexpr Field values[] = {
      {.name = "waiting", .text = {"等待", "Waiting"}},
      {.name = "copying", .text = {"复制数据", "Copying"}},
      {.name = "counting", .text = {"清点行数", "Counting rows"}},
      {.name = "sealing", .text = {"计算校验和", "Making checksums"}},
      {.name = "reading", .text = {"读取备份", "Reading the backup"}},
      {.name = "filling", .text = {"写入目标", "Filling the target"}},
      {.name = "comparing", .text = {"比对内容", "Comparing"}},
      {.name = "verifying", .text = {"核对账目", "Verifying the books"}},
      {.name = "ended", .text = {"已结束", "Ended"}},
  };
};
template <>
struct guanxi::api::Doc<guanxi::backup::BackupView> {
  static constexpr Text text{"一次备份", "A backup"};
  static constexpr const char* name = "Backup";
  static constexpr Field fields[] = {
      {.name = "id", .text = {"备份编号", "Id"}, .example = R"("42")"},
      {.name = "origin", .text = {"由谁发起", "Who asked for it"}},
      {.name = "state", .text = {"状态", "State"}},
      {.name = "requested_at", .text = {"发起时刻", "When it was asked for"}},
      {.name = "requested_by", .text = {"发起人", "Who asked"}},
      {.name = "target", .text = {"目录或文件", "Directory or file"}},
      {.name = "portable", .text = {"是否按行备份", "Made as rows"}},
      {.name = "phase", .text = {"进行到哪一步", "How far it is"}},
      {.name = "done", .text = {"本步已完成(字节或行)", "Bytes or rows of the phase so far"}},
      {.name = "total", .text = {"本步总量；0 为未知", "Bytes or rows of the phase; 0: unknown"}},
      {.name = "started_at", .text = {"开始时刻", "When it began"}},
      {.name = "ended_at", .text = {"结束时刻", "When it ended"}},
      {.name = "file", .text = {"生成的文件", "The file made"}},
      {.name = "bytes", .text = {"文件大小，字节", "Its size in bytes"}},
      {.name = "error", .text = {"失败原因代码", "Code of what went wrong"}},
      {.name = "reason", .text = {"失败原因", "What went wrong, in words"}},
  };
};
template <>
struct guanxi::api::Doc<guanxi::backup::BackupList> {
  static constexpr Text text{"最近的备份，新的在前", "The latest backups, newest first"};
  static constexpr Field fields[] = {{.name = "items", .text = {"备份", "The backups"}}};
};

namespace guanxi::backup {
namespace {

BackupView view_of(const Run& run, api::Language language) {
  BackupView view;
  view.id = run.id;
  view.origin = run.origin;
  view.state = run.state;
  view.requested_at = run.requested_at;
  view.requested_by = run.requested_by;
  view.target = run.order.to.string();
  view.portable = run.order.portable;
  view.phase = run.progress.phase;
  view.done = run.progress.done;
  view.total = run.progress.total;
  view.started_at = run.started_at;
  view.ended_at = run.ended_at;
  if (!run.file.empty()) view.file = run.file;
  view.bytes = run.bytes;
  if (run.error) {
    view.error = std::string(code_name(run.error->code));
    view.reason = api::message_of(*run.error, language);
  }
  return view;
}

}  // namespace

void add_endpoints(api::Api& api, Runs& runs) {
  api.add<RequestBackup, BackupView>(
      {.method = api::Method::post,
       .path = "/v1/backups",
       .operation = "request_backup",
       .tag = "backups",
       .permission = "backups:write",
       .summary = {"发起备份", "Ask for a backup"},
       .description =
           {"备份写入设置 backup.directory 的目录，在后台进行；用返回的编号查看进度。",
            "It is made in the background, in the directory of the setting backup.directory; ask "
            "for its progress by the id in the answer."},
       .success_status = 202,
       .errors = {ErrorCode::backup_running, ErrorCode::backup_no_directory}},
      [&runs](
          const api::Call& call, const RequestBackup& request
      ) -> Result<api::Reply<BackupView>> {
        GX_TRY_VOID(call.actor.check_unlimited());
        GX_TRY(
            run, runs.request_default(request.portable, RunOrigin::api, call.actor.id, call.now)
        );
        api::Reply<BackupView> reply{view_of(run, call.language)};
        reply.location = "/v1/backups/" + run.id.to_string();
        return reply;
      }
  );
  api.add<ListBackups, BackupList>(
      {.method = api::Method::get,
       .path = "/v1/backups",
       .operation = "list_backups",
       .tag = "backups",
       .permission = "backups:read",
       .summary = {"查看最近的备份", "List the latest backups"}},
      [&runs](const api::Call& call, const ListBackups& request) -> Result<BackupList> {
        GX_TRY_VOID(call.actor.check_unlimited());
        BackupList list;
        for (const Run& run : runs.latest(request.limit)) {
          list.items.push_back(view_of(run, call.language));
        }
        return list;
      }
  );
  api.add<GetBackup, BackupView>(
      {.method = api::Method::get,
       .path = "/v1/backups/{id}",
       .operation = "get_backup",
       .tag = "backups",
       .permission = "backups:read",
       .summary = {"查看一次备份的进度", "Progress and result of a backup"},
       .errors = {ErrorCode::backup_not_found}},
      [&runs](const api::Call& call, const GetBackup& request) -> Result<BackupView> {
        GX_TRY_VOID(call.actor.check_unlimited());
        const auto run = runs.find(request.id);
        if (!run) {
          return fail(ErrorCode::backup_not_found, {}, {{"run", request.id.to_string()}});
        }
        return view_of(*run, call.language);
      }
  );
}

}  // namespace guanxi::backup
