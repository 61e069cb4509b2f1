//! `payscore platform …`

use clap::{Subcommand, ValueEnum};

/// What to do with the platform's identities.
#[derive(Subcommand)]
pub(crate) enum Platform {
    /// Show them, and what happens to them next
    Show,
    /// Replace one: announce its successor now and go on by the service clock, or do the phase that is named
    Rotate {
        /// Which
        #[arg(long, value_enum, default_value_t = Identity::Certificate)]
        identity: Identity,
        /// Do this phase now; those after it follow by the service clock, 5 days apart
        #[arg(long, value_enum)]
        phase: Option<Phase>,
        /// Do all phases that are left now, without a time in which both are known
        #[arg(long, conflicts_with = "phase")]
        now: bool,
    },
}

/// What the platform signs with.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Identity {
    /// The platform certificate
    Certificate,
    /// The WeChat Pay public key
    #[value(alias = "public_key")]
    PublicKey,
}

/// The phases of a replacement.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Phase {
    /// The new one is listed; the old one signs
    Announce,
    /// The new one signs; whoever names the old one still gets it
    Switch,
    /// The old one is gone
    Retire,
}
