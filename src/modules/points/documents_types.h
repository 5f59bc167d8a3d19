// The requests and answers of the endpoints of points documents, with their documentation. Private
// to the module.
#pragma once

#include "modules/attachments/shown.h"
#include "modules/points/api_types.h"
#include "modules/points/documents.h"

namespace guanxi::points {

struct AddDocument {
  OwnerId member;
  Points points;
  std::string reason;
  std::optional<std::string> attachment;
  std::vector<attachments::AttachmentId> attachments;
  std::optional<std::string> store;
};
BOOST_DESCRIBE_STRUCT(AddDocument, (), (member, points, reason, attachment, attachments, store))

struct GetDocument {
  DocumentId id;
};
BOOST_DESCRIBE_STRUCT(GetDocument, (), (id))

struct ListDocuments {
  std::string programme;
  DocumentState state = DocumentState::submitted;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListDocuments, (), (programme, state, limit, cursor))

struct ListDocumentsOfMember {
  OwnerId id;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListDocumentsOfMember, (), (id, limit, cursor))

struct MoveDocument {
  DocumentId id;
};
BOOST_DESCRIBE_STRUCT(MoveDocument, (), (id))

struct ApproveDocument {
  DocumentId id;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(ApproveDocument, (), (id, note))

struct RejectDocument {
  DocumentId id;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(RejectDocument, (), (id, note))

struct DocumentView {
  DocumentId id;
  OwnerId member;
  DocumentState state = DocumentState::draft;
  Points points;
  std::string reason;
  std::optional<std::string> attachment;
  std::vector<attachments::AttachmentView> attachments;
  std::optional<std::string> store;
  Instant created_at;
  ActorId created_by;
  std::optional<Instant> submitted_at;
  std::optional<Instant> decided_at;
  std::optional<ActorId> decided_by;
  std::optional<std::string> note;
  std::optional<Instant> ended_at;
  std::optional<ActorId> ended_by;
};
BOOST_DESCRIBE_STRUCT(
    DocumentView,
    (),
    (id,
     member,
     state,
     points,
     reason,
     attachment,
     attachments,
     store,
     created_at,
     created_by,
     submitted_at,
     decided_at,
     decided_by,
     note,
     ended_at,
     ended_by)
)

struct DocumentPosting {
  DocumentView document;
  Points repaid;
  Points balance;
};
BOOST_DESCRIBE_STRUCT(DocumentPosting, (), (document, repaid, balance))

}  // namespace guanxi::points

namespace guanxi::api {

namespace points_document_fields {
inline constexpr Field id{
    .name = "id",
    .text = {"人工积分单据的编号", "The document's id"},
    .example = R"("314159265358979")"};
inline constexpr Field points{
    .name = "points",
    .text = {"增加（正）或扣减（负）的积分", "Points to give (positive) or to take (negative)"},
    .min = -programmes::limits::document_points_max,
    .max = programmes::limits::document_points_max,
    .example = "200"};
inline constexpr Field reason{
    .name = "reason",
    .text = {"原因，不要写个人信息", "Why; no personal data"},
    .min = 1,
    .max = 500,
    .example = R"("投诉处理：漏记积分")"};
inline constexpr Field attachment{
    .name = "attachment",
    .text = {"纸质附件：文件号或地址", "Where the paper is: a file number or an address"},
    .min = 1,
    .max = 500,
    .example = R"("KF-2026-00123")"};
inline constexpr Field store{
    .name = "store",
    .text =
        {"制单门店的编码；权限限于部分门店的操作者必填",
         "Code of the store; an actor limited to some stores has to name one"},
    .min = 1,
    .max = 32,
    .example = R"("S001")",
    .chars = Chars::code};
}  // namespace points_document_fields

template <>
struct Doc<points::DocumentState> {
  static constexpr const char* name = "PointsDocumentState";
  static constexpr Text text{"人工积分单据的状态", "Where a points document stands"};
  static constexpr Field values[] = {
      {.name = "draft", .text = {"草稿", "Draft"}},
      {.name = "submitted", .text = {"待审批", "Submitted, to be approved"}},
      {.name = "approved", .text = {"已批准，待入账", "Approved, to be posted"}},
      {.name = "rejected", .text = {"已驳回", "Rejected"}},
      {.name = "posted", .text = {"已入账", "Posted"}},
      {.name = "withdrawn", .text = {"已撤回", "Withdrawn"}},
  };
};

template <>
struct Doc<points::AddDocument> {
  static constexpr Text text{"新建人工积分单据", "A points document to draft"};
  static constexpr const char* name = "AddPointsDocument";
  static constexpr Field fields[] = {
      {.name = "member",
       .text = {"会员编号", "The member's id"},
       .example = R"("271828182845904")"},
      points_document_fields::points,
      points_document_fields::reason,
      points_document_fields::attachment,
      {.name = "attachments",
       .text =
           {"上传过的附件编号，最多 5 个；须由本人上传，且未被其他单据引用",
            "Files to refer to: uploaded by the author, and used by no other document"},
       .max_items = attachments::of_document_max,
       .example = "[]",
       .has_default = true},
      points_document_fields::store};
};

template <>
struct Doc<points::GetDocument> {
  static constexpr Text text{"查询人工积分单据", "Read a points document"};
  static constexpr const char* name = "GetPointsDocument";
  static constexpr Field fields[] = {points_document_fields::id};
};

template <>
struct Doc<points::ListDocuments> {
  static constexpr Text text{"查询人工积分单据列表", "List points documents"};
  static constexpr const char* name = "ListPointsDocuments";
  static constexpr Field fields[] = {
      {.name = "programme",
       .text = {"会员计划编码", "Programme code"},
       .min = 1,
       .max = 32,
       .example = R"("MAIN")",
       .chars = Chars::code},
      {.name = "state",
       .text = {"哪种状态的单据", "Those in this state"},
       .example = R"("submitted")",
       .has_default = true},
      limit_field,
      cursor_field};
};

template <>
struct Doc<points::ListDocumentsOfMember> {
  static constexpr Text text{"会员的人工积分单据", "List a member's points documents"};
  static constexpr const char* name = "ListPointsDocumentsOfMember";
  static constexpr Field fields[] = {points_member_field, limit_field, cursor_field};
};

template <>
struct Doc<points::MoveDocument> {
  static constexpr Text text{"推进人工积分单据", "Move a points document on"};
  static constexpr const char* name = "MovePointsDocument";
  static constexpr Field fields[] = {points_document_fields::id};
};

template <>
struct Doc<points::ApproveDocument> {
  static constexpr Text text{"批准人工积分单据", "Approve a points document"};
  static constexpr const char* name = "ApprovePointsDocument";
  static constexpr Field fields[] = {
      points_document_fields::id,
      {.name = "note",
       .text = {"审批意见", "What the approver has to say"},
       .min = 1,
       .max = 500,
       .example = R"("情况属实")"}};
};

template <>
struct Doc<points::RejectDocument> {
  static constexpr Text text{"驳回人工积分单据", "Reject a points document"};
  static constexpr const char* name = "RejectPointsDocument";
  static constexpr Field fields[] = {
      points_document_fields::id,
      {.name = "note",
       .text = {"驳回的理由", "Why it is rejected"},
       .min = 1,
       .max = 500,
       .example = R"("缺少小票")"}};
};

template <>
struct Doc<points::DocumentView> {
  static constexpr const char* name = "PointsDocument";
  static constexpr Text text{"一张人工积分单据", "A points document"};
  static constexpr Field fields[] = {
      points_document_fields::id,
      {.name = "member", .text = {"会员编号", "The member"}},
      {.name = "state", .text = {"状态", "Where it stands"}},
      points_document_fields::points,
      points_document_fields::reason,
      points_document_fields::attachment,
      {.name = "attachments", .text = {"附件", "The files it refers to"}},
      {.name = "store", .text = {"门店编码", "The store's code"}},
      {.name = "created_at", .text = {"制单时间", "When it was drafted"}},
      {.name = "created_by", .text = {"制单人", "Its author"}},
      {.name = "submitted_at", .text = {"提交时间", "When it was submitted"}},
      {.name = "decided_at", .text = {"审批时间", "When it was approved or rejected"}},
      {.name = "decided_by", .text = {"审批人", "Who did"}},
      {.name = "note", .text = {"审批意见", "What they had to say"}},
      {.name = "ended_at", .text = {"入账或撤回时间", "When it was posted or withdrawn"}},
      {.name = "ended_by", .text = {"入账或撤回人", "Who did"}},
  };
};

template <>
struct Doc<points::DocumentPosting> {
  static constexpr const char* name = "PointsDocumentPosting";
  static constexpr Text text{"单据入账的结果", "What posting a document did"};
  static constexpr Field fields[] = {
      {.name = "document", .text = {"单据", "The document"}},
      {.name = "repaid", .text = {"其中用于偿还欠分", "Of its points, what repaid a debt"}},
      {.name = "balance", .text = {"入账后的余额", "The balance afterwards"}},
  };
};

}  // namespace guanxi::api
