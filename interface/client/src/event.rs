//! Events out of a transaction's logs. Logs may be cut short by a node: books come from accounts.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hypothec_interface::event::Event;
use solana_address::Address;

/// Every event of the program at `hypothec`, in order: what its instructions returned, by the runtime's own line, and what
/// they logged beside. What other programs write in the same form is none, and a call that failed did nothing.
#[must_use]
pub fn events(hypothec: &Address, logs: &[String]) -> Vec<Event> {
    let mut calls: Vec<(Option<Address>, Vec<Event>)> = Vec::new();
    let mut all = Vec::new();
    for line in logs {
        let Some((word, rest)) = line.strip_prefix("Program ").and_then(|line| line.split_once(' ')) else { continue };
        let data = match word {
            "data:" => Some(rest),
            // the line names the program that ends, which may hand on what it was given back
            "return:" => rest.split_once(' ').map(|(_, data)| data),
            _ => None,
        };
        if let (Some(data), Some((Some(running), events))) = (data, calls.last_mut()) {
            if running == hypothec {
                events.extend(Event::all(&STANDARD.decode(data).unwrap_or_default()));
            }
        } else if word.parse::<Address>().is_err() {
            // a program's own words, such as "Program log: success"
        } else if rest.starts_with("invoke [") {
            calls.push((word.parse().ok(), Vec::new()));
        } else if rest == "success" || rest.starts_with("failed: ") {
            let (_, events) = calls.pop().unwrap_or_default();
            let kept = if rest == "success" { events } else { Vec::new() };
            match calls.last_mut() {
                // an outer call that fails takes them with it
                Some((_, outer)) => outer.extend(kept),
                None => all.extend(kept),
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use hypothec_interface::Key;
    use hypothec_interface::builder::PROGRAM_ID;
    use hypothec_interface::instruction::Instruction;

    #[test]
    fn an_event_counts_only_where_the_program_itself_wrote_it() {
        let event = Event {
            tag: Instruction::Deposit as u8,
            version: Event::VERSION,
            reserve: 1,
            flags: 0,
            bonus_bps: 0,
            integrator: 0,
            account: Key::NONE,
            amount: 5,
            shares: 6,
            extra: 0,
        };
        let data = STANDARD.encode(bytemuck::bytes_of(&event));
        let twice = STANDARD.encode(bytemuck::bytes_of(&[event; 2]));
        let other = Address::new_from_array([7; 32]);
        let lines = |outer: &str| {
            [
                format!("Program {other} invoke [1]"),
                format!("Program {PROGRAM_ID} invoke [2]"),
                format!("Program {other} invoke [3]"),
                "Program log: success".into(),
                format!("Program data: {data}"),
                "Program log: invoke [9]".into(),
                format!("Program return: {other} {data}"),
                format!("Program {other} success"),
                format!("Program data: {data}"),
                format!("Program return: {PROGRAM_ID} {twice}"),
                format!("Program {PROGRAM_ID} success"),
                format!("Program return: {other} {twice}"),
                format!("Program {other} {outer}"),
                format!("Program data: {data}"),
            ]
        };
        assert_eq!(events(&PROGRAM_ID, &lines("success")), [event; 3]);
        assert!(events(&PROGRAM_ID, &lines("failed: custom program error: 0x1")).is_empty());
    }
}
