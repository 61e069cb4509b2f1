//! Files of a bill: what was promised of one, what came, and the text in it.

use super::BillError;
use crate::config::{BaseUrl, Config};
use crate::core::Call;
use crate::transport::{Head, InMemory, Sink, Unwanted};
use bytes::Bytes;
use flate2::bufread::MultiGzDecoder;
use http::{Method, Uri};
use payscore_api::bill::Bill;
use payscore_api::payscore::merchant_bill::MerchantBillFile;
use payscore_wire::ApiV3Key;
use payscore_wire::digest::{HASH_TYPE, Sha1};
use std::collections::VecDeque;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Seek, Write};
use tempfile::SpooledTempFile;

/// So much of a file is kept in memory.
const IN_MEMORY: usize = 4 << 20;
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// What WeChat Pay, in a signed answer, says of a file.
#[derive(Debug, Clone)]
pub(crate) struct Promise {
    address: String,
    hash_type: String,
    hash: String,
    sealed: Option<Seal>,
}

#[derive(Clone)]
struct Seal {
    encrypted_key: String,
    nonce: String,
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(…)")
    }
}

impl From<Bill> for Promise {
    fn from(bill: Bill) -> Self {
        Self { address: bill.download_url, hash_type: bill.hash_type, hash: bill.hash_value, sealed: None }
    }
}

impl From<MerchantBillFile> for Promise {
    fn from(file: MerchantBillFile) -> Self {
        let sealed = Some(Seal { encrypted_key: file.encrypt_key, nonce: file.nonce });
        Self { address: file.download_url, hash_type: file.hash_type, hash: file.hash_value, sealed }
    }
}

impl Promise {
    /// The request that fetches the file, and the server that it goes to.
    pub(crate) fn call(&self, config: &Config) -> Result<(BaseUrl, Call), BillError> {
        let uri: Option<Uri> = self.address.parse().ok();
        let found = uri.as_ref().and_then(|uri| Some((config.trusted_base(uri)?, uri)));
        let Some((base, uri)) = found else {
            // Without the path: whoever has the token has half of what it takes.
            let server = self.address.split('/').take(3).collect::<Vec<_>>().join("/");
            return Err(BillError::ForeignHost { server });
        };
        let query = uri.query().map(str::to_owned);
        Ok((base, Call { query, ..Call::new(Method::GET, uri.path().to_owned()) }))
    }

    /// The file, opened where it is sealed, if it is the one that was promised.
    pub(crate) fn check(&self, config: &Config, mut file: BillFile) -> Result<BillFile, BillError> {
        if !self.hash_type.eq_ignore_ascii_case(HASH_TYPE) {
            return Err(BillError::HashType { got: self.hash_type.clone() });
        }
        if let Some(seal) = &self.sealed {
            file = seal.open(config, file)?;
        }
        let mut hash = Sha1::new();
        let mut text = file.text()?;
        loop {
            let bytes = text.fill_buf()?;
            if bytes.is_empty() {
                break;
            }
            hash.update(bytes);
            let length = bytes.len();
            text.consume(length);
        }
        drop(text);
        let got = hash.hex();
        if !got.eq_ignore_ascii_case(&self.hash) {
            return Err(BillError::Hash { got, expected: self.hash.clone() });
        }
        Ok(file)
    }
}

impl Seal {
    fn open(&self, config: &Config, mut file: BillFile) -> Result<BillFile, BillError> {
        let key = config.private_key().decrypt(&self.encrypted_key).map_err(BillError::Key)?;
        let key = ApiV3Key::from_bytes(&key).map_err(BillError::KeyLength)?;
        let mut sealed = Vec::new();
        file.0.rewind()?;
        file.0.read_to_end(&mut sealed)?;
        let mut opened = BillFile::default();
        opened.write(&key.open_bytes(&self.nonce, "", sealed).map_err(BillError::Sealed)?)?;
        Ok(opened)
    }
}

/// A file as it came, packed or not.
pub(crate) struct BillFile(SpooledTempFile);

impl Default for BillFile {
    fn default() -> Self {
        Self(SpooledTempFile::new(IN_MEMORY))
    }
}

impl BillFile {
    /// Takes more in.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), BillError> {
        self.0.write_all(bytes).map_err(BillError::Io)
    }

    /// All of its text, unpacked.
    fn text(&mut self) -> io::Result<Box<dyn BufRead + '_>> {
        let packed = self.begin()?;
        let file = BufReader::new(&mut self.0);
        Ok(if packed { Box::new(BufReader::new(MultiGzDecoder::new(file))) } else { Box::new(file) })
    }

    fn into_text(mut self) -> io::Result<Box<dyn BufRead + Send>> {
        let packed = self.begin()?;
        let file = BufReader::new(self.0);
        Ok(if packed { Box::new(BufReader::new(MultiGzDecoder::new(file))) } else { Box::new(file) })
    }

    /// Goes to its beginning, and tells whether it is packed: no text begins like that.
    fn begin(&mut self) -> io::Result<bool> {
        self.0.rewind()?;
        let mut beginning = Vec::new();
        (&mut self.0).take(2).read_to_end(&mut beginning)?;
        self.0.rewind()?;
        Ok(beginning == GZIP)
    }
}

/// A file on its way, or the refusal that came in its place.
pub(crate) struct Fetched<'a> {
    file: &'a mut BillFile,
    refusal: InMemory,
}

impl<'a> Fetched<'a> {
    pub(crate) fn new(file: &'a mut BillFile) -> Self {
        Self { file, refusal: InMemory::default() }
    }

