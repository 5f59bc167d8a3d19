#include "platform/files/csv.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"

namespace guanxi::files {
namespace {

constexpr std::size_t chunk_bytes = 128 * 1024;

constexpr std::array<bool, 256> stops_in_quotes = [] {
  std::array<bool, 256> stops{};
  stops['"'] = stops['\n'] = stops['\0'] = true;
  return stops;
}();

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

CsvReader::CsvReader(Source& source, CsvOptions options)
    : source_(source), options_(options), chunk_(chunk_bytes) {
  const char separator = options.separator;
  GX_CHECK(separator > 0 && separator != '"' && separator != '\n' && separator != '\r');
  for (const char stop : {separator, '"', '\n', '\r', '\0'}) {
    plain_stops_[static_cast<unsigned char>(stop)] = true;
  }
}

bool CsvReader::fill() {
  at_ = 0;
  filled_ = source_.read(chunk_);
  return filled_ > 0;
}

/// The start of the file: skips a byte order mark. False if the file is UTF-16.
bool CsvReader::begin() {
  begun_ = true;
  // A source may hand out single bytes; the mark needs up to three at once.
  while (filled_ < 3) {
    const std::size_t got = source_.read(std::span(chunk_).subspan(filled_));
    if (got == 0) break;
    filled_ += got;
  }
  const std::string_view start(chunk_.data(), filled_);
  if (start.starts_with("\xEF\xBB\xBF")) at_ = 3;
  if (!start.starts_with("\xFF\xFE") && !start.starts_with("\xFE\xFF")) return true;
  record_ = 1;
  blame(CsvFault::Kind::not_utf8);
  fault_.detail = "UTF-16";
  fault_.fatal = done_ = true;
  return false;
}

/// Skips empty lines. False at the end.
bool CsvReader::to_record() {
  while (more()) {
    if (chunk_[at_] == '\n') {
      ++at_;
      ++line_;
    } else if (chunk_[at_] == '\r') {
      // Hand the return back to the record's own reading unless a line feed follows it here.
      if (at_ + 1 == filled_) {
        const std::size_t got = source_.read(std::span(chunk_).subspan(1));
        chunk_[0] = '\r';
        at_ = 0;
        filled_ = 1 + got;
      }
      if (at_ + 1 == filled_ || chunk_[at_ + 1] != '\n') return true;
      at_ += 2;
      ++line_;
    } else {
      return true;
    }
  }
  return false;
}

CsvStep CsvReader::next() {
  fields_.clear();
  if (done_) return CsvStep::end;
  if (!begun_ && !begin()) return CsvStep::fault;
  if (!to_record()) {
    if (source_.fault()) return blame_source();
    done_ = true;
    return CsvStep::end;
  }
  text_.clear();
  ends_.clear();
  field_begin_ = 0;
  faulty_ = false;
  record_line_ = line_;
  ++record_;
  State state = State::field_start;
  while (more()) {
    if (step(state)) return finish_record();
  }
  return at_end(state);
}

/// Takes a run of bytes or one that means something. True at the end of the record.
bool CsvReader::step(State& state) {
  const char c = chunk_[at_];
  switch (state) {
    case State::field_start:
      if (c == '"') {
        ++at_;
        quote_line_ = line_;
        state = State::quoted;
        return false;
      }
      state = State::plain;
      return false;
    case State::plain:
      append_run(plain_stops_);
      if (at_ == filled_) return false;
      if (chunk_[at_] == '"') {
        blame(CsvFault::Kind::quote_in_plain_field);
        state = State::skip_line;
        return false;
      }
      return border(state, chunk_[at_]);
    case State::quoted:
      append_run(stops_in_quotes);
      if (at_ == filled_) return false;
      if (chunk_[at_] == '"') {
        ++at_;
        state = State::quote_seen;
      } else if (chunk_[at_] == '\0') {
        ++at_;
        blame(CsvFault::Kind::nul_character);
      } else {  // a line break that belongs to the field
        append("\n");
        ++line_;
        ++at_;
      }
      return false;
    case State::quote_seen:
      if (c == '"') {
        append("\"");
        ++at_;
        state = State::quoted;
        return false;
      }
      if (c == '\r' || plain_stops_[static_cast<unsigned char>(c)]) return border(state, c);
      blame(CsvFault::Kind::text_after_quote);
      state = State::skip_line;
      return false;
    case State::skip_line:
      while (at_ < filled_ && chunk_[at_] != '\n') ++at_;
      if (at_ == filled_) return false;
      ++at_;
      ++line_;
      return true;
  }
  GX_CHECK(false);
}

/// A byte outside quotes that means something: separator, line end, NUL. True at the end of the
/// record.
bool CsvReader::border(State& state, char c) {
  ++at_;
  if (c == options_.separator) {
    end_field();
    state = State::field_start;
    return false;
  }
  if (c == '\0') {
    blame(CsvFault::Kind::nul_character);
    state = State::skip_line;
    return false;
  }
  if (c == '\r') {
    if (!more() || chunk_[at_] != '\n') {
      blame(CsvFault::Kind::stray_return);
      state = State::skip_line;
      return false;
    }
    ++at_;
  }
  end_field();
  ++line_;
  return true;
}

void CsvReader::append_run(const std::array<bool, 256>& stops) {
  const char* const begin = chunk_.data() + at_;
  const char* const end = chunk_.data() + filled_;
  const char* at = begin;
  while (at != end && !stops[static_cast<unsigned char>(*at)]) ++at;
  at_ += static_cast<std::size_t>(at - begin);
  append({begin, at});
}

void CsvReader::append(std::string_view bytes) {
  if (faulty_) return;
  if (text_.size() - field_begin_ + bytes.size() > options_.field_bytes_max) {
    blame(CsvFault::Kind::field_too_long);
  } else if (text_.size() + bytes.size() > options_.record_bytes_max) {
    blame(CsvFault::Kind::record_too_long);
  } else {
    text_.append(bytes);
  }
}

void CsvReader::end_field() {
  if (faulty_) return;
  if (ends_.size() == options_.fields_max) return blame(CsvFault::Kind::too_many_fields);
  ends_.push_back(text_.size());
  text_ += '\0';
  field_begin_ = text_.size();
}

/// Keeps the first fault of a record: what follows it is often only its echo.
void CsvReader::blame(CsvFault::Kind kind) {
  if (faulty_) return;
  faulty_ = true;
  fault_ = CsvFault{kind, line_, record_, ends_.size() + 1, {}, false};
}

CsvStep CsvReader::finish_record() {
  if (faulty_) return CsvStep::fault;
  std::size_t begin = 0;
  fields_.reserve(ends_.size());
  for (const std::size_t end : ends_) {
    fields_.push_back(std::string_view(text_).substr(begin, end - begin));
    begin = end + 1;
  }
  if (is_valid_utf8(text_)) return CsvStep::record;
  const auto bad = std::find_if_not(fields_.begin(), fields_.end(), is_valid_utf8);
  const auto place = static_cast<std::size_t>(bad - fields_.begin());
  fields_.clear();
  fault_ = CsvFault{CsvFault::Kind::not_utf8, record_line_, record_, place + 1, {}, false};
  return CsvStep::fault;
}

CsvStep CsvReader::at_end(State state) {
  // Half a record of a half file is not a record.
  if (source_.fault()) return blame_source();
  done_ = true;
  if (state == State::quoted) {
    // Whatever else was wrong, the quote that was never closed explains it.
    fault_ = CsvFault{
        CsvFault::Kind::quote_not_closed, quote_line_, record_, ends_.size() + 1, {}, true};
    faulty_ = true;
    return CsvStep::fault;
  }
  end_field();
  return finish_record();
}

CsvStep CsvReader::blame_source() {
  const SourceFault& fault = *source_.fault();
  std::string detail(fault_name(fault.kind));
  if (!fault.detail.empty()) detail += ": " + fault.detail;
  fault_ = CsvFault{CsvFault::Kind::source, line_, record_, 0, std::move(detail), true};
  done_ = true;
  return CsvStep::fault;
}

CsvTable::CsvTable(
    Source& source, std::span<const CsvColumn> columns, UnknownColumns unknown, CsvOptions options
)
    : reader_(source, options),
      columns_(columns.begin(), columns.end()),
      unknown_(unknown),
      places_(columns.size()) {}

bool CsvTable::blame(CsvFault::Kind kind, std::string detail, std::size_t field) {
  done_ = true;
  fault_ = CsvFault{kind, reader_.line(), reader_.record(), field, std::move(detail), true};
  return false;
}

bool CsvTable::read_header() {
  header_read_ = true;
  const CsvStep step = reader_.next();
  if (step == CsvStep::end) return blame(CsvFault::Kind::missing_header, {}, 0);
  if (step == CsvStep::fault) {
    fault_ = reader_.fault();
    fault_.fatal = done_ = true;
    return false;
  }
  const auto& names = reader_.fields();
  width_ = names.size();
  for (std::size_t place = 0; place < width_; ++place) {
    const std::string_view name = without_blanks(names[place]);
    const auto column = std::find_if(columns_.begin(), columns_.end(), [&](const CsvColumn& c) {
      return c.name == name;
    });
    if (column == columns_.end()) {
      if (unknown_ == UnknownColumns::ignore) continue;
      // The name is the caller's text: shortened, it is still found in the file by its field
      // number.
      return blame(CsvFault::Kind::unknown_column, std::string(name.substr(0, 40)), place + 1);
    }
    auto& known = places_[static_cast<std::size_t>(column - columns_.begin())];
    if (known) return blame(CsvFault::Kind::repeated_column, std::string(name), place + 1);
    known = place;
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].required && !places_[i]) {
      return blame(CsvFault::Kind::missing_column, std::string(columns_[i].name), 0);
    }
  }
  return true;
}

