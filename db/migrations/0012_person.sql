-- Who changed what, for ever; what else is known of a person; what they agreed to, and what they asked for.

-- module: audit
CREATE TABLE audit_chains (                 -- the heads of the chains that the entries are spread over
  chain BIGINT PRIMARY KEY,
  seq   BIGINT NOT NULL,
  head  BYTEA  NOT NULL                     -- the hash of entry `seq`
) /*table*/;

-- module: audit
CREATE TABLE audit_entries (                -- written once; the seal alone may be renewed, or taken away when a person is erased
  chain         BIGINT NOT NULL,
  seq           BIGINT NOT NULL,            -- 1, 2, 3 … in its chain
  recorded_at   BIGINT NOT NULL,
  actor_id      BIGINT NOT NULL,            -- 0: a command on the machine itself
  request_id    TEXT   NOT NULL,            -- the trace id of the request; empty: none
  object_kind   TEXT   NOT NULL,
  object_id     TEXT   NOT NULL,
  owner_id      BIGINT,                     -- the member it is about
  action        TEXT   NOT NULL,
  changes       TEXT   NOT NULL,            -- JSON: fields with before and after; of personal ones the names only
  sealed        BYTEA,                      -- the values of the personal ones
  sealed_digest BYTEA,                      -- over what is inside the seal; stays when the seal goes
  reason        TEXT   NOT NULL,
  log           TEXT   NOT NULL,            -- where the values stand if another log keeps them; empty: here
  hash          BYTEA  NOT NULL,
  PRIMARY KEY (chain, seq),
  CHECK (sealed IS NULL OR sealed_digest IS NOT NULL),
  CHECK (sealed_digest IS NULL OR owner_id IS NOT NULL)
) /*table*/;
CREATE INDEX audit_entries_by_time ON audit_entries (recorded_at, chain, seq);
CREATE INDEX audit_entries_by_object ON audit_entries (object_kind, object_id, recorded_at, chain, seq);
CREATE INDEX audit_entries_by_member ON audit_entries (owner_id, recorded_at, chain, seq);
CREATE INDEX audit_entries_by_actor ON audit_entries (actor_id, recorded_at, chain, seq);

ALTER TABLE members ADD COLUMN birthday_changed_on BIGINT;  -- yyyymmdd in Shanghai; NULL: it is what was told first

-- module: consents
CREATE TABLE consent_texts (                -- what people agree to, in every wording there was; never edited
  programme_id   BIGINT NOT NULL,
  code           TEXT   NOT NULL,
  version        BIGINT NOT NULL,           -- 1, 2, 3 …
  purpose        TEXT   NOT NULL,
  title_zh       TEXT   NOT NULL,
  title_en       TEXT   NOT NULL,
  body_zh        TEXT   NOT NULL,
  body_en        TEXT   NOT NULL,
  digest         BYTEA  NOT NULL,           -- of titles and bodies
  renews         BIGINT NOT NULL CHECK (renews IN (0, 1)),  -- who agreed to an earlier version has to agree anew
  effective_from BIGINT NOT NULL,
  reason         TEXT   NOT NULL,
  published_at   BIGINT NOT NULL,
  published_by   BIGINT NOT NULL,
  PRIMARY KEY (programme_id, code, version)
) /*table*/;

-- module: consents
CREATE TABLE consent_entries (              -- who gave or withdrew what, for ever; chained per member
  owner_id     BIGINT NOT NULL,
  seq          BIGINT NOT NULL,             -- 1, 2, 3 … of the member
  purpose      TEXT   NOT NULL,
  channel      TEXT   NOT NULL,
  topic        TEXT   NOT NULL,             -- the text agreed to, or whom data is shared with; empty: none
  decision     TEXT   NOT NULL CHECK (decision IN ('given', 'withdrawn')),
  decided_at   BIGINT NOT NULL,
  recorded_at  BIGINT NOT NULL,
  text_code    TEXT   NOT NULL,             -- what was shown; empty: nothing, as when somebody withdraws
  text_version BIGINT NOT NULL,
  text_digest  BYTEA,
  store_id     BIGINT,
  actor_id     BIGINT NOT NULL,
  source       TEXT   NOT NULL,             -- store, web, wechat, call_centre …
  evidence     TEXT   NOT NULL,             -- a number of a form or a recording; no personal data
  hash         BYTEA  NOT NULL,
  PRIMARY KEY (owner_id, seq)
) /*clustered*/;

-- module: consents
CREATE TABLE consent_states (               -- where each stands now: follows from the entries
  owner_id     BIGINT NOT NULL,
  purpose      TEXT   NOT NULL,
  channel      TEXT   NOT NULL,
  topic        TEXT   NOT NULL,
  decision     TEXT   NOT NULL CHECK (decision IN ('given', 'withdrawn')),
  decided_at   BIGINT NOT NULL,
  text_code    TEXT   NOT NULL,
  text_version BIGINT NOT NULL,
  seq          BIGINT NOT NULL,             -- the entry that made it so
  PRIMARY KEY (owner_id, purpose, channel, topic)
) /*clustered*/;

