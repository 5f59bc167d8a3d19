-- The figures of the dashboard 经营看板, kept up to date behind what they count. See docs/guide/dashboard.md.

-- module: dashboard
CREATE TABLE dashboard_sums (               -- days and months in numbers, of each store and of all together
  programme_id BIGINT NOT NULL,
  store_id     BIGINT NOT NULL,             -- 0: all stores together, and what belongs to none
  span         TEXT   NOT NULL CHECK (span IN ('day', 'month')),
  day          BIGINT NOT NULL,             -- business day; of a month its first
  sales                BIGINT NOT NULL,     -- without voided ones
  sales_amount         BIGINT NOT NULL,
  returns              BIGINT NOT NULL,
  return_amount        BIGINT NOT NULL,
  member_return_amount BIGINT NOT NULL,     -- of return_amount
  purchases            BIGINT NOT NULL,     -- of sales: members'
  purchase_amount      BIGINT NOT NULL,     -- of sales_amount
  joined               BIGINT NOT NULL,
  departed             BIGINT NOT NULL,
  coupons_issued       BIGINT NOT NULL,
  coupons_used         BIGINT NOT NULL,
  coupon_amount        BIGINT NOT NULL,     -- what uses took off
  coupon_back_amount   BIGINT NOT NULL,     -- of that, undone by returns
  coupon_sales_amount  BIGINT NOT NULL,     -- paid in sales with a coupon, less what came back of them
  PRIMARY KEY (programme_id, store_id, span, day)
) /*clustered*/;

-- module: dashboard
CREATE TABLE dashboard_stores (             -- that have sums: a ranking enters those of each store where they begin
  programme_id BIGINT NOT NULL,
  store_id     BIGINT NOT NULL,
  PRIMARY KEY (programme_id, store_id)
) /*clustered*/;

-- How many purchases of a day have their member's last purchase (back 1), or the one before that (back 2), on which day before:
-- from these follow the members who bought in any period, and who did so twice.
-- module: dashboard
CREATE TABLE dashboard_links (
  programme_id BIGINT NOT NULL,
  store_id     BIGINT NOT NULL,             -- purchases in that store alone; 0: in all stores
  back         BIGINT NOT NULL CHECK (back IN (1, 2)),
  span         TEXT   NOT NULL CHECK (span IN ('day', 'month')),
  day          BIGINT NOT NULL,             -- of the purchases; of a month its first
  before_day   BIGINT NOT NULL,             -- always a day
  purchases    BIGINT NOT NULL,
  PRIMARY KEY (programme_id, store_id, back, span, day, before_day)
) /*clustered*/;

-- module: dashboard
CREATE TABLE dashboard_purchases (          -- members' sales that were not voided
  owner_id     BIGINT NOT NULL,             -- who it is by now: the survivor of a merge
  day          BIGINT NOT NULL,
  receipt_id   BIGINT NOT NULL,
  programme_id BIGINT NOT NULL,
  store_id     BIGINT NOT NULL,
  sold_to      BIGINT NOT NULL,             -- the receipt's owner
  amount       BIGINT NOT NULL,
  PRIMARY KEY (owner_id, day, receipt_id)
) /*clustered*/;
CREATE INDEX dashboard_purchases_by_store ON dashboard_purchases (store_id, day, receipt_id);

-- module: dashboard
CREATE TABLE dashboard_members (            -- what is counted of each; not of who was merged
  owner_id     BIGINT PRIMARY KEY,
  programme_id BIGINT NOT NULL,
  joined_on    BIGINT NOT NULL,
  store_id     BIGINT NOT NULL,             -- joined there; 0: nowhere
  departed_on  BIGINT                       -- closed; NULL: is a member
) /*table*/;
CREATE INDEX dashboard_members_by_day ON dashboard_members (programme_id, joined_on, owner_id);

-- module: dashboard
CREATE TABLE dashboard_tiers (              -- members above the tier that they began with
  owner_id  BIGINT NOT NULL,
  ladder_id BIGINT NOT NULL,
  store_id  BIGINT NOT NULL,                -- as of the member
  tier      TEXT   NOT NULL,
  PRIMARY KEY (owner_id, ladder_id)
) /*clustered*/;

-- module: dashboard
CREATE TABLE dashboard_tier_sums (          -- the same, counted
  ladder_id BIGINT NOT NULL,
  store_id  BIGINT NOT NULL,                -- 0: all together
  tier      TEXT   NOT NULL,
  members   BIGINT NOT NULL,
  PRIMARY KEY (ladder_id, store_id, tier)
) /*clustered*/;

-- module: dashboard
CREATE TABLE dashboard_coupon_days (        -- what is counted of each template's coupons
  template_id  BIGINT NOT NULL,
  day          BIGINT NOT NULL,
  store_id     BIGINT NOT NULL,             -- 0: nowhere
  programme_id BIGINT NOT NULL,
  issued       BIGINT NOT NULL,
  used         BIGINT NOT NULL,
  amount       BIGINT NOT NULL,
  back_amount  BIGINT NOT NULL,
  PRIMARY KEY (template_id, day, store_id)
) /*clustered*/;

-- module: dashboard
CREATE TABLE dashboard_walks (              -- how far what was there before there were figures has been counted, by id
  walk    TEXT   PRIMARY KEY CHECK (walk IN ('receipts', 'members', 'coupons')),
  through BIGINT NOT NULL                   -- 9223372036854775807: all of it
) /*table*/;
INSERT INTO dashboard_walks (walk, through)
SELECT 'receipts', CASE WHEN EXISTS (SELECT 1 FROM sale_receipts) THEN 0 ELSE 9223372036854775807 END;
INSERT INTO dashboard_walks (walk, through)
SELECT 'members', CASE WHEN EXISTS (SELECT 1 FROM members) THEN 0 ELSE 9223372036854775807 END;
INSERT INTO dashboard_walks (walk, through)
SELECT 'coupons', CASE WHEN EXISTS (SELECT 1 FROM coupons) THEN 0 ELSE 9223372036854775807 END;

-- The points of days over all stores, and of one store, without reading those of the others.
-- module: points
CREATE TABLE points_day_sums (              -- points_days over all stores
  programme_id BIGINT NOT NULL,
  day          BIGINT NOT NULL,
  class        TEXT   NOT NULL CHECK (class IN ('a', 'b', 'c', 'd', 'e', 'f')),
  issued       BIGINT NOT NULL,
  purchased    BIGINT NOT NULL,
  granted      BIGINT NOT NULL,
  deducted     BIGINT NOT NULL,
  reversed     BIGINT NOT NULL,
  redeemed     BIGINT NOT NULL,
  restored     BIGINT NOT NULL,
  paid         BIGINT NOT NULL,
  expired      BIGINT NOT NULL,
  forgiven     BIGINT NOT NULL,
  given        BIGINT NOT NULL,
  received     BIGINT NOT NULL,
  PRIMARY KEY (programme_id, day, class)
) /*clustered*/;
INSERT INTO points_day_sums (programme_id, day, class, issued, purchased, granted, deducted, reversed, redeemed, restored, paid,
  expired, forgiven, given, received)
SELECT programme_id, day, class, SUM(issued), SUM(purchased), SUM(granted), SUM(deducted), SUM(reversed), SUM(redeemed),
  SUM(restored), SUM(paid), SUM(expired), SUM(forgiven), SUM(given), SUM(received)
FROM points_days GROUP BY programme_id, day, class;
CREATE INDEX points_days_by_store ON points_days (programme_id, store_id, day, class, issued, purchased, granted, deducted, reversed,
  redeemed, restored, paid, expired, forgiven, given, received);
