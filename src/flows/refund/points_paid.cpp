// Points that paid for goods which come back.
#include <fmt/format.h>

#include "flows/refund/refund.h"

namespace guanxi::refund {
namespace {

constexpr sales::TenderKind points_tender = sales::TenderKind::points;

Points paid_in(const sales::Receipt& sale) {
  for (const sales::Note& note : sale.notes) {
    if (note.code == sales::notes::points_paid) return Points(note.value);
  }
  return {};
}

}  // namespace

Result<PointsBack> points_back(
    const sales::Receipt& sale, std::int64_t refunded, const Order& order
) {
  PointsBack back;
  std::int64_t paid = 0, before = 0;
  for (const sales::Tender& tender : sale.tenders) {
    if (tender.kind != points_tender) continue;
    paid += tender.amount;
    before += tender.restored;
  }
  if (order.tenders) {
    for (std::size_t i = 0; i < order.tenders->size(); ++i) {
      const checkout::SaleTender& tender = (*order.tenders)[i];
      if (tender.kind != points_tender) continue;
      back.amount += tender.amount.minor();
      if (back.amount <= paid - before) continue;
      return fail(
          ErrorCode::refund_exceeds_tender,
          fmt::format("/tenders/{}/amount", i),
          {{"left", sale.money(paid - before).to_string()}}
      );
    }
  } else {
    std::vector<sales::Tender> tenders = sale.tenders;
    for (const sales::Tender& tender : restore_tenders(tenders, refunded)) {
      if (tender.kind == points_tender) back.amount += tender.amount;
    }
  }
  const auto returned = [&](std::int64_t amount) {
    return points::points_returned(paid_in(sale), sale.money(paid), sale.money(amount));
  };
  back.restored_before = returned(before);
  back.restored = returned(before + back.amount) - back.restored_before;
  return back;
}

}  // namespace guanxi::refund
