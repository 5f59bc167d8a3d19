-- The foundation. Portable SQL for both engines; see docs/adr/0004 for the shape.
--
-- Conventions: ids, money (minor units), points, quantities (1/1000), unit prices (1/10000) and UTC microseconds are
-- BIGINT; dates are the number yyyymmdd; states are words; JSON is text. Whatever belongs to an owner carries owner_id
-- in its primary key (the distribution column when one machine is not enough). Primary keys that start with a
-- time-ordered id grow at their end, so a checkout touches few pages: only the owner's account row and lot lie at a
-- random place. An owner's journal is found from its head, each entry naming the one before.

-- module: identity
CREATE TABLE identity_actors (
  actor_id    BIGINT PRIMARY KEY,
  kind        TEXT   NOT NULL CHECK (kind IN ('person', 'till', 'system')),
  name        TEXT   NOT NULL,
  state       TEXT   NOT NULL CHECK (state IN ('active', 'disabled')),
  till_id     BIGINT,                       -- tills only
  created_at  BIGINT NOT NULL,
  created_by  BIGINT NOT NULL
) /*table*/;
CREATE UNIQUE INDEX identity_actors_by_name ON identity_actors (kind, name);

-- module: identity
CREATE TABLE identity_grants (
  actor_id    BIGINT NOT NULL,
  permission  TEXT   NOT NULL,              -- 'sales:write', or '*'
  granted_at  BIGINT NOT NULL,
  granted_by  BIGINT NOT NULL,
  PRIMARY KEY (actor_id, permission)
) /*clustered*/;

-- module: identity
CREATE TABLE identity_stores (              -- the stores an actor may act for; no row: all stores
  actor_id    BIGINT NOT NULL,
  store_id    BIGINT NOT NULL,
  PRIMARY KEY (actor_id, store_id)
) /*clustered*/;

-- module: identity
CREATE TABLE identity_credentials (
  key_id      TEXT   PRIMARY KEY,           -- public: 'tok_…' or 'key_…'
  actor_id    BIGINT NOT NULL,
  kind        TEXT   NOT NULL CHECK (kind IN ('token', 'signing_key')),
  label       TEXT   NOT NULL,
  secret      BYTEA  NOT NULL,              -- tokens: SHA-256 of the text; signing keys: the secret, sealed
  created_at  BIGINT NOT NULL,
  created_by  BIGINT NOT NULL,
  expires_at  BIGINT,
  revoked_at  BIGINT
) /*table*/;
CREATE INDEX identity_credentials_by_actor ON identity_credentials (actor_id);

-- module: identity
CREATE TABLE identity_changes (             -- who changed which access, and from what to what
  change_id   BIGINT PRIMARY KEY,
  changed_at  BIGINT NOT NULL,
  changed_by  BIGINT NOT NULL,
  subject_id  BIGINT NOT NULL,
  action      TEXT   NOT NULL,
  before_json TEXT,
  after_json  TEXT
) /*table*/;
CREATE INDEX identity_changes_by_subject ON identity_changes (subject_id, change_id);

-- module: identity
CREATE TABLE identity_versions (            -- one row; moves with every change, so that caches know
  id          BIGINT PRIMARY KEY CHECK (id = 1),
  version     BIGINT NOT NULL
) /*table*/;
INSERT INTO identity_versions (id, version) VALUES (1, 0);

-- module: org
CREATE TABLE org_units (                    -- group → company → region → store → counter
  unit_id        BIGINT PRIMARY KEY,
  parent_id      BIGINT,
  kind           TEXT   NOT NULL CHECK (kind IN ('group', 'company', 'region', 'store', 'counter')),
  code           TEXT   NOT NULL,
  name           TEXT   NOT NULL,
  state          TEXT   NOT NULL CHECK (state IN ('active', 'closed')),
  time_zone      TEXT,                      -- stores: IANA name
  cutoff_minutes BIGINT,                    -- stores: the business day ends this long after midnight, 0 … 720
  programme_id   BIGINT,                    -- stores: the membership programme its sales belong to
  version        BIGINT NOT NULL,
  created_at     BIGINT NOT NULL,
  created_by     BIGINT NOT NULL
) /*table*/;
-- A parent is named by its code alone, so groups, companies and regions share one set of codes.
CREATE UNIQUE INDEX org_units_by_code ON org_units (code) WHERE kind IN ('group', 'company', 'region');
CREATE UNIQUE INDEX org_stores_by_code ON org_units (code) WHERE kind = 'store';
CREATE UNIQUE INDEX org_counters_by_code ON org_units (parent_id, code) WHERE kind = 'counter';

