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
