#include "modules/points/occasion_book.h"

#include <mutex>
#include <unordered_map>

#include "base/published.h"

namespace guanxi::points {
namespace {

using OccasionsByProgramme = std::unordered_map<ProgrammeId, std::vector<Occasion>>;

std::shared_ptr<const OccasionsByProgramme> load_occasions(sql::Tx& tx) {
  auto all = std::make_shared<OccasionsByProgramme>();
  for (Occasion& occasion : every_occasion(tx)) {
    (*all)[occasion.programme].push_back(std::move(occasion));
  }
  return all;
}

}  // namespace

class OccasionBook::Impl {
 public:
  explicit Impl(sql::Database& db)
      : db_(db), occasions_(db.read([&](sql::Tx& tx) {
          count_ = count_occasions(tx);
          return load_occasions(tx);
        })) {}

  std::shared_ptr<const OccasionsByProgramme> occasions() const { return occasions_.get(); }

  void refresh() {
    // One reload at a time, so that an older state never replaces a newer one.
    const std::lock_guard lock(reloading_);
    std::int64_t count = count_;
    const auto read = db_.read([&](sql::Tx& tx) -> std::shared_ptr<const OccasionsByProgramme> {
      count = count_occasions(tx);
      return count == count_ ? nullptr : load_occasions(tx);
    });
    if (!read) return;
    occasions_.set(read);
    count_ = count;
  }

 private:
  sql::Database& db_;
  std::mutex reloading_;
  std::int64_t count_ = 0;
  Published<OccasionsByProgramme> occasions_;
};

OccasionBook::OccasionBook(sql::Database& db) : impl_(std::make_unique<Impl>(db)) {}
OccasionBook::~OccasionBook() = default;

std::vector<Occasion> OccasionBook::in_force(ProgrammeId programme, Instant when) const {
  const auto all = impl_->occasions();
  const auto found = all->find(programme);
  if (found == all->end()) return {};
  return in_force_at(found->second, when);
}

void OccasionBook::refresh() { impl_->refresh(); }

}  // namespace guanxi::points
