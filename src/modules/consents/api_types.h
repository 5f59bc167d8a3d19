// The requests and answers of consents and their texts, with their documentation. Private to the
// module.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "modules/consents/consents.h"
#include "platform/api/api.h"

namespace guanxi::consents {

BOOST_DESCRIBE_STRUCT(Wording, (), (zh, en))

struct PublishText {
  std::string programme, code;
  Purpose purpose = Purpose::membership;
  Wording title, body;
  bool renews = false;
  std::optional<Instant> effective_from;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(
    PublishText, (), (programme, code, purpose, title, body, renews, effective_from, reason)
)

struct ListTexts {
  std::string programme;
};
BOOST_DESCRIBE_STRUCT(ListTexts, (), (programme))

struct GetText {
  std::string programme, code;
  std::optional<std::int64_t> version;
};
BOOST_DESCRIBE_STRUCT(GetText, (), (programme, code, version))

struct TextHead {
  std::string code;
  std::int64_t version = 1;
  Purpose purpose = Purpose::membership;
  Wording title;
  std::string digest;
  bool renews = false;
  Instant effective_from;
};
BOOST_DESCRIBE_STRUCT(TextHead, (), (code, version, purpose, title, digest, renews, effective_from))
struct TextList {
  std::vector<TextHead> items;
};
BOOST_DESCRIBE_STRUCT(TextList, (), (items))

struct TextView {
  std::string code;
  std::int64_t version = 1;
  Purpose purpose = Purpose::membership;
  Wording title, body;
  std::string digest;
  bool renews = false;
  Instant effective_from;
};
BOOST_DESCRIBE_STRUCT(
    TextView, (), (code, version, purpose, title, body, digest, renews, effective_from)
)

struct MemberConsents {
  OwnerId id;
};
BOOST_DESCRIBE_STRUCT(MemberConsents, (), (id))

struct Decide {
  OwnerId id;
  Purpose purpose = Purpose::marketing;
  Decision decision = Decision::given;
  Channel channel = Channel::none;
  std::optional<std::string> topic, text;
  std::optional<std::int64_t> text_version;
  std::optional<std::string> store;
  std::string source = "store";
  std::optional<std::string> evidence;
  std::optional<Instant> at;
};
BOOST_DESCRIBE_STRUCT(
    Decide,
    (),
    (id, purpose, decision, channel, topic, text, text_version, store, source, evidence, at)
)

struct ConsentView {
  Purpose purpose = Purpose::marketing;
  Channel channel = Channel::none;
  std::optional<std::string> topic;
  Decision decision = Decision::given;
  bool valid = false;
  Instant decided_at;
  std::optional<std::string> text;
  std::optional<std::int64_t> text_version;
};
BOOST_DESCRIBE_STRUCT(
    ConsentView, (), (purpose, channel, topic, decision, valid, decided_at, text, text_version)
)
struct ConsentList {
  std::vector<ConsentView> items;
};
BOOST_DESCRIBE_STRUCT(ConsentList, (), (items))

struct ListHistory {
  OwnerId id;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListHistory, (), (id, limit, cursor))

struct EntryView {
  std::int64_t seq = 0;
  Purpose purpose = Purpose::marketing;
  Channel channel = Channel::none;
  std::optional<std::string> topic;
  Decision decision = Decision::given;
  Instant decided_at, recorded_at;
  std::optional<std::string> text;
  std::optional<std::int64_t> text_version;
  std::optional<std::string> text_digest, store;
  ActorId actor;
  std::string source;
  std::optional<std::string> evidence;
};
BOOST_DESCRIBE_STRUCT(
    EntryView,
    (),
    (seq,
     purpose,
     channel,
     topic,
     decision,
     decided_at,
     recorded_at,
     text,
     text_version,
     text_digest,
     store,
     actor,
     source,
     evidence)
)

}  // namespace guanxi::consents

#include "modules/consents/api_docs.h"  // IWYU pragma: export
