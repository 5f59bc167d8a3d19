#include "modules/pricing/engine/trace.h"

#include <algorithm>
#include <span>
#include <vector>

namespace guanxi::pricing {
namespace {

constexpr char format = 1;

/// Numbers of any size, small ones in one byte; ids of rules once, then by their place.
class Packing {
 public:
  void number(std::int64_t value) {
    auto bits = static_cast<std::uint64_t>(value) << 1;
    if (value < 0) bits = ~bits;
    for (; bits >= 0x80; bits >>= 7) bytes_ += static_cast<char>((bits & 0x7f) | 0x80);
    bytes_ += static_cast<char>(bits);
  }
  void id(std::int64_t value) {
    const auto found = std::ranges::find(ids_, value);
    number(found - ids_.begin());
    if (found != ids_.end()) return;
    ids_.push_back(value);
    number(value);
  }
  void rate(Rate rate) {
    number(rate.numerator());
    number(rate.denominator());
  }
  template <class Enum>
  void word(Enum value) {
    number(static_cast<std::int64_t>(value));
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_{format};
  std::vector<std::int64_t> ids_;
};

class Unpacking {
 public:
  explicit Unpacking(std::string_view bytes) : bytes_(bytes) {}

  std::int64_t number() {
    std::uint64_t bits = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (bytes_.empty()) return fail();
      const auto byte = static_cast<unsigned char>(bytes_.front());
      bytes_.remove_prefix(1);
      bits |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if ((byte & 0x80) == 0) {
        const auto half = static_cast<std::int64_t>(bits >> 1);
        return (bits & 1) ? ~half : half;
      }
    }
    return fail();
  }
  /// Of money: what no receipt comes near is damage.
  std::int64_t amount() {
    constexpr std::int64_t most = 1'000'000'000'000'000;
    const std::int64_t value = number();
    return value >= -most && value <= most ? value : fail();
  }
  std::int64_t id() {
    const std::int64_t place = number();
    if (place == static_cast<std::int64_t>(ids_.size())) ids_.push_back(number());
    if (place < 0 || place >= static_cast<std::int64_t>(ids_.size())) return fail();
    return ids_[static_cast<std::size_t>(place)];
  }
  Rate rate() {
    const std::int64_t numerator = number(), denominator = number();
    if (denominator <= 0 || numerator < 0) {
      fail();
      return {};
    }
    return Rate::of(numerator, denominator);
  }
  template <class Enum>
  Enum word(Enum last) {
    const std::int64_t value = number();
    if (value < 0 || value > static_cast<std::int64_t>(last)) {
      fail();
      return {};
    }
    return static_cast<Enum>(value);
  }
  /// How many follow; never more than there are bytes.
  std::size_t count() {
    const std::int64_t value = number();
    if (value < 0 || static_cast<std::size_t>(value) > bytes_.size()) {
      fail();
      return 0;
    }
    return static_cast<std::size_t>(value);
  }
  bool ended_well() const { return good_ && bytes_.empty(); }
  bool good() const { return good_; }

