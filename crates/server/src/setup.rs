//! How SDKs are set up for a server and one of its merchants: what `payscore env` prints, and the console shows.

mod clients;

use std::path::PathBuf;

/// An SDK, or what else makes calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sdk {
    /// payscore
    Rust,
    /// wechatpay-php
    Php,
    /// wechatpay-go
    Go,
    /// wechatpay-java
    Java,
    /// wechatpay-axios-plugin
    Node,
    /// wechatpay-node-v3
    NodeV3,
    /// wechatpayv3
    Python,
    /// rswxpay, wechat-pay-rust-sdk, wxpay-rs
    OtherRust,
    /// curl
    Curl,
}

/// Where a client finds the server, and its merchant's files.
#[derive(Debug, Clone)]
pub struct Access {
    /// `http://127.0.0.1:9080`
    pub base_url: String,
    /// The forward proxy for SDKs whose host is fixed, where there is one.
    pub proxy: Option<Proxy>,
    /// The folder with `merchant.json` and keys.
    pub merchant: PathBuf,
}

/// The way through the forward proxy.
#[derive(Debug, Clone)]
pub struct Proxy {
    /// A name or an address, without brackets.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The server's authority, alone: PEM.
    pub ca: PathBuf,
    /// With the system's, as PEM. `payscore env` writes it.
    pub bundle: PathBuf,
    /// With the system's, as Java reads it. `payscore env` writes it.
    pub store: PathBuf,
}

impl Proxy {
    /// `http://127.0.0.1:9090`
    #[must_use]
    pub fn url(&self) -> String {
        let Self { host, port, .. } = self;
        if host.contains(':') { format!("http://[{host}]:{port}") } else { format!("http://{host}:{port}") }
    }

    /// What a JVM is started with. It reads no variable.
    #[must_use]
    pub fn jvm_options(&self) -> String {
        let options = [
            format!("-Dhttps.proxyHost={}", self.host),
            format!("-Dhttps.proxyPort={}", self.port),
            format!("-Djavax.net.ssl.trustStore={}", self.store.display()),
            "-Djavax.net.ssl.trustStoreType=PKCS12".to_owned(),
        ];
        options.map(|option| if option.contains(' ') { format!("\"{option}\"") } else { option }).join(" ")
    }
}

impl Sdk {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Rust,
        Self::Php,
        Self::Go,
        Self::Java,
        Self::Node,
        Self::NodeV3,
        Self::Python,
        Self::OtherRust,
        Self::Curl,
    ];

    /// Language and name.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Rust => "Rust: payscore",
            Self::Php => "PHP: wechatpay-php",
            Self::Go => "Go: wechatpay-go",
            Self::Java => "Java: wechatpay-java",
            Self::Node => "Node.js: wechatpay-axios-plugin",
            Self::NodeV3 => "Node.js: wechatpay-node-v3",
            Self::Python => "Python: wechatpayv3",
            Self::OtherRust => "Rust: rswxpay, wechat-pay-rust-sdk, wxpay-rs",
            Self::Curl => "curl",
        }
    }

    /// For links.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Php => "php",
            Self::Go => "go",
            Self::Java => "java",
            Self::Node => "node",
            Self::NodeV3 => "node-v3",
            Self::Python => "python",
            Self::OtherRust => "other-rust",
            Self::Curl => "curl",
        }
    }

    /// The variables that its programs look at to get to the server; none where the base address is enough.
    #[must_use]
    pub fn variables(self) -> &'static [&'static str] {
        match self {
            Self::Rust | Self::Php | Self::NodeV3 => &[],
            Self::Node => &["HTTPS_PROXY", "NO_PROXY", "NODE_EXTRA_CA_CERTS"],
            Self::Go | Self::OtherRust => &["HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE"],
            Self::Java => &["JAVA_TOOL_OPTIONS"],
            Self::Python => &["HTTPS_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"],
            Self::Curl => &["HTTPS_PROXY", "NO_PROXY", "CURL_CA_BUNDLE"],
        }
    }

    /// What its programs are started in, where they do not find the server by its address: lines for a shell.
    #[must_use]
    pub fn shell(self, access: &Access) -> Option<String> {
        let proxy = access.proxy.as_ref().filter(|_| !self.variables().is_empty())?;
        let value = |name: &str| match name {
            "HTTPS_PROXY" => proxy.url(),
            "NO_PROXY" => "localhost,127.0.0.1,::1".to_owned(),
            "NODE_EXTRA_CA_CERTS" => proxy.ca.to_string_lossy().into_owned(),
            "JAVA_TOOL_OPTIONS" => proxy.jvm_options(),
            _ => proxy.bundle.to_string_lossy().into_owned(),
        };
        let export = |name: &&str| format!("export {name}='{}'\n", value(name).replace('\'', r"'\''"));
        let exports: String = self.variables().iter().map(export).collect();
        Some(format!("payscore env --server '{}' > /dev/null # writes the files below\n{exports}", access.base_url))
    }

    /// The code that makes a client, to be copied: keys are read from the merchant's folder, the rest is filled in.
    #[must_use]
    pub fn client(self, access: &Access) -> String {
        clients::of(self, access)
    }
}
