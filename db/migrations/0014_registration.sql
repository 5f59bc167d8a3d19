-- How people join: the conditions a programme sets, what was kept of each joining, who recommended whom, gifts for both, and
-- membership that is paid for.

-- module: registrations
CREATE TABLE registration_terms (           -- the conditions of joining a programme, in every version there was; never edited
  programme_id       BIGINT NOT NULL,
  version            BIGINT NOT NULL,       -- 1, 2, 3 …; the highest is in force
  channels           TEXT   NOT NULL,       -- words with blanks between them: the open ones
  proved_channels    TEXT   NOT NULL,       -- where a one-time code has to prove the phone
  required           TEXT   NOT NULL,       -- fields that have to be given
  age_min            BIGINT NOT NULL CHECK (age_min >= 0),
  under_14           TEXT   NOT NULL CHECK (under_14 IN ('guardian', 'refused')),
  charter            TEXT   NOT NULL,       -- code of the text to be accepted; empty: none
  entry              TEXT   NOT NULL CHECK (entry IN ('free', 'receipt', 'paid')),
  entry_amount       BIGINT NOT NULL,       -- minor units of the receipt; 0 unless entry is 'receipt'
  plans              TEXT   NOT NULL,       -- codes of the plans that open a paid entry; empty: any of the programme
  newcomer_points    BIGINT NOT NULL CHECK (newcomer_points >= 0),
  referrer_points    BIGINT NOT NULL CHECK (referrer_points >= 0),
  referrer_when      TEXT   NOT NULL CHECK (referrer_when IN ('registration', 'first_purchase')),
  referrer_month_max BIGINT,                -- rewards of one referrer in a calendar month; NULL: no limit
  reason             TEXT   NOT NULL,
  created_at         BIGINT NOT NULL,
  created_by         BIGINT NOT NULL,
  PRIMARY KEY (programme_id, version),
  CHECK ((entry = 'receipt') = (entry_amount > 0))
) /*table*/;

-- module: registrations
CREATE TABLE registrations (                -- how a member joined, since there are such records
  owner_id        BIGINT PRIMARY KEY,
  programme_id    BIGINT NOT NULL,
  channel         TEXT   NOT NULL,
  store_id        BIGINT,
  terms_version   BIGINT NOT NULL,          -- 0: the programme had none
  charter         TEXT   NOT NULL,          -- code of the text that was accepted; empty: none
  charter_version BIGINT NOT NULL,
  guardian        BIGINT NOT NULL CHECK (guardian IN (0, 1)),  -- a guardian consented; who stands in profile and ledger
  phone_proved    BIGINT NOT NULL CHECK (phone_proved IN (0, 1)),
  referrer_id     BIGINT,                   -- the member who recommended
  receipt_id      BIGINT,                   -- by which one joined
  membership      TEXT   NOT NULL,          -- code of the plan that was bought on joining; empty: none
  gift_points     BIGINT NOT NULL CHECK (gift_points >= 0),
  gift_id         BIGINT,                   -- the gift in the books of points
  registered_at   BIGINT NOT NULL,
  registered_by   BIGINT NOT NULL,
  CHECK ((gift_points > 0) = (gift_id IS NOT NULL))
) /*table*/;

-- module: registrations
CREATE TABLE registration_referrals (       -- whom a member recommended, and what became of the reward
  owner_id      BIGINT NOT NULL,            -- the referrer
  newcomer_id   BIGINT NOT NULL,
  programme_id  BIGINT NOT NULL,
  state         TEXT   NOT NULL CHECK (state IN ('none', 'due', 'given', 'over_limit', 'lapsed')),
  points        BIGINT NOT NULL CHECK (points >= 0),  -- as promised when the newcomer joined
  month_max     BIGINT,                     -- the same; NULL: no limit
  gift_id       BIGINT,
  month         BIGINT NOT NULL,            -- yyyymm in which it was given; 0: it was not
  registered_at BIGINT NOT NULL,
  decided_at    BIGINT,
  PRIMARY KEY (owner_id, newcomer_id),
  CHECK ((state = 'given') = (gift_id IS NOT NULL)),
  CHECK ((state = 'given') = (month > 0)),
  CHECK ((state IN ('given', 'over_limit', 'lapsed')) = (decided_at IS NOT NULL))
) /*clustered*/;
CREATE INDEX registration_referrals_by_month ON registration_referrals (owner_id, month);

-- module: registrations
CREATE TABLE registration_dues (            -- newcomers whose first purchase is waited for: gone once it was made
  owner_id    BIGINT PRIMARY KEY,           -- the newcomer
  referrer_id BIGINT NOT NULL
) /*table*/;

-- module: registrations
CREATE TABLE registration_receipts (        -- receipts by which somebody joined: each once
  receipt_id BIGINT PRIMARY KEY,
  owner_id   BIGINT NOT NULL,
  used_at    BIGINT NOT NULL
) /*table*/;

-- module: registrations
CREATE TABLE registration_codes (           -- one-time codes to phones that nobody has yet; the digits are made from the key
  phone_hash   BYTEA  NOT NULL,             -- keyed, as in the directory
  code_id      BIGINT NOT NULL,
  programme_id BIGINT NOT NULL,
  salt         BYTEA  NOT NULL,
  state        TEXT   NOT NULL CHECK (state IN ('open', 'used', 'superseded')),
  attempts     BIGINT NOT NULL CHECK (attempts >= 0),
  issued_at    BIGINT NOT NULL,
  issued_by    BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  used_at      BIGINT,
  PRIMARY KEY (phone_hash, code_id),
  CHECK ((state = 'used') = (used_at IS NOT NULL))
) /*clustered*/;
CREATE INDEX registration_codes_by_id ON registration_codes (code_id);
CREATE INDEX registration_codes_by_end ON registration_codes (expires_at);

