// A member's life at the tills, drawn from numbers: sales, refunds, voids, exchanges, redemptions
// in any order. Beside it runs a model of a few lines that knows nothing of lots, journals or
// allocation, only the rules as the manual has them; every answer is held against it.
//
// Threads: the test's own.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "support/house.h"

namespace guanxi::test {

/// Numbers drawn beforehand, so that RapidCheck can shrink them; 0 when they run out.
class Draw {
 public:
  explicit Draw(std::vector<int> numbers) : numbers_(std::move(numbers)) {}
  bool done() const { return at_ >= numbers_.size(); }
  std::int64_t below(std::int64_t bound) { return done() ? 0 : numbers_[at_++] % bound; }

 private:
  std::vector<int> numbers_;
  std::size_t at_ = 0;
};

class Story {
 public:
  using Policy = programmes::ShortfallPolicy;
  /// Enrols a member with that phone. `heard` gets every answer.
  Story(
      TestHouse& house,
      Policy policy,
      std::string phone,
      Draw draw,
      std::function<void(const Answer&)> heard = [](const Answer&) {}
  );

  /// Throws std::runtime_error with the first answer that is not what the model says.
  void run();
  // The same in parts, for several stories side by side.
  bool done() const { return draw_.done(); }
  void step();
  void end();

 private:
  struct Sold {
    struct Line {
      std::size_t good = 0;
      std::int64_t quantity = 0, returned = 0;
    };
    std::string receipt;
    std::vector<Line> lines;
    std::int64_t payable = 0, refunded = 0, earned = 0, reversed = 0;
    bool voided = false, touched = false;
  };
  struct Model {
    Policy policy;
    std::int64_t balance = 0, a = 0, f = 0, redeemed = 0;
    void sell(Sold& sale);
    /// False: refused, nothing changed.
    bool give_back(Sold& sale, const std::vector<std::int64_t>& quantities);
    bool redeem(std::int64_t points);
  };

  void sell();
  void give_back(bool as_void);
  void exchange();
  void redeem();
  Sold basket();
  Sale request(const Sold& sold) const;
  Sold* some_sale();
  std::vector<std::int64_t> part_of(const Sold& sale, bool all);
  Answer hear(Answer answer);
  void expect(const Answer& answer, int status, const char* balance) const;

  TestHouse& house_;
  Draw draw_;
  Model model_;
  std::string phone_, member_;
  std::function<void(const Answer&)> heard_;
  std::vector<Sold> sales_;
};

}  // namespace guanxi::test
