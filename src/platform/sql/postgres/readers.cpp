// Reads of many that travel together, see together.h.
#include <pthread.h>

#include <algorithm>

#include "platform/sql/postgres/fault.h"
#include "platform/sql/postgres/together.h"
#include "platform/sql/postgres/values.h"

namespace guanxi::sql::postgres {

Readers::Readers(Pool& pool, int threads, int group_max)
    : pool_(pool), group_max_(static_cast<std::size_t>(group_max)) {
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { loop(); });
    pthread_setname_np(threads_.back().native_handle(), "store-reader");
  }
}

Readers::~Readers() {
  waiting_.close();
  for (std::thread& thread : threads_) thread.join();
}

void Readers::deliver(Job& job, int columns, const RowSink& sink) {
  await(job);
  if (job.error) std::rethrow_exception(job.error);
  GX_CHECK_WHY(
      PQnfields(job.result.get()) == columns + job.first_column,
      std::to_string(columns) + " columns wanted of " + std::string(job.query->postgres())
  );
  Row row(job.result.get(), job.first_column);
  for (const int at : job.rows) {
    row.move_to(at);
    sink(row);
  }
}

void Readers::stream(
    const Query& query, std::span<const Param> params, int columns, const RowSink& sink
) {
  on_connection(pool_, Again::untouched, [&](Connection& connection) {
    connection.begin(Isolation::snapshot);
    connection.stream(query, params, columns, sink);
    connection.end_read();
  });
}

void Readers::loop() {
  for (;;) {
    const std::vector<Job*> jobs = waiting_.take(group_max_);
    if (jobs.empty()) return;
    run_group(jobs);
    waiting_.bells.answer(std::span<Job* const>(jobs));
  }
}

void Readers::run_group(std::span<Job* const> jobs) {
  const auto fail_all = [&](auto&& make) {
    for (Job* const job : jobs) job->error = make();
  };
  try {
    on_connection(pool_, Again::uncommitted, [&](Connection& connection) {
      try_group(connection, jobs);
    });
  } catch (const std::exception& exception) {
    if (jobs.size() == 1) return fail_all([] { return std::current_exception(); });
    const auto* const fault = dynamic_cast<const StorageFault*>(&exception);
    if (fault != nullptr && fault->kind() == StorageFault::Kind::unreachable) {
      // Waiting for the server once for each of them would take minutes.
      return fail_all([&] {
        return std::make_exception_ptr(StorageFault(fault->kind(), fault->what()));
      });
    }
    for (std::size_t i = 0; i < jobs.size(); ++i) run_group(jobs.subspan(i, 1));
  }
}

void Readers::try_group(Connection& connection, std::span<Job* const> jobs) {
  connection.begin(Isolation::none);
  for (Job* const job : jobs) job->rows.clear();
  struct Asked {
    Connection::Command command;
    std::vector<Job*> jobs;
    bool open = true;                                             // further calls may join
    bool one_answer() const { return command.calls[0].empty(); }  // for everybody who asks
  };
  std::vector<Asked> asked;
  for (Job* const job : jobs) {
    const auto& merging =
        connection.merging(*job->query, job->params, Connection::Kind::read);  // checks each
    auto at = std::find_if(asked.begin(), asked.end(), [&](const Asked& one) {
      return one.open && one.command.query == job->query;
    });
    if (at == asked.end()) {
      asked.push_back({{.query = job->query, .kind = Connection::Kind::read}, {}});
      at = std::prev(asked.end());
      at->open = merging.has_value() || job->params.empty();
    }
    if (at->jobs.empty() || !job->params.empty()) at->command.calls.push_back(job->params);
    at->jobs.push_back(job);
  }
  std::vector<Connection::Command> commands;
  for (const Asked& one : asked) commands.push_back(one.command);
  std::vector<Connection::Answer> answers = connection.run_all(commands);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const std::shared_ptr<PGresult> result(answers[i].result.release(), PQclear);
    Row row(result.get());
    for (int at = 0; at < PQntuples(result.get()); ++at) {
      row.move_to(at);
      if (asked[i].one_answer()) {
        for (Job* const job : asked[i].jobs) job->rows.push_back(at);
        continue;
      }
      const std::int64_t call = answers[i].merged ? row.integer(0) : 1;
      asked[i].jobs.at(static_cast<std::size_t>(call) - 1)->rows.push_back(at);
    }
    for (Job* const job : asked[i].jobs) {
      job->result = result;
      job->first_column = answers[i].merged ? 1 : 0;
    }
  }
}

// ── glances ──

namespace {

bool same(const Param& a, const Param& b) {
  if (a.index() != b.index()) return false;
  if (const auto* number = std::get_if<std::int64_t>(&a))
    return *number == std::get<std::int64_t>(b);
  if (const auto* text = std::get_if<std::string_view>(&a))
    return *text == std::get<std::string_view>(b);
  if (const auto* bytes = std::get_if<BytesView>(&a))
    return bytes->data == std::get<BytesView>(b).data;
  return true;
}

}  // namespace

std::int64_t Glance::run(
    const Query& query, std::span<const Param> params, int columns, const RowSink& sink
) {
  if (Readers::Job* const asked = ahead_.find(query, params)) {
    readers_.deliver(*asked, columns, sink);
    return 0;
  }
  Readers::Job job{&query, params};
  readers_.ask(job);
  readers_.deliver(job, columns, sink);
  return 0;
}

Glance::Ahead::~Ahead() {
  for (Question& question : questions_) readers_.await(question.job);
}

Readers::Job* Glance::Ahead::find(const Query& query, std::span<const Param> params) {
  for (Question& question : questions_) {
    const Notes::Call& call = question.params.calls()[0];
    if (call.query == &query && std::ranges::equal(call.params, params, same)) return &question.job;
  }
  return nullptr;
}

std::int64_t Glance::Ahead::run(
    const Query& query, std::span<const Param> params, int /*columns*/, const RowSink& /*sink*/
) {
  Question& question = questions_.emplace_back();
  question.params.note(query, params);
  question.job.query = &query;
  question.job.params = question.params.calls()[0].params;
  readers_.ask(question.job);
  return 0;
}

}  // namespace guanxi::sql::postgres
