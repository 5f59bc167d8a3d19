-- Coupons: what is offered, what members hold, what became of it. Money is in minor units of the programme's currency; days are
-- yyyymmdd in the programme's zone; 0 and 1 are no and yes.

-- module: coupons
CREATE TABLE coupon_templates (             -- drafted, active, stopped; what a change changed stands in the audit trail
  template_id    BIGINT PRIMARY KEY,
  programme_id   BIGINT NOT NULL,
  code           TEXT   NOT NULL,
  version        BIGINT NOT NULL,           -- the guard of every change
  state          TEXT   NOT NULL CHECK (state IN ('draft', 'active', 'stopped')),
  kind           TEXT   NOT NULL
    CHECK (kind IN ('cash', 'full_reduction', 'discount', 'gift', 'rebate', 'birthday', 'parking', 'freight')),
  name_zh        TEXT   NOT NULL,
  name_en        TEXT   NOT NULL,
  rule_code      TEXT,                      -- of the rule book, which says what it takes off; NULL: no price of ours
  stock          BIGINT NOT NULL,           -- 0: as many as you like
  per_member_max BIGINT NOT NULL,           -- 0: likewise
  validity       TEXT   NOT NULL CHECK (validity IN ('fixed', 'relative', 'birthday_month')),
  valid_from     BIGINT,                    -- fixed only
  valid_until    BIGINT,
  after_days     BIGINT NOT NULL,           -- relative only: from so many days after the issue …
  for_days       BIGINT NOT NULL,           -- … for so many days
  face_value     BIGINT NOT NULL,           -- cash and rebate only, else 0
  in_parts       BIGINT NOT NULL,           -- the face value may be used little by little
  cost_owner     TEXT,                      -- the party that bears it; NULL: as the rule says
  transferable   BIGINT NOT NULL,
  on_refund      TEXT   NOT NULL CHECK (on_refund IN ('returned', 'returned_while_valid', 'lost')),
  points_price   BIGINT NOT NULL,           -- 0: not for points
  item           TEXT,                      -- gift only: what is handed out
  reason         TEXT   NOT NULL,           -- of the last change
  changed_at     BIGINT NOT NULL,
  changed_by     BIGINT NOT NULL
) /*table*/;
CREATE UNIQUE INDEX coupon_templates_by_code ON coupon_templates (programme_id, code);

-- module: coupons
CREATE TABLE coupon_stocks (                -- apart from the template: written by every issue
  template_id BIGINT PRIMARY KEY,
  taken       BIGINT NOT NULL CHECK (taken >= 0)   -- issued and not withdrawn, and what batches of codes have set aside
) /*table*/;

-- module: coupons
CREATE TABLE coupon_pickups (               -- gifts: where they are handed out, and how many there are
  template_id BIGINT NOT NULL,
  store_id    BIGINT NOT NULL,
  stock       BIGINT NOT NULL,
  taken       BIGINT NOT NULL,
  PRIMARY KEY (template_id, store_id),
  CHECK (taken >= 0 AND taken <= stock)
) /*clustered*/;

