// The requests and answers of the endpoints of batches and of the keys of tracks, with their
// documentation. Inside modules/cards only.
#pragma once

#include "modules/cards/api_types.h"
#include "modules/cards/batches.h"

namespace guanxi::cards {

struct MakeBatch {
  std::string code;
  int cards = 1;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(MakeBatch, (), (code, cards, note))

struct ListBatches {
  std::string code;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListBatches, (), (code, limit, cursor))

struct GetBatch {
  BatchId id;
};
BOOST_DESCRIBE_STRUCT(GetBatch, (), (id))

enum class PrintFormat { csv, xlsx };
BOOST_DESCRIBE_ENUM(PrintFormat, csv, xlsx)

struct PrintBatch {
  BatchId id;
  bool renew = false;
  PrintFormat format = PrintFormat::csv;
};
BOOST_DESCRIBE_STRUCT(PrintBatch, (), (id, renew, format))

struct CancelStock {
  BatchId id;
  std::string number;
};
BOOST_DESCRIBE_STRUCT(CancelStock, (), (id, number))

struct BatchView {
  BatchId id;
  std::string card_type;
  std::int64_t cards = 0, in_stock = 0;
  std::string first_number, last_number, note;
  Instant made_at;
  ActorId made_by;
  std::int64_t printings = 0;
  std::optional<Instant> printed_at;
  std::optional<ActorId> printed_by;
  NumbersView numbers;
};
BOOST_DESCRIBE_STRUCT(
    BatchView,
    (),
    (id,
     card_type,
     cards,
     in_stock,
     first_number,
     last_number,
     note,
     made_at,
     made_by,
     printings,
     printed_at,
     printed_by,
     numbers)
)

struct RetireTrackKey {
  int number = 0;
};
BOOST_DESCRIBE_STRUCT(RetireTrackKey, (), (number))

struct TrackKeyView {
  int number = 0;
  TrackKeyState state = TrackKeyState::active;
  Instant created_at;
  std::optional<Instant> retired_at;
};
BOOST_DESCRIBE_STRUCT(TrackKeyView, (), (number, state, created_at, retired_at))

struct TrackKeyList {
  std::vector<TrackKeyView> items;
};
BOOST_DESCRIBE_STRUCT(TrackKeyList, (), (items))

}  // namespace guanxi::cards

namespace guanxi::api {

namespace batch_fields {
inline constexpr Field id{
    .name = "id", .text = {"批次编号", "Id of the batch"}, .example = R"("300000000000002")"};
inline constexpr Field note{
    .name = "note",
    .text = {"备注", "A note"},
    .min = 0,
    .max = 500,
    .example = R"("印刷厂 A")",
    .chars = Chars::lines,
    .has_default = true};
inline constexpr Field key_number{
    .name = "number",
    .text = {"密钥编号", "Number of the key"},
    .min = 1,
    .max = 65535,
    .example = "1"};
}  // namespace batch_fields

template <>
struct Doc<cards::MakeBatch> {
  static constexpr Text text{"一批要制的卡", "A batch of cards to make"};
  static constexpr const char* name = "MakeCardBatch";
  static constexpr Field fields[] = {
      card_fields::code,
      {.name = "cards",
       .text = {"张数", "How many"},
       .min = 1,
       .max = cards::batch_cards_max,
       .example = "500"},
      batch_fields::note};
};
template <>
struct Doc<cards::ListBatches> {
  static constexpr Text text{"查询制卡批次", "Asks for the batches of a card type"};
  static constexpr const char* name = "ListCardBatches";
  static constexpr Field fields[] = {card_fields::code, limit_field, cursor_field};
};
template <>
struct Doc<cards::GetBatch> {
  static constexpr Text text{"查询一个批次", "Asks for a batch"};
  static constexpr const char* name = "GetCardBatch";
  static constexpr Field fields[] = {batch_fields::id};
};
template <>
struct Doc<cards::PrintFormat> {
  static constexpr const char* name = "CardFileFormat";
  static constexpr Text text{"制卡文件的格式", "The form of a file to print"};
  static constexpr Field values[] = {
      {.name = "csv", .text = {"逗号分隔的文本", "Comma-separated text"}},
      {.name = "xlsx", .text = {"Excel 工作簿，各列均为文本", "A workbook; every cell is text"}},
  };
};
template <>
struct Doc<cards::PrintBatch> {
  static constexpr Text text{"取制卡文件", "Asks for the file to print"};
  static constexpr const char* name = "PrintCardBatch";
  static constexpr Field fields[] = {
      batch_fields::id,
      {.name = "renew",
       .text =
           {"文件遗失时为 true：换发库存卡的磁道与验证码，旧的随即失效",
            "true if the file is lost: new tracks and codes for what is in stock; the old ones "
            "end"},
       .example = "false",
       .has_default = true},
      {.name = "format",
       .text = {"文件格式", "The form of the file"},
       .example = R"("csv")",
       .has_default = true}};
};
template <>
struct Doc<cards::CancelStock> {
  static constexpr Text text{"作废一张库存卡", "Cancels a card in stock"};
  static constexpr const char* name = "CancelStockCard";
  static constexpr Field fields[] = {
      batch_fields::id,
      {.name = "number",
       .text = {"卡号", "Card number"},
       .max = 64,
       .example = R"("88000012349")"}};
};
template <>
struct Doc<cards::BatchView> {
  static constexpr Text text{"制卡批次", "A batch of cards"};
  static constexpr const char* name = "CardBatch";
  static constexpr Field fields[] = {
      batch_fields::id,
      {.name = "card_type",
       .text = {"卡类型编码", "Code of the card type"},
       .example = R"("GOLD")"},
      {.name = "cards", .text = {"张数", "Cards made"}, .example = "500"},
      {.name = "in_stock", .text = {"其中尚在库存", "Of these, still in stock"}, .example = "480"},
      {.name = "first_number", .text = {"第一个卡号", "First number"}, .example = R"("880010004")"},
      {.name = "last_number", .text = {"最后一个卡号", "Last number"}, .example = R"("880014998")"},
      batch_fields::note,
      {.name = "made_at",
       .text = {"建立时间", "When it was made"},
       .example = R"("2026-01-01T00:00:00Z")"},
      {.name = "made_by", .text = {"建立者", "Who made it"}, .example = R"("300000000000009")"},
      {.name = "printings",
       .text = {"取过几次文件", "How often its file was made"},
       .example = "1"},
      {.name = "printed_at",
       .text = {"最近一次取文件", "When its file was made last"},
       .example = R"("2026-01-01T00:00:00Z")"},
      {.name = "printed_by",
       .text = {"由谁取走", "Who took it"},
       .example = R"("300000000000009")"},
      {.name = "numbers", .text = {"卡类型的号码剩余", "What is left of the type's numbers"}}};
};
template <>
struct Doc<cards::TrackKeyState> {
  static constexpr Text text{"磁道密钥的状态", "State of a track key"};
  static constexpr Field values[] = {
      {.name = "active", .text = {"可用", "Its tracks are read"}},
      {.name = "retired", .text = {"已停用，其磁道全部失效", "Its tracks are refused"}}};
};
template <>
struct Doc<cards::RetireTrackKey> {
  static constexpr Text text{"停用一个磁道密钥", "Retires a track key"};
  static constexpr Field fields[] = {batch_fields::key_number};
};
template <>
struct Doc<cards::TrackKeyView> {
  static constexpr Text text{"磁道密钥", "A key that tracks are made with"};
  static constexpr const char* name = "TrackKey";
  static constexpr Field fields[] = {
      batch_fields::key_number,
      {.name = "state", .text = {"状态", "State"}, .example = R"("active")"},
      {.name = "created_at",
       .text = {"启用时间", "Since when"},
       .example = R"("2026-01-01T00:00:00Z")"},
      {.name = "retired_at",
       .text = {"停用时间", "When it was retired"},
       .example = R"("2026-06-01T00:00:00Z")"}};
};
template <>
struct Doc<cards::TrackKeyList> {
  static constexpr Text text{"全部磁道密钥", "All track keys"};
  static constexpr Field fields[] = {
      {.name = "items",
       .text = {"按编号；最后一个用来写新磁道", "By number; the last one makes new tracks"}}};
};

}  // namespace guanxi::api
