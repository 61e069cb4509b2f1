//! Platform certificates of the blocking client: downloaded by the first call for which they are due, and at once when
//! an answer is signed with one that is not known. There is no thread of its own.

use super::Handle;
use crate::core::{Answer, Call, Trial, Verdict, accept_certificates, unless_refused};
use crate::error::Error;
use crate::response::Response;
use http::Method;
use payscore_wire::Certificate;
use std::sync::{Mutex, PoisonError};

/// The downloads of a client, one at a time.
#[derive(Default)]
pub(super) struct Renewal {
    turn: Mutex<()>,
}

impl Handle {
    /// Downloads the certificates if they are due. One call does it; others go on with those there are.
    pub(super) fn tend(&self) {
        let shared = &self.shared;
        let due = || shared.refresh.due_in(&shared.config).is_some_and(|wait| wait.is_zero());
        if due()
            && let Ok(_turn) = shared.renewal.turn.try_lock()
            && due()
        {
            self.renew_now();
        }
    }

    /// Downloads the certificates, unless somebody else has since `attempts` was read, or has done so too often.
    pub(super) fn renew_since(&self, attempts: u64) {
        let shared = &self.shared;
        let _turn = shared.renewal.turn.lock().unwrap_or_else(PoisonError::into_inner);
        if shared.refresh.attempts() == attempts && shared.refresh.admits(&shared.config) {
            self.renew_now();
        }
    }

    fn renew_now(&self) {
        if let Err(error) = self.download() {
            tracing::warn!(error = &error as &dyn std::error::Error, "the platform certificates were not downloaded");
        }
    }

    pub(super) fn download(&self) -> Result<Response<Vec<Certificate>>, Error> {
        let shared = &self.shared;
        let call = Call::new(Method::GET, "/v3/certificates".to_owned());
        let downloaded = self.certificate_list(&call);
        let accepted = downloaded.and_then(|answer| accept_certificates(&shared.config, answer));
        shared.refresh.finished(&shared.config, accepted.is_ok());
        accepted
    }

    /// Tries again like any call, but leaves it to the list to say who signed it.
    fn certificate_list(&self, call: &Call) -> Result<Answer, Error> {
        let config = &self.shared.config;
        let mut trial = Trial::new(config, &self.shared.traffic, call);
        loop {
            let outcome = self.send_once(call, &trial).and_then(|answer| unless_refused(config, answer));
            match trial.judge(call, outcome) {
                Verdict::Done(result) => return result,
                Verdict::Again(wait) => config.timer().pause(wait),
            }
        }
    }
}
