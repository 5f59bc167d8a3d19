-- Points as money, occasions of classes B and C, and what they add to a receipt.

-- module: points
CREATE TABLE points_occasions (             -- when a sale earns more; never edited: a change is the next version
  programme_id BIGINT NOT NULL,
  code         TEXT   NOT NULL,
  version      BIGINT NOT NULL,
  occasion_id  BIGINT NOT NULL,
  state        TEXT   NOT NULL CHECK (state IN ('active', 'retired')),
  kind         TEXT   NOT NULL CHECK (kind IN ('multiple', 'gift')),
  name         TEXT   NOT NULL,
  multiple     BIGINT NOT NULL,             -- in billionths; gifts: 1
  points       BIGINT NOT NULL,             -- gifts; else 0
  starts_at    BIGINT NOT NULL,
  ends_at      BIGINT,                      -- NULL: until the next version
  weekdays     BIGINT NOT NULL CHECK (weekdays >= 1 AND weekdays <= 127), -- bit 0: Monday
  from_minute  BIGINT NOT NULL,             -- of the day
  to_minute    BIGINT NOT NULL,             -- excluded
  birthday     TEXT   NOT NULL CHECK (birthday IN ('any', 'day', 'month')),
  stores       TEXT   NOT NULL,             -- ids with blanks between them; '': any
  card_types   TEXT   NOT NULL,             -- likewise
  items        TEXT   NOT NULL,             -- codes, likewise
  reason       TEXT   NOT NULL,             -- why this version was made
  created_at   BIGINT NOT NULL,
  created_by   BIGINT NOT NULL,
  PRIMARY KEY (programme_id, code, version),
  CHECK (from_minute >= 0 AND from_minute < to_minute AND to_minute <= 1440)
) /*clustered*/;

-- What occasions add to a receipt. A line's share of class B follows from its points.
ALTER TABLE sale_receipts ADD COLUMN points_multiplied BIGINT NOT NULL DEFAULT 0;   -- class B; refunds: reversed
ALTER TABLE sale_receipts ADD COLUMN multiplied_reversed BIGINT NOT NULL DEFAULT 0; -- class B taken back so far
ALTER TABLE sale_receipts ADD COLUMN points_gift BIGINT NOT NULL DEFAULT 0;         -- class C; refunds: reversed
ALTER TABLE sale_receipts ADD COLUMN gift_reversed BIGINT NOT NULL DEFAULT 0;       -- class C taken back so far

-- What ends soon is looked for in one programme.
CREATE INDEX points_accounts_ending ON points_accounts (programme_id, next_expiry, owner_id);
