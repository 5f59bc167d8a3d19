-- Receipts that are given to a member afterwards.

-- module: sales
CREATE TABLE sale_attributions (            -- one document for each sale that was made without a member and given to one
  owner_id      BIGINT NOT NULL,            -- the member
  receipt_id    BIGINT NOT NULL,            -- the sale, which is the member's since
  sold_to       BIGINT NOT NULL,            -- the owner before: nobody, of the till
  earned        BIGINT NOT NULL,            -- points of all classes, for the whole sale
  returned      BIGINT NOT NULL,            -- of these, what returns before had taken
  cashier       TEXT   NOT NULL,            -- who gave it
  reason        TEXT   NOT NULL,            -- no personal data
  attributed_at BIGINT NOT NULL,
  actor_id      BIGINT NOT NULL,
  PRIMARY KEY (owner_id, receipt_id)
) /*clustered*/;

-- Opening balances of small change and growth as well.
-- module: flows/rosters
CREATE TABLE rosters_openings_anew (        -- what members had in another system: once each
  owner_id  BIGINT NOT NULL,
  asset     TEXT   NOT NULL CHECK (asset IN ('points', 'stored', 'change', 'growth')),
  amount    BIGINT NOT NULL,                -- points, growth, or minor units
  import_id BIGINT NOT NULL,
  row_no    BIGINT NOT NULL,
  cause_id  BIGINT NOT NULL,                -- the points document, the recharge, the wallet's cause, the ladder
  store_id  BIGINT NOT NULL,                -- of money: where it is owed; 0: none
  PRIMARY KEY (owner_id, asset)
) /*clustered*/;
INSERT INTO rosters_openings_anew (owner_id, asset, amount, import_id, row_no, cause_id, store_id)
SELECT owner_id, asset, amount, import_id, row_no, cause_id, 0 FROM rosters_openings;
DROP TABLE rosters_openings;
ALTER TABLE rosters_openings_anew RENAME TO rosters_openings;

ALTER TABLE rosters_imports ADD COLUMN small_change BIGINT NOT NULL DEFAULT 0; -- opening balances, minor units
ALTER TABLE rosters_imports ADD COLUMN growth BIGINT NOT NULL DEFAULT 0;       -- opening growth
ALTER TABLE rosters_imports ADD COLUMN tiers BIGINT NOT NULL DEFAULT 0;        -- tiers that were granted

-- The tier that a row granted, for its undo; NULL: none.
ALTER TABLE rosters_rows ADD COLUMN ladder_id BIGINT;
ALTER TABLE rosters_rows ADD COLUMN tier TEXT;
ALTER TABLE rosters_rows ADD COLUMN tier_until BIGINT; -- its last day, yyyymmdd

-- Who a rejected row is about, where that is a member: erased with them. NULL: nobody we know.
ALTER TABLE rosters_rejects ADD COLUMN owner_id BIGINT;
CREATE INDEX rosters_rejects_by_owner ON rosters_rejects (owner_id) WHERE owner_id IS NOT NULL;
