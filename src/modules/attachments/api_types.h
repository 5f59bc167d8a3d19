// The requests and answers of the endpoints of attachments, with their documentation. Private to
// the module.
#pragma once

#include "modules/attachments/shown.h"

namespace guanxi::attachments {

/// A body may have so much: a file in base64, its name, and what an encoder escapes.
inline constexpr std::int64_t body_bytes_max = 7 * 1024 * 1024;

struct AddAttachment {
  std::string name;
  Kind kind = Kind::pdf;
  std::string content;
};
BOOST_DESCRIBE_STRUCT(AddAttachment, (), (name, kind, content))

struct GetAttachment {
  AttachmentId id;
};
BOOST_DESCRIBE_STRUCT(GetAttachment, (), (id))

struct AddedAttachment {
  AttachmentId id;
  std::string name;
  Kind kind = Kind::pdf;
  std::int64_t size = 0;
  std::string sha256;
};
BOOST_DESCRIBE_STRUCT(AddedAttachment, (), (id, name, kind, size, sha256))

}  // namespace guanxi::attachments

namespace guanxi::api {

template <>
struct Doc<attachments::AddAttachment> {
  static constexpr const char* name = "AddAttachment";
  static constexpr Text text{"上传附件", "A file to upload"};
  static constexpr Field fields[] = {
      attachment_fields::name,
      attachment_fields::kind,
      {.name = "content",
       .text =
           {"文件内容，base64；最多 5242880 字节，开头须与类型相符",
            "The file in base64: at most 5242880 bytes, of which the first have to be those of its "
            "kind"},
       .min = 1,
       .max = attachments::body_bytes_max,
       .example = R"("/9j/4AAQSkZJRg==")",
       .personal = true}};
};

template <>
struct Doc<attachments::GetAttachment> {
  static constexpr const char* name = "GetAttachment";
  static constexpr Text text{"下载附件", "Read an attachment"};
  static constexpr Field fields[] = {attachment_fields::id};
};

template <>
struct Doc<attachments::AddedAttachment> {
  static constexpr const char* name = "AddedAttachment";
  static constexpr Text text{"上传的附件", "What was uploaded"};
  static constexpr Field fields[] = {
      attachment_fields::id,
      attachment_fields::name,
      attachment_fields::kind,
      attachment_fields::size,
      {.name = "sha256",
       .text = {"内容的 SHA-256，十六进制", "SHA-256 of the file, in hex"},
       .example = R"("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")"}};
};

}  // namespace guanxi::api
