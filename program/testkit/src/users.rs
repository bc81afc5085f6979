//! People of a test market, their token accounts, and what they send: held to the invariants after every instruction.

use crate::guard::InvariantGuard;
use crate::{Executed, Failure, World, keys, mint, token};
use hypothec_interface::builder;
use hypothec_interface::state::{Position, load};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;

/// Someone with a position.
pub struct User {
    /// The key pair.
    pub keypair: Keypair,
    /// Position number 0 of the market.
    pub position: Address,
}

impl Clone for User {
    fn clone(&self) -> User {
        User { keypair: self.keypair.insecure_clone(), position: self.position }
    }
}

impl User {
    /// The wallet's address.
    #[must_use]
    pub fn address(&self) -> Address {
        self.keypair.pubkey()
    }
}

impl World {
    /// The `n`-th user, with lamports and an open position.
    pub fn user(&mut self, n: u64) -> User {
        let keypair = keys::key(100 + n);
        let address = keypair.pubkey();
        self.chain.airdrop(&address, 1_000_000_000_000);
        let open = builder::open_position(self.market, address, address, 0);
        self.chain.send(&[open], &[&keypair]).expect("a position");
        User { position: builder::position_address(self.market, &address, 0).0, keypair }
    }

    /// The user's token account for a reserve.
    #[must_use]
    pub fn tokens(&self, user: &User, index: usize) -> Address {
        let asset = &self.assets[index];
        token::associated(&user.address(), &asset.mint, &asset.mint_account.owner)
    }

    /// Gives the user this many atoms, replacing what there was.
    pub fn fund(&mut self, user: &User, index: usize, atoms: u64) {
        let asset = &self.assets[index];
        let account = token::associated_account(&asset.mint, &asset.mint_account, &user.address(), atoms);
        self.chain.put_account(&self.tokens(user, index), account);
    }

    /// Where the user's token account for a reserve's receipts is, if there is one.
    #[must_use]
    pub fn receipt_tokens(&self, user: &User, index: usize) -> Address {
        token::associated(&user.address(), &builder::receipt_address(self.market, index as u8).0, &mint::TOKEN)
    }

    /// The user's token account for a reserve's receipts, made where there is none; the receipt mint must exist.
    pub fn receipts(&mut self, user: &User, index: usize) -> Address {
        let receipt = builder::receipt_address(self.market, index as u8).0;
        let address = self.receipt_tokens(user, index);
        if self.chain.get_account(&address).is_none() {
            let mint = self.chain.get_account(&receipt).expect("a receipt mint");
            let account = token::associated_account(&receipt, &mint, &user.address(), 0);
            self.chain.put_account(&address, account);
        }
        address
    }

    /// Receipts of a reserve that exist.
    #[must_use]
    pub fn receipt_supply(&self, index: usize) -> u64 {
        let receipt = builder::receipt_address(self.market, index as u8).0;
        self.chain.get_account(&receipt).map_or(0, |account| mint::supply(&account.data))
    }

    /// The fee recipient's token account for a reserve, made where there is none.
    pub fn fee_tokens(&mut self, index: usize) -> Address {
        let asset = &self.assets[index];
        let (owner, program) = (keys::key(5).pubkey(), asset.mint_account.owner);
        let address = token::associated(&owner, &asset.mint, &program);
        if self.chain.get_account(&address).is_none() {
            let account = token::associated_account(&asset.mint, &asset.mint_account, &owner, 0);
            self.chain.put_account(&address, account);
        }
        address
    }

    /// Atoms in the user's token account.
    #[must_use]
    pub fn balance(&self, user: &User, index: usize) -> u64 {
        token::amount(&self.chain.data(&self.tokens(user, index)))
    }

    /// A position as it is.
    #[must_use]
    pub fn position(&self, user: &User) -> Position {
        let record: Position = bytemuck::pod_read_unaligned(&self.chain.data(&user.position));
        *load::<Position>(bytemuck::bytes_of(&record)).expect("an initialised position")
    }

    /// `SettleBadDebt` of a position as it is.
    #[must_use]
    pub fn settle_bad_debt(&self, position: Address) -> Instruction {
        let record: Position = bytemuck::pod_read_unaligned(&self.chain.data(&position));
        builder::settle_bad_debt(self.market, position, &record)
    }

    /// Sends a user's instruction. Panics when it succeeds and books, vaults, indices or shares are not as they must be.
    #[track_caller]
    pub fn send(&mut self, user: &User, instruction: Instruction) -> Result<Executed, Failure> {
        let watch = InvariantGuard::new(self, &instruction);
        let receipt = self.chain.send(&[instruction], &[&user.keypair])?;
        watch.check(self);
        Ok(receipt)
    }

    /// Deposit.
    pub fn deposit(&mut self, user: &User, index: usize, amount: u64) -> Result<Executed, Failure> {
        let (source, payer) = (self.tokens(user, index), user.address());
        let deposit = builder::deposit(&self.reserve(index), user.position, source, payer, amount, 0);
        self.send(user, deposit)
    }

    /// Withdraw.
    pub fn withdraw(&mut self, user: &User, index: usize, amount: u64) -> Result<Executed, Failure> {
        let (to, owner) = (self.tokens(user, index), user.address());
        let withdraw = builder::withdraw(&self.reserve(index), user.position, to, owner, amount, 0);
        self.send(user, withdraw)
    }

    /// Borrow.
    pub fn borrow(&mut self, user: &User, index: usize, amount: u64) -> Result<Executed, Failure> {
        let (to, owner) = (self.tokens(user, index), user.address());
        let borrow = builder::borrow(&self.reserve(index), user.position, to, owner, amount, u64::MAX);
        self.send(user, borrow)
    }

    /// Repay.
    pub fn repay(&mut self, user: &User, index: usize, amount: u64) -> Result<Executed, Failure> {
        let (source, payer) = (self.tokens(user, index), user.address());
        let repay = builder::repay(&self.reserve(index), user.position, source, payer, amount);
        self.send(user, repay)
    }
}
