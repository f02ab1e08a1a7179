//! The command line as a reader of either language knows it: help from the catalogues, and what is wrong with it in words.

use std::error::Error as _;
use std::ffi::OsString;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory, Error, FromArgMatches};

use super::ExitCode;
use super::args::Arguments;
use super::terminal::{harmless, language_of};
use crate::labels::Lang;
use crate::words::{Said, label, phrase, said, word};

/// Reads the command line; what is wrong with it is said, and help is printed.
///
/// # Errors
/// How to end where there is nothing to do.
pub fn read(words: impl IntoIterator<Item = OsString>) -> Result<Arguments, ExitCode> {
    let words: Vec<_> = words.into_iter().collect();
    let lang = language_of(&words);
    let matches = command(lang).try_get_matches_from(words);
    matches.and_then(|matches| Arguments::from_arg_matches(&matches)).map_err(|error| say(&error, lang))
}

/// All commands, with their help in one language.
fn command(lang: Lang) -> Command {
    in_words(Arguments::command(), "help", lang)
}

fn in_words(command: Command, path: &str, lang: Lang) -> Command {
    let usage = word!(lang, "help-heading-usage");
    let template = format!("{{about-with-newline}}\n{usage}{{usage}}\n\n{{all-args}}{{after-help}}");
    let standing = |name: &'static str, short: char, action: ArgAction| {
        Arg::new(name).short(short).long(name).action(action)
    };
    command
        .about(label_or_nothing(path, lang))
        .version(env!("CARGO_PKG_VERSION"))
        .help_template(template)
        .subcommand_help_heading(word!(lang, "help-heading-commands"))
        .after_help(if path == "help-link" { link_example(lang) } else { String::new() })
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(standing("help", 'h', ArgAction::Help))
        .arg(standing("version", 'V', ArgAction::Version))
        .mut_args(|arg| argument(arg, path, lang))
        .mut_subcommands(|own| {
            let path = format!("{path}-{}", own.get_name());
            in_words(own, &path, lang)
        })
}

/// An entry of the catalogue by its whole name.
fn label_or_nothing(id: &str, lang: Lang) -> &'static str {
    match id.split_once('-') {
        Some((kind, own)) => label(kind, own, lang).unwrap_or_default(),
        None => word!(lang, "help"),
    }
}

fn link_example(lang: Lang) -> String {
    const EXAMPLE: &str = "bidui link registry.csv disability.xlsx --on name --on birth=dob:date --on village \\\n      \
                           --block name --block 'birth=dob,village' --key household=certificate -o pairs.csv";
    format!("{}\n  {EXAMPLE}", word!(lang, "help-link-example"))
}

/// What an argument is: by its command, or by what it names, or as the same everywhere.
fn argument(arg: Arg, path: &str, lang: Lang) -> Arg {
    let named = arg.get_help().map(ToString::to_string);
    let of_command = format!("{path}-{}", arg.get_id());
    let of_any = format!("help-any-{}", arg.get_id());
    let ids = named.into_iter().chain([of_command, of_any]);
    let mut help = ids
        .map(|id| label_or_nothing(&id, lang))
        .find(|help| !help.is_empty())
        .unwrap_or_default()
        .to_owned();
    if arg.get_action().takes_values() {
        let values: Vec<_> = arg.get_possible_values().iter().map(|own| own.get_name().to_owned()).collect();
        if !values.is_empty() {
            help += &format!(" {}", phrase!(lang, "help-values", values = values.join(", ")));
        }
        let default = arg.get_default_values().first().map(|value| value.to_string_lossy().into_owned());
        if let Some(value) = default {
            help += &format!(" {}", phrase!(lang, "help-default", value));
        }
    }
    let heading = if arg.is_positional() {
        word!(lang, "help-heading-arguments")
    } else {
        word!(lang, "help-heading-options")
    };
    // What every command has comes last.
    let order = match (arg.get_id().as_str(), path) {
        ("help" | "version", _) => Some(1000),
        (_, "help") => Some(900),
        _ => None,
    };
    let arg = if order.is_some() { arg.display_order(order) } else { arg };
    let values = arg.get_action().takes_values();
    arg.help(help).help_heading(heading).hide_possible_values(values).hide_default_value(values)
}

/// Prints the help that was asked for, or says what is wrong.
fn say(error: &Error, lang: Lang) -> ExitCode {
    use ErrorKind::{DisplayHelp, DisplayHelpOnMissingArgumentOrSubcommand, DisplayVersion};
    match error.kind() {
        DisplayHelp | DisplayVersion => {
            // A reader that has seen enough (`| head`) is no error.
            let _ = error.print();
            ExitCode::Done
        }
        DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            ExitCode::Usage
        }
        _ => {
            eprintln!("{}", wrong(error).in_lang(lang));
            if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
                eprintln!("\n{}", usage_in_words(usage, lang));
            }
            eprintln!("\n{}", phrase!(lang, "help-more", command = "--help"));
            ExitCode::Usage
        }
    }
}

fn usage_in_words(usage: &StyledStr, lang: Lang) -> String {
    let usage = usage.to_string();
    let usage = usage.trim();
    format!("{}{}", word!(lang, "help-heading-usage"), usage.strip_prefix("Usage: ").unwrap_or(usage))
}

