// The one list of outcomes a caller must handle. Codes cross boundaries, sentences do not: the
// words a person reads are chosen by code and language in platform/api/messages.cpp, together with
// the HTTP status. A code is part of the public API: never rename one, never give one a second
// meaning.
#pragma once

#include <string_view>

namespace guanxi {

// X(code): grouped by who owns it. Add at the end of a group; a test wants a text in both
// languages.
// clang-format off
#define GUANXI_ERROR_CODES(X)                                                                       \
  /* a request that cannot be read */                                                               \
  X(malformed_json) X(unsupported_media_type) X(body_too_large) X(unknown_field)                    \
  X(duplicate_field) X(missing_field) X(wrong_type) X(out_of_range) X(too_short) X(too_long)        \
  X(too_many) X(too_few) X(bad_format) X(unknown_value) X(invalid_request) X(bad_cursor)            \
  /* who asks */                                                                                    \
  X(unauthenticated) X(bad_signature) X(stale_timestamp) X(replayed_nonce) X(forbidden)             \
  X(store_out_of_scope) X(credential_expired) X(actor_disabled) X(csrf_missing) X(sign_in_failed)   \
  X(sign_in_locked) X(second_factor_required) X(second_factor_wrong) X(second_factor_state)         \
  X(second_factor_setup_required) X(password_wrong) X(password_weak) X(password_change_required)    \
  X(session_not_found) X(setup_link_not_valid) X(role_not_found) X(role_built_in) X(role_retired)   \
  X(role_in_use) X(unit_not_found) X(last_administrator)                                            \
  /* how it asks */                                                                                 \
  X(not_found) X(method_not_allowed) X(idempotency_key_missing) X(idempotency_key_reused)           \
  X(precondition_required) X(stale_version) X(too_many_requests) X(overloaded) X(timed_out)         \
  X(not_ready) X(storage_full) X(internal) X(conflict)                                              \
  /* org, catalog, programmes */                                                                    \
  X(store_not_found) X(till_not_found) X(till_disabled) X(another_till) X(counter_not_found)        \
  X(item_not_found) X(item_retired) X(category_not_found) X(brand_not_found)                        \
  X(programme_not_found) X(code_taken) X(wrong_parent) X(currency_mismatch) X(time_zone_unknown)    \
  X(no_parameters_in_force)                                                                         \
  /* members, cards */                                                                              \
  X(member_not_found) X(identity_taken) X(card_not_found) X(card_not_usable) X(card_number_taken)   \
  X(member_closed) X(member_frozen) X(identity_required) X(guardian_consent_required)               \
  X(member_restricted) X(birthday_changed_recently) X(profile_field_not_found)                      \
  X(address_not_found) X(relative_not_found) X(consent_text_not_found) X(person_request_not_found)  \
  X(person_request_state) X(stored_value_remains) X(audit_entry_not_found) X(card_type_not_found)   \
  X(card_type_retired) X(card_type_in_use) X(card_range_overlaps) X(card_numbers_used_up)           \
  X(card_number_not_printed) X(card_batch_not_found) X(card_codes_shown) X(card_code_wrong)         \
  X(card_state_forbidden) X(card_track_refused) X(card_track_superseded)                            \
  X(card_track_key_not_found) X(card_track_key_in_use) X(card_range_not_found)                      \
  X(card_range_in_use)                                                                              \
  /* proofs, identities */                                                                          \
  X(proof_required) X(proof_too_weak) X(proof_wrong) X(proof_expired) X(proof_used)                 \
  X(proof_locked) X(proof_not_found) X(pin_not_set) X(pin_weak) X(one_time_codes_too_many)          \
  X(identity_not_found)                                                                             \
  /* registration, paid membership */                                                               \
  X(registration_channel_closed) X(not_eligible) X(charter_required) X(referrer_not_found)          \
  X(phone_is_shared) X(membership_plan_not_found) X(membership_plan_retired)                        \
  X(membership_not_found) X(membership_state) X(membership_price_differs)                           \
  /* rosters, merging */                                                                            \
  X(roster_not_found) X(roster_state) X(roster_differs) X(merge_not_found) X(merge_not_possible)    \
  X(merge_undo_too_late) X(member_merged) X(rosters_too_many)                                       \
  /* points */                                                                                      \
  X(account_not_found) X(account_closed) X(account_frozen) X(not_enough_points) X(points_owed)      \
  X(posting_repeated) X(hold_not_found) X(hold_not_open) X(points_document_not_found)               \
  X(points_document_state) X(points_limit_exceeded) X(points_not_accepted) X(points_payment_limit)  \
  X(points_occasion_not_found) X(points_occasion_retired) X(points_not_for_sale)                    \
  X(points_price_differs) X(points_sale_not_found) X(attachment_not_found) X(attachment_unreadable) \
  /* households */                                                                                  \
  X(audience_not_found) X(audience_retired)                                                         \
  X(household_not_found) X(household_full) X(already_in_household) X(not_in_household)              \
  X(points_transfer_limit)                                                                          \
  /* wallet */                                                                                      \
  X(wallet_not_found) X(wallet_frozen) X(wallet_not_frozen) X(wallet_limit_exceeded)                \
  X(wallet_no_rules) X(not_enough_stored_value) X(stored_value_of_another_company)                  \
  X(not_enough_change) X(change_cap_reached) X(change_off) X(payment_not_found)                     \
  X(nothing_to_pay_out) X(payout_not_in_cash) X(offer_not_found) X(offer_not_in_force)              \
  X(offer_amount_differs) X(change_of_another_company) X(refund_at_another_company)                 \
  X(licence_not_found) X(recharge_used)                                                             \
  /* tiers */                                                                                       \
  X(tier_ladder_not_found) X(tier_ladder_off) X(tier_not_found) X(tier_in_use) X(tier_not_above)    \
  X(tier_rates_decided) X(tier_version_on) X(tier_not_for_sale) X(tier_price_differs)               \
  X(tier_behaviour_not_found) X(tier_simulation_not_found) X(tier_grant_not_found)                  \
  /* risk */                                                                                        \
  X(risk_rule_not_found) X(risk_finding_not_found) X(risk_finding_state) X(stopped_by_risk_rule)    \
  /* sales */                                                                                       \
  X(receipt_not_found) X(receipt_exists) X(quote_not_found) X(quote_expired) X(quote_mismatch)      \
  X(tenders_do_not_add_up) X(line_not_found) X(nothing_left_to_refund) X(refund_exceeds_sale)       \
  X(not_a_sale) X(already_voided) X(void_after_business_day) X(void_after_refund)                   \
  X(refund_exceeds_tender) X(refund_needs_points) X(refund_below_points_price) X(negative_price)    \
  X(empty_receipt) X(occurred_in_future) X(business_date_mismatch) X(own_approval)                  \
  X(actor_not_found) X(receipt_has_member) X(attribution_off) X(attribution_too_late)               \
  X(nothing_left_to_attribute) X(attribution_not_found) X(attribution_state)                        \
  X(attribution_limit_exceeded) X(refund_without_receipt_off) X(refund_without_receipt_limit)       \
  /* pricing */                                                                                     \
  X(pricing_rule_not_found) X(pricing_rule_state) X(replay_not_found)                               \
  /* coupons */                                                                                     \
  X(coupon_template_not_found) X(coupon_template_state) X(coupon_not_found) X(coupon_state)         \
  X(coupon_expired) X(coupon_not_yet_valid) X(coupon_not_applicable) X(coupons_used_up)             \
  X(coupon_member_limit) X(coupon_code_wrong) X(coupon_attempts_exceeded)                           \
  X(coupon_batch_not_found) X(coupon_batch_state) X(coupon_not_transferable)                        \
  X(coupon_balance_too_small) X(gift_stock_used_up) X(coupon_list_not_found) X(coupon_list_state)   \
  X(coupon_birthday_unknown) X(coupon_held) X(coupon_trigger_not_found) X(coupon_trigger_state)     \
  /* downloads */                                                                                   \
  X(download_not_found) X(download_state) X(download_too_large) X(download_in_parts)                \
  X(downloads_too_many)                                                                             \
  /* backups, and copies between stores */                                                          \
  X(backup_not_found) X(backup_running) X(backup_no_directory) X(backup_exists) X(backup_no_room)   \
  X(backup_unwritable) X(backup_unreadable) X(backup_damaged) X(backup_unknown_format)              \
  X(backup_newer_schema) X(backup_other_engine) X(backup_other_key) X(backup_place_taken)           \
  X(backup_differs) X(backup_books_broken) X(backup_stopped) X(backup_failed) X(copy_other_source)  \
  X(copy_source_changed) X(copy_older_schema)
// clang-format on

enum class ErrorCode {
#define GUANXI_X(code) code,
  GUANXI_ERROR_CODES(GUANXI_X)
#undef GUANXI_X
};

/// The code as it appears in JSON and in logs, e.g. "member_not_found".
std::string_view code_name(ErrorCode code);

}  // namespace guanxi
