//! The check of function calls: the portable subset, with the right arguments.

use std::ops::Range;

use sqlparser::ast::{self as sql, Spanned};

use super::Place;
use super::{Checker, subset};
use crate::diagnostic::nearest;
use crate::rulebook::ast::{Aggregate, Expr, Node, Type};
use crate::rulebook::codes;
use crate::rulebook::value::Value;
use crate::words::said;

/// Every function, with an example call.
const FUNCTIONS: &[(&str, &str)] = &[
    ("COALESCE", "COALESCE(transferred_on, first_registered_on)"),
    ("LENGTH", "LENGTH(plate_no)"),
    ("SUBSTR", "SUBSTR(plate_no, 1, 2)"),
    ("UPPER", "UPPER(plate_no)"),
    ("LOWER", "LOWER(plate_no)"),
    ("ABS", "ABS(wage - 2000)"),
    ("YEAR", "YEAR(as_of)"),
    ("HAS_CODE", "has_code(status, 'E')"),
    ("COUNT", "COUNT(*), COUNT(DISTINCT plate_no)"),
    ("SUM", "SUM(area)"),
    ("MIN", "MIN(registered_on)"),
    ("MAX", "MAX(registered_on)"),
];

/// The arguments of a call.
enum Arguments<'a> {
    Star,
    Plain(Vec<&'a sql::Expr>),
    Distinct(Vec<&'a sql::Expr>),
}

impl Checker<'_> {
    pub(super) fn function(&self, call: &sql::Function, whole: &sql::Expr) -> Option<Expr> {
        let span = self.range(whole);
        let name_span = self.locator.range(call.name.span());
        let written = call.name.to_string();
        let name = written.to_uppercase();
        let Some((name, usage)) = FUNCTIONS.iter().find(|(known, _)| *known == name) else {
            let message = said!("no-such-function", function = &written);
            let known = FUNCTIONS.iter().map(|(known, _)| *known);
            let help = match nearest(&name, known) {
                Some("HAS_CODE") => said!("did-you-mean", near = "has_code"),
                Some(near) => said!("did-you-mean", near),
                None => subset(),
            };
            self.report(codes::FUNCTION, message, &name_span, said!("not-known"), help);
            return None;
        };
        let Some(arguments) = arguments(call) else {
            let help = said!("write-like", usage = *usage);
            let message = said!("call-not-in-language", function = &written);
            self.report(codes::FUNCTION, message, &span, said!("here"), help);
            return None;
        };
        let aggregate = match (*name, &arguments) {
            ("COUNT", Arguments::Star) => Some(Aggregate::CountAll),
            ("COUNT", Arguments::Distinct(_)) => Some(Aggregate::CountDistinct),
            ("COUNT", Arguments::Plain(_)) => Some(Aggregate::Count),
            ("SUM", _) => Some(Aggregate::Sum),
            ("MIN", _) => Some(Aggregate::Min),
            ("MAX", _) => Some(Aggregate::Max),
            _ => None,
        };
        if let Some(aggregate) = aggregate {
            return self.aggregate(aggregate, &arguments, (usage, &name_span), span);
        }
        match (*name, &arguments) {
            ("COALESCE", Arguments::Plain(of)) if !of.is_empty() => {
                let (ty, of) = self.of_one_type(of, "COALESCE", &span)?;
                Some(Expr { node: Node::Coalesce(of), ty, span })
            }
            ("LENGTH", Arguments::Plain(of)) if of.len() == 1 => {
                self.one(of, Type::Text, Node::Length, Type::Integer, span)
            }
            ("UPPER", Arguments::Plain(of)) if of.len() == 1 => {
                self.one(of, Type::Text, Node::Upper, Type::Text, span)
            }
            ("LOWER", Arguments::Plain(of)) if of.len() == 1 => {
                self.one(of, Type::Text, Node::Lower, Type::Text, span)
            }
            ("YEAR", Arguments::Plain(of)) if of.len() == 1 => {
                self.one(of, Type::Date, Node::Year, Type::Integer, span)
            }
            ("ABS", Arguments::Plain(of)) if of.len() == 1 => {
                self.one(of, Type::Decimal, Node::Abs, Type::Decimal, span)
            }
            ("HAS_CODE", Arguments::Plain(of)) if of.len() == 2 => self.has_code(of, span),
            _ => {
                let message = said!("not-called-so", function = &written);
                self.report(
                    codes::FUNCTION,
                    message,
                    &name_span,
                    said!("here"),
                    said!("write-like", usage = *usage),
                );
                None
            }
        }
    }

    /// A function of one argument.
    fn one(
        &self,
        of: &[&sql::Expr],
        wanted: Type,
        node: impl FnOnce(Box<Expr>) -> Node,
        ty: Type,
        span: Range<usize>,
    ) -> Option<Expr> {
        let of = self.expr(of.first()?)?;
        let fits = of.ty == wanted || (wanted == Type::Decimal && of.ty.is_number());
        if !fits {
            let message = said!("is-needed-here", what = wanted.said());
            let label = said!("this-is", what = of.ty.said());
            self.report(codes::WRONG_TYPE, message, &of.span, label, said!("no-casts"));
            return None;
        }
        Some(Expr { node: node(Box::new(of)), ty, span })
    }

    /// A text, for a function or operator that takes one.
    pub(super) fn text(&self, of: &sql::Expr, what: &str) -> Option<Expr> {
        let of = self.expr(of)?;
        if of.ty == Type::Text {
            return Some(of);
        }
        let message = said!("works-on-texts", function = what);
        let label = said!("this-is", what = of.ty.said());
        let help = match (&of.node, of.ty) {
            (Node::Column(column), Type::List) => said!("write-has-code", column = column.frame_name()),
            _ => said!("no-casts"),
        };
        self.report(codes::WRONG_TYPE, message, &of.span, label, help);
        None
    }

    pub(super) fn substr(
        &self,
        of: &sql::Expr,
        start: Option<&sql::Expr>,
        length: Option<&sql::Expr>,
        span: Range<usize>,
    ) -> Option<Expr> {
        let of = self.text(of, "SUBSTR");
        let start = start.map(|start| self.whole_number(start, 1));
        let length = length.map(|length| self.whole_number(length, 0));
        let length = match length {
            Some(length) => Some(length?),
            None => None,
        };
        let Some(start) = start else {
            let help = said!("write-substr-plate");
            self.report(codes::FUNCTION, said!("substr-needs-start"), &span, said!("here"), help);
            return None;
        };
        let node = Node::Substr { of: Box::new(of?), start: start?, length };
        Some(Expr { node, ty: Type::Text, span })
    }

    /// A whole number written out, `least` or more.
    fn whole_number(&self, expr: &sql::Expr, least: u32) -> Option<u32> {
        let checked = self.expr(expr)?;
        let number = match &checked.node {
            Node::Literal(Value::Integer(number)) => {
                u32::try_from(*number).ok().filter(|number| *number >= least)
            }
            _ => None,
        };
        if number.is_none() {
            let message = said!("substr-takes-number", least);
            let help = said!("characters-from-1");
            self.report(codes::WRONG_TYPE, message, &checked.span, said!("not-such-a-number"), help);
        }
        number
    }

    fn has_code(&self, of: &[&sql::Expr], span: Range<usize>) -> Option<Expr> {
        let [list, code] = of else { return None };
        let (list, code) = (self.expr(list), self.expr(code));
        let (list, code) = (list?, code?);
        let name = match &list.node {
            Node::Column(column) => column.frame_name(),
            _ => "…".to_owned(),
        };
        let Node::Literal(Value::Text(text)) = &code.node else {
            let help = said!("has-code-for-example", name);
            self.report(codes::WRONG_TYPE, said!("code-in-quotes"), &code.span, said!("not-a-literal"), help);
            return None;
        };
        if list.ty != Type::List {
            let message = said!("has-code-looks-into-list", name = &name, what = list.ty.said());
            let help = said!("write-equals", name, text);
            self.report(codes::CODE_LIST, message, &list.span, said!("not-a-list"), help);
            return None;
        }
        if text.is_empty() || text.contains([',', '%', '_', '\\']) {
            let help = said!("name-one-code");
            self.report(codes::UNKNOWN_CODE, said!("not-one-code"), &code.span, said!("here"), help);
            return None;
        }
        if let Node::Column(column) = &list.node
            && let Some(visible) = self.names.get(column)
        {
            self.known_code(&name, visible, text, &code.span)?;
        }
        let node = Node::HasCode { code: text.clone(), list: Box::new(list) };
        Some(Expr { node, ty: Type::Boolean, span })
    }

    fn aggregate(
        &self,
        aggregate: Aggregate,
        arguments: &Arguments<'_>,
        (usage, name_span): (&str, &Range<usize>),
        span: Range<usize>,
    ) -> Option<Expr> {
        if self.place == Place::Row || self.in_aggregate {
            let (message, help) = if self.in_aggregate {
                (said!("aggregate-in-aggregate"), said!("one-aggregate-at-a-time"))
            } else {
                (said!("one-record-at-a-time"), said!("move-to-having"))
            };
            self.report(codes::AGGREGATE, message, name_span, said!("an-aggregate"), help);
            return None;
        }
        let of = match (aggregate, arguments) {
            (Aggregate::CountAll, Arguments::Star) => None,
            (Aggregate::CountDistinct, Arguments::Distinct(of)) | (_, Arguments::Plain(of))
                if of.len() == 1 =>
            {
                let inside = Self { in_aggregate: true, ..*self };
                Some(inside.expr(of.first()?)?)
            }
            _ => {
                self.report(
                    codes::FUNCTION,
                    said!("this-not-called-so"),
                    name_span,
                    said!("here"),
                    said!("write-like", usage),
                );
                return None;
            }
        };
        let ty = match (aggregate, &of) {
            (Aggregate::Sum, Some(of)) if of.ty.is_number() => Type::Decimal,
            (Aggregate::Min | Aggregate::Max, Some(of)) if !matches!(of.ty, Type::List | Type::Boolean) => {
                of.ty
            }
            (Aggregate::CountAll | Aggregate::Count | Aggregate::CountDistinct, _) => Type::Integer,
            (_, Some(of)) => {
                let label = said!("this-is", what = of.ty.said());
                let message = said!("not-summed-or-ordered");
                self.report(codes::WRONG_TYPE, message, &of.span, label, said!("count-distinct-anything"));
                return None;
            }
            (_, None) => return None,
        };
        Some(Expr { node: Node::Aggregate(aggregate, of.map(Box::new)), ty, span })
    }
}

/// The plain arguments of a call; nothing where it is called with anything fancier.
fn arguments(call: &sql::Function) -> Option<Arguments<'_>> {
    let fancy = call.filter.is_some()
        || call.null_treatment.is_some()
        || call.over.is_some()
        || !call.within_group.is_empty()
        || call.uses_odbc_syntax
        || !matches!(call.parameters, sql::FunctionArguments::None);
    let sql::FunctionArguments::List(list) = &call.args else { return None };
    if fancy || !list.clauses.is_empty() {
        return None;
    }
    let mut plain = Vec::new();
    for argument in &list.args {
        match argument {
            sql::FunctionArg::Unnamed(sql::FunctionArgExpr::Expr(expr)) => plain.push(expr),
            sql::FunctionArg::Unnamed(sql::FunctionArgExpr::Wildcard) if list.args.len() == 1 => {
                return list.duplicate_treatment.is_none().then_some(Arguments::Star);
            }
            _ => return None,
        }
    }
    match list.duplicate_treatment {
        None => Some(Arguments::Plain(plain)),
        Some(sql::DuplicateTreatment::Distinct) => Some(Arguments::Distinct(plain)),
        Some(sql::DuplicateTreatment::All) => None,
    }
}
