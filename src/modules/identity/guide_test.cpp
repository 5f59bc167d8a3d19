// docs/guide/till-signing.md is run as it stands there: its examples must be accepted.
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "modules/identity/testing.h"

namespace guanxi::identity {
namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

class GuideTest : public IdentityTest {
 protected:
  GuideTest() {
    // src/modules/identity/guide_test.cpp → the root
    const auto root = std::filesystem::path(__FILE__).parent_path() / "../../..";
    guide_ = read_file(root / "docs/guide/till-signing.md");
  }

  /// What stands between ```language and ``` for the first time.
  std::string block(const std::string& language) const {
    const std::string fence = "```" + language + "\n";
    const auto begin = guide_.find(fence);
    const auto end = guide_.find("\n```", begin);
    if (begin == std::string::npos || end == std::string::npos) return {};
    return guide_.substr(begin + fence.size(), end - begin - fence.size() + 1);
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(dir_.path() / name) << text;
    chmod((dir_.path() / name).c_str(), 0700);
  }
  static bool has(const std::string& command) {
    return std::system(("command -v " + command + " > /dev/null 2>&1").c_str()) == 0;
  }
  std::string run(const std::string& command) const {
    const std::string out = (dir_.path() / "out").string();
    const int status = std::system(("cd '" + dir_.path().string() + "' && PATH=\"$PWD:$PATH\" " +
                                    command + " > out 2> err")
                                       .c_str());
    EXPECT_EQ(status, 0) << read_file(dir_.path() / "err");
    return read_file(out);
  }
  /// The examples take the time from the machine.
  void set_clock_to_machine() { temp_.clock().set(SystemClock().now()); }

  Result<api::Actor> send(
      const std::string& authorization, const char* method, const char* target, const char* body
  ) {
    http::Request request;
    request.method = method;
    request.target = target;
    request.body = body;
    request.headers = {{"authorization", authorization}};
    return identity_->authenticate(request, now());
  }

  std::string guide_;
  sql::TempDirectory dir_;
};

constexpr const char* body = R"({"note":"五 o'clock $HOME \"quoted\""})";

TEST_F(GuideTest, TheShellExampleIsAccepted) {
  if (!has("openssl") || !has("bash")) GTEST_SKIP() << "openssl or bash is not installed";
  set_clock_to_machine();
  const Till one = till();
  write("example", block("bash"));
  write("body", body);
  // A curl that says what it was asked to send.
  write("curl", "#!/bin/sh\nfor argument in \"$@\"; do printf '%s\\0' \"$argument\"; done\n");
  const std::string out =
      run("KEY=" + one.key.key + " SECRET=" + one.key.secret +
          " METHOD=POST TARGET='/v1/checkout?dry=1' BODY=\"$(cat body)\" bash -eu example");
  std::vector<std::string> arguments;
  for (std::size_t at = 0; at < out.size();) {
    const auto end = out.find('\0', at);
    arguments.push_back(out.substr(at, end - at));
    at = end + 1;
  }
  std::string authorization, sent;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i].starts_with("Authorization: ")) authorization = arguments[i].substr(15);
    if (arguments[i] == "--data-binary" && i + 1 < arguments.size()) sent = arguments[i + 1];
  }
  EXPECT_EQ(sent, body);
  EXPECT_TRUE(send(authorization, "POST", "/v1/checkout?dry=1", body)) << authorization;
}

TEST_F(GuideTest, ThePythonExampleIsAccepted) {
  if (!has("python3")) GTEST_SKIP() << "python3 is not installed";
  set_clock_to_machine();
  const Till one = till();
  write("till_signing.py", block("python"));
  write("body", body);
  write(
      "ask.py",
      "import sys, till_signing\n"
      "body = open('body', 'rb').read()\n"
      "print(till_signing.authorization(sys.argv[1], sys.argv[2], 'POST', '/v1/checkout', body), "
      "end='')\n"
  );
  const std::string authorization = run("python3 ask.py " + one.key.key + " " + one.key.secret);
  EXPECT_TRUE(send(authorization, "POST", "/v1/checkout", body)) << authorization;
}

TEST_F(GuideTest, TheWorkedExampleIsRight) {
  const std::string lines = text_to_sign(
      "POST", "/v1/checkout", "1767225600", "0123456789abcdef", R"({"hello":"world"})"
  );
  EXPECT_NE(guide_.find("```\n" + lines + "\n```"), std::string::npos);
  const crypto::Digest signature =
      crypto::hmac_sha256("c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I", lines);
  EXPECT_NE(guide_.find(crypto::to_base64url(crypto::bytes_of(signature))), std::string::npos);
}

}  // namespace
}  // namespace guanxi::identity
