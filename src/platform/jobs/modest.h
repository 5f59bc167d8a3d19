// Work of minutes beside a shop: customers come first, whatever the machine has left is this
// work's.
#pragma once

#include <functional>

namespace guanxi::jobs {

/// Makes the calling thread one that only takes what others leave, and names it (at most 15 bytes).
/// It cannot go back.
void yield_to_others(const char* name);

/// Runs `work` on such a thread of its own and waits for it. What it throws is thrown here.
void run_modestly(const char* name, const std::function<void()>& work);

}  // namespace guanxi::jobs
