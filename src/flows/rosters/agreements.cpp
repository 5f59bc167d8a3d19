// What a row says of consents – "marketing/sms 2024-05-01 sms-marketing/1 store": purpose with its
// channel or topic, day, text with its version ("-": a wish has none; "withdrawn": it was taken
// back), and where – and of who recommended the member.
#include <algorithm>
#include <boost/describe/enum_from_string.hpp>
#include <charconv>

#include "flows/rosters/post.h"
#include "modules/registrations/registrations.h"

namespace guanxi::rosters {
namespace {

constexpr const char* consent_example = "marketing/sms 2024-05-01 sms-marketing/1 store; …";
constexpr std::string_view withdrawn_word = "withdrawn", no_text_word = "-";

std::vector<std::string_view> words_in(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

/// "marketing/sms" as the two; without a slash the second is empty.
std::pair<std::string, std::string> halves_of(std::string_view text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  return {
      std::string(text.substr(0, slash)),
      std::string(text.substr(std::min(slash + 1, text.size())))};
}

std::optional<consents::Subject> subject_of(std::string_view word) {
  const auto [purpose, of] = halves_of(word);
  consents::Subject subject;
  if (!boost::describe::enum_from_string(purpose.c_str(), subject.purpose)) return std::nullopt;
  if (subject.purpose != consents::Purpose::marketing) {
    subject.topic = of;
  } else if (!boost::describe::enum_from_string(of.c_str(), subject.channel)) {
    return std::nullopt;
  }
  return subject;
}

std::optional<Person::Consent> consent_of(std::string_view text, bool workbook) {
  const auto words = words_in(text);
  if (words.size() != 4) return std::nullopt;
  const auto subject = subject_of(words[0]);
  const auto day = parse_day(words[1], workbook);
  if (!subject || !day) return std::nullopt;
  Person::Consent consent{.subject = *subject, .day = *day, .source = std::string(words[3])};
  if (words[2] == withdrawn_word) {
    consent.decision = consents::Decision::withdrawn;
  } else if (words[2] != no_text_word) {
    const auto [code, version] = halves_of(words[2]);
    const char* const end = version.data() + version.size();
    const auto read = std::from_chars(version.data(), end, consent.version);
    if (read.ec != std::errc() || read.ptr != end || consent.version < 1) return std::nullopt;
    consent.text = code;
  }
  return consent;
}

}  // namespace

void read_consents(
    Person& person, const Reading& reading, std::span<const std::string> cells, Faults& faults
) {
  for (const std::string& part : parts_of(reading.mapping.cell(cells, Field::consents))) {
    if (auto consent = consent_of(part, reading.workbook)) {
      person.consents.push_back(*std::move(consent));
    } else {
      faults.add(fail(ErrorCode::bad_format, "/consents", {{"expected", consent_example}}));
      return;
    }
  }
}

consents::Brought Poster::brought_of(
    const Person::Consent& consent, std::optional<StoreId> store, ImportId import
) const {
  return {
      consent.subject,
      consent.decision,
      consent.text,
      consent.version,
      {actor_.id, store, consent.source, "import " + import.to_string()},
      target_.programme->zone.start_of(consent.day)};
}

Outcome Poster::check_consents(
    sql::Tx& tx, const Person& person, std::optional<StoreId> store, ImportId import, Instant now
) const {
  for (const Person::Consent& consent : person.consents) {
    const auto fits = consents::check_brought(
        tx, target_.programme->programme, brought_of(consent, store, import), now
    );
    if (fits) continue;
    const Error& error = fits.error().more.empty() ? fits.error() : fits.error().more.front();
    return fail(error.code, "/consents", error.facts);
  }
  return ok();
}

std::vector<PriorConsent> Poster::bring_consents(
    sql::Tx& tx,
    const members::Member& member,
    const Person& person,
    std::optional<StoreId> store,
    const store::Row& row,
    Instant now
) const {
  std::vector<PriorConsent> prior;
  for (const Person::Consent& consent : person.consents) {
    // What was given under another name is not the survivor's word: see flows/merge.
    const bool given = consent.decision == consents::Decision::given;
    const bool is_wish = consents::is_wish(consent.subject.purpose);
    if (row.named != member.id && given && !is_wish) continue;
    const auto entry = consents::bring(tx, member, brought_of(consent, store, row.import), now);
    GX_CHECK_WHY(entry.has_value(), "a consent that was checked is refused");
    if (*entry) prior.push_back({consent.subject, **entry});
  }
  return prior;
}

Result<std::optional<OwnerId>> Poster::referrer_of(sql::Tx& tx, const Person& person) const {
  using members::IdentityKind;
  if (person.referrer.empty()) return std::optional<OwnerId>();
  const ProgrammeId programme = target_.programme->programme;
  std::optional<OwnerId> found;
  for (const auto kind : {IdentityKind::external, IdentityKind::member_code, IdentityKind::phone}) {
    if (!found) found = house_.members.find_owner(tx, programme, kind, person.referrer);
  }
  const auto member =
      found ? house_.members.find(tx, members::heir_of(tx, *found).value_or(*found)) : std::nullopt;
  if (!member || member->state != members::State::active) {
    return fail(ErrorCode::referrer_not_found, "/referrer");
  }
  return std::optional(member->id);
}

void Poster::note_referrer(
    sql::Tx& tx, const members::Member& member, OwnerId referrer, Instant now
) const {
  registrations::insert(
      tx,
      registrations::Registration{
          .owner = member.id,
          .programme = member.programme,
          .channel = member.channel,
          .store = member.joined_store,
          .referrer = referrer,
          .registered_at = now,
          .registered_by = actor_.id}
  );
  // Whatever a recommendation was worth in the other system was paid there.
  registrations::insert(
      tx,
      registrations::Referral{
          .referrer = referrer,
          .newcomer = member.id,
          .programme = member.programme,
          .state = registrations::RewardState::none,
          .points = {},
          .month_max = {},
          .gift_id = {},
          .month = 0,
          .registered_at = now,
          .decided_at = {}}
  );
}

}  // namespace guanxi::rosters
