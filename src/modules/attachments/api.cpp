// The HTTP endpoints of attachments. Whoever writes points documents uploads; whoever may read the
// document reads its files, until there is one the uploader. A name belongs into the body: it is
// personal data, and addresses stand in logs.
#include "modules/attachments/api_types.h"
#include "modules/audit/audit.h"
#include "platform/api/idempotency.h"

#include <array>

namespace guanxi::attachments {
namespace {

using api::Call;
using api::Reply;

constexpr const char* attachments_tag = "attachments";

struct Form {
  const char* type;
  std::array<std::string_view, 2> endings;  // the first is put behind a name that has neither
};

const Form& form_of(Kind kind) {
  static constexpr Form pdf{"application/pdf", {".pdf", ".pdf"}};
  static constexpr Form jpeg{"image/jpeg", {".jpg", ".jpeg"}};
  static constexpr Form png{"image/png", {".png", ".png"}};
  switch (kind) {
    case Kind::pdf:
      return pdf;
    case Kind::jpeg:
      return jpeg;
    case Kind::png:
      return png;
  }
  GX_CHECK(false);
}

bool ends_with_ignoring_case(std::string_view text, std::string_view ending) {
  if (text.size() < ending.size()) return false;
  text.remove_prefix(text.size() - ending.size());
  for (std::size_t i = 0; i < ending.size(); ++i) {
    const char c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] + 32) : text[i];
    if (c != ending[i]) return false;
  }
  return true;
}

/// What is saved opens as what it is: a picture called x.html stays a picture.
std::string saved_name(std::string name, const Form& form) {
  for (const std::string_view ending : form.endings) {
    if (ends_with_ignoring_case(name, ending)) return name;
  }
  return name.append(form.endings[0]);
}

class AttachmentDesk {
 public:
  explicit AttachmentDesk(const Desk& desk) : desk_(desk) {}

  Result<Reply<AddedAttachment>> add(const Call& call, const AddAttachment& request) const {
    const auto content = crypto::from_base64(request.content);
    if (!content) return fail(ErrorCode::bad_format, "/content", {{"expected", "@base64"}});
    GX_TRY(sealed, desk_.attachments.seal(desk_.ids, request.name, request.kind, *content));
    const crypto::Digest digest = crypto::sha256(*content);
    return desk_.first_answers.once<AddedAttachment>(
        desk_.db,
        call,
        "add_attachment",
        201,
        [&](sql::Tx& tx) -> Result<Reply<AddedAttachment>> {
          GX_TRY_VOID(desk_.attachments.add(tx, sealed, call.actor.id, call.now));
          return Reply<AddedAttachment>{
              .body =
                  {sealed.id,
                   request.name,
                   sealed.kind,
                   sealed.bytes,
                   crypto::to_hex(crypto::bytes_of(digest))},
              .location = "/v1/attachments/" + sealed.id.to_string()};
        }
    );
  }

  Result<Reply<Nothing>> get(const Call& call, const GetAttachment& request) const {
    GX_TRY(file, desk_.db.read([&](sql::Tx& tx) -> Result<api::File> {
      GX_TRY(seen, load(tx, call, request.id));
      auto content = desk_.attachments.content(tx, request.id);
      GX_CHECK_WHY(content.has_value(), "a file without its content");
      const Form& form = form_of(seen.file.kind);
      return api::File{saved_name(*seen.file.name, form), *std::move(content), form.type};
    }));
    // That it was read is durable before it leaves.
    GX_TRY_VOID(desk_.db.write([&](sql::Tx& tx) -> Outcome {
      GX_TRY(seen, load(tx, call, request.id));
      record(tx, call, seen);
      return ok();
    }));
    return Reply<Nothing>{.file = std::move(file)};
  }

 private:
  struct Seen {
    Attachment file;
    OwnerId owner;  // nobody, until a document uses it
  };
  /// What is erased is not there either.
  Result<Seen> load(sql::Tx& tx, const Call& call, AttachmentId id) const {
    const Error not_found = fail(ErrorCode::attachment_not_found, "/id");
    auto file = desk_.attachments.find(tx, id);
    if (!file || !file->name) return not_found;
    if (!file->document) {
      if (file->uploaded_by != call.actor.id) return not_found;
      return Seen{*std::move(file), OwnerId()};
    }
    const auto owner = desk_.owner_of_seen(tx, call, *file->document);
    if (!owner) return not_found;
    return Seen{*std::move(file), *owner};
  }

  static void record(sql::Tx& tx, const Call& call, const Seen& seen) {
    audit::Entry entry{"attachment_read", "attachment", seen.file.id.to_string(), seen.owner};
    entry.changes.name("attachment", true);
    if (seen.file.document) {
      entry.log = "/v1/points/documents/" + std::to_string(*seen.file.document);
    }
    audit::record(tx, call, entry, call.now);
  }

  Desk desk_;
};

}  // namespace

void add_endpoints(api::Api& api, const Desk& desk) {
  using enum ErrorCode;
  const AttachmentDesk endpoints(desk);
  api.add<AddAttachment, AddedAttachment>(
      {.method = api::Method::post,
       .path = "/v1/attachments",
       .operation = "add_attachment",
       .tag = attachments_tag,
       .permission = "points:grant",
       .summary = {"上传附件", "Upload a file"},
       .description =
           {"小票、表单的照片或扫描件，供人工积分单据引用；加密保存。24 "
            "小时内没有单据引用即删除；同一人未引用的最多 20 个。",
            "A photo or scan for a points document to refer to; kept sealed. Deleted unless a "
            "document refers to it within 24 hours; one account has at most 20 such files."},
       .idempotency = api::Idempotency::required,
       .success_status = 201,
       .errors = {attachment_unreadable},
       .body_bytes_max = body_bytes_max},
      [endpoints](const Call& call, const AddAttachment& request) {
        return endpoints.add(call, request);
      }
  );
  api.add<GetAttachment, Nothing>(
      {.method = api::Method::get,
       .path = "/v1/attachments/{id}",
       .operation = "get_attachment",
       .tag = attachments_tag,
       .permission = "points:read",
       .summary = {"下载附件", "Download a file"},
       .description =
           {"可查看所属单据的人才能下载，引用之前只有上传的人；每次下载记入审计。",
            "For whoever may read the document that refers to it, and before that for who uploaded "
            "it. Each download stands on the audit trail."},
       .errors = {attachment_not_found},
       .file_type = "application/pdf",
       .other_file_type = "image/*"},
      [endpoints](const Call& call, const GetAttachment& request) {
        return endpoints.get(call, request);
      }
  );
}

}  // namespace guanxi::attachments