-- module: org
CREATE TABLE org_tills (
  till_id            BIGINT PRIMARY KEY,
  store_id           BIGINT NOT NULL,
  code               TEXT   NOT NULL,
  name               TEXT   NOT NULL,
  state              TEXT   NOT NULL CHECK (state IN ('active', 'closed')),
  anonymous_owner_id BIGINT NOT NULL,       -- the account its sales without a member are booked to
  version            BIGINT NOT NULL,
  created_at         BIGINT NOT NULL,
  created_by         BIGINT NOT NULL
) /*table*/;
CREATE UNIQUE INDEX org_tills_by_code ON org_tills (store_id, code);

-- module: org
CREATE TABLE org_versions (                 -- one row; moves with every change, so that caches know
  id          BIGINT PRIMARY KEY CHECK (id = 1),
  version     BIGINT NOT NULL
) /*table*/;
INSERT INTO org_versions (id, version) VALUES (1, 0);

-- module: catalog
CREATE TABLE catalog_categories (           -- large → middle → small, and counter groups 柜组 beside them
  category_id BIGINT PRIMARY KEY,
  parent_id   BIGINT,
  kind        TEXT   NOT NULL CHECK (kind IN ('large', 'middle', 'small', 'counter_group', 'brand')),
  code        TEXT   NOT NULL,
  name        TEXT   NOT NULL,
  created_at  BIGINT NOT NULL,
  created_by  BIGINT NOT NULL
) /*table*/;
CREATE UNIQUE INDEX catalog_categories_by_code ON catalog_categories (kind, code);

-- module: catalog
CREATE TABLE catalog_items (
  item_id           BIGINT PRIMARY KEY,
  code              TEXT   NOT NULL,
  name              TEXT   NOT NULL,
  small_category_id BIGINT,
  counter_group_id  BIGINT,
  brand_id          BIGINT,
  unit              TEXT   NOT NULL,        -- 'piece', 'kg' …
  currency          TEXT   NOT NULL,
  list_price        BIGINT,                 -- 1/10000 of the major unit; NULL: priced at the till
  shop_price        BIGINT,                 -- reduced price now in force in the shop
  is_goods          BIGINT NOT NULL,        -- 0: postage, bank charges, manual amounts
  state             TEXT   NOT NULL CHECK (state IN ('active', 'retired')),
  version           BIGINT NOT NULL,
  created_at        BIGINT NOT NULL,
  created_by        BIGINT NOT NULL,
  updated_at        BIGINT NOT NULL,
  updated_by        BIGINT NOT NULL
) /*table*/;
CREATE UNIQUE INDEX catalog_items_by_code ON catalog_items (code);

-- module: catalog
CREATE TABLE catalog_versions (             -- one row; another number with every change to an item
  id          BIGINT PRIMARY KEY CHECK (id = 1),
  version     BIGINT NOT NULL
) /*table*/;
INSERT INTO catalog_versions (id, version) VALUES (1, 0);

-- module: catalog
CREATE TABLE catalog_barcodes (
  barcode     TEXT   PRIMARY KEY,
  item_id     BIGINT NOT NULL
) /*clustered*/;
CREATE INDEX catalog_barcodes_by_item ON catalog_barcodes (item_id);

-- module: programmes
CREATE TABLE programmes (
  programme_id BIGINT PRIMARY KEY,
  code         TEXT   NOT NULL,
  name         TEXT   NOT NULL,
  currency     TEXT   NOT NULL,
  time_zone    TEXT   NOT NULL,
  created_at   BIGINT NOT NULL,
  created_by   BIGINT NOT NULL
) /*table*/;
CREATE UNIQUE INDEX programmes_by_code ON programmes (code);

-- module: programmes
CREATE TABLE programme_versions (           -- never edited: a change is the next version
  programme_id   BIGINT NOT NULL,
  version        BIGINT NOT NULL,
  effective_from BIGINT NOT NULL,
  parameters     TEXT   NOT NULL,           -- JSON, see modules/programmes/programmes.h
  note           TEXT   NOT NULL,
  created_at     BIGINT NOT NULL,
  created_by     BIGINT NOT NULL,
  PRIMARY KEY (programme_id, version)
) /*clustered*/;

