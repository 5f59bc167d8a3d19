-- Holds on points, and the manual documents of class D. What they did to an account stands in the journal.

-- What is due is found without looking at what is not.
CREATE INDEX points_accounts_by_expiry ON points_accounts (next_expiry, owner_id);

-- module: points
CREATE TABLE points_holds (                 -- points set aside; which lots they lie in stands in the journal
  hold_id       BIGINT NOT NULL,
  owner_id      BIGINT NOT NULL,
  points        BIGINT NOT NULL CHECK (points > 0),
  reason        TEXT   NOT NULL,
  store_id      BIGINT,
  state         TEXT   NOT NULL CHECK (state IN ('open', 'captured', 'released', 'expired')),
  deadline      BIGINT NOT NULL,            -- from this instant on the hold is over, whoever notices first
  captured      BIGINT NOT NULL CHECK (captured >= 0 AND captured <= points),
  redemption_id BIGINT,                     -- captured: what the points were spent on
  held_at       BIGINT NOT NULL,
  held_by       BIGINT NOT NULL,
  settled_at    BIGINT,                     -- captured, released or expired
  settled_by    BIGINT,
  PRIMARY KEY (hold_id, owner_id),
  CHECK ((state = 'open') = (settled_at IS NULL)),
  CHECK ((state = 'captured') = (redemption_id IS NOT NULL) AND (state = 'captured') = (captured > 0))
) /*clustered*/;
CREATE INDEX points_holds_by_owner ON points_holds (owner_id, hold_id);
CREATE INDEX points_holds_due ON points_holds (deadline, owner_id) WHERE state = 'open';

-- module: points
CREATE TABLE points_documents (             -- class D, plus or minus; what it says is never edited
  document_id  BIGINT NOT NULL,
  owner_id     BIGINT NOT NULL,
  programme_id BIGINT NOT NULL,
  points       BIGINT NOT NULL CHECK (points <> 0),
  reason       TEXT   NOT NULL,
  attachment   TEXT,                        -- where the paper is: a file number, an address
  store_id     BIGINT,
  state        TEXT   NOT NULL CHECK (state IN ('draft', 'submitted', 'approved', 'rejected', 'posted', 'withdrawn')),
  created_at   BIGINT NOT NULL,
  created_by   BIGINT NOT NULL,             -- the author
  submitted_on BIGINT,                      -- yyyymmdd in the programme's zone: the day whose limits it counts for
  submitted_at BIGINT,
  decided_at   BIGINT,                      -- approved or rejected
  decided_by   BIGINT,
  decision     TEXT,                        -- what the approver noted
  ended_at     BIGINT,                      -- posted or withdrawn
  ended_by     BIGINT,
  PRIMARY KEY (document_id, owner_id),
  CHECK ((submitted_on IS NULL) = (submitted_at IS NULL)),
  CHECK ((decided_at IS NULL) = (decided_by IS NULL)),
  CHECK (decided_by IS NULL OR decided_by <> created_by),
  CHECK (state NOT IN ('approved', 'rejected', 'posted') OR decided_at IS NOT NULL),
  CHECK ((state IN ('posted', 'withdrawn')) = (ended_at IS NOT NULL))
) /*clustered*/;
CREATE INDEX points_documents_by_owner ON points_documents (owner_id, document_id);
CREATE INDEX points_documents_by_state ON points_documents (programme_id, state, document_id);
CREATE INDEX points_documents_by_day ON points_documents (programme_id, submitted_on, created_by);

-- module: points
CREATE TABLE points_notices (               -- who has been told of what ends when; once for each day
  owner_id   BIGINT NOT NULL,
  expires_on BIGINT NOT NULL,
  points     BIGINT NOT NULL CHECK (points > 0),  -- what was left then
  told_at    BIGINT NOT NULL,
  PRIMARY KEY (owner_id, expires_on)
) /*clustered*/;
