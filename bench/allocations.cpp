#include "allocations.h"

#include <cstdlib>
#include <new>

namespace guanxi::bench {

std::uint64_t allocations = 0;

}  // namespace guanxi::bench

// A file of its own: where the compiler sees both halves it takes them for a mistake.
void* operator new(std::size_t size) {
  ++guanxi::bench::allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