-- module: members
CREATE TABLE members (
  owner_id         BIGINT PRIMARY KEY,
  programme_id     BIGINT NOT NULL,
  member_code      TEXT   NOT NULL,
  state            TEXT   NOT NULL CHECK (state IN ('active', 'frozen', 'closed')),
  name             TEXT   NOT NULL,
  gender           TEXT   NOT NULL CHECK (gender IN ('female', 'male', 'unknown')),
  birthday         BIGINT,                  -- yyyymmdd
  phone_sealed     BYTEA,
  phone_last4      BYTEA,                   -- keyed hash
  email_sealed     BYTEA,
  id_number_sealed BYTEA,
  id_number_last4  BYTEA,
  address_sealed   BYTEA,
  language         TEXT   NOT NULL,
  joined_on        BIGINT NOT NULL,
  joined_store_id  BIGINT,
  channel          TEXT   NOT NULL,
  version          BIGINT NOT NULL,
  created_at       BIGINT NOT NULL,
  created_by       BIGINT NOT NULL,
  updated_at       BIGINT NOT NULL,
  updated_by       BIGINT NOT NULL
) /*table*/;
CREATE INDEX members_by_phone_last4 ON members (programme_id, phone_last4, owner_id);
CREATE INDEX members_by_name ON members (programme_id, name, owner_id);

-- module: members
CREATE TABLE member_directory (             -- identity value → owner; all but the member code as keyed hashes
  programme_id BIGINT NOT NULL,
  kind         TEXT   NOT NULL CHECK (kind IN ('member_code', 'phone', 'email', 'external')),
  value        BYTEA  NOT NULL,
  owner_id     BIGINT NOT NULL,
  created_at   BIGINT NOT NULL,
  PRIMARY KEY (programme_id, kind, value)
) /*clustered*/;

-- module: members
CREATE TABLE member_identities (            -- the same from the owner's side
  owner_id     BIGINT NOT NULL,
  kind         TEXT   NOT NULL CHECK (kind IN ('member_code', 'phone', 'email', 'external')),
  value        BYTEA  NOT NULL,
  programme_id BIGINT NOT NULL,
  value_sealed BYTEA,                       -- external only: phone and e-mail are sealed in the member's row
  created_at   BIGINT NOT NULL,
  PRIMARY KEY (owner_id, kind, value)
) /*clustered*/;

-- module: cards
CREATE TABLE cards (
  owner_id    BIGINT NOT NULL,
  card_id     BIGINT NOT NULL,
  number      TEXT   NOT NULL,
  form        TEXT   NOT NULL CHECK (form IN ('virtual', 'plastic')),
  state       TEXT   NOT NULL CHECK (state IN ('active', 'frozen', 'cancelled')),
  is_primary  BIGINT NOT NULL,
  issued_at   BIGINT NOT NULL,
  issued_by   BIGINT NOT NULL,
  store_id    BIGINT,
  version     BIGINT NOT NULL,
  changed_at  BIGINT NOT NULL,              -- of the state it is in now
  changed_by  BIGINT NOT NULL,
  PRIMARY KEY (owner_id, card_id)
) /*clustered*/;
CREATE UNIQUE INDEX cards_primary ON cards (owner_id) WHERE is_primary = 1;

-- module: cards
CREATE TABLE card_directory (
  number      TEXT   PRIMARY KEY,
  owner_id    BIGINT NOT NULL,
  card_id     BIGINT NOT NULL
) /*clustered*/;

-- module: points
CREATE TABLE points_accounts (
  owner_id       BIGINT PRIMARY KEY,
  programme_id   BIGINT NOT NULL,
  state          TEXT   NOT NULL CHECK (state IN ('open', 'frozen', 'closed')),
  balance        BIGINT NOT NULL,           -- = a + b + c + d + e + f - redeemed = open lots - owed
  a              BIGINT NOT NULL,
  b              BIGINT NOT NULL,
  c              BIGINT NOT NULL,
  d              BIGINT NOT NULL,
  e              BIGINT NOT NULL,
  f              BIGINT NOT NULL,
  redeemed       BIGINT NOT NULL,
  owed           BIGINT NOT NULL CHECK (owed >= 0),
  held           BIGINT NOT NULL CHECK (held >= 0),
  next_expiry    BIGINT NOT NULL,           -- no lot with something left ends before this day: expiry is looked for only after
  seq            BIGINT NOT NULL,           -- entries so far; the guard of every update
  head_entry_id  BIGINT NOT NULL,           -- the newest entry, 0: none
  head_hash      BYTEA  NOT NULL,
  posted_at      BIGINT NOT NULL,           -- of the newest entry
  opened_at      BIGINT NOT NULL
) /*table*/;

