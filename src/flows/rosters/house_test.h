// What the tests of imports start from: two programmes with a store each, and a folder for files.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "flows/rosters/rosters.h"
#include "modules/points/points.h"
#include "modules/wallet/wallet.h"
#include "platform/sql/testing.h"

namespace guanxi::rosters {

class RosterHouse : public testing::Test {
 protected:
  RosterHouse() {
    std::string pattern = testing::TempDir() + "rosters.XXXXXX";
    GX_CHECK(mkdtemp(pattern.data()) != nullptr);
    directory_ = pattern;
    GX_CHECK(org_.add_unit({"group", "G", "集团", ""}, ActorId(1), now()).has_value());
    for (const auto& [programme, store] : {std::pair("MAIN", "S001"), std::pair("OTHER", "S002")}) {
      programmes::Programmes::NewProgramme fresh;
      fresh.code = fresh.name = programme;
      fresh.effective_from = now();
      org::Org::NewStore shop;
      shop.code = shop.name = store;
      shop.parent_code = "G";
      shop.programme = *programmes_.add(fresh, ActorId(1), now());
      GX_CHECK(org_.add_store(shop, ActorId(1), now()).has_value());
    }
    main_ = *programmes_.find("MAIN");
    actor_.id = ActorId(7);
  }
  ~RosterHouse() override { std::filesystem::remove_all(directory_); }

  Instant now() { return temp_.clock().now(); }
  House house() {
    return {*temp_, org_, programmes_, members_, ids_, keys_, temp_.clock(), ladders_};
  }

  Options options(const std::string& text, Order order = {}) {
    Options options;
    options.file = directory_ / "members.csv";
    std::ofstream(options.file, std::ios::binary) << text;
    options.order = std::move(order);
    options.order.programme = "MAIN";
    if (options.order.store.empty()) options.order.store = "S001";
    options.rejects = directory_ / "rejects.csv";
    options.language = api::Language::en;
    return options;
  }
  Report import(const std::string& text, Order order = {}) {
    auto report = rosters_.run(options(text, std::move(order)), actor_);
    GX_CHECK_WHY(report.has_value(), std::string(code_name(report.error().code)));
    return *std::move(report);
  }
  /// The lines of the file of rejected rows, without its mark.
  std::vector<std::string> rejects() {
    std::ifstream file(directory_ / "rejects.csv");
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
      lines.push_back(lines.empty() ? line.substr(3) : line);
    }
    return lines;
  }
  std::optional<OwnerId> by_phone(const char* phone) {
    return temp_->read([&](sql::Tx& tx) {
      return members_.find_owner(tx, main_, members::IdentityKind::phone, phone);
    });
  }
  members::Member member(const char* phone) {
    return temp_->read([&](sql::Tx& tx) { return *members_.find(tx, *by_phone_in(tx, phone)); });
  }
  points::Account points_of(const char* phone) {
    return temp_->read([&](sql::Tx& tx) {
      return *points::find_account(tx, *by_phone_in(tx, phone));
    });
  }
  std::optional<wallet::Account> wallet_of(const char* phone) {
    return temp_->read([&](sql::Tx& tx) {
      return wallet::find_account(tx, *by_phone_in(tx, phone));
    });
  }
  std::int64_t count(const sql::Query& query) {
    return temp_->read([&](sql::Tx& tx) { return tx.get<std::int64_t>(query); });
  }

  std::filesystem::path directory_;
  sql::TempDatabase temp_;
  IdGenerator ids_{temp_.clock(), 1};
  const crypto::KeyRing keys_ = crypto::KeyRing::for_tests("rosters");
  org::Org org_{*temp_, ids_};
  programmes::Programmes programmes_{*temp_, ids_};
  members::Members members_{keys_};
  tiers::Ladders ladders_{*temp_, ids_};
  Rosters rosters_{house()};
  api::Actor actor_ = api::Actor::system("test");
  ProgrammeId main_;

 private:
  std::optional<OwnerId> by_phone_in(sql::Tx& tx, const char* phone) {
    return members_.find_owner(tx, main_, members::IdentityKind::phone, phone);
  }
};

}  // namespace guanxi::rosters
