//! The tables, as every backend has them. The migrations say why each column and index is there.

diesel::table! {
    /// One row an order; `doc` is the order itself, the other columns are what it is found by.
    orders (row) {
        row -> BigInt,
        mchid -> Text,
        out_order_no -> Text,
        order_id -> Text,
        service_id -> Text,
        kind -> Text,
        state -> Text,
        openid -> Nullable<Text>,
        query_id -> Nullable<Text>,
        version -> BigInt,
        created_at -> BigInt,
        next_due -> Nullable<BigInt>,
        doc -> Text,
    }
}

diesel::table! {
    /// What happened to orders, oldest first.
    timeline (id) {
        id -> BigInt,
        order_row -> BigInt,
        at -> BigInt,
        event -> Text,
    }
}

diesel::table! {
    /// The outbox: notifications and where they stand.
    notifications (row) {
        row -> BigInt,
        id -> Text,
        mchid -> Text,
        out_order_no -> Text,
        event_type -> Text,
        url -> Text,
        created_at -> BigInt,
        plaintext -> Text,
        phase -> Text,
        due -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// Attempts to deliver notifications.
    attempts (id) {
        id -> BigInt,
        notification_row -> BigInt,
        number -> BigInt,
        at -> BigInt,
        status -> Nullable<Integer>,
        duration_ms -> BigInt,
        error -> Nullable<Text>,
        response_body -> Nullable<Text>,
    }
}

diesel::table! {
    /// What outlives a restart besides orders.
    settings (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::joinable!(timeline -> orders (order_row));
diesel::allow_tables_to_appear_in_same_query!(orders, timeline);
