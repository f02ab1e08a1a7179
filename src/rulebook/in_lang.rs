//! A rule with its texts in the reader's language.

use super::Rule;
use crate::domain::Lang;
use crate::words::translated;

impl Rule {
    /// The rule with its title, reasons, basis and checks as the reader of a language has them, as far as they are translated.
    pub fn in_lang(mut self, lang: Lang) -> Self {
        let basis = self.basis.iter_mut();
        let basis = basis.flat_map(|basis| [Some(&mut basis.document), basis.note.as_mut()]).flatten();
        let thresholds = self.parameters.iter_mut().flat_map(|own| &mut own.values);
        let texts = [&mut self.title]
            .into_iter()
            .chain(&mut self.verify)
            .chain(&mut self.false_positives)
            .chain(self.unless.iter_mut().map(|unless| &mut unless.reason))
            .chain(basis)
            .chain(thresholds.filter_map(|value| value.basis.as_mut()));
        for text in texts {
            *text = translated(text, lang).to_owned();
        }
        self
    }
}
