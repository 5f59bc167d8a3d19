-- What goods cost the shop: for the linter of price rules.

-- module: catalog
ALTER TABLE catalog_items ADD COLUMN cost_price BIGINT;   -- 1/10000 of the major unit; NULL: not known
