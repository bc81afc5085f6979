//! Who signs: a wallet of the embedded chain, a keypair file, or the one Solana's command line is configured with.

use super::fault::NotThere;
use super::forms::is_wallet_name;
use super::key_file::{is_exposed, parsed, warn, write};
use super::ledger;
use super::options::Options;
use super::phrase::{KeyPath, asked};
use super::solana_config::SolanaConfig;
use super::store::private_dir;
use super::wallet::Wallet;
use anyhow::{Context as _, Result, anyhow, bail};
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::cell::OnceCell;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The wallet that stands for every issuer on the embedded chain.
pub const ISSUER: &str = "issuer";

/// Where keys come from.
pub struct Keys {
    wallets: PathBuf,
    wallet: Option<String>,
    keypair: Option<PathBuf>,
    config: Option<PathBuf>,
    authority: Option<Address>,
    fee_payer: Option<PathBuf>,
    /// Whether nobody is warned: programs read the answer, or nobody does.
    is_silent: bool,
    /// Who signs, once it is known: nobody is asked twice, and standard input is there once.
    found: OnceCell<Keypair>,
}

impl Keys {
    pub fn new(state: &Path, options: &Options) -> Keys {
        Keys {
            wallets: state.join("wallets"),
            wallet: options.wallet.clone(),
            keypair: options.keypair.clone(),
            config: options.solana_config.clone(),
            authority: options.sending.authority,
            fee_payer: options.sending.fee_payer.clone(),
            is_silent: options.quiet || options.is_json(),
            found: OnceCell::new(),
        }
    }

    /// Who signs this command.
    pub fn signer(&self) -> Result<Wallet> {
        match self.authority {
            Some(address) => Ok(Wallet::Elsewhere(address)),
            None => match self.device()? {
                Some(source) => ledger::signer(&source).map(Wallet::Device),
                None => self.key().map(Wallet::Key),
            },
        }
    }

    /// The hardware wallet that signs, if one is named.
    fn device(&self) -> Result<Option<String>> {
        let file = if self.wallet.is_some() || self.found.get().is_some() { None } else { Some(self.source()?) };
        let text = file.as_deref().and_then(Path::to_str);
        Ok(text.filter(|text| text.starts_with("usb:")).map(String::from))
    }

    /// The key of who signs.
    pub fn key(&self) -> Result<Keypair> {
        if self.found.get().is_none() {
            // nobody else sets it
            let _ = self.found.set(self.find()?);
        }
        Ok(self.found.get().context("who signs?")?.insecure_clone())
    }

    fn find(&self) -> Result<Keypair> {
        if let Some(name) = &self.wallet {
            return self.named(name);
        }
        self.read(&self.source()?)
    }

    /// Where the key of who signs is, when it is no wallet's.
    fn source(&self) -> Result<PathBuf> {
        if let Some(file) = &self.keypair {
            return Ok(file.clone());
        }
        let (file, config) = SolanaConfig::load(self.config.as_deref())?.context(
            "who signs? Give --wallet NAME (`hypothec wallet new NAME` makes one) or --keypair FILE, or configure \
             Solana's command line",
        )?;
        config.keypair_path.with_context(|| format!("{} has no keypair_path: give --wallet", file.display()))
    }

    /// The keypair in a file; `-` is standard input, `prompt://` and `ASK` a seed phrase that is asked for.
    fn read(&self, file: &Path) -> Result<Keypair> {
        let source = file.to_str().unwrap_or_default();
        if source == "ASK" || source.starts_with("prompt:") {
            return asked(&KeyPath::of(source)?);
        }
        if source.starts_with("usb:") {
            bail!("the key of {source} never leaves the device, and this needs the key itself");
        }
        let keypair = parsed(file)?;
        if source != "-" && !self.is_silent && is_exposed(file) {
            warn(file);
        }
        Ok(keypair)
    }

    /// The keypair in a file.
    pub fn of_file(&self, file: &Path) -> Result<Keypair> {
        self.read(file)
    }

    /// Who pays the fees, when it is not the signer.
    pub fn fee_payer(&self) -> Result<Option<Wallet>> {
        self.fee_payer.as_deref().map(|file| self.read(file).map(Wallet::Key)).transpose()
    }

