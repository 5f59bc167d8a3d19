#include "app/backup_progress.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>

namespace guanxi::app {
namespace {

volatile sig_atomic_t interrupted = 0;
void on_interrupt(int number) {
  interrupted = 1;
  signal(number, SIG_DFL);  // who asks twice does not want to wait for a hung disk
}

const char* word(backup::Phase phase, bool zh) {
  using backup::Phase;
  switch (phase) {
    case Phase::waiting:
      return zh ? "等待服务开始" : "waiting for the server";
    case Phase::copying:
      return zh ? "复制" : "copying";
    case Phase::counting:
      return zh ? "清点行数" : "counting rows";
    case Phase::sealing:
      return zh ? "计算校验和" : "making checksums";
    case Phase::reading:
      return zh ? "读取备份并校验" : "reading and checking the backup";
    case Phase::filling:
      return zh ? "写入目标" : "filling the target";
    case Phase::comparing:
      return zh ? "比对内容" : "comparing";
    case Phase::verifying:
      return zh ? "核对账目" : "verifying the books";
    case Phase::ended:
      return zh ? "结束" : "ended";
  }
  return "";
}

}  // namespace

BackupProgress::BackupProgress(bool zh) : zh_(zh), terminal_(isatty(STDERR_FILENO) == 1) {}

bool BackupProgress::show(const backup::Progress& progress) {
  using namespace std::chrono;
  const auto now = steady_clock::now();
  const bool new_phase = progress.phase != phase_;
  if (new_phase || (terminal_ && now - shown_ >= milliseconds(200))) {
    shown_ = now;
    phase_ = progress.phase;
    std::string line = word(phase_, zh_);
    if (progress.total > 0) {
      line += fmt::format("  {} %", progress.done * 100 / progress.total);
      if (!progress.in_rows) {
        line += fmt::format("  {} / {}", mib_text(progress.done), mib_text(progress.total));
      }
    }
    if (terminal_) {
      fmt::print(stderr, "\r{:<70}", line);
      drawn_ = true;
    } else if (new_phase) {
      fmt::print(stderr, "{}\n", word(phase_, zh_));
    }
    std::fflush(stderr);
  }
  return interrupted == 0;
}

void BackupProgress::end() {
  if (drawn_) fmt::print(stderr, "\n");
  drawn_ = false;
}

void stop_on_interrupt() {
  signal(SIGINT, on_interrupt);
  signal(SIGTERM, on_interrupt);
}

bool interrupted_by_user() { return interrupted != 0; }

void print_books(const verify::Report& books, const config::Config& config) {
  fmt::print("{}", verify::to_table(books, language_of(config)));
}

void print_key_needed(const std::string& fingerprint, bool zh) {
  fmt::print(
      fmt::runtime(
          zh ? "不含密钥；读取个人信息需要指纹为 {} 的 guanxi.key，请另处保存\n"
             : "It does not contain the key: personal data in it can be read only with the "
               "guanxi.key whose fingerprint is {}. Keep that elsewhere\n"
      ),
      fingerprint
  );
}

std::string mib_text(std::int64_t bytes) {
  return fmt::format("{}.{} MiB", bytes >> 20, (bytes & ((1 << 20) - 1)) * 10 >> 20);
}

}  // namespace guanxi::app
