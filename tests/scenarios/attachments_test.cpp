// Photos and scans of points documents, from the upload to the day their member is erased; told
// from the outside, over the whole program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/crypto/crypto.h"
#include "support/at_once.h"

namespace guanxi::test {
namespace {

using testing::HasSubstr;
using testing::Not;

const sql::Query count_files{"SELECT COUNT(*) FROM attachment_files"};
const sql::Query count_parts{"SELECT COUNT(*) FROM attachment_parts"};
const sql::Query count_documents{"SELECT COUNT(*) FROM points_documents"};
const sql::Query some_parts{"SELECT data FROM attachment_parts"};
const sql::Query of_nowhere{"UPDATE attachment_files SET document_id = $1 WHERE document_id = $2"};

std::string photo(std::size_t bytes = 300) {
  std::string made = "\xFF\xD8\xFF\xE0";
  made.resize(bytes, 'p');
  return made;
}

class AttachmentStory : public testing::Test {
 protected:
  Answer upload(
      const Client& who,
      const std::string& name = "receipt.jpg",
      const std::string& kind = "jpeg",
      const std::string& content = photo()
  ) {
    return who.post(
        "/v1/attachments",
        {{"name", name}, {"kind", kind}, {"content", crypto::to_base64(content)}},
        key()
    );
  }
  std::string uploaded(const Client& who, const std::string& name = "receipt.jpg") {
    const Answer answer = upload(who, name);
    EXPECT_EQ(answer.status, 201) << answer;
    return answer.string("/id");
  }
  Answer draft(const Client& who, const std::vector<std::string>& files, std::string member = "") {
    json::array ids;
    for (const std::string& file : files) ids.emplace_back(file);
    return who.post(
        "/v1/points/documents",
        {{"member", member.empty() ? anna : member},
         {"points", 5},
         {"reason", "a complaint"},
         {"attachments", ids}},
        key()
    );
  }
  /// A document with one file; both ids.
  std::pair<std::string, std::string> proven(const std::string& member = "") {
    const std::string file = uploaded(author, "小票.jpg");
    const Answer made = draft(author, {file}, member);
    EXPECT_EQ(made.status, 201) << made;
    return {made.string("/id"), file};
  }
  Answer download(const Client& who, const std::string& file) {
    return who.get("/v1/attachments/" + file);
  }
  void expect_refused(const Answer& answer, int status, const char* code, const char* pointer) {
    EXPECT_EQ(answer.status, status) << answer;
    EXPECT_EQ(answer.find("/errors/0/code") ? answer.string("/errors/0/code") : answer.code(), code)
        << answer;
    EXPECT_EQ(answer.pointer(), pointer) << answer;
  }
  std::int64_t count(const sql::Query& query) {
    return house.application().db().read([&](sql::Tx& tx) { return tx.get<std::int64_t>(query); });
  }
  void erase(const std::string& member) {
    const Answer asked =
        house.manager().post("/v1/members/" + member + "/requests", {{"kind", "erasure"}}, key());
    const Answer done = house.manager().post(
        "/v1/person-requests/" + asked.string("/id") + "/complete", {{"answer", "done"}}
    );
    ASSERT_EQ(done.status, 200) << done;
  }
  std::string key() { return "attach-" + std::to_string(++keys); }