    /// A wallet's name, an address, or by default the signer.
    pub fn address(&self, who: Option<&str>) -> Result<Address> {
        let Some(who) = who else { return Ok(self.signer()?.pubkey()) };
        if self.file(who).is_ok_and(|file| file.exists()) {
            return Ok(self.named(who)?.pubkey());
        }
        match (who.parse(), self.file(who)) {
            (Ok(address), _) => Ok(address),
            (Err(_), Ok(_)) => {
                let text = format!(
                    "{who} is neither a wallet nor an address: `hypothec wallet new {who}` would make the wallet"
                );
                Err(NotThere(text).into())
            }
            (Err(_), Err(_)) => bail!("{who:?} is neither a wallet nor an address"),
        }
    }

    fn file(&self, name: &str) -> Result<PathBuf> {
        if !is_wallet_name(name) {
            bail!("{name:?} is not a wallet's name: use up to 32 letters, digits and hyphens, not a hyphen first");
        }
        if name.parse::<Address>().is_ok() {
            bail!("{name} is an address: a wallet of this name would stand in its way");
        }
        Ok(self.wallets.join(format!("{name}.json")))
    }

    /// Creates a wallet, whose file only its owner may read.
    pub fn create(&self, name: &str) -> Result<Keypair> {
        let keypair = Keypair::new();
        self.keep(name, &keypair)?;
        Ok(keypair)
    }

    /// Keeps a key as a wallet of this name.
    pub fn keep(&self, name: &str, keypair: &Keypair) -> Result<()> {
        let file = self.file(name)?;
        private_dir(&self.wallets)?;
        write(&self.wallets, &file, keypair).map_err(|error| match error.downcast_ref::<std::io::Error>() {
            Some(io) if io.kind() == ErrorKind::AlreadyExists => anyhow!("wallet {name} exists already"),
            _ => error,
        })
    }

    /// Writes a key into a file that is not there yet.
    pub fn write_to(&self, file: &Path, keypair: &Keypair) -> Result<()> {
        let dir = file.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
        write(dir, file, keypair)
    }

    /// A key that a later run of the same command takes up again; made when it is not there.
    pub fn kept(&self, name: &str) -> Result<Keypair> {
        let dir = self.wallets.with_file_name("deploy");
        private_dir(&dir)?;
        let file = dir.join(format!("{name}.json"));
        if file.exists() {
            return self.read(&file);
        }
        let keypair = Keypair::new();
        write(&dir, &file, &keypair)?;
        Ok(keypair)
    }

    /// Forgets a key of [`Keys::kept`] that has done its service.
    pub fn forget(&self, name: &str) -> Result<()> {
        let file = self.wallets.with_file_name("deploy").join(format!("{name}.json"));
        fs::remove_file(&file).with_context(|| format!("cannot delete {}", file.display()))
    }

    /// A wallet of the embedded chain.
    pub fn named(&self, name: &str) -> Result<Keypair> {
        let file = self.file(name)?;
        if !file.exists() {
            return Err(NotThere(format!("no wallet {name}: run `hypothec wallet new {name}`")).into());
        }
        self.read(&file)
    }

    /// The names of the embedded chain's wallets, sorted. A file that is no wallet's is left out.
    pub fn names(&self) -> Result<Vec<String>> {
        let files = match fs::read_dir(&self.wallets) {
            Ok(files) => files,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", self.wallets.display())),
        };
        let mut names = Vec::new();
        for file in files {
            let name = file?.file_name();
            let name = name.to_str().and_then(|name| name.strip_suffix(".json"));
            names.extend(name.filter(|name| self.file(name).is_ok_and(|file| parsed(&file).is_ok())).map(String::from));
        }
        names.sort();
        Ok(names)
    }

    /// Wallet files that others than their owner may read.
    pub fn exposed(&self) -> Result<Vec<String>> {
        let mut files = Vec::new();
        for name in self.names()? {
            let file = self.file(&name)?;
            if is_exposed(&file) {
                files.push(file.display().to_string());
            }
        }
        Ok(files)
    }

    /// Deletes every wallet: only keypair files of this command, and the folder when nothing else is in it.
    pub fn delete(&self) -> Result<()> {
        for name in self.names()? {
            fs::remove_file(self.file(&name)?)?;
        }
        match fs::remove_dir(&self.wallets) {
            Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::DirectoryNotEmpty) => {
                Err(error).with_context(|| format!("cannot delete {}", self.wallets.display()))
            }
            _ => Ok(()),
        }
    }
}
