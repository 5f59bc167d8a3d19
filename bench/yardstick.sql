-- The yardstick of bench/bench.py: what a careful team would write for the same checkout on PostgreSQL, with the same
-- guarantees: a claim that makes a sale happen once, price look-ups, the receipt with its lines, a guarded account, a lot,
-- a journal entry chained by SHA-256, an outbox row; one transaction, durable. Variables: members.

CREATE TABLE items (item_id bigint PRIMARY KEY, code text NOT NULL UNIQUE, name text NOT NULL, list_price bigint NOT NULL);
CREATE TABLE directory (
  programme_id bigint NOT NULL, kind text NOT NULL, value bytea NOT NULL, owner_id bigint NOT NULL, created_at bigint NOT NULL,
  PRIMARY KEY (programme_id, kind, value)
);
CREATE TABLE members (
  owner_id bigint PRIMARY KEY, programme_id bigint NOT NULL, member_code text NOT NULL, state text NOT NULL,
  name text NOT NULL, gender text NOT NULL, birthday bigint, phone_sealed bytea, joined_on bigint NOT NULL
);
CREATE TABLE cards (
  owner_id bigint NOT NULL, card_id bigint NOT NULL, number text NOT NULL, state text NOT NULL, is_primary bigint NOT NULL,
  PRIMARY KEY (owner_id, card_id)
);
CREATE TABLE accounts (
  owner_id bigint PRIMARY KEY, balance bigint NOT NULL, a bigint NOT NULL, redeemed bigint NOT NULL, owed bigint NOT NULL,
  seq bigint NOT NULL, head_entry_id bigint NOT NULL, head_hash bytea NOT NULL, posted_at bigint NOT NULL,
  CHECK (owed >= 0)
) WITH (fillfactor = 80);
CREATE TABLE lots (
  owner_id bigint NOT NULL, expires_on bigint NOT NULL, lot_id bigint NOT NULL, class text NOT NULL,
  original bigint NOT NULL, remaining bigint NOT NULL, held bigint NOT NULL, expired bigint NOT NULL,
  PRIMARY KEY (owner_id, expires_on, lot_id, class), CHECK (remaining >= 0 AND remaining + expired <= original)
);
CREATE TABLE entries (
  entry_id bigint NOT NULL, owner_id bigint NOT NULL, seq bigint NOT NULL, prev_entry_id bigint NOT NULL,
  posted_at bigint NOT NULL, occurred_at bigint NOT NULL, cause_kind text NOT NULL, cause_id bigint NOT NULL,
  reason text NOT NULL, class text NOT NULL, debit text NOT NULL, credit text NOT NULL, amount bigint NOT NULL,
  expires_on bigint NOT NULL, lot_id bigint NOT NULL, balance bigint NOT NULL, actor_id bigint NOT NULL, hash bytea NOT NULL,
  PRIMARY KEY (entry_id, owner_id), CHECK (amount >= 0)
);
CREATE TABLE claims (
  till_id bigint NOT NULL, claim text NOT NULL, owner_id bigint NOT NULL, receipt_id bigint NOT NULL,
  request_hash bytea NOT NULL, PRIMARY KEY (till_id, claim)
);
CREATE TABLE receipts (
  receipt_id bigint NOT NULL, owner_id bigint NOT NULL, kind text NOT NULL, store_id bigint NOT NULL, till_id bigint NOT NULL,
  business_date bigint NOT NULL, sequence bigint NOT NULL, occurred_at bigint NOT NULL, posted_at bigint NOT NULL,
  cashier text NOT NULL, programme_id bigint NOT NULL, programme_version bigint NOT NULL, currency text NOT NULL,
  card_id bigint, list_total bigint NOT NULL, payable bigint NOT NULL, points_earned bigint NOT NULL, points_balance bigint,
  line_count bigint NOT NULL, tenders text NOT NULL, applied text NOT NULL, refunds bigint NOT NULL, refunded bigint NOT NULL,
  state text NOT NULL, actor_id bigint NOT NULL, PRIMARY KEY (receipt_id, owner_id)
);
CREATE TABLE lines (
  receipt_id bigint NOT NULL, owner_id bigint NOT NULL, line bigint NOT NULL, item_id bigint, item_code text NOT NULL,
  quantity bigint NOT NULL, list_price bigint NOT NULL, list_amount bigint NOT NULL, amount bigint NOT NULL,
  points bigint NOT NULL, refunded_quantity bigint NOT NULL, refunded_amount bigint NOT NULL,
  PRIMARY KEY (receipt_id, owner_id, line), CHECK (quantity > 0)
);
CREATE TABLE outbox (
  event_id bigint PRIMARY KEY, kind text NOT NULL, owner_id bigint NOT NULL, created_at bigint NOT NULL, body text NOT NULL
);
CREATE SEQUENCE ids START 1000000;

