-- Spreads the store over the machines of a Citus cluster (11.2 or newer: older ones drop the isolation level). Run once, on
-- the coordinator, after `guanxi migrate` and before the first sale, as the owner of the tables:
--
--   psql --set ON_ERROR_STOP=1 --single-transaction --file db/citus.sql "postgresql://guanxi@coordinator/guanxi"
--
-- What it needs, costs and leaves open stands in docs/guide/scale-out.md. tests/parity holds this file to the schema.

-- Of an owner: a member, or a till's anonymous account. They share the type of their distribution column and with it their
-- place, so that everything a sale writes for one owner lies on one machine, and a refund reads it there in one snapshot.
SELECT create_distributed_table('members', 'owner_id');
SELECT create_distributed_table('member_identities', 'owner_id');
SELECT create_distributed_table('member_released', 'owner_id');
SELECT create_distributed_table('member_search', 'owner_id');
SELECT create_distributed_table('consent_entries', 'owner_id');
SELECT create_distributed_table('consent_states', 'owner_id');
SELECT create_distributed_table('person_requests', 'owner_id');
SELECT create_distributed_table('merges', 'owner_id');
SELECT create_distributed_table('profile_values', 'owner_id');
SELECT create_distributed_table('profile_addresses', 'owner_id');
SELECT create_distributed_table('profile_relatives', 'owner_id');
SELECT create_distributed_table('matching_pairs', 'owner_id');
SELECT create_distributed_table('proof_members', 'owner_id');
SELECT create_distributed_table('proof_codes', 'owner_id');
SELECT create_distributed_table('proof_uses', 'owner_id');
SELECT create_distributed_table('cards', 'owner_id');
SELECT create_distributed_table('points_accounts', 'owner_id');
SELECT create_distributed_table('points_lots', 'owner_id');
SELECT create_distributed_table('points_entries', 'owner_id');
SELECT create_distributed_table('points_redemptions', 'owner_id');
SELECT create_distributed_table('points_holds', 'owner_id');
SELECT create_distributed_table('points_documents', 'owner_id');
SELECT create_distributed_table('points_notices', 'owner_id');
SELECT create_distributed_table('points_uses', 'owner_id');
SELECT create_distributed_table('pricing_traces', 'owner_id');
SELECT create_distributed_table('pricing_uses', 'owner_id');
SELECT create_distributed_table('pricing_shares', 'owner_id');
SELECT create_distributed_table('points_transfers', 'owner_id');
SELECT create_distributed_table('points_counted', 'owner_id');
SELECT create_distributed_table('household_members', 'owner_id');
SELECT create_distributed_table('audience_members', 'owner_id');
SELECT create_distributed_table('wallet_accounts', 'owner_id');
SELECT create_distributed_table('wallet_recharges', 'owner_id');
SELECT create_distributed_table('wallet_lots', 'owner_id');
SELECT create_distributed_table('wallet_payments', 'owner_id');
SELECT create_distributed_table('wallet_entries', 'owner_id');
SELECT create_distributed_table('wallet_documents', 'owner_id');
SELECT create_distributed_table('wallet_payouts', 'owner_id');
SELECT create_distributed_table('wallet_buyers', 'owner_id');
SELECT create_distributed_table('card_states', 'owner_id');
SELECT create_distributed_table('tiers_standings', 'owner_id');
SELECT create_distributed_table('tiers_entries', 'owner_id');
SELECT create_distributed_table('tiers_moves', 'owner_id');
SELECT create_distributed_table('registrations', 'owner_id');
SELECT create_distributed_table('registration_referrals', 'owner_id');
SELECT create_distributed_table('registration_dues', 'owner_id');
SELECT create_distributed_table('points_gifts', 'owner_id');
SELECT create_distributed_table('points_sales', 'owner_id');
SELECT create_distributed_table('memberships', 'owner_id');
SELECT create_distributed_table('membership_payments', 'owner_id');
SELECT create_distributed_table('coupons', 'owner_id');
SELECT create_distributed_table('coupon_uses', 'owner_id');
SELECT create_distributed_table('coupon_returns', 'owner_id');
SELECT create_distributed_table('coupon_members', 'owner_id');
SELECT create_distributed_table('coupon_carried', 'owner_id');
SELECT create_distributed_table('coupon_attempts', 'owner_id');
SELECT create_distributed_table('coupon_awards', 'owner_id');
SELECT create_distributed_table('coupon_trades', 'owner_id');
SELECT create_distributed_table('coupon_misses', 'owner_id');
SELECT create_distributed_table('rosters_rows', 'owner_id');
SELECT create_distributed_table('rosters_openings', 'owner_id');
SELECT create_distributed_table('risk_staff', 'owner_id');
SELECT create_distributed_table('risk_deeds', 'owner_id');
SELECT create_distributed_table('risk_findings', 'owner_id');
SELECT create_distributed_table('dashboard_purchases', 'owner_id');
SELECT create_distributed_table('dashboard_members', 'owner_id');
SELECT create_distributed_table('dashboard_tiers', 'owner_id');
SELECT create_distributed_table('sale_receipts', 'owner_id');
SELECT create_distributed_table('sale_lines', 'owner_id');
SELECT create_distributed_table('sale_attributions', 'owner_id');
SELECT create_distributed_table('sale_gifts', 'owner_id');

