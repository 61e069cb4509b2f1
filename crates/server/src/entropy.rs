//! Where random numbers come from; injected, so that a simulation can replay them.

use payscore_domain::Draw;
use std::cell::RefCell;

/// A source of random bytes.
pub trait Entropy: Send + Sync + 'static {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

/// How much is fetched at once: an answer takes a few bytes three times over, and each fetch is a system call.
const STOCK: usize = 1024;

/// Bytes fetched, of which those from `used` on were given to nobody.
struct Stock {
    bytes: [u8; STOCK],
    used: usize,
}

thread_local! {
    static THREADS_STOCK: RefCell<Stock> = const { RefCell::new(Stock { bytes: [0; STOCK], used: STOCK }) };
}

impl Stock {
    fn take(&mut self, bytes: &mut [u8]) {
        if STOCK - self.used < bytes.len() {
            fetch(&mut self.bytes);
            self.used = 0;
        }
        let taken = &mut self.bytes[self.used..self.used + bytes.len()];
        bytes.copy_from_slice(taken);
        taken.fill(0);
        self.used += bytes.len();
    }
}

fn fetch(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system gives random bytes");
}

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        // Much at once needs no stock.
        if bytes.len() > STOCK / 8 {
            return fetch(bytes);
        }
        THREADS_STOCK.with_borrow_mut(|stock| stock.take(bytes));
    }
}

impl dyn Entropy {
    /// `N` random bytes.
    pub(crate) fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// One command's randomness.
    pub(crate) fn draw(&self) -> Draw {
        Draw(u128::from_le_bytes(self.bytes()))
    }

    /// `length` letters and digits, as upstream's nonces are.
    pub(crate) fn alphanumeric(&self, length: usize) -> String {
        const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        let mut bytes = vec![0; length];
        self.fill(&mut bytes);
        bytes.iter().map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect()
    }

    /// A notification's id: a lower-case UUID of version 5, as upstream's are.
    pub(crate) fn uuid(&self) -> String {
        let mut bytes: [u8; 16] = self.bytes();
        bytes[6] = (bytes[6] & 0x0f) | 0x50;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let hex = format!("{:032x}", u128::from_be_bytes(bytes));
        format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn nothing_is_given_twice() {
        let entropy: &dyn Entropy = &SystemEntropy;
        let here = (0..500).map(|_| entropy.bytes::<16>());
        let there = std::thread::spawn(|| (0..500).map(|_| entropy_bytes()).collect::<Vec<_>>()).join();
        let given: HashSet<_> = here.chain(there.expect("bytes")).collect();
        assert_eq!(given.len(), 1000);
    }

    #[test]
    fn any_length_is_filled() {
        for length in [0, 1, STOCK / 8, STOCK / 8 + 1, STOCK, STOCK + 1] {
            let mut bytes = vec![0; length];
            SystemEntropy.fill(&mut bytes);
            // Eight zeros in a row are one in 2⁶⁴.
            assert!(bytes.chunks_exact(8).all(|eight| eight != [0; 8]), "{length}");
        }
    }

    fn entropy_bytes() -> [u8; 16] {
        let entropy: &dyn Entropy = &SystemEntropy;
        entropy.bytes()
    }
}
