//! Charts: orders by state over time, calls and how long they take, notifications taken or not.

use super::chart::{Chart, Series};
use super::{Ui, render};
use crate::app::App;
use crate::control::ControlError;
use crate::figures::Bucket;
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use std::sync::Arc;
use std::time::Duration;

/// The states of orders, in the order of a life, with their class in the style sheet.
const STATES: [(&str, &str); 8] = [
    ("CREATED", "c1"),
    ("DOING", "c2"),
    ("USER_ACCEPTED", "c3"),
    ("FINISHED", "c4"),
    ("DONE", "c5"),
    ("USER_PAID", "c6"),
    ("REVOKED", "c7"),
    ("EXPIRED", "c8"),
];

#[derive(Template)]
#[template(path = "figures.html")]
struct FiguresPage {
    ui: Ui,
    orders: u64,
    /// How far back the charts go.
    span: String,
    figures: Vec<Figure>,
}

struct Figure {
    id: &'static str,
    title: String,
    unit: String,
    chart: Chart,
}

/// `GET /_payscore/console/figures`
pub(super) async fn show(ui: Ui, State(app): State<Arc<App>>) -> Result<Html<String>, ControlError> {
    let counts = app.order_counts.now(&*app.store, &app.figures).await?;
    let (width, buckets) = app.figures.all();
    let orders = counts.iter().map(|(_, count)| count).sum();
    let span = span(width * u32::try_from(buckets.len()).unwrap_or(u32::MAX));
    let figures = vec![
        Figure {
            id: "by-state",
            title: ui.t("Orders by state", "各状态的订单").to_owned(),
            unit: ui.t("orders", "笔").to_owned(),
            chart: Chart::stacked(by_state(&counts, &buckets)),
        },
        Figure {
            id: "calls",
            title: ui.t("API calls a second", "每秒接口调用").to_owned(),
            unit: ui.t("a second", "次/秒").to_owned(),
            chart: Chart::stacked(calls(&ui, width, &buckets)),
        },
        Figure {
            id: "latency",
            title: ui.t("How long calls take", "接口耗时").to_owned(),
            unit: "ms".to_owned(),
            chart: Chart::lines(latency(&ui, &buckets)),
        },
        Figure {
            id: "told",
            title: ui.t("Notifications: attempts", "通知发送").to_owned(),
            unit: ui.t("attempts", "次").to_owned(),
            chart: Chart::stacked(told(&ui, &buckets)),
        },
    ];
    render(&FiguresPage { ui, orders, span, figures })
}

/// How many there are now is known, and how they moved: from that follows how many there were.
fn by_state(counts: &[(String, u64)], buckets: &[Bucket]) -> Vec<Series> {
    let series = STATES.iter().map(|(state, class)| {
        let now = counts.iter().find(|(name, _)| name == state).map_or(0, |(_, count)| *count);
        let mut stock = i64::try_from(now).unwrap_or(i64::MAX);
        let mut values: Vec<f64> = buckets
            .iter()
            .rev()
            .map(|bucket| {
                let then = stock;
                stock -= bucket.moves.of(state);
                #[expect(clippy::cast_precision_loss, reason = "a chart")]
                let then = then.max(0) as f64;
                then
            })
            .collect();
        values.reverse();
        Series { class, name: (*state).to_owned(), values }
    });
    series.filter(|one| one.values.iter().any(|value| *value > 0.0)).collect()
}

fn calls(ui: &Ui, width: Duration, buckets: &[Bucket]) -> Vec<Series> {
    let rate =
        |count: fn(&Bucket) -> u32| buckets.iter().map(|one| f64::from(count(one)) / width.as_secs_f64()).collect();
    let series = |class, name: &str, values| Series { class, name: name.to_owned(), values };
    vec![
        series("good", ui.t("succeeded", "成功"), rate(|bucket| bucket.succeeded)),
        series("warn", ui.t("refused (4xx)", "被拒绝 (4xx)"), rate(|bucket| bucket.refused)),
        series("bad", ui.t("failed (5xx)", "失败 (5xx)"), rate(|bucket| bucket.failed)),
    ]
}

fn latency(ui: &Ui, buckets: &[Bucket]) -> Vec<Series> {
    let quantile = |share| buckets.iter().map(|one| one.latency.quantile(share).unwrap_or(f64::NAN)).collect();
    let series = |class, name: &str, values| Series { class, name: name.to_owned(), values };
    vec![
        series("c5", ui.t("half of them within", "半数不超过"), quantile(0.5)),
        series("c2", ui.t("99 % within", "99% 不超过"), quantile(0.99)),
    ]
}

fn told(ui: &Ui, buckets: &[Bucket]) -> Vec<Series> {
    let count = |count: fn(&Bucket) -> u32| buckets.iter().map(|bucket| f64::from(count(bucket))).collect();
    let series = |class, name: &str, values| Series { class, name: name.to_owned(), values };
    vec![
        series("good", ui.t("taken", "已接收"), count(|bucket| bucket.delivered)),
        series("bad", ui.t("not taken", "未接收"), count(|bucket| bucket.untaken)),
    ]
}

/// `1 h 20 min`: as long as it takes to be told apart.
fn span(span: Duration) -> String {
    let minutes = span.as_secs() / 60;
    match minutes {
        0 => format!("{} s", span.as_secs()),
        1..60 => format!("{minutes} min"),
        _ => format!("{} h {} min", minutes / 60, minutes % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_follows_from_what_is() {
        let mut buckets = vec![Bucket::default(); 3];
        buckets[1].moves.note(None, "CREATED");
        buckets[2].moves.note(Some("CREATED"), "DOING");
        let counts = [("CREATED".to_owned(), 4), ("DOING".to_owned(), 1)];
        let drawn: Vec<_> = by_state(&counts, &buckets).into_iter().map(|one| (one.name, one.values)).collect();
        let expected = [("CREATED".to_owned(), vec![4.0, 5.0, 4.0]), ("DOING".to_owned(), vec![0.0, 0.0, 1.0])];
        assert_eq!(drawn, expected);
    }
}
