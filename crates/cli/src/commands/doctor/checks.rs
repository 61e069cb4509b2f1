//! The set-up: is the server there, are its files sound, does this shell lead to it?

use super::super::env::{inherited, read_authority};
use crate::control::Control;
use crate::error::report;
use payscore::Config;
use payscore_wire::{Certificate, rfc3339};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// So much skew is let pass: five minutes are what the protocol accepts.
const MOST_SKEW: u64 = 60;
/// A certificate that ends sooner is spoken of.
const SOON: i64 = 30 * 24 * 3600;
const UPSTREAM: [&str; 2] = ["mch.weixin.qq.com", "wechatpay.cn"];

/// One result: `ok`, `note` (it may be meant so), or `bad`.
fn check(state: &str, says: impl Into<String>, advice: Option<&str>) -> Value {
    let says = says.into();
    match advice {
        Some(advice) => json!({ "state": state, "says": says, "advice": advice }),
        None => json!({ "state": state, "says": says }),
    }
}

/// All checks, and whether the server answered.
pub(super) fn all(control: &Control, data: Option<&Path>) -> (Vec<Value>, bool) {
    let server = control.server();
    let mut checks = Vec::new();
    let health = control.get(&["health"], &[]);
    let reached = health.is_ok();
    let mut folder = data.map(Path::to_owned);
    match health {
        Ok(health) => {
            checks.push(check(
                "ok",
                format!("a payscore server {} answers at {server}", text(&health, "version")),
                None,
            ));
            checks.extend(clock(control));
            let addresses = control.get(&["addresses"], &[]).unwrap_or_default();
            checks.extend(doors(&addresses));
            folder = folder.or_else(|| addresses["data"].as_str().map(PathBuf::from));
        }
        Err(error) => checks.push(check("bad", report(&error), Some("--server names its address"))),
    }
    if let Some(folder) = folder {
        checks.extend(files(&folder, reached));
    }
    checks.extend(environment(server, inherited));
    checks.extend(std::fs::read_to_string("/etc/hosts").ok().and_then(|hosts| hosts_file(&hosts)));
    (checks, reached)
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or("-")
}

fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    i64::try_from(now).unwrap_or(i64::MAX)
}

/// Signatures go by the wall clock: the server's and this machine's should be the same.
fn clock(control: &Control) -> Option<Value> {
    let clock = control.get(&["clock"], &[]).ok()?;
    let offset = clock["offset_seconds"].as_i64()?;
    let skew = (clock["unix"].as_i64()? - offset).abs_diff(now());
    Some(if skew > MOST_SKEW {
        let says = format!("this machine's clock and the server's are {skew} s apart; 300 s are accepted");
        check("bad", says, Some("set both by NTP"))
    } else if offset != 0 || clock["frozen"] == true {
        let side = if offset < 0 { "behind" } else { "ahead" };
        let stands = if clock["frozen"] == true { ", and frozen" } else { "" };
        let distance = offset.unsigned_abs();
        let says = "clocks agree; the service clock is";
        check("ok", format!("{says} {distance} s {side}{stands}, which signatures do not follow"), None)
    } else {
        check("ok", "clocks agree", None)
    })
}

fn doors(addresses: &Value) -> Vec<Value> {
    let door = |name: &str, what: &str, option: &str| match addresses[name].as_str() {
        Some(address) => check("ok", format!("{what} at {address}"), None),
        None => {
            let advice = format!("SDKs with a fixed host need it: start the server with {option} ADDR, on a free port");
            check("note", format!("no {what}"), Some(&advice))
        }
    };
    vec![door("tls", "TLS", "--tls-listen"), door("proxy", "proxy for WeChat Pay's hosts", "--proxy-listen")]
}

/// The data folder: merchants' credentials, certificates, the authority.
fn files(folder: &Path, server_named_it: bool) -> Vec<Value> {
    let shown = folder.display();
    if !folder.is_dir() {
        let advice = "on another machine or in a container? --data names the folder as it is seen from here";
        let state = if server_named_it { "note" } else { "bad" };
        return vec![check(state, format!("the data folder {shown} is not here"), Some(advice))];
    }
    let mut checks = vec![check("ok", format!("data folder {shown}"), None)];
    let merchants = std::fs::read_dir(folder.join("merchants")).into_iter().flatten().flatten();
    let mut merchants: Vec<PathBuf> = merchants.map(|entry| entry.path()).filter(|path| !path.is_symlink()).collect();
    merchants.sort();
    checks.extend(merchants.iter().filter(|path| path.join("merchant.json").exists()).map(|path| credentials(path)));
    checks.extend(authority(&folder.join("ca").join("ca.pem")));
    checks.extend(ending(&folder.join("ca"), now()));
    checks
}

