-- Rosters over HTTP: a file comes in parts, is looked at, and is imported by a job; what is wrong with its rows is kept for
-- whoever corrects it. The bytes are personal data: sealed, and gone as soon as the import has ended.

-- module: flows/rosters
CREATE TABLE rosters_uploads (              -- one per file that somebody announced
  upload_id    BIGINT PRIMARY KEY,
  programme_id BIGINT NOT NULL,
  file_name    TEXT   NOT NULL,
  bytes        BIGINT NOT NULL,             -- of the whole, as announced
  part_bytes   BIGINT NOT NULL,             -- of each part but the last
  digest       BYTEA  NOT NULL,             -- keyed: of the SHA-256 that was announced; a short file could be guessed from that
  state        TEXT   NOT NULL CHECK (state IN
    ('uploading', 'ready', 'running', 'cancelling', 'done', 'failed', 'cancelled', 'expired')),
  changes      BIGINT NOT NULL,             -- of its parts and its state: what was read before is stale
  asked_for    TEXT   NOT NULL,             -- JSON: mode, key, columns …; empty until it is started
  language     TEXT   NOT NULL,             -- of the reasons in the rejected rows; empty until it is started
  rows_total   BIGINT NOT NULL,             -- counted when the import begins
  import_id    BIGINT,                      -- once it has begun
  repeated     BIGINT NOT NULL,             -- 1: the same file was imported before, and nothing changed
  fault        TEXT   NOT NULL,             -- why it failed; no personal data
  created_at   BIGINT NOT NULL,
  created_by   BIGINT NOT NULL,
  started_at   BIGINT,
  started_by   BIGINT,
  ended_at     BIGINT,
  expires_at   BIGINT NOT NULL              -- the bytes go by then, unless an import is reading them
) /*table*/;
CREATE INDEX rosters_uploads_open ON rosters_uploads (upload_id)
  WHERE state IN ('uploading', 'ready', 'running', 'cancelling');

-- module: flows/rosters
CREATE TABLE rosters_parts (                -- the bytes of files that are not imported yet
  upload_id BIGINT NOT NULL,
  part      BIGINT NOT NULL,                -- from 1
  data      BYTEA  NOT NULL,                -- sealed
  PRIMARY KEY (upload_id, part)
) /*clustered*/;

-- module: flows/rosters
CREATE TABLE rosters_rejects (              -- rows that were not taken; row 0: the header
  import_id BIGINT NOT NULL,
  row_no    BIGINT NOT NULL,                -- in file order, from 1
  data      BYTEA  NOT NULL,                -- sealed: the row with its faults; forgotten 30 days after the import
  PRIMARY KEY (import_id, row_no)
) /*clustered*/;

-- Who asked over HTTP for an undo, and why; NULL: nobody.
ALTER TABLE rosters_imports ADD COLUMN undo_by BIGINT;
ALTER TABLE rosters_imports ADD COLUMN undo_at BIGINT;
ALTER TABLE rosters_imports ADD COLUMN undo_reason TEXT NOT NULL DEFAULT '';
