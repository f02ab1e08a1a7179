//! The check of comparisons: one type on both sides, codes that exist, and never with NULL.

use std::ops::Range;

use sqlparser::ast as sql;

use super::{Checker, is_null_literal};
use crate::diagnostic::nearest;
use crate::rulebook::ast::{Compare, Expr, Node, Type};
use crate::rulebook::codes;
use crate::rulebook::names::Visible;
use crate::rulebook::value::Value;

impl Checker<'_> {
    pub(super) fn compare(
        &self,
        op: Compare,
        left: &sql::Expr,
        right: &sql::Expr,
        span: Range<usize>,
    ) -> Option<Expr> {
        for (null, other) in [(right, left), (left, right)] {
            if is_null_literal(null) {
                let what = self.text_of(other);
                let test = if op == Compare::NotEqual { "IS NOT NULL" } else { "IS NULL" };
                let message = format!("`{} NULL` is never true: an empty value equals nothing", op.sign());
                let help = format!("write `{what} {test}`");
                self.report(codes::NULL_COMPARED, message, &span, "compared with NULL", help);
                return None;
            }
        }
        let (left, right) = (self.expr(left), self.expr(right));
        let (left, right) = (left?, right?);
        self.comparable(&left, &right, Some(op), &span)?;
        Some(Expr { node: Node::Compare(op, Box::new(left), Box::new(right)), ty: Type::Boolean, span })
    }

    /// The predicate's own words, for a suggestion.
    fn text_of(&self, expr: &sql::Expr) -> String {
        let range = self.range(expr);
        let text = self.locator.source.text.get(range.clone()).filter(|_| range != self.locator.whole);
        text.map_or_else(|| expr.to_string(), str::to_owned)
    }

    /// Says why two expressions cannot be compared; nothing if they cannot.
    fn comparable(&self, left: &Expr, right: &Expr, op: Option<Compare>, span: &Range<usize>) -> Option<()> {
        for (list, other) in [(left, right), (right, left)] {
            if list.ty == Type::List {
                self.list_compared(list, other, span);
                return None;
            }
        }
        if left.ty.common(right.ty).is_none() {
            self.mismatch(left, right);
            return None;
        }
        if left.ty == Type::Boolean && !matches!(op, Some(Compare::Equal | Compare::NotEqual)) {
            let help = "conditions are joined with AND, OR, NOT";
            self.report(codes::WRONG_TYPE, "true and false have no order", span, "compared", help);
            return None;
        }
        for (column, literal) in [(left, right), (right, left)] {
            if let (Node::Column(column), Node::Literal(Value::Text(text))) = (&column.node, &literal.node)
                && let Some(visible) = self.names.get(column)
            {
                self.known_code(&column.frame_name(), visible, text, &literal.span)?;
            }
        }
        Some(())
    }

    fn list_compared(&self, list: &Expr, other: &Expr, span: &Range<usize>) {
        let column = match &list.node {
            Node::Column(column) => column.frame_name(),
            _ => "…".to_owned(),
        };
        let code = match &other.node {
            Node::Literal(Value::Text(code)) => code.as_str(),
            _ => "X",
        };
        let message = format!("`{column}` is a list of codes: it cannot be compared with one value");
        let help = format!("ask whether it holds a code: `has_code({column}, '{code}')`");
        self.report(codes::CODE_LIST, message, span, "a list on one side", help);
    }

    fn mismatch(&self, left: &Expr, right: &Expr) {
        let (column, literal) =
            if matches!(left.node, Node::Literal(_)) { (right, left) } else { (left, right) };
        let name = match &column.node {
            Node::Column(name) => format!("`{}`", name.frame_name()),
            Node::AsOf => "`as_of`".to_owned(),
            Node::Parameter(name) => format!("`:{name}`"),
            _ => "the other side".to_owned(),
        };
        let message = format!("{} cannot be compared with {}", column.ty.in_words(), literal.ty.in_words());
        let label = format!("this is {}, {name} is {}", literal.ty.in_words(), column.ty.in_words());
        let help = match (column.ty, &literal.node) {
            (Type::Date, Node::Literal(Value::Text(text))) => format!("write a date: DATE '{text}'"),
            (Type::Text, Node::Literal(Value::Integer(number))) => format!("write a text: '{number}'"),
            (Type::Integer | Type::Decimal, Node::Literal(Value::Text(text)))
                if Value::number(text).is_some() =>
            {
                format!("write a number, without quotes: {text}")
            }
            (Type::Date, _) if literal.ty.is_number() => "YEAR(date) gives the year as a number".to_owned(),
            _ => "there are no casts: compare values of one type".to_owned(),
        };
        self.report(codes::WRONG_TYPE, message, &literal.span, label, help);
    }

    /// A text compared with a column of codes must be one of them.
    pub(super) fn known_code(
        &self,
        column: &str,
        visible: &Visible,
        text: &str,
        span: &Range<usize>,
    ) -> Option<()> {
        if visible.codes.is_empty() || visible.codes.contains_key(text) {
            return Some(());
        }
        let meant = visible.codes.iter().find(|(_, wordings)| wordings.split('|').any(|word| word == text));
        // Between codes of one letter, every other one would be near.
        let near = nearest(text, visible.codes.keys().map(String::as_str)).filter(|near| near.len() > 1);
        let help = match (meant, near) {
            (Some((code, _)), _) => format!("that is a wording; rules use the code: '{code}'"),
            (None, Some(near)) => format!("did you mean {}?", code_in_words(near, visible)),
            (None, None) => {
                let codes: Vec<_> = visible.codes.keys().map(|code| code_in_words(code, visible)).collect();
                format!("its codes are: {}", codes.join(", "))
            }
        };
        let message = format!("`{column}` has no code '{text}'");
        self.report(codes::UNKNOWN_CODE, message, span, "not known", help);
        None
    }

    pub(super) fn among(
        &self,
        whole: &sql::Expr,
        of: &sql::Expr,
        target: &sql::InTarget,
        negated: bool,
    ) -> Option<Expr> {
        let span = self.range(whole);
        let sql::InTarget::List(list) = target else {
            let help = "list the values: IN ('A', 'B')";
            self.report(codes::NOT_PORTABLE, "IN takes a list of values", &span, "not a list", help);
            return None;
        };
        let of = self.expr(of);
        if let (Some(list), Some(first)) = (&of, list.first())
            && list.ty == Type::List
        {
            let first = self.expr(first)?;
            self.list_compared(list, &first, &span);
            return None;
        }
        let mut among = Vec::new();
        for item in list {
            if is_null_literal(item) {
                let message = "NULL in a list matches nothing";
                let help = "take it out; write `… IS NULL OR …` to ask for empty values too";
                self.report(codes::NULL_COMPARED, message, &self.range(item), "NULL", help);
                among.push(None);
                continue;
            }
            let item = self.expr(item);
            let checked = match (&of, item) {
                (Some(of), Some(item)) => {
                    self.comparable(of, &item, Some(Compare::Equal), &item.span).map(|()| item)
                }
                _ => None,
            };
            among.push(checked);
        }
        let among: Option<Vec<_>> = among.into_iter().collect();
        let node = Node::In { of: Box::new(of?), among: among?, negated };
        Some(Expr { node, ty: Type::Boolean, span })
    }

    pub(super) fn between(
        &self,
        (of, low, high): (&sql::Expr, &sql::Expr, &sql::Expr),
        negated: bool,
        span: Range<usize>,
    ) -> Option<Expr> {
        let (of, low, high) = (self.expr(of), self.expr(low), self.expr(high));
        let (of, low, high) = (of?, low?, high?);
        let (first, second) =
            (self.comparable(&of, &low, None, &span), self.comparable(&of, &high, None, &span));
        first.and(second)?;
        let node = Node::Between { of: Box::new(of), low: Box::new(low), high: Box::new(high), negated };
        Some(Expr { node, ty: Type::Boolean, span })
    }

    pub(super) fn like(
        &self,
        of: &sql::Expr,
        pattern: &sql::Expr,
        negated: bool,
        span: Range<usize>,
    ) -> Option<Expr> {
        let (of, pattern) = (self.text(of, "LIKE"), self.text(pattern, "LIKE"));
        let (of, pattern) = (of?, pattern?);
        let Node::Literal(Value::Text(text)) = pattern.node else {
            let message = "the pattern of LIKE must be a text in quotes";
            self.report(codes::NOT_PORTABLE, message, &pattern.span, "not a literal", "e.g. LIKE '冀J%'");
            return None;
        };
        if text.contains('\\') {
            let help = "engines do not agree on it: use `_`, which stands for any one character";
            self.report(codes::NOT_PORTABLE, "a pattern has no `\\`", &pattern.span, "here", help);
            return None;
        }
        Some(Expr { node: Node::Like { of: Box::new(of), pattern: text, negated }, ty: Type::Boolean, span })
    }
}

fn code_in_words(code: &str, visible: &Visible) -> String {
    let title = visible.codes.get(code).and_then(|wordings| wordings.split('|').next()).unwrap_or_default();
    if title.is_empty() { format!("'{code}'") } else { format!("'{code}' ({title})") }
}
