-- Replays: past receipts held against other rules of pricing. See docs/guide/replay.md.

-- module: flows/replay
CREATE TABLE replay_runs (
  run_id       BIGINT PRIMARY KEY,
  programme_id BIGINT NOT NULL,
  from_day     BIGINT NOT NULL,             -- of the programme, both included
  to_day       BIGINT NOT NULL,
  draft        TEXT   NOT NULL,             -- JSON: the rules as they were asked for
  state        TEXT   NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
  receipts     BIGINT NOT NULL,             -- looked at so far; from nothing again where a run begins anew
  total        BIGINT NOT NULL,             -- in all, as counted at its beginning
  report       TEXT   NOT NULL,             -- JSON; empty until it is done
  requested_at BIGINT NOT NULL,
  requested_by BIGINT NOT NULL,
  ended_at     BIGINT,                      -- kept so many days from then on
  CHECK ((ended_at IS NULL) = (state IN ('waiting', 'running')))
) /*table*/;
