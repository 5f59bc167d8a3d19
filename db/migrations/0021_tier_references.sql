-- A payment buys one tier, of one member.

-- module: tiers
CREATE TABLE tiers_references (             -- payments elsewhere that bought a tier
  reference    TEXT   NOT NULL,
  programme_id BIGINT NOT NULL,
  owner_id     BIGINT NOT NULL,
  ladder_id    BIGINT NOT NULL,
  PRIMARY KEY (reference, programme_id)
) /*clustered*/;
INSERT INTO tiers_references (reference, programme_id, owner_id, ladder_id)
  SELECT e.note, l.programme_id, e.owner_id, e.ladder_id FROM tiers_entries e
  JOIN tiers_ladders l ON l.ladder_id = e.ladder_id
  WHERE e.cause_kind = 'purchased' AND NOT EXISTS (SELECT 1 FROM tiers_entries o
    JOIN tiers_ladders m ON m.ladder_id = o.ladder_id
    WHERE o.cause_kind = 'purchased' AND o.note = e.note AND m.programme_id = l.programme_id
      AND (o.owner_id, o.ladder_id, o.seq) < (e.owner_id, e.ladder_id, e.seq));
