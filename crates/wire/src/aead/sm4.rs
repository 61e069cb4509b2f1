//! SM4-GCM under a key that is derived from the APIv3 key, by RustCrypto.

use aes_gcm::AesGcm;
use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use sm3::{Digest as _, Sm3};
use sm4::Sm4;
use zeroize::Zeroize as _;

use super::NONCE_LENGTH;

const KEY_LENGTH: usize = 16;

/// Wiped when dropped, as all that it is made of is.
pub(super) struct Sm4Gcm(AesGcm<Sm4, U12>);

impl Sm4Gcm {
    /// An SM4 key is half as long as an APIv3 key: the first half of the latter's SM3 digest.
    pub(super) fn derive(apiv3_key: &[u8]) -> Self {
        let mut digest = Sm3::digest(apiv3_key);
        let cipher = AesGcm::new_from_slice(&digest[..KEY_LENGTH]).expect("16 bytes are an SM4 key");
        digest.as_mut_slice().zeroize();
        Self(cipher)
    }

    /// Ciphertext and tag; `None` for an absurdly long text.
    pub(super) fn seal(&self, nonce: [u8; NONCE_LENGTH], aad: &str, plaintext: &[u8]) -> Option<Vec<u8>> {
        self.0.encrypt(&nonce.into(), Payload { msg: plaintext, aad: aad.as_bytes() }).ok()
    }

    /// `None` for whatever [`seal`](Self::seal) did not make.
    pub(super) fn open(&self, nonce: [u8; NONCE_LENGTH], aad: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        self.0.decrypt(&nonce.into(), Payload { msg: sealed, aad: aad.as_bytes() }).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    }

    /// RFC 8998, appendix A.1.
    #[test]
    fn the_vector_of_rfc_8998() {
        let cipher = AesGcm::<Sm4, U12>::new_from_slice(&hex("0123456789ABCDEFFEDCBA9876543210")).unwrap();
        let nonce: [u8; NONCE_LENGTH] = hex("00001234567800000000ABCD").try_into().unwrap();
        let aad = hex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2");
        let msg = hex(concat!(
            "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD",
            "EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA",
        ));
        let sealed = cipher.encrypt(&nonce.into(), Payload { msg: &msg, aad: &aad }).unwrap();
        let expected = concat!(
            "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735",
            "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D",
            "83DE3541E4C2B58177E065A9BF7B62EC",
        );
        assert_eq!(sealed, hex(expected));
        assert_eq!(Sm4Gcm(cipher).open(nonce, "", &sealed), None, "bound to the associated data");
    }

    /// GB/T 32905-2016, appendix A.1.
    #[test]
    fn the_vector_of_sm3() {
        assert_eq!(
            Sm3::digest(b"abc").to_vec(),
            hex("66C7F0F462EEEDD9D1F2D46BDC10E4E24167C4875CF2F7A2297DA02B8F4BA8E0")
        );
    }
}
