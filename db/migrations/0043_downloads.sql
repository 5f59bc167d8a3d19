-- Downloads: files that people asked for, made in the background. See docs/guide/downloads.md.

-- module: downloads
CREATE TABLE download_files (
  download_id  BIGINT PRIMARY KEY,
  report       TEXT   NOT NULL,             -- "receipts"
  format       TEXT   NOT NULL CHECK (format IN ('csv', 'xlsx')),
  asked_for    TEXT   NOT NULL,             -- JSON: the filter
  clear        BIGINT NOT NULL CHECK (clear IN (0, 1)), -- 1: personal data as it is, else masked
  note         TEXT   NOT NULL,
  language     TEXT   NOT NULL,             -- of the titles of columns, and of the fault
  state        TEXT   NOT NULL CHECK (state IN
    ('waiting', 'running', 'done', 'failed', 'expired', 'dropped')),
  attempt      BIGINT NOT NULL,             -- who began earlier writes nothing any more
  rows_done    BIGINT NOT NULL,
  rows_total   BIGINT,                      -- where it is known before the end
  parts        BIGINT NOT NULL,             -- that there may be
  bytes        BIGINT NOT NULL,             -- of the file, not sealed
  stores       TEXT   NOT NULL,             -- ids of those its maker was limited to, by commas; empty: no limit
  fault        TEXT   NOT NULL,             -- why it failed, in words; no personal data
  requested_at BIGINT NOT NULL,
  requested_by BIGINT NOT NULL,
  started_at   BIGINT,                      -- the last attempt
  ended_at     BIGINT,
  expires_at   BIGINT,
  CHECK ((ended_at IS NULL) = (state IN ('waiting', 'running')))
) /*table*/;
CREATE INDEX download_files_by_person ON download_files (requested_by, download_id);
CREATE INDEX download_files_open ON download_files (download_id) WHERE state IN ('waiting', 'running');

-- module: downloads
CREATE TABLE download_parts (               -- the bytes: gone a week after the file was made
  download_id BIGINT NOT NULL,
  part        BIGINT NOT NULL,              -- from 1
  data        BYTEA  NOT NULL,              -- sealed
  PRIMARY KEY (download_id, part)
) /*clustered*/;
