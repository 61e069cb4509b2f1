//! What every backend must do. A backend's test file names how to open an empty store and runs all of it:
//! `store_suite!(open_empty);`. A case that is not in the list below is reported as unused by the compiler.

pub(crate) mod concurrency;
pub(crate) mod fixtures;
pub(crate) mod lists;
pub(crate) mod orders;
pub(crate) mod outbox;
pub(crate) mod records;
pub(crate) mod state;

/// Runs every case against stores that `$open` opens. It returns what keeps the store alive, and the store; `None` where
/// this machine has no such database.
macro_rules! store_suite {
    ($open:path) => {
        crate::suite::store_suite! { $open;
            orders: a_new_order_is_read_back,
            orders: every_family_and_event_is_read_back,
            orders: a_name_is_taken_once,
            orders: a_name_is_one_merchants_own,
            orders: a_change_replaces_the_version_that_was_read,
            orders: a_stale_change_conflicts,
            orders: a_change_of_no_order_conflicts,
            orders: a_conflict_writes_nothing_at_all,
            orders: a_timeline_keeps_its_order,
            orders: a_query_id_finds_its_merchants_order,
            orders: due_records_come_longest_due_first,
            orders: a_limit_of_nothing_lists_nothing,
            lists: every_combination_of_filters_lists_what_suits_it,
            lists: pages_join_without_gap_or_overlap,
            lists: a_number_is_found_by_its_beginning,
            lists: what_is_rare_is_found_in_the_end,
            records: kinds_have_numbers_of_their_own,
            records: refunds_are_read_back,
            records: a_handle_finds_the_newest_and_lists_all,
            records: several_records_change_together_or_not_at_all,
            records: orders_in_progress_are_counted,
            records: orders_in_progress_are_listed,
            records: a_decision_on_another_number_in_progress_conflicts,
            records: a_decision_that_rests_on_an_older_version_conflicts,
            records: plans_sign_plans_and_applications_are_read_back,
            outbox: a_notification_comes_with_its_order,
            outbox: due_notifications_come_longest_due_first,
            outbox: what_is_due_is_found_merchant_by_merchant,
            outbox: attempts_move_a_notification_through_its_phases,
            outbox: an_attempt_needs_its_notification,
            outbox: an_attempt_that_was_overtaken_changes_nothing_but_the_list_of_attempts,
            outbox: what_has_moved_on_is_not_rescheduled_as_if_it_had_not,
            outbox: an_unaddressed_notification_waits_for_an_address,
            outbox: a_resend_counts_attempts_anew,
            outbox: deliveries_are_filtered_newest_first,
            outbox: settings_are_kept_and_replaced,
            state: a_reset_leaves_what_it_is_given,
            state: a_snapshot_brings_back_what_it_was_made_of,
            state: a_file_that_is_none_is_refused,
            concurrency: one_of_many_creations_wins,
            concurrency: one_of_many_changes_wins,
            concurrency: a_commit_needs_no_polling,
            concurrency: conflicts_leave_their_neighbours_alone,
            concurrency: a_bad_change_leaves_its_neighbours_alone,
            concurrency: what_is_answered_is_visible,
            concurrency: no_read_is_older_than_what_was_acknowledged,
        }
    };
    ($open:path; $($file:ident: $case:ident,)*) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $case() {
                let Some((_kept, store)) = $open() else { return };
                crate::suite::$file::$case(store).await;
            }
        )*
    };
}

pub(crate) use store_suite;