CsvStep CsvTable::next() {
  if (done_) return CsvStep::end;
  if (!header_read_ && !read_header()) return CsvStep::fault;
  const CsvStep step = reader_.next();
  if (step == CsvStep::end) {
    done_ = true;
    return step;
  }
  if (step == CsvStep::fault) {
    fault_ = reader_.fault();
    done_ = fault_.fatal;
    if (fault_.kind != CsvFault::Kind::source) ++rows_;
    return step;
  }
  ++rows_;
  if (const std::size_t width = reader_.fields().size(); width != width_) {
    fault_ = CsvFault{
        CsvFault::Kind::wrong_field_count,
        reader_.line(),
        reader_.record(),
        0,
        std::to_string(width) + "/" + std::to_string(width_),
        false};
    return CsvStep::fault;
  }
  return step;
}

std::string_view CsvTable::operator[](std::size_t i) const {
  return places_[i] ? reader_.fields()[*places_[i]] : std::string_view{};
}

std::string csv_line(std::span<const std::string_view> fields, char separator) {
  std::string line;
  const std::string special{'"', '\n', '\r', separator};
  // An empty only field is quoted, or the line would be blank and no record at all.
  const bool alone = fields.size() == 1 && fields[0].empty();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) line += separator;
    if (!alone && fields[i].find_first_of(special) == std::string_view::npos) {
      line += fields[i];
      continue;
    }
    line += '"';
    for (const char c : fields[i]) {
      if (c == '"') line += '"';
      line += c;
    }
    line += '"';
  }
  line += '\n';
  return line;
}

}  // namespace guanxi::files
