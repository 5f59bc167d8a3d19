#include "platform/api/api.h"

#include "platform/jobs/jobs.h"

namespace guanxi::jobs {

struct JobView {
  std::string name;
  bool everywhere = false;
  std::int64_t interval_seconds = 0;
  bool running_here = false;
  std::optional<std::string> holder;
  std::optional<Instant> lease_until, last_start, last_end, next_due;
  std::int64_t last_micros = 0;
  std::optional<std::string> last_error;
  std::int64_t runs = 0, failures = 0;
  std::optional<std::int64_t> done, total;
};
BOOST_DESCRIBE_STRUCT(
    JobView,
    (),
    (name,
     everywhere,
     interval_seconds,
     running_here,
     holder,
     lease_until,
     last_start,
     last_end,
     next_due,
     last_micros,
     last_error,
     runs,
     failures,
     done,
     total)
)

struct JobList {
  std::vector<JobView> items;
};
BOOST_DESCRIBE_STRUCT(JobList, (), (items))

}  // namespace guanxi::jobs

template <>
struct guanxi::api::Doc<guanxi::jobs::JobView> {
  static constexpr Text text{"定时任务及其最近一次运行", "A scheduled job and its last run"};
  static constexpr const char* name = "Job";
  static constexpr Field fields[] = {
      {.name = "name", .text = {"任务名", "Name of the job"}, .example = R"("points.expire")"},
      {.name = "everywhere",
       .text =
           {"每个进程各自运行;下列数字为本进程的",
            "Every process runs it for itself; the numbers are of this one"}},
      {.name = "interval_seconds",
       .text = {"两次开始之间的秒数", "Seconds from one start to the next"}},
      {.name = "running_here", .text = {"本进程正在运行", "Runs in this process now"}},
      {.name = "holder", .text = {"正在运行它的进程", "The process that runs it now"}},
      {.name = "lease_until", .text = {"租约到期时刻", "When the lease ends"}},
      {.name = "last_start", .text = {"最近一次开始", "Start of the last run"}},
      {.name = "last_end", .text = {"最近一次结束", "End of the last run that ended"}},
      {.name = "next_due", .text = {"本进程下次查看的时刻", "When this process looks at it next"}},
      {.name = "last_micros",
       .text = {"最近一次用时,微秒", "Time the last run took, in microseconds"}},
      {.name = "last_error", .text = {"最近一次的错误", "What went wrong in the last run"}},
      {.name = "runs", .text = {"运行次数", "Runs so far"}},
      {.name = "failures", .text = {"连续失败次数", "Failures in a row"}},
      {.name = "done",
       .text =
           {"本进程正在进行的运行已完成多少，自 last_start 起",
            "How much of the run in this process is done, since last_start"}},
      {.name = "total", .text = {"其总数，事先知道才有", "Of how much, where that is known"}},
  };
};

template <>
struct guanxi::api::Doc<guanxi::jobs::JobList> {
  static constexpr Text text{"全部定时任务", "All scheduled jobs"};
  static constexpr Field fields[] = {{.name = "items", .text = {"任务", "The jobs"}}};
};

namespace guanxi::jobs {

void add_endpoints(api::Api& api, Scheduler& scheduler) {
  api.add<Nothing, JobList>(
      {.method = api::Method::get,
       .path = "/v1/jobs",
       .operation = "list_jobs",
       .tag = "jobs",
       .permission = "jobs:read",
       .summary = {"查看定时任务", "List scheduled jobs"}},
      [&scheduler](const api::Call&, const Nothing&) -> Result<JobList> {
        JobList list;
        for (Status& status : scheduler.status()) {
          JobView view;
          view.name = std::move(status.name);
          view.everywhere = status.everywhere;
          view.interval_seconds = status.interval_seconds;
          view.running_here = status.running_here;
          if (!status.holder.empty()) view.holder = std::move(status.holder);
          view.lease_until = status.lease_until;
          view.last_start = status.last_start;
          view.last_end = status.last_end;
          view.next_due = status.next_due;
          view.last_micros = status.last_micros;
          if (!status.last_error.empty()) view.last_error = std::move(status.last_error);
          view.runs = status.runs;
          view.failures = status.failures;
          view.done = status.done;
          view.total = status.total;
          list.items.push_back(std::move(view));
        }
        return list;
      }
  );
}

}  // namespace guanxi::jobs
