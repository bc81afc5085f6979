use crate::context::{Context, Env};
use crate::output::table::table;
use crate::output::{Answer, fields, json, time};
use anyhow::Result;
use clap::Args;
use hypothec_interface::session::{Calendar, Closure};
use serde_json::Value;

/// Show the sessions of a week and the days that are closed or close early
#[derive(Args)]
pub struct Show {}

impl Show {
    pub fn run(self, env: &Env) -> Result<Answer> {
        show(&Context::read(env)?)
    }
}

/// The market's calendar.
pub fn show(ctx: &Context<'_>) -> Result<Answer> {
    let market = ctx.market()?;
    let calendar = market.header().calendar();
    let names = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    let week: Vec<(String, String)> = names
        .iter()
        .zip(calendar.week())
        .map(|(name, day)| {
            let parts = day.iter().enumerate().filter(|(n, segment)| *n == 0 || segment.minute != 0);
            let parts = parts.map(|(_, segment)| {
                let session = hypothec_interface::session::Session::from_u8(segment.session);
                format!("{} {}", time::clock(segment.minute), time::session_name(session))
            });
            ((*name).to_string(), parts.collect::<Vec<_>>().join(", "))
        })
        .collect();
    let today = u16::try_from((ctx.now() / 86_400).max(1) - 1)?;
    let mut closures: Vec<Closure> = calendar.closures().iter().filter(|closure| closure.day != 0).copied().collect();
    closures.sort_unstable_by_key(|closure| (closure.day, closure.minute));
    let coming: Vec<&Closure> = closures.iter().filter(|closure| closure.day >= today).collect();
    let end_ts = i64::from(calendar.end_ts());
    let text = format!(
        "local times; a trade date begins at {} of the day before\n{}\ncoming closures\n{}\n{}",
        time::clock(calendar.roll_minute()),
        table(&["day", "sessions from"], week.iter().map(|(name, parts)| vec![name.clone(), parts.clone()])),
        table(&["date", ""], coming.iter().map(|closure| vec![time::date_of(closure.day), notice(closure)])),
        time::calendar_end(&calendar, ctx.now()).0,
    );
    let closures = closures.iter().map(|closure| {
        let date = time::date_of(closure.day);
        json!({ "date": date, "what": how(closure), "unscheduled": closure.is_unscheduled() })
    });
    let closures: Vec<Value> = closures.collect();
    let week: Vec<Value> = week.iter().map(|(name, parts)| json!({ "day": name, "sessions": parts })).collect();
    Ok(Answer {
        json: json!({
            "week": week, "closures": closures, "end": end_ts,
            "fields": fields::read(Calendar::FIELDS, bytemuck::bytes_of(&calendar), 0),
        }),
        text,
    })
}

fn how(closure: &Closure) -> String {
    match closure.close_minute() {
        0 => "closed".to_string(),
        minute => format!("until {}", time::clock(minute)),
    }
}

fn notice(closure: &Closure) -> String {
    if closure.is_unscheduled() { format!("{}, set at a day's notice", how(closure)) } else { how(closure) }
}
