-- What a review of cards and wallet asked for: whose the small change is, which cause ended a contract, the end of a
-- payment licence, and what state a card was in on a day that is over.

-- module: wallet
ALTER TABLE wallet_accounts ADD COLUMN change_company_id BIGINT NOT NULL DEFAULT 0;  -- the legal person that owes the small
                                                                                     -- change; 0: not known, or none is owed
ALTER TABLE wallet_recharges ADD COLUMN ended_by TEXT;                -- 'merchant', 'consumer': by its first payout, for good
ALTER TABLE wallet_licences ADD COLUMN ended_at BIGINT;               -- when its last day was brought forward; NULL: it was not
ALTER TABLE wallet_licences ADD COLUMN end_reason TEXT;
ALTER TABLE wallet_licences ADD COLUMN end_actor_id BIGINT;

-- module: cards
CREATE TABLE card_states (                  -- every change of a card's state, so that a late sale finds the one of its moment
  owner_id   BIGINT NOT NULL,
  card_id    BIGINT NOT NULL,
  version    BIGINT NOT NULL,               -- of the card, after the change
  before     TEXT   NOT NULL,
  after      TEXT   NOT NULL,
  reason     TEXT   NOT NULL,               -- in words; '' where the program did it
  changed_at BIGINT NOT NULL,
  changed_by BIGINT NOT NULL,
  PRIMARY KEY (owner_id, card_id, version)
) /*clustered*/;
