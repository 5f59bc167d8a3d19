#include "platform/sql/postgres/together.h"

#include <pthread.h>

#include <algorithm>
#include <numeric>

#include "platform/sql/postgres/fault.h"
#include "platform/sql/postgres/values.h"

namespace guanxi::sql::postgres {
namespace {

/// Calls of one query that go as one command.
struct Step {
  const Query* query = nullptr;
  std::optional<Connection::Merging> merging = {};  // nullopt: no further call may join
  std::vector<std::span<const Param>> calls = {};
};

/// Null, numbers, texts, bytes.
bool before(const Param& a, const Param& b) {
  if (a.index() != b.index()) return a.index() < b.index();
  if (const auto* number = std::get_if<std::int64_t>(&a)) return *number < std::get<1>(b);
  if (const auto* text = std::get_if<std::string_view>(&a)) return *text < std::get<2>(b);
  if (const auto* bytes = std::get_if<BytesView>(&a)) return bytes->data < std::get<3>(b).data;
  return false;
}

/// In the order in which they shall lock their rows; of an INSERT, whose keys come first.
void sort_calls(Step& step) {
  if (!step.merging || step.calls.size() < 2) return;
  std::vector<std::size_t> order = step.merging->order;
  if (order.empty()) {
    order.resize(step.calls[0].size());
    std::iota(order.begin(), order.end(), std::size_t{0});
  }
  std::sort(step.calls.begin(), step.calls.end(), [&](const auto& a, const auto& b) {
    for (const std::size_t place : order) {
      if (before(a[place], b[place])) return true;
      if (before(b[place], a[place])) return false;
    }
    return false;
  });
}

/// Whether each call changed exactly one row, see MergedWrite.
bool changed_one_each(const Step& step, const Connection::Answer& answer) {
  const char* const rows = PQcmdTuples(answer.result.get());
  return std::strtoll(rows, nullptr, 10) == std::ssize(step.calls);
}

/// The calls of all notes in steps, each function's own in its own order.
std::vector<Step> steps_of(Connection& connection, std::span<const Notes* const> all) {
  constexpr std::size_t calls_max = 1000;  // an element of an array of texts is found by walking
  std::vector<Step> steps;
  const auto takes = [](const Step& step, const Query* query) {
    return step.merging && step.query == query && step.calls.size() < calls_max;
  };
  for (const Notes* const notes : all) {
    std::size_t at = 0;
    for (const Notes::Call& call : notes->calls()) {
      // Asked for each: in an array nobody would notice that a value is of another type.
      const auto& merging = connection.merging(*call.query, call.params, Connection::Kind::write);
      while (at < steps.size() && !takes(steps[at], call.query)) ++at;
      if (at == steps.size()) steps.push_back({call.query, merging});
      steps[at].calls.emplace_back(call.params);
      if (steps[at].merging && steps[at].merging->is_update) ++at;
    }
  }
  for (Step& step : steps) sort_calls(step);
  return steps;
}

/// Runs what was noted in the transaction that is to begin or has begun. False: not every statement
/// changed the rows it stands for.
bool run_steps(Connection& connection, std::span<const Notes* const> all) {
  const std::vector<Step> steps = steps_of(connection, all);
  std::vector<Connection::Command> commands;
  commands.reserve(steps.size());
  for (const Step& step : steps) commands.push_back({.query = step.query, .calls = step.calls});
  const std::vector<Connection::Answer> answers = connection.run_all(commands);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (!changed_one_each(steps[i], answers[i])) return false;
  }
  return true;
}

}  // namespace

void Notes::note(const Query& query, std::span<const Param> params) {
  Call& call = calls_.emplace_back(Call{&query, {}});
  call.params.reserve(params.size());
  for (const Param& param : params) {
    if (const auto* text = std::get_if<std::string_view>(&param)) {
      call.params.emplace_back(std::string_view(texts_.emplace_back(*text)));
    } else if (const auto* bytes = std::get_if<BytesView>(&param)) {
      call.params.emplace_back(BytesView{texts_.emplace_back(bytes->data)});
    } else {
      call.params.push_back(param);
    }
  }
}

void Notes::clear() {
  calls_.clear();
  texts_.clear();
}