-- From what a till reads to the owner: found by the value alone, so the value says where. The value makes phone, e-mail and
-- card number unique over all machines. (programme_id or kind would put most of them on one machine.)
SELECT create_distributed_table('member_directory', 'value', colocate_with => 'none');
SELECT create_distributed_table('card_directory', 'number', colocate_with => 'none');
SELECT create_distributed_table('coupon_directory', 'code_hash', colocate_with => 'none');
SELECT create_distributed_table('member_sharers', 'value', colocate_with => 'none');
-- A phone that nobody has yet, and the code that was sent there.
SELECT create_distributed_table('registration_codes', 'phone_hash', colocate_with => 'none');
-- What finds members by a field of their profile: the value again says where.
SELECT create_distributed_table('profile_search', 'value', colocate_with => 'none');
-- Cards in stock belong to nobody yet: they are found by their number, and move to the owner when they are bound.
SELECT create_distributed_table('card_stock', 'number', colocate_with => 'none');

-- What may happen once: a till's receipt numbers and keys, an actor's keys. Asked for before the owner is known for sure, so
-- they lie with who asks; a till's day is one range on one machine, as reconciliation reads it.
SELECT create_distributed_table('sale_claims', 'till_id', colocate_with => 'none');
SELECT create_distributed_table('idempotency_keys', 'actor_id', colocate_with => 'none');
SELECT create_distributed_table('card_receipts', 'receipt_id', colocate_with => 'none');
-- Of several owners; who belongs to it lies with each of them.
SELECT create_distributed_table('households', 'household_id', colocate_with => 'none');
SELECT create_distributed_table('registration_receipts', 'receipt_id', colocate_with => 'none');
SELECT create_distributed_table('payment_references', 'reference', colocate_with => 'none');
-- Files come before their document, and so before anybody knows whose they are.
SELECT create_distributed_table('attachment_files', 'attachment_id', colocate_with => 'none');
SELECT create_distributed_table('attachment_parts', 'attachment_id', colocate_with => 'none');

-- The audit trail, by the chain its entries are spread over: its writers meet in nothing else.
SELECT create_distributed_table('audit_chains', 'chain', colocate_with => 'none');
SELECT create_distributed_table('audit_entries', 'chain', colocate_with => 'none');

-- Small, read by every checkout or at every start, changed by people: a copy on every machine. Their *_versions change in
-- the same transaction, so a copy and its version agree.
SELECT create_reference_table('identity_actors');
SELECT create_reference_table('identity_grants');
SELECT create_reference_table('identity_stores');
SELECT create_reference_table('identity_credentials');
SELECT create_reference_table('identity_changes');
SELECT create_reference_table('identity_versions');
SELECT create_reference_table('identity_passwords');
SELECT create_reference_table('identity_password_history');
SELECT create_reference_table('identity_sessions');
SELECT create_reference_table('identity_sign_ins');
SELECT create_reference_table('identity_guards');
SELECT create_reference_table('identity_second_factors');
SELECT create_reference_table('identity_recovery_codes');
SELECT create_reference_table('identity_setups');
SELECT create_reference_table('identity_roles');
SELECT create_reference_table('identity_role_permissions');
SELECT create_reference_table('identity_held_roles');
SELECT create_reference_table('identity_units');
SELECT create_reference_table('org_units');
SELECT create_reference_table('org_tills');
SELECT create_reference_table('org_versions');
SELECT create_reference_table('catalog_categories');
SELECT create_reference_table('catalog_items');
SELECT create_reference_table('catalog_barcodes');
SELECT create_reference_table('catalog_versions');
SELECT create_reference_table('programmes');
SELECT create_reference_table('programme_versions');
SELECT create_reference_table('consent_texts');
SELECT create_reference_table('profile_fields');
SELECT create_reference_table('registration_terms');
SELECT create_reference_table('membership_plans');
SELECT create_reference_table('card_types');
SELECT create_reference_table('card_type_changes');
SELECT create_reference_table('card_ranges');
SELECT create_reference_table('card_batches');
SELECT create_reference_table('card_track_keys');
SELECT create_reference_table('points_occasions');
SELECT create_reference_table('household_terms');
SELECT create_reference_table('audiences');
SELECT create_reference_table('wallet_offers');
SELECT create_reference_table('wallet_licences');
SELECT create_reference_table('coupon_templates');
SELECT create_reference_table('tiers_ladders');
SELECT create_reference_table('tiers_versions');
SELECT create_reference_table('tiers_changes');
SELECT create_reference_table('risk_rules');
SELECT create_reference_table('pricing_rules');
SELECT create_reference_table('pricing_rule_sets');
SELECT create_reference_table('pricing_parameters');
SELECT create_reference_table('pricing_agreements');
-- Written once, or once an hour; a copy on every machine is what they are for.
SELECT create_reference_table('installations');
SELECT create_reference_table('points_roots');

