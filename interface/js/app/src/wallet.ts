/** Wallets by Wallet Standard: they sign, the page sends. */
import { getWallets } from "@wallet-standard/app";
import type { Wallet, WalletAccount } from "@wallet-standard/base";
import {
  StandardConnect,
  StandardDisconnect,
  StandardEvents,
  type StandardConnectFeature,
  type StandardDisconnectFeature,
  type StandardEventsFeature,
} from "@wallet-standard/features";
import { SolanaSignTransaction, type SolanaSignTransactionFeature } from "@solana/wallet-standard-features";
import { getTransactionDecoder, getTransactionEncoder, type Address, type GetGenesisHashApi, type Rpc, type Transaction } from "@solana/kit";

type SolanaChain = `solana:${"mainnet" | "devnet" | "testnet" | "localnet"}`;
type Signing = SolanaSignTransactionFeature[typeof SolanaSignTransaction];

/** The chains of Wallet Standard by the hash of their first block; any other is somebody's own. */
const CHAINS: Readonly<Record<string, SolanaChain>> = {
  "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d": "solana:mainnet",
  EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG: "solana:devnet",
  "4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY": "solana:testnet",
};

/** The chain that a node belongs to. */
export async function chainOf(rpc: Rpc<GetGenesisHashApi>): Promise<SolanaChain> {
  return CHAINS[await rpc.getGenesisHash().send()] ?? "solana:localnet";
}

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

  /** Asks the wallet to sign for a chain; throws when it does not know the chain, or its owner says no. */
  async sign(transaction: Transaction, chain: SolanaChain): Promise<Transaction> {
    if (!this.account.chains.includes(chain)) throw new Error(`The wallet's account does not sign for ${chain}, the chain of the node: choose another.`);
    const bytes = new Uint8Array(getTransactionEncoder().encode(transaction));
    const [signed] = await this.#signing.signTransaction({ account: this.account, transaction: bytes, chain });
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

/** The first account of a wallet that is one of Solana's. */
function entry(wallet: Wallet, accounts: readonly WalletAccount[]): Connected | undefined {
  const account = accounts.find(({ chains }) => chains.some((name) => name.startsWith("solana:")));
  return account && new Connected(wallet, account);
}

/** Asks a wallet to let the page in; `silent` only where it did so before. */
export async function connect(wallet: Wallet, silent = false): Promise<Connected | undefined> {
  const feature = wallet.features[StandardConnect] as StandardConnectFeature[typeof StandardConnect];
  return entry(wallet, (await feature.connect({ silent })).accounts);
}

/** Tells whenever the wallet has other accounts for the page, or none any more; the answer ends it. */
export function follow(wallet: Wallet, changed: (connected: Connected | undefined) => void): () => void {
  const feature = wallet.features[StandardEvents] as StandardEventsFeature[typeof StandardEvents] | undefined;
  return feature?.on("change", ({ accounts }) => accounts && changed(entry(wallet, accounts))) ?? (() => undefined);
}
