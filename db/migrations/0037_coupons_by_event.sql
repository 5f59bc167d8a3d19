-- Coupons that are issued by what happens to a member, and to an audience.

-- module: members
CREATE INDEX members_by_day_of_birth ON members (programme_id, (birthday % 10000), owner_id) WHERE birthday IS NOT NULL;

-- module: coupons
CREATE TABLE coupon_triggers (              -- what issues a template by itself; made, then stopped, never changed
  trigger_id    BIGINT PRIMARY KEY,
  template_id   BIGINT NOT NULL,
  programme_id  BIGINT NOT NULL,            -- the template's
  happening     TEXT   NOT NULL CHECK (happening IN ('enrolment', 'tier_upgrade', 'birthday', 'first_purchase')),
  state         TEXT   NOT NULL CHECK (state IN ('active', 'stopped')),
  ladder        TEXT,                       -- tier_upgrade only: its code
  days_before   BIGINT NOT NULL,            -- birthday only, else 0
  covered_until BIGINT,                     -- birthday only: yyyymmdd; birthdays through that day have been gone through
  issued        BIGINT NOT NULL CHECK (issued >= 0),
  missed        BIGINT NOT NULL CHECK (missed >= 0),
  reason        TEXT   NOT NULL,
  made_at       BIGINT NOT NULL,            -- what happened before is nothing to it
  made_by       BIGINT NOT NULL,
  stopped_at    BIGINT,
  stopped_by    BIGINT,
  CHECK ((happening = 'tier_upgrade') = (ladder IS NOT NULL)),
  CHECK ((happening = 'birthday') = (covered_until IS NOT NULL)),
  CHECK ((state = 'stopped') = (stopped_at IS NOT NULL)),
  CHECK ((stopped_at IS NULL) = (stopped_by IS NULL))
) /*table*/;
CREATE INDEX coupon_triggers_by_template ON coupon_triggers (template_id, trigger_id);
CREATE INDEX coupon_triggers_active ON coupon_triggers (trigger_id) WHERE state = 'active';

-- module: coupons
CREATE TABLE coupon_trigger_tiers (         -- tier_upgrade only: the tiers whose reaching issues one
  trigger_id BIGINT NOT NULL,
  place      BIGINT NOT NULL,               -- from 0
  tier       TEXT   NOT NULL,
  PRIMARY KEY (trigger_id, place)
) /*clustered*/;

-- module: coupons
CREATE TABLE coupon_misses (                -- what a trigger would have issued and did not
  owner_id   BIGINT NOT NULL,
  trigger_id BIGINT NOT NULL,
  number     BIGINT NOT NULL,               -- as cause_number of the coupon that there is none of
  miss_id    BIGINT NOT NULL,               -- in the order of missing
  refusal    TEXT   NOT NULL,
  missed_at  BIGINT NOT NULL,
  PRIMARY KEY (owner_id, trigger_id, number)
) /*clustered*/;
CREATE INDEX coupon_misses_by_trigger ON coupon_misses (trigger_id, miss_id);

-- A list may also be an audience's, which is counted first; a CHECK can only be changed with its table.
-- module: coupons
CREATE TABLE coupon_lists_anew (            -- members to whom a job issues
  list_id     BIGINT PRIMARY KEY,
  template_id BIGINT NOT NULL,
  audience_id BIGINT,                       -- NULL: the members were named
  state       TEXT   NOT NULL CHECK (state IN ('counting', 'counted', 'running', 'done', 'cancelled')),
  members     BIGINT NOT NULL,              -- of an audience: as counted, in the end as gone through
  handled     BIGINT NOT NULL,
  refused     BIGINT NOT NULL,
  eligible    BIGINT NOT NULL,              -- of an audience, as counted: would get one while there is stock
  over_limit  BIGINT NOT NULL,              -- likewise: have as many as one may have
  after_owner BIGINT NOT NULL,              -- of an audience: counted, or issued to, through this member
  reason      TEXT   NOT NULL,
  made_at     BIGINT NOT NULL,
  made_by     BIGINT NOT NULL
) /*table*/;
INSERT INTO coupon_lists_anew (list_id, template_id, audience_id, state, members, handled, refused, eligible, over_limit, after_owner,
  reason, made_at, made_by)
SELECT list_id, template_id, NULL, state, members, handled, refused, 0, 0, 0, reason, made_at, made_by FROM coupon_lists;
DROP TABLE coupon_lists;
ALTER TABLE coupon_lists_anew RENAME TO coupon_lists;
CREATE INDEX coupon_lists_by_template ON coupon_lists (template_id, list_id);
CREATE INDEX coupon_lists_open ON coupon_lists (list_id) WHERE state IN ('counting', 'running');

-- module: coupons
CREATE TABLE coupon_list_refusals (         -- why rows of a list got none, counted as the job goes
  list_id BIGINT NOT NULL,
  refusal TEXT   NOT NULL,
  members BIGINT NOT NULL CHECK (members > 0),
  PRIMARY KEY (list_id, refusal)
) /*clustered*/;
INSERT INTO coupon_list_refusals (list_id, refusal, members)
SELECT list_id, refusal, COUNT(*) FROM coupon_list_rows WHERE refusal IS NOT NULL GROUP BY list_id, refusal;
