//! The main job, end to end, under the mainnet feature set: real NVDAx bytes, real token programs, exact balances.

use hypothec_interface::Error;
use hypothec_interface::math::books::books_hold;
use hypothec_testkit::{Asset, World};

const USDC: usize = 0;
const NVDAX: usize = 1;

fn world() -> World {
    World::new(&[Asset::usdc(), Asset::nvdax()])
}

#[test]
fn main_job_moves_exact_balances_end_to_end() {
    let mut world = world();
    let (lender, borrower) = (world.user(1), world.user(2));
    world.fund(&lender, USDC, 50_000_000_000);
    world.fund(&borrower, USDC, 0);
    world.fund(&borrower, NVDAX, 314_159_265);

    world.deposit(&lender, USDC, 50_000_000_000).expect("lent");
    world.deposit(&borrower, NVDAX, 314_159_265).expect("pledged");
    assert_eq!(world.balance(&borrower, NVDAX), 0);
    let receipt = world.borrow(&borrower, USDC, 300_123_456).expect("borrowed");
    println!("borrow {} CU, {} bytes, {} accounts", receipt.cu, receipt.tx_bytes, receipt.accounts);
    assert_eq!(world.balance(&borrower, USDC), 300_123_456);
    assert_eq!(receipt.return_data[..8], 300_123_456u64.to_le_bytes());

    world.repay(&borrower, USDC, 100_000_000).expect("repaid in part");
    world.withdraw(&borrower, NVDAX, 1).expect("one atom back");
    assert_eq!(world.balance(&borrower, NVDAX), 1);
    assert_eq!(world.withdraw(&borrower, NVDAX, 300_000_000).unwrap_err().error, Some(Error::Unhealthy));

    world.advance(86_400);
    for index in [USDC, NVDAX] {
        let record = world.record(index);
        assert!(books_hold(&record.assets(), &record.claims()), "books of {index}");
    }
    let owed = world.record(USDC).debt_assets_up(world.record(USDC).debt_shares()).expect("in range");
    assert!(owed > 200_123_456, "a day's interest accrued");
    world.fund(&borrower, USDC, owed);
    world.repay(&borrower, USDC, u64::MAX).expect("repaid in full");
    assert_eq!(world.balance(&borrower, USDC), 0);
    world.withdraw(&borrower, NVDAX, u64::MAX).expect("out");
    assert_eq!(world.balance(&borrower, NVDAX), 314_159_265);
    assert!(world.position(&borrower).is_empty());
    world.withdraw(&lender, USDC, u64::MAX).expect("out");
    assert!(world.balance(&lender, USDC) > 50_000_000_000);
}
