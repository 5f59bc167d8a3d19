-- Members who may be one person: what was found, what was decided about it, and the searches for it among all members.

-- module: matching
CREATE TABLE matching_pairs (               -- each pair once; decided by a person, or by a score nobody needs to look at
  owner_id     BIGINT NOT NULL,             -- the smaller id of the two
  other_id     BIGINT NOT NULL,
  programme_id BIGINT NOT NULL,
  score        BIGINT NOT NULL,             -- thousandths of a bit, and why: 'chance people -19931,name same 12000'
  reasons      TEXT   NOT NULL,
  origin       TEXT   NOT NULL CHECK (origin IN ('entry', 'scan')),
  found_at     BIGINT NOT NULL,
  decision     TEXT   NOT NULL CHECK (decision IN ('open', 'same', 'another')),
  decided_at   BIGINT,
  decided_by   BIGINT,
  note         TEXT   NOT NULL,             -- why it was decided so
  version      BIGINT NOT NULL,
  PRIMARY KEY (owner_id, other_id)
) /*clustered*/;
CREATE INDEX matching_pairs_by_score ON matching_pairs (programme_id, decision, score, owner_id, other_id);
CREATE INDEX matching_pairs_by_other ON matching_pairs (other_id);

-- module: flows/duplicates
CREATE TABLE duplicate_scans (
  scan_id      BIGINT PRIMARY KEY,
  programme_id BIGINT NOT NULL,
  phase        TEXT   NOT NULL CHECK (phase IN ('waiting', 'reading', 'comparing', 'noting', 'done')),
  progress     BIGINT NOT NULL,             -- of the phase; total 0: unknown
  total        BIGINT NOT NULL,
  people       BIGINT NOT NULL,
  compared     BIGINT NOT NULL,             -- pairs
  blocks_cut   BIGINT NOT NULL,             -- more people shared a key than were compared with each other
  found        BIGINT NOT NULL,             -- pairs worth a look, old and new
  fresh        BIGINT NOT NULL,             -- of these, new ones
  automatic    BIGINT NOT NULL,             -- of these, decided by their score
  requested_at BIGINT NOT NULL,
  requested_by BIGINT NOT NULL,
  ended_at     BIGINT
) /*table*/;
CREATE UNIQUE INDEX duplicate_scans_open ON duplicate_scans (programme_id) WHERE ended_at IS NULL;

CREATE INDEX members_by_birthday ON members (programme_id, birthday, owner_id);
CREATE INDEX members_by_id_number_last4 ON members (programme_id, id_number_last4, owner_id);
