-- Households, transfers of points inside them, and the figures of points per day.

-- module: households
CREATE TABLE household_terms (              -- what a programme allows its households; never edited: a change is the next version
  programme_id     BIGINT NOT NULL,
  version          BIGINT NOT NULL,         -- 1, 2, 3 …; none: the defaults of modules/households/households.h
  members_max      BIGINT NOT NULL CHECK (members_max >= 2),
  transfers        BIGINT NOT NULL CHECK (transfers IN (0, 1)),
  points_min       BIGINT NOT NULL CHECK (points_min >= 1),        -- of one transfer
  day_points_max   BIGINT NOT NULL CHECK (day_points_max >= 0),    -- of what one member gives on a day; 0: any
  month_points_max BIGINT NOT NULL CHECK (month_points_max >= 0),  -- … in a calendar month; 0: any
  age_days_min     BIGINT NOT NULL CHECK (age_days_min >= 0),      -- younger points cannot travel
  reason           TEXT   NOT NULL,         -- why this version was made
  created_at       BIGINT NOT NULL,
  created_by       BIGINT NOT NULL,
  PRIMARY KEY (programme_id, version)
) /*clustered*/;

-- module: households
CREATE TABLE households (
  household_id BIGINT PRIMARY KEY,
  programme_id BIGINT NOT NULL,
  state        TEXT   NOT NULL CHECK (state IN ('open', 'dissolved')),
  created_at   BIGINT NOT NULL,
  created_by   BIGINT NOT NULL,
  dissolved_at BIGINT,
  dissolved_by BIGINT,
  CHECK ((state = 'dissolved') = (dissolved_at IS NOT NULL)),
  CHECK ((dissolved_at IS NULL) = (dissolved_by IS NULL))
) /*table*/;

-- module: households
CREATE TABLE household_members (            -- who belonged to which household from when to when
  owner_id      BIGINT NOT NULL,
  membership_id BIGINT NOT NULL,            -- in the order of joining
  household_id  BIGINT NOT NULL,
  is_head       BIGINT NOT NULL CHECK (is_head IN (0, 1)),
  joined_at     BIGINT NOT NULL,
  joined_by     BIGINT NOT NULL,
  left_at       BIGINT,
  left_by       BIGINT,
  ending        TEXT CHECK (ending IN ('left', 'removed', 'dissolved', 'closed', 'erased', 'restricted', 'merged')),
  PRIMARY KEY (owner_id, membership_id),
  CHECK ((left_at IS NULL) = (left_by IS NULL) AND (left_at IS NULL) = (ending IS NULL))
) /*clustered*/;
-- In one household at a time.
CREATE UNIQUE INDEX household_members_open ON household_members (owner_id) WHERE left_at IS NULL;
CREATE INDEX household_members_by_household ON household_members (household_id, membership_id);

-- module: points
CREATE TABLE points_transfers (             -- points that one member of a household gave another; the journals have the lots
  transfer_id  BIGINT NOT NULL,
  owner_id     BIGINT NOT NULL,             -- who gave
  receiver_id  BIGINT NOT NULL,
  household_id BIGINT NOT NULL,
  points       BIGINT NOT NULL CHECK (points > 0),
  note         TEXT,
  store_id     BIGINT,
  given_on     BIGINT NOT NULL,             -- yyyymmdd in the programme's zone: the day whose limits it counts for
  given_at     BIGINT NOT NULL,
  given_by     BIGINT NOT NULL,
  returned     BIGINT NOT NULL CHECK (returned >= 0 AND returned <= points),
  returned_at  BIGINT,
  returned_by  BIGINT,
  returned_why TEXT,
  PRIMARY KEY (transfer_id, owner_id),
  CHECK (receiver_id <> owner_id),
  CHECK ((returned > 0) = (returned_at IS NOT NULL)),
  CHECK ((returned_at IS NULL) = (returned_by IS NULL) AND (returned_at IS NULL) = (returned_why IS NULL))
) /*clustered*/;
CREATE INDEX points_transfers_by_giver ON points_transfers (owner_id, given_on);
CREATE INDEX points_transfers_by_receiver ON points_transfers (receiver_id, transfer_id);

-- module: points
CREATE TABLE points_days (                  -- the journal in sums, by the programme's day of posting; fed from the outbox
  programme_id BIGINT NOT NULL,
  day          BIGINT NOT NULL,             -- yyyymmdd in the programme's zone
  store_id     BIGINT NOT NULL,             -- 0: no store, as of what expires or is imported
  class        TEXT   NOT NULL CHECK (class IN ('a', 'b', 'c', 'd', 'e', 'f')), -- of what is spent: that of its lot
  issued       BIGINT NOT NULL,             -- earned by sales
  purchased    BIGINT NOT NULL,             -- bought when a return could not be covered
  granted      BIGINT NOT NULL,             -- by documents
  deducted     BIGINT NOT NULL,             -- by documents
  reversed     BIGINT NOT NULL,             -- taken back by returns
  redeemed     BIGINT NOT NULL,             -- spent, what paid at tills included
  restored     BIGINT NOT NULL,             -- of it, given back
  paid         BIGINT NOT NULL,             -- of redeemed - restored: paid at tills
  expired      BIGINT NOT NULL,
  forgiven     BIGINT NOT NULL,             -- of expired, booked back because a return did not charge it again
  given        BIGINT NOT NULL,             -- by transfers to other members
  received     BIGINT NOT NULL,             -- by transfers from other members
  PRIMARY KEY (programme_id, day, store_id, class)
) /*clustered*/;

-- module: points
CREATE TABLE points_outstanding (           -- by how much a day's postings moved what lies in lots: its sum is the liability
  programme_id BIGINT NOT NULL,
  day          BIGINT NOT NULL,
  class        TEXT   NOT NULL CHECK (class IN ('a', 'b', 'c', 'd', 'e', 'f')), -- of the lots
  points       BIGINT NOT NULL,
  PRIMARY KEY (programme_id, day, class)
) /*clustered*/;

-- module: points
CREATE TABLE points_counted (               -- how much of each journal the figures of the days have
  owner_id BIGINT PRIMARY KEY,
  seq      BIGINT NOT NULL                  -- entries 1 … seq
) /*table*/;

-- A proof may also stand for a transfer, and for joining a household.
-- module: proofs
CREATE TABLE proof_uses_anew (              -- which proof stood for what; a cashier's word for a sale stands in its receipt
  owner_id BIGINT NOT NULL,
  use_id   BIGINT NOT NULL,
  kind     TEXT   NOT NULL CHECK (kind IN ('cashier', 'pin', 'rotating_code', 'one_time_code', 'supervisor')),
  cause    TEXT   NOT NULL CHECK (cause IN ('sale', 'redemption', 'hold', 'payout', 'pin', 'identity', 'transfer', 'household')),
  cause_id BIGINT NOT NULL,
  reason   TEXT,                            -- a supervisor's
  used_at  BIGINT NOT NULL,
  actor_id BIGINT NOT NULL,
  PRIMARY KEY (owner_id, use_id),
  CHECK ((kind = 'supervisor') = (reason IS NOT NULL))
) /*clustered*/;
INSERT INTO proof_uses_anew (owner_id, use_id, kind, cause, cause_id, reason, used_at, actor_id)
SELECT owner_id, use_id, kind, cause, cause_id, reason, used_at, actor_id FROM proof_uses;
DROP TABLE proof_uses;
ALTER TABLE proof_uses_anew RENAME TO proof_uses;