-- module: points
CREATE TABLE points_lots (                  -- what one cause earned in one class, until it is spent or expires
  owner_id    BIGINT NOT NULL,
  expires_on  BIGINT NOT NULL,              -- usable through this day; 99991231: never
  lot_id      BIGINT NOT NULL,              -- the cause that earned it, e.g. the receipt
  class       TEXT   NOT NULL CHECK (class IN ('a', 'b', 'c', 'd', 'e', 'f')),
  original    BIGINT NOT NULL,
  remaining   BIGINT NOT NULL,
  held        BIGINT NOT NULL,
  expired     BIGINT NOT NULL,              -- what was left when it expired
  forgiven    BIGINT NOT NULL,              -- expired points a return would have taken back and did not charge again
  reversed    BIGINT NOT NULL,              -- of original, taken back by returns, from whichever lot
  PRIMARY KEY (owner_id, expires_on, lot_id, class),
  CHECK (remaining >= 0 AND held >= 0 AND held <= remaining AND expired >= 0 AND remaining + expired <= original),
  CHECK (forgiven >= 0 AND forgiven <= expired AND reversed >= 0 AND reversed <= original)
) /*clustered*/;

-- module: points
CREATE TABLE points_entries (               -- the journal: one transfer from the debit to the credit account each
  entry_id      BIGINT NOT NULL,
  owner_id      BIGINT NOT NULL,
  seq           BIGINT NOT NULL,            -- 1, 2, 3 … per owner without gaps
  prev_entry_id BIGINT NOT NULL,            -- 0: the first
  posted_at     BIGINT NOT NULL,
  occurred_at   BIGINT NOT NULL,
  cause_kind    TEXT   NOT NULL,            -- 'sale', 'refund', 'expiry' …
  cause_id      BIGINT NOT NULL,
  reason        TEXT   NOT NULL,            -- 'earned', 'reversed', 'redeemed' …, see modules/points/transfer.h
  class         TEXT   NOT NULL,            -- the account's sum it moved: 'a' … 'f', or 'redeemed'
  debit         TEXT   NOT NULL,            -- 'member' or a house account: 'issued', 'redeemed', 'expired', 'sold'
  credit        TEXT   NOT NULL,
  amount        BIGINT NOT NULL CHECK (amount >= 0),
  expires_on    BIGINT NOT NULL,            -- the lot it moved or speaks of; 0, 0, '': none
  lot_id        BIGINT NOT NULL,
  lot_class     TEXT   NOT NULL,
  balance       BIGINT NOT NULL,            -- after this entry
  actor_id      BIGINT NOT NULL,
  hash          BYTEA  NOT NULL,            -- SHA-256 over the hash before and the fields, see modules/points/chain.h
  PRIMARY KEY (entry_id, owner_id)
) /*clustered*/;

-- module: points
CREATE TABLE points_redemptions (           -- what points were spent on other than a sale; the journal has the points
  redemption_id BIGINT NOT NULL,
  owner_id      BIGINT NOT NULL,
  points        BIGINT NOT NULL CHECK (points > 0),
  reason        TEXT   NOT NULL,
  store_id      BIGINT,
  posted_at     BIGINT NOT NULL,
  actor_id      BIGINT NOT NULL,
  PRIMARY KEY (redemption_id, owner_id)
) /*clustered*/;

-- module: points
CREATE TABLE points_roots (                 -- hourly digest over all heads
  root_id     BIGINT PRIMARY KEY,
  covers_to   BIGINT NOT NULL,              -- entries posted before this instant
  accounts    BIGINT NOT NULL,
  entries     BIGINT NOT NULL,
  balance     BIGINT NOT NULL,
  digest      BYTEA  NOT NULL,              -- over the heads in owner order, see modules/points/roots.h
  hash        BYTEA  NOT NULL,              -- SHA-256 over the root before and these fields
  created_at  BIGINT NOT NULL
) /*table*/;

