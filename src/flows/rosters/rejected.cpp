#include "flows/rosters/rejected.h"

#include "flows/import/rejects.h"
#include "flows/rosters/upload_store.h"

namespace guanxi::rosters {
namespace {

crypto::SealPlace reject_place(ImportId import) { return {rejects_column, import.value()}; }

/// The faults as JSON, which has no line end in it, and behind one the line of the file.
std::string packed(const RejectedRow& row) {
  return api::to_json(ProblemView{row.line, row.faults}) + '\n' + row.text;
}

class RejectedFile final : public Rejected {
 public:
  RejectedFile(const Options& options, std::int64_t counted, const std::string& header)
      : file_(options.rejects, kept(options.rejects, counted)),
        begun_(kept(options.rejects, counted)) {
    if (begun_ > 0) return;
    file_.write_at(0, header);
    begun_ = std::ssize(header);
  }

  std::int64_t bytes_begun() const override { return begun_; }
  void begin(sql::Tx&, ImportId, const std::string&) override {}
  std::int64_t add(sql::Tx&, const store::Import& before, std::span<const RejectedRow> rows)
      override {
    std::string text;
    for (const RejectedRow& row : rows) text += row.text;
    file_.write_at(before.counters.rejects_bytes, text);
    return std::ssize(text);
  }

 private:
  static std::int64_t kept(const std::filesystem::path& path, std::int64_t counted) {
    std::error_code none;
    const auto there = std::filesystem::file_size(path, none);
    return !none && static_cast<std::int64_t>(there) >= counted ? counted : 0;
  }

  import::RejectsFile file_;
  std::int64_t begun_;
};

class RejectedRows final : public Rejected {
 public:
  RejectedRows(const crypto::KeyRing& keys, std::int64_t counted, const std::string& header)
      : sealer_(keys), begun_(counted > 0 ? counted : std::ssize(header)) {}

  std::int64_t bytes_begun() const override { return begun_; }
  void begin(sql::Tx& tx, ImportId import, const std::string& header) override {
    insert(tx, import, {0, 1, header, {}, {}});
  }
  std::int64_t add(sql::Tx& tx, const store::Import& before, std::span<const RejectedRow> rows)
      override {
    std::int64_t bytes = 0;
    for (const RejectedRow& row : rows) {
      insert(tx, before.id, row);
      bytes += std::ssize(row.text);
    }
    return bytes;
  }

 private:
  void insert(sql::Tx& tx, ImportId import, const RejectedRow& row) {
    store::insert_reject(
        tx, import, {row.row_no, {sealer_.seal(packed(row), reject_place(import))}, row.owner}
    );
  }

  crypto::Sealer sealer_;
  std::int64_t begun_;
};

}  // namespace

std::unique_ptr<Rejected> open_rejected(
    const Options& options,
    const crypto::KeyRing& keys,
    std::int64_t counted,
    const std::string& header
) {
  if (options.rejects.empty()) return std::make_unique<RejectedRows>(keys, counted, header);
  return std::make_unique<RejectedFile>(options, counted, header);
}

std::vector<RejectedRow> rejects_of(
    sql::Tx& tx, const crypto::Sealer& sealer, ImportId import, std::int64_t after, int limit
) {
  std::vector<RejectedRow> rows;
  for (const store::Reject& one : store::rejects_behind(tx, import, after, limit)) {
    const std::string data = sealer.open(one.data.data, reject_place(import));
    const std::size_t end = data.find('\n');
    auto told =
        api::from_json<ProblemView>(std::string_view(data).substr(0, end), api::Origin::stored);
    GX_CHECK_WHY(told.has_value(), "a rejected row is kept as something else");
    rows.push_back({one.row_no, told->line, data.substr(end + 1), std::move(told->faults)});
  }
  return rows;
}

std::string rejects_header_of(sql::Tx& tx, const crypto::Sealer& sealer, ImportId import) {
  const auto kept = store::find_reject(tx, import, 0);
  if (!kept) return {};
  const std::string data = sealer.open(kept->data, reject_place(import));
  return data.substr(data.find('\n') + 1);
}

}  // namespace guanxi::rosters
