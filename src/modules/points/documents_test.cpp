#include "modules/points/documents.h"

#include <gmock/gmock.h>

#include <boost/describe/enum_to_string.hpp>

#include "modules/points/testing.h"

namespace guanxi::points {
namespace {

using programmes::ShortfallPolicy;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

const ActorId author(8), approver(9);

class DocumentsTest : public PointsTest {
 protected:
  Result<DocumentId> draft(std::int64_t points, ActorId by = author) {
    Document paper;
    paper.id = ids.next_id<DocumentTag>();
    paper.owner = member;
    paper.programme = ProgrammeId(1);
    paper.points = Points(points);
    paper.reason = "a complaint";
    paper.attachment = "KF-1";
    paper.created_at = temp.clock().now();
    paper.created_by = by;
    const auto done =
        temp->write([&](sql::Tx& tx) { return add_draft(tx, ids, paper, parameters); });
    if (!done) return done.error();
    return paper.id;
  }
  template <class Step>
  Result<Document> step(DocumentId id, Step&& next) {
    return temp->write([&](sql::Tx& tx) -> Result<Document> {
      return next(tx, *find_document(tx, id));
    });
  }
  Result<Document> submit(DocumentId id) {
    return step(id, [&](sql::Tx& tx, const Document& paper) {
      return submit_document(tx, ids, paper, parameters, today(), temp.clock().now());
    });
  }
  Result<Document> decide(DocumentId id, bool approved, ActorId by = approver) {
    return step(id, [&](sql::Tx& tx, const Document& paper) {
      return decide_document(tx, ids, paper, approved, "seen", by, temp.clock().now());
    });
  }
  Result<Document> withdraw(DocumentId id) {
    return step(id, [&](sql::Tx& tx, const Document& paper) {
      return withdraw_document(tx, ids, paper, author, temp.clock().now());
    });
  }
  Result<PostedDocument> post(DocumentId id) {
    const Context with = context(member, {CauseKind::document, id.value()});
    return temp->write([&](sql::Tx& tx) {
      return post_document(tx, ids, with, *find_document(tx, id), parameters);
    });
  }
  Result<PostedDocument> grant(std::int64_t points) {
    const auto id = draft(points);
    if (!id) return id.error();
    if (const auto sent = submit(*id); !sent) return sent.error();
    if (const auto approved = decide(*id, true); !approved) return approved.error();
    return post(*id);
  }
  std::vector<std::pair<Reason, std::int64_t>> newest(std::size_t count) {
    std::vector<std::pair<Reason, std::int64_t>> all;
    for (const Entry& entry : statement()) {
      if (all.size() < count) all.emplace_back(entry.reason, entry.amount.value());
    }
    return all;
  }

