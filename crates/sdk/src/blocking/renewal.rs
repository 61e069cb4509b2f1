//! Platform certificates of the blocking client: downloaded by the first call for which they are due, and at once when
//! an answer is signed with one that is not known. There is no thread of its own.

use super::Handle;
use crate::core::{Answer, Call, Trial, Verdict, accept_certificates, certificates_call, not_kept, unless_refused};
use crate::error::Error;
use crate::response::Response;
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

    /// Downloads the certificates to find this one, unless somebody else has since `begun` was read, or it was in vain
    /// too often.
    pub(super) fn renew_for(&self, serial: &str, begun: u64) {
        let shared = &self.shared;
        let _turn = shared.renewal.turn.lock().unwrap_or_else(PoisonError::into_inner);
        if shared.refresh.may_find(serial, begun, &shared.config) {
            self.renew_now();
            shared.refresh.demanded(&shared.config, serial);
        }
    }

    fn renew_now(&self) {
        if let Err(error) = self.download() {
            tracing::warn!(error = &error as &dyn std::error::Error, "the platform certificates were not downloaded");
        }
    }

    pub(super) fn download(&self) -> Result<Response<Vec<Certificate>>, Error> {
        let shared = &self.shared;
        shared.refresh.begin();
        let call = certificates_call(&shared.config);
        let downloaded = self.certificate_list(&call);
        let accepted = downloaded.and_then(|answer| accept_certificates(&shared.config, answer));
        shared.refresh.finished(&shared.config, accepted.is_ok());
        if let (Ok(list), Some(cache)) = (&accepted, shared.config.certificate_cache()) {
            not_kept(cache.save(&list.value));
        }
        accepted
    }

    /// Tries again like any call, but leaves it to the list to say who signed it.
    fn certificate_list(&self, call: &Call) -> Result<Answer, Error> {
        let config = &self.shared.config;
        let mut trial = Trial::new(config, &self.shared.traffic, call);
        loop {
            let outcome = self.send_once(call, None, &trial).and_then(|answer| unless_refused(config, answer));
            match trial.judge(call, outcome) {
                Verdict::Done(result) => return result,
                Verdict::Again(wait) => config.timer().pause(wait),
            }
        }
    }
}
