//! The parser of SQL expressions, which knows where in the rule file each piece stands.

use std::ops::Range;
use std::sync::Arc;

use sqlparser::ast::Expr;
use sqlparser::dialect::AnsiDialect;
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Span, Token, TokenWithSpan, Tokenizer};

use super::codes;
use crate::diagnostic::{Diagnostic, SourceText};
use crate::toml_reader::At;
use crate::words::{Said, said};

/// Bounds on a predicate, so that no text can exhaust the stack: the parser and every walk over its tree call
/// themselves as deep as expressions are nested and as operators are chained.
const MOST_BYTES: usize = 8_000;
const MOST_OPERATORS: usize = 300;
const DEEPEST: usize = 20;

/// What the reader of a predicate needs to mark a place in the rule file.
#[derive(Debug, Clone)]
pub struct Locator {
    pub source: Arc<SourceText>,
    /// Where the whole predicate stands, quotes included.
    pub whole: Range<usize>,
    text: String,
    /// Where the predicate's first byte stands; unknown where the TOML text has escapes.
    base: Option<usize>,
}

impl Locator {
    pub fn new(source: &Arc<SourceText>, written: &At<String>) -> Self {
        let raw = source.text.get(written.span.clone()).unwrap_or_default();
        let inside = if written.value.is_empty() { None } else { raw.find(&written.value) };
        Self {
            source: Arc::clone(source),
            whole: written.span.clone(),
            text: written.value.clone(),
            base: inside.map(|offset| written.span.start + offset),
        }
    }

    /// The bytes of the rule file that a stretch of the predicate stands in.
    pub fn range(&self, span: Span) -> Range<usize> {
        let found = self.base.and_then(|base| {
            let (start, end) = (self.offset(span.start)?, self.offset(span.end)?);
            (start < end).then(|| base + start..base + end)
        });
        found.unwrap_or_else(|| self.whole.clone())
    }

    /// Lines and columns count from 1, columns in characters.
    fn offset(&self, location: Location) -> Option<usize> {
        let line = usize::try_from(location.line).ok()?.checked_sub(1)?;
        let column = usize::try_from(location.column).ok()?.checked_sub(1)?;
        let start: usize = self.text.split_inclusive('\n').take(line).map(str::len).sum();
        let rest = self.text.get(start..)?;
        let bytes = rest.char_indices().nth(column).map_or(rest.len(), |(bytes, _)| bytes);
        Some(start + bytes)
    }

    /// The word or sign that begins at a place, or the end of the predicate.
    fn word_at(&self, location: Location) -> Range<usize> {
        let Some((base, start)) = self.base.zip(self.offset(location)) else { return self.whole.clone() };
        let rest = self.text.get(start..).unwrap_or_default();
        let word = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let length = if word > 0 { word } else { rest.chars().next().map_or(0, char::len_utf8) };
        base + start..base + start + length
    }
}

/// Parses one predicate. The answer is only the shape: nothing in it has been checked.
pub fn parse(locator: &Locator) -> Result<Expr, Box<Diagnostic>> {
    if locator.text.trim().is_empty() {
        return Err(not_sql(
            locator,
            said!("predicate-empty"),
            locator.whole.clone(),
            said!("say-what-must-hold"),
        ));
    }
    if locator.text.len() > MOST_BYTES {
        let message = said!("predicate-too-long", bytes = MOST_BYTES);
        return Err(not_sql(locator, message, locator.whole.clone(), said!("make-two-rules")));
    }
    let dialect = AnsiDialect {};
    let tokens = Tokenizer::new(&dialect, &locator.text).tokenize_with_location().map_err(|error| {
        let message = said!("not-an-expression", why = lower_first(&error.message));
        not_sql(locator, message, locator.word_at(error.location), advice(&locator.text))
    })?;
    bounded(locator, &tokens)?;
    let mut parser = Parser::new(&dialect).with_tokens_with_locations(tokens);
    let expr = parser.parse_expr().map_err(|error| parse_failure(locator, error))?;
    let next = parser.peek_token();
    if next.token == Token::EOF {
        return Ok(expr);
    }
    let message = said!("expression-ends-before", next = next.to_string());
    let place = locator.range(next.span);
    Err(not_sql(locator, message, place, advice(&locator.text)))
}

