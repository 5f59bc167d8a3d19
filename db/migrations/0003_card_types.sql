-- Card types and their numbers, the stock of printed cards, tracks, and the whole life of a card.

-- module: cards
CREATE TABLE card_types (                   -- the eighteen parameters; how they came about stands in card_type_changes
  card_type_id    BIGINT PRIMARY KEY,
  programme_id    BIGINT NOT NULL,
  currency        TEXT   NOT NULL,          -- the programme's
  code            TEXT   NOT NULL,
  name            TEXT   NOT NULL,
  state           TEXT   NOT NULL CHECK (state IN ('active', 'retired')),
  version         BIGINT NOT NULL,
  card_use        TEXT   NOT NULL CHECK (card_use IN ('member', 'temporary', 'rebate_voucher')),
  serial_length   BIGINT NOT NULL,
  first_number    BIGINT NOT NULL,
  last_number     BIGINT NOT NULL,
  prefix          TEXT   NOT NULL,
  suffix          TEXT   NOT NULL,
  check_length    BIGINT NOT NULL CHECK (check_length IN (0, 1, 2)),
  validity        TEXT   NOT NULL CHECK (validity IN ('unlimited', 'months', 'until')),
  validity_months BIGINT,
  valid_until     BIGINT,                   -- yyyymmdd, the last day
  verification    TEXT   NOT NULL CHECK (verification IN ('none', 'printed_code')),
  points_rate     BIGINT NOT NULL,          -- rates in billionths
  points_multiple BIGINT NOT NULL,
  discount_rate   BIGINT NOT NULL,
  cost_group      TEXT,
  entitling_amount BIGINT,                  -- minor units; NULL: no receipt entitles to a card
  stack_start     BIGINT NOT NULL,
  stack_rate      BIGINT NOT NULL,
  small_change    BIGINT NOT NULL CHECK (small_change IN (0, 1)),
  small_change_cap BIGINT,
  warn_below      BIGINT NOT NULL,          -- fewer numbers left than this is a warning
  created_at      BIGINT NOT NULL,
  created_by      BIGINT NOT NULL,
  changed_at      BIGINT NOT NULL,
  changed_by      BIGINT NOT NULL
) /*table*/;
CREATE UNIQUE INDEX card_types_by_code ON card_types (code);

-- module: cards
CREATE TABLE card_type_changes (            -- field by field, for ever; also of types that were deleted unused
  card_type_id BIGINT NOT NULL,
  version      BIGINT NOT NULL,             -- the one the change made
  field        TEXT   NOT NULL,
  before_text  TEXT,                        -- NULL: there was none
  after_text   TEXT,
  reason       TEXT   NOT NULL,
  changed_at   BIGINT NOT NULL,
  changed_by   BIGINT NOT NULL,
  PRIMARY KEY (card_type_id, version, field)
) /*clustered*/;

-- module: cards
CREATE TABLE card_ranges (                  -- one open range for each type; closed ones keep what they handed out; legacy ones
                                            -- are of numbers that another system printed: moved in as they are, never made
  range_id      BIGINT PRIMARY KEY,
  card_type_id  BIGINT NOT NULL,
  state         TEXT   NOT NULL CHECK (state IN ('open', 'closed', 'legacy')),
  prefix        TEXT   NOT NULL,
  suffix        TEXT   NOT NULL,
  serial_length BIGINT NOT NULL,
  check_length  BIGINT NOT NULL,
  first_number  BIGINT NOT NULL,
  last_number   BIGINT NOT NULL,
  next_number   BIGINT NOT NULL,            -- the next to hand out; the guard of every hand-out
  CHECK (first_number <= next_number AND next_number <= last_number + 1),
  CHECK (state <> 'legacy' OR next_number = first_number)
) /*table*/;
CREATE INDEX card_ranges_by_type ON card_ranges (card_type_id, range_id);

-- module: cards
CREATE TABLE card_batches (                 -- cards made at once, to be printed
  batch_id     BIGINT PRIMARY KEY,
  card_type_id BIGINT NOT NULL,
  cards        BIGINT NOT NULL CHECK (cards > 0),
  first_number TEXT   NOT NULL,             -- printed
  last_number  TEXT   NOT NULL,
  note         TEXT   NOT NULL,
  made_at      BIGINT NOT NULL,
  made_by      BIGINT NOT NULL,
  printings    BIGINT NOT NULL,             -- how often tracks and codes were made
  printed_at   BIGINT,                      -- the last time
  printed_by   BIGINT
) /*table*/;
CREATE INDEX card_batches_by_type ON card_batches (card_type_id, batch_id);

