use crate::output::{Answer, json};
use anyhow::{Result, anyhow};
use clap::Args;
use clap_complete::{Shell, generate};

/// Print what a shell needs to complete commands
#[derive(Args)]
pub struct Completion {
    /// The shell
    shell: Shell,
}

impl Completion {
    pub fn run(self, mut whole: clap::Command) -> Result<Answer> {
        let mut bytes = Vec::new();
        generate(self.shell, &mut whole, "hypothec", &mut bytes);
        let text = String::from_utf8(bytes).map_err(|_| anyhow!("the completion is no text"))?;
        Ok(Answer { json: json!({ "shell": self.shell.to_string(), "script": text }), text })
    }
}
