#include "app/doctor.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "platform/log/escape.h"

namespace guanxi::app {
namespace doctor {

void Context::ok(std::string check, std::string zh, std::string en) const {
  findings.push_back({std::move(check), Health::ok, std::move(zh), std::move(en), "", ""});
}

void Context::warn(
    std::string check, std::string zh, std::string en, std::string do_zh, std::string do_en
) const {
  findings.push_back(
      {std::move(check),
       Health::warning,
       std::move(zh),
       std::move(en),
       std::move(do_zh),
       std::move(do_en)}
  );
}

void Context::fail(
    std::string check, std::string zh, std::string en, std::string do_zh, std::string do_en
) const {
  warn(std::move(check), std::move(zh), std::move(en), std::move(do_zh), std::move(do_en));
  findings.back().health = Health::failed;
}

std::string size_text(std::uint64_t bytes) {
  constexpr const char* units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  std::uint64_t tenths = bytes * 10;
  for (; tenths >= 10240 && unit + 1 < std::size(units); ++unit) tenths /= 1024;
  if (unit == 0) return fmt::format("{} B", bytes);
  return fmt::format("{}.{} {}", tenths / 10, tenths % 10, units[unit]);
}

}  // namespace doctor

namespace {

const char* word_of(Health health, bool zh) {
  switch (health) {
    case Health::ok:
      return zh ? "正常" : "ok";
    case Health::warning:
      return zh ? "警告" : "warning";
    case Health::failed:
      break;
  }
  return zh ? "失败" : "failed";
}

std::string padded(std::string text, int width) {
  const int missing = width - display_width(text);
  if (missing > 0) text.append(static_cast<std::size_t>(missing), ' ');
  return text;
}

std::string json_text(std::string_view text) {
  std::string out = "\"";
  log::append_escaped(out, text, 4096);
  return out + '"';
}

}  // namespace

std::vector<Finding> examine(
    const config::Loaded& loaded, const Clock& clock, Machine& machine, const DoctorOptions& options
) {
  std::vector<Finding> findings;
  const doctor::Context context{loaded, loaded.config, clock, machine, options, findings};
  doctor::examine_files(context);
  doctor::examine_machine(context);
  doctor::examine_store(context);
  return findings;
}

Health worst(const std::vector<Finding>& findings) {
  Health health = Health::ok;
  for (const Finding& finding : findings) health = std::max(health, finding.health);
  return health;
}

std::string to_table(const std::vector<Finding>& findings, bool zh) {
  int width = 0;
  for (const Finding& finding : findings) width = std::max(width, display_width(finding.check));
  std::string out;
  for (const Finding& finding : findings) {
    out += padded(word_of(finding.health, zh), 8);
    out += padded(finding.check, width + 2) + (zh ? finding.zh : finding.en);
    const std::string& todo = zh ? finding.do_zh : finding.do_en;
    if (!todo.empty()) out += (zh ? "。处理：" : ". To do: ") + todo;
    out += '\n';
  }
  return out;
}

std::string to_json(const std::vector<Finding>& findings, bool zh) {
  std::string out = "{\"worst\":" + json_text(word_of(worst(findings), false)) + ",\"checks\":[";
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const Finding& finding = findings[i];
    out += i == 0 ? "" : ",";
    out += "{\"check\":" + json_text(finding.check);
    out += ",\"state\":" + json_text(word_of(finding.health, false));
    out += ",\"found\":" + json_text(zh ? finding.zh : finding.en);
    out += ",\"to_do\":" + json_text(zh ? finding.do_zh : finding.do_en) + "}";
  }
  return out + "]}";
}

}  // namespace guanxi::app
