//! Platform certificates of the async client: downloaded on schedule by a task that ends with the client, and at once
//! when an answer is signed with one that is not known.

use super::{Handle, Shared};
use crate::core::{Answer, Call, Trial, Verdict, accept_certificates, certificates_call, not_kept, unless_refused};
use crate::error::Error;
use crate::response::Response;
use payscore_wire::Certificate;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tokio::task::AbortHandle;

/// The downloads of a client, one at a time.
#[derive(Default)]
pub(super) struct Renewal {
    turn: tokio::sync::Mutex<()>,
    task: Mutex<Option<AbortHandle>>,
}

impl Drop for Renewal {
    fn drop(&mut self) {
        let task = self.task.get_mut().unwrap_or_else(PoisonError::into_inner);
        task.take().inspect(AbortHandle::abort);
    }
}

impl Handle {
    /// Sees to it that the task runs, if there is anything for it to do. A task ends with its runtime; a client may see
    /// several.
    pub(super) fn tend(&self) {
        let shared = &self.shared;
        if shared.refresh.due_in(&shared.config).is_none() {
            return;
        }
        let mut task = shared.renewal.task.lock().unwrap_or_else(PoisonError::into_inner);
        if task.as_ref().is_none_or(AbortHandle::is_finished) {
            *task = Some(tokio::spawn(renew(Arc::downgrade(shared))).abort_handle());
        }
    }

    /// Downloads the certificates to find this one, unless somebody else has since `begun` was read, or it was in vain
    /// too often.
    pub(super) async fn renew_for(&self, serial: &str, begun: u64) {
        let shared = &self.shared;
        let _turn = shared.renewal.turn.lock().await;
        if shared.refresh.may_find(serial, begun, &shared.config) {
            self.renew_now().await;
            shared.refresh.demanded(&shared.config, serial);
        }
    }

    /// The same, for whoever does not wait. Outside a runtime nothing happens.
    pub(super) fn renew_soon(&self, serial: String) {
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let (handle, begun) = (self.clone(), self.shared.refresh.begun());
            runtime.spawn(async move { handle.renew_for(&serial, begun).await });
        }
    }

    async fn renew_now(&self) {
        if let Err(error) = self.download().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "the platform certificates were not downloaded");
        }
    }

    /// Boxed, because a call may lead to a download, which is a call.
    pub(super) async fn download(&self) -> Result<Response<Vec<Certificate>>, Error> {
        let shared = &self.shared;
        shared.refresh.begin();
        let call = certificates_call(&shared.config);
        let downloaded = self.certificate_list(&call).await;
        let accepted = downloaded.and_then(|answer| accept_certificates(&shared.config, answer));
        shared.refresh.finished(&shared.config, accepted.is_ok());
        if let (Ok(list), Some(cache)) = (&accepted, shared.config.certificate_cache()) {
            let (cache, certificates) = (cache.clone(), list.value.clone());
            let saved = tokio::task::spawn_blocking(move || cache.save(&certificates)).await;
            not_kept(saved.unwrap_or_else(|panic| Err(std::io::Error::other(panic))));
        }
        accepted
    }

    /// Tries again like any call, but leaves it to the list to say who signed it.
    async fn certificate_list(&self, call: &Call) -> Result<Answer, Error> {
        let config = &self.shared.config;
        let mut trial = Trial::new(config, &self.shared.traffic, call);
        loop {
            let outcome = self.send_once(call, None, &trial).await.and_then(|answer| unless_refused(config, answer));
            match trial.judge(call, outcome) {
                Verdict::Done(result) => return result,
                Verdict::Again(wait) => config.timer().sleep(wait).await,
            }
        }
    }
}

/// Until the client is gone, or has no platform certificates any more.
async fn renew(client: Weak<Shared>) {
    while let Some(shared) = client.upgrade() {
        let Some(wait) = shared.refresh.due_in(&shared.config) else { return };
        if wait.is_zero() {
            let _turn = shared.renewal.turn.lock().await;
            Handle { shared: shared.clone() }.renew_now().await;
        } else {
            let sleep = shared.config.timer().sleep(wait);
            // The client must be able to go meanwhile.
            drop(shared);
            sleep.await;
        }
    }
}