INSERT INTO items SELECT i, 'A' || 1000 + i, 'item ' || i, 1000 + i * 37 FROM generate_series(1, 400) i;
INSERT INTO members SELECT m, 1, 'M' || m, 'active', 'member ' || m, 'female', 19900101, sha256(m::text::bytea), 20240101
  FROM generate_series(1, :members) m;
INSERT INTO directory SELECT 1, 'phone', sha256(('phone' || m)::bytea), m, 0 FROM generate_series(1, :members) m;
INSERT INTO directory SELECT 1, 'member_code', ('M' || m)::bytea, m, 0 FROM generate_series(1, :members) m;
INSERT INTO cards SELECT m, m, 'V' || m, 'active', 1 FROM generate_series(1, :members) m;
INSERT INTO accounts SELECT m, 0, 0, 0, 0, 0, 0, '\x00', 0 FROM generate_series(1, :members) m;

CREATE FUNCTION checkout(p_phone bigint, p_till bigint, p_lines bigint, p_a bigint, p_b bigint, p_c bigint, p_d bigint)
RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  v_receipt bigint := nextval('ids');
  v_now bigint := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
  v_owner bigint; v_card bigint; v_state text; v_account accounts; v_item items;
  v_total bigint := 0; v_points bigint; v_hash bytea; v_code text;
  v_ids bigint[] := '{}'; v_codes text[] := '{}'; v_prices bigint[] := '{}';
BEGIN
  SELECT owner_id INTO STRICT v_owner FROM directory
    WHERE programme_id = 1 AND kind = 'phone' AND value = sha256(('phone' || p_phone)::bytea);
  SELECT state INTO STRICT v_state FROM members WHERE owner_id = v_owner;
  SELECT card_id INTO STRICT v_card FROM cards WHERE owner_id = v_owner AND is_primary = 1;
  FOREACH v_code IN ARRAY (ARRAY['A' || 1000 + p_a, 'A' || 1000 + p_b, 'A' || 1000 + p_c, 'A' || 1000 + p_d])[1:p_lines] LOOP
    SELECT * INTO STRICT v_item FROM items WHERE code = v_code;
    v_ids := v_ids || v_item.item_id; v_codes := v_codes || v_code; v_prices := v_prices || v_item.list_price;
    v_total := v_total + v_item.list_price;
  END LOOP;
  v_points := v_total / 1000;
  -- Claim first, by insert: a repeated sale finds its row and changes nothing.
  INSERT INTO claims VALUES (
    p_till, 'n:20260101:' || v_receipt, v_owner, v_receipt, sha256((p_phone || ':' || p_till || ':' || v_receipt)::bytea)
  ) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN 0; END IF;
  LOOP
    SELECT * INTO STRICT v_account FROM accounts WHERE owner_id = v_owner;
    v_hash := sha256(v_account.head_hash || int8send(v_receipt) || int8send(v_owner) || int8send(v_account.seq + 1)
      || int8send(v_account.head_entry_id) || int8send(v_now) || int8send(v_points)
      || int8send(v_account.balance + v_points) || 'sale'::bytea || 'earned'::bytea);
    UPDATE accounts SET balance = balance + v_points, a = a + v_points, seq = seq + 1, head_entry_id = v_receipt,
      head_hash = v_hash, posted_at = v_now WHERE owner_id = v_owner AND seq = v_account.seq;
    EXIT WHEN FOUND;  -- else somebody came between: look again
  END LOOP;
  INSERT INTO lots VALUES (v_owner, 20281231, v_receipt, 'a', v_points, v_points, 0, 0);
  INSERT INTO entries VALUES (v_receipt, v_owner, v_account.seq + 1, v_account.head_entry_id, v_now, v_now, 'sale', v_receipt,
    'earned', 'a', 'issued', 'member', v_points, 20281231, v_receipt, v_account.balance + v_points, 1, v_hash);
  INSERT INTO receipts VALUES (v_receipt, v_owner, 'sale', p_till % 40, p_till, 20260101, v_receipt, v_now, v_now, 'C01', 1, 1,
    'CNY', v_card, v_total, v_total, v_points, v_account.balance + v_points, p_lines,
    '[{"kind":"wechat_pay","amount":' || v_total || '}]', '[]', 0, 0, 'posted', 1);
  INSERT INTO lines SELECT v_receipt, v_owner, i, v_ids[i], v_codes[i], 1000, v_prices[i] * 100, v_prices[i], v_prices[i],
    v_points / p_lines, 0, 0 FROM generate_series(1, p_lines) i;
  INSERT INTO outbox VALUES (v_receipt, 'sale.posted', v_owner, v_now,
    '{"receipt":"' || v_receipt || '","store":"' || p_till % 40 || '","payable":' || v_total || ',"points":' || v_points || '}');
  RETURN v_receipt;
END $$;

ANALYZE;
CHECKPOINT;
