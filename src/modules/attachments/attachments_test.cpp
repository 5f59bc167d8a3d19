#include "modules/attachments/attachments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modules/attachments/verify.h"
#include "platform/sql/testing.h"

namespace guanxi::attachments {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const ActorId author(7), somebody(8);

const sql::Query all_names{"SELECT name FROM attachment_files WHERE name IS NOT NULL"};
const sql::Query all_parts{"SELECT data FROM attachment_parts ORDER BY attachment_id, part"};
const sql::Query count_files{"SELECT COUNT(*) FROM attachment_files"};
const sql::Query count_parts{"SELECT COUNT(*) FROM attachment_parts"};
const sql::Query one_part_less{"DELETE FROM attachment_parts WHERE part = 2"};
const sql::Query no_part{"DELETE FROM attachment_parts"};
const sql::Query no_file{"DELETE FROM attachment_files"};
const sql::Query other_bytes{"UPDATE attachment_parts SET data = $1 WHERE part = 1"};
const sql::Query other_size{"UPDATE attachment_files SET bytes = bytes + 1"};
const sql::Query content_moves{"UPDATE attachment_parts SET attachment_id = $1"};
const sql::Query erased_by_hand{
    "UPDATE attachment_files SET name = NULL, digest = NULL, document_id = 5, place = 1"};

std::string picture(std::size_t bytes) {
  std::string made = "\xFF\xD8\xFF\xE0";
  for (std::size_t i = made.size(); i < bytes; ++i) made += static_cast<char>('a' + i % 23);
  return made;
}

class AttachmentsTest : public testing::Test {
 protected:
  AttachmentId upload(
      const std::string& content = picture(1000),
      const std::string& name = "receipt.jpg",
      ActorId by = author
  ) {
    const auto sealed = attachments.seal(ids, name, *kind_of(content), content);
    GX_CHECK(sealed.has_value());
    GX_CHECK(temp->write([&](sql::Tx& tx) {
                   return attachments.add(tx, *sealed, by, temp.clock().now());
                 }
    ).has_value());
    return sealed->id;
  }
  Outcome use(std::vector<AttachmentId> files, std::int64_t document, ActorId by = author) {
    return temp->write([&](sql::Tx& tx) -> Outcome {
      GX_TRY_VOID(Attachments::check_usable(tx, files, by));
      return Attachments::use(tx, files, document, by);
    });
  }
  std::optional<std::string> content(AttachmentId id) {
    return temp->read([&](sql::Tx& tx) { return attachments.content(tx, id); });
  }
  std::optional<std::string> name(AttachmentId id) {
    return temp->read([&](sql::Tx& tx) { return attachments.find(tx, id)->name; });
  }
  std::vector<std::string> faults(bool contents = true) {
    return temp->read([&](sql::Tx& tx) { return verify(tx, contents).faults; });
  }
  std::int64_t count(const sql::Query& query) {
    return temp->read([&](sql::Tx& tx) { return tx.get<std::int64_t>(query); });
  }
  template <class... Args>
  void damage(const sql::Query& query, const Args&... args) {
    ASSERT_TRUE(temp->write([&](sql::Tx& tx) -> Outcome {
      tx.exec(query, args...);
      return ok();
    }));
  }
  crypto::SealCensus walk(crypto::SealWalk how) {
    crypto::SealCensus census;
    AttachmentId at;
    while (const auto next = attachments.walk_seals(*temp, at, how, census)) at = *next;
    return census;
  }

