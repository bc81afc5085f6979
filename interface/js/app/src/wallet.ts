/** Wallets by Wallet Standard: they sign, the page sends. */
import { getWallets } from "@wallet-standard/app";
import type { Wallet, WalletAccount } from "@wallet-standard/base";
import { StandardConnect, StandardDisconnect, type StandardConnectFeature, type StandardDisconnectFeature } from "@wallet-standard/features";
import { SolanaSignTransaction, type SolanaSignTransactionFeature } from "@solana/wallet-standard-features";
import { getTransactionDecoder, getTransactionEncoder, type Address, type Transaction } from "@solana/kit";

type Signing = SolanaSignTransactionFeature[typeof SolanaSignTransaction];

/** A wallet that has let the page in. */
export class Connected {
  constructor(
    readonly wallet: Wallet,
    readonly account: WalletAccount,
  ) {}

  get address(): Address {
    return this.account.address as Address;
  }

  get #signing(): Signing {
    return this.wallet.features[SolanaSignTransaction] as Signing;
  }

  /** 1 where the wallet signs version 1, else 0. */
  get version(): 0 | 1 {
    return (this.#signing.supportedTransactionVersions as readonly unknown[]).includes(1) ? 1 : 0;
  }

  /** Asks the wallet to sign; throws when its owner says no. */
  async sign(transaction: Transaction): Promise<Transaction> {
    const chain = this.account.chains.find((name) => name.startsWith("solana:")) ?? "solana:mainnet";
    const bytes = new Uint8Array(getTransactionEncoder().encode(transaction));
    const [signed] = await this.#signing.signTransaction({ account: this.account, transaction: bytes, chain: chain as "solana:mainnet" });
    if (!signed) throw new Error("The wallet gave nothing back.");
    return getTransactionDecoder().decode(signed.signedTransaction);
  }

  async disconnect(): Promise<void> {
    const feature = this.wallet.features[StandardDisconnect] as StandardDisconnectFeature[typeof StandardDisconnect] | undefined;
    await feature?.disconnect();
  }
}

const able = (wallet: Wallet) => StandardConnect in wallet.features && SolanaSignTransaction in wallet.features;

/** The wallets there are, now and as they come. */
export function watchWallets(changed: (wallets: readonly Wallet[]) => void): void {
  const { get, on } = getWallets();
  const tell = () => changed(get().filter(able));
  on("register", tell);
  on("unregister", tell);
  tell();
}

/** Asks a wallet to let the page in; `silent` only where it did so before. */
export async function connect(wallet: Wallet, silent = false): Promise<Connected | undefined> {
  const feature = wallet.features[StandardConnect] as StandardConnectFeature[typeof StandardConnect];
  const { accounts } = await feature.connect({ silent });
  const account = accounts[0];
  return account && new Connected(wallet, account);
}
