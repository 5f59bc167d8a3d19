-- Who bears what prices took off 折扣分担: agreements, what each receipt made each party bear, and its sums by day. See
-- docs/guide/cost-sharing.md.

-- module: pricing
CREATE TABLE pricing_agreements (           -- who bears what no rule with shares of its own takes off; a version is never edited
  programme_id   BIGINT NOT NULL,
  version        BIGINT NOT NULL,           -- from 1
  effective_from BIGINT NOT NULL,
  content        TEXT   NOT NULL,           -- JSON
  reason         TEXT   NOT NULL,
  created_by     BIGINT NOT NULL,
  PRIMARY KEY (programme_id, version)
) /*clustered*/;

-- module: pricing
CREATE TABLE pricing_shares (               -- what a receipt makes a party bear; written once, behind the sale
  owner_id     BIGINT NOT NULL,
  receipt_id   BIGINT NOT NULL,
  bearer       TEXT   NOT NULL,             -- 'mall', 'party:P1', 'counter:S001/C1', 'counter_group:CG', 'brand:B'
  programme_id BIGINT NOT NULL,
  day          BIGINT NOT NULL,             -- of posting in the programme's zone
  store_id     BIGINT NOT NULL,             -- of the receipt
  original_id  BIGINT NOT NULL,             -- of returns the sale; 0: it is a sale
  cost_group   TEXT   NOT NULL,             -- of the card's type when it was sold; empty: none
  conceded     BIGINT NOT NULL,             -- by sales, in minor units; negative where rounding adds
  returned     BIGINT NOT NULL,             -- by returns
  parts        TEXT   NOT NULL,             -- JSON: by line, cause and rule; they sum to the two
  PRIMARY KEY (owner_id, receipt_id, bearer)
) /*clustered*/;
CREATE INDEX pricing_shares_by_bearer ON pricing_shares (programme_id, bearer, day, receipt_id);

-- module: pricing
CREATE TABLE pricing_share_days (           -- the sums of pricing_shares
  programme_id BIGINT NOT NULL,
  day          BIGINT NOT NULL,
  bearer       TEXT   NOT NULL,
  store_id     BIGINT NOT NULL,
  cause        TEXT   NOT NULL,             -- shop_price, member_rate, document, promotion, coupon, rounding
  rule         TEXT   NOT NULL,             -- its code; empty: no rule
  cost_group   TEXT   NOT NULL,
  conceded     BIGINT NOT NULL,
  returned     BIGINT NOT NULL,
  PRIMARY KEY (programme_id, day, bearer, store_id, cause, rule, cost_group)
) /*clustered*/;
