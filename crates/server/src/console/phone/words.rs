//! What a user reads: Chinese, as on a phone in China, and English beside it for a visitor who reads that.

use crate::console::Ui;
use askama::filters::HtmlSafe;
use std::fmt;

/// A text in both languages. Both are ours: nothing that came from outside ever is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Phrase {
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
}

/// A phrase.
pub(super) const fn phrase(zh: &'static str, en: &'static str) -> Phrase {
    Phrase { zh, en }
}

/// A phrase for a certain visitor.
pub(super) struct Said {
    phrase: Phrase,
    glossed: bool,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Phrase { zh, en } = self.phrase;
        if self.glossed {
            write!(f, "<span lang=\"zh-CN\">{zh}</span> <small class=\"gloss\" lang=\"en\">{en}</small>")
        } else {
            f.write_str(zh)
        }
    }
}

/// Its parts are ours, and hold no markup.
impl HtmlSafe for Said {}

impl Ui {
    /// A text of the phone.
    pub(super) fn say(&self, zh: &'static str, en: &'static str) -> Said {
        self.words(&phrase(zh, en))
    }

    /// The same, of a phrase.
    pub(super) fn words(&self, phrase: &Phrase) -> Said {
        Said { phrase: *phrase, glossed: self.reads_english() }
    }

    /// A phrase where only one language has a place: in attributes, and in what is not on the phone itself.
    pub(super) fn plain(&self, phrase: &Phrase) -> &'static str {
        self.t(phrase.en, phrase.zh)
    }
}