  sql::TempDatabase temp;
  IdGenerator ids{temp.clock(), 1};
  sql::TempDirectory directory;
  crypto::KeyRing keys = crypto::KeyRing::open_or_create(directory.path() / "key");
  const Attachments attachments{keys};
};

TEST(AttachmentKinds, the_first_bytes_say_what_it_is) {
  EXPECT_EQ(kind_of("%PDF-1.7\n"), Kind::pdf);
  EXPECT_EQ(kind_of("\xFF\xD8\xFF\xE1"), Kind::jpeg);
  EXPECT_EQ(kind_of("\x89PNG\r\n\x1A\n rest"), Kind::png);
  for (const char* other :
       {"", "%PDF", " %PDF-1.7", "\xFF\xD8", "\x89PNG\n", "<html>", "PK\x03\x04"}) {
    EXPECT_EQ(kind_of(other), std::nullopt) << other;
  }
}

TEST(AttachmentNames, have_no_path_and_nothing_that_hides_or_turns) {
  for (const char* good : {"小票.jpg", "a \"b\" 'c'.pdf", "..", "x.html", "100%.png"}) {
    EXPECT_TRUE(is_file_name(good)) << good;
  }
  for (const char* bad :
       {"a/b.jpg", "..\\b.jpg", "a\r\nb.jpg", "a\tb", "a\x7F", "\u202Egpj.exe", "a\u200Bb"}) {
    EXPECT_FALSE(is_file_name(bad)) << bad;
  }
}

TEST_F(AttachmentsTest, a_file_comes_back_as_it_went_and_is_kept_sealed) {
  for (const std::size_t bytes :
       {std::size_t{4}, std::size_t{256 * 1024 - 42}, std::size_t{700'000}}) {
    const std::string sent = picture(bytes);
    const AttachmentId id = upload(sent);
    EXPECT_TRUE(content(id) == sent) << bytes;
    EXPECT_EQ(name(id), "receipt.jpg");
  }
  for (const auto& query : {&all_names, &all_parts}) {
    for (const sql::Bytes& kept :
         temp->read([&](sql::Tx& tx) { return tx.list<sql::Bytes>(*query); })) {
      EXPECT_EQ(kept.data.find("receipt"), std::string::npos);
      EXPECT_EQ(kept.data.find("abcdefghijkl"), std::string::npos);
      EXPECT_LE(kept.data.size(), 256U * 1024);
    }
  }
  EXPECT_THAT(faults(), ElementsAre());
}

TEST_F(AttachmentsTest, what_is_too_large_or_not_what_it_says_is_refused) {
  const auto refused = [&](Kind kind, const std::string& content) {
    const auto sealed = attachments.seal(ids, "a", kind, content);
    return sealed ? ErrorCode::internal : sealed.error().code;
  };
  EXPECT_TRUE(attachments.seal(ids, "a", Kind::jpeg, picture(bytes_max)));
  EXPECT_EQ(refused(Kind::jpeg, picture(bytes_max + 1)), ErrorCode::body_too_large);
  EXPECT_EQ(refused(Kind::png, picture(100)), ErrorCode::attachment_unreadable);
  EXPECT_EQ(refused(Kind::pdf, ""), ErrorCode::attachment_unreadable);
  EXPECT_EQ(refused(Kind::pdf, "<html>%PDF-1.7"), ErrorCode::attachment_unreadable);
}

TEST_F(AttachmentsTest, a_file_is_used_by_its_author_once) {
  const AttachmentId one = upload(), two = upload(), theirs = upload(picture(9), "x", somebody);
  const auto refused = [&](std::vector<AttachmentId> files) {
    const auto used = use(std::move(files), 5);
    EXPECT_FALSE(used);
    if (used) return std::string();
    EXPECT_EQ(used.error().code, ErrorCode::attachment_not_found);
    return used.error().pointer;
  };
  EXPECT_EQ(refused({one, theirs}), "/attachments/1");
  EXPECT_EQ(refused({one, two, one}), "/attachments/2") << "twice";
  EXPECT_EQ(refused({AttachmentId(1)}), "/attachments/0");
  ASSERT_TRUE(use({two, one}, 5)) << "what was refused changed nothing";
  EXPECT_EQ(refused({two}), "/attachments/0") << "used";
  std::vector<AttachmentId> order;
  temp->read([&](sql::Tx& tx) {
    for (const Attachment& file : attachments.of(tx, 5)) order.push_back(file.id);
  });
  EXPECT_THAT(order, ElementsAre(two, one));
}

TEST_F(AttachmentsTest, so_many_unused_ones_of_an_author) {
  for (int i = 0; i < unused_max; ++i) upload(picture(10));
  const auto sealed = attachments.seal(ids, "a", Kind::jpeg, picture(10));
  const auto add = [&](ActorId by) {
    return temp->write([&](sql::Tx& tx) {
      return attachments.add(tx, *sealed, by, temp.clock().now());
    });
  };
  const auto refused = add(author);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::too_many);
  EXPECT_TRUE(add(somebody));
}

TEST_F(AttachmentsTest, what_nobody_uses_is_forgotten_and_what_is_used_stays) {
  const AttachmentId used = upload();
  ASSERT_TRUE(use({used}, 5));
  upload();
  upload();
  const Instant then = temp.clock().now();
  temp.clock().advance_seconds(10);
  const AttachmentId later = upload();
  const auto forget = [&](Instant before, int limit) {
    return *temp->write([&](sql::Tx& tx) -> Result<std::int64_t> {
      return forget_unused(tx, before, limit);
    });
  };
  EXPECT_EQ(forget(then, 10), 0) << "not before their time";
  EXPECT_EQ(forget(then.plus_seconds(1), 1), 1);
  EXPECT_EQ(forget(then.plus_seconds(1), 10), 1);
  EXPECT_EQ(count(count_files), 2);
  EXPECT_TRUE(content(used).has_value());
  EXPECT_TRUE(content(later).has_value());
  EXPECT_THAT(faults(), ElementsAre());
}

TEST_F(AttachmentsTest, erasing_leaves_that_there_was_one) {
  const AttachmentId one = upload(), other = upload();
  ASSERT_TRUE(use({one}, 5));
  ASSERT_TRUE(use({other}, 6));
  for (int times = 0; times < 2; ++times) {
    ASSERT_TRUE(temp->write([&](sql::Tx& tx) -> Outcome {
      erase(tx, 5);
      return ok();
    }));
    EXPECT_EQ(content(one), std::nullopt);
    EXPECT_EQ(name(one), std::nullopt);
    EXPECT_TRUE(content(other).has_value());
    EXPECT_EQ(count(count_files), 2);
    EXPECT_EQ(count(count_parts), 1);
    EXPECT_THAT(faults(), ElementsAre());
  }
  EXPECT_EQ(walk(crypto::SealWalk::count).values(), 2) << "name and content of the other";
}

TEST_F(AttachmentsTest, names_and_contents_are_sealed_anew_when_the_key_was_changed) {
  const std::string sent = picture(600'000);
  const AttachmentId id = upload(sent);
  for (int i = 0; i < 25; ++i) upload(picture(50), "x", ActorId(100 + i));
  crypto::add_key(directory.path() / "key", temp.clock().now());
  crypto::activate_key(directory.path() / "key", 2);
  keys.reload(directory.path() / "key");
  const auto counted = walk(crypto::SealWalk::count);
  EXPECT_EQ(counted.values(), 52) << "more than a page";
  EXPECT_EQ(counted.outdated(2), 52);
  EXPECT_EQ(counted.renewed, 0);
  EXPECT_EQ(walk(crypto::SealWalk::renew).renewed, 52);
  EXPECT_EQ(walk(crypto::SealWalk::renew).by_key[2], 52);
  crypto::retire_key(directory.path() / "key", 1);
  keys.reload(directory.path() / "key");
  EXPECT_TRUE(content(id) == sent);
  EXPECT_EQ(name(id), "receipt.jpg");
  EXPECT_THAT(faults(), ElementsAre()) << "the digests went along";
}

TEST_F(AttachmentsTest, content_of_another_file_does_not_open) {
  const AttachmentId one = upload();
  damage(no_file);
  const AttachmentId other = upload();
  damage(no_part);
  upload();
  damage(content_moves, other);
  EXPECT_THROW(content(other), crypto::SealBroken);
  EXPECT_EQ(content(one), std::nullopt);
}

TEST_F(AttachmentsTest, verify_finds_every_damage) {
  const AttachmentId id = upload(picture(600'000));
  const std::string at = "attachment " + id.to_string() + ": ";
  ASSERT_THAT(faults(), ElementsAre());
  const auto original = temp->read([](sql::Tx& tx) { return tx.list<sql::Bytes>(all_parts)[0]; });
  sql::Bytes turned = original;
  turned.data[1000] = static_cast<char>(turned.data[1000] ^ 1);
  damage(other_bytes, turned);
  EXPECT_THAT(faults(), ElementsAre(at + "its content is not what its digest says"));
  EXPECT_THAT(faults(false), ElementsAre()) << "which only reading it tells";
  damage(other_bytes, original);
  damage(other_size);
  EXPECT_THAT(faults(false), ElementsAre(at + "its content is not as long as it says"));
  damage(one_part_less);
  EXPECT_THAT(faults(false), ElementsAre(HasSubstr("as long")));
  damage(erased_by_hand);
  EXPECT_THAT(faults(false), ElementsAre(at + "it was erased and still has content"));
  damage(no_file);
  EXPECT_THAT(faults(false), ElementsAre(at + "content of no file"));
  damage(no_part);
  EXPECT_THAT(faults(), ElementsAre());
  upload();
  damage(no_part);
  EXPECT_THAT(faults(false), ElementsAre(HasSubstr("its content is missing")));
}

}  // namespace
}  // namespace guanxi::attachments
