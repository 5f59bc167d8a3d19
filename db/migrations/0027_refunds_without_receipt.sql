-- Refunds without a receipt: receipts of kind 'refund' that have no original, and 'void' of one.

-- module: sales
ALTER TABLE sale_receipts ADD COLUMN without_receipt BIGINT NOT NULL DEFAULT 0; -- 1: a refund that names no sale, or the void of one
-- How many a member has had within a year is counted before the next.
CREATE INDEX sale_receipts_without_receipt ON sale_receipts (owner_id, posted_at) WHERE without_receipt = 1;
