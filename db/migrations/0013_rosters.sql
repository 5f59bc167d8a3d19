-- Rosters: members who come in files. What each import did with which row, so that it resumes behind its last batch and
-- happens once, and can be taken back.

-- module: flows/rosters
CREATE TABLE rosters_imports (              -- one per file content and order: the same file twice changes nothing
  import_id      BIGINT PRIMARY KEY,
  content_digest BYTEA  NOT NULL,           -- of the file and of everything that decides what it does; of an undone one, of nothing
  file_name      TEXT   NOT NULL,
  programme_id   BIGINT NOT NULL,
  state          TEXT   NOT NULL CHECK (state IN ('running', 'done', 'failed', 'undoing', 'undone')),
  rows_done      BIGINT NOT NULL,           -- in file order, the header not counted
  created        BIGINT NOT NULL,           -- members
  updated        BIGINT NOT NULL,
  unchanged      BIGINT NOT NULL,
  skipped        BIGINT NOT NULL,           -- rows of people who may be members already
  rejected       BIGINT NOT NULL,           -- rows
  alike          BIGINT NOT NULL,           -- members created who wait in the queue of duplicates
  points         BIGINT NOT NULL,           -- opening balances
  stored         BIGINT NOT NULL,           -- minor units
  rejects_bytes  BIGINT NOT NULL,           -- of the file of rejected rows
  started_at     BIGINT NOT NULL,
  updated_at     BIGINT NOT NULL,
  actor_id       BIGINT NOT NULL,
  undo_next      BIGINT NOT NULL,           -- the row an undo takes back next, from the last to the first
  undone         BIGINT NOT NULL,           -- rows
  kept           BIGINT NOT NULL            -- rows that something happened to since
) /*table*/;
CREATE UNIQUE INDEX rosters_imports_by_content ON rosters_imports (content_digest);

-- module: flows/rosters
CREATE TABLE rosters_rows (                 -- the rows that changed something, and what they left
  owner_id   BIGINT NOT NULL,
  import_id  BIGINT NOT NULL,
  row_no     BIGINT NOT NULL,               -- in file order, from 1
  line       BIGINT NOT NULL,               -- where it stands in the file
  deed       TEXT   NOT NULL CHECK (deed IN ('created', 'updated')),
  version    BIGINT NOT NULL,               -- of the member, as the row left it
  points_seq BIGINT NOT NULL,               -- of the accounts, likewise; 0: there was none
  wallet_seq BIGINT NOT NULL,
  posted_at  BIGINT NOT NULL,
  card_id    BIGINT,                        -- issued by an update
  prior      BYTEA,                         -- sealed: what an update changed; forgotten when it is too late for an undo
  kept       TEXT,                          -- why an undo left it as it is
  PRIMARY KEY (owner_id, import_id, row_no)
) /*clustered*/;
CREATE INDEX rosters_rows_by_import ON rosters_rows (import_id, row_no);

-- module: flows/rosters
CREATE TABLE rosters_openings (             -- what members had in another system: once each
  owner_id  BIGINT NOT NULL,
  asset     TEXT   NOT NULL CHECK (asset IN ('points', 'stored')),
  amount    BIGINT NOT NULL,                -- points, or minor units
  import_id BIGINT NOT NULL,
  row_no    BIGINT NOT NULL,
  cause_id  BIGINT NOT NULL,                -- the points document, the recharge
  PRIMARY KEY (owner_id, asset)
) /*clustered*/;
