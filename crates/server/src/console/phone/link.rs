//! Links to the phone, and QR codes of them for a real one.

use crate::app::App;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use qrcode::{Color, QrCode};
use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr, UdpSocket};

/// A screen of the phone, to be opened here or by another device.
pub(in crate::console) struct PhoneLink {
    /// On this machine.
    pub(in crate::console) href: String,
    /// On another one.
    pub(in crate::console) reach: Reach,
}

/// As a segment of a path, or a value in a query.
pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// Whether another device could open a page of the console.
pub(in crate::console) enum Reach {
    /// The server listens to its own machine only.
    Local,
    /// It listens to others, but lets nobody else in.
    Closed,
    /// By this address, also as a QR code.
    Open { address: String, code: Option<Qr> },
}

/// A QR code as a drawing: so many modules wide, and where it is black.
pub(in crate::console) struct Qr {
    pub(in crate::console) width: usize,
    pub(in crate::console) path: String,
}

impl PhoneLink {
    /// Where an order is confirmed or a plan signed, by the `package`, or a service authorized, by the token.
    pub(in crate::console) fn of_package(app: &App, package: &str) -> Self {
        Self::to(app, format!("{}?package={}", super::HOME, encoded(package)))
    }

    /// Any screen.
    pub(super) fn to(app: &App, href: String) -> Self {
        let token = app.config.control_token.as_deref();
        let reach = reach(app.addresses.http, own_address, token, &href);
        Self { href, reach }
    }
}

fn reach(listening: SocketAddr, own: impl Fn() -> Option<IpAddr>, token: Option<&str>, href: &str) -> Reach {
    let ip = match listening.ip() {
        ip if ip.is_loopback() => return Reach::Local,
        ip if ip.is_unspecified() => own(),
        ip => Some(ip),
    };
    let (Some(ip), Some(token)) = (ip, token) else { return Reach::Closed };
    let at = SocketAddr::new(ip, listening.port());
    let address = format!("http://{at}{}?token={}&to={}", crate::control::ENTRANCE, encoded(token), encoded(href));
    let code = Qr::of(&address);
    Reach::Open { address, code }
}

/// By which address this machine goes out, and others may find it. Nothing is sent: a datagram's socket that is
/// connected only chooses its route.
fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    socket.local_addr().ok().map(|address| address.ip()).filter(|ip| !ip.is_unspecified() && !ip.is_loopback())
}

impl Qr {
    /// `None` where the text is too long.
    fn of(text: &str) -> Option<Self> {
        let code = QrCode::new(text).ok()?;
        let width = code.width();
        let mut path = String::new();
        for (at, color) in code.to_colors().into_iter().enumerate() {
            if color == Color::Dark {
                let _ = write!(path, "M{} {}h1v1h-1z", at % width, at / width);
            }
        }
        Some(Self { width, path })
    }

    /// With the white edge that readers need.
    pub(in crate::console) fn view_box(&self) -> String {
        format!("-4 -4 {0} {0}", self.width + 8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(listening: &str, token: Option<&str>) -> Reach {
        let own = || Some(IpAddr::from([192, 168, 1, 7]));
        reach(listening.parse().expect("an address"), own, token, "/_payscore/console/phone?package=a%2B")
    }

    #[test]
    fn another_device_needs_an_address_and_the_token() {
        assert!(matches!(of("127.0.0.1:9080", Some("t")), Reach::Local));
        assert!(matches!(of("[::1]:9080", Some("t")), Reach::Local));
        assert!(matches!(of("0.0.0.0:9080", None), Reach::Closed));
        let Reach::Open { address, code } = of("0.0.0.0:9080", Some("a&b")) else { panic!("it is open") };
        let to = "%2F%5Fpayscore%2Fconsole%2Fphone%3Fpackage%3Da%252B";
        assert_eq!(address, format!("http://192.168.1.7:9080/_payscore/console/enter?token=a%26b&to={to}"));
        assert!(code.is_some());
        let Reach::Open { address, .. } = of("10.0.0.5:80", Some("t")) else { panic!("it is open") };
        assert!(address.starts_with("http://10.0.0.5:80/"), "{address}");
    }

    #[test]
    fn a_code_is_drawn_with_its_finders() {
        let code = Qr::of("http://192.168.1.7:9080/").expect("it is short");
        assert_eq!((code.width - 21) % 4, 0, "versions grow by four");
        assert!(code.path.starts_with("M0 0h1v1h-1zM1 0h1v1h-1z"), "the corner is dark");
        assert_eq!(code.view_box(), format!("-4 -4 {0} {0}", code.width + 8));
        assert!(Qr::of(&"a".repeat(8000)).is_none());
    }
}
