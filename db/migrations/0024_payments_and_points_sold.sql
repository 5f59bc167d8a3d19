-- A payment pays once in a programme, whatever for: one list for all instead of one for each.

-- module: payments
CREATE TABLE payment_references (           -- payments elsewhere that paid for what is no sale of goods
  reference    TEXT   NOT NULL,             -- the payment's number there
  programme_id BIGINT NOT NULL,
  owner_id     BIGINT NOT NULL,
  pays         TEXT   NOT NULL CHECK (pays IN ('tier', 'membership', 'points')),
  subject_id   BIGINT NOT NULL,             -- the ladder, the membership's payment, the sale of points
  PRIMARY KEY (reference, programme_id)
) /*clustered*/;
CREATE INDEX payment_references_by_owner ON payment_references (owner_id, pays, subject_id);
INSERT INTO payment_references (reference, programme_id, owner_id, pays, subject_id)
  SELECT reference, programme_id, owner_id, 'membership', payment_id FROM membership_references;
INSERT INTO payment_references (reference, programme_id, owner_id, pays, subject_id)
  SELECT t.reference, t.programme_id, t.owner_id, 'tier', t.ladder_id FROM tiers_references t
  WHERE NOT EXISTS (SELECT 1 FROM membership_references m
    WHERE m.reference = t.reference AND m.programme_id = t.programme_id);
DROP TABLE membership_references;
DROP TABLE tiers_references;

-- module: points
CREATE TABLE points_sales (                 -- points that members bought outright: class F; the journal has the points
  owner_id     BIGINT NOT NULL,
  sale_id      BIGINT NOT NULL,
  programme_id BIGINT NOT NULL,
  points       BIGINT NOT NULL CHECK (points > 0),
  paid         BIGINT NOT NULL CHECK (paid > 0), -- minor units
  reference    TEXT   NOT NULL,             -- the payment's number elsewhere
  store_id     BIGINT,
  sold_on      BIGINT NOT NULL,             -- yyyymmdd in the programme's zone
  sold_at      BIGINT NOT NULL,
  sold_by      BIGINT NOT NULL,
  voided_at    BIGINT,
  voided_by    BIGINT,
  voided_why   TEXT,
  PRIMARY KEY (owner_id, sale_id),
  CHECK ((voided_at IS NULL) = (voided_by IS NULL) AND (voided_at IS NULL) = (voided_why IS NULL))
) /*clustered*/;
CREATE INDEX points_sales_by_programme ON points_sales (programme_id, sale_id);
