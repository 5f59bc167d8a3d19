// The words, limits and examples of the structs in types.h. Included by it; read that one first.
#pragma once

#include "flows/duplicates/types.h"

namespace guanxi::api {

namespace duplicate_fields {
inline constexpr Field programme{
    .name = "programme",
    .text = {"会员计划编码", "Programme code"},
    .max = 32,
    .example = R"("MAIN")",
    .chars = Chars::code};
inline constexpr Field member{
    .name = "id", .text = {"会员编号", "Member id"}, .example = R"("301234567890123456")"};
inline constexpr Field scan{
    .name = "id", .text = {"查重编号", "Id of the search"}, .example = R"("301234567890123458")"};
inline constexpr Field score{
    .name = "score",
    .text =
        {"可能性得分，千分之一比特：每 1000 使“同一人”的胜算翻倍",
         "Score in thousandths of a bit: every 1000 doubles the odds that they are one person"},
    .example = "12500"};
inline constexpr Field reasons{
    .name = "reasons",
    .text = {
        "得分的由来，逐项相加即为得分", "Where the score comes from; the weights add up to it"}};
inline constexpr Field version{
    .name = "version",
    .text = {"版本，认定时写在 If-Match 中", "Version; goes into If-Match when it is decided"},
    .example = "1"};
inline constexpr Field decision{.name = "decision", .text = {"认定结果", "What was decided"}};
}  // namespace duplicate_fields

template <>
struct Doc<matching::Field> {
  static constexpr const char* name = "DuplicateField";
  static constexpr Text text{"比较的内容", "What was compared"};
  static constexpr Field values[] = {
      {.name = "chance", .text = {"随机两人", "Two people at random"}},
      {.name = "name", .text = {"姓名", "Name"}},
      {.name = "gender", .text = {"性别", "Gender"}},
      {.name = "birthday", .text = {"生日", "Birthday"}},
      {.name = "phone", .text = {"手机号", "Phone"}},
      {.name = "email", .text = {"邮箱", "E-mail"}},
      {.name = "id_number", .text = {"身份证号", "Identity number"}},
      {.name = "address", .text = {"地址", "Address"}},
  };
};

template <>
struct Doc<matching::Finding> {
  static constexpr const char* name = "DuplicateFinding";
  static constexpr Text text{"比较的结果", "What the comparison found"};
  static constexpr Field values[] = {
      {.name = "same", .text = {"相同", "the same"}},
      {.name = "same_sound", .text = {"读音相同", "sound the same"}},
      {.name = "similar", .text = {"相近", "similar"}},
      {.name = "different", .text = {"不同", "different"}},
      {.name = "people", .text = {"恰为同一人的机会", "the chance that they are one person"}},
  };
};

template <>
struct Doc<matching::Decision> {
  static constexpr const char* name = "DuplicateDecision";
  static constexpr Text text{"是否同一人", "Whether they are one person"};
  static constexpr Field values[] = {
      {.name = "open", .text = {"待核对", "To be looked at"}},
      {.name = "same", .text = {"同一人", "The same person"}},
      {.name = "another", .text = {"不是同一人", "Another person"}},
  };
};

template <>
struct Doc<matching::Origin> {
  static constexpr const char* name = "DuplicateOrigin";
  static constexpr Text text{"如何发现", "How the pair was found"};
  static constexpr Field values[] = {
      {.name = "entry", .text = {"入会时", "When the younger one was enrolled"}},
      {.name = "scan", .text = {"全体查重", "Among all members"}},
  };
};

template <>
struct Doc<duplicates::Phase> {
  static constexpr const char* name = "DuplicateScanPhase";
  static constexpr Text text{"进行到哪一步", "How far it is"};
  static constexpr Field values[] = {
      {.name = "waiting", .text = {"等待", "Waiting"}},
      {.name = "reading", .text = {"读取会员", "Reading the members"}},
      {.name = "comparing", .text = {"比较", "Comparing"}},
      {.name = "noting", .text = {"登记结果", "Writing down what was found"}},
      {.name = "done", .text = {"已完成", "Done"}},
  };
};

template <>
struct Doc<duplicates::ReasonView> {
  static constexpr const char* name = "DuplicateReason";
  static constexpr Text text{"得分的一项", "A part of the score"};
  static constexpr Field fields[] = {
      {.name = "field", .text = {"比较的内容", "What was compared"}},
      {.name = "finding", .text = {"比较的结果", "What was found"}},
      {.name = "weight", .text = {"分值，千分之一比特", "Its weight in thousandths of a bit"}},
      {.name = "text",
       .text = {"一句话说明", "The same in words"},
       .example = R"("姓名：读音相同（+9.5）")"}};
};

template <>
struct Doc<duplicates::PersonView> {
  static constexpr const char* name = "DuplicatePerson";
  static constexpr Text text{"一位会员（脱敏）", "A member, masked"};
  static constexpr Field fields[] = {
      duplicate_fields::member,
      {.name = "member_code", .text = {"会员码", "Member code"}, .example = R"("M00412345671")"},
      {.name = "name", .text = {"脱敏姓名", "Masked name"}, .personal = true},
      {.name = "phone", .text = {"脱敏手机号", "Masked phone"}, .personal = true},
      {.name = "joined_on", .text = {"入会日期", "Date of joining"}}};
};

template <>
struct Doc<duplicates::PossibleDuplicate> {
  static constexpr Text text{
      "可能是同一人的已有会员", "A member who may be the person just enrolled"};
  static constexpr Field fields[] = {
      {.name = "member", .text = {"已有会员", "The member"}},
      duplicate_fields::score,
      duplicate_fields::reasons,
      duplicate_fields::version};
};

template <>
struct Doc<duplicates::PairView> {
  static constexpr const char* name = "DuplicatePair";
  static constexpr Text text{"可能是同一人的两位会员", "Two members who may be one person"};
  static constexpr Field fields[] = {
      {.name = "one", .text = {"编号较小（入会较早）的会员", "The one with the smaller id"}},
      {.name = "other", .text = {"另一位会员", "The other one"}},
      duplicate_fields::score,
      duplicate_fields::reasons,
      {.name = "origin", .text = {"如何发现", "How it was found"}},
      {.name = "found_at", .text = {"发现时刻", "When it was found"}},
      duplicate_fields::decision,
      {.name = "reason", .text = {"认定理由", "Why it was decided so"}},
      {.name = "decided_at", .text = {"认定时刻", "When it was decided"}},
      {.name = "decided_by", .text = {"由谁认定", "Who decided"}},
      duplicate_fields::version};
};

template <>
struct Doc<duplicates::ListPairs> {
  static constexpr Text text{"疑似重复会员列表", "Asks for pairs that may be one person"};
  static constexpr const char* name = "ListDuplicates";
  static constexpr Field fields[] = {
      duplicate_fields::programme,
      {.name = "decision",
       .text = {"按认定结果；默认待核对", "Those decided so; those to be looked at by default"},
       .example = R"("open")",
       .has_default = true},
      limit_field,
      cursor_field};
};

template <>
struct Doc<duplicates::DecidePair> {
  static constexpr Text text{"认定两位会员是否同一人", "Whether two members are one person"};
  static constexpr const char* name = "DecideDuplicate";
  static constexpr Field fields[] = {
      duplicate_fields::member,
      {.name = "other",
       .text = {"另一位会员的编号", "Id of the other member"},
       .example = R"("301234567890123457")"},
      {.name = "decision",
       .text =
           {"same 同一人、another 不是同一人；open 重新待核对",
            "same or another; open puts the pair back into the queue"},
       .example = R"("another")"},
      {.name = "reason",
       .text = {"理由", "Why"},
       .min = 1,
       .max = 500,
       .example = R"("当面核对：父子，同住")",
       .chars = Chars::lines}};
};

template <>
struct Doc<duplicates::RequestScan> {
  static constexpr Text text{"发起全体查重", "Asks for a search among all members"};
  static constexpr const char* name = "RequestDuplicateScan";
  static constexpr Field fields[] = {duplicate_fields::programme};
};

template <>
struct Doc<duplicates::GetScan> {
  static constexpr Text text{"查看一次查重", "Asks for one search"};
  static constexpr const char* name = "GetDuplicateScan";
  static constexpr Field fields[] = {duplicate_fields::scan};
};

template <>
struct Doc<duplicates::ScanView> {
  static constexpr const char* name = "DuplicateScan";
  static constexpr Text text{"一次全体查重", "A search among all members"};
  static constexpr Field fields[] = {
      duplicate_fields::scan,
      duplicate_fields::programme,
      {.name = "phase", .text = {"进行到哪一步", "How far it is"}},
      {.name = "progress", .text = {"本步已完成", "Done of the phase so far"}},
      {.name = "total", .text = {"本步总量；0 为未知", "All of the phase; 0: unknown"}},
      {.name = "people", .text = {"参与比较的会员数", "Members compared"}},
      {.name = "compared", .text = {"比较的对数", "Pairs weighed"}},
      {.name = "blocks_cut",
       .text = {"人数过多、未逐对比较的分组数", "Groups too large to compare each with each"}},
      {.name = "found", .text = {"达到核对分的对数", "Pairs worth a look, old ones among them"}},
      {.name = "fresh", .text = {"其中新发现", "Of these, new ones"}},
      {.name = "automatic", .text = {"其中自动认定为同一人", "Of these, taken for one by score"}},
      {.name = "requested_at", .text = {"发起时刻", "When it was asked for"}},
      {.name = "requested_by", .text = {"发起人", "Who asked"}},
      {.name = "ended_at", .text = {"完成时刻", "When it was done"}}};
};

}  // namespace guanxi::api
