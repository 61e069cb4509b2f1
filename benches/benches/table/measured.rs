//! What the rounds have measured, and the rows that are made of it.

use std::collections::BTreeMap;
use std::time::Duration;

/// What a request needs of RSA: signatures made, and signatures verified.
#[derive(Clone, Copy)]
pub(crate) struct Rsa {
    pub(crate) signed: f64,
    pub(crate) verified: f64,
}

/// A request is verified, its answer is signed.
pub(crate) const REQUEST: Rsa = Rsa { signed: 1.0, verified: 1.0 };
/// Nothing at all.
pub(crate) const NONE: Rsa = Rsa { signed: 0.0, verified: 0.0 };

/// What one signature and one verification take, in microseconds of time and of CPU.
#[derive(Clone, Copy, Default)]
pub(crate) struct Limit {
    pub(crate) sign: f64,
    pub(crate) verify: f64,
    pub(crate) sign_cpu: f64,
    pub(crate) verify_cpu: f64,
}

impl Limit {
    fn time(&self, rsa: Rsa) -> f64 {
        self.sign * rsa.signed + self.verify * rsa.verified
    }

    fn cpu(&self, rsa: Rsa) -> f64 {
        self.sign_cpu * rsa.signed + self.verify_cpu * rsa.verified
    }
}

/// Values of all rounds by name, one a round.
#[derive(Default)]
pub(crate) struct Measured {
    values: BTreeMap<String, Vec<f64>>,
    limit: Limit,
}

impl Measured {
    /// The RSA limit, which the other values of its round are compared with.
    pub(crate) fn limit(&mut self, limit: Limit) {
        self.limit = limit;
        self.add("limit rate", 1e6 / limit.time(REQUEST));
        self.add("limit cpu", limit.cpu(REQUEST));
        self.add("sign", limit.sign);
        self.add("verify", limit.verify);
    }

    /// So many requests took so much time, and the server so much CPU.
    pub(crate) fn load(&mut self, name: &str, rsa: Rsa, count: usize, time: Duration, cpu: Duration) {
        let each = |time: Duration| time.as_secs_f64() * 1e6 / to_f64(count);
        let (limit, cpu) = (self.limit, each(cpu));
        self.add(&format!("{name} rate"), 1e6 / each(time));
        self.add(&format!("{name} ratio"), limit.time(rsa) / each(time));
        self.add(&format!("{name} cpu"), cpu);
        self.add(&format!("{name} besides"), cpu - limit.cpu(rsa));
    }

    /// How long something took, in microseconds, also as a multiple of the RSA limit's time.
    pub(crate) fn time(&mut self, name: &str, micros: f64) {
        self.add(name, micros);
        let ratio = micros / self.limit.time(REQUEST);
        self.add(&format!("{name} ratio"), ratio);
    }

    pub(crate) fn add(&mut self, name: &str, value: f64) {
        self.values.entry(name.to_owned()).or_default().push(value);
    }

    /// The median of the rounds.
    pub(crate) fn median(&self, name: &str) -> Option<f64> {
        self.values.get(name).map(|values| median(values.clone()))
    }

    /// What the last round measured.
    pub(crate) fn last(&self, name: &str) -> f64 {
        self.values.get(name).and_then(|values| values.last()).copied().unwrap_or(f64::NAN)
    }

    /// The median of the rounds' quotients.
    pub(crate) fn quotient(&self, of: &str, by: &str) -> Option<f64> {
        let (of, by) = (self.values.get(of)?, self.values.get(by)?);
        Some(median(of.iter().zip(by).map(|(of, by)| of / by).collect()))
    }
}

pub(crate) fn to_f64(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