 private:
  std::int64_t fail() {
    good_ = false;
    bytes_ = {};
    return 0;
  }
  std::string_view bytes_;
  std::vector<std::int64_t> ids_;
  bool good_ = true;
};

void pack_line(Packing& out, const PricedLine& line) {
  for (const std::int64_t amount :
       {line.list,
        line.shop - line.list,
        line.member - line.shop,
        line.promoted - line.member,
        line.payable - line.promoted})
    out.number(amount);
  out.word(line.how.source);
  out.word(line.how.branch);
  out.number((line.how.stacks ? 1 : 0) + (line.how.inversion ? 2 : 0));
  out.id(line.how.document);
  out.rate(line.how.rate);
  out.number(line.how.price ? line.how.price->e4() : -1);
  out.rate(line.multiple);
  out.id(line.multiple_of);
}

PricedLine unpack_line(Unpacking& in) {
  PricedLine line;
  line.list = in.amount();
  line.shop = line.list + in.amount();
  line.member = line.shop + in.amount();
  line.promoted = line.member + in.amount();
  line.payable = line.promoted + in.amount();
  line.how.source = in.word(MemberPrice::Source::exclusive_price);
  line.how.branch = in.word(MemberPrice::Branch::member);
  const std::int64_t flags = in.number();
  line.how.stacks = (flags & 1) != 0;
  line.how.inversion = (flags & 2) != 0;
  line.how.document = in.id();
  line.how.rate = in.rate();
  if (const std::int64_t e4 = in.number(); e4 >= 0) line.how.price = UnitPrice::from_e4(e4);
  line.multiple = in.rate();
  line.multiple_of = in.id();
  return line;
}

void pack_seen(Packing& out, const Considered& seen) {
  out.word(seen.kind);
  out.word(seen.why);
  out.number(seen.line);
  out.id(seen.rule);
  out.id(seen.coupon);
  out.id(seen.other);
  out.number(seen.needs);
  out.number(seen.has);
  out.number(seen.amount);
}

Considered unpack_seen(Unpacking& in) {
  Considered seen;
  seen.kind = in.word(RuleKind::rounding);
  seen.why = in.word(Why::points_used_up);
  seen.line = static_cast<std::uint32_t>(in.number());
  seen.rule = in.id();
  seen.coupon = in.id();
  seen.other = in.id();
  seen.needs = in.number();
  seen.has = in.number();
  seen.amount = in.number();
  return seen;
}

void pack_award(Packing& out, const Award& award) {
  out.id(award.rule);
  out.id(award.coupon);
  out.id(award.item);
  out.id(award.coupon_template);
  out.number(award.count);
  out.number(award.on_receipt);
  out.number(award.declared_value);
}

Award unpack_award(Unpacking& in) {
  Award award;
  award.rule = in.id();
  award.coupon = in.id();
  award.item = in.id();
  award.coupon_template = in.id();
  award.count = in.number();
  award.on_receipt = in.number();
  award.declared_value = in.number();
  return award;
}

std::string pack_with(const Quote& quote, std::span<const Considered> seen) {
  Packing out;
  out.number(
      (quote.exact ? 1 : 0) + (quote.restricted ? 2 : 0) +
      (seen.size() == quote.considered.size() ? 4 : 0)
  );
  out.number(static_cast<std::int64_t>(quote.lines.size()));
  for (const PricedLine& line : quote.lines) pack_line(out, line);
  out.number(static_cast<std::int64_t>(quote.concessions.size()));
  for (const Concession& one : quote.concessions) {
    out.word(one.kind);
    out.number(one.line);
    out.id(one.rule);
    out.id(one.coupon);
    out.number(one.amount);
  }
  out.number(static_cast<std::int64_t>(quote.awards.size()));
  for (const Award& award : quote.awards) pack_award(out, award);
  out.number(static_cast<std::int64_t>(seen.size()));
  for (const Considered& one : seen) pack_seen(out, one);
  return out.bytes();
}

void add_totals(Quote& quote) {
  for (const PricedLine& line : quote.lines) {
    quote.list_total += line.list;
    quote.shop_total += line.shop;
    quote.member_total += line.member;
    quote.promoted_total += line.promoted;
    quote.payable += line.payable;
  }
  for (const Concession& one : quote.concessions) {
    if (one.kind == RuleKind::coupon) quote.coupon_total += one.amount;
    if (one.kind == RuleKind::rounding) quote.rounded_off += one.amount;
  }
}

}  // namespace

std::string pack(const Quote& quote) {
  std::string all = pack_with(quote, quote.considered);
  if (all.size() <= trace_bytes_max) return all;
  std::vector<Considered> kept = quote.considered;
  std::ranges::stable_partition(kept, [](const Considered& seen) {
    return seen.why == Why::applied;
  });
  // Halving: a trace this long is rare, and packing one costs microseconds.
  while (!kept.empty() && all.size() > trace_bytes_max) {
    kept.resize(kept.size() * 3 / 4);
    all = pack_with(quote, kept);
  }
  return all;
}

std::optional<Trace> unpack(std::string_view bytes) {
  if (bytes.empty() || bytes.front() != format) return std::nullopt;
  Unpacking in(bytes.substr(1));
  Trace trace;
  Quote& quote = trace.quote;
  const std::int64_t flags = in.number();
  quote.exact = (flags & 1) != 0;
  quote.restricted = (flags & 2) != 0;
  trace.complete = (flags & 4) != 0;
  for (std::size_t left = in.count(); left > 0 && in.good(); --left)
    quote.lines.push_back(unpack_line(in));
  for (std::size_t left = in.count(); left > 0 && in.good(); --left) {
    Concession& one = quote.concessions.emplace_back();
    one.kind = in.word(RuleKind::rounding);
    one.line = static_cast<std::uint32_t>(in.number());
    one.rule = in.id();
    one.coupon = in.id();
    one.amount = in.amount();
  }
  for (std::size_t left = in.count(); left > 0 && in.good(); --left)
    quote.awards.push_back(unpack_award(in));
  for (std::size_t left = in.count(); left > 0 && in.good(); --left)
    quote.considered.push_back(unpack_seen(in));
  if (!in.ended_well()) return std::nullopt;
  add_totals(quote);
  return trace;
}

}  // namespace guanxi::pricing
