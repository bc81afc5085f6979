//! Where alerts go: a webhook, in the words that its receiver understands.

use super::{Alert, Severity};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::time::Duration;

/// What receives an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A program of one's own: the alert as JSON.
    Json,
    /// A Slack incoming webhook.
    Slack,
    /// A Discord webhook.
    Discord,
    /// `https://api.telegram.org/bot<token>/sendMessage`, with the chat's id.
    Telegram,
}

/// One receiver.
pub struct Sink {
    kind: Kind,
    url: String,
    chat: Option<String>,
    least: Severity,
    http: reqwest::blocking::Client,
}

/// Why an alert was not delivered. The URL is not in it, for it can hold a token.
#[derive(Debug, thiserror::Error)]
#[error("the {kind} webhook has not taken the alert {subject:?}: {why}")]
pub struct SinkError {
    kind: String,
    subject: String,
    why: String,
}

impl Sink {
    /// A receiver that wants alerts of at least this severity; `chat` is Telegram's.
    ///
    /// # Errors
    /// A line that says what is wrong.
    pub fn new(kind: Kind, url: String, chat: Option<String>, least: Severity) -> Result<Sink, String> {
        if kind == Kind::Telegram && chat.is_none() {
            return Err("a telegram alert needs `chat`, the id of the chat it goes to".into());
        }
        let http = reqwest::blocking::Client::builder().timeout(Duration::from_secs(5)).build();
        Ok(Sink { kind, url, chat, least, http: http.map_err(|why| why.to_string())? })
    }

    /// Whether alerts of this severity go here.
    #[must_use]
    pub fn wants(&self, severity: Severity) -> bool {
        severity >= self.least
    }

    /// Delivers an alert.
    ///
    /// # Errors
    /// [`SinkError`].
    pub fn post(&self, alert: &Alert) -> Result<(), SinkError> {
        let failed = |why: String| SinkError {
            kind: format!("{:?}", self.kind).to_lowercase(),
            subject: alert.subject.clone(),
            why,
        };
        let answer = self.http.post(&self.url).json(&body(self.kind, self.chat.as_deref(), alert)).send();
        let answer = answer.map_err(|why| failed(why.without_url().to_string()))?;
        if answer.status().is_success() { Ok(()) } else { Err(failed(format!("HTTP {}", answer.status().as_u16()))) }
    }
}

/// Most characters that Discord takes; the others take more.
const LONGEST: usize = 1_900;

fn body(kind: Kind, chat: Option<&str>, alert: &Alert) -> Value {
    let mark = match alert.severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Critical => "CRITICAL",
    };
    let text: String = format!("[{mark}] {}\n{}", alert.title, alert.text).chars().take(LONGEST).collect();
    match kind {
        Kind::Json => json!(alert),
        Kind::Slack => json!({ "text": text }),
        Kind::Discord => json!({ "content": text, "allowed_mentions": { "parse": [] } }),
        Kind::Telegram => json!({ "chat_id": chat, "text": text, "disable_web_page_preview": true }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_receiver_gets_its_own_shape() {
        let alert = Alert {
            subject: "s".into(),
            severity: Severity::Critical,
            title: "t".into(),
            text: "x".repeat(5_000),
            unix_timestamp: 7,
        };
        assert_eq!(body(Kind::Json, None, &alert)["severity"], "critical");
        assert_eq!(body(Kind::Json, None, &alert)["unix_timestamp"], "7");
        assert!(body(Kind::Slack, None, &alert)["text"].as_str().expect("text").starts_with("[CRITICAL] t\nxxx"));
        assert_eq!(body(Kind::Discord, None, &alert)["content"].as_str().expect("content").len(), LONGEST);
        assert_eq!(body(Kind::Telegram, Some("42"), &alert)["chat_id"], "42");
        assert!(Sink::new(Kind::Telegram, String::new(), None, Severity::Info).is_err());
    }
}
