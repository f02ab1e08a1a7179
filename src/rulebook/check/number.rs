//! The check of arithmetic: numbers on both sides, and never a division by zero.

use std::ops::Range;

use sqlparser::ast::{self as sql, UnaryOperator};

use super::Checker;
use crate::rulebook::ast::{Arithmetic, Expr, Node, Type};
use crate::rulebook::codes;
use crate::rulebook::value::Value;
use crate::words::said;

impl Checker<'_> {
    pub(super) fn unary(&self, whole: &sql::Expr, op: UnaryOperator, of: &sql::Expr) -> Option<Expr> {
        let span = self.range(whole);
        match op {
            UnaryOperator::Not => {
                let of = self.condition(of)?;
                Some(Expr { node: Node::Not(Box::new(of)), ty: Type::Boolean, span })
            }
            UnaryOperator::Plus => self.number(of),
            UnaryOperator::Minus => {
                let of = self.number(of)?;
                if let Node::Literal(value) = &of.node {
                    let node = Node::Literal(value.negated()?);
                    return Some(Expr { node, ty: of.ty, span });
                }
                let zero =
                    Expr { node: Node::Literal(Value::Integer(0)), ty: Type::Integer, span: span.clone() };
                let node = Node::Arithmetic(Arithmetic::Subtract, Box::new(zero), Box::new(of));
                Some(Expr { node, ty: Type::Decimal, span })
            }
            _ => self.not_portable(whole),
        }
    }

    /// An expression that is a number.
    pub(super) fn number(&self, expr: &sql::Expr) -> Option<Expr> {
        let checked = self.expr(expr)?;
        if checked.ty.is_number() {
            return Some(checked);
        }
        let label = said!("this-is", what = checked.ty.said());
        self.report(codes::WRONG_TYPE, said!("number-needed"), &checked.span, label, said!("no-casts"));
        None
    }

    pub(super) fn arithmetic(
        &self,
        op: Arithmetic,
        left: &sql::Expr,
        right: &sql::Expr,
        span: Range<usize>,
    ) -> Option<Expr> {
        if let sql::Expr::Interval(interval) = right {
            return self.shift(op, left, interval, span);
        }
        let (left, right) = (self.expr(left), self.expr(right));
        let (left, right) = (left?, right?);
        if left.ty == Type::Date && (right.ty == Type::Date || right.ty.is_number()) {
            let message = said!("dates-not-reckoned", sign = op.sign());
            let help = said!("move-a-date");
            self.report(codes::WRONG_TYPE, message, &span, said!("a-date"), help);
            return None;
        }
        for side in [&left, &right] {
            if !side.ty.is_number() {
                let message = said!("needs-numbers", sign = op.sign());
                let label = said!("this-is", what = side.ty.said());
                self.report(codes::WRONG_TYPE, message, &side.span, label, said!("no-casts"));
                return None;
            }
        }
        if let (Arithmetic::Divide, Node::Literal(value)) = (op, &right.node)
            && value.is_zero()
        {
            let help = said!("divide-by-nonzero");
            self.report(codes::DIVISION_BY_ZERO, said!("divides-by-zero"), &right.span, said!("zero"), help);
            return None;
        }
        let node = Node::Arithmetic(op, Box::new(left), Box::new(right));
        Some(Expr { node, ty: Type::Decimal, span })
    }
}
