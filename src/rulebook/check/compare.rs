//! The check of comparisons: one type on both sides, codes that exist, and never with NULL.

use std::ops::Range;

use sqlparser::ast as sql;

use super::{Checker, is_null_literal};
use crate::diagnostic::nearest;
use crate::rulebook::ast::{Compare, Expr, Node, Type};
use crate::rulebook::codes;
use crate::rulebook::names::Visible;
use crate::rulebook::value::Value;
use crate::words::{Said, said};

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
                let message = said!("null-never-true", sign = op.sign());
                let help = said!("write-test", what, test);
                self.report(codes::NULL_COMPARED, message, &span, said!("compared-with-null"), help);
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
            let help = said!("conditions-are-joined");
            self.report(codes::WRONG_TYPE, said!("true-false-no-order"), span, said!("compared"), help);
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
        let message = said!("list-with-one-value", column = &column);
        let help = said!("ask-has-code", column, code);
        self.report(codes::CODE_LIST, message, span, said!("a-list-on-one-side"), help);
    }

    fn mismatch(&self, left: &Expr, right: &Expr) {
        let (column, literal) =
            if matches!(left.node, Node::Literal(_)) { (right, left) } else { (left, right) };
        let name: Said = match &column.node {
            Node::Column(name) => format!("`{}`", name.frame_name()).into(),
            Node::AsOf => "`as_of`".into(),
            Node::Parameter(name) => format!("`:{name}`").into(),
            _ => said!("the-other-side"),
        };
        let (this, other) = (literal.ty.said(), column.ty.said());
        let message = said!("not-compared-with", other = other.clone(), this = this.clone());
        let label = said!("this-is-that-is", this, name, other);
        let help = match (column.ty, &literal.node) {
            (Type::Date, Node::Literal(Value::Text(text))) => said!("write-a-date", text),
            (Type::Text, Node::Literal(Value::Integer(number))) => {
                said!("write-a-text", text = number.to_string())
            }
            (Type::Integer | Type::Decimal, Node::Literal(Value::Text(text)))
                if Value::number(text).is_some() =>
            {
                said!("write-a-number", text)
            }
            (Type::Date, _) if literal.ty.is_number() => said!("year-gives-number"),
            _ => said!("no-casts-compare"),
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
            (Some((code, _)), _) => said!("that-is-a-wording", code),
            (None, Some(near)) => said!("did-you-mean-code", code = code_in_words(near, visible)),
            (None, None) => {
                let codes: Vec<_> = visible.codes.keys().map(|code| code_in_words(code, visible)).collect();
                said!("its-codes-are", codes = codes.join(", "))
            }
        };
        let message = said!("has-no-code", column, text);
        self.report(codes::UNKNOWN_CODE, message, span, said!("not-known"), help);
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
            let help = said!("list-the-values");
            self.report(codes::NOT_PORTABLE, said!("in-takes-a-list"), &span, said!("not-a-list"), help);
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
                let (message, help) = (said!("null-in-a-list"), said!("take-null-out"));
                self.report(codes::NULL_COMPARED, message, &self.range(item), said!("null"), help);
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
            let (message, help) = (said!("pattern-in-quotes"), said!("like-for-example"));
            self.report(codes::NOT_PORTABLE, message, &pattern.span, said!("not-a-literal"), help);
            return None;
        };
        if text.contains('\\') {
            let (message, help) = (said!("pattern-without-backslash"), said!("use-underscore"));
            self.report(codes::NOT_PORTABLE, message, &pattern.span, said!("here"), help);
            return None;
        }
        Some(Expr { node: Node::Like { of: Box::new(of), pattern: text, negated }, ty: Type::Boolean, span })
    }
}

fn code_in_words(code: &str, visible: &Visible) -> String {
    let title = visible.codes.get(code).and_then(|wordings| wordings.split('|').next()).unwrap_or_default();
    if title.is_empty() { format!("'{code}'") } else { format!("'{code}' ({title})") }
}
