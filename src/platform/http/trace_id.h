// Trace ids after W3C Trace Context. Used by connection.cpp.
#pragma once

#include <string>
#include <string_view>

namespace guanxi::http {

/// The trace id of a valid `traceparent` ("00-<32 hex>-<16 hex>-<2 hex>"), a view into it; empty if
/// it is not valid.
std::string_view trace_id_of(std::string_view traceparent);

/// Writes 32 random hex digits, not all zero. Unique, but neither secret nor unpredictable. Any
/// thread.
void make_trace_id(std::string& trace_id);

}  // namespace guanxi::http