-- module: sales
CREATE TABLE sale_claims (                  -- what may happen once: natural keys and idempotency keys of a till
  till_id      BIGINT NOT NULL,
  claim        TEXT   NOT NULL,             -- 'n:20261121:000000123' or 'k:<idempotency key>'
  owner_id     BIGINT NOT NULL,
  receipt_id   BIGINT NOT NULL,
  request_hash BYTEA  NOT NULL,
  PRIMARY KEY (till_id, claim)
) /*clustered*/;

-- module: sales
CREATE TABLE sale_receipts (
  receipt_id        BIGINT NOT NULL,
  owner_id          BIGINT NOT NULL,
  kind              TEXT   NOT NULL CHECK (kind IN ('sale', 'refund', 'void')),
  store_id          BIGINT NOT NULL,
  till_id           BIGINT NOT NULL,
  business_date     BIGINT NOT NULL,
  sequence          BIGINT NOT NULL,        -- of the till's business day
  occurred_at       BIGINT NOT NULL,
  posted_at         BIGINT NOT NULL,
  channel           TEXT   NOT NULL,
  cashier           TEXT   NOT NULL,
  reason            TEXT,                   -- refunds and voids
  pricing           TEXT   NOT NULL CHECK (pricing IN ('engine', 'as_sold')),
  programme_id      BIGINT NOT NULL,
  programme_version BIGINT NOT NULL,
  currency          TEXT   NOT NULL,
  card_id           BIGINT,                 -- the presented or primary card; NULL: anonymous
  list_total        BIGINT NOT NULL,
  payable           BIGINT NOT NULL,        -- refunds: what goes back, as a positive amount
  engine_payable    BIGINT NOT NULL,        -- what our engine would have asked; differs only as sold
  earning_base      BIGINT NOT NULL,
  points_earned     BIGINT NOT NULL,        -- class A; refunds: reversed
  points_balance    BIGINT,                 -- after this receipt; NULL: anonymous
  line_count        BIGINT NOT NULL,
  tenders           TEXT   NOT NULL,        -- JSON
  applied           TEXT   NOT NULL,        -- JSON: the codes and facts the explanation is written from
  original_id       BIGINT,                 -- refunds and voids: the sale they undo
  exchange_id       BIGINT,                 -- both halves of an exchange carry the same id
  linked_refund_id  BIGINT,                 -- sales: the newest refund; refunds: the refund before this one
  refunds           BIGINT NOT NULL,        -- refunds posted so far; the guard of a refund
  refunded          BIGINT NOT NULL,        -- money given back so far
  points_reversed   BIGINT NOT NULL,        -- class A taken back so far
  state             TEXT   NOT NULL CHECK (state IN ('posted', 'voided')),
  actor_id          BIGINT NOT NULL,
  PRIMARY KEY (receipt_id, owner_id),
  CHECK (payable >= 0 AND refunded >= 0 AND refunded <= payable AND points_reversed >= 0)
) /*clustered*/;

-- module: sales
CREATE TABLE sale_lines (
  receipt_id    BIGINT NOT NULL,
  owner_id      BIGINT NOT NULL,
  line          BIGINT NOT NULL,            -- 1, 2, 3 …
  item_id       BIGINT,                     -- NULL: an item we do not know, sold as the till says
  item_code     TEXT   NOT NULL,
  quantity      BIGINT NOT NULL CHECK (quantity > 0),
  list_price    BIGINT NOT NULL,
  shop_price    BIGINT,
  list_amount   BIGINT NOT NULL,
  amount        BIGINT NOT NULL,            -- the line's share of payable
  points        BIGINT NOT NULL,            -- the line's share of points_earned
  counter_id    BIGINT,
  salesperson   TEXT,
  cost          BIGINT,                     -- unit cost, 1/10000
  original_line     BIGINT,                 -- refunds: the line of the sale
  refunded_quantity BIGINT NOT NULL,        -- what has gone back so far
  refunded_amount   BIGINT NOT NULL,
  refunded_points   BIGINT NOT NULL,
  PRIMARY KEY (receipt_id, owner_id, line),
  CHECK (refunded_quantity >= 0 AND refunded_quantity <= quantity AND refunded_amount <= amount)
) /*clustered*/;

