use crate::context::{Context, Env};
use crate::output::table::table;
use crate::output::{Answer, json, time};
use anyhow::Result;
use clap::Args;
use serde_json::Value;

/// Show the coming changes of session
#[derive(Args)]
pub struct Next {
    /// How many
    #[arg(long, default_value_t = 10)]
    count: u32,
}

impl Next {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let ctx = Context::read(env)?;
        let calendar = ctx.market()?.header().calendar();
        let mut ts = ctx.now();
        let mut changes: Vec<(i64, &str, i64)> = Vec::new();
        loop {
            let (session, until) = calendar.session_at(ts);
            let name = time::session_name(session);
            let last = changes.last_mut().filter(|(_, last, _)| *last == name);
            // a day's end within a session is no change
            if let Some((_, _, end)) = last {
                *end = until;
            } else if changes.len() < self.count as usize {
                changes.push((ts, name, until));
            } else {
                break;
            }
            // past its end a calendar knows one session alone
            if ts >= i64::from(calendar.end_ts()) {
                break;
            }
            ts = until;
        }
        let rows = changes.iter().map(|(from, session, until)| {
            vec![time::local(&calendar, *from), (*session).into(), time::local(&calendar, *until)]
        });
        let text = table(&["from", "session", "until"], rows);
        let json: Vec<Value> = changes
            .iter()
            .map(|(from, session, until)| json!({ "from_ts": from, "session": session, "until_ts": until }))
            .collect();
        Ok(Answer { json: json!(json), text })
    }
}
