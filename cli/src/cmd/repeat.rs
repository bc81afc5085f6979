//! Answers that are given again and again, until whoever reads them has seen enough.

use crate::context::Env;
use crate::output::{Answer, failure, harmless};
use anyhow::{Context as _, Result};
use hypothec_keeper::run::stop_on_signals;
use serde_json::Value;
use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// To a terminal's second screen without the cursor, and back: what was there before is there again.
const ENTER: &str = "\x1b[?1049h\x1b[?25l";
const LEAVE: &str = "\x1b[?25h\x1b[?1049l";
/// How finely a wait is cut, so that Ctrl-C is heard at once.
const SLICE: Duration = Duration::from_millis(50);

/// A terminal's second screen, left again however the command ends.
struct Screen;

impl Screen {
    fn enter() -> Option<Screen> {
        let is_dumb = std::env::var("TERM").is_ok_and(|term| term == "dumb");
        let fits = std::io::stdout().is_terminal() && !is_dumb;
        fits.then(|| {
            print_now(ENTER).ok();
            Screen
        })
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        print_now(LEAVE).ok();
    }
}

fn print_now(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// As many lines as a screen has, the last of which says what is done next.
fn page(text: &str, lines: usize, footer: &str) -> String {
    let all: Vec<&str> = text.lines().collect();
    let shown = all.len().min(lines.saturating_sub(2));
    let more = all.len() - shown;
    let rest = if more == 0 { String::new() } else { format!("{more} more lines do not fit; ") };
    format!("\x1b[H\x1b[J{}\n\n{rest}{footer}", all[..shown].join("\n"))
}

/// Shows what `look` says, again every this many seconds, until Ctrl-C: on a terminal's second screen; elsewhere each look
/// follows the one before, under `--json` as one line.
pub fn repeat(env: &Env, every_s: u64, mut look: impl FnMut() -> Result<Answer>) -> Result<Answer> {
    let stop = stop_on_signals().context("signals cannot be heard")?;
    // the first look may fail, and says so where it is read
    let mut answer = look()?;
    let screen = if env.options.is_json() { None } else { Screen::enter() };
    let nothing = Answer { json: Value::Null, text: String::new() };
    loop {
        let height = terminal_size::terminal_size().map_or(24, |(_, height)| usize::from(height.0));
        let text = match (&screen, env.options.is_json()) {
            (Some(_), _) => page(&harmless(&answer.text), height, &format!("again every {every_s} s, Ctrl-C ends")),
            (None, true) => format!("{}\n", answer.json),
            (None, false) => format!("{}\n\n", harmless(&answer.text)),
        };
        match print_now(&text) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(nothing),
            done => done?,
        }
        let since = Instant::now();
        while since.elapsed() < Duration::from_secs(every_s) {
            if stop.load(Ordering::Relaxed) {
                return Ok(nothing);
            }
            std::thread::sleep(SLICE);
        }
        // what fails for a while may be there again at the next look
        answer = look().unwrap_or_else(|error| Answer { json: failure(&error), text: format!("error: {error:#}") });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m2_a_look_fits_the_screen_and_says_what_does_not() {
        let text = (0..100).map(|n| format!("line {n}")).collect::<Vec<_>>().join("\n");
        let shown = page(&text, 24, "again");
        assert_eq!(shown.lines().count(), 24);
        assert!(
            shown.contains("line 21")
                && !shown.contains("line 22")
                && shown.ends_with("78 more lines do not fit; again")
        );
        assert!(page("one", 24, "again").ends_with("one\n\nagain"));
    }
}
