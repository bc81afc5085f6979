//! Stories told by running this binary, step by step, on a chain of their own.

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// A story; its chain is forgotten when it is dropped.
pub struct Story {
    dir: PathBuf,
    bar: ProgressBar,
    quiet: bool,
}

impl Story {
    /// A story of so many steps. A quiet one prints nothing of its own.
    pub fn new(name: &str, steps: usize, quiet: bool) -> Result<Story> {
        let dir = std::env::temp_dir().join(format!("hypothec-{name}-{}", std::process::id()));
        fs::create_dir_all(&dir)?;
        let bar = if quiet { ProgressBar::hidden() } else { ProgressBar::new(steps as u64) };
        bar.set_style(ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}")?);
        Ok(Story { dir, bar, quiet })
    }

    /// Says something.
    pub fn tell(&self, text: &str) {
        if !self.quiet {
            self.bar.suspend(|| println!("{text}"));
        }
    }

    /// Runs a command as a person would and prints what it says.
    pub fn step(&mut self, line: &str) -> Result<String> {
        self.bar.set_message(line.to_string());
        let said = self.call(line, false)?;
        self.tell(&format!("$ hypothec {line}\n{said}\n"));
        self.bar.inc(1);
        Ok(said)
    }

    /// Runs a command that must be refused with these words.
    pub fn refused(&mut self, line: &str, words: &str) -> Result<()> {
        self.bar.set_message(line.to_string());
        match self.call(line, false) {
            Ok(_) => bail!("`{line}` should have been refused with {words}"),
            Err(error) if !error.to_string().contains(words) => Err(error),
            Err(error) => {
                self.tell(&format!("$ hypothec {line}\n{error}\n"));
                self.bar.inc(1);
                Ok(())
            }
        }
    }

    /// What a command says to programs.
    pub fn json(&self, line: &str) -> Result<Value> {
        serde_json::from_str(&self.call(line, true)?).with_context(|| format!("`{line}` printed no JSON"))
    }

    fn call(&self, line: &str, json: bool) -> Result<String> {
        let mut command = Command::new(std::env::current_exe()?);
        // the person's own settings are not the story's
        command.env_remove("HYPOTHEC_WALLET").env_remove("HYPOTHEC_STATE").env_remove("SOLANA_CONFIG");
        command.arg("--state").arg(&self.dir).args(line.split(' '));
        if json {
            command.arg("--json");
        }
        let output = command.output()?;
        if !output.status.success() {
            bail!("`{line}`: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim_end().into())
    }
}

impl Drop for Story {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
        let _ = fs::remove_dir_all(&self.dir);
    }
}
