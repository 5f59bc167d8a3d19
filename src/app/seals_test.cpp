#include "app/seals.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <set>

#include "app/application.h"
#include "app/demo.h"
#include "platform/sql/testing.h"

namespace guanxi::app {
namespace {

/// A shop with members, a till, an answer kept for a key and a wallet's buyer: every kind of sealed
/// value.
class SealsTest : public ::testing::Test {
 protected:
  SealsTest() {
    ::unsetenv("GUANXI_KEY");
    config_.data = (directory_.path() / "data").string();
    Application application(config_, clock_);
    const auto loaded = demo::load(
        application, {.members = 60, .seed = 1, .months = 0}, [](std::string_view) {}, false
    );
    EXPECT_TRUE(loaded.has_value());
    token_ = loaded->token;
    full_ = add_full_member(application);
    first_answer_ = enrol(application);
    const auto without_buyer = walk_seals(application, {}).values();
    add_buyer(application);
    add_attachment(application);
    census_before_ = walk_seals(application, {});
    EXPECT_EQ(census_before_.values(), without_buyer + 3) << "a buyer, a file and its name";
  }

  std::filesystem::path key_file() const {
    return std::filesystem::path(config_.data) / "guanxi.key";
  }

  OwnerId add_full_member(Application& application) {
    const auto member = application.db().write([&](sql::Tx& tx) {
      return application.members().add(
          tx,
          application.ids(),
          {.programme = ProgrammeId(1),
           .name = "王芳",
           .phone = Phone::parse("13800138000").value(),
           .email = Email::parse("wang@example.com").value(),
           .id_number = IdNumber::parse("11010519491231002X").value(),
           .address = "北京路 1 号",
           .external_id = "legacy:17850",
           .joined_on = Date::parse("2026-01-01").value()},
          application.system_actor().id,
          clock_.now()
      );
    });
    EXPECT_TRUE(member.has_value());
    return member->id;
  }

  void add_buyer(Application& application) {
    EXPECT_TRUE(application.db().write([&](sql::Tx& tx) -> Outcome {
      wallet::Buyers::Registration registration;
      registration.id = application.ids().next();
      registration.owner = full_;
      application.buyers().add(
          tx, registration, {"王芳", wallet::DocumentKind::passport, "E12345678", "+8613800138000"}
      );
      return ok();
    }));
  }

  void add_attachment(Application& application) {
    const attachments::Attachments& files = application.attachments();
    const auto file =
        files.seal(application.ids(), "scan.pdf", attachments::Kind::pdf, "%PDF-1.7 a complaint");
    EXPECT_TRUE(application.db().write([&](sql::Tx& tx) {
      return files.add(tx, *file, application.system_actor().id, clock_.now());
    }));
    file_ = file->id;
  }

  /// The same request each time: its answer is kept, sealed, and given again.
  std::string enrol(Application& application) {
    http::Request request;
    request.method = "POST";
    request.target = request.path = "/v1/members";
    request.headers = {
        {"authorization", "Bearer " + token_},
        {"content-type", "application/json"},
        {"idempotency-key", "seals-1"}};
    request.body = R"({"programme":"MAIN","store":"S001","phone":"13900139000"})";
    request.received_at = clock_.now();
    const http::Response response = application.api().handle(request);
    EXPECT_EQ(response.status, 201) << response.body;
    return response.body;
  }

  void expect_everything_as_before(Application& application) {
    const auto contact = application.db().read([&](sql::Tx& tx) {
      return application.members().contact(tx, full_);
    });
    EXPECT_EQ(contact.phone->reveal_e164(), "+8613800138000");
    EXPECT_EQ(contact.email->reveal(), "wang@example.com");
    EXPECT_EQ(contact.id_number->reveal(), "11010519491231002X");
    EXPECT_EQ(contact.address, "北京路 1 号");
    EXPECT_EQ(contact.external_ids, std::vector<std::string>{"legacy:17850"});
    const auto found = application.db().read([&](sql::Tx& tx) {
      return application.members().find_owner(
          tx, ProgrammeId(1), members::IdentityKind::phone, "138 0013 8000"
      );
    });
    const auto content = application.db().read([&](sql::Tx& tx) {
      return application.attachments().content(tx, file_);
    });
    EXPECT_EQ(content, "%PDF-1.7 a complaint");
    EXPECT_EQ(found, full_) << "looked up by the hash of a key that stays";
    EXPECT_EQ(enrol(application), first_answer_) << "the kept answer opens";
  }