fn not_sql(locator: &Locator, message: Said, place: Range<usize>, help: Said) -> Box<Diagnostic> {
    let diagnostic = Diagnostic::error(codes::NOT_SQL, message).help(help);
    Box::new(diagnostic.at(&locator.source, place, said!("here")))
}

fn too_deep(locator: &Locator) -> Box<Diagnostic> {
    not_sql(locator, said!("nested-too-deeply"), locator.whole.clone(), said!("fewer-brackets"))
}

/// Refuses what is nested too deeply or has too many operators, from the tokens alone.
fn bounded(locator: &Locator, tokens: &[TokenWithSpan]) -> Result<(), Box<Diagnostic>> {
    let mut operators = 0;
    // For every open bracket, how many expressions it and the prefixes before it open.
    let mut open: Vec<usize> = Vec::new();
    let mut prefixes = 0;
    for token in tokens {
        let keyword = if let Token::Word(word) = &token.token { word.keyword } else { Keyword::NoKeyword };
        match (&token.token, keyword) {
            (Token::Whitespace(_), _) => continue,
            (_, Keyword::NOT) | (Token::Minus | Token::Plus, _) => {
                operators += 1;
                prefixes += 1;
            }
            (Token::LParen, _) | (_, Keyword::CASE) => {
                open.push(prefixes + 1);
                prefixes = 0;
            }
            (Token::RParen, _) | (_, Keyword::END) => {
                open.pop();
                prefixes = 0;
            }
            (Token::Word(_), Keyword::AND | Keyword::OR | Keyword::IS | Keyword::LIKE | Keyword::BETWEEN) => {
                operators += 1;
                prefixes = 0;
            }
            (Token::Word(_) | Token::Number(..) | Token::SingleQuotedString(_) | Token::Comma, _) => {
                prefixes = 0
            }
            _ => {
                operators += 1;
                prefixes = 0;
            }
        }
        if open.iter().sum::<usize>() + prefixes > DEEPEST {
            return Err(too_deep(locator));
        }
    }
    if operators > MOST_OPERATORS {
        let message = said!("too-many-operators", operators = MOST_OPERATORS);
        return Err(not_sql(locator, message, locator.whole.clone(), said!("use-in-or-two-rules")));
    }
    Ok(())
}

fn parse_failure(locator: &Locator, error: ParserError) -> Box<Diagnostic> {
    let text = match error {
        ParserError::TokenizerError(text) | ParserError::ParserError(text) => text,
        ParserError::RecursionLimitExceeded => return too_deep(locator),
    };
    let (message, location) = match text.split_once(" at Line: ") {
        Some((message, place)) => (message.to_owned(), location_of(place)),
        None => (text, None),
    };
    let message = message.replace("Expected: ", "expected ").replace("found: EOF", "found the end");
    let message = message.replace("found: ", "found ");
    let place = location.map_or_else(|| locator.whole.clone(), |location| locator.word_at(location));
    let place = if place.is_empty() { locator.whole.clone() } else { place };
    not_sql(locator, said!("not-an-expression", why = message), place, advice(&locator.text))
}

/// `1, Column: 10` as the parser writes it.
fn location_of(text: &str) -> Option<Location> {
    let (line, column) = text.split_once(", Column: ")?;
    Some(Location { line: line.parse().ok()?, column: column.parse().ok()? })
}

fn advice(text: &str) -> Said {
    let full_width = text.chars().find(|c| "（），；：＝＜＞‘’“”＇＊".contains(*c));
    match full_width {
        Some(sign) => said!("full-width-sign", sign = sign.to_string()),
        None => said!("write-a-condition"),
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
