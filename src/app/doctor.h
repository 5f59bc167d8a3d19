// `guanxi doctor`: is this installation well? One finding for each check – what was found, what it
// means, what to do – about the machine, the data directory, the keys and the store. Changes
// nothing, and runs beside a server or without one.
//
// What is asked of the machine goes through Machine, so that tests can plant a full disk.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "platform/config/config.h"

namespace guanxi::app {

enum class Health { ok, warning, failed };

struct Finding {
  std::string check;  // "disk.room": fixed
  Health health = Health::ok;
  std::string zh, en;        // what was found, and what it means
  std::string do_zh, do_en;  // what to do; empty where nothing is to be done
};

class Machine {
 public:
  virtual ~Machine() = default;

  struct Room {
    std::uint64_t bytes_free = 0, inodes_free = 0,
                  inodes = 0;  // inodes 0: the file system has none
  };
  virtual std::optional<Room> room(const std::filesystem::path& path) = 0;
  enum class ClockState { synchronised, adrift, unknown };
  virtual ClockState clock_state() = 0;
  virtual std::int64_t open_files_max() = 0;
  /// What this program may use: the machine's memory, or less where a control group says so.
  virtual std::int64_t memory_bytes() = 0;
  /// Who answers on the port: nobody, a Guanxi (by its /healthz), or another program.
  enum class Port { free, guanxi, other, forbidden };
  virtual Port port(const std::string& address, int port) = 0;
  /// Empty: the time zones can be used. Otherwise why not.
  virtual std::string time_zone_fault() = 0;
};

/// The machine we run on.
class ThisMachine final : public Machine {
 public:
  std::optional<Room> room(const std::filesystem::path& path) override;
  ClockState clock_state() override;
  std::int64_t open_files_max() override;
  std::int64_t memory_bytes() override;
  Port port(const std::string& address, int port) override;
  std::string time_zone_fault() override;
};

struct DoctorOptions {
  bool whole = true;  // also what reads the whole store: its integrity, and every seal
};

/// Every check, in the order of docs/guide/operations.md.
std::vector<Finding> examine(
    const config::Loaded& loaded, const Clock& clock, Machine& machine, const DoctorOptions& options
);

Health worst(const std::vector<Finding>& findings);
std::string to_table(const std::vector<Finding>& findings, bool zh);
std::string to_json(const std::vector<Finding>& findings, bool zh);

// The parts of examine(), each adding its findings.
namespace doctor {

struct Context {
  const config::Loaded& loaded;
  const config::Config& config;
  const Clock& clock;
  Machine& machine;
  DoctorOptions options;
  std::vector<Finding>& findings;

  std::filesystem::path data() const { return config.data; }
  std::filesystem::path store() const { return data() / config.sqlite.file; }
  void ok(std::string check, std::string zh, std::string en) const;
  void warn(std::string check, std::string zh, std::string en, std::string do_zh, std::string do_en)
      const;
  void fail(std::string check, std::string zh, std::string en, std::string do_zh, std::string do_en)
      const;
};

void examine_files(const Context& context);    // config, folders, modes, room
void examine_machine(const Context& context);  // clock, port, limits, memory, zones, certificates
void examine_store(const Context& context);    // engine, schema, keys, books

/// "12.3 GiB"
std::string size_text(std::uint64_t bytes);

}  // namespace doctor
}  // namespace guanxi::app