-- module: cards
CREATE TABLE card_stock (                   -- cards that belong to nobody yet; binding one takes its row away
  number        TEXT   PRIMARY KEY,
  card_id       BIGINT NOT NULL,
  card_type_id  BIGINT NOT NULL,
  batch_id      BIGINT NOT NULL,
  state         TEXT   NOT NULL CHECK (state IN ('stock', 'cancelled')),
  code_hash     BYTEA,                      -- keyed hash of number and verification code; NULL: none was printed
  track         BIGINT NOT NULL,            -- generation of the newest track; 0: none
  changed_at    BIGINT NOT NULL,
  changed_by    BIGINT NOT NULL
) /*clustered*/;
CREATE INDEX card_stock_by_batch ON card_stock (batch_id, card_id);

-- module: cards
CREATE TABLE card_receipts (                -- receipts that entitled somebody to a card: each once
  receipt_id  BIGINT PRIMARY KEY,
  owner_id    BIGINT NOT NULL,              -- who got the card
  card_id     BIGINT NOT NULL,
  issued_at   BIGINT NOT NULL,
  issued_by   BIGINT NOT NULL
) /*clustered*/;

-- module: cards
CREATE TABLE card_track_keys (              -- which generations of the key of tracks are taken; the key itself is derived
  key_number  BIGINT PRIMARY KEY CHECK (key_number >= 1 AND key_number <= 65535),
  state       TEXT   NOT NULL CHECK (state IN ('active', 'retired')),
  created_at  BIGINT NOT NULL,
  created_by  BIGINT NOT NULL,
  retired_at  BIGINT,
  retired_by  BIGINT
) /*table*/;
INSERT INTO card_track_keys (key_number, state, created_at, created_by) VALUES (1, 'active', 0, 0);

-- The states of a card were three; a CHECK can only be changed with its table.
-- module: cards
CREATE TABLE cards_anew (
  owner_id     BIGINT NOT NULL,
  card_id      BIGINT NOT NULL,
  number       TEXT   NOT NULL,
  form         TEXT   NOT NULL CHECK (form IN ('virtual', 'plastic')),
  state        TEXT   NOT NULL CHECK (state IN ('issued', 'active', 'frozen', 'lost', 'replaced', 'cancelled')),
  is_primary   BIGINT NOT NULL,
  issued_at    BIGINT NOT NULL,
  issued_by    BIGINT NOT NULL,
  store_id     BIGINT,
  version      BIGINT NOT NULL,
  changed_at   BIGINT NOT NULL,             -- of the state it is in now
  changed_by   BIGINT NOT NULL,
  card_type_id BIGINT,                      -- NULL: no type, as numbers that came from elsewhere and virtual ones
  batch_id     BIGINT,
  valid_to     BIGINT NOT NULL,             -- the last day, 99991231: for ever; past it the card has expired
  replaced_by  BIGINT,                      -- card_id of the same owner
  track        BIGINT NOT NULL,             -- generation of the newest track; 0: none
  PRIMARY KEY (owner_id, card_id)
) /*clustered*/;
INSERT INTO cards_anew
  (owner_id, card_id, number, form, state, is_primary, issued_at, issued_by, store_id, version, changed_at, changed_by,
   valid_to, track)
SELECT owner_id, card_id, number, form, state, is_primary, issued_at, issued_by, store_id, version, changed_at, changed_by,
  99991231, 0
FROM cards;
DROP TABLE cards;
ALTER TABLE cards_anew RENAME TO cards;
CREATE UNIQUE INDEX cards_primary ON cards (owner_id) WHERE is_primary = 1;

-- What the card's type adds to a receipt. A line's share follows from its points.
ALTER TABLE sale_receipts ADD COLUMN points_identity BIGINT NOT NULL DEFAULT 0;   -- class E; refunds: reversed
ALTER TABLE sale_receipts ADD COLUMN identity_reversed BIGINT NOT NULL DEFAULT 0; -- class E taken back so far