-- module: coupons
CREATE TABLE coupons (
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
  cause        TEXT   NOT NULL CHECK (cause IN ('desk', 'list', 'event', 'code', 'points', 'gift', 'merge')),
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
CREATE UNIQUE INDEX coupons_by_cause ON coupons (owner_id, template_id, cause, cause_id, cause_number);
CREATE INDEX coupons_due ON coupons (valid_until, owner_id, coupon_id) WHERE state IN ('issued', 'held', 'offered');
CREATE INDEX coupons_by_day ON coupons (template_id, issued_on);
CREATE INDEX coupons_by_end ON coupons (template_id, ended_on) WHERE ended_on IS NOT NULL;

-- module: coupons
CREATE TABLE coupon_uses (
  owner_id    BIGINT NOT NULL,
  use_id      BIGINT NOT NULL,
  coupon_id   BIGINT NOT NULL,
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
  PRIMARY KEY (owner_id, use_id)
) /*clustered*/;
CREATE UNIQUE INDEX coupon_uses_by_receipt ON coupon_uses (owner_id, receipt_id, coupon_id) WHERE receipt_id IS NOT NULL;
CREATE INDEX coupon_uses_by_coupon ON coupon_uses (owner_id, coupon_id);
CREATE INDEX coupon_uses_by_day ON coupon_uses (template_id, used_on);

-- module: coupons
CREATE TABLE coupon_returns (               -- what refunds undid of uses
  owner_id    BIGINT NOT NULL,
  use_id      BIGINT NOT NULL,
  refund_id   BIGINT NOT NULL,
  template_id BIGINT NOT NULL,
  store_id    BIGINT,
  amount      BIGINT NOT NULL,
  returned    BIGINT NOT NULL,              -- went back into the balance
  came_back   BIGINT NOT NULL,              -- the coupon can be used (again) for it
  returned_on BIGINT NOT NULL,
  returned_at BIGINT NOT NULL,
  returned_by BIGINT NOT NULL,
  PRIMARY KEY (owner_id, use_id, refund_id)
) /*clustered*/;
CREATE INDEX coupon_returns_by_day ON coupon_returns (template_id, returned_on);

-- module: coupons
CREATE TABLE coupon_members (               -- how many of a template a member was issued
  owner_id    BIGINT NOT NULL,
  template_id BIGINT NOT NULL,
  issued      BIGINT NOT NULL CHECK (issued >= 0),
  PRIMARY KEY (owner_id, template_id)
) /*clustered*/;

-- module: coupons
CREATE TABLE coupon_carried (               -- what a merge added to that for the survivor
  owner_id    BIGINT NOT NULL,
  merge_id    BIGINT NOT NULL,
  template_id BIGINT NOT NULL,
  issued      BIGINT NOT NULL,
  PRIMARY KEY (owner_id, merge_id, template_id)
) /*clustered*/;

-- module: coupons
CREATE TABLE coupon_attempts (              -- codes that a member tried today and that were wrong
  owner_id BIGINT PRIMARY KEY,
  day      BIGINT NOT NULL,
  wrong    BIGINT NOT NULL
) /*table*/;

-- module: coupons
CREATE TABLE coupon_batches (               -- codes made at once; the job writes how far it is
  batch_id    BIGINT PRIMARY KEY,
  template_id BIGINT NOT NULL,
  state       TEXT   NOT NULL CHECK (state IN ('making', 'made', 'exported', 'cancelled')),
  codes       BIGINT NOT NULL,              -- wanted
  made        BIGINT NOT NULL,
  claimed     BIGINT NOT NULL,              -- of a cancelled one; else they are counted in the directory
  salt        BYTEA,                        -- codes are made from it and the installation's key; NULL: exported or cancelled
  note        TEXT   NOT NULL,
  made_at     BIGINT NOT NULL,
  made_by     BIGINT NOT NULL,
  exported_at BIGINT,
  exported_by BIGINT
) /*table*/;
CREATE INDEX coupon_batches_by_template ON coupon_batches (template_id, batch_id);
CREATE INDEX coupon_batches_making ON coupon_batches (batch_id) WHERE state = 'making';

-- module: coupons
CREATE TABLE coupon_directory (             -- from a code to what it stands for: a place in a batch, or a coupon offered to a friend
  code_hash BYTEA  NOT NULL PRIMARY KEY,    -- keyed
  batch_id  BIGINT NOT NULL,                -- 0: of an offer
  number    BIGINT NOT NULL,                -- within the batch, from 1; of an offer: its number
  owner_id  BIGINT,                         -- who claimed it; of an offer: who offers it
  coupon_id BIGINT,
  state     TEXT   NOT NULL CHECK (state IN ('open', 'claimed'))
) /*clustered*/;
CREATE INDEX coupon_directory_by_batch ON coupon_directory (batch_id, state);

-- module: coupons
CREATE TABLE coupon_lists (                 -- members to whom a job issues
  list_id     BIGINT PRIMARY KEY,
  template_id BIGINT NOT NULL,
  state       TEXT   NOT NULL CHECK (state IN ('running', 'done', 'cancelled')),
  members     BIGINT NOT NULL,
  handled     BIGINT NOT NULL,
  refused     BIGINT NOT NULL,
  reason      TEXT   NOT NULL,
  made_at     BIGINT NOT NULL,
  made_by     BIGINT NOT NULL
) /*table*/;
CREATE INDEX coupon_lists_by_template ON coupon_lists (template_id, list_id);
CREATE INDEX coupon_lists_running ON coupon_lists (list_id) WHERE state = 'running';

-- module: coupons
CREATE TABLE coupon_list_rows (
  list_id   BIGINT NOT NULL,
  place     BIGINT NOT NULL,                -- in the list, from 0
  owner_id  BIGINT NOT NULL,
  coupon_id BIGINT,
  refusal   TEXT,                           -- why there is none
  PRIMARY KEY (list_id, place)
) /*clustered*/;
