-- Tiers: ladders in versions, what members have grown, and what a new ladder would change. Growth is a whole number; dates are
-- yyyymmdd in the programme's zone; 99991231 is a day that does not come.

-- module: tiers
CREATE TABLE tiers_ladders (                -- several of a programme; one of them decides rates
  ladder_id    BIGINT PRIMARY KEY,
  programme_id BIGINT NOT NULL,
  currency     TEXT   NOT NULL,
  code         TEXT   NOT NULL,
  version      BIGINT NOT NULL,             -- the newest; the guard of every change
  in_force     BIGINT NOT NULL,             -- the version that applies, 0: none yet
  changed_at   BIGINT NOT NULL,
  changed_by   BIGINT NOT NULL
) /*table*/;
CREATE UNIQUE INDEX tiers_ladders_by_code ON tiers_ladders (code);

-- module: tiers
CREATE TABLE tiers_versions (               -- what a ladder says; never edited
  ladder_id      BIGINT NOT NULL,
  version        BIGINT NOT NULL,
  terms          TEXT   NOT NULL,           -- JSON
  created_at     BIGINT NOT NULL,
  created_by     BIGINT NOT NULL,
  effective_from BIGINT,                    -- switched on; NULL: a draft
  switched_by    BIGINT,
  reason         TEXT,                      -- why it was switched on
  PRIMARY KEY (ladder_id, version),
  CHECK ((effective_from IS NULL) = (switched_by IS NULL))
) /*clustered*/;

-- module: tiers
CREATE TABLE tiers_changes (                -- field by field: what a version changed of the one before
  ladder_id   BIGINT NOT NULL,
  version     BIGINT NOT NULL,
  field       TEXT   NOT NULL,              -- 'tiers/GOLD/threshold'
  before_text TEXT,
  after_text  TEXT,
  reason      TEXT   NOT NULL,
  changed_at  BIGINT NOT NULL,
  changed_by  BIGINT NOT NULL,
  PRIMARY KEY (ladder_id, version, field)
) /*clustered*/;

-- module: tiers
CREATE TABLE tiers_standings (              -- made by the first growth: who has none is of the lowest tier
  owner_id     BIGINT NOT NULL,
  ladder_id    BIGINT NOT NULL,
  programme_id BIGINT NOT NULL,
  joined_on    BIGINT NOT NULL,             -- the member's first day, for anniversaries
  version      BIGINT NOT NULL,             -- of the ladder, by which it stands
  tier         TEXT   NOT NULL,             -- by growth; a grant may give more
  since        BIGINT NOT NULL,             -- instant
  period_from  BIGINT NOT NULL,             -- the period at whose end the tier is kept or lost
  period_until BIGINT NOT NULL,             -- its last day
  needs        BIGINT NOT NULL,             -- the growth that an upgrade to it rests on, 0: it rests on nothing
  below        TEXT   NOT NULL,             -- what it falls back to without: tier,since,from,until,needs,support,support_from;…
  growth       BIGINT NOT NULL,             -- of entries that count on window_from or later
  window_from  BIGINT NOT NULL,
  support      BIGINT NOT NULL,             -- of entries that count on support_from or later: what there is of needs
  support_from BIGINT NOT NULL,
  visited_on   BIGINT NOT NULL,             -- the last day whose visit counted
  tenure_on    BIGINT NOT NULL,             -- the next anniversary that gives growth
  grant_tier   TEXT,                        -- given by hand or bought
  grant_until  BIGINT NOT NULL,             -- its last day
  told_until   BIGINT NOT NULL,             -- the period whose end was told
  due_on       BIGINT NOT NULL,             -- the day on which something is to be done without growth
  seq          BIGINT NOT NULL,             -- entries so far; the guard of every update
  head_hash    BYTEA  NOT NULL,
  posted_at    BIGINT NOT NULL,             -- of the newest entry
  PRIMARY KEY (owner_id, ladder_id),
  CHECK ((below = '') = (support_from = 99991231))
) /*clustered*/;
-- What is due is found without looking at what is not.
CREATE INDEX tiers_standings_due ON tiers_standings (due_on, owner_id, ladder_id) WHERE due_on < 99991231;
CREATE INDEX tiers_standings_by_version ON tiers_standings (ladder_id, version, owner_id);

-- module: tiers
CREATE TABLE tiers_entries (                -- the growth journal: nothing is edited or deleted
  owner_id    BIGINT NOT NULL,
  ladder_id   BIGINT NOT NULL,
  seq         BIGINT NOT NULL,
  posted_at   BIGINT NOT NULL,
  occurred_at BIGINT NOT NULL,
  counts_on   BIGINT NOT NULL,              -- the day growth counts for; of a refund: the day of its sale
  cause_kind  TEXT   NOT NULL,
  cause_id    BIGINT NOT NULL,
  receipt_id  BIGINT NOT NULL,              -- the sale whose growth it is, also of a refund; 0: none
  growth      BIGINT NOT NULL,
  of_visit    BIGINT NOT NULL,              -- of growth: for coming at all
  tier_before TEXT   NOT NULL,              -- what applied, grants included
  tier_after  TEXT   NOT NULL,
  note        TEXT   NOT NULL,              -- the behaviour's code, the reason of a grant, a payment's reference
  actor_id    BIGINT NOT NULL,
  hash        BYTEA  NOT NULL,
  PRIMARY KEY (owner_id, ladder_id, seq)
) /*clustered*/;

-- module: tiers
CREATE TABLE tiers_simulations (            -- a version judged over everybody before it is switched on
  simulation_id BIGINT PRIMARY KEY,
  ladder_id     BIGINT NOT NULL,
  version       BIGINT NOT NULL,
  as_of         BIGINT NOT NULL,            -- the day it is judged by
  members       BIGINT NOT NULL,            -- looked at so far
  total         BIGINT NOT NULL,
  at_owner      BIGINT NOT NULL,            -- where it goes on after a stop
  requested_at  BIGINT NOT NULL,
  requested_by  BIGINT NOT NULL,
  ended_at      BIGINT
) /*table*/;

-- module: tiers
CREATE TABLE tiers_moves (                  -- who has another tier by it
  owner_id      BIGINT NOT NULL,
  simulation_id BIGINT NOT NULL,
  growth        BIGINT NOT NULL,
  tier_now      TEXT   NOT NULL,
  tier_then     TEXT   NOT NULL,            -- once switched on
  tier_later    TEXT   NOT NULL,            -- at the end of the period, without more growth
  later_now     TEXT   NOT NULL,            -- the same by the ladder in force
  PRIMARY KEY (owner_id, simulation_id)
) /*clustered*/;
CREATE INDEX tiers_moves_by_simulation ON tiers_moves (simulation_id, owner_id);
