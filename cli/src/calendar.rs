//! The exchange's calendar, as the market holds it.

use crate::answer::{Answer, table};
use crate::desk::Desk;
use crate::store::Store;
use crate::{event, fields, moment};
use anyhow::{Context, Result};
use clap::Subcommand;
use hypothec_interface::builder;
use hypothec_interface::session::Calendar;
use jiff::Span;
use jiff::civil::Date;
use serde_json::{Value, json};
use solana_signer::Signer;

#[derive(Subcommand)]
pub enum Command {
    /// Show the sessions of a week and the days that are closed or close early
    Show,
    /// Show the coming changes of session
    Next {
        /// How many
        #[arg(long, default_value_t = 10)]
        count: u32,
    },
    /// Close a trade date at once, or early; admin or guardian
    CloseDay {
        /// The trade date, such as 2026-12-01
        date: String,
        /// Local time at which Regular ends, such as 13:00 [default: closed all day]
        #[arg(long, value_name = "TIME")]
        early: Option<String>,
    },
}

pub fn run(command: &Command, store: &Store) -> Result<Answer> {
    let mut desk = Desk::open(store)?;
    match command {
        Command::Show => show(&desk),
        Command::Next { count } => next(&desk, *count),
        Command::CloseDay { date, early } => {
            let officer = store.keys.signer()?;
            let day = day_of(date)?;
            let minute = early.as_deref().map_or(Ok(0), minute_of)?;
            let close = builder::set_closure(desk.market_address()?, officer.pubkey(), day, minute);
            let sent = desk.send(&[close], &[&officer])?;
            let mut answer = show(&desk)?;
            answer.text = format!("{}{}", event::told(&desk, &sent), answer.text);
            answer.json["transaction"] = sent.summary();
            Ok(answer)
        }
    }
}

const EPOCH: Date = Date::constant(1970, 1, 1);

pub fn day_of(text: &str) -> Result<u16> {
    let date: Date = text.parse().ok().with_context(|| format!("{text:?} is not a date: write 2026-12-01"))?;
    let days = date.since(EPOCH)?.get_days();
    u16::try_from(days).ok().with_context(|| format!("{text} is out of the calendar's range"))
}

pub fn minute_of(text: &str) -> Result<u16> {
    let parts = text.split_once(':').and_then(|(h, m)| Some((h.parse::<u16>().ok()?, m.parse::<u16>().ok()?)));
    let parts = parts.filter(|(hour, minute)| *hour < 24 && *minute < 60);
    let (hour, minute) = parts.with_context(|| format!("{text:?} is not a time: write 13:00"))?;
    Ok(hour * 60 + minute)
}

fn date_of(day: u16) -> String {
    EPOCH.checked_add(Span::new().days(i64::from(day))).map_or_else(|_| day.to_string(), |date| date.to_string())
}

fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn show(desk: &Desk<'_>) -> Result<Answer> {
    let reading = desk.reading()?;
    let calendar = reading.header().calendar();
    let names = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    let week: Vec<(String, String)> = names
        .iter()
        .zip(calendar.week())
        .map(|(name, day)| {
            let parts = day.iter().enumerate().filter(|(n, segment)| *n == 0 || segment.minute != 0);
            let parts = parts.map(|(_, segment)| {
                let session = hypothec_interface::session::Session::from_u8(segment.session);
                format!("{} {}", clock(segment.minute), moment::session_name(session))
            });
            ((*name).to_string(), parts.collect::<Vec<_>>().join(", "))
        })
        .collect();
    let today = u16::try_from((desk.now() / 86_400).max(1) - 1)?;
    let mut closures: Vec<(u16, u16)> =
        calendar.closures().iter().filter(|closure| closure.day != 0).map(|c| (c.day, c.minute)).collect();
    closures.sort_unstable();
    let coming: Vec<&(u16, u16)> = closures.iter().filter(|(day, _)| *day >= today).collect();
    let how = |minute: u16| if minute == 0 { "closed".to_string() } else { format!("until {}", clock(minute)) };
    let text = format!(
        "local times; a trade date begins at {} of the day before\n{}\ncoming closures\n{}",
        clock(calendar.roll_minute()),
        table(&["day", "sessions from"], week.iter().map(|(name, parts)| vec![name.clone(), parts.clone()])),
        table(&["date", ""], coming.iter().map(|(day, minute)| vec![date_of(*day), how(*minute)]))
    );
    let closures: Vec<Value> = closures.iter().map(|(d, m)| json!({ "date": date_of(*d), "what": how(*m) })).collect();
    let week: Vec<Value> = week.iter().map(|(name, parts)| json!({ "day": name, "sessions": parts })).collect();
    Ok(Answer {
        json: json!({
            "week": week, "closures": closures,
            "fields": fields::read(Calendar::FIELDS, bytemuck::bytes_of(&calendar), 0),
        }),
        text,
    })
}

fn next(desk: &Desk<'_>, count: u32) -> Result<Answer> {
    let calendar = desk.reading()?.header().calendar();
    let mut ts = desk.now();
    let mut changes = Vec::new();
    for _ in 0..=count {
        let (session, until) = calendar.session_at(ts);
        changes.push((ts, moment::session_name(session), until));
        ts = until;
    }
    let rows = changes.iter().map(|(from, session, until)| {
        vec![moment::local(&calendar, *from), (*session).into(), moment::local(&calendar, *until)]
    });
    let text = table(&["from", "session", "until"], rows);
    let json: Vec<Value> = changes
        .iter()
        .map(|(from, session, until)| json!({ "from_ts": from, "session": session, "until_ts": until }))
        .collect();
    Ok(Answer { json: json!(json), text })
}
