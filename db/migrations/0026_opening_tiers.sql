-- What imports of members have to know besides.

-- A tier that was granted once does not come back with the next file, whoever ended it meanwhile.
-- module: flows/rosters
CREATE TABLE rosters_openings_anew (        -- what members had in another system: once each
  owner_id  BIGINT NOT NULL,
  asset     TEXT   NOT NULL CHECK (asset IN ('points', 'stored', 'change', 'growth', 'tier')),
  amount    BIGINT NOT NULL,                -- points, growth, or minor units; of a tier its last day, yyyymmdd
  import_id BIGINT NOT NULL,
  row_no    BIGINT NOT NULL,
  cause_id  BIGINT NOT NULL,                -- the points document, the recharge, the wallet's cause, the ladder
  store_id  BIGINT NOT NULL,                -- of money: where it is owed; 0: none
  tier      TEXT   NOT NULL DEFAULT '',     -- its code
  PRIMARY KEY (owner_id, asset)
) /*clustered*/;
INSERT INTO rosters_openings_anew (owner_id, asset, amount, import_id, row_no, cause_id, store_id)
SELECT owner_id, asset, amount, import_id, row_no, cause_id, store_id FROM rosters_openings;
INSERT INTO rosters_openings_anew (owner_id, asset, amount, import_id, row_no, cause_id, store_id, tier)
SELECT r.owner_id, 'tier', r.tier_until, r.import_id, r.row_no, r.ladder_id, 0, r.tier
FROM rosters_rows r JOIN rosters_imports i ON i.import_id = r.import_id
WHERE r.tier IS NOT NULL
  AND (r.kept IS NOT NULL OR i.state NOT IN ('undoing', 'undone') OR (i.state = 'undoing' AND r.row_no <= i.undo_next))
ORDER BY r.posted_at DESC
ON CONFLICT (owner_id, asset) DO NOTHING;
DROP TABLE rosters_openings;
ALTER TABLE rosters_openings_anew RENAME TO rosters_openings;

-- When a later row of the same member was taken back; NULL: none was, posted_at counts.
ALTER TABLE rosters_rows ADD COLUMN touched_at BIGINT;
