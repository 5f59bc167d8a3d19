#include "flows/checkout/reading.h"

#include <algorithm>

#include "modules/points/histories.h"
#include "modules/sales/store_days.h"

namespace guanxi::checkout {
namespace {

ReceiptRow row_of(const sales::Summary& summary, const org::Snapshot& organisation) {
  const org::Store* store = organisation.find_store(summary.store);
  const org::Till* till = organisation.find_till(summary.till);
  GX_CHECK(store && till);
  return {
      .receipt = summary.id,
      .kind = summary.kind,
      .store = store->code,
      .till = till->code,
      .business_date = summary.business_date,
      .sequence = summary.sequence,
      .occurred_at = summary.occurred_at,
      .member = summary.points_balance ? std::optional(summary.owner) : std::nullopt,
      .payable = {summary.payable, summary.currency},
      .refunded = {summary.refunded, summary.currency},
      .points = summary.points_earned,
      .state = summary.state,
  };
}

Result<ReceiptView> view_receipt(
    const House& house, const api::Call& call, const ReceiptById& request
) {
  struct Found {
    sales::Receipt receipt;
    std::vector<ReceiptId> refunds;
    std::optional<sales::Attribution> attribution;
  };
  const auto found = house.db.read([&](sql::Tx& tx) -> std::optional<Found> {
    auto receipt = sales::find(tx, request.receipt);
    if (!receipt || !call.actor.in_scope(receipt->store)) return std::nullopt;
    Found result{std::move(*receipt), {}, {}};
    const bool is_sale = result.receipt.kind == sales::Kind::sale;
    if (!is_sale && result.receipt.kind != sales::Kind::refund_without_receipt) return result;
    result.refunds = sales::refunds_of(tx, result.receipt);
    if (!is_sale) return result;
    if (!result.receipt.is_anonymous()) {
      result.attribution = sales::find_attribution(tx, result.receipt.id, result.receipt.owner);
    }
    return result;
  });
  if (!found) return ErrorCode::receipt_not_found;
  const sales::Receipt& receipt = found->receipt;
  const auto programme = house.programmes.version(receipt.programme, receipt.programme_version);
  GX_CHECK(programme != nullptr);
  ReceiptView view;
  view.receipt = answer_of(receipt, *house.org.snapshot(), *programme, call.language);
  view.state = receipt.state == sales::State::voided ? "voided" : "posted";
  view.refunded = receipt.money(receipt.refunded);
  view.refunds = found->refunds;
  if (const auto& given = found->attribution) {
    view.attribution = {
        given->id,
        *given->attributed_at,
        given->submitted_by,
        given->decided_by,
        given->cashier,
        given->reason,
        given->earned,
        given->returned};
  }
  if (receipt.kind == sales::Kind::sale) {
    for (const sales::Line& line : receipt.lines) {
      view.left.push_back(
          {line.line,
           line.refunded_quantity,
           line.quantity - line.refunded_quantity,
           receipt.money(line.refunded_amount)}
      );
    }
  }
  return view;
}

struct Days {
  Date from, to;
};
/// The business dates asked for. A business date is at most a day away from that of the time.
Result<Days> days_of(const ReceiptList& request, const org::Store& store) {
  std::optional<Date> from = request.from, to = request.to;
  // No receipt is older or younger; dates beyond cannot be computed with.
  static const Instant first = *Instant::parse("1970-01-01T00:00:00Z");
  static const Instant last = *Instant::parse("9999-12-01T00:00:00Z");
  const auto day = [&](Instant at) {
    return business_date(std::clamp(at, first, last), store.zone, store.cutoff_minutes);
  };
  if (!from && request.occurred_from) from = day(*request.occurred_from).plus_days(-1);
  if (!to && request.occurred_to) to = day(*request.occurred_to).plus_days(1);
  if (!from) return fail(ErrorCode::missing_field, "/from");
  if (!to) return fail(ErrorCode::missing_field, "/to");
  if (*to < *from) return fail(ErrorCode::out_of_range, "/to", {{"min", from->to_string()}});
  return Days{*from, *to};
}

Result<ReceiptPage> list_receipts(
    const House& house, const api::Call& call, const ReceiptList& request
) {
  const auto organisation = house.org.snapshot();
  const org::Store* store = organisation->find_store(request.store);
  if (!store) return fail(ErrorCode::store_not_found, "/store", {{"store", request.store}});
  if (!call.actor.in_scope(store->id)) return fail(ErrorCode::store_out_of_scope, "/store");
  GX_TRY(days, days_of(request, *store));
  std::vector<TillId> tills;
  if (request.till) {
    const org::Till* till = organisation->find_till(store->id, *request.till);
    if (!till) return fail(ErrorCode::till_not_found, "/till", {{"till", *request.till}});
    tills.push_back(till->id);
  } else {
    if (request.sequence) return fail(ErrorCode::missing_field, "/till");
    for (const org::Till* till : organisation->tills(store->id)) tills.push_back(till->id);
  }
  std::optional<sales::NaturalKey> after;
  if (request.sequence) {
    if (days.from != days.to)
      return fail(ErrorCode::out_of_range, "/to", {{"max", days.from.to_string()}});
    after = {tills.front(), days.from, *request.sequence - 1};
  } else if (!request.cursor.empty()) {
    GX_TRY(
        parts,
        (api::decode_cursor<std::int64_t, std::int64_t, std::int64_t>("receipts", request.cursor))
    );
    const auto date = Date::from_yyyymmdd(std::get<0>(parts));
    if (!date) return fail(ErrorCode::bad_cursor, "/cursor");
    after = {TillId(std::get<1>(parts)), *date, std::get<2>(parts)};
  }
  auto found = house.db.read([&](sql::Tx& tx) {
    return sales::list(
        tx, tills, days.from, days.to, after, request.sequence ? 1 : request.limit + 1
    );
  });
  ReceiptPage page;
  if (static_cast<int>(found.size()) > request.limit) {
    found.pop_back();
    const sales::Summary& last = found.back();
    page.next_cursor = api::encode_cursor(
        "receipts", last.business_date.yyyymmdd(), last.till.value(), last.sequence
    );
  }
  for (const sales::Summary& summary : found) {
    if (request.sequence && summary.sequence != *request.sequence) continue;
    if (request.occurred_from && summary.occurred_at < *request.occurred_from) continue;
    if (request.occurred_to && summary.occurred_at >= *request.occurred_to) continue;
    page.receipts.push_back(row_of(summary, *organisation));
  }
  return page;
}

constexpr const char* member_list = "member_receipts";

/// The member asked for, then for each journal that has something left whose it is and its entry.
std::string cursor_of(OwnerId member, const std::vector<points::HistoryPlace>& places) {
  std::vector<api::CursorPart> parts{member.value()};
  for (const points::HistoryPlace& place : places) {
    parts.emplace_back(place.owner.value());
    parts.emplace_back(place.entry);
  }
  return api::encode_cursor_parts(member_list, parts);
}

Result<std::vector<points::HistoryPlace>> places_of(OwnerId member, const std::string& cursor) {
  GX_TRY(parts, api::decode_cursor_parts(member_list, cursor));
  std::vector<std::int64_t> numbers;
  for (const api::CursorPart& part : parts) {
    const auto* const number = std::get_if<std::int64_t>(&part);
    if (number == nullptr) return fail(ErrorCode::bad_cursor, "/cursor");
    numbers.push_back(*number);
  }
  if (numbers.size() % 2 == 0 || numbers.front() != member.value()) {
    return fail(ErrorCode::bad_cursor, "/cursor");
  }
  std::vector<points::HistoryPlace> places;
  for (std::size_t i = 1; i < numbers.size(); i += 2) {
    const OwnerId owner(numbers[i]);
    const bool twice =
        std::ranges::find(places, owner, &points::HistoryPlace::owner) != places.end();
    if (twice || numbers[i + 1] <= 0) return fail(ErrorCode::bad_cursor, "/cursor");
    places.push_back({owner, numbers[i + 1]});
  }
  return places;
}

/// A member's receipts stand in the journal of their points: every receipt posts an entry, even of
/// 0 points. What was bought as a member who was merged into this one stays in that one's journal.
Result<ReceiptPage> member_receipts(
    const House& house, const api::Call& call, const MemberReceipts& request
) {
  using points::CauseKind;
  static constexpr CauseKind kinds[] = {
      CauseKind::sale,
      CauseKind::refund,
      CauseKind::void_sale,
      CauseKind::refund_without_receipt,
      CauseKind::refund_without_receipt_void};
  std::optional<std::vector<points::HistoryPlace>> asked;
  if (!request.cursor.empty()) {
    GX_TRY(places, places_of(request.id, request.cursor));
    asked = std::move(places);
  }
  struct Rows {
    bool member = false;
    std::vector<sales::Summary> receipts;
    std::vector<points::HistoryPlace> next;
  };
  const Rows rows = house.db.read([&](sql::Tx& tx) {
    Rows result;
    result.member =
        house.members.find_seen(tx, *house.org.snapshot(), call.actor, request.id).has_value();
    if (!result.member) return result;
    std::vector<OwnerId> people = members::merged_into(tx, request.id);
    people.push_back(request.id);
    std::vector<points::HistoryPlace> from;
    if (asked) {
      // A merge may have been undone since: who is another one again is left out.
      std::ranges::copy_if(*asked, std::back_inserter(from), [&](const auto& place) {
        return std::ranges::find(people, place.owner) != people.end();
      });
    } else {
      for (const OwnerId one : people) from.push_back({one, 0});
    }
    points::History history = points::history_of(tx, from, kinds, request.limit);
    result.next = std::move(history.next);
    for (const auto& [owner, cause] : history.causes) {
      auto summary = sales::find_summary(tx, ReceiptId(cause.id), owner);
      GX_CHECK_WHY(summary.has_value(), "a journal entry without its receipt");
      result.receipts.push_back(std::move(*summary));
    }
    return result;
  });
  if (!rows.member) return ErrorCode::member_not_found;
  const auto organisation = house.org.snapshot();
  ReceiptPage page;
  for (const sales::Summary& summary : rows.receipts) {
    if (call.actor.in_scope(summary.store)) page.receipts.push_back(row_of(summary, *organisation));
  }
  if (!rows.next.empty()) page.next_cursor = cursor_of(request.id, rows.next);
  return page;
}

Result<ReconciliationAnswer> reconcile_day(
    const House& house, const api::Call& call, const Reconciliation& request
) {
  GX_TRY(place, find_place(house, call.actor, request.store, request.till, TillState::any));
  const auto programme = house.programmes.in_force(place.store->programme, call.now);
  if (!programme) return ErrorCode::no_parameters_in_force;
  const Currency currency = programme->currency;
  const auto check = [&](const Money& amount, const char* pointer) -> Outcome {
    if (amount.currency() == currency) return ok();
    return fail(
        ErrorCode::currency_mismatch, pointer, {{"expected", std::string(currency.code())}}
    );
  };
  GX_TRY_VOID(check(request.sales.amount, "/sales/amount/currency"));
  GX_TRY_VOID(check(request.refunds.amount, "/refunds/amount/currency"));
  if (request.receipts) {
    for (std::size_t i = 0; i < request.receipts->size(); ++i) {
      const std::string pointer = "/receipts/" + std::to_string(i) + "/amount/currency";
      GX_TRY_VOID(check((*request.receipts)[i].amount, pointer.c_str()));
      const std::string& kind = (*request.receipts)[i].kind;
      if (!sales::find_kind(kind)) {
        return fail(
            ErrorCode::unknown_value,
            "/receipts/" + std::to_string(i) + "/kind",
            {{"allowed", "sale, refund, void, refund_without_receipt, refund_without_receipt_void"}}
        );
      }
    }
  }
  const auto ours = house.db.read([&](sql::Tx& tx) {
    return sales::till_day(tx, place.till->id, request.business_date);
  });
  return reconcile(request, ours, currency, call.language);
}

Result<StoreDaysAnswer> list_store_days(
    const House& house, const api::Call& call, const StoreDays& request
) {
  const auto organisation = house.org.snapshot();
  const org::Store* store = organisation->find_store(request.store);
  if (!store) return fail(ErrorCode::store_not_found, "/store", {{"store", request.store}});
  if (!call.actor.in_scope(store->id)) return fail(ErrorCode::store_out_of_scope, "/store");
  if (request.to < request.from)
    return fail(ErrorCode::out_of_range, "/to", {{"min", request.from.to_string()}});
  if (request.from.days_until(request.to) > 366) {
    return fail(ErrorCode::out_of_range, "/to", {{"max", request.from.plus_days(366).to_string()}});
  }
  const auto programme = house.programmes.in_force(store->programme, call.now);
  if (!programme) return ErrorCode::no_parameters_in_force;
  const auto days = house.db.read([&](sql::Tx& tx) {
    return sales::store_days(tx, store->id, request.from, request.to);
  });
  StoreDaysAnswer answer;
  const auto money = [&](std::int64_t minor) { return Money(minor, programme->currency); };
  for (const sales::StoreDay& day : days) {
    answer.days.push_back(
        {day.business_date,
         {day.sales, money(day.sales_amount)},
         {day.refunds, money(day.refund_amount)},
         day.member_sales,
         day.points_earned}
    );
  }
  return answer;
}

}  // namespace

void add_reading_endpoints(api::Api& api, const House& house) {
  using enum ErrorCode;
  api.add<ReceiptById, ReceiptView>(
      {.path = "/v1/receipts/{receipt}",
       .operation = "get_receipt",
       .tag = "sales",
       .permission = "sales:read",
       .summary = {"查询单据", "Read a receipt"},
       .errors = {receipt_not_found}},
      [house](const api::Call& call, const ReceiptById& request) {
        return view_receipt(house, call, request);
      }
  );
  api.add<ReceiptList, ReceiptPage>(
      {.path = "/v1/receipts",
       .operation = "list_receipts",
       .tag = "sales",
       .permission = "sales:read",
       .summary = {"按门店与营业日查询单据", "Receipts of a store by business date"},
       .description =
           {"按营业日、收银机、流水号排序；营业日、发生时间至少给一种起止。按时间筛选时一页可能不满"
            "，"
            "有 next_cursor 就还没完。填写 till 与 sequence 即按业务键查找一张单据。",
            "By business date, till and number; give a range of business dates, of times, or both. "
            "With times a page may hold fewer than its limit: go on while there is a next_cursor. "
            "With till and sequence it finds one receipt by its natural key."},
       .errors = {store_not_found, till_not_found, store_out_of_scope, bad_cursor}},
      [house](const api::Call& call, const ReceiptList& request) {
        return list_receipts(house, call, request);
      }
  );
  api.add<MemberReceipts, ReceiptPage>(
      {.path = "/v1/members/{id}/receipts",
       .operation = "list_member_receipts",
       .tag = "sales",
       .permission = "sales:read",
       .summary = {"会员的单据，最新在前", "A member's receipts, newest first"},
       .description =
           {"包括并入该会员的会员当时的单据；member 说明单据记在谁名下。积分分录仍按各自账户查询。"
            "其他门店的单据不显示，一页可能不满。",
            "Those of members merged into this one are there too; `member` says under whom each "
            "stands. Entries of points stay with their own account. Receipts of stores out of "
            "scope are left out, so that a page may hold fewer than its limit."},
       .errors = {member_not_found, bad_cursor}},
      [house](const api::Call& call, const MemberReceipts& request) {
        return member_receipts(house, call, request);
      }
  );
  api.add<StoreDays, StoreDaysAnswer>(
      {.path = "/v1/stores/{store}/days",
       .operation = "list_store_days",
       .tag = "sales",
       .permission = "sales:read",
       .summary = {"门店日报", "A store's days in numbers"},
       .description =
           {"由记账消息汇总，通常滞后不到一秒；对账请用 /v1/reconciliations。",
            "Fed from the outbox, usually less than a second behind; to reconcile use "
            "/v1/reconciliations."},
       .errors = {store_not_found, store_out_of_scope, no_parameters_in_force}},
      [house](const api::Call& call, const StoreDays& request) {
        return list_store_days(house, call, request);
      }
  );
  api.add<Reconciliation, ReconciliationAnswer>(
      {.method = api::Method::post,
       .path = "/v1/reconciliations",
       .operation = "reconcile_till_day",
       .tag = "sales",
       .permission = "sales:read",
       .summary = {"日结对账", "Reconcile a till's day"},
       .description =
           {"比较收银机与本系统的笔数和金额，列出差异；不改任何数据。",
            "Compares the till's counts and sums with ours and lists the differences; changes "
            "nothing."},
       .errors =
           {store_not_found,
            till_not_found,
            till_disabled,
            another_till,
            store_out_of_scope,
            currency_mismatch,
            no_parameters_in_force}},
      [house](const api::Call& call, const Reconciliation& request) {
        return reconcile_day(house, call, request);
      }
  );
}

}  // namespace guanxi::checkout