  TestHouse house;
  int keys = 0;
  const std::string anna = house.enrol(her_phone);
  const Client author = house.person("Author", {"points:read", "points:grant"});
  const Client reader = house.person("Reader", {"points:read", "points:grant"});
};

TEST_F(AttachmentStory, a_photo_is_uploaded_referred_to_and_read_by_who_reads_the_document) {
  const Answer sent = upload(author, "小票 \"1\".JPG", "jpeg", photo(1000));
  ASSERT_EQ(sent.status, 201) << sent;
  const std::string file = sent.string("/id");
  EXPECT_EQ(sent.header("Location"), "/v1/attachments/" + file);
  EXPECT_EQ(sent.string("/name"), "小票 \"1\".JPG");
  EXPECT_EQ(sent.string("/kind"), "jpeg");
  EXPECT_EQ(sent.integer("/size"), 1000);
  EXPECT_EQ(sent.string("/sha256"), crypto::to_hex(crypto::bytes_of(crypto::sha256(photo(1000)))));
  EXPECT_EQ(download(author, file).text, photo(1000)) << "its uploader, before it is used";
  expect_refused(download(reader, file), 404, "attachment_not_found", "/id");

  const Answer made = draft(author, {file});
  ASSERT_EQ(made.status, 201) << made;
  const Answer shown = reader.get("/v1/points/documents/" + made.string("/id"));
  for (const Answer* const answer : {&made, &shown}) {
    ASSERT_EQ(answer->size("/attachments"), 1U) << *answer;
    EXPECT_EQ(answer->string("/attachments/0/id"), file);
    EXPECT_EQ(answer->string("/attachments/0/name"), "小票 \"1\".JPG");
    EXPECT_EQ(answer->string("/attachments/0/kind"), "jpeg");
    EXPECT_EQ(answer->integer("/attachments/0/size"), 1000);
  }
  const std::string lists[] = {
      "/v1/members/" + anna + "/points/documents",
      "/v1/points/documents?programme=MAIN&state=draft"};
  for (const std::string& list : lists) {
    EXPECT_EQ(reader.get(list).string("/items/0/attachments/0/id"), file);
  }
  const Answer read = download(reader, file);
  ASSERT_EQ(read.status, 200) << read;
  EXPECT_EQ(read.text, photo(1000));
  EXPECT_EQ(read.header("Content-Type"), "image/jpeg");
  EXPECT_EQ(read.header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(read.header("Cache-Control"), "no-store");
  EXPECT_EQ(
      read.header("Content-Disposition"),
      R"(attachment; filename="__ _1_.JPG"; filename*=UTF-8''%E5%B0%8F%E7%A5%A8%20%221%22.JPG)"
  );
}

TEST_F(AttachmentStory, each_reading_is_on_the_trail_of_the_member) {
  const auto [document, file] = proven();
  house.clock().advance_seconds(1);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(download(reader, file).status, 200);
  EXPECT_EQ(download(house.person("Stranger", {"points:grant"}), file).status, 403);
  const Answer trail = house.manager().get("/v1/audit?member=" + anna);
  int readings = 0;
  for (const auto& item : trail.find("/items")->as_array()) {
    if (item.at("action").as_string() != "attachment_read") continue;
    ++readings;
    EXPECT_EQ(item.at("object").as_string(), file);
    EXPECT_THAT(json::serialize(item), HasSubstr("/v1/points/documents/" + document));
  }
  EXPECT_EQ(readings, 2) << trail;
  EXPECT_THAT(trail.text, Not(HasSubstr("小票")));
  const Answer told = house.manager().get("/v1/members/" + anna + "/timeline");
  EXPECT_THAT(told.text, HasSubstr("data_seen")) << told;
}

TEST_F(AttachmentStory, content_is_held_to_its_kind_and_size) {
  const std::string pdf = "%PDF-1.7\nx", png = "\x89PNG\r\n\x1A\nx", page = "<html>%PDF-1.7";
  EXPECT_EQ(upload(author, "a.pdf", "pdf", pdf).status, 201);
  EXPECT_EQ(upload(author, "a.png", "png", png).status, 201);
  const std::pair<const char*, std::string> wrong[] = {
      {"pdf", photo()}, {"jpeg", png}, {"png", pdf}, {"pdf", page}, {"jpeg", "\xFF\xD8"}};
  const std::int64_t files = count(count_files);
  for (const auto& [kind, content] : wrong) {
    expect_refused(upload(author, "a", kind, content), 422, "attachment_unreadable", "/content");
  }
  expect_refused(upload(author, "a", "jpeg", ""), 400, "too_short", "/content");
  expect_refused(upload(author, "a", "gif", photo()), 400, "unknown_value", "/kind");
  const Answer not_base64 = author.post(
      "/v1/attachments", {{"name", "a"}, {"kind", "jpeg"}, {"content", "/9j/4AA"}}, key()
  );
  expect_refused(not_base64, 400, "bad_format", "/content");
  const std::int64_t most = 5 * 1024 * 1024;
  const Answer large = upload(author, "a", "jpeg", photo(most + 1));
  expect_refused(large, 413, "body_too_large", "/content");
  EXPECT_THAT(large.text, HasSubstr("5242880"));
  const Answer body = upload(author, "a", "jpeg", photo(6 * 1024 * 1024));
  EXPECT_EQ(body.status, 413) << body;
  EXPECT_THAT(body.text, HasSubstr("7340032"));
  EXPECT_EQ(count(count_files), files) << "nothing of it was kept";
  const Answer just = upload(author, "a", "jpeg", photo(most));
  ASSERT_EQ(just.status, 201) << just;
  EXPECT_TRUE(download(author, just.string("/id")).text == photo(most));
}

TEST_F(AttachmentStory, a_name_can_do_nothing_but_name) {
  const char* bad[] = {
      "a\r\nSet-Cookie: x=1.jpg", "../../etc/passwd", "C:\\autoexec.jpg", "\u202Egpj.exe", "a\tb"};
  for (const char* name : bad) {
    expect_refused(upload(author, name), 400, "bad_format", "/name");
  }
  expect_refused(upload(author, ""), 400, "too_short", "/name");
  expect_refused(upload(author, std::string(121, 'a')), 400, "too_long", "/name");
  const std::pair<std::string, const char*> good[] = {
      {"x.html", R"(attachment; filename="x.html.jpg")"},
      {"..", R"(attachment; filename="...jpg")"},
      {R"(a"; filename=b.exe)",
       R"(attachment; filename="a__ filename_b.exe.jpg"; filename*=UTF-8''a%22%3B%20filename%3Db.exe.jpg)"},
      {"scan.JPEG", R"(attachment; filename="scan.JPEG")"}};
  for (const auto& [name, saved_as] : good) {
    const Answer read = download(author, uploaded(author, name));
    EXPECT_EQ(read.header("Content-Disposition"), saved_as) << read;
  }
}

TEST_F(AttachmentStory, a_document_takes_its_authors_own_unused_files_only) {
  const std::string mine = uploaded(author), more = uploaded(author), theirs = uploaded(reader);
  const char* code = "attachment_not_found";
  expect_refused(draft(author, {mine, theirs}), 404, code, "/attachments/1");
  expect_refused(draft(author, {"12345"}), 404, code, "/attachments/0");
  expect_refused(draft(author, {mine, mine}), 404, code, "/attachments/1");
  std::vector<std::string> six(6, mine);
  expect_refused(draft(author, six), 400, "too_many", "/attachments");
  expect_refused(draft(author, {mine}, "12345"), 404, "account_not_found", "/member");
  EXPECT_EQ(count(count_documents), 0);
  const Answer made = draft(author, {more, mine});
  ASSERT_EQ(made.status, 201) << "what was refused used nothing: " << made;
  EXPECT_EQ(made.string("/attachments/0/id"), more) << "in the order they are named";
  expect_refused(draft(author, {mine}), 404, code, "/attachments/0");
  EXPECT_EQ(count(count_documents), 1);
}

TEST_F(AttachmentStory, the_same_command_again_uploads_and_uses_once) {
  const json::object body{
      {"name", "a.jpg"}, {"kind", "jpeg"}, {"content", crypto::to_base64(photo())}};
  const Answer first = author.post("/v1/attachments", body, "same");
  const Answer again = author.post("/v1/attachments", body, "same");
  EXPECT_EQ(again.text, first.text);
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(count(count_files), 1);
  const json::object paper{
      {"member", anna},
      {"points", 5},
      {"reason", "x"},
      {"attachments", json::array{first.string("/id")}}};
  const Answer made = author.post("/v1/points/documents", paper, "paper");
  EXPECT_EQ(author.post("/v1/points/documents", paper, "paper").text, made.text);
}

TEST_F(AttachmentStory, of_many_documents_that_want_a_file_at_once_one_gets_it) {
  const std::string file = uploaded(author);
  const Rush tried = rush(8, [&](int thread) {
    return author.post(
        "/v1/points/documents",
        {{"member", anna},
         {"points", 5},
         {"reason", "a complaint"},
         {"attachments", json::array{file}}},
        "rush-" + std::to_string(thread)
    );
  });
  EXPECT_EQ(tried.won, 1);
  const auto lost = tried.refused.find("404 attachment_not_found");
  ASSERT_NE(lost, tried.refused.end());
  EXPECT_EQ(lost->second, 7);
  EXPECT_EQ(count(count_documents), 1);
}

TEST_F(AttachmentStory, out_of_scope_it_is_not_there) {
  const auto [document, file] = proven();
  house.manager().post(
      "/v1/programmes",
      {{"code", "OTHER"},
       {"name", "Other"},
       {"time_zone", "Asia/Shanghai"},
       {"currency", "CNY"},
       {"effective_from", "2020-01-01T00:00:00Z"}}
  );
  house.manager().post(
      "/v1/stores",
      {{"code", "S900"},
       {"name", "Elsewhere"},
       {"parent_code", "R"},
       {"programme_code", "OTHER"},
       {"time_zone", "Asia/Shanghai"}}
  );
  const Client elsewhere = house.person("Elsewhere", {"*"}, {"S900"});
  const Client here = house.person("Here", {"points:read"}, {"S001"});
  expect_refused(download(elsewhere, file), 404, "attachment_not_found", "/id");
  expect_refused(download(house.manager(), "12345"), 404, "attachment_not_found", "/id");
  EXPECT_EQ(download(here, file).status, 200) << "as the document itself";
  EXPECT_EQ(here.get("/v1/points/documents/" + document).status, 200);
}

TEST_F(AttachmentStory, what_no_document_refers_to_is_deleted_after_a_day) {
  const auto [document, kept] = proven();
  const std::string left = uploaded(author);
  const auto sweep = [&] {
    ASSERT_TRUE(house.application().jobs().run_now("attachments.prune", house.now()));
  };
  house.clock().advance_seconds(24 * 3600 - 1);
  sweep();
  EXPECT_EQ(download(author, left).status, 200);
  house.clock().advance_seconds(2);
  sweep();
  EXPECT_EQ(download(author, left).status, 404);
  expect_refused(draft(author, {left}), 404, "attachment_not_found", "/attachments/0");
  EXPECT_EQ(download(author, kept).status, 200);
  EXPECT_EQ(count(count_files), 1);
  EXPECT_EQ(count(count_parts), 1);
}

TEST_F(AttachmentStory, of_an_erased_member_stays_that_there_was_one) {
  const auto [document, file] = proven();
  erase(anna);
  EXPECT_EQ(count(count_parts), 0);
  const Answer shown = house.manager().get("/v1/points/documents/" + document);
  ASSERT_EQ(shown.size("/attachments"), 1U) << shown;
  EXPECT_EQ(shown.find("/attachments/0/name"), nullptr);
  EXPECT_EQ(shown.integer("/attachments/0/size"), 300);
  expect_refused(download(author, file), 404, "attachment_not_found", "/id");
  EXPECT_THAT(
      house.manager().get("/v1/audit?member=" + anna).text, HasSubstr(R"("field":"attachments")")
  );
}

TEST_F(AttachmentStory, a_copy_of_a_persons_data_says_where_each_is_to_be_had) {
  const auto [document, file] = proven();
  const Answer asked =
      house.manager().post("/v1/members/" + anna + "/requests", {{"kind", "copy"}}, key());
  const Answer copy =
      house.manager().get("/v1/person-requests/" + asked.string("/id") + "/copy/file");
  EXPECT_THAT(copy.text, HasSubstr("attachments,1,name,小票.jpg\n"));
  EXPECT_THAT(copy.text, HasSubstr("attachments,1,kind,jpeg\n"));
  EXPECT_THAT(copy.text, HasSubstr("attachments,1,size,300\n"));
  EXPECT_THAT(copy.text, HasSubstr("attachments,1,file,/v1/attachments/" + file + "\n"));
}

TEST_F(AttachmentStory, a_merge_leaves_them_with_their_document) {
  const std::string twin = house.enrol("13900139000");
  const auto [document, file] = proven(twin);
  house.clock().advance_seconds(1);
  const Answer merged = house.manager().post(
      "/v1/members/" + anna + "/merges", {{"absorbed", twin}, {"reason", "one person"}}, key()
  );
  ASSERT_EQ(merged.status, 201) << merged;
  const Answer shown = reader.get("/v1/points/documents/" + document);
  EXPECT_EQ(shown.string("/member"), anna);
  EXPECT_EQ(shown.string("/attachments/0/id"), file);
  house.clock().advance_seconds(1);
  EXPECT_EQ(download(reader, file).status, 200);
  EXPECT_THAT(house.manager().get("/v1/audit?member=" + anna).text, HasSubstr("attachment_read"));
  erase(anna);
  EXPECT_EQ(count(count_parts), 0) << "the survivor's, by now";
}

TEST_F(AttachmentStory, it_is_kept_sealed_and_verified_with_its_document) {
  const auto [document, file] = proven();
  sql::Database& db = house.application().db();
  for (const sql::Bytes& kept :
       db.read([](sql::Tx& tx) { return tx.list<sql::Bytes>(some_parts); })) {
    EXPECT_EQ(kept.data.find("pppp"), std::string::npos);
  }
  const auto move = [&](std::int64_t from, std::int64_t to) {
    ASSERT_TRUE(db.write([&](sql::Tx& tx) -> Outcome {
      tx.exec(of_nowhere, to, from);
      return ok();
    }));
  };
  const std::int64_t id = std::stoll(document);
  move(id, 1);
  const verify::Report report = house.verify();
  EXPECT_EQ(report.faults_found(), 2);
  EXPECT_THAT(verify::to_json(report), HasSubstr("points document 1: 1 attachments more"));
  EXPECT_THAT(
      verify::to_json(report), HasSubstr("points document " + document + ": 1 attachments fewer")
  );
  move(1, id);
  EXPECT_TRUE(verify::verify(db, verify::Depth::pages).is_clean());
}

}  // namespace
}  // namespace guanxi::test