fn credentials(folder: &Path) -> Value {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if let Err(error) = Config::from_merchant_dir(folder) {
        let mut says = format!("the credentials of merchant {name} cannot be used: {error}");
        let mut cause = std::error::Error::source(&error);
        while let Some(source) = cause {
            says = format!("{says}: {source}");
            cause = source.source();
        }
        return check("bad", says, Some("mend the file, or remove the merchant's folder to have it made anew"));
    }
    let expiry = |file: &str| {
        let certificate =
            std::fs::read_to_string(folder.join(file)).ok().and_then(|pem| Certificate::from_pem(&pem).ok());
        certificate.map(|certificate| certificate.not_after())
    };
    match expiry("apiclient_cert.pem").into_iter().chain(expiry("platform_cert.pem")).min() {
        Some(end) if end < now() + SOON => {
            let says = format!("a certificate of merchant {name} ends on {}", rfc3339::format(end));
            check(
                if end < now() { "bad" } else { "note" },
                says,
                Some("remove the merchant's folder to have it made anew"),
            )
        }
        Some(end) => check("ok", format!("merchant {name}: credentials in order until {}", rfc3339::format(end)), None),
        None => check("bad", format!("merchant {name} has no readable certificate"), None),
    }
}

fn authority(path: &Path) -> Option<Value> {
    if !path.exists() {
        return None;
    }
    let authority = match read_authority(path) {
        Ok(authority) => authority,
        Err(error) => return Some(check("bad", report(&error), None)),
    };
    let trusted = rustls_native_certs::load_native_certs().certs.iter().any(|known| known.as_ref() == authority.der());
    Some(if trusted {
        check("ok", "this machine trusts the server's authority", None)
    } else {
        let advice = "`payscore run -- …` and `payscore env` do without; else `payscore ca install`";
        check("note", "this machine does not trust the server's authority", Some(advice))
    })
}

/// The certificates of TLS, as long as they end in time. The server's own is made anew at a start that comes so late;
/// the authority is not: whoever trusts it would have to trust another one.
fn ending(folder: &Path, now: i64) -> Vec<Value> {
    let made_anew = "restart the server: it makes a new one";
    let files = [
        (
            "ca.pem",
            "the server's authority",
            "remove DATA/ca and restart: a new one is made, which clients have to trust",
        ),
        ("server.pem", "the server's TLS certificate", made_anew),
    ];
    let checks = files.into_iter().filter_map(|(file, what, advice)| {
        let end = read_authority(&folder.join(file)).ok()?.validity().not_after;
        let date = rfc3339::format(end);
        Some(match end {
            _ if end < now => check("bad", format!("{what} ended on {date}"), Some(advice)),
            _ if end < now + SOON => check("note", format!("{what} ends on {date}"), Some(advice)),
            _ => check("ok", format!("{what} lasts until {date}"), None),
        })
    });
    checks.collect()
}

/// Variables that lead programs started from this shell elsewhere, or to files that are not there.
fn environment(server: &str, get: impl Fn(&str) -> Option<String>) -> Vec<Value> {
    let mut checks = Vec::new();
    let host = server.trim_start_matches("http://");
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host).trim_matches(['[', ']']);
    let either = |name: &str| get(name).or_else(|| get(&name.to_lowercase()));
    let exempt = either("NO_PROXY").unwrap_or_default();
    let exempts = |host: &str| {
        let covers = |entry: &str| {
            entry == "*" || host == entry || host.ends_with(&format!(".{}", entry.trim_start_matches('.')))
        };
        exempt.split(',').map(str::trim).filter(|entry| !entry.is_empty()).any(covers)
    };
    let through = either("HTTP_PROXY").or_else(|| either("ALL_PROXY"));
    if let Some(proxy) = through.filter(|_| !exempts(host)) {
        let advice = format!("name the server's host: NO_PROXY={host}");
        checks.push(check(
            "bad",
            format!("plain HTTP goes through the proxy {}, which will not find {server}", bare(&proxy)),
            Some(&advice),
        ));
    }
    if either("HTTPS_PROXY").is_some() && UPSTREAM.iter().any(|host| exempts(&format!("api.{host}"))) {
        let advice = "take WeChat Pay's hosts out of NO_PROXY; `payscore run` does";
        checks.push(check(
            "bad",
            "NO_PROXY keeps WeChat Pay's hosts from the proxy: programs reach the real WeChat Pay",
            Some(advice),
        ));
    }
    for name in ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"] {
        if let Some(path) = get(name).filter(|path| !Path::new(path).exists()) {
            checks.push(check(
                "bad",
                format!("{name} names {path}, which is not there"),
                Some("unset it, or `payscore env`"),
            ));
        }
    }
    if checks.is_empty() {
        checks.push(check("ok", "no proxy variable of this shell stands in the way", None));
    }
    checks
}