    pub(crate) fn into_refusal(self) -> Bytes {
        self.refusal.into_bytes()
    }
}

impl Sink for Fetched<'_> {
    fn take(&mut self, head: &Head, piece: &[u8]) -> Result<(), Unwanted> {
        if head.status.is_success() {
            return Ok(self.file.write(piece)?);
        }
        self.refusal.take(head, piece)
    }
}

/// The text of several files, one after another.
pub(super) struct Texts {
    waiting: VecDeque<BillFile>,
    current: Option<Box<dyn BufRead + Send>>,
}

impl Texts {
    pub(super) fn new(files: Vec<BillFile>) -> Self {
        Self { waiting: files.into(), current: None }
    }

    /// Goes on to the file that has something left, if one has.
    fn advance(&mut self) -> io::Result<()> {
        loop {
            if let Some(current) = &mut self.current
                && !current.fill_buf()?.is_empty()
            {
                return Ok(());
            }
            let Some(next) = self.waiting.pop_front() else {
                self.current = None;
                return Ok(());
            };
            self.current = Some(next.into_text()?);
        }
    }
}

impl BufRead for Texts {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.advance()?;
        self.current.as_mut().map_or(Ok(&[]), |current| current.fill_buf())
    }

    fn consume(&mut self, amount: usize) {
        if let Some(current) = &mut self.current {
            current.consume(amount);
        }
    }
}

impl Read for Texts {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let length = available.len().min(buffer.len());
        buffer[..length].copy_from_slice(&available[..length]);
        self.consume(length);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{config, merchant_key};
    use flate2::Compression;
    use flate2::write::GzEncoder;

    const TEXT: &[u8] = b"a\n`1\n";

    fn file(bytes: &[u8]) -> BillFile {
        let mut file = BillFile::default();
        file.write(bytes).unwrap();
        file
    }

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn promise(text: &[u8]) -> Promise {
        let mut hash = Sha1::new();
        hash.update(text);
        let (address, hash) = ("https://api.mch.weixin.qq.com/v3/billdownload/file?token=x".to_owned(), hash.hex());
        Promise { address, hash_type: "SHA1".to_owned(), hash: hash.to_uppercase(), sealed: None }
    }

    fn text(file: BillFile) -> String {
        let mut text = String::new();
        Texts::new(vec![file]).read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn packed_or_not_it_is_the_text_that_is_held_against_the_hash() {
        for came in [TEXT.to_vec(), packed(TEXT)] {
            let checked = promise(TEXT).check(&config(), file(&came)).unwrap();
            assert_eq!(text(checked).as_bytes(), TEXT);
        }
        let long = "line\r\n".repeat(2_000_000).into_bytes();
        assert!(long.len() > IN_MEMORY);
        assert_eq!(text(promise(&long).check(&config(), file(&long)).unwrap()).len(), long.len());
    }

    #[test]
    fn what_was_not_promised_is_refused() {
        let check = |came: &[u8]| promise(TEXT).check(&config(), file(came)).err().unwrap();
        assert!(matches!(check(b"a\n`2\n"), BillError::Hash { .. }));
        assert!(matches!(check(b""), BillError::Hash { .. }));
        let mut cut = packed(TEXT);
        cut.truncate(cut.len() - 5);
        assert!(matches!(check(&cut), BillError::Io(_)));
        let other = Promise { hash_type: "MD5".to_owned(), ..promise(TEXT) };
        assert!(matches!(other.check(&config(), file(TEXT)), Err(BillError::HashType { got }) if got == "MD5"));
    }

    #[test]
    fn a_sealed_file_is_opened_first_with_whatever_32_bytes() {
        let key = [0xf0; 32];
        let nonce = "0123456789ab".to_owned();
        let sealed = ApiV3Key::from_bytes(&key).unwrap().seal_bytes(&nonce, "", &packed(TEXT)).unwrap();
        let encrypted_key = merchant_key().public_key().encrypt(&key).unwrap();
        let promise = Promise { sealed: Some(Seal { encrypted_key, nonce }), ..promise(TEXT) };
        assert_eq!(text(promise.check(&config(), file(&sealed)).unwrap()).as_bytes(), TEXT);
        let mut altered = sealed.clone();
        altered[3] ^= 1;
        assert!(matches!(promise.check(&config(), file(&altered)), Err(BillError::Sealed(_))));
        let foreign = Seal { encrypted_key: "AAAA".to_owned(), nonce: "0123456789ab".to_owned() };
        let foreign = Promise { sealed: Some(foreign), ..promise };
        assert!(matches!(foreign.check(&config(), file(&sealed)), Err(BillError::Key(_))));
    }

    #[test]
    fn a_strangers_address_gets_no_request() {
        let at = |address: &str| Promise { address: address.to_owned(), ..promise(TEXT) }.call(&config());
        let (base, call) = at("https://api.mch.weixin.qq.com/v3/billdownload/file?token=a%2Bb&tartype=gzip").unwrap();
        assert_eq!(base.origin(), "https://api.mch.weixin.qq.com");
        assert_eq!(call.target(), "/v3/billdownload/file?token=a%2Bb&tartype=gzip");
        for address in ["https://example.com/v3/billdownload/file?token=secret", "nonsense", ""] {
            let Err(error @ BillError::ForeignHost { .. }) = at(address) else { panic!("{address}") };
            assert!(!error.to_string().contains("secret"));
        }
    }
}