  programmes::Parameters parameters;
};

TEST_F(DocumentsTest, APlusIsALotOfClassDThatLastsAsWhatIsEarnedToday) {
  const auto posted = grant(200);
  ASSERT_TRUE(posted);
  EXPECT_EQ(posted->account.d, Points(200));
  EXPECT_EQ(posted->account.a, Points(0));
  EXPECT_EQ(posted->account.balance, Points(200));
  EXPECT_EQ(posted->document.state, DocumentState::posted);
  ASSERT_EQ(lots_open().size(), 1U);
  EXPECT_EQ(lots_open()[0].klass, Class::d);
  EXPECT_EQ(lots_open()[0].expires_on, expiry_date(today(), parameters));
  EXPECT_EQ(lots_open()[0].lot_id, posted->document.id.value());
}

TEST_F(DocumentsTest, AMinusTakesWhatExpiresFirstAndLowersClassD) {
  ASSERT_TRUE(earn_points(1, 10, in_2028));
  ASSERT_TRUE(earn_points(2, 10, day("2027-06-30")));
  const auto posted = grant(-14);
  ASSERT_TRUE(posted);
  EXPECT_EQ(posted->account.balance, Points(6));
  EXPECT_EQ(posted->account.d, Points(-14));
  EXPECT_EQ(posted->account.a, Points(20)) << "what sales earned stays as it was";
  EXPECT_THAT(newest(2), ElementsAre(Pair(Reason::deducted, 4), Pair(Reason::deducted, 10)));
  EXPECT_TRUE(reverse(1, in_2028, 10, ShortfallPolicy::purchase)) << "and can still be returned";
}

TEST_F(DocumentsTest, AMinusBeyondWhatIsFreeIsRefusedAndTheDocumentStaysApproved) {
  ASSERT_TRUE(earn_points(1, 10, in_2028));
  const auto id = draft(-11);
  ASSERT_TRUE(submit(*id));
  ASSERT_TRUE(decide(*id, true));
  EXPECT_EQ(code_of(post(*id)), ErrorCode::not_enough_points);
  ASSERT_TRUE(earn_points(2, 1, in_2028));
  EXPECT_TRUE(post(*id)) << "once there is enough";
  EXPECT_EQ(account().balance, Points(0));
}

TEST_F(DocumentsTest, WhatIsGivenRepaysADebtFirst) {
  ASSERT_TRUE(earn_points(1, 20, in_2028));
  ASSERT_TRUE(redeem(ids.next(), 15));
  ASSERT_TRUE(reverse(1, in_2028, 20, ShortfallPolicy::debt));
  const auto posted = grant(20);
  ASSERT_TRUE(posted);
  EXPECT_EQ(posted->repaid, Points(15));
  EXPECT_EQ(posted->account.owed, Points(0));
  EXPECT_EQ(posted->account.balance, Points(5));
  EXPECT_EQ(posted->account.d, Points(20));
}

TEST_F(DocumentsTest, NobodyDecidesTheirOwn) {
  const auto id = draft(5);
  ASSERT_TRUE(submit(*id));
  EXPECT_EQ(code_of(decide(*id, true, author)), ErrorCode::own_approval);
  EXPECT_EQ(code_of(decide(*id, false, author)), ErrorCode::own_approval);
  EXPECT_TRUE(decide(*id, true));
}

// Every step from every state: allowed where the picture in documents.h has an arrow.
TEST_F(DocumentsTest, EveryStepFromEveryState) {
  using State = DocumentState;
  const auto make = [&](State state) {
    const auto id = *draft(1);
    if (state == State::draft) return id;
    if (state == State::withdrawn) {
      EXPECT_TRUE(withdraw(id));
      return id;
    }
    EXPECT_TRUE(submit(id));
    if (state == State::submitted) return id;
    EXPECT_TRUE(decide(id, state != State::rejected));
    if (state == State::posted) {
      EXPECT_TRUE(post(id));
    }
    return id;
  };
  struct Row {
    State state;
    bool submit, decide, post, withdraw;
  };
  const Row rows[] = {
      {State::draft, true, false, false, true},
      {State::submitted, false, true, false, true},
      {State::approved, false, false, true, true},
      {State::rejected, false, false, false, false},
      {State::posted, false, false, false, false},
      {State::withdrawn, false, false, false, false},
  };
  const auto judge = [&](const Row& row, const char* what, bool allowed, auto&& next) {
    const auto id = make(row.state);
    const auto done = next(id);
    const std::string at = std::string(boost::describe::enum_to_string(row.state, "")) + what;
    EXPECT_EQ(done.has_value(), allowed) << at;
    if (done.has_value()) return;
    EXPECT_EQ(done.error().code, ErrorCode::points_document_state) << at;
    const auto state = temp->read([&](sql::Tx& tx) { return find_document(tx, id)->state; });
    EXPECT_EQ(state, row.state) << at;
  };
  for (const Row& row : rows) {
    judge(row, " submit", row.submit, [&](DocumentId id) { return submit(id); });
    judge(row, " approve", row.decide, [&](DocumentId id) { return decide(id, true); });
    judge(row, " reject", row.decide, [&](DocumentId id) { return decide(id, false); });
    judge(row, " post", row.post, [&](DocumentId id) { return post(id); });
    judge(row, " withdraw", row.withdraw, [&](DocumentId id) { return withdraw(id); });
  }
}

TEST_F(DocumentsTest, TheLimitsOfADocumentAnAuthorsDayAndTheProgrammesDay) {
  parameters.document_points_max = 100;
  parameters.document_actor_day_max = 150;
  parameters.document_programme_day_max = 200;
  ASSERT_TRUE(earn_points(1, 1000, in_2028));
  const auto refused = [](const auto& result) {
    EXPECT_EQ(code_of(result), ErrorCode::points_limit_exceeded);
    const auto& facts = result.error().facts;
    return result.error().pointer + " " + facts[0].second + " " + facts[2].second;
  };
  EXPECT_EQ(refused(draft(101)), "/points document_points_max 100");
  EXPECT_EQ(refused(draft(-101)), "/points document_points_max 100") << "minus as plus";
  const auto first = draft(-100);
  ASSERT_TRUE(submit(*first));
  const auto second = draft(51);
  EXPECT_EQ(refused(submit(*second)), "/id document_actor_day_max 50");
  const auto fits = draft(50);
  ASSERT_TRUE(submit(*fits));
  const auto others = draft(51, ActorId(7));
  EXPECT_EQ(refused(submit(*others)), "/id document_programme_day_max 50");
  ASSERT_TRUE(decide(*first, false));
  EXPECT_TRUE(submit(*others)) << "what was rejected counts no more";
  ASSERT_TRUE(withdraw(*fits));
  EXPECT_TRUE(submit(*second)) << "nor what was withdrawn";
  const auto next_day = draft(100);
  EXPECT_EQ(refused(submit(*next_day)), "/id document_actor_day_max 99");
  temp.clock().advance_seconds(24 * 3600);
  EXPECT_TRUE(submit(*next_day)) << "another day";
  parameters.document_points_max = 0;
  EXPECT_EQ(refused(draft(1)), "/points document_points_max 0") << "none at all";
}

TEST_F(DocumentsTest, ADocumentIsPostedOnce) {
  const auto id = draft(5);
  ASSERT_TRUE(submit(*id));
  ASSERT_TRUE(decide(*id, true));
  const Context with = context(member, {CauseKind::document, id->value()});
  const auto seen = temp->read([&](sql::Tx& tx) { return *find_document(tx, *id); });
  ASSERT_TRUE(post(*id));
  EXPECT_EQ(code_of(post(*id)), ErrorCode::points_document_state);
  const auto stale =
      temp->write([&](sql::Tx& tx) { return post_document(tx, ids, with, seen, parameters); });
  EXPECT_EQ(code_of(stale), ErrorCode::conflict);
  EXPECT_EQ(account().balance, Points(5));
}

TEST_F(DocumentsTest, AFrozenAccountTakesNeitherPlusNorMinus) {
  ASSERT_TRUE(earn_points(1, 10, in_2028));
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) {
    return set_account_state(tx, member, AccountState::frozen);
  }));
  EXPECT_EQ(code_of(grant(5)), ErrorCode::account_frozen);
  EXPECT_EQ(code_of(grant(-5)), ErrorCode::account_frozen);
}

