// Inside the engine: which of the promotions that could apply shall, by declared priority or the
// best for the member.
#pragma once

#include "modules/pricing/engine/coupons.h"

namespace guanxi::pricing {

/// Whether two promotions can stand beside each other: applied, exclusive or not_beside.
inline Why conflict_of(const Promotion& a, const Promotion& b) {
  if (a.exclusive_group != 0 && a.exclusive_group == b.exclusive_group) return Why::exclusive;
  const auto names = [](const Promotion& one, const Promotion& other) {
    return std::ranges::binary_search(one.not_with, other.id);
  };
  return names(a, b) || names(b, a) ? Why::not_beside : Why::applied;
}

/// The lines that a candidate may still take.
inline std::span<const std::uint32_t> free_lines(
    const Candidate& candidate,
    std::span<const std::uint8_t> once_taken,
    std::vector<std::uint32_t>& memory
) {
  if (!candidate.promotion->once_per_line) return candidate.lines;
  memory.clear();
  for (const std::uint32_t line : candidate.lines) {
    if (!once_taken[line]) memory.push_back(line);
  }
  return memory;
}
inline std::span<const std::uint32_t> free_lines(
    const Candidate& candidate, Workspace::Memory& memory
) {
  return free_lines(candidate, memory.once_taken, memory.lines);
}

/// The lines that its reward must not touch either (an add-on's target stands outside its scope).
inline std::span<const std::uint8_t> closed_to(
    const Promotion& promotion, std::span<const std::uint8_t> once_taken
) {
  return promotion.once_per_line ? once_taken : std::span<const std::uint8_t>();
}

/// Marks what an applied promotion leaves to none of those that take a line once: its lines, and
/// what it reduced besides them (an add-on's target).
inline void note_lines(
    const Promotion& promotion,
    std::span<const std::uint32_t> lines,
    std::span<const std::int64_t> off,
    std::span<std::uint8_t> once_taken
) {
  if (!promotion.once_per_line) return;
  for (const std::uint32_t line : lines) once_taken[line] = 1;
  for (std::size_t i = 0; i < off.size(); ++i) {
    if (off[i] != 0) once_taken[i] = 1;
  }
}

/// Sets `chosen` of memory's candidates. Returns false where more compete than choices_max allows
/// to weigh.
bool choose(
    const Parameters& parameters,
    const Basket& basket,
    const Coupons& coupons,
    Workspace::Memory& memory,
    const Quote& members
);

}  // namespace guanxi::pricing
