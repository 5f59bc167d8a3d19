// Somebody who asks the program's own API, as a merchant's people do over HTTP; and what the demo
// reads JSON with.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "app/application.h"

namespace guanxi::app::demo {

namespace json = boost::json;

/// Empty, if there is none.
std::string text_of(const json::object& object, const char* member);
json::array list_of(const json::object& object, const char* member);

class Asking {
 public:
  Asking(Application& application, const std::string& token);

  http::Response try_post(
      const std::string& path, const json::object& body, const std::string& key = {}
  ) const;
  /// A refusal is a fault of ours.
  json::object post(const std::string& path, const json::object& body, const std::string& key = {})
      const;
  void put(const std::string& path, const json::object& body) const;

 private:
  http::Response send(
      const char* method, const std::string& path, const json::object& body, const std::string& key
  ) const;

  const api::Api& api_;
  std::string credential_;
};

}  // namespace guanxi::app::demo
