//! What upstream demands of a `notify_url`, where the server was started to demand it too.

use crate::app::App;
use crate::refusal::Refusal;
use http::Uri;
use payscore_api::{Issue, Location, Violation};

/// Refuses an address that upstream would refuse: not HTTPS, with a query, or not public.
pub(crate) fn check(app: &App, url: &str) -> Result<(), Refusal> {
    if !app.config.strict_notify_url {
        return Ok(());
    }
    let Some(issue) = unfit(url) else { return Ok(()) };
    Err(Refusal::violation(&Violation {
        location: Location::Body,
        path: vec!["notify_url".to_owned()],
        label: "商户回调地址",
        issue: Box::new(Issue::Rule {
            message: "notify_url必须为外网可访问的https地址，且不能携带参数".to_owned(),
            issue: issue.to_owned(),
        }),
        value: url.into(),
    }))
}

fn unfit(url: &str) -> Option<&'static str> {
    let Ok(uri) = url.parse::<Uri>() else { return Some("not an address") };
    if uri.scheme_str() != Some("https") {
        return Some("not https");
    }
    if uri.query().is_some() {
        return Some("carries a query");
    }
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let private = match host.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V4(ip)) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        Ok(std::net::IpAddr::V6(ip)) => ip.is_loopback() || ip.is_unique_local(),
        Err(_) => host == "localhost" || !host.contains('.'),
    };
    private.then_some("not reachable from the internet")
}

#[cfg(test)]
mod tests {
    use super::unfit;

    #[test]
    fn only_public_https_without_query_fits() {
        assert_eq!(unfit("https://api.example.com/notify"), None);
        assert_eq!(unfit("http://api.example.com/notify"), Some("not https"));
        assert_eq!(unfit("https://api.example.com/notify?a=1"), Some("carries a query"));
        for private in ["https://127.0.0.1/x", "https://192.168.1.2/x", "https://localhost/x", "https://[::1]/x"] {
            assert_eq!(unfit(private), Some("not reachable from the internet"), "{private}");
        }
    }
}
