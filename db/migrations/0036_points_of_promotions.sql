-- Promotions that multiply points may give only so many: what each sale had of them, and their counters.

ALTER TABLE pricing_uses ADD COLUMN points BIGINT NOT NULL DEFAULT 0;    -- of class B that it gave, however much has come back
ALTER TABLE pricing_budgets ADD COLUMN points BIGINT NOT NULL DEFAULT 0;
