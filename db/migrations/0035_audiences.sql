-- Audiences: members under a code, which price rules name.

-- module: audiences
CREATE TABLE audiences (
  audience_id  BIGINT PRIMARY KEY,
  programme_id BIGINT NOT NULL,
  code         TEXT   NOT NULL,             -- never changes
  version      BIGINT NOT NULL CHECK (version >= 1),
  state        TEXT   NOT NULL CHECK (state IN ('active', 'retired')),
  name_zh      TEXT   NOT NULL,
  name_en      TEXT   NOT NULL,
  reason       TEXT   NOT NULL,             -- of the last change
  changed_at   BIGINT NOT NULL,
  changed_by   BIGINT NOT NULL
) /*table*/;
CREATE UNIQUE INDEX audiences_by_code ON audiences (programme_id, code);

-- module: audiences
CREATE TABLE audience_members (             -- who was in which audience from when to when
  owner_id    BIGINT NOT NULL,
  place_id    BIGINT NOT NULL,              -- in the order of adding
  audience_id BIGINT NOT NULL,
  added_at    BIGINT NOT NULL,
  added_by    BIGINT NOT NULL,
  removed_at  BIGINT,
  removed_by  BIGINT,
  PRIMARY KEY (owner_id, place_id),
  CHECK ((removed_at IS NULL) = (removed_by IS NULL))
) /*clustered*/;
-- In it once at a time.
CREATE UNIQUE INDEX audience_members_open ON audience_members (owner_id, audience_id) WHERE removed_at IS NULL;
CREATE INDEX audience_members_by_audience ON audience_members (audience_id, owner_id) WHERE removed_at IS NULL;
