-- Backups: what was asked for and how it went; and the mark of a store that is being filled.

-- module: flows/backup
CREATE TABLE backup_runs (
  run_id          BIGINT PRIMARY KEY,
  origin          TEXT   NOT NULL CHECK (origin IN ('command', 'api', 'schedule')),
  requested_at    BIGINT NOT NULL,
  requested_by    BIGINT NOT NULL,
  target          TEXT   NOT NULL,          -- a directory, or the file to make
  portable        BIGINT NOT NULL CHECK (portable IN (0, 1)),
  keep            BIGINT NOT NULL,          -- of those in the directory; 0: all
  mib_per_second  BIGINT NOT NULL,          -- 0: as fast as it goes
  state           TEXT   NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
  process         TEXT   NOT NULL,          -- that makes it; empty: none yet
  phase           TEXT   NOT NULL CHECK (phase IN ('waiting', 'copying', 'counting', 'sealing', 'ended')),
  bytes_done      BIGINT NOT NULL,          -- of the phase
  bytes_total     BIGINT NOT NULL,
  updated_at      BIGINT NOT NULL,          -- a run that is not heard of for long has lost its process
  started_at      BIGINT,
  ended_at        BIGINT,
  file            TEXT   NOT NULL,          -- what was made; empty: nothing yet
  bytes           BIGINT NOT NULL,
  error           TEXT   NOT NULL,          -- a code of the program; empty: none
  error_facts     TEXT   NOT NULL           -- JSON: what fills the places in the code's words
) /*table*/;

-- module: flows/backup
CREATE TABLE backup_fillings (              -- one row while a restore or a copy fills this store: it is no store yet
  id          BIGINT PRIMARY KEY CHECK (id = 1),
  source      TEXT   NOT NULL,              -- for people
  identity    TEXT   NOT NULL,              -- of the installation it comes from
  stamp       TEXT   NOT NULL,              -- of what the source held when it began
  started_at  BIGINT NOT NULL
) /*table*/;