-- module: points
CREATE TABLE points_gifts (                 -- class C outside of sales: a gift with its source
  owner_id     BIGINT NOT NULL,
  gift_id      BIGINT NOT NULL,
  programme_id BIGINT NOT NULL,
  points       BIGINT NOT NULL CHECK (points > 0),
  source       TEXT   NOT NULL CHECK (source IN ('registration', 'referral')),
  subject_id   BIGINT NOT NULL,             -- the newcomer
  given_at     BIGINT NOT NULL,
  PRIMARY KEY (owner_id, gift_id)
) /*clustered*/;

-- module: members
CREATE TABLE member_sharers (               -- who has a phone that several have: its entry in the directory names nobody (0)
  programme_id BIGINT NOT NULL,
  kind         TEXT   NOT NULL CHECK (kind = 'phone'),
  value        BYTEA  NOT NULL,             -- as in the directory
  owner_id     BIGINT NOT NULL,
  created_at   BIGINT NOT NULL,
  PRIMARY KEY (programme_id, kind, value, owner_id)
) /*clustered*/;

-- module: memberships
CREATE TABLE membership_plans (             -- paid membership, in every version there was; never edited
  programme_id  BIGINT NOT NULL,
  code          TEXT   NOT NULL,
  version       BIGINT NOT NULL,            -- 1, 2, 3 …; the highest is the one sold
  state         TEXT   NOT NULL CHECK (state IN ('active', 'retired')),
  name_zh       TEXT   NOT NULL,
  name_en       TEXT   NOT NULL,
  price         BIGINT NOT NULL CHECK (price > 0),  -- minor units of the programme's currency
  months        BIGINT NOT NULL CHECK (months > 0),
  ladder_id     BIGINT,                     -- the tier it gives while it lasts; NULL: none
  tier          TEXT   NOT NULL,
  renewal_days  BIGINT NOT NULL CHECK (renewal_days >= 0),  -- before the end, from when on it can be renewed
  grace_days    BIGINT NOT NULL CHECK (grace_days >= 0),    -- behind it, in which a renewal goes on from the end
  reminder_days TEXT   NOT NULL,            -- before the end: "30 7 1"
  refund_days   BIGINT NOT NULL CHECK (refund_days >= 0),   -- after the payment; 0: never
  reason        TEXT   NOT NULL,
  created_at    BIGINT NOT NULL,
  created_by    BIGINT NOT NULL,
  PRIMARY KEY (programme_id, code, version),
  CHECK ((ladder_id IS NULL) = (tier = ''))
) /*table*/;

-- module: memberships
CREATE TABLE memberships (                  -- where a member stands with a plan: follows from the payments
  owner_id      BIGINT NOT NULL,
  plan          TEXT   NOT NULL,
  programme_id  BIGINT NOT NULL,
  plan_version  BIGINT NOT NULL,            -- under which the last term was paid
  state         TEXT   NOT NULL CHECK (state IN ('running', 'ended', 'cancelled')),
  since         BIGINT NOT NULL,            -- the first day without a gap
  until         BIGINT NOT NULL,            -- the last day that is paid
  payments      BIGINT NOT NULL CHECK (payments > 0),
  due_on        BIGINT NOT NULL,            -- the next day on which something is to be done; far away: none
  told_days     BIGINT NOT NULL,            -- the shortest notice given of this end; 99999: none yet
  PRIMARY KEY (owner_id, plan)
) /*clustered*/;
CREATE INDEX memberships_by_due ON memberships (due_on, owner_id, plan) WHERE state = 'running';
CREATE INDEX memberships_by_end ON memberships (programme_id, until, owner_id, plan) WHERE state = 'running';

-- module: memberships
CREATE TABLE membership_payments (          -- every term that was bought, for ever
  owner_id        BIGINT NOT NULL,
  payment_id      BIGINT NOT NULL,
  plan            TEXT   NOT NULL,
  number          BIGINT NOT NULL,          -- 1, 2, 3 … of the member and plan
  plan_version    BIGINT NOT NULL,
  kind            TEXT   NOT NULL CHECK (kind IN ('bought', 'renewed')),
  from_day        BIGINT NOT NULL,
  until_day       BIGINT NOT NULL,
  paid            BIGINT NOT NULL CHECK (paid > 0),
  reference       TEXT   NOT NULL,          -- the payment's number elsewhere
  paid_at         BIGINT NOT NULL,
  paid_by         BIGINT NOT NULL,
  cancelled_at    BIGINT,
  cancelled_by    BIGINT,
  cancelled_why   TEXT,
  refunded        BIGINT NOT NULL CHECK (refunded >= 0 AND refunded <= paid),
  PRIMARY KEY (owner_id, payment_id),
  CHECK (until_day >= from_day),
  CHECK ((cancelled_at IS NULL) = (cancelled_by IS NULL)),
  CHECK ((cancelled_at IS NULL) = (cancelled_why IS NULL)),
  CHECK (cancelled_at IS NOT NULL OR refunded = 0)
) /*table*/;
CREATE UNIQUE INDEX membership_payments_by_number ON membership_payments (owner_id, plan, number);

-- module: memberships
CREATE TABLE membership_references (        -- a payment elsewhere pays for one term, of one member
  reference    TEXT   NOT NULL,
  programme_id BIGINT NOT NULL,
  owner_id     BIGINT NOT NULL,
  payment_id   BIGINT NOT NULL,
  PRIMARY KEY (reference, programme_id)
) /*clustered*/;

-- Who was here before under the same phone, e-mail or number is no newcomer.
CREATE INDEX member_released_by_value ON member_released (value, kind);
