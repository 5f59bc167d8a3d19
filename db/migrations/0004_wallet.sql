-- The wallet: stored value (principal and bonus) and small change. Amounts are minor units of the account's currency.

-- module: wallet
CREATE TABLE wallet_accounts (              -- opened by its first posting: most members never have one
  owner_id       BIGINT PRIMARY KEY,
  programme_id   BIGINT NOT NULL,
  currency       TEXT   NOT NULL,
  state          TEXT   NOT NULL CHECK (state IN ('open', 'frozen')),
  named          BIGINT NOT NULL CHECK (named IN (0, 1)),   -- 1: the buyer is registered, see wallet_buyers
  principal      BIGINT NOT NULL CHECK (principal >= 0),    -- = open lots
  bonus          BIGINT NOT NULL CHECK (bonus >= 0),        -- = open lots
  small_change   BIGINT NOT NULL CHECK (small_change >= 0),
  seq            BIGINT NOT NULL,           -- entries so far; the guard of every update
  head_entry_id  BIGINT NOT NULL,           -- the newest entry, 0: none
  head_hash      BYTEA  NOT NULL,
  posted_at      BIGINT NOT NULL,           -- of the newest entry
  opened_at      BIGINT NOT NULL
) /*table*/;

-- module: wallet
CREATE TABLE wallet_recharges (             -- one contract each: what was paid, what was given, where; never edited
  owner_id     BIGINT NOT NULL,
  recharge_id  BIGINT NOT NULL,
  principal    BIGINT NOT NULL CHECK (principal > 0),
  bonus        BIGINT NOT NULL CHECK (bonus >= 0),
  offer_id     BIGINT,                      -- what the bonus came from; NULL: none
  store_id     BIGINT NOT NULL,
  company_id   BIGINT NOT NULL,             -- the legal person of the store at that time: it owes the value
  paid_by      TEXT   NOT NULL,             -- 'cash', 'wechat_pay' …
  reference    TEXT,                        -- of the payment, in its own system
  recharged_at BIGINT NOT NULL,
  actor_id     BIGINT NOT NULL,
  PRIMARY KEY (owner_id, recharge_id)
) /*clustered*/;

-- A payment is recharged once, under whatever key the till sends it.
CREATE UNIQUE INDEX wallet_recharges_by_reference ON wallet_recharges (owner_id, paid_by, reference)
  WHERE reference IS NOT NULL;

-- module: wallet
CREATE TABLE wallet_lots (                  -- two of a recharge: its principal, its bonus
  owner_id   BIGINT NOT NULL,
  lot_id     BIGINT NOT NULL,               -- the recharge
  asset      TEXT   NOT NULL CHECK (asset IN ('principal', 'bonus')),
  original   BIGINT NOT NULL,
  remaining  BIGINT NOT NULL,
  spent      BIGINT NOT NULL,               -- paid with, less what came back
  paid_out   BIGINT NOT NULL,               -- given back to the buyer as money
  kept       BIGINT NOT NULL,               -- principal: the price of the discount when the consumer ends it; bonus: forfeited
  PRIMARY KEY (owner_id, lot_id, asset),
  CHECK (remaining >= 0 AND spent >= 0 AND paid_out >= 0 AND kept >= 0),
  CHECK (original = remaining + spent + paid_out + kept)
) /*clustered*/;

-- module: wallet
CREATE TABLE wallet_payments (              -- which recharges a payment took from, so that its refund finds the way back
  owner_id              BIGINT NOT NULL,
  payment_id            BIGINT NOT NULL,    -- the receipt
  lot_id                BIGINT NOT NULL,    -- the recharge; 0: small change
  amount                BIGINT NOT NULL CHECK (amount > 0),
  undiscounted          BIGINT NOT NULL,    -- what it would have cost without a discount for paying ahead
  restored              BIGINT NOT NULL,    -- of amount, come back so far
  undiscounted_restored BIGINT NOT NULL,
  PRIMARY KEY (owner_id, payment_id, lot_id),
  CHECK (restored >= 0 AND restored <= amount AND undiscounted >= amount),
  CHECK (undiscounted_restored >= 0 AND undiscounted_restored <= undiscounted)
) /*clustered*/;

