#include "platform/config/config.h"

#include <fmt/format.h>
#include <unistd.h>

#include <toml++/toml.h>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>

#include "base/text.h"
#include "platform/config/settings.h"

namespace guanxi::config {
namespace {

constexpr std::uintmax_t file_bytes_max = 1024 * 1024;

std::string section_of(std::string_view key) {
  const auto dot = key.find('.');
  return dot == std::string_view::npos ? std::string() : std::string(key.substr(0, dot));
}

bool is_section(std::string_view name) {
  return std::ranges::any_of(settings(), [&](const Setting& s) {
    return section_of(s.key) == name;
  });
}

class Loader {
 public:
  explicit Loader(const Sources& sources) : sources_(sources) {}

  Loaded run() {
    if (sources_.file) read_file(*sources_.file);
    read_environment();
    read_flags();
    for (const Conflict& conflict : conflicts(loaded_.config)) {
      const Origin& origin = origins_[conflict.key];
      problem(
          origin.where.empty() ? "guanxi" : origin.where, conflict.key, conflict.zh, conflict.en
      );
    }
    add_views();
    return std::move(loaded_);
  }

 private:
  struct Origin {
    Source source = Source::defaults;
    std::string where;
  };

  void problem(std::string where, std::string key, std::string zh, std::string en) {
    loaded_.problems.push_back({std::move(where), std::move(key), std::move(zh), std::move(en)});
  }

  void unknown(
      const std::string& where, const std::string& key, std::optional<std::string> nearest
  ) {
    problem(
        where,
        key,
        nearest ? fmt::format("没有这个设置;是否指 {}?", *nearest)
                : "没有这个设置;见 guanxi config",
        nearest ? fmt::format("there is no such setting; did you mean {}?", *nearest)
                : "there is no such setting; see guanxi config"
    );
  }

  void settle(
      const Setting& setting,
      Source source,
      const std::string& where,
      std::optional<Setting::Refusal> refusal
  ) {
    if (refusal) {
      problem(where, setting.key, std::move(refusal->first), std::move(refusal->second));
    } else {
      origins_[setting.key] = {source, where};
    }
  }

  void read_file(const std::filesystem::path& path) {
    const std::string name = path.string();
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (status.type() == std::filesystem::file_type::not_found) {
      if (sources_.file_required) problem(name, "", "文件不存在", "there is no such file");
      return;
    }
    if (!std::filesystem::is_regular_file(status)) {
      return problem(name, "", "不是普通文件", "is not a regular file");
    }
    if (const auto bytes = std::filesystem::file_size(path, error);
        !error && bytes > file_bytes_max)
      return problem(name, "", "文件超过 1 MiB", "is larger than 1 MiB");
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    if (in) text << in.rdbuf();
    if (!in) {
      const std::string why = std::strerror(errno);
      return problem(name, "", "无法读取:" + why, "cannot be read: " + why);
    }
    read_toml(text.str(), name);
  }

  void read_toml(const std::string& text, const std::string& name) {
    try {
      const toml::table root = toml::parse(text, name);
      read_table(root, "", name);
    } catch (const toml::parse_error& error) {
      const std::string where = fmt::format("{}:{}", name, error.source().begin.line);
      const std::string why(error.description());
      problem(where, "", "不是有效的 TOML:" + why, "is not valid TOML: " + why);
    }
  }

  void read_table(const toml::table& table, const std::string& section, const std::string& name) {
    // By line, so that problems come in the order a person reads the file.
    std::vector<std::pair<std::string, const toml::node*>> entries;
    for (const auto& [key, node] : table) entries.emplace_back(std::string(key.str()), &node);
    std::ranges::sort(entries, {}, [](const auto& entry) {
      return std::pair(entry.second->source().begin.line, entry.second->source().begin.column);
    });
    for (const auto& [key, node] : entries) {
      const std::string full = section.empty() ? key : section + "." + key;
      const std::string where = fmt::format("{}:{}", name, node->source().begin.line);
      if (const toml::table* inner = node->as_table(); inner != nullptr && is_section(full)) {
        read_table(*inner, full, name);
      } else if (const Setting* setting = find_setting(full); setting != nullptr) {
        settle(*setting, Source::file, where, set_from(*setting, *node));
      } else if (section.empty() && is_section(full)) {
        problem(
            where,
            full,
            fmt::format("须为一节:[{}]", full),
            fmt::format("must be a section: [{}]", full)
        );
      } else {
        unknown(where, full, node->is_table() ? nearest_section(full) : nearest_key(full));
      }
    }
  }

  static std::optional<std::string> nearest_section(const std::string& name) {
    const auto key = nearest_key(name + ".port");
    if (key && !section_of(*key).empty()) return "[" + section_of(*key) + "]";
    for (const Setting& setting : settings()) {
      const std::string section = section_of(setting.key);
      if (!section.empty() && (section.starts_with(name) || name.starts_with(section))) {
        return "[" + section + "]";
      }
    }
    return std::nullopt;
  }

  std::optional<Setting::Refusal> set_from(const Setting& setting, const toml::node& node) {
    if (const auto number = node.value_exact<std::int64_t>())
      return setting.set(loaded_.config, *number);
    if (const auto text = node.value_exact<std::string>())
      return setting.set(loaded_.config, *text);
    std::ostringstream found;
    node.visit([&](const auto& value) { found << value; });
    return setting.wrong_type(found.str());
  }

