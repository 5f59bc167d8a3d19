#include "base/person_name.h"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <mutex>

#include "base/check.h"
#include "base/text.h"

namespace guanxi {
namespace {

using icu::UnicodeString;

struct Reading {
  std::u32string_view characters;
  std::string_view latin;
};

/// Where families read their name otherwise than ICU 72 (Xinhua Dictionary, table of surnames). The
/// longer stand first; a family name of two characters is one only before a given name.
constexpr Reading family_readings[] = {
    {U"单于", "chan yu"}, {U"拓跋", "tuo ba"}, {U"子车", "zi ju"}, {U"哥舒", "ge shu"},
    {U"朴", "piao"},      {U"缪", "miao"},     {U"覃", "qin"},     {U"阚", "kan"},
    {U"能", "nai"},       {U"祭", "zhai"},     {U"郇", "xun"},     {U"炅", "gui"},
    {U"藏", "zang"},      {U"句", "gou"},      {U"佴", "nai"},     {U"乜", "nie"},
    {U"都", "du"},        {U"六", "lu"},       {U"黑", "he"},      {U"么", "yao"},
    {U"洗", "xian"},      {U"尉", "wei"},      {U"勒", "le"},
};

/// Readings inside a name where ICU has another.
constexpr Reading given_readings[] = {
    {U"勒", "le"}, {U"都", "du"}, {U"尉", "wei"}, {U"卜", "bu"}, {U"乾", "qian"}};

/// Family names of two characters.
constexpr std::u32string_view compound_families[] = {
    U"欧阳", U"太史", U"端木", U"上官", U"司马", U"东方", U"独孤", U"南宫", U"万俟", U"闻人",
    U"夏侯", U"诸葛", U"尉迟", U"公羊", U"赫连", U"澹台", U"皇甫", U"宗政", U"濮阳", U"公冶",
    U"太叔", U"申屠", U"公孙", U"慕容", U"仲孙", U"钟离", U"长孙", U"宇文", U"司徒", U"鲜于",
    U"司空", U"闾丘", U"子车", U"亓官", U"司寇", U"巫马", U"公西", U"颛孙", U"壤驷", U"公良",
    U"漆雕", U"乐正", U"宰父", U"谷梁", U"拓跋", U"夹谷", U"轩辕", U"令狐", U"段干", U"百里",
    U"呼延", U"东郭", U"南门", U"羊舌", U"微生", U"左丘", U"梁丘", U"西门", U"东门", U"单于",
    U"纳兰", U"完颜", U"耶律", U"第五", U"淳于", U"哥舒", U"叶赫", U"爱新", U"即墨", U"达奚",
};

/// Variants that are no pairs of traditional and simplified, and 乾, which names read qian.
char32_t settle(char32_t c) {
  switch (c) {
    case U'髙':
      return U'高';
    case U'眞':
      return U'真';
    case U'峯':
      return U'峰';
    case U'羣':
      return U'群';
    case U'邨':
      return U'村';
    default:
      return c;
  }
}

/// ICU's transliterators lock inside and are slow; what they say of one character is kept here.
class Rules {
 public:
  explicit Rules(const char* id) : id_(id) {}

  UnicodeString apply(UnicodeString text) {
    const std::lock_guard lock(mutex_);
    if (!rules_) {
      UErrorCode status = U_ZERO_ERROR;
      const UnicodeString id = UnicodeString::fromUTF8(id_);
      rules_.reset(icu::Transliterator::createInstance(id, UTRANS_FORWARD, status));
      GX_CHECK_WHY(U_SUCCESS(status) && rules_, std::string(id_) + ": " + u_errorName(status));
    }
    rules_->transliterate(text);
    return text;
  }

