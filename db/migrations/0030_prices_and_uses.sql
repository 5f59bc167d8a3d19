-- What the rules of pricing did: the price of each receipt as it can be explained, and what sales used of promotions that are
-- limited.

-- module: pricing
CREATE TABLE pricing_traces (               -- of receipts that any rule had to do with; never changed
  owner_id   BIGINT NOT NULL,
  receipt_id BIGINT NOT NULL,
  trace      BYTEA  NOT NULL,               -- modules/pricing/engine/trace.h
  PRIMARY KEY (owner_id, receipt_id)
) /*clustered*/;

-- module: pricing
CREATE TABLE pricing_uses (                 -- sales that had a promotion which a member has only so often, or for so much
  owner_id   BIGINT NOT NULL,
  code       TEXT   NOT NULL,               -- the promotion's, of whatever version
  used_on    BIGINT NOT NULL,               -- day of the sale in the programme's zone
  receipt_id BIGINT NOT NULL,
  money      BIGINT NOT NULL CHECK (money >= 0), -- that it took off, in minor units
  counters   BIGINT NOT NULL,               -- which of pricing_budgets it moved: 1 store and day, 2 day, 4 all
  given_back BIGINT NOT NULL,               -- the refund or void that ended the whole sale; 0: it counts
  PRIMARY KEY (owner_id, code, used_on, receipt_id)
) /*clustered*/;

-- module: pricing
CREATE TABLE pricing_budgets (              -- what sales used of promotions that are limited per store, per day or altogether
  programme_id BIGINT NOT NULL,
  code         TEXT   NOT NULL,             -- the promotion's, of whatever version
  store_id     BIGINT NOT NULL,             -- 0: all stores together
  day          BIGINT NOT NULL,             -- of the sale in the programme's zone; 0: all days together
  uses         BIGINT NOT NULL CHECK (uses >= 0),
  money        BIGINT NOT NULL CHECK (money >= 0),
  PRIMARY KEY (programme_id, code, store_id, day)
) /*clustered*/;
