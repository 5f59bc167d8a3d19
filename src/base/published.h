// A value that many threads read and one replaces now and then: the immutable snapshots of org,
// programmes … A reader waits for no reload, only for the copy of a pointer, and readers on
// different threads share neither lock nor reference count: std::atomic<std::shared_ptr> of
// libstdc++ 12 takes one spin lock for all of them, and so would one mutex. Any thread may call
// anything.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>

namespace guanxi {

template <class T>
class Published {
 public:
  explicit Published(std::shared_ptr<const T> first) { set(std::move(first)); }

  /// The value last set; on one thread never an older one than before.
  std::shared_ptr<const T> get() const {
    const Slot& slot = slots_[slot_of_this_thread()];
    const std::lock_guard lock(slot.mutex);
    return slot.value;
  }

  /// Every get() that begins after this returns gives `value`. The old value goes with its last
  /// reader.
  void set(std::shared_ptr<const T> value) {
    const std::lock_guard one_writer(writing_);
    for (Slot& slot : slots_) {
      // Each slot counts its own readers: the count of a shared_ptr to a shared_ptr.
      auto holder = std::make_shared<const std::shared_ptr<const T>>(value);
      std::shared_ptr<const T> shown(holder, value.get());
      {
        const std::lock_guard lock(slot.mutex);
        slot.value.swap(shown);
      }
      // `shown` is the old value now and dies outside of the reader's lock.
    }
  }

 private:
  static constexpr std::size_t slot_count = 16;
  struct alignas(64) Slot {
    mutable std::mutex mutex;
    std::shared_ptr<const T> value;
  };

  static std::size_t slot_of_this_thread() {
    static std::atomic<std::size_t> threads{0};
    thread_local const std::size_t mine = threads.fetch_add(1, std::memory_order_relaxed);
    return mine % slot_count;
  }

  std::mutex writing_;
  std::array<Slot, slot_count> slots_;
};

}  // namespace guanxi
