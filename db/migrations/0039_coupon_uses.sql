-- The uses of a coupon stand together, instead of in two places that every sale with one writes.

-- module: coupons
CREATE TABLE coupon_uses_anew (
  owner_id    BIGINT NOT NULL,
  coupon_id   BIGINT NOT NULL,
  use_id      BIGINT NOT NULL,
  template_id BIGINT NOT NULL,
  receipt_id  BIGINT,                       -- NULL: not at a sale (a gift handed out, parking)
  reference   TEXT,                         -- of another system
  store_id    BIGINT,
  amount      BIGINT NOT NULL CHECK (amount >= 0),   -- what it took off
  drawn       BIGINT NOT NULL,              -- what it took of the balance
  undone      BIGINT NOT NULL CHECK (undone <= amount),   -- of the amount: refunded
  returned    BIGINT NOT NULL CHECK (returned <= drawn),  -- of what was drawn: in the balance again
  over        BIGINT NOT NULL,              -- wholly refunded
  days_left   BIGINT NOT NULL,              -- to the last day, when it was used
  used_on     BIGINT NOT NULL,
  used_at     BIGINT NOT NULL,
  used_by     BIGINT NOT NULL,
  PRIMARY KEY (owner_id, coupon_id, use_id)
) /*clustered*/;
INSERT INTO coupon_uses_anew (owner_id, coupon_id, use_id, template_id, receipt_id, reference, store_id, amount, drawn, undone, returned,
  over, days_left, used_on, used_at, used_by)
SELECT owner_id, coupon_id, use_id, template_id, receipt_id, reference, store_id, amount, drawn, undone, returned,
  over, days_left, used_on, used_at, used_by FROM coupon_uses;
DROP TABLE coupon_uses;
ALTER TABLE coupon_uses_anew RENAME TO coupon_uses;
CREATE UNIQUE INDEX coupon_uses_by_receipt ON coupon_uses (owner_id, receipt_id, coupon_id) WHERE receipt_id IS NOT NULL;
CREATE INDEX coupon_uses_by_day ON coupon_uses (template_id, used_on);
