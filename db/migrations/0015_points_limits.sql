-- Points that are not usable yet, occasions that a member has only so often, and what a programme gives on a day.

ALTER TABLE points_accounts ADD COLUMN pending_until BIGINT; -- no lot becomes usable after this day (an upper bound); NULL: none is pending
ALTER TABLE points_lots ADD COLUMN usable_from BIGINT;       -- not spent before this day, yyyymmdd; NULL: usable at once
ALTER TABLE points_lots ADD COLUMN cause_kind TEXT NOT NULL DEFAULT 'sale'; -- what lot_id is: 'sale', 'document', 'refund' …
UPDATE points_lots SET cause_kind = 'document' WHERE class = 'd';
UPDATE points_lots SET cause_kind = 'refund' WHERE class = 'f';
-- A void that is short of points buys them as well.
UPDATE points_lots SET cause_kind = 'void_sale' WHERE class = 'f' AND (owner_id, lot_id) IN (
  SELECT owner_id, cause_id FROM points_entries WHERE cause_kind = 'void_sale' AND reason = 'purchased'
);

ALTER TABLE points_occasions ADD COLUMN times_per_member BIGINT NOT NULL DEFAULT 0; -- in a period; 0: any number
ALTER TABLE points_occasions ADD COLUMN period TEXT NOT NULL DEFAULT 'ever';        -- 'day', 'month', 'year' or 'ever'

-- module: points
CREATE TABLE points_uses (                  -- sales that had an occasion which a member has only so often
  owner_id   BIGINT NOT NULL,
  code       TEXT   NOT NULL,               -- the occasion's, of whatever version
  used_on    BIGINT NOT NULL,               -- day of the sale in the programme's zone
  receipt_id BIGINT NOT NULL,
  given_back BIGINT NOT NULL,               -- the refund or void that ended the whole sale; 0: it counts
  PRIMARY KEY (owner_id, code, used_on, receipt_id)
) /*clustered*/;

-- module: points
CREATE TABLE points_budgets (               -- what sales took from the day's budget of a programme that has one
  programme_id BIGINT NOT NULL,
  day          BIGINT NOT NULL,             -- of posting, in the programme's zone
  given        BIGINT NOT NULL CHECK (given > 0),
  PRIMARY KEY (programme_id, day)
) /*clustered*/;
