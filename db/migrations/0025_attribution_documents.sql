-- Late attribution is a document with limits and an approval. What was given before there were any
-- is posted, by whoever gave it; its id is the receipt's.

-- module: sales
CREATE TABLE sale_attributions_anew (       -- receipts given to members afterwards: what was asked for, and what became of it
  attribution_id BIGINT NOT NULL,
  owner_id       BIGINT NOT NULL,           -- the member; of an open one that was merged: the survivor
  receipt_id     BIGINT NOT NULL,           -- the sale; where posted, the member's since
  programme_id   BIGINT NOT NULL,
  store_id       BIGINT NOT NULL,           -- of the sale
  state          TEXT   NOT NULL CHECK (state IN ('submitted', 'posted', 'rejected', 'withdrawn')),
  sold_to        BIGINT NOT NULL,           -- the owner before: nobody, of the till
  card_id        BIGINT,                    -- the card that was presented; NULL: none was, the primary one decides
  earned         BIGINT NOT NULL,           -- points of all classes, for the whole sale; until it is posted: expected
  returned       BIGINT NOT NULL,           -- of these, what returns before had taken
  cashier        TEXT   NOT NULL,           -- who was at the desk
  reason         TEXT   NOT NULL,           -- no personal data
  submitted_at   BIGINT NOT NULL,
  submitted_by   BIGINT NOT NULL,           -- the author
  decided_at     BIGINT,                    -- approved, rejected or withdrawn; NULL and posted: no approval was needed
  decided_by     BIGINT,
  decision       TEXT,                      -- what was noted with it
  attributed_at  BIGINT,
  PRIMARY KEY (attribution_id, owner_id),
  CHECK ((decided_at IS NULL) = (decided_by IS NULL)),
  CHECK (state <> 'submitted' OR decided_at IS NULL),
  CHECK (state NOT IN ('rejected', 'withdrawn') OR decided_at IS NOT NULL),
  CHECK (state = 'withdrawn' OR decided_by IS NULL OR decided_by <> submitted_by),
  CHECK ((state = 'posted') = (attributed_at IS NOT NULL))
) /*clustered*/;
INSERT INTO sale_attributions_anew (attribution_id, owner_id, receipt_id, programme_id, store_id, state, sold_to,
  earned, returned, cashier, reason, submitted_at, submitted_by, attributed_at)
SELECT a.receipt_id, a.owner_id, a.receipt_id, r.programme_id, r.store_id, 'posted', a.sold_to,
  a.earned, a.returned, a.cashier, a.reason, a.attributed_at, a.actor_id, a.attributed_at
FROM sale_attributions a JOIN sale_receipts r ON r.receipt_id = a.receipt_id AND r.owner_id = a.owner_id;
DROP TABLE sale_attributions;
ALTER TABLE sale_attributions_anew RENAME TO sale_attributions;
CREATE INDEX sale_attributions_by_owner ON sale_attributions (owner_id, attribution_id);
CREATE INDEX sale_attributions_by_receipt ON sale_attributions (receipt_id);
CREATE INDEX sale_attributions_by_state ON sale_attributions (programme_id, state, attribution_id);
CREATE INDEX sale_attributions_by_author ON sale_attributions (programme_id, submitted_by, submitted_at);
