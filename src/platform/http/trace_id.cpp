#include "platform/http/trace_id.h"

#include <cstdint>
#include <random>

namespace guanxi::http {
namespace {

bool is_lower_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}
bool is_all_zero(std::string_view text) {
  return text.find_first_not_of('0') == std::string_view::npos;
}

std::uint64_t random_seed() {
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

/// SplitMix64: one addition and three multiplications a number; a generator per thread needs no
/// lock.
std::uint64_t next_random() {
  thread_local std::uint64_t state = random_seed();
  std::uint64_t z = (state += 0x9e3779b97f4a7c15U);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

}  // namespace

std::string_view trace_id_of(std::string_view traceparent) {
  constexpr std::size_t length = 55;
  if (traceparent.size() < length) return {};
  const std::string_view version = traceparent.substr(0, 2);
  const std::string_view trace_id = traceparent.substr(3, 32);
  const std::string_view parent_id = traceparent.substr(36, 16);
  const std::string_view flags = traceparent.substr(53, 2);
  if (traceparent[2] != '-' || traceparent[35] != '-' || traceparent[52] != '-') return {};
  for (std::string_view part : {version, trace_id, parent_id, flags}) {
    if (!is_lower_hex(part)) return {};
  }
  if (version == "ff" || is_all_zero(trace_id) || is_all_zero(parent_id)) return {};
  // A later version may append fields, version 00 may not.
  if (traceparent.size() > length && (version == "00" || traceparent[length] != '-')) return {};
  return trace_id;
}

void make_trace_id(std::string& trace_id) {
  static constexpr char hex[] = "0123456789abcdef";
  std::uint64_t halves[2] = {next_random(), next_random()};
  if (halves[0] == 0 && halves[1] == 0) halves[1] = 1;
  trace_id.resize(32);
  for (std::size_t i = 0; i < 32; ++i) {
    std::uint64_t& half = halves[i / 16];
    trace_id[i] = hex[half >> 60];
    half <<= 4;
  }
}

}  // namespace guanxi::http
