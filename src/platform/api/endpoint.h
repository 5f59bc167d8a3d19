// Inside platform/api: an endpoint with everything worked out at start that a request needs.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/api/api.h"

namespace guanxi::api {

struct Endpoint {
  Spec spec;
  const Type* request = nullptr;
  const Type* response = nullptr;
  std::function<void(Exchange&)> invoke;

  std::vector<const Member*> path_members;  // one per {parameter}, in the order of the path
  std::uint64_t from_path = 0;              // bit per member of the request
  bool has_query = false;                   // get and del: the other members come from the query
  bool has_body = false;  // post, put, patch with other members: they come from the body

  bool is_from_path(std::size_t member) const { return (from_path >> member & 1U) != 0; }
};

/// Works the endpoint out; a mistake in the declaration is a failed check that says which.
Endpoint make_endpoint(
    Spec spec, const Type& request, const Type& response, std::function<void(Exchange&)> invoke
);

/// Every type a value of `type` can hold, itself included, each once.
void collect_types(const Type& type, std::vector<const Type*>& found);

/// What a careful reader would complain about: missing words, examples that do not parse. See
/// Api::complaints.
void complain_about(const Endpoint& endpoint, std::vector<std::string>& complaints);

/// An example value of a type, or of a member with its field: the declared one, else one made from
/// the type.
std::string example_of(const Type& type, const Field* field);
/// The same for the body of a request: without the members that come from the path.
std::string body_example_of(const Endpoint& endpoint);

}  // namespace guanxi::api
