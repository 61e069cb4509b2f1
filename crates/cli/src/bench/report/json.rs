//! The figures for programs.

use super::{PERCENTILES, operations, rate, seconds};
use crate::bench::figures::Latencies;
use crate::bench::run::{Notices, Outcome};
use payscore_wire::rfc3339;
use serde_json::{Map, Value, json};

/// All of it.
pub(super) fn json(outcome: &Outcome) -> Value {
    let figures = &outcome.figures;
    let operation = |(name, latencies, errors): (&str, &Latencies, u64)| {
        json!({
            "operation": name, "answers": latencies.count(), "errors": errors,
            "per_second": rate(latencies.count(), outcome), "latency_ms": spread(latencies),
        })
    };
    let by_code = figures.by_code.iter().map(|((operation, status, code), count)| {
        json!({ "operation": operation.name(), "status": status, "code": code, "count": count })
    });
    let first = figures.first_errors.iter().map(|failure| {
        let (operation, message) = (failure.operation.name(), &failure.message);
        json!({ "operation": operation, "status": failure.status, "code": failure.code, "message": message })
    });
    let each = seconds(outcome).map(|(at, part, second)| {
        let answers: u64 = second.answers.iter().sum();
        json!({ "second": at, "measured": part, "answers": answers, "errors": second.errors })
    });
    json!({
        "server": outcome.server,
        "version": outcome.version,
        "date": rfc3339::format(outcome.unix),
        "machine": {
            "cpu": outcome.machine.cpu, "cores": outcome.machine.cores, "system": outcome.machine.system,
        },
        "mchid": outcome.mchid,
        "plan": outcome.plan.name(),
        "connections": outcome.connections,
        "rate": outcome.extent.rate,
        "requests": outcome.extent.turns,
        "duration_seconds": outcome.extent.seconds,
        "warm_up": outcome.warm_up,
        "measured_seconds": outcome.measured.as_secs_f64(),
        "rounds": outcome.rounds,
        "turns": outcome.turns,
        "overdue": outcome.overdue,
        "interrupted": outcome.is_interrupted,
        "server_gone": outcome.is_gone,
        "signing": {
            "requests": outcome.signed, "seconds": outcome.signing.as_secs_f64(),
            "signed_again_while_running": outcome.signed_again,
        },
        "answers": figures.answers(),
        "operations": operations(outcome).map(operation).collect::<Vec<_>>(),
        "errors": {
            "total": figures.errors(), "by_code": by_code.collect::<Vec<_>>(), "first": first.collect::<Vec<_>>(),
        },
        "seconds": each.collect::<Vec<_>>(),
        "notifications": notifications(&outcome.notices),
    })
}

fn notifications(notices: &Notices) -> Value {
    let events = notices.events.iter().map(|(event, of_event)| {
        let (owed, delivered) = (of_event.owed, of_event.delays.count());
        json!({
            "event_type": event.name(), "owed": owed, "delivered": delivered, "missing": owed - delivered,
            "delay_ms": spread(&of_event.delays),
        })
    });
    let counts = &notices.counts;
    let own = notices.is_own;
    json!({
        "url": notices.url,
        "received_by_bench": own,
        "missing": notices.missing(),
        "duplicates": counts.duplicates,
        "invalid": counts.invalid,
        "not_taken": counts.refused,
        "endpoint_ms": if own { Value::Null } else { spread(&counts.endpoint) },
        "events": events.collect::<Vec<_>>(),
    })
}

/// `p50`, `p90`, `p99`, `p99.9` and the ends, in milliseconds.
fn spread(latencies: &Latencies) -> Value {
    if latencies.count() == 0 {
        return Value::Null;
    }
    let mut spread: Map<String, Value> =
        PERCENTILES.iter().map(|percent| (format!("p{percent}"), latencies.percentile(*percent).into())).collect();
    spread.insert("min".to_owned(), latencies.shortest().into());
    spread.insert("mean".to_owned(), latencies.mean().into());
    spread.insert("max".to_owned(), latencies.longest().into());
    Value::Object(spread)
}
