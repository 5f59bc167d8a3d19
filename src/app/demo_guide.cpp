#include "app/demo_guide.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "platform/web/web.h"

namespace guanxi::app::demo {
namespace {

std::string server_of(const config::Config& config) {
  const bool anywhere = config.http.address == "0.0.0.0" || config.http.address == "::";
  return fmt::format(
      "http://{}:{}", anywhere ? "127.0.0.1" : config.http.address, config.http.port
  );
}

std::filesystem::path file_of(const config::Config& config) {
  return std::filesystem::path(config.data) / "demo-credentials.txt";
}

/// In single quotes for a shell.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string commands(const config::Config& config, const Guide& guide) {
  return fmt::format(
      R"(  guanxi serve --data {data} --port {port}

. {file}
curl -s $SERVER/v1/checkout/quote -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{{
  "store": "S001", "till": "01", "member": {{"kind": "phone", "value": "{phone}"}},
  "lines": [{{"item": "{item}", "quantity": "2"}}]}}'

TODAY=$(TZ=Asia/Shanghai date +%F) NOW=$(TZ=Asia/Shanghai date +%FT%T%:z)
curl -s $SERVER/v1/checkout -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \
  -H "Idempotency-Key: $(echo $TODAY | tr -d -)-900001" -d @- <<SALE
{{"store": "S001", "till": "01", "business_date": "$TODAY", "sequence": 900001, "occurred_at": "$NOW",
 "cashier": "C07", "member": {{"kind": "phone", "value": "{phone}"}},
 "lines": [{{"item": "{item}", "quantity": "2"}}],
 "tenders": [{{"kind": "wechat_pay", "amount": {{"amount": {amount}, "currency": "CNY"}}}}]}}
SALE
)",
      fmt::arg("data", quoted(config.data)),
      fmt::arg("port", config.http.port),
      fmt::arg("file", quoted(std::filesystem::absolute(file_of(config)).string())),
      fmt::arg("phone", guide.member_phone),
      fmt::arg("item", guide.item),
      fmt::arg("amount", guide.two_of_it.minor())
  );
}

std::string counts(const Loaded& loaded, bool zh) {
  constexpr const char* chinese =
      "\n演示数据已就绪：{} 家门店、{} 台收银机、{} 种货品、{} 名会员、{} 笔销售、{} 笔退货。\n";
  constexpr const char* english =
      "\nThe demo is ready: {} stores, {} tills, {} items, {} members, {} sales, {} returns.\n";
  return fmt::format(
      fmt::runtime(zh ? chinese : english),
      loaded.stores,
      loaded.tills,
      loaded.items,
      loaded.members,
      loaded.sales,
      loaded.refunds
  );
}

std::string credentials(const config::Config& config, const Loaded& loaded, bool zh) {
  constexpr const char* chinese =
      "凭证（仅在此显示一次）：\n  人员  demo manager\n  令牌  {}\n  收银机  S001/01\n  密钥编号  "
      "{}\n  密钥  {}\n也保存在 {}\n\n";
  constexpr const char* english =
      "Credentials (shown once):\n  person  demo manager\n  token   {}\n  till    S001/01\n  key   "
      "  {}\n  secret  {}\n"
      "Also kept in {}\n\n";
  return fmt::format(
      fmt::runtime(zh ? chinese : english),
      loaded.token,
      loaded.till_key,
      loaded.till_secret,
      file_of(config).string()
  );
}

/// Where the pages are, and how to get in: the demo's manager has no password yet.
std::string pages(const config::Config& config, bool zh) {
  if (!web::built_in().has_pages()) return {};
  constexpr const char* chinese =
      "\n管理后台：{0}/（收银台：{0}/pos），以 demo manager 登录，密码用以下命令生成：\n"
      "  guanxi admin password 'demo manager' --data {1}\n";
  constexpr const char* english =
      "\nConsole: {0}/ (till: {0}/pos); sign in as demo manager with the password that this "
      "makes:\n"
      "  guanxi admin password 'demo manager' --data {1}\n";
  return fmt::format(fmt::runtime(zh ? chinese : english), server_of(config), quoted(config.data));
}

}  // namespace

std::string guide_text(
    const config::Config& config, const Loaded& loaded, const Guide& guide, bool zh
) {
  std::string text = counts(loaded, zh) + credentials(config, loaded, zh);
  constexpr const char* chinese =
      "接下来：启动服务；在另一个终端试算，再卖出两件“{}”（共 {} 元）：\n\n";
  constexpr const char* english =
      "Next: start the server; in another terminal ask for a price, then sell two of {} ({} "
      "yuan):\n\n";
  text += fmt::format(
      fmt::runtime(zh ? chinese : english), guide.item_name, guide.two_of_it.to_string()
  );
  text += commands(config, guide);
  text += pages(config, zh);
  text += fmt::format(
      "\n{}{}/docs\n{}guanxi verify --data {}",
      zh ? "接口文档：" : "API documentation: ",
      server_of(config),
      zh ? "核对全部账目：" : "Check all books: ",
      quoted(config.data)
  );
  return text;
}

std::string write_credentials(
    const config::Config& config, const Loaded& loaded, const Guide& guide
) {
  const std::string text = fmt::format(
      "# Guanxi demo: the person 'demo manager' may do everything, the key signs for till "
      "S001/01.\n"
      "# 演示凭证：人员 demo manager 拥有全部权限；密钥用于收银机 S001/01 的签名。\n"
      "SERVER={}\nTOKEN={}\nKEY={}\nSECRET={}\nMEMBER_PHONE={}\nITEM={}\n",
      server_of(config),
      loaded.token,
      loaded.till_key,
      loaded.till_secret,
      guide.member_phone,
      guide.item
  );
  const std::string path = file_of(config).string();
  const auto fault = [&] {
    return std::system_error(errno, std::generic_category(), "cannot write " + path);
  };
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) throw fault();
  // The mode above counts for a new file only.
  const bool written =
      ::fchmod(file, 0600) == 0 && ::write(file, text.data(), text.size()) == std::ssize(text);
  const auto failure = fault();
  if (::close(file) != 0 || !written) throw failure;
  return path;
}

}  // namespace guanxi::app::demo
