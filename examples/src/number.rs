//! Order numbers.

/// Two letters and 26 digits that nobody can guess, and that never repeat.
///
/// # Errors
/// Where the system has no randomness.
pub fn fresh(prefix: &str) -> Result<String, getrandom::Error> {
    let mut random = [0; 13];
    getrandom::fill(&mut random)?;
    Ok(random.iter().fold(prefix.to_owned(), |number, byte| format!("{number}{byte:02x}")))
}
