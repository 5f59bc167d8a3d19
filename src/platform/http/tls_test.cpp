// The server behind TLS: who gets in, which pair they see, and that every limit holds there too.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <thread>
#include <vector>

#include "platform/http/tls_testing.h"
#include "platform/log/log.h"
#include "platform/metrics/metrics.h"

namespace guanxi::http {
namespace {

using ::testing::AllOf;
using testing::Answer;
using ::testing::Contains;
using testing::EchoServer;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::PairFiles;
using testing::RawClient;
using testing::TlsClient;
using testing::TlsWish;
using testing::until;

const std::string get = "GET /a HTTP/1.1\r\nHost: t\r\n\r\n";
const std::string get_held = "GET /held HTTP/1.1\r\nHost: t\r\n\r\n";
const std::string get_big = "GET /big HTTP/1.1\r\nHost: t\r\n\r\n";

std::string post(std::size_t body_bytes) {
  return "POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: " + std::to_string(body_bytes) +
         "\r\n\r\n" + std::string(body_bytes, 'b');
}

ServerOptions with(const PairFiles& files, ServerOptions options = {}) {
  options.tls = files.options();
  return options;
}

class Tls : public ::testing::Test {
 protected:
  PairFiles files_;
};

TEST_F(Tls, serves_like_without) {
  EchoServer echo(with(files_));
  for (const int version : {TLS1_3_VERSION, TLS1_2_VERSION}) {
    TlsClient client(echo.port(), {.version_max = version});
    ASSERT_TRUE(client.secured()) << client.why_not();
    EXPECT_EQ(client.version(), version == TLS1_3_VERSION ? "TLSv1.3" : "TLSv1.2");
    EXPECT_EQ(client.shown(), "first");
    const Answer answer = client.ask("GET /a?x=1 HTTP/1.1\r\nHost: t\r\n\r\n");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "GET /a?x=1|path=/a|q:x=1|h:host=t|body=");
    EXPECT_EQ(client.ask("HEAD /a HTTP/1.1\r\nHost: t\r\n\r\n", true).status, 200);
    EXPECT_GT(client.ask(post(500'000)).body.size(), 500'000u);
    EXPECT_EQ(client.ask(get_big).body.size(), testing::big_bytes);
    std::string pipeline;
    for (int i = 0; i < 100; ++i) pipeline += get;
    client.send(pipeline);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(client.receive().status, 200);
  }
  EXPECT_EQ(echo.server.stats().handshake_failures, 0u);
}

TEST_F(Tls, a_body_is_invited) {
  EchoServer echo(with(files_));
  TlsClient client(echo.port());
  for (int i = 0; i < 20; ++i) {
    client.send("POST /b HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.receive().status, 100);
    const Answer answer = client.ask("hello");
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(answer.body, HasSubstr("body=hello"));
  }
  // The body comes at once after the invitation was decided on: the answer waits its turn.
  client.send("POST /b HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  client.send("hello");
  int status = client.receive().status;
  if (status == 100) status = client.receive().status;
  EXPECT_EQ(status, 200);
}

TEST_F(Tls, only_what_is_safe_is_agreed_on) {
  const struct {
    const char* reason;
    TlsWish wish;
    const char* why_not;   // empty: agreed
    const char* protocol;  // then
  } rows[] = {
      {"TLS 1.1", {.version_max = TLS1_1_VERSION}, "tlsv1 alert protocol version", ""},
      {"no forward secrecy",
       {.version_max = TLS1_2_VERSION, .tls12_ciphers = "AES256-GCM-SHA384:AES128-SHA"},
       "sslv3 alert handshake failure",
       ""},
      {"CBC",
       {.version_max = TLS1_2_VERSION, .tls12_ciphers = "ECDHE-ECDSA-AES256-SHA384"},
       "sslv3 alert handshake failure",
       ""},
      {"ChaCha20",
       {.version_max = TLS1_2_VERSION, .tls12_ciphers = "ECDHE-ECDSA-CHACHA20-POLY1305"},
       "",
       ""},
      {"http/1.1 offered", {.protocols = "\x08http/1.1"}, "", "http/1.1"},
      {"among others", {.protocols = "\x02h2\x08http/1.1"}, "", "http/1.1"},
      {"only others", {.protocols = "\x02h2"}, "tlsv1 alert no application protocol", ""},
      {"none offered", {}, "", ""},
  };
  EchoServer echo(with(files_));
  for (const auto& row : rows) {
    TlsClient client(echo.port(), row.wish);
    EXPECT_EQ(client.why_not(), row.why_not) << row.reason;
    if (!client.secured()) continue;
    EXPECT_EQ(client.protocol(), row.protocol) << row.reason;
    EXPECT_EQ(client.ask(get).status, 200) << row.reason;
  }
  EXPECT_EQ(echo.server.stats().handshake_failures, 4u);
}

TEST_F(Tls, shows_the_whole_chain) {
  const auto root_key = testing::make_key();
  const auto root = testing::make_certificate(
      root_key.get(),
      {.name = "root",
       .valid_from = PairFiles::now - PairFiles::day,
       .expires_at = PairFiles::now + 5 * PairFiles::day}
  );
  const auto key = testing::make_key();
  const auto leaf = testing::make_certificate(
      key.get(),
      {.name = "leaf",
       .valid_from = PairFiles::now - PairFiles::day,
       .expires_at = PairFiles::now + 9 * PairFiles::day,
       .issuer = root.get(),
       .issuer_key = root_key.get()}
  );
  PairFiles::write(files_.chain(), testing::pem_of(leaf.get()) + testing::pem_of(root.get()));
  PairFiles::write(files_.key(), testing::pem_of(key.get()));
  EchoServer echo(with(files_));
  TlsClient client(echo.port());
  EXPECT_EQ(client.shown(), "leaf root");
  EXPECT_EQ(echo.server.stats().certificate_expires_at, PairFiles::now + 5 * PairFiles::day)
      << "the first of them to expire counts";
}

TEST_F(Tls, sessions_are_resumed) {
  EchoServer echo(with(files_));
  for (const int version : {TLS1_3_VERSION, TLS1_2_VERSION}) {
    TlsClient first(echo.port(), {.version_max = version});
    EXPECT_EQ(first.ask(get).status, 200);  // brings the tickets of TLS 1.3
    EXPECT_FALSE(first.resumed());
    const auto session = first.session();
    TlsClient second(echo.port(), {.version_max = version, .session = session.get()});
    EXPECT_EQ(second.ask(get).status, 200);
    EXPECT_TRUE(second.resumed()) << version;
  }
}

TEST_F(Tls, what_is_not_tls_is_told_so_and_closed) {
  const struct {
    const char* reason;
    std::string bytes;
  } rows[] = {
      {"plain HTTP", get},
      {"a plain body without end", post(100'000) + std::string(100'000, 'x')},
      {"one byte", "G"},
      {"noise", std::string("\0\1\2\3", 4)},
  };
  EchoServer echo(with(files_));
  for (const auto& row : rows) {
    RawClient client(echo.port());
    client.send(row.bytes);
    const Answer answer = client.receive();
    EXPECT_EQ(answer.status, 400) << row.reason;
    EXPECT_THAT(answer.body, AllOf(HasSubstr("speaks TLS"), HasSubstr("https"))) << row.reason;
    EXPECT_TRUE(client.is_closed()) << row.reason;
  }
  RawClient broken(echo.port());
  broken.send(std::string("\x16\x03\x01\0\x05\x01\0\0\x01\0", 10));  // begins like TLS
  EXPECT_EQ(broken.receive().status, 0) << "an alert, no answer";
  EXPECT_TRUE(until([&] { return echo.server.stats().handshake_failures == 5; }));
  EXPECT_EQ(echo.runs, 0);
  EXPECT_EQ(TlsClient(echo.port()).ask(get).status, 200);
}

TEST_F(Tls, a_slow_handshake_is_ended) {
  EchoServer echo(with(files_, {.handshake_ms_max = 60}));
  RawClient silent(echo.port()), half(echo.port());
  half.send("\x16\x03\x01\x02");
  EXPECT_TRUE(silent.is_closed());
  EXPECT_TRUE(half.is_closed());
  EXPECT_TRUE(until([&] { return echo.server.stats().connections == 0; }));
  EXPECT_EQ(echo.server.stats().timeouts, 2u);
  EXPECT_EQ(echo.server.stats().handshake_failures, 1u) << "who said nothing did not try";
  RawClient gone(echo.port());
  gone.send("\x16\x03\x01\x02");
  gone.reset();
  EXPECT_TRUE(until([&] { return echo.server.stats().connections == 0; }));
}

TEST_F(Tls, a_new_pair_is_for_new_connections) {
  EchoServer echo(with(files_));
  TlsClient before(echo.port());
  EXPECT_EQ(before.ask(get).status, 200);
  before.send(get_held);
  ASSERT_TRUE(until([&] { return echo.runs == 2; }));
  files_.replace("second", PairFiles::now + 7 * PairFiles::day);
  EXPECT_EQ(TlsClient(echo.port()).shown(), "first") << "nobody has looked yet";
  const log::Capture capture;
  EXPECT_TRUE(echo.server.reload_tls());
  EXPECT_THAT(capture.lines(), Contains(AllOf(HasSubstr("tls.loaded"), HasSubstr(files_.chain()))));
  TlsClient after(echo.port(), {.session = before.session().get()});
  EXPECT_EQ(after.shown(), "second");
  EXPECT_FALSE(after.resumed()) << "what the old key vouched for is not taken over";
  EXPECT_EQ(after.ask(get).status, 200);
  echo.gate.open();
  EXPECT_EQ(before.receive().status, 200) << "the old connection goes on";
  EXPECT_EQ(before.ask(get).status, 200);
  EXPECT_EQ(echo.server.stats().certificate_expires_at, PairFiles::now + 7 * PairFiles::day);
}

TEST_F(Tls, files_that_change_are_noticed) {
  ServerOptions options = with(files_);
  options.tls->look_ms = 1;
  EchoServer echo(options);
  const log::Capture capture;
  const auto shows = [&](const char* name) {
    return until([&] { return TlsClient(echo.port()).shown() == name; });
  };
  files_.replace("second");
  EXPECT_TRUE(shows("second"));
  // Through a link that is turned over, as some programs for certificates do it.
  PairFiles other("third");
  for (const auto& [file, target] :
       {std::pair(files_.chain(), other.chain()), std::pair(files_.key(), other.key())}) {
    std::filesystem::create_symlink(target, file + ".link");
    std::filesystem::rename(file + ".link", file);
  }
  EXPECT_TRUE(shows("third"));
  other.replace("fourth");
  EXPECT_TRUE(shows("fourth"));
  // Written in place, with the old time put back.
  const auto time = std::filesystem::last_write_time(other.chain());
  const auto key = testing::make_key();
  const auto fifth = testing::make_certificate(
      key.get(),
      {.name = "fifth",
       .valid_from = PairFiles::now - PairFiles::day,
       .expires_at = PairFiles::now + 90 * PairFiles::day}
  );
  std::ofstream(other.chain(), std::ios::binary) << testing::pem_of(fifth.get());
  std::ofstream(other.key(), std::ios::binary) << testing::pem_of(key.get());
  std::filesystem::last_write_time(other.chain(), time);
  std::filesystem::last_write_time(other.key(), time);
  EXPECT_TRUE(shows("fifth"));
}

TEST_F(Tls, a_broken_pair_is_refused_by_name_and_the_old_one_stays) {
  const auto first_key = testing::make_key();
  const auto other_key = testing::make_key();
  const auto make = [&](const char* name, EVP_PKEY* key, std::int64_t from, std::int64_t to) {
    const auto made = testing::make_certificate(
        key,
        {.name = name,
         .valid_from = PairFiles::now + from * PairFiles::day,
         .expires_at = PairFiles::now + to * PairFiles::day}
    );
    return testing::pem_of(made.get());
  };
  const testing::OpensslPtr<EVP_PKEY> weak_key(EVP_RSA_gen(1024));
  const std::string good = make("good", first_key.get(), -1, 9);
  const std::string good_key = testing::pem_of(first_key.get());
  const std::string other = make("other", other_key.get(), -1, 9);
  const std::string half = good.substr(0, good.size() / 2) + "\n-----END CERTIFICATE-----\n";
  std::string damaged_key = good_key;
  damaged_key[60] = damaged_key[60] == 'A' ? 'B' : 'A';
  damaged_key.erase(70, 8);
  const struct {
    const char* reason;
    std::string chain, key;
    TlsProblem::Part part;
    const char* en;
    const char* zh;
  } rows[] = {
      {"empty", "", good_key, TlsProblem::Part::certificate, "holds no certificate", "没有"},
      {"no PEM", "hello", good_key, TlsProblem::Part::certificate, "holds no certificate", "没有"},
      {"cut",
       half,
       good_key,
       TlsProblem::Part::certificate,
       "certificate 1 cannot be read",
       "第 1"},
      {"a broken second one",
       good + half,
       good_key,
       TlsProblem::Part::certificate,
       "certificate 2 cannot be read",
       "第 2"},
      {"a key without a key", good, good, TlsProblem::Part::key, "holds no private key", "没有"},
      {"an empty key", good, "", TlsProblem::Part::key, "holds no private key", "没有"},
      {"a damaged key", good, damaged_key, TlsProblem::Part::key, "cannot be read", "无法解析"},
      {"a passphrase",
       good,
       testing::encrypted_pem_of(first_key.get()),
       TlsProblem::Part::key,
       "passphrase",
       "口令"},
      {"another's key",
       good,
       testing::pem_of(other_key.get()),
       TlsProblem::Part::key,
       "does not belong",
       "不是一对"},
      {"the wrong order",
       other + good,
       good_key,
       TlsProblem::Part::certificate,
       "the key belongs to certificate 2",
       "第 2"},
      {"a weak key",
       make("weak", weak_key.get(), -1, 9),
       testing::pem_of(weak_key.get()),
       TlsProblem::Part::certificate,
       "cannot be used: ee key too small",
       "不能使用"},
      {"more than anybody needs",
       std::string(1024 * 1024 + 1, '#'),
       good_key,
       TlsProblem::Part::certificate,
       "larger than 1 MiB",
       "1 MiB"},
  };
  EchoServer echo(with(files_));
  for (const auto& row : rows) {
    PairFiles::write(files_.chain(), row.chain);
    PairFiles::write(files_.key(), row.key);
    const std::string file = row.part == TlsProblem::Part::key ? files_.key() : files_.chain();
    const log::Capture capture;
    EXPECT_FALSE(echo.server.reload_tls()) << row.reason;
    EXPECT_THAT(
        capture.lines(),
        Contains(AllOf(HasSubstr("tls.refused"), HasSubstr(file), HasSubstr(row.en)))
    ) << row.reason;
    TlsClient client(echo.port());
    EXPECT_EQ(client.shown(), "first") << row.reason;
    EXPECT_EQ(client.ask(get).status, 200) << row.reason;
    try {
      EchoServer never(with(files_));
      ADD_FAILURE() << row.reason << ": must not start";
    } catch (const TlsProblem& problem) {
      EXPECT_EQ(problem.part(), row.part) << row.reason;
      EXPECT_EQ(problem.file(), file) << row.reason;
      EXPECT_THAT(problem.en(), HasSubstr(row.en)) << row.reason;
      EXPECT_THAT(problem.zh(), HasSubstr(row.zh)) << row.reason;
    }
  }
  std::filesystem::remove(files_.key());
  EXPECT_FALSE(echo.server.reload_tls());
  std::filesystem::create_directory(files_.key());
  EXPECT_FALSE(echo.server.reload_tls());
  EXPECT_EQ(TlsClient(echo.port()).shown(), "first");
  std::filesystem::remove(files_.key());
  files_.replace("second");
  EXPECT_TRUE(echo.server.reload_tls());
  EXPECT_EQ(TlsClient(echo.port()).shown(), "second");
}

TEST_F(Tls, an_expired_pair_replaces_none_but_is_better_than_none) {
  EchoServer echo(with(files_));
  files_.replace("expired", PairFiles::now - 10);
  const log::Capture capture;
  EXPECT_FALSE(echo.server.reload_tls());
  EXPECT_THAT(capture.lines(), Contains(HasSubstr("is not valid now")));
  EXPECT_EQ(TlsClient(echo.port()).shown(), "first");
  EchoServer started(with(files_));
  EXPECT_THAT(capture.lines(), Contains(HasSubstr("tls.not_valid_now")));
  EXPECT_EQ(TlsClient(started.port()).shown(), "expired");
}

TEST_F(Tls, a_key_others_can_read_is_warned_of) {
  const log::Capture capture;
  { EchoServer echo(with(files_)); }
  EXPECT_THAT(capture.lines(), IsEmpty());
  ::chmod(files_.key().c_str(), 0640);
  { EchoServer echo(with(files_)); }
  EXPECT_THAT(capture.lines(), IsEmpty()) << "a group of its own is usual";
  ::chmod(files_.key().c_str(), 0644);
  EchoServer echo(with(files_));
  const auto warned = AllOf(HasSubstr("tls.key_readable_by_others"), HasSubstr(files_.key()));
  EXPECT_THAT(capture.lines(), ::testing::ElementsAre(warned));
}

TEST_F(Tls, limits_hold) {
  EchoServer echo(with(
      files_,
      {.connections_max = 2,
       .header_bytes_max = 2000,
       .body_bytes_max = 5000,
       .header_ms_max = 100,
       .body_ms_max = 100}
  ));
  const struct {
    const char* reason;
    std::string bytes;
    int status;
  } rows[] = {
      {"header", "GET /" + std::string(3000, 'a'), 431},
      {"body", post(5001), 413},
      {"a body that goes on", post(4'000'000), 413},
      {"no HTTP", "hello\r\n\r\n", 400},
      {"a slow header", "GET / HTTP/1.1\r\nX", 408},
      {"a slow body", "POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\nabc", 408},
  };
  for (const auto& row : rows) {
    TlsClient client(echo.port());
    EXPECT_TRUE(client.send(row.bytes)) << row.reason;
    EXPECT_EQ(client.receive().status, row.status) << row.reason;
    EXPECT_TRUE(client.is_closed()) << row.reason;
    EXPECT_TRUE(client.was_told_goodbye()) << row.reason;
  }
  ASSERT_TRUE(until([&] { return echo.server.stats().connections == 0; }));
  TlsClient first(echo.port()), second(echo.port());
  EXPECT_EQ(first.ask(get).status, 200);
  EXPECT_EQ(second.ask(get).status, 200);
  TlsClient third(echo.port());
  const Answer answer = third.receive();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.field("retry-after"), "1");
  EXPECT_TRUE(third.is_closed());
}

TEST_F(Tls, a_client_that_does_not_read_is_dropped) {
  EchoServer echo(with(files_, {.write_ms_max = 60}));
  TlsClient client(echo.port(), {}, /*receive_buffer=*/4096);
  client.send(get_big);
  EXPECT_TRUE(until([&] { return echo.server.stats().timeouts == 1; }));
  EXPECT_TRUE(until([&] { return echo.server.stats().connections == 0; }));
}

TEST_F(Tls, who_is_idle_too_long_is_told_goodbye) {
  EchoServer echo(with(files_, {.idle_ms_max = 60}));
  TlsClient client(echo.port());
  EXPECT_EQ(client.ask(get).status, 200);
  EXPECT_TRUE(client.is_closed());
  EXPECT_TRUE(client.was_told_goodbye());
}

TEST_F(Tls, who_says_goodbye_is_answered) {
  EchoServer echo(with(files_));
  TlsClient client(echo.port());
  EXPECT_EQ(client.ask(get).status, 200);
  client.say_goodbye();
  EXPECT_TRUE(client.is_closed());
  EXPECT_TRUE(client.was_told_goodbye());
  EXPECT_TRUE(until([&] { return echo.server.stats().connections == 0; }));
  TlsClient cut(echo.port());
  EXPECT_EQ(cut.ask(get).status, 200);
  cut.reset();
  EXPECT_TRUE(until([&] { return echo.server.stats().connections == 0; }));
}

TEST_F(Tls, stop_finishes_what_runs_and_takes_leave_of_the_rest) {
  EchoServer echo(with(files_));
  TlsClient idle(echo.port()), running(echo.port());
  RawClient silent(echo.port()), half(echo.port());
  half.send("\x16\x03\x01\x02");
  EXPECT_EQ(idle.ask(get).status, 200);
  running.send(get_held);
  ASSERT_TRUE(until([&] { return echo.runs == 2; }));
  ASSERT_TRUE(until([&] { return echo.server.stats().connections == 4; }));
  std::thread stopper([&] { echo.server.stop(); });
  EXPECT_TRUE(idle.is_closed());
  EXPECT_TRUE(idle.was_told_goodbye());
  EXPECT_TRUE(silent.is_closed());
  EXPECT_TRUE(half.is_closed());
  echo.gate.open();
  const Answer answer = running.receive();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.field("connection"), "close");
  EXPECT_TRUE(running.is_closed());
  EXPECT_TRUE(running.was_told_goodbye());
  stopper.join();
  EXPECT_EQ(echo.server.stats().connections, 0);
}

TEST_F(Tls, stop_and_reloads_under_load_lose_no_answer) {
  EchoServer echo(with(files_, {.io_threads = 2, .worker_threads = 4}));
  std::atomic<int> answered{0};
  std::atomic<bool> stopping{false};
  std::vector<std::thread> clients;
  for (int c = 0; c < 4; ++c) {
    clients.emplace_back([&] {
      while (!stopping) {
        TlsClient client(echo.port());
        for (int i = 0; i < 20 && client.secured(); ++i) {
          if (client.ask(get).status != 200) break;
          answered.fetch_add(1);
        }
      }
    });
  }
  for (int i = 0; i < 5; ++i) {
    const int before = answered;
    files_.replace("again");
    EXPECT_TRUE(echo.server.reload_tls());
    ASSERT_TRUE(until([&] { return answered > before + 50; }));
  }
  stopping = true;
  echo.server.stop();
  for (auto& client : clients) client.join();
  EXPECT_EQ(answered, echo.runs);
}

TEST_F(Tls, metrics_tell_when_it_expires_and_who_failed) {
  metrics::Registry registry;
  EchoServer echo(with(files_, {.metrics = &registry}));
  RawClient plain(echo.port());
  EXPECT_EQ(plain.ask(get).status, 400);
  const std::string text = registry.render();
  EXPECT_THAT(text, HasSubstr("guanxi_http_tls_handshake_failures_total 1\n"));
  EXPECT_THAT(
      text,
      HasSubstr(
          "guanxi_http_tls_certificate_expires_seconds " +
          std::to_string(PairFiles::now + 90 * PairFiles::day) + "\n"
      )
  );
  metrics::Registry without;
  EchoServer plain_echo({.metrics = &without});
  EXPECT_THAT(without.render(), ::testing::Not(HasSubstr("tls")));
  EXPECT_TRUE(plain_echo.server.reload_tls()) << "nothing to do";
}

}  // namespace
}  // namespace guanxi::http
