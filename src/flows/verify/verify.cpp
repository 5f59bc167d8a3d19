#include "flows/verify/verify.h"

#include <fmt/format.h>

#include "flows/merge/verify.h"
#include "flows/verify/blame.h"
#include "flows/verify/files.h"
#include "flows/verify/gifts.h"
#include "flows/verify/growth.h"
#include "flows/verify/limits.h"
#include "flows/verify/prices.h"
#include "flows/verify/promised.h"
#include "modules/audiences/audiences.h"
#include "modules/dashboard/verify.h"
#include "modules/households/households.h"
#include "modules/points/cause_sums.h"
#include "modules/points/days.h"
#include "modules/wallet/receipt_sums.h"
#include "platform/crypto/crypto.h"
#include "platform/sql/forwarding.h"

namespace guanxi::verify {

void blame(Report& report, std::string what) {
  constexpr std::size_t named_max = 100;
  ++report.between_found;
  if (report.between.size() < named_max) report.between.push_back(std::move(what));
}

void blame_receipt(Report& report, std::int64_t receipt, std::string_view what) {
  blame(report, fmt::format("receipt {}: {}", receipt, what));
}

namespace {

constexpr int page = 10'000;

/// Both sides come in receipt order: what a sale says it earned and gave back must be what its lots
/// say.
void compare_points(sql::Tx& tx, Report& report) {
  std::vector<sales::SalePoints> sales = sales::points_of_sales(tx, ReceiptId(), page);
  std::size_t at = 0;
  const auto blame = [&](std::int64_t receipt, std::string_view what) {
    blame_receipt(report, receipt, what);
  };
  const auto current = [&]() -> const sales::SalePoints* {
    if (at == sales.size() && !sales.empty()) {
      sales = sales::points_of_sales(tx, sales.back().id, page);
      at = 0;
    }
    return at < sales.size() ? &sales[at] : nullptr;
  };
  points::each_cause_sum(tx, [&](const points::CauseSum& lot) {
    const sales::SalePoints* sale = current();
    while (sale && sale->id.value() < lot.cause_id) {
      blame(sale->id.value(), "earned points that are in no lot");
      ++at;
      sale = current();
    }
    if (!sale || sale->id.value() > lot.cause_id) {
      blame(lot.cause_id, "a lot of points without its sale");
      return;
    }
    if (sale->owner != lot.owner || sale->earned != lot.earned || sale->reversed != lot.reversed) {
      blame(lot.cause_id, "its points differ from their lot");
    }
    ++at;
  });
  while (const sales::SalePoints* sale = current()) {
    blame(sale->id.value(), "earned points that are in no lot");
    ++at;
  }
}

/// Both sides come in receipt order: what a receipt says of the wallet must be what the wallet's
/// journal says of it.
void compare_wallets(sql::Tx& tx, Report& report) {
  std::vector<sales::WalletReceipt> receipts = sales::wallet_receipts(tx, ReceiptId(), page);
  std::size_t at = 0;
  const auto blame = [&](std::int64_t receipt, std::string_view what) {
    blame_receipt(report, receipt, what);
  };
  const auto current = [&]() -> const sales::WalletReceipt* {
    if (at == receipts.size() && !receipts.empty()) {
      receipts = sales::wallet_receipts(tx, receipts.back().id, page);
      at = 0;
    }
    return at < receipts.size() ? &receipts[at] : nullptr;
  };
  const auto skip = [&](const sales::WalletReceipt& receipt) {
    const bool moved =
        receipt.stored != 0 || receipt.bonus != 0 || receipt.change != 0 || receipt.saved != 0;
    if (moved) blame(receipt.id.value(), "it moved a wallet whose journal does not know it");
    ++at;
  };
  wallet::each_receipt_sum(tx, [&](const wallet::ReceiptSum& sum) {
    const sales::WalletReceipt* receipt = current();
    while (receipt && receipt->id.value() < sum.receipt) {
      skip(*receipt);
      receipt = current();
    }
    if (!receipt || receipt->id.value() > sum.receipt) {
      blame(sum.receipt, "a wallet's journal knows of a receipt that moved none");
      return;
    }
    // What comes back of a receipt goes to whom its owner was merged into.
    const bool theirs =
        receipt->owner == sum.owner || merge::was_merged(tx, receipt->owner, OwnerId(sum.owner));
    if (!theirs || receipt->stored != sum.stored || receipt->bonus != sum.bonus ||
        receipt->change != sum.change || receipt->saved != sum.saved) {
      blame(sum.receipt, "its tenders and change differ from the wallet's journal");
    }
    ++at;
  });
  while (const sales::WalletReceipt* receipt = current()) skip(*receipt);
}

/// Both sides come in receipt order: what a receipt says points paid must be what the journal says.
void compare_points_paid(sql::Tx& tx, Report& report) {
  std::vector<sales::PointsReceipt> receipts = sales::points_receipts(tx, ReceiptId(), page);
  std::size_t at = 0;
  const auto blame = [&](std::int64_t receipt, std::string_view what) {
    blame_receipt(report, receipt, what);
  };
  const auto current = [&]() -> const sales::PointsReceipt* {
    if (at == receipts.size() && !receipts.empty()) {
      receipts = sales::points_receipts(tx, receipts.back().id, page);
      at = 0;
    }
    return at < receipts.size() ? &receipts[at] : nullptr;
  };
  const auto skip = [&](const sales::PointsReceipt& receipt) {
    if (!receipt.paid.is_zero()) {
      blame(receipt.id.value(), "points paid that the journal does not know");
    }
    ++at;
  };
  points::each_cause_paid(tx, [&](const points::CausePaid& sum) {
    const sales::PointsReceipt* receipt = current();
    while (receipt && receipt->id.value() < sum.cause_id) {
      skip(*receipt);
      receipt = current();
    }
    if (!receipt || receipt->id.value() > sum.cause_id) {
      blame(sum.cause_id, "the journal spent points on a receipt that took none");
      return;
    }
    if (receipt->owner != sum.owner || receipt->paid != sum.paid) {
      blame(sum.cause_id, "what points paid differs from the journal");
    }
    ++at;
  });
  while (const sales::PointsReceipt* receipt = current()) skip(*receipt);
}

/// Both sides come in receipt order: what a refund without a receipt, or its void, says it took
/// must be what the journal says. One that took nothing may be in neither.
void compare_taken(sql::Tx& tx, Report& report) {
  std::vector<sales::TakenReceipt> receipts = sales::taken_receipts(tx, ReceiptId(), page);
  std::size_t at = 0;
  const auto blame = [&](std::int64_t receipt, std::string_view what) {
    blame_receipt(report, receipt, what);
  };
  const auto current = [&]() -> const sales::TakenReceipt* {
    if (at == receipts.size() && !receipts.empty()) {
      receipts = sales::taken_receipts(tx, receipts.back().id, page);
      at = 0;
    }
    return at < receipts.size() ? &receipts[at] : nullptr;
  };
  const auto skip = [&](const sales::TakenReceipt& receipt) {
    if (!receipt.taken.is_zero()) {
      blame(receipt.id.value(), "it took points without a receipt that the journal does not know");
    }
    ++at;
  };
  points::each_cause_taken(tx, [&](const points::CauseTaken& sum) {
    const sales::TakenReceipt* receipt = current();
    while (receipt && receipt->id.value() < sum.cause_id) {
      skip(*receipt);
      receipt = current();
    }
    if (!receipt || receipt->id.value() > sum.cause_id) {
      blame(
          sum.cause_id, "the journal took points for a refund without a receipt that is not there"
      );
      return;
    }
    if (receipt->owner != sum.owner || receipt->taken != sum.taken) {
      blame(sum.cause_id, "the points it took without a receipt differ from the journal");
    }
    ++at;
  });
  while (const sales::TakenReceipt* receipt = current()) skip(*receipt);
}

void append_text(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

std::vector<std::string> all_faults(const Report& report) {
  std::vector<std::string> faults;
  for (const std::string& place : report.storage) faults.push_back("storage: " + place);
  for (const auto& fault : report.points.faults) {
    faults.push_back(
        fault.owner ? fmt::format("owner {}: {}", fault.owner.value(), fault.what) : fault.what
    );
  }
  for (const auto& fault : report.wallet.faults) {
    faults.push_back(
        fault.owner ? fmt::format("wallet of owner {}: {}", fault.owner.value(), fault.what)
                    : fault.what
    );
  }
  faults.insert(faults.end(), report.sales.faults.begin(), report.sales.faults.end());
  faults.insert(faults.end(), report.cards.faults.begin(), report.cards.faults.end());
  faults.insert(faults.end(), report.tiers.faults.begin(), report.tiers.faults.end());
  faults.insert(faults.end(), report.audit.faults.begin(), report.audit.faults.end());
  faults.insert(faults.end(), report.consents.faults.begin(), report.consents.faults.end());
  faults.insert(faults.end(), report.households.begin(), report.households.end());
  faults.insert(faults.end(), report.audiences.begin(), report.audiences.end());
  faults.insert(faults.end(), report.points_days.begin(), report.points_days.end());
  faults.insert(faults.end(), report.dashboard.begin(), report.dashboard.end());
  const auto& joinings = report.registrations.faults;
  faults.insert(faults.end(), joinings.begin(), joinings.end());
  const auto& paid = report.memberships.faults;
  faults.insert(faults.end(), paid.begin(), paid.end());
  const auto& files = report.attachments.faults;
  faults.insert(faults.end(), files.begin(), files.end());
  const auto& rules = report.pricing.faults;
  faults.insert(faults.end(), rules.begin(), rules.end());
  const auto& vouchers = report.coupons.faults;
  faults.insert(faults.end(), vouchers.begin(), vouchers.end());
  faults.insert(faults.end(), report.between.begin(), report.between.end());
  return faults;
}

}  // namespace

Report verify(sql::Database& db, Depth depth, const std::function<bool()>& should_stop) {
  std::vector<std::string> storage;
  if (depth == Depth::pages) storage = db.damage();
  // A damaged place makes reading the books fail somewhere; what is known of it says more.
  if (!storage.empty()) {
    Report report;
    report.storage = std::move(storage);
    return report;
  }
  return db.read([&](sql::Tx& snapshot) {
    sql::StoppableTx tx(snapshot, should_stop);
    Report report;
    report.points = points::verify(tx);
    report.wallet = wallet::verify(tx);
    report.sales = sales::verify(tx);
    report.cards = cards::verify(tx);
    report.tiers = tiers::verify(tx);
    report.audit = audit::verify(tx);
    report.consents = consents::verify(tx);
    report.households = households::verify(tx);
    report.audiences = audiences::verify(tx);
    report.points_days = points::verify_days(tx);
    report.registrations = registrations::verify(tx);
    report.memberships = memberships::verify(tx);
    report.attachments = attachments::verify(tx, depth == Depth::pages);
    report.pricing = pricing::verify(tx);
    report.coupons = coupons::verify(tx);
    report.dashboard = dashboard::verify_figures(tx);
    compare_points(tx, report);
    compare_points_paid(tx, report);
    compare_taken(tx, report);
    compare_wallets(tx, report);
    compare_growth(tx, report);
    compare_limits(tx, report);
    compare_prices(tx, report);
    compare_gifts(tx, report);
    compare_promised(tx, report);
    compare_files(tx, report);
    merge::verify(tx, [&](OwnerId owner, const std::string& what) {
      blame(report, "member " + owner.to_string() + " " + what);
    });
    return report;
  });
}

std::string to_json(const Report& report) {
  std::string out = fmt::format(
      R"({{"clean":{},"faults_found":{},"digest":"{}","accounts":{},"entries":{},"lots":{},"roots":{},"balance":{},"owed":{},)"
      R"("issued":{},"redeemed":{},"expired":{},"sold":{},"receipts":{},"lines":{},"claims":{},)"
      R"("wallet":{{"digest":"{}","accounts":{},"entries":{},"lots":{},"principal":{},"bonus":{},"change":{}}},)"
      R"("tiers":{{"digest":"{}","standings":{},"entries":{},"growth":{}}},)"
      R"("audit":{{"digest":"{}","chains":{},"entries":{}}},)"
      R"("consents":{{"digest":"{}","entries":{}}},)"
      R"("registrations":{{"recorded":{},"referrals":{}}},)"
      R"("memberships":{{"members":{},"payments":{},"paid":{},"refunded":{}}},)"
      R"("attachments":{{"files":{},"bytes":{}}},)"
      R"("pricing":{{"rules":{},"in_force":{}}},)"
      R"("coupons":{{"coupons":{},"uses":{},"codes":{},"amount":{},"undone":{}}},"faults":[)",
      report.is_clean(),
      report.faults_found(),
      crypto::to_hex(crypto::bytes_of(report.points.digest)),
      report.points.accounts,
      report.points.entries,
      report.points.lots,
      report.points.roots,
      report.points.balance.value(),
      report.points.owed.value(),
      report.points.issued.value(),
      report.points.redeemed.value(),
      report.points.expired.value(),
      report.points.sold.value(),
      report.sales.receipts,
      report.sales.lines,
      report.sales.claims,
      crypto::to_hex(crypto::bytes_of(report.wallet.digest)),
      report.wallet.accounts,
      report.wallet.entries,
      report.wallet.lots,
      report.wallet.principal,
      report.wallet.bonus,
      report.wallet.change,
      crypto::to_hex(crypto::bytes_of(report.tiers.digest)),
      report.tiers.standings,
      report.tiers.entries,
      report.tiers.growth,
      crypto::to_hex(crypto::bytes_of(report.audit.digest)),
      report.audit.chains,
      report.audit.entries,
      crypto::to_hex(crypto::bytes_of(report.consents.digest)),
      report.consents.entries,
      report.registrations.registrations,
      report.registrations.referrals,
      report.memberships.memberships,
      report.memberships.payments,
      report.memberships.paid,
      report.memberships.refunded,
      report.attachments.files,
      report.attachments.bytes,
      report.pricing.rules,
      report.pricing.in_force,
      report.coupons.coupons,
      report.coupons.uses,
      report.coupons.codes,
      report.coupons.amount,
      report.coupons.undone
  );
  bool first = true;
  for (const std::string& fault : all_faults(report)) {
    if (!first) out += ',';
    first = false;
    append_text(out, fault);
  }
  return out + "]}";
}

std::string to_table(const Report& report, api::Language language) {
  const bool zh = language == api::Language::zh_cn;
  std::string out;
  const auto row = [&](const char* chinese, const char* english, std::int64_t value) {
    out += fmt::format("  {:>14}  {}\n", value, zh ? chinese : english);
  };
  row("积分账户", "points accounts", report.points.accounts);
  row("分录", "journal entries", report.points.entries);
  row("批次", "lots", report.points.lots);
  row("积分余额合计", "points balance", report.points.balance.value());
  row("欠积分", "points owed", report.points.owed.value());
  row("储值钱包", "wallets", report.wallet.accounts);
  row("储值分录", "wallet entries", report.wallet.entries);
  row("储值余额合计（分）",
      "stored value, minor units",
      report.wallet.principal + report.wallet.bonus);
  row("零钱余额合计（分）", "small change, minor units", report.wallet.change);
  row("等级位置", "standings on ladders", report.tiers.standings);
  row("成长值分录", "growth entries", report.tiers.entries);
  row("单据", "receipts", report.sales.receipts);
  row("单据行", "receipt lines", report.sales.lines);
  row("唯一性登记", "claims", report.sales.claims);
  row("审计记录", "audit entries", report.audit.entries);
  row("同意台账", "consent entries", report.consents.entries);
  row("入会记录", "registrations", report.registrations.registrations);
  row("付费会员付费", "payments of paid membership", report.memberships.payments);
  row("附件", "attachments", report.attachments.files);
  row("定价规则", "pricing rules", report.pricing.rules);
  row("优惠券", "coupons", report.coupons.coupons);
  row("优惠券核销", "uses of coupons", report.coupons.uses);
  out += fmt::format(
      "{} {}\n",
      zh ? "账链摘要" : "digest of all chains",
      crypto::to_hex(crypto::bytes_of(report.points.digest))
  );
  out += fmt::format(
      "{} {}\n",
      zh ? "储值账链摘要" : "digest of all wallets' chains",
      crypto::to_hex(crypto::bytes_of(report.wallet.digest))
  );
  out += fmt::format(
      "{} {}\n",
      zh ? "成长值账链摘要" : "digest of all growth journals",
      crypto::to_hex(crypto::bytes_of(report.tiers.digest))
  );
  out += fmt::format(
      "{} {}\n",
      zh ? "审计链摘要" : "digest of the audit trail",
      crypto::to_hex(crypto::bytes_of(report.audit.digest))
  );
  out += fmt::format(
      "{} {}\n",
      zh ? "同意台账摘要" : "digest of the consents",
      crypto::to_hex(crypto::bytes_of(report.consents.digest))
  );
  for (const std::string& fault : all_faults(report)) out += "  ! " + fault + "\n";
  if (report.is_clean()) {
    out += zh ? "账目一致，未发现问题\n" : "clean: every book agrees\n";
  } else {
    out += fmt::format(
        fmt::runtime(zh ? "发现 {} 处问题\n" : "{} faults found\n"), report.faults_found()
    );
  }
  return out;
}

std::string headline(const Report& report) {
  const auto faults = all_faults(report);
  return fmt::format(
      "{} faults, first: {}", report.faults_found(), faults.empty() ? "" : faults.front()
  );
}

}  // namespace guanxi::verify
