// The version of the program, as `guanxi version`, the OpenAPI document and packages say it.
#pragma once

namespace guanxi::app {

inline constexpr const char* version = "0.1.0";

}  // namespace guanxi::app