  void read_environment() {
    for (const auto& [name, value] : sources_.environment) {
      if (!name.starts_with("GUANXI_")) continue;
      const auto found = std::ranges::find_if(settings(), [&](const Setting& s) {
        return s.environment() == name;
      });
      if (found != settings().end()) {
        settle(*found, Source::environment, name, found->set_from_text(loaded_.config, value));
        continue;
      }
      if (const auto key = mistyped(name)) {
        const auto nearest = nearest_key(*key);
        unknown(
            name, "", nearest ? std::optional(find_setting(*nearest)->environment()) : std::nullopt
        );
      }
    }
  }

  /// GUANXI_HTTP_PROT → "http.prot"; nullopt if the name does not begin like one of our sections.
  static std::optional<std::string> mistyped(std::string_view name) {
    std::string lower;
    for (const char c : name.substr(7)) {
      lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    const auto bar = lower.find('_');
    if (bar == std::string::npos || !is_section(lower.substr(0, bar))) return std::nullopt;
    lower[bar] = '.';
    return lower;
  }

  void read_flags() {
    for (const auto& [key, value] : sources_.flags) {
      const std::string where = "--set " + key;
      if (const Setting* setting = find_setting(key); setting != nullptr) {
        settle(*setting, Source::flag, where, setting->set_from_text(loaded_.config, value));
      } else {
        unknown(where, key, nearest_key(key));
      }
    }
  }

  void add_views() {
    const Config defaults;
    for (const Setting& setting : settings()) {
      const Origin& origin = origins_[setting.key];
      loaded_.views.push_back(
          {setting.key,
           setting.value(loaded_.config),
           setting.value(defaults),
           setting.unit,
           setting.range(Language::en),
           setting.environment(),
           origin.source,
           origin.where,
           setting.zh,
           setting.en}
      );
    }
  }

  const Sources& sources_;
  Loaded loaded_;
  std::map<std::string, Origin> origins_;
};

std::string padded(std::string text, int width) {
  const int missing = width - display_width(text);
  if (missing > 0) text.append(static_cast<std::size_t>(missing), ' ');
  return text;
}

}  // namespace

Loaded load(const Sources& sources) { return Loader(sources).run(); }

std::string Problem::text(Language language) const {
  std::string out = where;
  // A flag's place already names the key.
  if (!key.empty() && !where.ends_with(" " + key)) out += ": " + key;
  return out + ": " + (language == Language::zh_cn ? zh : en);
}

std::vector<std::pair<std::string, std::string>> environment() {
  std::vector<std::pair<std::string, std::string>> found;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const auto equals = text.find('=');
    if (text.starts_with("GUANXI_") && equals != std::string_view::npos)
      found.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  std::ranges::sort(found);
  return found;
}

std::optional<std::pair<std::string, std::string>> split_flag(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) return std::nullopt;
  return std::pair(std::string(text.substr(0, equals)), std::string(text.substr(equals + 1)));
}

std::string describe(const Loaded& loaded, Language language) {
  const bool zh = language == Language::zh_cn;
  int key_width = 0, value_width = 0;
  for (const View& view : loaded.views) {
    key_width = std::max(key_width, display_width(view.key));
    value_width = std::max(value_width, display_width(view.value + " " + view.unit));
  }
  std::string out;
  for (const View& view : loaded.views) {
    const std::string value = view.unit.empty() ? view.value : view.value + " " + view.unit;
    std::string source = view.where;
    if (view.source == Source::defaults) {
      source = zh ? "默认" : "default";
    } else if (view.value != view.default_value) {
      source += zh ? ",默认 " : ", default ";
      source += view.default_value;
    }
    out += padded(view.key, key_width) + "  " + padded(value, value_width) + "  " + source + "\n";
    out += "    ";
    out += zh ? view.help_zh : view.help_en;
    const std::string range = find_setting(view.key)->range(language);
    if (!range.empty()) out += " (" + range + ")";
    out += "  " + view.environment + "\n";
  }
  return out;
}

std::string sample_file(Language language, const Config& config) {
  const bool zh = language == Language::zh_cn;
  std::string out = zh ? "# guanxi 的设置。去掉行首的 # 并修改;没有写的按默认值。\n"
                         "# 同名环境变量优先于本文件(http.port 为 GUANXI_HTTP_PORT),命令行 --set "
                         "http.port=8080 又优先于环境变量。\n"
                       : "# Settings of guanxi. Remove the # and change the value; what is absent "
                         "has its default.\n"
                         "# An environment variable wins over this file (http.port is "
                         "GUANXI_HTTP_PORT), and the\n"
                         "# flag --set http.port=8080 wins over both.\n";
  std::string section;
  const Config defaults;
  for (const Setting& setting : settings()) {
    if (const std::string mine = section_of(setting.key); mine != section) {
      section = mine;
      out += "\n[" + section + "]\n";
    } else if (section.empty()) {
      out += "\n";
    }
    const std::string range = setting.range(language);
    const std::string_view key =
        std::string_view(setting.key).substr(section.empty() ? 0 : section.size() + 1);
    out += fmt::format("# {}", zh ? setting.zh : setting.en);
    if (!range.empty())
      out += fmt::format(" ({}{}{})", range, *setting.unit != 0 ? " " : "", setting.unit);
    const std::string value = setting.value(config);
    out += fmt::format("\n{}{} = {}\n", value == setting.value(defaults) ? "#" : "", key, value);
  }
  return out;
}

}  // namespace guanxi::config
