-- Photos and scans that belong to points documents. They come before their document, so nobody knows yet whose they are: a file
-- is found by its own id, and is whose its document is, also when that passes to a survivor.

-- module: attachments
CREATE TABLE attachment_files (
  attachment_id BIGINT PRIMARY KEY,
  kind          TEXT   NOT NULL CHECK (kind IN ('pdf', 'jpeg', 'png')),
  bytes         BIGINT NOT NULL CHECK (bytes > 0),
  name          BYTEA,                      -- sealed; NULL: the member was erased, and the content with it
  digest        BYTEA,                      -- SHA-256 of the sealed content: looked at without a key, tells nothing of the file
  uploaded_at   BIGINT NOT NULL,
  uploaded_by   BIGINT NOT NULL,
  document_id   BIGINT,                     -- of points; NULL: nothing refers to it yet
  place         BIGINT NOT NULL,            -- among those of its document, from 1; 0: not used yet
  CHECK ((name IS NULL) = (digest IS NULL)),
  CHECK (name IS NOT NULL OR document_id IS NOT NULL),
  CHECK ((document_id IS NULL) = (place = 0))
) /*table*/;
CREATE INDEX attachment_files_by_document ON attachment_files (document_id, place)
  WHERE document_id IS NOT NULL;
CREATE INDEX attachment_files_unused ON attachment_files (uploaded_at) WHERE document_id IS NULL;

-- module: attachments
CREATE TABLE attachment_parts (             -- the content: sealed as a whole, and cut
  attachment_id BIGINT NOT NULL,
  part          BIGINT NOT NULL,            -- from 1
  data          BYTEA  NOT NULL,
  PRIMARY KEY (attachment_id, part)
) /*clustered*/;

-- How many files a document refers to.
ALTER TABLE points_documents ADD COLUMN files BIGINT NOT NULL DEFAULT 0;