 private:
  const char* id_;
  std::mutex mutex_;
  std::unique_ptr<icu::Transliterator> rules_;
};

constexpr char32_t first_cached = 0x3400;  // the characters of the basic plane
constexpr char32_t end_cached = 0xa000;
constexpr std::size_t cached = end_cached - first_cached;
constexpr std::size_t syllable_letters_max = 7;

/// One value per character, computed when first asked for; 0: not asked for yet. Two threads that
/// ask at once compute the same.
template <class T>
using PerCharacter = std::array<std::atomic<T>, cached>;

UnicodeString one(char32_t c) { return {static_cast<UChar32>(c)}; }

char32_t simplify_one(char32_t c) {
  static Rules rules("Traditional-Simplified");
  if (c == U'乾') return c;
  const UnicodeString out = rules.apply(one(c));
  return out.countChar32() == 1 ? static_cast<char32_t>(out.char32At(0)) : c;
}

char32_t simplified(char32_t c) {
  static PerCharacter<std::uint32_t> known{};
  c = settle(c);
  if (c < first_cached || c >= end_cached) return simplify_one(c);
  auto& slot = known[c - first_cached];
  std::uint32_t value = slot.load(std::memory_order_relaxed);
  if (value == 0) {
    value = simplify_one(c);
    slot.store(value, std::memory_order_relaxed);
  }
  return value;
}

/// "lǚ" → "lv": tones fall, ü becomes v, everything else but letters goes.
std::string plain_syllable(const UnicodeString& pinyin) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(status);
  GX_CHECK_WHY(U_SUCCESS(status), u_errorName(status));
  const UnicodeString parts = nfd->normalize(pinyin, status);
  GX_CHECK_WHY(U_SUCCESS(status), u_errorName(status));
  std::string out;
  for (std::int32_t i = 0; i < parts.length(); ++i) {
    const char16_t c = parts.charAt(i);
    if (c >= u'a' && c <= u'z') out += static_cast<char>(c);
    if (c == u'\u0308' && !out.empty() && out.back() == 'u') out.back() = 'v';
  }
  return out.substr(0, syllable_letters_max);
}

/// ICU reads a name by where a character stands in it: first, or behind another.
std::string read_one(char32_t c, bool first) {
  static Rules rules("Han-Latin/Names");
  for (const Reading& reading : given_readings) {
    if (!first && reading.characters.size() == 1 && reading.characters.front() == c) {
      return std::string(reading.latin);
    }
  }
  if (first) return plain_syllable(rules.apply(one(c)));
  UnicodeString text = one(U'王');
  text.append(static_cast<UChar32>(c));
  const UnicodeString read = rules.apply(text);
  return plain_syllable(read.tempSubString(read.indexOf(u' ') + 1));
}

/// Up to seven letters and their number in one word, so that reading needs no lock.
std::uint64_t pack(std::string_view letters) {
  std::uint64_t value = letters.size() + 1;
  for (const char letter : letters) value = value << 8 | static_cast<unsigned char>(letter);
  return value;
}

std::string unpack(std::uint64_t value) {
  std::string letters;
  for (; value > 0xff; value >>= 8) letters += static_cast<char>(value & 0xff);
  std::ranges::reverse(letters);
  return letters;
}

std::string syllable(char32_t c, bool first) {
  static std::array<PerCharacter<std::uint64_t>, 2> known{};
  if (c < first_cached || c >= end_cached) return read_one(c, first);
  auto& slot = known[first ? 1 : 0][c - first_cached];
  std::uint64_t value = slot.load(std::memory_order_relaxed);
  if (value == 0) {
    value = pack(read_one(c, first));
    slot.store(value, std::memory_order_relaxed);
  }
  return unpack(value);
}

UnicodeString casefolded(std::string_view text) {
  GX_CHECK(is_valid_utf8(text));
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* fold = icu::Normalizer2::getNFKCCasefoldInstance(status);
  GX_CHECK_WHY(U_SUCCESS(status), u_errorName(status));
  const icu::StringPiece bytes(text.data(), static_cast<std::int32_t>(text.size()));
  UnicodeString out = fold->normalize(UnicodeString::fromUTF8(bytes), status);
  GX_CHECK_WHY(U_SUCCESS(status), u_errorName(status));
  return out;
}

bool is_han(char32_t c) {
  UErrorCode status = U_ZERO_ERROR;
  return c >= first_cached && uscript_getScript(static_cast<UChar32>(c), &status) == USCRIPT_HAN;
}

/// Letters and digits, and the marks that belong to them.
bool is_of_word(char32_t c) {
  const auto u = static_cast<UChar32>(c);
  return u_isalnum(u) || (U_GET_GC_MASK(u) & U_GC_M_MASK) != 0;
}

bool is_apostrophe(char32_t c) { return c == U'\'' || c == U'’' || c == U'‘' || c == U'`'; }

std::string to_utf8(std::u32string_view text) {
  std::string out;
  UnicodeString all;
  for (const char32_t c : text) all.append(static_cast<UChar32>(c));
  all.toUTF8String(out);
  return out;
}

bool is_ascii_word(std::u32string_view word) {
  return std::ranges::all_of(word, [](char32_t c) { return c < 0x80; });
}

/// Words of other scripts in the letters a … z and digits: "müller" → "muller", "иван" → "ivan".
std::string latin_of(std::u32string_view word) {
  static Rules rules("Any-Latin; Latin-ASCII; Lower");
  if (word == U"lü" || word == U"lyu") return "lv";
  if (word == U"nü" || word == U"nyu") return "nv";
  std::string out = to_utf8(word);
  if (!is_ascii_word(word)) {
    const UnicodeString read = rules.apply(UnicodeString::fromUTF8(out));
    out.clear();
    read.toUTF8String(out);
  }
  std::erase_if(out, [](char c) { return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')); });
  return out;
}

/// A run of Chinese characters, or a word of another script.
struct Run {
  std::u32string text;
  bool han = false;
  bool dotted = false;  // a dot parts it from the run before
};

bool is_dot(char32_t c) { return c == U'·' || c == U'•' || c == U'・' || c == U'.' || c == U'‧'; }

std::vector<Run> runs_of(std::string_view name) {
  const UnicodeString text = casefolded(name);
  std::vector<Run> runs;
  bool open = false;  // the next letter belongs to the last run
  bool dot = false;
  std::size_t read = 0;
  for (std::int32_t i = 0; i < text.length() && read < name_code_points_max;
       i = text.moveIndex32(i, 1), ++read) {
    const auto c = static_cast<char32_t>(text.char32At(i));
    if (is_apostrophe(c)) continue;
    if (!is_of_word(c)) {
      open = false;
      dot = dot || is_dot(c);
      continue;
    }
    const bool han = is_han(c);
    const bool joins = !runs.empty() && runs.back().han == han && (open || (han && !dot));
    if (!joins) runs.push_back({{}, han, dot});
    runs.back().text += han ? simplified(c) : c;
    open = true;
    dot = false;
  }
  return runs;
}

std::size_t family_characters(std::u32string_view name, bool parted) {
  if (parted || name.size() < 2 || name.size() > 4) return 0;
  const bool compound =
      name.size() > 2 &&
      std::ranges::find(compound_families, name.substr(0, 2)) != std::end(compound_families);
  return compound ? 2 : 1;
}

/// The syllables of a run of Chinese characters; the first may be read as a family's.
std::vector<std::string> syllables_of(std::u32string_view text, std::size_t family) {
  std::vector<std::string> out;
  if (family == 2 || family == 1) {
    const std::u32string_view head = text.substr(0, family);
    for (const Reading& reading : family_readings) {
      if (reading.characters != head) continue;
      const std::size_t blank = reading.latin.find(' ');
      out.emplace_back(reading.latin.substr(0, blank));
      if (blank != std::string_view::npos) out.emplace_back(reading.latin.substr(blank + 1));
      break;
    }
  }
  if (out.empty() && family == 2) {
    // 长孙, 尉迟 and 万俟 are read as a whole.
    static Rules rules("Han-Latin/Names");
    UnicodeString pair = one(text[0]);
    pair.append(static_cast<UChar32>(text[1]));
    const UnicodeString read = rules.apply(pair);
    const std::int32_t blank = read.indexOf(u' ');
    out.push_back(plain_syllable(read.tempSubString(0, blank)));
    out.push_back(plain_syllable(read.tempSubString(blank + 1)));
  }
  while (out.size() < text.size()) {
    const std::size_t at = out.size();
    out.push_back(syllable(text[at], at == 0 && family > 0));
  }
  return out;
}

void add_syllable(PersonName& name, const std::string& latin) {
  if (latin.empty()) return;
  if (!name.pinyin.empty()) name.pinyin += ' ';
  name.pinyin += latin;
  name.initials += latin.front();
}

void add_word(PersonName& name, std::u32string_view text, std::string latin, bool han) {
  name.words.push_back({to_utf8(text), std::move(latin), han});
}

void add_han(PersonName& name, const Run& run, bool parted) {
  const std::size_t family = family_characters(run.text, parted);
  const std::vector<std::string> syllables = syllables_of(run.text, family);
  std::array<std::string, 2> latin;
  for (std::size_t i = 0; i < syllables.size(); ++i) {
    add_syllable(name, syllables[i]);
    latin[i < family ? 0 : 1] += syllables[i];
  }
  const std::u32string_view text = run.text;
  if (family > 0) add_word(name, text.substr(0, family), std::move(latin[0]), true);
  add_word(name, text.substr(family), std::move(latin[1]), true);
}

}  // namespace

PersonName read_name(std::string_view name) {
  PersonName out;
  const std::vector<Run> runs = runs_of(name);
  bool before = false;  // a run of Chinese characters
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Run& run = runs[i];
    const bool parted = (run.han && before) || (i + 1 < runs.size() && run.han && runs[i + 1].han);
    if (i > 0) out.folded += ' ';
    out.folded += to_utf8(run.text);
    if (run.han) {
      add_han(out, run, parted);
    } else {
      std::string latin = latin_of(run.text);
      add_syllable(out, latin);
      add_word(out, run.text, std::move(latin), false);
    }
    before = run.han;
  }
  return out;
}

std::string fold_text(std::string_view text) {
  const UnicodeString folded = casefolded(text);
  std::u32string out;
  for (std::int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const auto c = static_cast<char32_t>(folded.char32At(i));
    out += is_han(c) ? simplified(c) : c;
  }
  return to_utf8(out);
}

}  // namespace guanxi
