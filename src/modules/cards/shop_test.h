// What the tests of stock and life start from: card types, batches, and members who get cards.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "modules/cards/batches.h"
#include "modules/cards/tracks.h"
#include "platform/sql/testing.h"

namespace guanxi::cards {

inline const ActorId somebody(7);
inline const OwnerId alice(101), bob(102);
inline const ProgrammeId programme(5);

class CardShop : public testing::Test {
 protected:
  static CardTerms gold() {
    CardTerms terms;
    terms.serial_length = 6;
    terms.first_number = 1000;
    terms.last_number = 1999;
    terms.prefix = "88";
    return terms;
  }
  CardType add_type(const char* code, const CardTerms& terms) {
    auto added = temp->write([&](sql::Tx& tx) {
      return cards::add_type(
          tx, ids, {programme, Currency::cny, code, {code, terms, 100}}, "new", somebody, now()
      );
    });
    GX_CHECK_WHY(added.has_value(), std::string(code_name(added.error().code)));
    return *added;
  }
  Result<Batch> make_batch(const CardType& type, int count) {
    return temp->write([&](sql::Tx& tx) {
      return cards::make_batch(tx, ids, type, count, "", somebody, now());
    });
  }
  Result<std::vector<PrintedCard>> make_file(BatchId batch, bool renew = false) {
    return temp->write([&](sql::Tx& tx) {
      return print_batch(tx, random, keys, batch, renew, somebody, now());
    });
  }
  Result<Card> issue(OwnerId owner, std::string_view number, std::string_view code = "") {
    NewCard card{.number = number, .programme = programme, .today = today};
    if (!code.empty()) card.code_hash = hash_of_code(keys, number, code);
    return issue(owner, card);
  }
  Result<Card> issue(OwnerId owner, const NewCard& card) {
    return temp->write([&](sql::Tx& tx) {
      return cards::issue(tx, ids, owner, card, std::nullopt, somebody, now());
    });
  }
  Change change_of(const Card& card) const {
    return {card.owner, card.id, card.version, somebody, temp.clock().now(), today};
  }
  Result<Card> set(const Card& card, State state) {
    return temp->write([&](sql::Tx& tx) { return set_state(tx, change_of(card), state); });
  }
  std::optional<Card> by_number(std::string_view number) {
    return temp->read([&](sql::Tx& tx) { return find_by_number(tx, number); });
  }
  Result<Card> by_track(std::string_view track) {
    return temp->read([&](sql::Tx& tx) { return find_by_track(tx, keys, track); });
  }
  Card primary(OwnerId owner) {
    return temp->read([&](sql::Tx& tx) { return *primary_card(tx, owner); });
  }
  Instant now() const { return temp.clock().now(); }

  mutable sql::TempDatabase temp;
  IdGenerator ids{temp.clock(), 1};
  const crypto::KeyRing keys = crypto::KeyRing::for_tests("cards");
  SeededRandom random{11};
  Date today = *Date::of(2026, 1, 1);
};

}  // namespace guanxi::cards