  sql::TempDirectory directory_;
  SystemClock clock_;
  config::Config config_;
  std::string token_, first_answer_;
  OwnerId full_;
  attachments::AttachmentId file_;
  crypto::SealCensus census_before_;
};

TEST_F(SealsTest, AllAreCountedAndRenewedUntilTheOldKeyCanGo) {
  EXPECT_GT(census_before_.values(), 60) << "members, a till's key, an answer";
  EXPECT_EQ(census_before_.by_key[1], census_before_.values());
  EXPECT_EQ(census_before_.unreadable, 0);

  crypto::add_key(key_file(), clock_.now());
  crypto::activate_key(key_file(), 2);
  {
    Application application(config_, clock_);
    const auto version_before = application.db().read([&](sql::Tx& tx) {
      return application.members().find(tx, full_)->version;
    });
    const auto counted = walk_seals(application, {.page = 7});
    EXPECT_EQ(counted.values(), census_before_.values()) << "pages neither skip nor repeat";
    EXPECT_EQ(counted.renewed, 0) << "counting changes nothing";
    EXPECT_EQ(counted.outdated(2), counted.values());

    const auto renewed = walk_seals(application, {.walk = crypto::SealWalk::renew, .page = 7});
    EXPECT_EQ(renewed.renewed, census_before_.values());
    const auto after = walk_seals(application, {.walk = crypto::SealWalk::renew});
    EXPECT_EQ(after.renewed, 0) << "nothing left";
    EXPECT_EQ(after.by_key[2], census_before_.values());
    expect_everything_as_before(application);
    const auto version_after = application.db().read([&](sql::Tx& tx) {
      return application.members().find(tx, full_)->version;
    });
    EXPECT_EQ(version_after, version_before) << "nobody's ETag moves";
  }
  crypto::retire_key(key_file(), 1);
  Application application(config_, clock_);  // the fingerprint fits, the till's secret opens
  expect_everything_as_before(application);
  EXPECT_EQ(walk_seals(application, {}).unreadable, 0);
}

TEST_F(SealsTest, AWalkThatWasStoppedGoesOnFromAnyPoint) {
  crypto::add_key(key_file(), clock_.now());
  crypto::activate_key(key_file(), 2);
  std::int64_t renewed = 0;
  std::set<std::int64_t> steps;
  for (int pages_allowed = 1; renewed < census_before_.values(); ++pages_allowed) {
    ASSERT_LT(pages_allowed, 100);
    Application application(config_, clock_);  // as after a crash: nothing is remembered
    int pages = 0;
    const auto census =
        walk_seals(application, {.walk = crypto::SealWalk::renew, .page = 5, .stop = [&] {
                                   return pages++ >= pages_allowed;
                                 }});
    renewed += census.renewed;
    steps.insert(renewed);
    EXPECT_EQ(census.unreadable, 0) << "values under both keys open side by side";
    expect_everything_as_before(application);
  }
  EXPECT_GT(steps.size(), 3U) << "it was stopped in the middle";
  EXPECT_EQ(renewed, census_before_.values()) << "each value once";
}

TEST_F(SealsTest, AMissingGenerationIsNoticedNotGuessed) {
  crypto::add_key(key_file(), clock_.now());
  crypto::activate_key(key_file(), 2);
  crypto::retire_key(key_file(), 1);  // in the wrong order: everything is still sealed by it
  try {
    const Application application(config_, clock_);
    FAIL() << "the till's secret does not open";
  } catch (const crypto::SealBroken& broken) {
    EXPECT_NE(std::string(broken.what()).find("identity_credentials.secret"), std::string::npos);
  }
}

TEST_F(SealsTest, AChangeBesideTheWalkWins) {
  crypto::add_key(key_file(), clock_.now());
  crypto::activate_key(key_file(), 2);
  Application application(config_, clock_);
  bool changed = false;
  // Between the pages the member moves; the walk has passed it or will find it changed.
  walk_seals(
      application,
      {.walk = crypto::SealWalk::renew,
       .page = 5,
       .on_page =
           [&](const crypto::SealCensus&) {
             if (std::exchange(changed, true)) return;
             const auto outcome = application.db().write([&](sql::Tx& tx) {
               return application.members().change(
                   tx,
                   full_,
                   1,
                   {.address = "南京路 2 号"},
                   application.system_actor().id,
                   clock_.now()
               );
             });
             ASSERT_TRUE(outcome.has_value());
           }}
  );
  const auto contact =
      application.db().read([&](sql::Tx& tx) { return application.members().contact(tx, full_); });
  EXPECT_EQ(contact.address, "南京路 2 号");
  EXPECT_EQ(walk_seals(application, {}).outdated(2), 0);
}

}  // namespace
}  // namespace guanxi::app
