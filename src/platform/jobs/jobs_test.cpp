#include "platform/jobs/jobs.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "platform/api/api.h"
#include "platform/jobs/pool.h"
#include "platform/log/log.h"
#include "platform/metrics/metrics.h"
#include "platform/sql/testing.h"

namespace guanxi::jobs {
namespace {

/// One thread waits until another has opened it.
class Gate {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

class JobsTest : public ::testing::Test {
 protected:
  Instant now() { return temp_.clock().now(); }
  static Job counting(int& runs, std::int64_t interval = 60) {
    return {
        .name = "test.count", .interval_seconds = interval, .run = [&runs](Context&) -> Outcome {
          ++runs;
          return ok();
        }};
  }

  sql::TempDatabase temp_;
  log::Capture quiet_;
};

TEST_F(JobsTest, SaysHowFarARunIs) {
  Scheduler scheduler(*temp_, temp_.clock(), {});
  std::vector<Status> during;
  scheduler.add({.name = "test.far", .run = [&](Context& context) -> Outcome {
                   context.report(3, 10);
                   during = scheduler.status();
                   context.report(4, std::nullopt);
                   during.push_back(scheduler.status().front());
                   return ok();
                 }});
  ASSERT_TRUE(scheduler.run_now("test.far", now()).has_value());
  ASSERT_EQ(during.size(), 2U);
  EXPECT_EQ(during[0].done, 3);
  EXPECT_EQ(during[0].total, 10);
  EXPECT_EQ(during[0].last_start, now()) << "what a rate is counted from";
  EXPECT_EQ(during[1].done, 4);
  EXPECT_EQ(during[1].total, std::nullopt);
  EXPECT_EQ(scheduler.status().front().done, std::nullopt) << "it is over";
}

TEST_F(JobsTest, RunsAtOnceAndThenByItsInterval) {
  int runs = 0;
  Scheduler scheduler(*temp_, temp_.clock(), {});
  scheduler.add(counting(runs));
  std::vector<int> at;
  for (int second = 0; second < 200; ++second) {
    if (scheduler.run_due(now()) > 0) at.push_back(second);
    temp_.clock().advance_seconds(1);
  }
  EXPECT_EQ(at, (std::vector<int>{0, 60, 120, 180}));
  EXPECT_EQ(runs, 4);
}

TEST_F(JobsTest, JitterOnlyAdds) {
  int runs = 0;
  Scheduler scheduler(*temp_, temp_.clock(), {.jitter_seed = 7});
  Job job = counting(runs);
  job.jitter_seconds = 30;
  scheduler.add(std::move(job));
  int last = 0;
  std::set<int> gaps;
  for (int second = 0; second < 3000; ++second) {
    if (scheduler.run_due(now()) > 0 && second > 0) {
      gaps.insert(second - last);
      last = second;
    }
    temp_.clock().advance_seconds(1);
  }
  ASSERT_GT(gaps.size(), 5u);
  EXPECT_GE(*gaps.begin(), 60);
  EXPECT_LE(*gaps.rbegin(), 90);
}

TEST_F(JobsTest, AfterALongSleepItRunsOnceNotOftener) {
  int runs = 0;
  Scheduler scheduler(*temp_, temp_.clock(), {});
  scheduler.add(counting(runs));
  scheduler.run_due(now());
  temp_.clock().advance_seconds(86'400);
  EXPECT_EQ(scheduler.run_due(now()), 1);
  EXPECT_EQ(scheduler.run_due(now()), 0);
}

TEST_F(JobsTest, TwoProcessesShareTheRuns) {
  int one_runs = 0, two_runs = 0;
  Scheduler one(*temp_, temp_.clock(), {.process = "one"});
  Scheduler two(*temp_, temp_.clock(), {.process = "two"});
  one.add(counting(one_runs));
  two.add(counting(two_runs));
  for (int second = 0; second < 600; ++second) {
    one.run_due(now());
    two.run_due(now());
    temp_.clock().advance_seconds(1);
  }
  EXPECT_EQ(one_runs + two_runs, 10);
}

TEST_F(JobsTest, ARestartKeepsTheInterval) {
  int runs = 0;
  for (int start = 0; start < 5; ++start) {
    Scheduler scheduler(*temp_, temp_.clock(), {});
    scheduler.add(counting(runs, 3600));
    scheduler.run_due(now());
    temp_.clock().advance_seconds(60);
  }
  EXPECT_EQ(runs, 1);
}

TEST_F(JobsTest, AnEverywhereJobRunsInEachProcess) {
  int one_runs = 0, two_runs = 0;
  Scheduler one(*temp_, temp_.clock(), {.process = "one"});
  Scheduler two(*temp_, temp_.clock(), {.process = "two"});
  Job job = counting(one_runs);
  job.everywhere = true;
  one.add(std::move(job));
  Job other = counting(two_runs);
  other.everywhere = true;
  two.add(std::move(other));
  one.run_due(now());
  two.run_due(now());
  EXPECT_EQ(one_runs, 1);
  EXPECT_EQ(two_runs, 1);
  EXPECT_EQ(one.status().at(0).runs, 1);
  EXPECT_EQ(one.status().at(0).last_start, now());
}

// The holder dies in the middle of a run: its lease holds others off until it ends, then one of
// them takes over, and the dead one's report, should it come after all, is refused.
TEST_F(JobsTest, TheLeaseOfADeadProcessIsTakenOverWhenItEnds) {
  int late_runs = 0, runs = 0;
  Scheduler second(*temp_, temp_.clock(), {.process = "second"});
  second.add(counting(runs, 30));
  Scheduler first(*temp_, temp_.clock(), {.process = "first"});
  Job stalls = counting(late_runs, 30);
  stalls.lease_seconds = 120;
  stalls.run = [&](Context&) -> Outcome {
    // While this process hangs, the other one goes on.
    std::optional<int> taken_over_after;
    for (int second_now = 0; second_now < 200 && !taken_over_after; ++second_now) {
      if (second.run_due(now()) > 0) taken_over_after = second_now;
      temp_.clock().advance_seconds(1);
    }
    EXPECT_EQ(taken_over_after, 120);
    return fail(ErrorCode::conflict);
  };
  first.add(std::move(stalls));
  EXPECT_EQ(first.run_due(now()), 1);
  EXPECT_EQ(runs, 1);
  const Status status = second.status().at(0);
  EXPECT_EQ(status.holder, "");
  EXPECT_EQ(status.last_error, "") << "the late report of the first was refused";
  EXPECT_EQ(status.runs, 2);
}

TEST_F(JobsTest, KeepsTheLastErrorAndCountsFailures) {
  Scheduler scheduler(*temp_, temp_.clock(), {});
  int run = 0;
  scheduler.add({.name = "test.fails", .interval_seconds = 60, .run = [&](Context&) -> Outcome {
                   switch (run++) {
                     case 0:
                       return fail(ErrorCode::not_found, "/store");
                     case 1:
                       throw std::runtime_error("key (13800138000) exists\n\xff");
                     case 2:
                       throw std::runtime_error("");
                     default:
                       return ok();
                   }
                 }});
  const char* const errors[] = {"not_found at /store", "key (138****8000) exists", "failed", ""};
  int failures = 0;
  for (const char* error : errors) {
    EXPECT_EQ(scheduler.run_due(now()), 1);
    const Status status = scheduler.status().at(0);
    EXPECT_EQ(status.last_error, error);
    failures = *error == 0 ? 0 : failures + 1;
    EXPECT_EQ(status.failures, failures);
    EXPECT_EQ(status.last_end, now());
    temp_.clock().advance_seconds(60);
  }
}

TEST_F(JobsTest, RunNowDoesNotWaitAndDoesNotDouble) {
  int runs = 0;
  Scheduler scheduler(*temp_, temp_.clock(), {});
  Job job = counting(runs);
  job.run = [&](Context& context) -> Outcome {
    ++runs;
    EXPECT_EQ(scheduler.run_now("test.count", context.now()).error().code, ErrorCode::conflict);
    return ok();
  };
  scheduler.add(std::move(job));
  scheduler.run_due(now());
  EXPECT_TRUE(scheduler.run_now("test.count", now()));
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(scheduler.run_now("test.cuont", now()).error().code, ErrorCode::not_found);
}

TEST_F(JobsTest, StopWaitsForARunningJobAndTellsIt) {
  Gate running, told;
  bool ended = false;
  Scheduler scheduler(*temp_, temp_.clock(), {});
  scheduler
      .add({.name = "test.long", .interval_seconds = 1, .run = [&](Context& context) -> Outcome {
              running.open();
              told.wait();
              while (!context.should_stop()) std::this_thread::yield();
              ended = true;
              return ok();
            }});
  scheduler.start();
  running.wait();
  EXPECT_TRUE(scheduler.status().at(0).running_here);
  EXPECT_EQ(scheduler.status().at(0).holder, "guanxi");
  told.open();
  scheduler.stop();
  EXPECT_TRUE(ended);
  EXPECT_EQ(scheduler.status().at(0).holder, "");
  scheduler.stop();
}

TEST_F(JobsTest, WhatEachProcessDoesForItselfWaitsForNoLongJob) {
  Gate running, ran, go;
  Scheduler scheduler(*temp_, temp_.clock(), {.threads = 1});
  scheduler.add({.name = "test.long", .run = [&](Context&) -> Outcome {
                   running.open();
                   go.wait();
                   return ok();
                 }});
  scheduler.add({.name = "test.here", .everywhere = true, .run = [&](Context&) -> Outcome {
                   running.wait();
                   ran.open();
                   return ok();
                 }});
  scheduler.start();
  ran.wait();  // for ever, if the only thread were the long job's
  go.open();
  scheduler.stop();
  EXPECT_EQ(scheduler.status().at(1).runs, 1);
}

TEST_F(JobsTest, ALongJobKeepsItsLeaseWhileTheSchedulerLives) {
  Gate running, go;
  Scheduler scheduler(*temp_, temp_.clock(), {});
  scheduler.add(
      {.name = "test.long",
       .interval_seconds = 1,
       .lease_seconds = 30,
       .run = [&](Context& context) -> Outcome {
         running.open();
         go.wait();
         return context.should_stop() ? Outcome(fail(ErrorCode::timed_out)) : ok();
       }}
  );
  scheduler.start();
  running.wait();
  const Instant before = *scheduler.status().at(0).lease_until;
  temp_.clock().advance_seconds(15);
  while (*scheduler.status().at(0).lease_until == before) std::this_thread::yield();
  EXPECT_EQ(*scheduler.status().at(0).lease_until, now().plus_seconds(30));
  go.open();
  while (scheduler.status().at(0).running_here) std::this_thread::yield();
  EXPECT_EQ(scheduler.status().at(0).last_error, "");
  scheduler.stop();
}

TEST_F(JobsTest, AJobThatLostItsLeaseIsTold) {
  Gate running;
  Scheduler scheduler(*temp_, temp_.clock(), {});
  std::atomic<bool> told{false};
  scheduler.add(
      {.name = "test.long",
       .interval_seconds = 1,
       .lease_seconds = 30,
       .run = [&](Context& context) -> Outcome {
         running.open();
         while (!context.should_stop()) std::this_thread::yield();
         told = true;
         return ok();
       }}
  );
  // As if this process had stood still for longer than its lease, and another was quicker.
  static const sql::Query steal{
      "UPDATE job_runs SET holder = 'other', last_start = $1 WHERE job = 'test.long'"};
  scheduler.start();
  running.wait();
  ASSERT_TRUE(temp_->write([&](sql::Tx& tx) -> Outcome {
    tx.exec(steal, now().plus_seconds(5));
    return ok();
  }));
  temp_.clock().advance_seconds(60);
  while (!told.load()) std::this_thread::yield();
  scheduler.stop();
  EXPECT_EQ(scheduler.status().at(0).holder, "other") << "the thief's lease stays";
}

TEST_F(JobsTest, MetricsTellRunsByOutcome) {
  metrics::Registry registry;
  Scheduler scheduler(*temp_, temp_.clock(), {.metrics = &registry});
  scheduler.add({.name = "test.fails", .interval_seconds = 60, .run = [](Context&) -> Outcome {
                   return fail(ErrorCode::conflict);
                 }});
  scheduler.run_due(now());
  EXPECT_NE(
      registry.render().find("guanxi_job_runs_total{job=\"test.fails\",outcome=\"failed\"} 1"),
      std::string::npos
  );
}

TEST_F(JobsTest, TheEndpointListsJobs) {
  Scheduler scheduler(*temp_, temp_.clock(), {});
  int runs = 0;
  scheduler.add(counting(runs));
  scheduler.run_due(now());
  struct Everyone : api::Authenticator {
    Result<api::Actor> authenticate(const http::Request& request, Instant) override {
      api::Actor actor = api::Actor::system("test");
      actor.permissions = {std::string(request.header("authorization"))};
      return actor;
    }
  } everyone;
  api::Api api(temp_.clock(), &everyone);
  add_endpoints(api, scheduler);
  http::Request request;
  request.method = "GET";
  request.target = request.path = "/v1/jobs";
  request.headers = {{"authorization", "jobs:read"}};
  http::Response response = api.handle(request);
  EXPECT_EQ(response.status, 200) << response.body;
  EXPECT_NE(response.body.find(R"("name":"test.count")"), std::string::npos) << response.body;
  EXPECT_NE(response.body.find(R"("runs":1)"), std::string::npos) << response.body;
  request.headers = {{"authorization", "members:read"}};
  EXPECT_EQ(api.handle(request).status, 403);
}

TEST(PoolTest, RunsEverythingItTook) {
  Pool pool("test", 4, 1000);
  std::atomic<int> done{0};
  int taken = 0;
  for (int i = 0; i < 500; ++i) taken += pool.submit([&] { ++done; }) ? 1 : 0;
  pool.stop();
  EXPECT_EQ(done.load(), taken);
  EXPECT_EQ(taken, 500);
  EXPECT_FALSE(pool.submit([] {})) << "stopped";
}

TEST(PoolTest, RefusesWhenFull) {
  Gate busy, go;
  Pool pool("test", 1, 2);
  ASSERT_TRUE(pool.submit([&] {
    busy.open();
    go.wait();
  }));
  busy.wait();
  EXPECT_TRUE(pool.submit([] {}));
  EXPECT_TRUE(pool.submit([] {}));
  EXPECT_FALSE(pool.submit([] {}));
  EXPECT_EQ(pool.stats().queued, 2);
  EXPECT_EQ(pool.stats().refused, 1u);
  go.open();
  pool.stop();
  EXPECT_EQ(pool.stats().done, 3u);
}

TEST(PoolTest, ATaskThatThrowsDoesNotStopTheOthers) {
  const log::Capture quiet;
  Pool pool("test", 1, 10);
  bool ran = false;
  ASSERT_TRUE(pool.submit([] { throw std::runtime_error("no"); }));
  ASSERT_TRUE(pool.submit([&] { ran = true; }));
  pool.stop();
  EXPECT_TRUE(ran);
  EXPECT_EQ(pool.stats().failed, 1u);
}

}  // namespace
}  // namespace guanxi::jobs
