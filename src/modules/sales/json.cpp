// Tenders and notes inside a receipt row, as compact JSON arrays: [["cash",1000,"",0],…] and
// [["shop_price",2,4990],["gift",0,50,"Birthday"],…]. Written by hand because it runs in every
// checkout; read with Boost.JSON.
#include <boost/json.hpp>
#include <functional>

#include "base/check.h"
#include "modules/sales/store.h"

namespace guanxi::sales::store {
namespace {

void append_text(std::string& out, std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\u00";
      out += hex[static_cast<unsigned char>(c) >> 4];
      out += hex[static_cast<unsigned char>(c) & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

std::string text_of(const boost::json::value& value) {
  const auto& text = value.as_string();
  return {text.data(), text.size()};
}

/// Calls `add` with the cells of every row. What is stored comes from us: if it does not read, the
/// store is damaged.
void each_row(
    std::string_view json, const std::function<void(const boost::json::array& cells)>& add
) {
  try {
    const auto rows = boost::json::parse(boost::json::string_view(json.data(), json.size()));
    for (const auto& row : rows.as_array()) add(row.as_array());
  } catch (const CheckFailed&) {
    throw;
  } catch (const std::exception& fault) {
    GX_CHECK_WHY(false, std::string("tenders or notes of a receipt do not read: ") + fault.what());
  }
}

}  // namespace

std::string tenders_json(const std::vector<Tender>& tenders) {
  std::string out = "[";
  for (const Tender& tender : tenders) {
    if (out.size() > 1) out += ',';
    out += '[';
    append_text(out, word(tender.kind));
    out += ',' + std::to_string(tender.amount) + ',';
    append_text(out, tender.reference);
    out += ',' + std::to_string(tender.restored) + ']';
  }
  return out + ']';
}

std::vector<Tender> parse_tenders(std::string_view json) {
  std::vector<Tender> tenders;
  each_row(json, [&](const boost::json::array& cells) {
    tenders.push_back(
        {parse_tender_kind(text_of(cells.at(0))),
         cells.at(1).as_int64(),
         text_of(cells.at(2)),
         cells.at(3).as_int64()}
    );
  });
  return tenders;
}

std::string notes_json(const std::vector<Note>& notes) {
  std::string out = "[";
  for (const Note& note : notes) {
    if (out.size() > 1) out += ',';
    out += '[';
    append_text(out, note.code);
    out += ',' + std::to_string(note.line) + ',' + std::to_string(note.value);
    if (!note.text.empty()) {
      out += ',';
      append_text(out, note.text);
    }
    out += ']';
  }
  return out + ']';
}

std::vector<Note> parse_notes(std::string_view json) {
  std::vector<Note> notes;
  each_row(json, [&](const boost::json::array& cells) {
    notes.push_back(
        {text_of(cells.at(0)),
         static_cast<int>(cells.at(1).as_int64()),
         cells.at(2).as_int64(),
         cells.size() > 3 ? text_of(cells.at(3)) : std::string()}
    );
  });
  return notes;
}

}  // namespace guanxi::sales::store
