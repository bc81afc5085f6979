//! Loans of the exact model against numbers worked by hand.

use hypothec_model::{Lending, ratio};

#[test]
fn a_loan_of_a_day_at_ten_percent_owes_the_compounded_interest() {
    // half lent at 10 %: a day's interest on 500,000,000 atoms is 136,986.3 linearly, and a little more compounded
    let mut lending = Lending::new(1_000_000_000, vec![(0, 0), (5_000, 1_000), (10_000, 1_000)], 0);
    lending.borrow(500_000_000, 0);
    lending.accrue(86_400);
    assert_eq!(lending.debt.ceil() - ratio(500_000_000, 1), ratio(137_006, 1));
    assert!(lending.owes(500_137_006, 0) && lending.owes(500_137_007, 1));
    assert!(!lending.owes(500_137_005, 9) && !lending.owes(500_137_008, 1));
    lending.repay(500_000_000, 86_400);
    assert!(lending.owes(137_006, 0));
}