-- What is left stays a plain table of the coordinator, through which every process connects:
--   outbox_events, outbox_consumers   the order of events is that of the coordinator's transaction ids; a worker would compare
--                                     them with its own, and a row on a worker appears after its transaction is over here
--   sale_store_days                   moved in one transaction with the cursor of its consumer
--   points_days, points_day_sums,     likewise
--     points_outstanding
--   pricing_share_days                likewise
--   dashboard_sums, dashboard_stores, likewise, and a few rows that say how far they have come
--     dashboard_links, dashboard_tier_sums, dashboard_coupon_days, dashboard_walks
--   job_runs, node_leases             a few rows, written every few seconds by whoever lives; nobody joins them
--   import_jobs, rosters_imports      one row, written with every batch of an import
--   rosters_uploads, rosters_parts,   files on their way into an import, and what was not taken of them: gone after days
--     rosters_rejects
--   backup_runs, backup_fillings      a row for each backup; one while a store is being filled
--   duplicate_scans                   a row for each search for duplicates, written while it runs
--   tiers_simulations                 a row for each simulation of a ladder, written while it runs
--   replay_runs                       a row for each replay of past receipts, written while it runs
--   download_files, download_parts    files that people asked for, written while they are made: gone after days
--   points_budgets                    a row for each day of a programme with a budget, written by every sale that takes of it: all
--                                     of them meet in one row wherever it lies
--   pricing_budgets                   a row for each promotion with a limit of days, stores or altogether, likewise
--   coupon_stocks, coupon_pickups     a row for each template (and store), written by every issue (and gift handed out)
--   coupon_batches, coupon_lists,     orders of codes and lists of members, written while a job goes through them
--     coupon_list_rows, coupon_list_refusals
--   coupon_triggers,                  a few rows: how many each issued is written with every coupon that an event issues
--     coupon_trigger_tiers
--   risk_runs                         a row for each time that deeds are looked at again, written while it runs
-- A table that this file forgets would stay on the coordinator as well, and nobody would notice until it is full.
DO $$
DECLARE
  forgotten VARCHAR;
BEGIN
  SELECT string_agg(c.relname, ', ') INTO forgotten
  FROM pg_class c
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
    AND c.relname !~ '_[0-9]{5,}$'                                     -- shards
    AND c.oid NOT IN (SELECT logicalrelid FROM pg_dist_partition)
    AND c.relname NOT IN (
      'outbox_events', 'outbox_consumers', 'sale_store_days', 'points_days', 'points_outstanding', 'job_runs', 'node_leases', 'import_jobs',
      'backup_runs', 'backup_fillings', 'duplicate_scans', 'tiers_simulations', 'risk_runs', 'rosters_imports', 'replay_runs',
      'rosters_uploads', 'rosters_parts', 'rosters_rejects', 'download_files', 'download_parts',
      'points_day_sums', 'dashboard_sums', 'dashboard_stores', 'dashboard_links', 'dashboard_tier_sums', 'dashboard_coupon_days', 'dashboard_walks',
      'coupon_stocks', 'coupon_pickups', 'coupon_batches', 'coupon_lists', 'coupon_list_rows',
      'coupon_list_refusals', 'coupon_triggers', 'coupon_trigger_tiers',
      'points_budgets', 'pricing_budgets', 'pricing_share_days', 'schema_migrations'
    );
  IF forgotten IS NOT NULL THEN
    RAISE EXCEPTION 'db/citus.sql does not say where these tables live: %', forgotten;
  END IF;
END $$;