-- module: flows/person
CREATE TABLE person_requests (              -- what a person asked for about their own data, and what became of it
  request_id   BIGINT NOT NULL,
  owner_id     BIGINT NOT NULL,
  programme_id BIGINT NOT NULL,
  kind         TEXT   NOT NULL CHECK (kind IN ('access', 'copy', 'correction', 'restriction', 'erasure', 'non_personalised')),
  state        TEXT   NOT NULL CHECK (state IN ('open', 'done', 'refused', 'withdrawn')),
  requested_at BIGINT NOT NULL,
  due_on       BIGINT NOT NULL,             -- yyyymmdd in the programme's zone: the last day
  taken_by     BIGINT NOT NULL,
  source       TEXT   NOT NULL,             -- store, web, wechat, call_centre …
  note         TEXT   NOT NULL,             -- no personal data
  closed_at    BIGINT,
  closed_by    BIGINT,
  answer       TEXT   NOT NULL,             -- what was done, or why it was refused
  PRIMARY KEY (request_id, owner_id),
  CHECK ((state = 'open') = (closed_at IS NULL)),
  CHECK ((closed_at IS NULL) = (closed_by IS NULL))
) /*clustered*/;
CREATE INDEX person_requests_by_owner ON person_requests (owner_id, request_id);
CREATE INDEX person_requests_by_due ON person_requests (programme_id, state, due_on, request_id);

-- module: profiles
CREATE TABLE profile_fields (               -- what a programme wants to know of its members besides the standard fields
  programme_id BIGINT NOT NULL,
  code         TEXT   NOT NULL,
  kind         TEXT   NOT NULL CHECK (kind IN ('text', 'number', 'date', 'choice', 'choices', 'boolean')),
  field_use    TEXT   NOT NULL CHECK (field_use IN ('profile', 'preference')),
  label_zh     TEXT   NOT NULL,
  label_en     TEXT   NOT NULL,
  required     BIGINT NOT NULL CHECK (required IN (0, 1)),
  personal     BIGINT NOT NULL CHECK (personal IN (0, 1)),
  searchable   BIGINT NOT NULL CHECK (searchable IN (0, 1)),
  decimals     BIGINT NOT NULL,             -- of a number
  min_value    BIGINT,                      -- of a number in units of its last decimal
  max_value    BIGINT,                      -- the same; of a text its length
  choices      TEXT   NOT NULL,             -- JSON, in the order they are shown
  state        TEXT   NOT NULL CHECK (state IN ('active', 'retired')),
  version      BIGINT NOT NULL,
  changed_at   BIGINT NOT NULL,
  changed_by   BIGINT NOT NULL,
  PRIMARY KEY (programme_id, code)
) /*table*/;

-- module: profiles
CREATE TABLE profile_values (               -- one of a member's; personal ones sealed
  owner_id   BIGINT NOT NULL,
  field      TEXT   NOT NULL,
  value      TEXT,                          -- as it is compared: '42.5', '2020-01-31', 'blue', 'blue red', 'true'
  sealed     BYTEA,
  changed_at BIGINT NOT NULL,
  changed_by BIGINT NOT NULL,
  PRIMARY KEY (owner_id, field),
  CHECK ((value IS NULL) <> (sealed IS NULL))
) /*clustered*/;

-- module: profiles
CREATE TABLE profile_search (               -- from a value to its members; of personal ones a keyed hash
  programme_id BIGINT NOT NULL,
  field        TEXT   NOT NULL,
  value        BYTEA  NOT NULL,
  owner_id     BIGINT NOT NULL,
  PRIMARY KEY (programme_id, field, value, owner_id)
) /*clustered*/;
CREATE INDEX profile_search_by_owner ON profile_search (owner_id, field);

-- module: profiles
CREATE TABLE profile_addresses (
  owner_id   BIGINT NOT NULL,
  address_id BIGINT NOT NULL,
  division   TEXT   NOT NULL,               -- GB/T 2260, six digits
  is_default BIGINT NOT NULL CHECK (is_default IN (0, 1)),
  sealed     BYTEA  NOT NULL,               -- who, where and how to reach them
  changed_at BIGINT NOT NULL,
  changed_by BIGINT NOT NULL,
  PRIMARY KEY (owner_id, address_id)
) /*clustered*/;

-- module: profiles
CREATE TABLE profile_relatives (
  owner_id    BIGINT NOT NULL,
  relative_id BIGINT NOT NULL,
  relation    TEXT   NOT NULL CHECK (relation IN ('spouse', 'child', 'parent', 'guardian', 'other')),
  sealed      BYTEA  NOT NULL,              -- name and birthday
  changed_at  BIGINT NOT NULL,
  changed_by  BIGINT NOT NULL,
  PRIMARY KEY (owner_id, relative_id)
) /*clustered*/;
