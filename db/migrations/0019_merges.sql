-- Merges of two members who are one person, and what is needed to undo them for 30 days.

-- Whom a member was merged into. Identities and cards stay with whom they were given to and are followed from there, so that
-- an undo has nothing to move back. NULL: nobody.
ALTER TABLE members ADD COLUMN merged_into BIGINT;
CREATE INDEX members_by_heir ON members (merged_into) WHERE merged_into IS NOT NULL;

-- 1: of somebody else's sale, brought by a merge: what it has is no earning of this owner.
ALTER TABLE points_lots ADD COLUMN brought BIGINT NOT NULL DEFAULT 0;

-- module: flows/merge
CREATE TABLE merges (
  merge_id     BIGINT NOT NULL,
  owner_id     BIGINT NOT NULL,             -- who was merged
  survivor_id  BIGINT NOT NULL,             -- into whom
  programme_id BIGINT NOT NULL,
  state        TEXT   NOT NULL CHECK (state IN ('done', 'undone')),
  reason       TEXT   NOT NULL,             -- no personal data
  points       BIGINT NOT NULL,             -- moved; lot by lot they stand in the journals
  owed         BIGINT NOT NULL,             -- moved
  filled       TEXT   NOT NULL,             -- fields of the survivor's that were empty, divided by blanks
  merged_at    BIGINT NOT NULL,
  merged_by    BIGINT NOT NULL,
  undo_until   BIGINT NOT NULL,             -- instant; afterwards it stands
  undone_at    BIGINT,
  undone_by    BIGINT,
  undo_reason  TEXT   NOT NULL,
  points_back  BIGINT NOT NULL,             -- moved back
  points_kept  BIGINT NOT NULL,             -- spent, held or expired by then
  owed_back    BIGINT NOT NULL,
  PRIMARY KEY (merge_id, owner_id),
  CHECK ((state = 'undone') = (undone_at IS NOT NULL)),
  CHECK ((undone_at IS NULL) = (undone_by IS NULL))
) /*clustered*/;
CREATE INDEX merges_by_owner ON merges (owner_id, merge_id);
CREATE INDEX merges_by_survivor ON merges (survivor_id, merge_id);
