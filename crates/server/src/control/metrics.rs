//! `GET /_payscore/metrics`: figures as Prometheus collects them (text exposition format 0.0.4).

use super::ControlError;
use crate::app::App;
use crate::figures::Bucket;
use axum::extract::State;
use axum::response::IntoResponse;
use http::header::CONTENT_TYPE;
use std::fmt::Write as _;
use std::sync::Arc;

/// The text being written. Names and labels here are our own: none needs escaping.
#[derive(Default)]
struct Exposition(String);

impl Exposition {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        let _ = write!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
    }

    fn sample(&mut self, name: &str, label: Option<(&str, &str)>, value: impl std::fmt::Display) {
        let _ = match label {
            Some((label, of)) => writeln!(self.0, "{name}{{{label}=\"{of}\"}} {value}"),
            None => writeln!(self.0, "{name} {value}"),
        };
    }
}

pub(super) async fn metrics(State(app): State<Arc<App>>) -> Result<impl IntoResponse, ControlError> {
    let counts = app.order_counts.now(&*app.store, &app.figures).await?;
    let sum = app.figures.sum();
    let mut text = Exposition::default();
    text.family("payscore_build_info", "gauge", "The version of the server.");
    text.sample("payscore_build_info", Some(("version", env!("CARGO_PKG_VERSION"))), 1);
    calls(&mut text, &sum);
    durations(&mut text, &sum);
    let name = "payscore_notification_attempts_total";
    text.family(name, "counter", "Attempts to deliver notifications, by whether the merchant took them.");
    text.sample(name, Some(("taken", "true")), sum.delivered);
    text.sample(name, Some(("taken", "false")), sum.untaken);
    text.family("payscore_orders", "gauge", "Orders by state.");
    for (state, count) in &counts {
        text.sample("payscore_orders", Some(("state", state)), count);
    }
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text.0))
}

fn calls(text: &mut Exposition, sum: &Bucket) {
    let name = "payscore_calls_total";
    text.family(name, "counter", "API calls by outcome: succeeded (2xx), refused (4xx), failed (5xx).");
    for (outcome, count) in [("succeeded", sum.succeeded), ("refused", sum.refused), ("failed", sum.failed)] {
        text.sample(name, Some(("outcome", outcome)), count);
    }
}

fn durations(text: &mut Exposition, sum: &Bucket) {
    let name = "payscore_call_duration_seconds";
    text.family(name, "histogram", "How long API calls took, commit and signature included.");
    let buckets: Vec<_> = sum.latency.cumulated().collect();
    // The last one has whatever took longer, too.
    let Some(((_, all), bounded)) = buckets.split_last() else { return };
    for (bound, count) in bounded {
        text.sample(&format!("{name}_bucket"), Some(("le", &format!("{bound:.6}"))), count);
    }
    text.sample(&format!("{name}_bucket"), Some(("le", "+Inf")), all);
    text.sample(&format!("{name}_sum"), None, sum.took.as_secs_f64());
    text.sample(&format!("{name}_count"), None, all);
}