std::int64_t Notes::run(
    const Query& query, std::span<const Param> params, int columns, const RowSink& /*sink*/
) {
  // A function that goes on until a statement changes nothing would go on for ever here.
  constexpr std::size_t calls_max = 10'000;
  if (columns > 0 || calls_.size() == calls_max) throw Reads{};
  note(query, params);
  return 1;
}

// ── deferred ──

void Deferred::flush() {
  if (notes_.calls().empty()) return;
  const Notes* const all[] = {&notes_};
  if (!run_steps(connection_, all)) throw Mistaken{};
  notes_.clear();
}

std::int64_t Deferred::run(
    const Query& query, std::span<const Param> params, int columns, const RowSink& sink
) {
  constexpr std::size_t calls_max = 20'000;
  if (columns == 0 && connection_.merging(query, params, Connection::Kind::write)) {
    notes_.note(query, params);
    has_deferred_ = true;
    if (notes_.calls().size() >= calls_max) flush();
    return 1;
  }
  flush();
  return connection_.run(query, params, columns, sink);
}

void Deferred::stream(
    const Query& query, std::span<const Param> params, int columns, const RowSink& sink
) {
  flush();
  connection_.stream(query, params, columns, sink);
}

// ── writers ──

Writers::Writers(Pool& pool, Health& health, int threads, int group_max)
    : pool_(pool), health_(health), group_max_(static_cast<std::size_t>(group_max)) {
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { loop(); });
    pthread_setname_np(threads_.back().native_handle(), "store-writer");
  }
}

Writers::~Writers() {
  waiting_.close();
  for (std::thread& thread : threads_) thread.join();
}

bool Writers::write(const Notes& notes) {
  if (notes.calls().empty()) return true;
  Job job{&notes};
  waiting_.push(job);
  waiting_.bells.wait(job);
  if (job.error) std::rethrow_exception(std::move(job.error));
  return job.fits;
}

void Writers::loop() {
  for (;;) {
    const std::vector<Job*> jobs = waiting_.take(group_max_);
    if (jobs.empty()) return;
    run_group(jobs);
    waiting_.bells.answer(std::span<Job* const>(jobs));
  }
}

void Writers::run_group(std::span<Job* const> jobs) {
  const auto fail_all = [&](auto&& make) {
    for (Job* const job : jobs) job->error = make();
  };
  try {
    bool fits = false;
    on_connection(pool_, Again::uncommitted, [&](Connection& connection) {
      fits = try_group(connection, jobs);
    });
    if (fits) {
      for (Job* const job : jobs) job->fits = true;
      return;
    }
  } catch (const SerializationFault&) {  // a deadlock: nothing happened
  } catch (const CheckFailed&) {         // what was noted need not make sense: see what is true
  } catch (const StorageFault& fault) {
    // A constraint is some one function's, and may come of what was noted; of a broken connection
    // or a full disk all have to hear.
    if (fault.kind() != StorageFault::Kind::constraint) {
      fail_all([&] { return std::make_exception_ptr(StorageFault(fault.kind(), fault.what())); });
      return;
    }
  } catch (...) {  // out of memory: this thread has to go on
    fail_all([] { return std::current_exception(); });
    return;
  }
  if (jobs.size() == 1) return;  // does not fit: it runs again by itself
  health_.batches_replayed.fetch_add(1, std::memory_order_relaxed);
  const std::size_t half = jobs.size() / 2;
  run_group(jobs.first(half));
  run_group(jobs.subspan(half));
}

/// One transaction. False: not every statement changed the rows it stands for.
bool Writers::try_group(Connection& connection, std::span<Job* const> jobs) {
  std::vector<const Notes*> all;
  for (const Job* const job : jobs) all.push_back(job->notes);
  connection.begin(Isolation::read_committed);
  bool fits = true;
  try {
    fits = run_steps(connection, all);
    if (health_.halted()) health_.refuse();
    if (fits) connection.commit();
  } catch (...) {
    connection.roll_back();
    throw;
  }
  if (!fits) {
    connection.roll_back();
    return false;
  }
  health_.write_functions.fetch_add(jobs.size(), std::memory_order_relaxed);
  health_.write_batches.fetch_add(1, std::memory_order_relaxed);
  return true;
}

}  // namespace guanxi::sql::postgres
