-- Risk: rules that watch for abuse, what they look at, and what they found.

-- module: risk
CREATE TABLE risk_rules (                   -- what a programme changed of a rule; never edited: a change is the next version
  programme_id BIGINT NOT NULL,
  rule         TEXT   NOT NULL,
  version      BIGINT NOT NULL,             -- 1, 2, 3 …; without one the rule watches by its defaults
  mode         TEXT   NOT NULL CHECK (mode IN ('off', 'watch', 'limit')),
  thresholds   TEXT   NOT NULL,             -- 'receipts_day=8,stores_day=5'
  reason       TEXT   NOT NULL,
  created_at   BIGINT NOT NULL,
  created_by   BIGINT NOT NULL,
  PRIMARY KEY (programme_id, rule, version)
) /*clustered*/;

-- module: risk
CREATE TABLE risk_staff (                   -- members who work here
  owner_id     BIGINT NOT NULL,
  programme_id BIGINT NOT NULL,
  employee     TEXT   NOT NULL,             -- as tills write the cashier
  reason       TEXT   NOT NULL,
  since        BIGINT NOT NULL,
  noted_by     BIGINT NOT NULL,
  PRIMARY KEY (owner_id)
) /*clustered*/;
CREATE INDEX risk_staff_by_programme ON risk_staff (programme_id, owner_id);

-- module: risk
CREATE TABLE risk_deeds (                   -- what rules look at, fed from the outbox; forgotten after the longest window
  owner_id     BIGINT NOT NULL,
  day          BIGINT NOT NULL,             -- yyyymmdd in the programme's zone
  deed_id      BIGINT NOT NULL,             -- the receipt, the points document, the recharge
  kind         TEXT   NOT NULL CHECK (kind IN ('sale', 'refund', 'voiding', 'document', 'recharge')),
  programme_id BIGINT NOT NULL,
  occurred_at  BIGINT NOT NULL,
  store_id     BIGINT NOT NULL,             -- 0: none
  till_id      BIGINT NOT NULL,             -- 0: none
  cashier      TEXT   NOT NULL,
  actor_id     BIGINT NOT NULL,             -- of a document its author
  amount       BIGINT NOT NULL,             -- minor units
  points       BIGINT NOT NULL,             -- documents
  original_id  BIGINT NOT NULL,             -- the sale that a refund or a void is of; 0: none
  unproved     BIGINT NOT NULL,             -- 1: told after the fact, spent, and nothing was proved
  short        BIGINT NOT NULL,             -- 1: a return whose points had been spent
  PRIMARY KEY (owner_id, day, deed_id)
) /*clustered*/;
CREATE INDEX risk_deeds_by_day ON risk_deeds (day, owner_id);
CREATE INDEX risk_deeds_unproved ON risk_deeds (till_id, day) WHERE unproved = 1;
CREATE INDEX risk_deeds_by_hand ON risk_deeds (actor_id, day) WHERE kind IN ('document', 'recharge');

-- module: risk
CREATE TABLE risk_findings (                -- one per rule, subject and window
  owner_id      BIGINT NOT NULL,            -- the member; 0: it is about a till or an actor
  programme_id  BIGINT NOT NULL,
  rule          TEXT   NOT NULL,
  subject       TEXT   NOT NULL,            -- beside the member: '' or '<store>/<cashier>', 'till/<id>', 'actor/<id>'
  window_from   BIGINT NOT NULL,            -- yyyymmdd: the first day of the window
  finding_id    BIGINT NOT NULL,
  rule_version  BIGINT NOT NULL,
  threshold     TEXT   NOT NULL,            -- the one that was passed
  allowed       BIGINT NOT NULL,
  measured      BIGINT NOT NULL,
  count         BIGINT NOT NULL,            -- of deeds; it only grows
  day           BIGINT NOT NULL,            -- yyyymmdd: of the newest deed
  store_id      BIGINT NOT NULL,            -- where it was done; 0: nowhere
  evidence      TEXT   NOT NULL,            -- ids of the newest deeds, the oldest first: '17,23'
  state         TEXT   NOT NULL CHECK (state IN ('open', 'confirmed', 'dismissed')),
  limited_from  BIGINT,                     -- instants between which the member neither earns nor spends
  limited_until BIGINT,
  lifted_at     BIGINT,
  lifted_by     BIGINT,
  found_at      BIGINT NOT NULL,
  changed_at    BIGINT NOT NULL,
  decided_at    BIGINT,
  decided_by    BIGINT,
  reason        TEXT,                       -- of the decision or of the lifting, the newest
  PRIMARY KEY (owner_id, programme_id, rule, subject, window_from),
  CHECK ((state = 'open') = (decided_at IS NULL)),
  CHECK ((limited_from IS NULL) = (limited_until IS NULL))
) /*clustered*/;
CREATE INDEX risk_findings_by_id ON risk_findings (finding_id);
CREATE INDEX risk_findings_by_programme ON risk_findings (programme_id, finding_id);
CREATE INDEX risk_findings_limiting ON risk_findings (limited_until) WHERE limited_until IS NOT NULL AND lifted_at IS NULL;

-- module: risk
CREATE TABLE risk_runs (                    -- looking again at what was done, by the rules in force
  run_id       BIGINT PRIMARY KEY,
  programme_id BIGINT NOT NULL,
  from_day     BIGINT NOT NULL,             -- yyyymmdd
  at_owner     BIGINT NOT NULL,             -- where it goes on after a stop
  members      BIGINT NOT NULL,             -- looked at so far
  found        BIGINT NOT NULL,             -- new findings
  requested_at BIGINT NOT NULL,
  requested_by BIGINT NOT NULL,
  ended_at     BIGINT
) /*table*/;
CREATE INDEX risk_runs_open ON risk_runs (run_id) WHERE ended_at IS NULL;