/// A proxy's host and port, without the password that it may hold.
fn bare(proxy: &str) -> &str {
    let address = proxy.split_once("://").map_or(proxy, |(_, rest)| rest);
    address.rsplit_once('@').map_or(address, |(_, address)| address)
}

/// A line that sends WeChat Pay's names elsewhere.
fn hosts_file(hosts: &str) -> Option<Value> {
    let lines = hosts.lines().map(|line| line.split('#').next().unwrap_or_default());
    let line = lines.into_iter().find(|line| UPSTREAM.iter().any(|host| line.contains(host)))?;
    let advice = "take it out when the tests are done: nothing on this machine reaches the real WeChat Pay";
    Some(check("note", format!("/etc/hosts has `{}`", line.trim()), Some(advice)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use payscore_wire::Validity;
    use payscore_wire::issue::serial_from;
    use payscore_wire::tls::{Reach, TlsAuthority};

    fn states(variables: &[(&str, &str)]) -> Vec<String> {
        let get = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let checks = environment("http://127.0.0.1:9080", get);
        checks.iter().map(|check| format!("{} {}", text(check, "state"), text(check, "says"))).collect()
    }

    #[test]
    fn variables_in_the_way_are_seen() {
        let one = |variables: &[(&str, &str)], words: &str| {
            let states = states(variables);
            assert!(states.len() == 1 && states[0].contains(words), "{states:?}");
        };
        one(&[], "ok no proxy");
        one(&[("HTTP_PROXY", "http://proxy:3128"), ("NO_PROXY", "localhost, 127.0.0.1")], "ok no proxy");
        one(&[("http_proxy", "http://me:secret@proxy:3128")], "bad plain HTTP goes through the proxy proxy:3128,");
        one(&[("HTTPS_PROXY", "http://127.0.0.1:9090"), ("NO_PROXY", ".mch.weixin.qq.com")], "bad NO_PROXY keeps");
        one(&[("SSL_CERT_FILE", "/nowhere/bundle.pem")], "bad SSL_CERT_FILE names /nowhere/bundle.pem");
    }

    #[test]
    fn certificates_that_end_are_seen() {
        let folder = tempfile::tempdir().expect("a folder");
        let reach = Reach { domains: &["localhost"], addresses: &[[127, 0, 0, 1]] };
        let authority = TlsAuthority::generate("CA", reach, Validity { not_before: 0, not_after: 10 * SOON });
        let authority = authority.expect("an authority");
        let server =
            authority.issue(&["localhost"], Validity { not_before: 0, not_after: 2 * SOON }, serial_from([7; 20]));
        let pems = [
            ("ca.pem", authority.certificate().pem().to_owned()),
            ("server.pem", server.expect("a pair").0.pem().to_owned()),
        ];
        for (file, pem) in pems {
            std::fs::write(folder.path().join(file), pem).expect("a file");
        }
        let states = |now: i64| -> Vec<String> {
            ending(folder.path(), now).iter().map(|check| text(check, "state").to_owned()).collect()
        };
        assert_eq!(states(SOON), ["ok", "ok"]);
        assert_eq!(states(SOON + 1), ["ok", "note"]);
        assert_eq!(states(2 * SOON + 1), ["ok", "bad"]);
        assert_eq!(states(9 * SOON + 1), ["note", "bad"]);
        assert_eq!(states(10 * SOON + 1), ["bad", "bad"]);
    }

    #[test]
    fn a_hosts_entry_is_seen() {
        assert_eq!(hosts_file("127.0.0.1 localhost\n# 127.0.0.1 api.mch.weixin.qq.com\n"), None);
        let seen = hosts_file("127.0.0.1 localhost\n127.0.0.1 api.mch.weixin.qq.com # test\n").expect("a note");
        assert_eq!(seen["says"], "/etc/hosts has `127.0.0.1 api.mch.weixin.qq.com`");
    }
}
