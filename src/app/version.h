#pragma once

namespace guanxi::app {

inline constexpr const char* version = "0.1.0";

}  // namespace guanxi::app