-- module: sales
CREATE TABLE sale_store_days (              -- fed from the outbox; reports read it, reconciliation does not
  store_id      BIGINT NOT NULL,
  business_date BIGINT NOT NULL,
  sales         BIGINT NOT NULL,
  sales_amount  BIGINT NOT NULL,
  member_sales  BIGINT NOT NULL,
  refunds       BIGINT NOT NULL,
  refund_amount BIGINT NOT NULL,
  points_earned BIGINT NOT NULL,
  PRIMARY KEY (store_id, business_date)
) /*clustered*/;

-- module: platform/outbox
CREATE TABLE outbox_events (
  xact        BIGINT NOT NULL,              -- PostgreSQL: the transaction; SQLite: 0; see platform/outbox/outbox.h
  event_id    BIGINT NOT NULL,
  kind        TEXT   NOT NULL,              -- 'sale.posted' …
  owner_id    BIGINT NOT NULL,
  subject_id  BIGINT NOT NULL,
  posted_at   BIGINT NOT NULL,
  facts       TEXT   NOT NULL,              -- JSON, no personal data
  PRIMARY KEY (xact, event_id, owner_id)
) /*clustered*/;

-- module: platform/outbox
CREATE TABLE outbox_consumers (
  consumer    TEXT   PRIMARY KEY,
  xact        BIGINT NOT NULL,
  event_id    BIGINT NOT NULL,              -- everything up to here is done
  moved_at    BIGINT NOT NULL,
  holder      TEXT   NOT NULL,              -- the process that delivers to the outside; empty: none
  lease_until BIGINT NOT NULL
) /*table*/;

-- module: platform/jobs
CREATE TABLE job_runs (
  job         TEXT   PRIMARY KEY,
  holder      TEXT   NOT NULL,              -- the process that has the lease; empty: none
  lease_until BIGINT NOT NULL,
  last_start  BIGINT NOT NULL,
  last_end    BIGINT NOT NULL,              -- of the last run that ended; 0: none has
  last_micros BIGINT NOT NULL,              -- how long that run took
  last_error  TEXT   NOT NULL,              -- empty: it succeeded
  runs        BIGINT NOT NULL,
  failures    BIGINT NOT NULL               -- in a row
) /*table*/;

-- module: platform/api
CREATE TABLE idempotency_keys (             -- commands other than sales: the first answer, kept
  actor_id     BIGINT NOT NULL,
  idem_key     TEXT   NOT NULL,
  request_hash BYTEA  NOT NULL,
  operation    TEXT   NOT NULL,
  status       BIGINT NOT NULL,
  answer       BYTEA  NOT NULL,             -- sealed: it may hold personal data
  created_at   BIGINT NOT NULL,
  PRIMARY KEY (actor_id, idem_key)
) /*clustered*/;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- module: flows/import
CREATE TABLE import_jobs (                  -- one per file content and format: the same file twice changes nothing
  import_id    BIGINT PRIMARY KEY,
  file_digest  BYTEA  NOT NULL,
  format       TEXT   NOT NULL,
  file_name    TEXT   NOT NULL,
  state        TEXT   NOT NULL CHECK (state IN ('running', 'done', 'failed')),
  units_done   BIGINT NOT NULL,             -- receipts of the file that are settled, in file order
  progress     TEXT   NOT NULL,             -- JSON: counters of the summary
  started_at   BIGINT NOT NULL,
  updated_at   BIGINT NOT NULL,
  actor_id     BIGINT NOT NULL
) /*table*/;
CREATE UNIQUE INDEX import_jobs_by_file ON import_jobs (file_digest, format);

-- module: app
CREATE TABLE node_leases (                  -- PostgreSQL: which process makes ids with which node number
  node        BIGINT PRIMARY KEY CHECK (node >= 0 AND node <= 255),
  holder      TEXT   NOT NULL,
  lease_until BIGINT NOT NULL
) /*table*/;

-- module: app
CREATE TABLE installations (                -- one row: which key this store was written with
  id              BIGINT PRIMARY KEY CHECK (id = 1),
  key_fingerprint TEXT   NOT NULL,
  created_at      BIGINT NOT NULL
) /*table*/;
