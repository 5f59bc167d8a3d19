// The proof at the till: who names a member by a static code may earn; who spends what the member
// owns has to prove it.
//
// Sales that are told after the fact are the exception: as sold, minutes old, from a till that was
// offline or from an import. The goods are gone and the value was accepted at the counter; refusing
// would lose the record and keep nothing from being spent. An offline till cannot ask for a code
// and must not keep a PIN. So they are posted, and the receipt says that nothing was proved: who
// uses that as a way around shows in his own receipts.
#include <boost/describe/enum_to_string.hpp>

#include "flows/checkout/checkout.h"
#include "flows/checkout/coupons.h"
#include "modules/proofs/proofs.h"

namespace guanxi::checkout {
namespace {

constexpr std::int64_t after_the_fact_seconds = 600;
constexpr const char* proof_note = "proof_";

/// What the member's own value pays of the planned sale, each kind by itself: where another tender
/// spends what a member owns, its line is here.
std::vector<proofs::Spending> spent_of(const SalePlan& plan) {
  std::vector<proofs::Spending> spent;
  const programmes::Parameters& parameters = plan.programme->parameters;
  if (plan.wallet && !plan.wallet->payment.stored.is_zero()) {
    spent.push_back(proofs::spending_stored_value(plan.wallet->payment.stored, parameters));
  }
  if (plan.wallet && !plan.wallet->payment.change.is_zero()) {
    spent.push_back(proofs::spending_small_change(plan.wallet->payment.change, parameters));
  }
  if (!plan.points_paid.is_zero()) spent.push_back(proofs::spending(plan.points_paid, parameters));
  const proofs::Spending coupons = spent_on_coupons(plan);
  if (coupons.amount > 0) spent.push_back(coupons);
  return spent;
}

/// The cashier's word has no secret to judge: it is about whoever the plan finds.
bool rests_on_cashier(const SaleRequest& request) {
  return request.member && request.member->kind != MemberKey::rotating_code && request.proof &&
         request.proof->kind == proofs::Kind::cashier && !request.proof->value;
}

}  // namespace

bool is_after_the_fact(const SaleRequest& request, Instant now) {
  return request.pricing == sales::Pricing::as_sold &&
         request.occurred_at.plus_seconds(after_the_fact_seconds) < now;
}

Judged Checkout::judge_proof(const api::Call& call, const SaleRequest& request) const {
  const bool by_code = request.member && request.member->kind == MemberKey::rotating_code;
  const Judged none = std::optional<proofs::Proven>();
  if (!request.member || (!by_code && !request.proof)) return none;
  if (rests_on_cashier(request)) return none;
  if (is_after_the_fact(request, call.now)) return none;
  const auto place = find_place(house_, call.actor, request.store, request.till);
  if (!place) return none;  // plan() says why
  const auto member = house_.db.read_latest([&](sql::Tx& tx) -> std::optional<members::Member> {
    // A retry gets the first answer, with the same proof; it must not count as another attempt.
    if (!call.idempotency_key.empty()) {
      const auto first = find_first(
          house_, tx, call, {request.store, request.till, request.business_date, request.sequence}
      );
      if (!first || *first) return std::nullopt;
    }
    const auto owner = find_owner(house_, tx, place->store->programme, *request.member);
    if (!owner) return std::nullopt;
    return house_.members.find(tx, members::heir_of(tx, *owner).value_or(*owner));
  });
  if (!member || member->programme != place->store->programme) return none;
  proofs::Proof proof;
  if (request.proof) proof = *request.proof;
  if (by_code && proof.kind == proofs::Kind::cashier) {
    proof = {proofs::Kind::rotating_code, request.member->value, std::nullopt};
  }
  auto proven = house_.proofs.judge(call, *member, proofs::Purpose::spend, proof);
  if (proven) return std::optional(*std::move(proven));
  Error error = std::move(proven).error();
  if (by_code && proof.kind == proofs::Kind::rotating_code) error.pointer = "/member/value";
  return error;
}

Outcome Checkout::plan_proof(
    sql::Tx& tx,
    const api::Call& call,
    const SaleRequest& request,
    const Judged& judged,
    SalePlan& plan
) const {
  const std::vector<proofs::Spending> spent = spent_of(plan);
  const auto note = [&](std::string code) {
    plan.receipt.notes.push_back({std::move(code), 0, 0});
  };
  if (is_after_the_fact(request, call.now)) {
    if (!spent.empty()) note(sales::notes::proof_missing);
    return ok();
  }
  if (!judged) return judged.error();
  plan.proof = *judged;
  if (rests_on_cashier(request) && plan.buyer) {
    plan.proof = proofs::word_of_cashier(plan.buyer->member.id);
  }
  if (plan.proof) {
    if (!plan.buyer || plan.buyer->member.id != plan.proof->owner) return ErrorCode::conflict;
    GX_TRY_VOID(house_.proofs.check(tx, *plan.proof));
  }
  if (spent.empty()) return ok();
  GX_TRY_VOID(proofs::suffices(plan.proof, spent));
  note(proof_note + std::string(boost::describe::enum_to_string(plan.proof->kind, "")));
  return ok();
}

Outcome Checkout::apply_proof(sql::Tx& tx, const SalePlan& plan, const sales::Receipt& receipt)
    const {
  if (!plan.proof) return ok();
  return house_.proofs.use(
      tx, *plan.proof, {proofs::Cause::sale, receipt.id.value(), receipt.posted_at, receipt.actor}
  );
}

std::string proof_words(std::string_view code, bool zh) {
  struct Words {
    std::string_view code;
    const char* chinese;
    const char* english;
  };
  constexpr Words all[] = {
      {"proof_cashier", "收银员已确认会员本人", "The cashier confirmed the member"},
      {"proof_pin", "已验证会员密码", "Proved by the member's PIN"},
      {"proof_rotating_code", "已验证动态会员码", "Proved by the rotating member code"},
      {"proof_one_time_code", "已验证一次性验证码", "Proved by a one-time code"},
      {"proof_supervisor", "由主管确认", "A supervisor decided"},
      {sales::notes::proof_missing,
       "事后补传，未要求凭证",
       "Told after the fact: nothing was proved"}};
  for (const Words& words : all) {
    if (code == words.code) return zh ? words.chinese : words.english;
  }
  return std::string(code);
}

}  // namespace guanxi::checkout
