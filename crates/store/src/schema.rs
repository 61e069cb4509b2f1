//! The tables, as every backend has them. The migrations say why each column and index is there.

diesel::table! {
    /// One row a record; `doc` is the record itself, `timeline` what happened to it, the other columns are what it is
    /// found by.
    records (row) {
        row -> BigInt,
        mchid -> Text,
        kind -> Text,
        number -> Text,
        service_id -> Text,
        order_kind -> Text,
        state -> Text,
        openid -> Nullable<Text>,
        in_progress -> Nullable<Integer>,
        version -> BigInt,
        created_at -> BigInt,
        next_due -> Nullable<BigInt>,
        doc -> Text,
        timeline -> Text,
    }
}

diesel::table! {
    /// Further names that records are found by.
    handles (mchid, kind, name, value, record_row) {
        record_row -> BigInt,
        mchid -> Text,
        kind -> Text,
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    /// Which row numbers were handed out.
    row_numbers (only_row) {
        only_row -> BigInt,
        used -> BigInt,
    }
}

diesel::table! {
    /// The outbox: notifications and where they stand.
    notifications (row) {
        row -> BigInt,
        id -> Text,
        mchid -> Text,
        subject -> Text,
        event_type -> Text,
        url -> Text,
        created_at -> BigInt,
        plaintext -> Text,
        phase -> Text,
        due -> Nullable<BigInt>,
        held -> Nullable<Integer>,
        attempted -> BigInt,
    }
}

diesel::table! {
    /// Attempts to deliver notifications.
    attempts (notification_row, nth) {
        notification_row -> BigInt,
        nth -> BigInt,
        number -> BigInt,
        at -> BigInt,
        status -> Nullable<Integer>,
        duration_ms -> BigInt,
        error -> Nullable<Text>,
        response_body -> Nullable<Text>,
        fault -> Nullable<Text>,
    }
}

diesel::table! {
    /// What outlives a restart besides records.
    settings (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::joinable!(handles -> records (record_row));
diesel::allow_tables_to_appear_in_same_query!(records, handles);
