//! Reading what callgrind has written.

/// Where aws-lc's RSA begins, seen from outside: functions of these names, after its prefix. What they call is theirs,
/// too: hashing, big numbers, blinding, memory.
const RSA: [&str; 5] = ["EVP_DigestSign", "EVP_DigestVerify", "EVP_PKEY_sign", "EVP_PKEY_verify", "RSA_"];
const PREFIX: &str = "aws_lc_";
/// What only a Rust function's name has: RSA is called from Rust, and what its own C functions call is counted already.
const RUST: &str = "::";

/// What was executed, by all threads.
#[derive(Default)]
pub struct Profile {
    /// Instructions.
    pub all: u64,
    /// Those in RSA.
    pub rsa: u64,
    /// How often RSA was called.
    pub rsa_calls: u64,
}

impl Profile {
    /// From a file as callgrind writes it with `--compress-strings=no --compress-pos=no`: `fn=` begins a function, a line
    /// of numbers ends in what one of its lines cost by itself; after `calls=` it is what a call cost, all included.
    ///
    /// # Panics
    /// When a number is missing.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut profile = Self::default();
        let (mut in_rust, mut callee_is_rsa, mut after_calls) = (false, false, false);
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("fn=") {
                in_rust = name.contains(RUST);
            } else if let Some(name) = line.strip_prefix("cfn=") {
                callee_is_rsa = in_rust && is_rsa(name);
            } else if let Some(calls) = line.strip_prefix("calls=") {
                after_calls = true;
                if callee_is_rsa {
                    profile.rsa_calls += number(calls.split(' ').next());
                }
            } else if line.starts_with(|first: char| first.is_ascii_digit()) {
                let cost = number(line.split(' ').next_back());
                match (std::mem::take(&mut after_calls), callee_is_rsa) {
                    (false, _) => profile.all += cost,
                    (true, true) => profile.rsa += cost,
                    (true, false) => {}
                }
            }
        }
        profile
    }
}

fn number(text: Option<&str>) -> u64 {
    text.and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("no number in callgrind's file: {text:?}"))
}

/// `aws_lc_0_43_0_EVP_DigestSign`, whatever the version.
fn is_rsa(name: &str) -> bool {
    let Some(versioned) = name.strip_prefix(PREFIX) else { return false };
    let plain = versioned.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '_');
    RSA.iter().any(|entrance| plain.starts_with(entrance))
}

#[cfg(test)]
mod tests {
    use super::Profile;

    #[test]
    fn rsa_is_what_rust_calls_of_it_with_all_that_it_calls() {
        let text = "events: Ir\n\nfn=server::answer\n0 10\ncfn=payscore_wire::sign\ncalls=2 0\n0 1350\n\n\
                    fn=payscore_wire::sign\n0 50\ncfn=aws_lc_0_43_0_EVP_DigestSign\ncalls=2 0\n0 1200\n\
                    cfn=aws_lc_0_43_0_SHA256\ncalls=1 0\n0 100\n\n\
                    fn=aws_lc_0_43_0_EVP_DigestSign\n0 200\ncfn=static_helper\ncalls=2 0\n0 1000\n\n\
                    fn=static_helper\n0 300\n0 300\ncfn=aws_lc_0_43_0_RSA_sign\ncalls=2 0\n0 400\n\n\
                    fn=aws_lc_0_43_0_RSA_sign\n0 400\n\nfn=aws_lc_0_43_0_SHA256\n0 100\n";
        let profile = Profile::parse(text);
        assert_eq!((profile.all, profile.rsa, profile.rsa_calls), (1360, 1200, 2));
    }
}