/// What is wrong with a command line.
fn wrong(error: &Error) -> Said {
    let said = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => harmless(text),
        Some(ContextValue::Strings(texts)) => {
            texts.iter().map(|text| harmless(text)).collect::<Vec<_>>().join(", ")
        }
        Some(ContextValue::StyledStr(text)) => harmless(&text.to_string()),
        _ => String::new(),
    };
    // Of several the nearest stands last.
    let near = |kind| match error.get(kind) {
        Some(ContextValue::String(near)) => Some(said!("command-near", near)),
        Some(ContextValue::Strings(all)) => all.last().map(|near| said!("command-near", near)),
        _ => None,
    };
    let argument = said(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::UnknownArgument => {
            said!("command-unknown-argument", name = argument, near = near(ContextKind::SuggestedArg))
        }
        ErrorKind::InvalidSubcommand => said!(
            "command-unknown-command",
            name = said(ContextKind::InvalidSubcommand),
            near = near(ContextKind::SuggestedSubcommand)
        ),
        ErrorKind::InvalidValue if said(ContextKind::InvalidValue).is_empty() => {
            said!("command-needs-value", argument)
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let value = said(ContextKind::InvalidValue);
            let known = said(ContextKind::ValidValue);
            let why = if known.is_empty() {
                why_refused(error)
            } else {
                said!("command-known-values", values = known)
            };
            said!("command-invalid-value", argument, value, why)
        }
        ErrorKind::MissingRequiredArgument => said!("command-lacking", names = argument),
        ErrorKind::ArgumentConflict => {
            let other = said(ContextKind::PriorArg);
            if other.is_empty() || other == argument {
                said!("command-twice", argument)
            } else {
                said!("command-conflict", one = argument, other)
            }
        }
        ErrorKind::InvalidUtf8 => said!("command-not-text"),
        _ => said!("command-wrong"),
    }
}

/// Why a value was refused, as far as whoever read it says so.
fn why_refused(error: &Error) -> Said {
    let Some(source) = error.source() else { return said!("command-wrong") };
    if let Some(own) = source.downcast_ref::<Said>() {
        return own.clone();
    }
    if source.is::<chrono::ParseError>() {
        return said!("command-not-a-date");
    }
    said!("command-not-a-number")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said_of(words: &[&str], lang: Lang) -> String {
        let words = std::iter::once("bidui").chain(words.iter().copied());
        wrong(&command(lang).try_get_matches_from(words).unwrap_err()).in_lang(lang)
    }

    #[test]
    fn the_commands_are_well_formed() {
        command(Lang::Zh).debug_assert();
    }

    #[test]
    fn every_command_and_argument_is_explained_in_both_languages() {
        fn look(own: &Command, path: &str, lacking: &mut Vec<String>) {
            let about = own.get_about().map(ToString::to_string).unwrap_or_default();
            lacking.extend(about.is_empty().then(|| path.to_owned()));
            for arg in own.get_arguments() {
                let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                if help.is_empty() || help.starts_with(['[', '〔', ' ']) || help.starts_with("help-") {
                    lacking.push(format!("{path} {}", arg.get_id()));
                }
            }
            for sub in own.get_subcommands() {
                look(sub, &format!("{path} {}", sub.get_name()), lacking);
            }
        }
        for lang in [Lang::Zh, Lang::En] {
            let mut lacking = Vec::new();
            look(&command(lang), "bidui", &mut lacking);
            assert!(lacking.is_empty(), "{lang:?}: {lacking:?}");
        }
    }

    #[test]
    fn help_holds_no_word_of_the_other_language() {
        let mut own = command(Lang::Zh);
        let text = own.find_subcommand_mut("run").unwrap().render_long_help().to_string();
        for english in ["Usage", "Options", "Arguments", "Print", "default", "possible"] {
            assert!(!text.contains(english), "{english} in\n{text}");
        }
        assert!(
            text.contains("比对日期") && text.contains("〔可用：auto, json, none〕 〔默认 auto〕"),
            "{text}"
        );
    }

    #[test]
    fn what_is_wrong_with_a_command_line_is_said_with_what_was_meant() {
        for (words, zh, en) in [
            (&["rum"][..], "没有命令 rum；您是不是要写 run？", "there is no command rum; did you mean run?"),
            (&["run"], "缺少 <JOB>", "what is lacking: <JOB>"),
            (
                &["run", "j", "--outputs", "x"],
                "没有参数 --outputs；您是不是要写 --output？",
                "there is no argument --outputs; did you mean --output?",
            ),
            (
                &["run", "j", "--as-of", "yesterday"],
                "--as-of <DATE> 不能是 yesterday：日期应写作 2017-08-31",
                "--as-of <DATE> cannot be yesterday: write a day as 2017-08-31",
            ),
            (
                &["list", "--job", "a", "--run", "b"],
                "--job <JOB> 不能与 --run <DIR> 同时使用",
                "--job <JOB> and --run <DIR> cannot be used together",
            ),
            (
                &["sample", "--villages", "some"],
                "--villages <N|N%> 不能是 some：`some` 既不是 5% 这样的比例，也不是 2 这样的村数",
                "--villages <N|N%> cannot be some: `some` is neither a share like 5% nor a number of villages like 2",
            ),
        ] {
            assert_eq!([said_of(words, Lang::Zh).as_str(), said_of(words, Lang::En).as_str()], [zh, en]);
        }
    }
}
