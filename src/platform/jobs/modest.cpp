#include "platform/jobs/modest.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <exception>
#include <thread>

namespace guanxi::jobs {

void yield_to_others(const char* name) {
  constexpr int niceness = 10;
  // The thread's own, which Linux allows: the rest of the program stays as it is.
  const auto self = static_cast<id_t>(::syscall(SYS_gettid));
  ::setpriority(PRIO_PROCESS, self, niceness);
  pthread_setname_np(pthread_self(), name);
}

void run_modestly(const char* name, const std::function<void()>& work) {
  std::exception_ptr thrown;
  std::thread thread([&] {
    yield_to_others(name);
    try {
      work();
    } catch (...) {
      thrown = std::current_exception();
    }
  });
  thread.join();
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace guanxi::jobs
