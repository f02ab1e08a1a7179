//! Values as bytes, digested in one go: digesting many small ones one after the other is slow.

/// Bytes to be digested, each text with its length.
#[derive(Default)]
pub struct DigestedBytes(Vec<u8>);

impl DigestedBytes {
    pub fn number(&mut self, number: i64) {
        self.0.extend(number.to_le_bytes());
    }

    /// One that may be missing.
    pub fn maybe(&mut self, number: Option<i64>) {
        self.0.push(number.is_some().into());
        self.number(number.unwrap_or_default());
    }

    pub fn text(&mut self, text: &str) {
        self.0.extend((text.len() as u64).to_le_bytes());
        self.0.extend(text.as_bytes());
    }

    pub fn maybe_text(&mut self, text: Option<&str>) {
        self.0.push(text.is_some().into());
        self.text(text.unwrap_or_default());
    }

    /// Small values, each in a byte.
    pub fn flags(&mut self, flags: &[u8]) {
        self.0.extend(flags);
    }

    pub fn digest(&self) -> blake3::Hash {
        blake3::hash(&self.0)
    }
}