-- module: wallet
CREATE TABLE wallet_entries (               -- the journal: one transfer from the debit to the credit account each
  entry_id      BIGINT NOT NULL,
  owner_id      BIGINT NOT NULL,
  seq           BIGINT NOT NULL,            -- 1, 2, 3 … per owner without gaps
  prev_entry_id BIGINT NOT NULL,            -- 0: the first
  posted_at     BIGINT NOT NULL,
  occurred_at   BIGINT NOT NULL,
  cause_kind    TEXT   NOT NULL,            -- 'recharge', 'sale', 'payout' …
  cause_id      BIGINT NOT NULL,
  reason        TEXT   NOT NULL,            -- 'recharged', 'paid', 'restored' …, see modules/wallet/transfer.h
  asset         TEXT   NOT NULL,            -- 'principal', 'bonus' or 'change'
  debit         TEXT   NOT NULL,            -- 'member' or a house account: 'cash', 'granted', 'sales', 'kept'
  credit        TEXT   NOT NULL,
  amount        BIGINT NOT NULL CHECK (amount >= 0),
  lot_id        BIGINT NOT NULL,            -- the recharge it moved; 0: none
  balance       BIGINT NOT NULL,            -- of the asset, after this entry
  store_id      BIGINT NOT NULL,            -- where it happened; 0: in no store
  actor_id      BIGINT NOT NULL,
  hash          BYTEA  NOT NULL,            -- SHA-256 over the hash before and the fields, see modules/wallet/chain.h
  PRIMARY KEY (entry_id, owner_id)
) /*clustered*/;
CREATE INDEX wallet_entries_by_time ON wallet_entries (posted_at);

-- module: wallet
CREATE TABLE wallet_documents (             -- one of each posting: what makes a cause happen once, and what was noted
  owner_id   BIGINT NOT NULL,
  cause_kind TEXT   NOT NULL,
  cause_id   BIGINT NOT NULL,
  store_id   BIGINT NOT NULL,               -- 0: in no store
  note       TEXT   NOT NULL,
  posted_at  BIGINT NOT NULL,
  actor_id   BIGINT NOT NULL,
  PRIMARY KEY (owner_id, cause_kind, cause_id)
) /*clustered*/;

-- module: wallet
CREATE TABLE wallet_payouts (               -- refunds of the balance
  owner_id     BIGINT NOT NULL,
  payout_id    BIGINT NOT NULL,
  fault        TEXT   NOT NULL CHECK (fault IN ('merchant', 'consumer')),   -- on whose side the cause lies
  method       TEXT   NOT NULL CHECK (method IN ('bank', 'cash')),
  reference    TEXT,                        -- of the transfer
  principal    BIGINT NOT NULL CHECK (principal >= 0),
  small_change BIGINT NOT NULL CHECK (small_change >= 0),
  kept         BIGINT NOT NULL CHECK (kept >= 0),
  forfeited    BIGINT NOT NULL CHECK (forfeited >= 0),
  store_id     BIGINT NOT NULL,
  paid_out_at  BIGINT NOT NULL,
  actor_id     BIGINT NOT NULL,
  PRIMARY KEY (owner_id, payout_id)
) /*clustered*/;

-- module: wallet
CREATE TABLE wallet_buyers (                -- who bought: shown at the counter, kept at least five years
  owner_id      BIGINT NOT NULL,
  buyer_id      BIGINT NOT NULL,
  sealed        BYTEA  NOT NULL,            -- JSON: name, kind and number of the document, contact
  keep_until    BIGINT NOT NULL,            -- yyyymmdd; moves with each recharge
  registered_at BIGINT NOT NULL,
  store_id      BIGINT NOT NULL,
  actor_id      BIGINT NOT NULL,
  PRIMARY KEY (owner_id, buyer_id)
) /*clustered*/;

-- module: wallet
CREATE TABLE wallet_offers (                -- pay so much, get so much on top; never edited: a change is the next version
  programme_id BIGINT NOT NULL,
  code         TEXT   NOT NULL,
  version      BIGINT NOT NULL,
  offer_id     BIGINT NOT NULL,
  name         TEXT   NOT NULL,
  pay          BIGINT NOT NULL CHECK (pay > 0),
  bonus        BIGINT NOT NULL CHECK (bonus >= 0),
  starts_at    BIGINT NOT NULL,
  ends_at      BIGINT,                      -- NULL: until the next version
  created_at   BIGINT NOT NULL,
  created_by   BIGINT NOT NULL,
  PRIMARY KEY (programme_id, code, version)
) /*clustered*/;
CREATE UNIQUE INDEX wallet_offers_by_id ON wallet_offers (offer_id);

-- module: wallet
CREATE TABLE wallet_licences (              -- with one in force value may be used across legal persons
  licence_id   BIGINT PRIMARY KEY,
  programme_id BIGINT NOT NULL,
  number       TEXT   NOT NULL,             -- of the payment licence
  valid_from   BIGINT NOT NULL,             -- yyyymmdd
  valid_until  BIGINT NOT NULL,             -- yyyymmdd, the last day
  created_at   BIGINT NOT NULL,
  created_by   BIGINT NOT NULL
) /*table*/;