TEST_F(DocumentsTest, TheyAreListedByMemberAndByStateNewestFirst) {
  const auto one = *draft(1), two = *draft(2), three = *draft(3);
  ASSERT_TRUE(submit(two));
  const auto ids_of = [](const std::vector<Document>& documents) {
    std::vector<DocumentId> found;
    for (const Document& each : documents) found.push_back(each.id);
    return found;
  };
  const auto of = [&](std::optional<DocumentId> before, int limit) {
    return ids_of(temp->read([&](sql::Tx& tx) { return documents_of(tx, member, before, limit); }));
  };
  const auto in = [&](DocumentState state, std::optional<DocumentId> before) {
    return ids_of(temp->read([&](sql::Tx& tx) {
      return documents_in(tx, ProgrammeId(1), state, before, 10);
    }));
  };
  EXPECT_THAT(of(std::nullopt, 2), ElementsAre(three, two));
  EXPECT_THAT(of(two, 2), ElementsAre(one));
  EXPECT_THAT(in(DocumentState::submitted, std::nullopt), ElementsAre(two));
  EXPECT_THAT(in(DocumentState::draft, std::nullopt), ElementsAre(three, one));
  EXPECT_THAT(in(DocumentState::draft, three), ElementsAre(one));
}

const sql::Query read_events{
    "SELECT kind, facts FROM outbox_events WHERE kind <> 'points.posted' ORDER BY event_id"};

TEST_F(DocumentsTest, EveryStepIsNews) {
  ASSERT_TRUE(grant(5));
  struct Told {
    std::string kind, facts;
  };
  const auto told = temp->read([](sql::Tx& tx) { return tx.list<Told>(read_events); });
  std::vector<std::string> facts;
  for (const Told& event : told) {
    EXPECT_EQ(event.kind, document_changed);
    facts.push_back(event.facts);
  }
  EXPECT_THAT(
      facts,
      ElementsAre(
          R"({"programme":1,"state":"draft","points":5})",
          R"({"programme":1,"state":"submitted","points":5})",
          R"({"programme":1,"state":"approved","points":5})",
          R"({"programme":1,"state":"posted","points":5})"
      )
  );
}

const sql::Query say_more{"UPDATE points_documents SET points = points + 1"};
const sql::Query forget{"DELETE FROM points_documents"};
const sql::Query stray{"UPDATE points_documents SET owner_id = 4004"};

TEST_F(DocumentsTest, VerifyHoldsThemToTheJournal) {
  ASSERT_TRUE(grant(5));
  verify_at_end = false;
  EXPECT_TRUE(verify_all().is_clean()) << named(verify_all());
  const auto planted = [&](const sql::Query& query) {
    std::string faults;
    const auto done = temp->write([&](sql::Tx& tx) -> Outcome {
      EXPECT_EQ(tx.exec(query), 1);
      faults = named(verify(tx));
      return ErrorCode::conflict;  // and is undone
    });
    EXPECT_FALSE(done);
    return faults;
  };
  for (const sql::Query* query : {&say_more, &forget, &stray}) {
    EXPECT_THAT(planted(*query), HasSubstr("the posted documents say another sum"));
  }
  EXPECT_THAT(planted(stray), HasSubstr("posted documents belong to no account"));
}

}  // namespace
}  // namespace guanxi::points
