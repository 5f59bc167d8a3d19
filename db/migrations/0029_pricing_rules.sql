-- The rule book of pricing: rules with their life, and the parameters that go with them. See docs/guide/pricing-rules.md.

-- module: pricing
CREATE TABLE pricing_rules (
  rule_id       BIGINT PRIMARY KEY,
  programme_id  BIGINT NOT NULL,
  kind          TEXT   NOT NULL CHECK (kind IN ('document', 'restriction', 'promotion', 'coupon')),
  code          TEXT   NOT NULL,
  revision      BIGINT NOT NULL CHECK (revision > 0),  -- of its code, from 1
  state         TEXT   NOT NULL CHECK (state IN ('draft', 'submitted', 'audited', 'rejected', 'withdrawn', 'ended')),
  version       BIGINT NOT NULL,            -- of this row; the guard of every step
  name_zh       TEXT   NOT NULL,            -- as in the content, for lists
  name_en       TEXT   NOT NULL,
  content       TEXT   NOT NULL,            -- JSON; never edited once it is submitted
  last_day      BIGINT NOT NULL,            -- of its conditions, yyyymmdd; 99991231: none
  set_number    BIGINT NOT NULL,            -- of the rule set that it last changed, see pricing_rule_sets; 0: none
  created_at    BIGINT NOT NULL,
  created_by    BIGINT NOT NULL,            -- the author
  changed_at    BIGINT NOT NULL,
  submitted_at  BIGINT,
  audited_at    BIGINT,                     -- in force from then on, as its conditions say
  audited_by    BIGINT,
  ended_at      BIGINT,                     -- rejected, withdrawn, ended or superseded
  ended_by      BIGINT,
  reason        TEXT,                       -- why it was
  superseded_by BIGINT,                     -- the next revision, whose audit ended this one
  CHECK ((audited_at IS NULL) = (audited_by IS NULL)),
  CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
  CHECK ((ended_at IS NULL) = (state IN ('draft', 'submitted', 'audited'))),
  CHECK (audited_by IS NULL OR audited_by <> created_by),
  CHECK (superseded_by IS NULL OR state = 'ended')
) /*table*/;
CREATE UNIQUE INDEX pricing_rules_revisions ON pricing_rules (programme_id, kind, code, revision);
-- Of a code one that is being written at a time, and one that is in force.
CREATE UNIQUE INDEX pricing_rules_open ON pricing_rules (programme_id, kind, code) WHERE state IN ('draft', 'submitted');
CREATE UNIQUE INDEX pricing_rules_in_force ON pricing_rules (programme_id, kind, code) WHERE state = 'audited';
CREATE INDEX pricing_rules_by_set ON pricing_rules (programme_id, set_number) WHERE set_number > 0;

-- module: pricing
CREATE TABLE pricing_rule_sets (            -- a programme without a row has never had a rule or parameters of its own
  programme_id BIGINT PRIMARY KEY,
  number       BIGINT NOT NULL              -- one more with every audit, end and change of parameters
) /*table*/;

-- module: pricing
CREATE TABLE pricing_parameters (           -- how rules work together; a version is never edited
  programme_id   BIGINT NOT NULL,
  version        BIGINT NOT NULL,           -- from 1
  effective_from BIGINT NOT NULL,
  content        TEXT   NOT NULL,           -- JSON
  reason         TEXT   NOT NULL,
  created_by     BIGINT NOT NULL,
  PRIMARY KEY (programme_id, version)
) /*clustered*/;
