-- What a sale promises besides goods: coupons and gifts that come with it, and what becomes of them when goods come back.

ALTER TABLE coupon_templates ADD COLUMN when_undone TEXT NOT NULL DEFAULT 'taken_back'   -- the goods it was given for come back
  CHECK (when_undone IN ('taken_back', 'kept'));
ALTER TABLE coupon_templates ADD COLUMN declared_value BIGINT NOT NULL DEFAULT 0;        -- minor units; of one that was used and took nothing off a receipt

-- A coupon may also come with a sale; a CHECK can only be changed with its table.
-- module: coupons
CREATE TABLE coupons_anew (
  owner_id     BIGINT NOT NULL,
  coupon_id    BIGINT NOT NULL,
  template_id  BIGINT NOT NULL,
  state        TEXT   NOT NULL
    CHECK (state IN ('issued', 'held', 'offered', 'redeemed', 'expired', 'withdrawn', 'given', 'carried')),
  seq          BIGINT NOT NULL,             -- grows with every change: the guard
  valid_from   BIGINT NOT NULL,
  valid_until  BIGINT NOT NULL,             -- usable through this day
  face         BIGINT NOT NULL,             -- what it was worth when this member got it
  balance      BIGINT NOT NULL CHECK (balance >= 0),
  gone         BIGINT NOT NULL,             -- of the face: expired, withdrawn or passed on
  cause        TEXT   NOT NULL CHECK (cause IN ('desk', 'list', 'event', 'code', 'points', 'gift', 'merge', 'sale')),
  cause_id     BIGINT NOT NULL,
  cause_number BIGINT NOT NULL,
  hold_id      BIGINT NOT NULL,             -- held: for what; offered: by which offer; else 0
  deadline     BIGINT NOT NULL,             -- held, offered: over from this instant on; else 0
  issued_on    BIGINT NOT NULL,
  issued_at    BIGINT NOT NULL,
  issued_by    BIGINT NOT NULL,
  store_id     BIGINT,                      -- where it was issued
  reason       TEXT   NOT NULL,             -- no personal data
  ended_on     BIGINT,                      -- expired, withdrawn, given, carried: the day
  told         BIGINT NOT NULL,             -- the member was told of the last day
  PRIMARY KEY (owner_id, coupon_id),
  CHECK ((state IN ('held', 'offered')) = (deadline > 0)),
  CHECK ((state IN ('held', 'offered')) = (hold_id > 0)),
  CHECK ((state IN ('expired', 'withdrawn', 'given', 'carried')) = (ended_on IS NOT NULL))
) /*clustered*/;
INSERT INTO coupons_anew (owner_id, coupon_id, template_id, state, seq, valid_from, valid_until, face, balance, gone, cause, cause_id,
  cause_number, hold_id, deadline, issued_on, issued_at, issued_by, store_id, reason, ended_on, told)
SELECT owner_id, coupon_id, template_id, state, seq, valid_from, valid_until, face, balance, gone, cause, cause_id,
  cause_number, hold_id, deadline, issued_on, issued_at, issued_by, store_id, reason, ended_on, told FROM coupons;
DROP TABLE coupons;
ALTER TABLE coupons_anew RENAME TO coupons;
CREATE UNIQUE INDEX coupons_by_cause ON coupons (owner_id, template_id, cause, cause_id, cause_number);
CREATE INDEX coupons_due ON coupons (valid_until, owner_id, coupon_id) WHERE state IN ('issued', 'held', 'offered');
CREATE INDEX coupons_by_day ON coupons (template_id, issued_on);
CREATE INDEX coupons_by_end ON coupons (template_id, ended_on) WHERE ended_on IS NOT NULL;
CREATE INDEX coupons_passed_on ON coupons (cause_id) WHERE cause IN ('gift', 'merge');   -- from a coupon to the one that took its place

-- module: coupons
CREATE TABLE coupon_awards (                -- coupons that came with a sale, and what refunds of it did to each
  owner_id    BIGINT NOT NULL,              -- whose receipt it is
  receipt_id  BIGINT NOT NULL,
  template_id BIGINT NOT NULL,
  number      BIGINT NOT NULL,              -- among those of the template, from 0
  coupon_id   BIGINT,                       -- NULL: had come back with goods before the receipt was the member's
  state       TEXT   NOT NULL CHECK (state IN ('given', 'withdrawn', 'charged', 'over', 'kept')),
  refund_id   BIGINT,                       -- that settled it
  amount      BIGINT NOT NULL,              -- charged: kept back of the refund, minor units
  PRIMARY KEY (owner_id, receipt_id, template_id, number),
  CHECK ((state = 'given') = (refund_id IS NULL))
) /*clustered*/;

-- module: coupons
CREATE TABLE coupon_trades (             -- points that became coupons
  owner_id    BIGINT NOT NULL,
  trade_id    BIGINT NOT NULL,
  template_id BIGINT NOT NULL,
  coupon_id   BIGINT NOT NULL,
  points      BIGINT NOT NULL,
  state       TEXT   NOT NULL CHECK (state IN ('done', 'undone')),
  made_on     BIGINT NOT NULL,
  made_at     BIGINT NOT NULL,
  made_by     BIGINT NOT NULL,
  store_id    BIGINT,
  undone_at   BIGINT,
  undone_by   BIGINT,
  reason      TEXT,                         -- why it was undone
  PRIMARY KEY (owner_id, trade_id),
  CHECK ((state = 'undone') = (undone_at IS NOT NULL))
) /*clustered*/;
CREATE UNIQUE INDEX coupon_trades_by_coupon ON coupon_trades (owner_id, coupon_id);

-- module: sales
CREATE TABLE sale_gifts (                   -- gifts that came with a sale
  owner_id       BIGINT NOT NULL,
  receipt_id     BIGINT NOT NULL,
  number         BIGINT NOT NULL,           -- within the sale, from 1
  rule           TEXT   NOT NULL,           -- code of the promotion or coupon that gives it
  item_id        BIGINT NOT NULL,
  item_code      TEXT   NOT NULL,
  pieces         BIGINT NOT NULL CHECK (pieces > 0),
  on_receipt     BIGINT NOT NULL CHECK (on_receipt >= 0 AND on_receipt <= pieces),   -- of them: lines of the receipt, free
  declared_value BIGINT NOT NULL CHECK (declared_value >= 0),                        -- of a piece, minor units
  returned       BIGINT NOT NULL CHECK (returned >= 0 AND returned <= pieces - on_receipt),   -- of those that are no lines
  PRIMARY KEY (owner_id, receipt_id, number)
) /*clustered*/;
