//! A trust store as Java reads it: PKCS#12 (RFC 7292) with certificates only, so nothing in it is secret, and no
//! password protects it. By hand, because it is one screen, and every library for it brings old ciphers along.

/// `pkcs7-data`
const DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01];
/// `certBag`
const CERT_BAG: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x0A, 0x01, 0x03];
/// `x509Certificate`
const X509: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x16, 0x01];
/// `friendlyName`
const FRIENDLY_NAME: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x14];
/// Oracle's `trustedKeyUsage`: without it Java takes the certificate for part of a chain, not for one to trust.
const TRUSTED_KEY_USAGE: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x86, 0xF9, 0x66, 0xAD, 0xCA, 0x7B, 0x01, 0x01];
/// `anyExtendedKeyUsage`
const ANY_USAGE: &[u8] = &[0x55, 0x1D, 0x25, 0x00];

const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const OID: u8 = 0x06;
const BMP_STRING: u8 = 0x1E;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const EXPLICIT_0: u8 = 0xA0;

/// A store that trusts these certificates (DER); the first is ours.
pub(super) fn encode(certificates: &[&[u8]]) -> Vec<u8> {
    let bags: Vec<u8> = certificates.iter().enumerate().flat_map(|(index, der)| bag(index, der)).collect();
    let safe = tlv(SEQUENCE, &[data(&tlv(SEQUENCE, &[bags]))]);
    tlv(SEQUENCE, &[tlv(INTEGER, &[vec![3]]), data(&safe)])
}

fn bag(index: usize, der: &[u8]) -> Vec<u8> {
    let name = if index == 0 { "payscore".to_owned() } else { format!("system-{index}") };
    let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let certificate = tlv(SEQUENCE, &[oid(X509), tlv(EXPLICIT_0, &[tlv(OCTETS, &[der.to_vec()])])]);
    let mut attributes =
        [attribute(FRIENDLY_NAME, tlv(BMP_STRING, &[name])), attribute(TRUSTED_KEY_USAGE, oid(ANY_USAGE))];
    // A set's members are in order in DER.
    attributes.sort_unstable();
    tlv(SEQUENCE, &[oid(CERT_BAG), tlv(EXPLICIT_0, &[certificate]), tlv(SET, &attributes)])
}

fn attribute(name: &[u8], value: Vec<u8>) -> Vec<u8> {
    tlv(SEQUENCE, &[oid(name), tlv(SET, &[value])])
}

fn data(contents: &[u8]) -> Vec<u8> {
    tlv(SEQUENCE, &[oid(DATA), tlv(EXPLICIT_0, &[tlv(OCTETS, &[contents.to_vec()])])])
}

fn oid(bytes: &[u8]) -> Vec<u8> {
    tlv(OID, &[bytes.to_vec()])
}

/// Tag, length, value.
fn tlv(tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    let contents = parts.concat();
    let length = contents.len().to_be_bytes();
    let length = &length[length.iter().position(|byte| *byte != 0).unwrap_or(length.len() - 1)..];
    let mut out = vec![tag];
    if contents.len() > 0x7F {
        // A handful of bytes at most: the length of a length fits easily.
        out.push(0x80 | u8::try_from(length.len()).unwrap_or(0));
    }
    out.extend_from_slice(length);
    out.extend_from_slice(&contents);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_written_short_where_they_are_short() {
        assert_eq!(tlv(OCTETS, &[vec![]]), [0x04, 0x00]);
        assert_eq!(tlv(OCTETS, &[vec![7; 127]])[..2], [0x04, 0x7F]);
        assert_eq!(tlv(OCTETS, &[vec![7; 128]])[..3], [0x04, 0x81, 0x80]);
        assert_eq!(tlv(OCTETS, &[vec![7; 256]])[..4], [0x04, 0x82, 0x01, 0x00]);
    }
}
