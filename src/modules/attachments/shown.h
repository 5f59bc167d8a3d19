// A file as the document that refers to it shows it.
#pragma once

#include <optional>
#include <string>

#include "modules/attachments/attachments.h"
#include "platform/api/api.h"

namespace guanxi::attachments {

struct AttachmentView {
  AttachmentId id;
  std::optional<std::string> name;  // absent: the member was erased, and the content with it
  Kind kind = Kind::pdf;
  std::int64_t size = 0;
};
BOOST_DESCRIBE_STRUCT(AttachmentView, (), (id, name, kind, size))

inline AttachmentView view_of(Attachment attachment) {
  return {attachment.id, std::move(attachment.name), attachment.kind, attachment.bytes};
}

}  // namespace guanxi::attachments

namespace guanxi::api {

namespace attachment_fields {
inline constexpr Field id{
    .name = "id", .text = {"附件编号", "The attachment's id"}, .example = R"("314159265358979")"};
inline constexpr Field name{
    .name = "name",
    .text = {"文件名，不含路径", "The file's name, without a path"},
    .min = 1,
    .max = attachments::name_max,
    .example = R"("小票.jpg")",
    .personal = true};
inline constexpr Field kind{
    .name = "kind", .text = {"文件类型", "What kind of file"}, .example = R"("jpeg")"};
inline constexpr Field size{
    .name = "size", .text = {"文件大小（字节）", "Its size in bytes"}, .example = "204800"};
}  // namespace attachment_fields

template <>
struct Doc<attachments::Kind> {
  static constexpr const char* name = "AttachmentKind";
  static constexpr Text text{"附件的文件类型", "What kind of file an attachment is"};
  static constexpr Field values[] = {
      {.name = "pdf", .text = {"PDF 文件", "A PDF document"}},
      {.name = "jpeg", .text = {"JPEG 图片", "A JPEG image"}},
      {.name = "png", .text = {"PNG 图片", "A PNG image"}},
  };
};

template <>
struct Doc<attachments::AttachmentView> {
  static constexpr const char* name = "Attachment";
  static constexpr Text text{
      "单据的一个附件；会员信息删除后没有文件名，内容也已删除",
      "A file that a document refers to; without a name: the member was erased, and the content "
      "with it"};
  static constexpr Field fields[] = {
      attachment_fields::id,
      attachment_fields::name,
      attachment_fields::kind,
      attachment_fields::size};
};

}  // namespace guanxi::api
