//! The languages that people read.

use super::spelled;

spelled!(
    /// The language that a person reads.
    Lang {
        /// Chinese, of the mainland.
        Zh = "zh",
        En = "en",
    }
);

/// What is handed over is read in China unless somebody asks for another language.
impl Default for Lang {
    fn default() -> Self {
        Self::Zh
    }
}

impl Lang {
    /// A value with its interval: `1.5 %（0.4–5.0）`.
    pub fn range(self, value: &str, low: &str, high: &str) -> String {
        match self {
            Self::Zh => format!("{value}（{low}–{high}）"),
            Self::En => format!("{value} ({low}–{high})"),
        }
    }

    /// The one of two texts that this reader understands.
    pub const fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    /// A remark in brackets, to be put behind a word.
    pub fn in_brackets(self, text: &str) -> String {
        match self {
            Self::Zh => format!("（{text}）"),
            Self::En => format!(" ({text})"),
        }
    }
}
