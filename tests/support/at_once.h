// Many threads that begin together, and how what they asked was answered.
//
// Threads: the test's own; `task` and `ask` run on theirs.
#pragma once

#include <barrier>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "support/house.h"

namespace guanxi::test {

/// `task(thread)` on so many threads that begin together.
template <class Task>
void at_once(int threads, Task&& task) {
  std::barrier start(threads);
  std::vector<std::jthread> running;
  for (int i = 0; i < threads; ++i) {
    running.emplace_back([&, i] {
      start.arrive_and_wait();
      task(i);
    });
  }
}

/// How many of them there were: successes, fresh ones among them, different texts of theirs; and of
/// refusals how many with each code.
struct Rush {
  int won = 0, fresh = 0;
  std::set<std::string> texts;
  std::map<std::string, int> refused;
};
/// `ask(thread)` gives an Answer.
template <class Question>
Rush rush(int threads, Question&& ask) {
  Rush result;
  std::mutex guard;
  at_once(threads, [&](int thread) {
    const Answer answer = ask(thread);
    const std::lock_guard lock(guard);
    if (answer.status < 300) {
      ++result.won;
      result.fresh += answer.replayed() ? 0 : 1;
      result.texts.insert(answer.text);
    } else {
      ++result.refused[std::to_string(answer.status) + " " + answer.code()];
    }
  });
  return result;
}

}  // namespace guanxi::test
