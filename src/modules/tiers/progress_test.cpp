// The rules of standings, on a journal in memory: what is written is what the next day begins with.
#include "modules/tiers/testing.h"

namespace guanxi::tiers {
namespace {

class Life {
 public:
  explicit Life(Terms terms, const char* joined = "2024-02-29")
      : version_(version_of(std::move(terms))), joined_(date(joined)) {}

  /// The tier after `change` on that day.
  template <class Change>
  std::string on(const char* day, Change&& change) {
    const Date today = date(day);
    const Instant now = TimeZone().start_of(today).plus_seconds(36'000);
    Progress progress(
        version_,
        {OwnerId(1), joined_},
        standing_,
        {now, today},
        [this](Date from, Date to) {
          std::int64_t sum = 0;
          for (const Entry& entry : journal_) {
            if (from <= entry.counts_on && entry.counts_on <= to) sum += entry.growth;
          }
          return sum;
        }
    );
    before_ = progress.tier_before(today);
    change(progress);
    for (const Entry& entry : progress.entries()) journal_.push_back(entry);
    if (progress.has_news()) standing_ = progress.standing();
    last_ = progress.standing();
    return progress.tier();
  }
  std::string on(const char* day) {
    return on(day, [](Progress&) {});
  }
  std::string grow(const char* day, std::int64_t growth, const char* counts_on = nullptr) {
    return on(day, [&](Progress& progress) {
      progress.enter({.counts_on = date(counts_on ? counts_on : day), .growth = growth});
    });
  }
  std::string grant(const char* day, const char* tier, const char* until) {
    return on(day, [&](Progress& progress) {
      progress.grant({.kind = EntryKind::granted}, tier, date(until));
    });
  }
  void change(Terms terms) { version_ = version_of(std::move(terms), version_->version + 1); }
  const Standing& standing() const { return last_; }
  const std::string& applied() const { return before_; }  // to that day's receipt
  const std::vector<Entry>& journal() const { return journal_; }
  std::vector<EntryKind> kinds() const {
    std::vector<EntryKind> kinds;
    for (const Entry& entry : journal_) kinds.push_back(entry.kind);
    return kinds;
  }

 private:
  VersionPtr version_;
  Date joined_;
  std::optional<Standing> standing_;
  Standing last_;
  std::string before_;
  std::vector<Entry> journal_;
};

Terms rolling(int months) {
  Terms terms = three_tiers();
  terms.period = PeriodKind::rolling;
  terms.period_months = months;
  return terms;
}

TEST(Upgrade, is_at_once_and_applies_from_the_next_receipt) {
  Life life(three_tiers());
  EXPECT_EQ(life.grow("2026-03-02", 999), "BASE");
  EXPECT_EQ(life.grow("2026-03-02", 1), "GOLD") << "the threshold itself reaches it";
  EXPECT_EQ(life.applied(), "BASE") << "not for the receipt that reached it";
  EXPECT_EQ(life.grow("2026-03-03", 9000), "DIAMOND") << "two steps are one";
  EXPECT_EQ(life.applied(), "GOLD");
}

TEST(Refund, ends_an_upgrade_that_it_no_longer_supports) {
  Life life(three_tiers());
  life.grow("2026-03-02", 1200);
  EXPECT_EQ(life.grow("2026-03-03", -200, "2026-03-02"), "GOLD") << "1,000 still reach it";
  EXPECT_EQ(life.grow("2026-03-03", -1, "2026-03-02"), "BASE");
  EXPECT_EQ(life.grow("2026-03-04", 1), "GOLD");
  life.grow("2026-03-05", 5000);
  EXPECT_EQ(life.grow("2026-03-06", -4000, "2026-03-05"), "GOLD") << "2,000 are left";
}

TEST(Refund, of_a_closed_period_changes_nothing_of_this_one) {
  Life life(three_tiers());
  life.grow("2026-12-30", 1000);
  EXPECT_EQ(life.on("2027-01-01"), "GOLD") << "kept: 1,000 are more than 800";
  EXPECT_EQ(life.grow("2027-01-02", -1000, "2026-12-30"), "GOLD") << "what was kept stays kept";
  EXPECT_EQ(life.standing().growth, 0);
}

TEST(LateSale, grows_on_the_day_it_occurred) {
  Life life(three_tiers());
  EXPECT_EQ(life.grow("2027-01-05", 5000, "2026-12-31"), "BASE") << "that year is closed";
  EXPECT_EQ(life.grow("2027-01-06", 1000, "2027-01-02"), "GOLD") << "this one is not";
}

TEST(Period, ends_and_keeps_or_loses) {
  struct Row {
    Downgrade rule;
    std::int64_t grown;
    const char* tier;
    const char* why;
  };
  const Row rows[] = {
      {Downgrade::one_step, 4000, "DIAMOND", "exactly what keeps it"},
      {Downgrade::one_step, 3999, "GOLD", "one step"},
      {Downgrade::one_step, 0, "GOLD", "one step, whatever grew"},
      {Downgrade::supported, 3999, "GOLD", "what keeps gold"},
      {Downgrade::supported, 799, "BASE", "what keeps nothing"},
  };
  for (const Row& row : rows) {
    Terms terms = three_tiers();
    terms.downgrade = row.rule;
    Life life(terms);
    life.grow("2026-06-01", 5000);
    EXPECT_EQ(life.on("2027-12-31"), "DIAMOND") << "reached in 2026, it holds through 2027";
    if (row.grown > 0) life.grow("2027-06-01", row.grown);
    EXPECT_EQ(life.on("2027-12-31"), "DIAMOND") << row.why;
    EXPECT_EQ(life.on("2028-01-01"), row.tier) << row.why;
  }
}

TEST(Period, that_nobody_looked_at_is_made_up_for_year_by_year) {
  Life life(three_tiers());
  life.grow("2026-06-01", 5000);
  EXPECT_EQ(life.on("2030-01-01"), "BASE");
  using enum EntryKind;
  EXPECT_EQ(life.kinds(), (std::vector{sale, kept, lost, lost})) << "2026 kept, 2027 and 2028 not";
}

TEST(Grace, counts_growth_of_its_days_for_the_period_too) {
  Terms terms = three_tiers();
  terms.grace_days = 30;
  Life kept(terms), lost(terms);
  for (Life* const life : {&kept, &lost}) life->grow("2026-06-01", 1000), life->on("2027-02-01");
  kept.grow("2027-12-01", 700);
  EXPECT_EQ(kept.grow("2028-01-30", 100), "GOLD") << "the last day of the grace";
  EXPECT_EQ(kept.on("2028-01-31"), "GOLD");
  EXPECT_EQ(kept.standing().growth, 100) << "it grows for the new year as well";
  lost.grow("2027-12-01", 700);
  EXPECT_EQ(lost.on("2028-01-30"), "GOLD");
  EXPECT_EQ(lost.grow("2028-01-31", 100), "BASE") << "a day late";
}

TEST(Anniversary, of_29_february_is_the_28th_in_other_years) {
  Terms terms = three_tiers();
  terms.period = PeriodKind::anniversary;
  Life life(terms);
  life.grow("2026-02-27", 1000);
  EXPECT_EQ(life.standing().period_until, date("2026-02-27"));
  EXPECT_EQ(life.on("2026-02-28"), "GOLD");
  EXPECT_EQ(life.standing().growth, 0) << "a new year has begun";
  EXPECT_EQ(life.standing().period_until, date("2027-02-27"));
  EXPECT_EQ(life.on("2027-02-28"), "BASE");
  EXPECT_EQ(
      year_of(PeriodKind::anniversary, date("2024-02-29"), date("2028-02-29")).from,
      date("2028-02-29")
  );
}

TEST(Rolling, growth_ages_out_and_a_tier_lasts_its_months) {
  Life life(rolling(3));
  EXPECT_EQ(life.grow("2026-01-15", 600), "BASE");
  EXPECT_EQ(life.grow("2026-04-15", 400), "BASE") << "15 January is over by now";
  EXPECT_EQ(life.standing().growth, 400);
  EXPECT_EQ(life.grow("2026-05-01", 600), "GOLD");
  EXPECT_EQ(life.standing().period_until, date("2026-07-31"));
  EXPECT_EQ(life.on("2026-07-31"), "GOLD") << "though less than 1,000 of three months is left";
  EXPECT_EQ(life.on("2026-08-01"), "BASE") << "1 May is the last day that counted: 600";
}

TEST(Rolling, what_ages_out_is_no_refund) {
  Life life(rolling(3));
  life.grow("2026-02-01", 800);
  EXPECT_EQ(life.grow("2026-04-01", 400), "GOLD");
  EXPECT_EQ(life.grow("2026-06-01", 10), "GOLD");
  EXPECT_EQ(life.grow("2026-06-02", -10, "2026-06-01"), "GOLD") << "1,200 reached it, all there";
  EXPECT_EQ(life.grow("2026-06-03", -300, "2026-02-01"), "BASE") << "900 would not have";
}

TEST(Rolling, a_void_puts_everything_back) {
  Life life(rolling(12));
  life.grow("2026-01-10", 1000);
  const Standing before = life.standing();
  life.grow("2026-03-01", 4000);
  EXPECT_EQ(life.grow("2026-03-01", -4000), "GOLD");
  EXPECT_EQ(life.standing().since, before.since);
  EXPECT_EQ(life.standing().period_until, before.period_until);
  EXPECT_EQ(life.standing().growth, before.growth);
}

TEST(Grant, gives_more_through_its_last_day_and_never_less) {
  Life life(three_tiers());
  EXPECT_EQ(life.grant("2026-03-02", "GOLD", "2026-03-31"), "GOLD");
  EXPECT_EQ(life.on("2026-03-31"), "GOLD");
  EXPECT_EQ(life.on("2026-04-01"), "BASE");
  life.grant("2026-04-02", "GOLD", "2026-12-31");
  EXPECT_EQ(life.grow("2026-05-01", 5000), "DIAMOND") << "growth gives more";
  EXPECT_EQ(life.on("2027-02-01"), "DIAMOND");
  EXPECT_EQ(life.on("2028-01-01"), "GOLD") << "lost by the year, one step";
}

TEST(Grant, a_higher_one_for_a_while_leaves_one_that_lasts_longer) {
  Life life(three_tiers());
  EXPECT_EQ(life.grant("2026-03-02", "GOLD", "2026-12-31"), "GOLD");
  EXPECT_EQ(life.grant("2026-03-05", "DIAMOND", "2026-03-11"), "DIAMOND");
  EXPECT_EQ(life.on("2026-03-11"), "DIAMOND");
  EXPECT_EQ(life.on("2026-03-12"), "GOLD") << "what was bought goes on";
  EXPECT_EQ(life.on("2027-01-01"), "BASE");
  life.grant("2027-01-02", "DIAMOND", "2027-01-31");
  EXPECT_EQ(life.grant("2027-01-03", "GOLD", "2027-01-20"), "DIAMOND") << "gives nothing";
  EXPECT_EQ(life.on("2027-02-01"), "BASE");
  life.grant("2027-02-02", "GOLD", "2027-02-10");
  life.grant("2027-02-02", "DIAMOND", "2027-02-05");
  EXPECT_EQ(life.on("2027-02-11"), "BASE") << "both are over by then";
}

TEST(Grant, that_is_over_below_a_higher_one_cannot_be_ended) {
  Life life(three_tiers());
  life.grant("2026-03-02", "DIAMOND", "2026-06-10");
  life.grant("2026-03-02", "GOLD", "2026-04-11");  // as a merge brings it
  life.on("2026-04-11", [](Progress& progress) {
    EXPECT_FALSE(progress.end_grant_of({.kind = EntryKind::grant_ended}, "BASE"));
  });
  life.on("2026-04-12", [](Progress& progress) {
    EXPECT_FALSE(progress.end_grant_of({.kind = EntryKind::grant_ended}, "GOLD"));
    EXPECT_FALSE(progress.end_grant({.kind = EntryKind::grant_ended}, {"GOLD", date("2026-04-11")})
    );
    EXPECT_TRUE(progress.end_grant_of({.kind = EntryKind::grant_ended}, "DIAMOND"));
    EXPECT_EQ(progress.tier(), "BASE");
  });
}

TEST(Grant, each_end_has_its_day_however_late_it_is_posted) {
  Life life(three_tiers());
  life.grant("2026-03-02", "GOLD", "2026-03-31");
  life.grant("2026-03-02", "DIAMOND", "2026-03-10");
  life.on("2026-04-20", [](Progress& progress) {
    EXPECT_EQ(progress.tier_before(date("2026-03-10")), "DIAMOND");
    EXPECT_EQ(progress.tier_before(date("2026-03-11")), "GOLD");
    EXPECT_EQ(progress.tier_before(date("2026-03-31")), "GOLD");
    EXPECT_EQ(progress.tier_before(date("2026-04-01")), "BASE");
  });
  ASSERT_EQ(life.journal().size(), 4U);
  EXPECT_EQ(life.journal()[2].counts_on, date("2026-03-11"));
  EXPECT_EQ(life.journal()[2].tier_after, "GOLD");
  EXPECT_EQ(life.journal()[3].counts_on, date("2026-04-01"));
  EXPECT_EQ(life.journal()[3].tier_after, "BASE");
}

TEST(Tenure, grows_on_each_anniversary_that_counts) {
  Terms terms = three_tiers();
  terms.sources.tenure_growth = 400;
  Life life(terms, "2020-05-01");
  life.grow("2026-06-01", 1);
  EXPECT_EQ(life.standing().growth, 401) << "1 May is of this year; those before are over";
  EXPECT_EQ(life.standing().tenure_on, date("2027-05-01"));
  life.on("2027-05-01");
  EXPECT_EQ(life.standing().growth, 400);
  EXPECT_EQ(life.standing().due_on, date("2028-05-01"));
}

TEST(Tenure, gives_its_tier_to_the_first_receipt_of_the_day) {
  Terms terms = three_tiers();
  terms.sources.tenure_growth = 5000;
  Life life(terms, "2020-05-01");
  life.grow("2026-06-01", 1);
  life.on("2027-05-02", [](Progress& progress) {
    EXPECT_EQ(progress.tier_before(date("2027-05-01")), "DIAMOND");
  });
}

TEST(NewLadder, gives_at_once_what_it_gives_and_takes_nothing_before_the_end) {
  Life life(three_tiers());
  life.grow("2026-03-02", 1500);
  Terms harder = three_tiers();
  harder.tiers[1].threshold = 2000;
  harder.tiers[1].keep = 2000;
  life.change(harder);
  EXPECT_EQ(life.on("2026-03-03"), "GOLD") << "not before the end of the year";
  EXPECT_EQ(life.on("2027-01-01"), "BASE");
  Terms lower = three_tiers();
  lower.tiers[1].threshold = 100;
  lower.tiers[1].keep = 100;
  Life easier(three_tiers());
  easier.grow("2026-03-02", 150);
  easier.change(lower);
  EXPECT_EQ(easier.on("2026-03-03"), "GOLD") << "at once";
  easier.change(harder);
  EXPECT_EQ(easier.grow("2026-03-04", -40, "2026-03-02"), "GOLD") << "it rests on the 100 of then";
  EXPECT_EQ(easier.grow("2026-03-05", -11, "2026-03-02"), "BASE");
  Terms between = three_tiers();
  between.tiers.insert(between.tiers.begin() + 2, tier("PLATINUM", 1500, 1200));
  Life other(three_tiers());
  other.grow("2026-03-02", 1500);
  other.change(between);
  EXPECT_EQ(other.on("2026-03-03"), "PLATINUM") << "put in between, reached at once";
  EXPECT_EQ(other.kinds().back(), EntryKind::ladder);
}

TEST(Growth, is_of_whole_amounts) {
  Sources sources = three_tiers().sources;
  EXPECT_EQ(growth_of(sources, Money(99, Currency::cny)), 0);
  EXPECT_EQ(growth_of(sources, Money(23'511, Currency::cny)), 235);
  sources.amount = Money(1000, Currency::cny);
  sources.amount_growth = 3;
  EXPECT_EQ(growth_of(sources, Money(23'511, Currency::cny)), 69) << "23 tens at 3 each";
}

}  // namespace
}  // namespace guanxi::tiers
