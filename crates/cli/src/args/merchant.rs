//! `payscore merchant …` as it is typed.

use super::{Database, Identity, Seal};
use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// What to do with merchants.
#[derive(Subcommand)]
pub(crate) enum Merchant {
    /// List merchants with their services and users
    List,
    /// Show all that a merchant's back end has to know
    Show {
        /// A merchant number, `default` or `partner`
        #[arg(value_name = "MERCHANT", default_value = "default", value_parser = NonEmptyStringValueParser::new())]
        name: String,
        /// The APIv2 and APIv3 keys, too, read from the data folder
        #[arg(long)]
        secrets: bool,
        /// The server's data folder as seen from here; when left out, the one that the server names
        #[arg(long, value_name = "FOLDER")]
        data: Option<PathBuf>,
    },
    /// Change what a running server lets one change
    #[command(arg_required_else_help = true)]
    Set {
        /// A merchant number, `default` or `partner`
        #[arg(value_name = "MERCHANT", value_parser = NonEmptyStringValueParser::new())]
        name: String,
        #[command(flatten)]
        settings: Settings,
    },
    /// Add a merchant with new keys; it is usable at once
    Add {
        /// Its number: digits; drawn when left out
        mchid: Option<String>,
        /// Of which kind its keys are; SM2 is 国密
        #[arg(long)]
        algorithm: Option<Algorithm>,
        #[command(flatten)]
        terms: Terms,
    },
    /// Add a merchant with your own keys and certificate
    Import {
        /// The merchant number; when left out, the one that the certificate was issued to
        #[arg(long)]
        mchid: Option<String>,
        #[command(flatten)]
        keys: OwnKeys,
        #[command(flatten)]
        terms: Terms,
    },
}

/// What may be changed.
#[derive(Args)]
pub(crate) struct Settings {
    /// Where notifications of operations without a `notify_url` go; empty for nowhere
    #[arg(long, value_name = "URL")]
    pub(crate) notify_url: Option<String>,
    /// With which identity the platform signs by itself
    #[arg(long, value_name = "IDENTITY")]
    pub(crate) platform_identity: Option<Identity>,
}

/// Whether a merchant calls for itself.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Kind {
    /// For itself
    Direct,
    /// A service provider, for a sub-merchant
    Partner,
}

/// Kinds of keys.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Algorithm {
    /// RSA with SHA-256, AES-256-GCM
    Rsa,
    /// SM2 with SM3, SM4-GCM
    Sm2,
}

/// What a new merchant is, besides its keys.
#[derive(Args)]
pub(crate) struct Terms {
    /// Whether it calls for itself or for a sub-merchant
    #[arg(long)]
    pub(crate) kind: Option<Kind>,
    /// Its application; drawn when left out
    #[arg(long)]
    pub(crate) appid: Option<String>,
    /// A provider's sub-merchant; drawn when left out
    #[arg(long)]
    pub(crate) sub_mchid: Option<String>,
    /// The sub-merchant's application; drawn when left out
    #[arg(long)]
    pub(crate) sub_appid: Option<String>,
    #[command(flatten)]
    pub(crate) settings: Settings,
    /// Give a merchant that exists these keys; what is left out stays as it is
    #[arg(long)]
    pub(crate) replace: bool,
    /// Into the data folder of a server that is not running, or a folder that is to become one; with --database, into
    /// that, whether servers run or not
    #[arg(long, value_name = "FOLDER")]
    pub(crate) into: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) database: Database,
    #[command(flatten)]
    pub(crate) seal: Seal,
}

/// A team's own keys. Keys on the command line can be seen by everybody on the machine, and stay in the shell's history.
#[derive(Args)]
pub(crate) struct OwnKeys {
    /// `apiclient_cert.pem`, as WeChat Pay issued it
    #[arg(long, value_name = "FILE", required_unless_present = "p12")]
    pub(crate) cert: Option<PathBuf>,
    /// `apiclient_key.pem`, copied beside it for clients; the server does not need it
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// `apiclient_cert.p12`, which has both
    #[arg(long, value_name = "FILE", conflicts_with_all = ["cert", "key"])]
    pub(crate) p12: Option<PathBuf>,
    /// A file with the password of --p12; `-` is stdin. When left out it is the merchant number, as WeChat Pay sets it
    #[arg(long, value_name = "FILE", requires = "p12")]
    pub(crate) p12_password_file: Option<PathBuf>,
    /// The APIv3 key; visible to others on this machine: rather the variable, or --apiv3-key-file
    #[arg(long, value_name = "KEY", env = "PAYSCORE_APIV3_KEY", hide_env_values = true)]
    pub(crate) apiv3_key: Option<String>,
    /// A file with the APIv3 key; `-` is stdin
    #[arg(long, value_name = "FILE")]
    pub(crate) apiv3_key_file: Option<PathBuf>,
    /// The APIv2 key, for launch signatures; visible to others on this machine: rather the variable, or
    /// --apiv2-key-file
    #[arg(long, value_name = "KEY", env = "PAYSCORE_APIV2_KEY", hide_env_values = true)]
    pub(crate) apiv2_key: Option<String>,
    /// A file with the APIv2 key; `-` is stdin, after the lines of the others that come from there
    #[arg(long, value_name = "FILE")]
    pub(crate) apiv2_key_file: Option<PathBuf>,
}
