-- Signing in: passwords, sessions, second factors, and what was tried. See docs/adr/0018.

-- module: identity
CREATE TABLE identity_passwords (
  actor_id        BIGINT PRIMARY KEY,
  hash            TEXT   NOT NULL,          -- Argon2id of the password's keyed hash
  set_at          BIGINT NOT NULL,
  set_by          BIGINT NOT NULL,
  temporary_until BIGINT                    -- made by an administrator: until then, and for choosing one's own only
) /*table*/;

-- module: identity
CREATE TABLE identity_password_history (    -- those before, where the policy forbids taking one again
  actor_id    BIGINT NOT NULL,
  replaced_at BIGINT NOT NULL,
  hash        TEXT   NOT NULL,
  PRIMARY KEY (actor_id, replaced_at)
) /*clustered*/;

-- module: identity
CREATE TABLE identity_sessions (
  session_id BIGINT PRIMARY KEY,
  actor_id   BIGINT NOT NULL,
  token      BYTEA  NOT NULL,               -- keyed hash of what the cookie holds
  created_at BIGINT NOT NULL,
  seen_at    BIGINT NOT NULL,               -- to the minute
  expires_at BIGINT NOT NULL,
  ended_at   BIGINT,
  lacking    TEXT CHECK (lacking IN ('password', 'second_factor')),  -- what has to be set up before anything else
  address    TEXT   NOT NULL,
  user_agent TEXT   NOT NULL,
  CHECK (expires_at > created_at)
) /*table*/;
CREATE UNIQUE INDEX identity_sessions_by_token ON identity_sessions (token);
CREATE INDEX identity_sessions_by_actor ON identity_sessions (actor_id, session_id);
CREATE INDEX identity_sessions_by_end ON identity_sessions (expires_at);

-- module: identity
CREATE TABLE identity_sign_ins (            -- every attempt, of those refused within one wait the first; of names that nobody has, not the name
  sign_in_id BIGINT PRIMARY KEY,
  tried_at   BIGINT NOT NULL,
  actor_id   BIGINT,
  outcome    TEXT   NOT NULL CHECK (outcome IN ('signed_in', 'unknown_name', 'no_password', 'wrong_password', 'temporary_expired', 'disabled', 'code_missing', 'wrong_code', 'locked')),
  address    TEXT   NOT NULL,
  user_agent TEXT   NOT NULL,
  session_id BIGINT,
  CHECK ((outcome = 'signed_in') = (session_id IS NOT NULL))
) /*table*/;
CREATE INDEX identity_sign_ins_by_actor ON identity_sign_ins (actor_id, sign_in_id);
CREATE INDEX identity_sign_ins_by_time ON identity_sign_ins (tried_at);

-- module: identity
CREATE TABLE identity_guards (              -- wrong attempts, by keyed hash of a name, an address, or both
  guard        BYTEA  PRIMARY KEY,
  failures     BIGINT NOT NULL CHECK (failures >= 0),  -- the one that is being looked at counts
  failed_at    BIGINT NOT NULL,
  locked_until BIGINT NOT NULL,
  noted_until  BIGINT NOT NULL DEFAULT 0,   -- the locked_until of which a refusal stands in identity_sign_ins
  succeeded_at BIGINT                       -- of a name and an address: signed in from there
) /*table*/;
CREATE INDEX identity_guards_by_time ON identity_guards (failed_at);

-- module: identity
CREATE TABLE identity_second_factors (      -- TOTP
  actor_id     BIGINT PRIMARY KEY,
  secret       BYTEA  NOT NULL,             -- sealed
  begun_at     BIGINT NOT NULL,
  confirmed_at BIGINT,                      -- asked for at sign-in from then on
  used_step    BIGINT NOT NULL              -- the newest time step whose code was used: none up to it is good again
) /*table*/;

-- module: identity
CREATE TABLE identity_recovery_codes (
  actor_id BIGINT NOT NULL,
  code     BYTEA  NOT NULL,                 -- keyed hash
  used_at  BIGINT,
  PRIMARY KEY (actor_id, code)
) /*clustered*/;

-- module: identity
CREATE TABLE identity_setups (              -- the token of a first start; one row at most
  id         BIGINT PRIMARY KEY CHECK (id = 1),
  token      BYTEA  NOT NULL,               -- keyed hash
  expires_at BIGINT NOT NULL
) /*table*/;
