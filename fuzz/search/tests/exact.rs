//! The exact price model beside the board through random histories: every refresh of a stock, whatever was printed.

use crate::random::History;
use hypothec_interface::state::SOURCE_COUNT;
use hypothec_model::prices::{Print, Refresh, Ticker};
use hypothec_search::arena::Arena;

fn refresh<'a>(was: &'a Arena, is: &'a Arena) -> Refresh<'a> {
    let prints: [Option<Print>; SOURCE_COUNT] = is.posted.map(|posted| {
        posted.map(|posted| Print { price: posted.price, conf: posted.conf, publish_ts: posted.publish_ts })
    });
    Refresh { was: was.stock(), is: is.stock(), prints, scaled: Some(is.scaled), session: is.session, now: is.now }
}

#[test]
fn exact_model_agrees_with_the_board_through_random_histories() {
    let mut refreshes = 0;
    for seed in 0..150 {
        let mut history = History::new(5_000 + seed);
        let mut ticker = Ticker::new(&refresh(&history.arena, &history.arena));
        history.run(&mut |before, after| {
            ticker.refresh(&refresh(before, after));
            refreshes += 1;
        });
    }
    assert!(refreshes > 10_000, "{refreshes}");
}
