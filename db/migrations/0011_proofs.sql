-- What proves that it is the member who spends: PIN, rotating member code, one-time codes, and what was proved by them. No
-- code stands here: codes are made from the installation's key and the salts below.

-- module: proofs
CREATE TABLE proof_members (                -- whoever has a PIN, or was shown a rotating code
  owner_id          BIGINT PRIMARY KEY,
  salt              BYTEA  NOT NULL,        -- of the rotating code; another one makes those shown before worthless
  code_step         BIGINT NOT NULL,        -- the newest time step whose code was used: none up to it is good again
  code_failures     BIGINT NOT NULL CHECK (code_failures >= 0),
  code_locked_until BIGINT NOT NULL,
  pin_hash          TEXT,                   -- Argon2id of the PIN's keyed hash; NULL: none is set
  pin_set_at        BIGINT,
  pin_failures      BIGINT NOT NULL CHECK (pin_failures >= 0),  -- in a row; the one that is being looked at counts
  pin_locked_until  BIGINT NOT NULL,
  created_at        BIGINT NOT NULL,
  CHECK ((pin_hash IS NULL) = (pin_set_at IS NULL))
) /*table*/;

-- module: proofs
CREATE TABLE proof_codes (                  -- one-time codes
  owner_id   BIGINT NOT NULL,
  code_id    BIGINT NOT NULL,
  purpose    TEXT   NOT NULL CHECK (purpose IN ('spend', 'pin', 'phone', 'email')),
  salt       BYTEA  NOT NULL,
  state      TEXT   NOT NULL CHECK (state IN ('open', 'used', 'superseded')),
  attempts   BIGINT NOT NULL CHECK (attempts >= 0),
  issued_at  BIGINT NOT NULL,
  issued_by  BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at    BIGINT,
  PRIMARY KEY (owner_id, code_id),
  CHECK ((state = 'used') = (used_at IS NOT NULL)),
  CHECK (expires_at > issued_at AND (used_at IS NULL OR used_at < expires_at))
) /*clustered*/;
-- A new code for a purpose takes the place of the one before.
CREATE UNIQUE INDEX proof_codes_open ON proof_codes (owner_id, purpose) WHERE state = 'open';
CREATE INDEX proof_codes_by_time ON proof_codes (owner_id, issued_at);

-- module: proofs
CREATE TABLE proof_uses (                   -- which proof stood for what; a cashier's word for a sale stands in its receipt
  owner_id BIGINT NOT NULL,
  use_id   BIGINT NOT NULL,
  kind     TEXT   NOT NULL CHECK (kind IN ('cashier', 'pin', 'rotating_code', 'one_time_code', 'supervisor')),
  cause    TEXT   NOT NULL CHECK (cause IN ('sale', 'redemption', 'hold', 'payout', 'pin', 'identity')),
  cause_id BIGINT NOT NULL,
  reason   TEXT,                            -- a supervisor's
  used_at  BIGINT NOT NULL,
  actor_id BIGINT NOT NULL,
  PRIMARY KEY (owner_id, use_id),
  CHECK ((kind = 'supervisor') = (reason IS NOT NULL))
) /*clustered*/;

-- An identity is unverified until somebody proves that it is the member's.
ALTER TABLE member_identities ADD COLUMN verified_at BIGINT;
ALTER TABLE member_identities ADD COLUMN verified_by BIGINT;
ALTER TABLE member_identities ADD COLUMN verified_why TEXT;  -- where somebody decided instead of a code

-- module: members
CREATE TABLE member_released (              -- identities that members gave up: whose it was, and from when to when
  owner_id     BIGINT NOT NULL,
  kind         TEXT   NOT NULL CHECK (kind IN ('member_code', 'phone', 'email', 'external')),
  value        BYTEA  NOT NULL,             -- as in the directory
  released_at  BIGINT NOT NULL,
  released_by  BIGINT NOT NULL,
  taken_at     BIGINT NOT NULL,
  verified_at  BIGINT,
  verified_by  BIGINT,
  verified_why TEXT,
  PRIMARY KEY (owner_id, kind, value, released_at)
) /*clustered*/;
