-- Cards are searched by the end of their number, as people read it from the plastic; wallets and open pairs follow a merge.

-- The last four characters; a longer end is looked for among those. An index over the number alone could not be: it begins at
-- the other end.
CREATE INDEX cards_by_end ON cards (substr(number, length(number) - 3), card_id);

-- What a merge moved of a wallet, in minor units; recharge by recharge it stands in the journals.
ALTER TABLE merges ADD COLUMN stored BIGINT NOT NULL DEFAULT 0;
ALTER TABLE merges ADD COLUMN small_change BIGINT NOT NULL DEFAULT 0;
ALTER TABLE merges ADD COLUMN currency TEXT NOT NULL DEFAULT 'CNY';

-- The merge that took an open pair out of the queue, so that its undo can put it back; NULL: it is in the queue.
ALTER TABLE matching_pairs ADD COLUMN shelved_by BIGINT;
