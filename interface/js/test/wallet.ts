/** A wallet of Wallet Standard for tests and the demo: it signs all it is given, unless told to refuse. */
import { webcrypto } from "node:crypto";
import { createSignerFromKeyPair, type KeyPairSigner } from "@solana/kit";

/** A key that a page may hold: a test's, never a person's. */
export async function exportableKey(): Promise<{ signer: KeyPairSigner; pkcs8: string }> {
  const pair = (await webcrypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as unknown as CryptoKeyPair;
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", pair.privateKey as never)).toString("base64");
  return { signer: await createSignerFromKeyPair(pair), pkcs8 };
}

/** A script that registers the wallet in a page; plain JavaScript, since nothing compiles it there. */
export function walletScript(name: string, address: string, pkcs8: string, versions: readonly ("legacy" | 0 | 1)[] = ["legacy", 0]): string {
  return `(() => {
  const raw = Uint8Array.from(atob(${JSON.stringify(pkcs8)}), (c) => c.charCodeAt(0));
  const icon = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=";
  const made = (address, ...chains) => ({ address, publicKey: new Uint8Array(32), chains, features: ["solana:signTransaction"] });
  let accounts = [made("0x00", "eip155:1"), made(${JSON.stringify(address)}, "solana:devnet", "solana:localnet")];
  const listeners = [];
  globalThis.walletBecomes = (address, ...chains) => {
    accounts = address ? [made(address, ...chains)] : [];
    for (const listener of listeners) listener({ accounts });
  };
  const sign = async ({ transaction, chain }) => {
    globalThis.walletSigned = { chain, version: transaction[0] >= 128 ? 1 : 0 };
    if (globalThis.walletRefuses) throw new Error("The owner of the wallet said no.");
    const key = await crypto.subtle.importKey("pkcs8", raw, "Ed25519", false, ["sign"]);
    const out = new Uint8Array(transaction);
    if (transaction[0] >= 128) {
      // version 1: the message first, the signatures at its end
      const at = transaction.length - 64;
      out.set(new Uint8Array(await crypto.subtle.sign("Ed25519", key, transaction.slice(0, at))), at);
    } else {
      const message = transaction.slice(1 + 64 * transaction[0]);
      out.set(new Uint8Array(await crypto.subtle.sign("Ed25519", key, message)), 1);
    }
    return [{ signedTransaction: out }];
  };
  const wallet = {
    version: "1.0.0", name: ${JSON.stringify(name)}, icon, chains: ["solana:localnet"], get accounts() { return accounts; },
    features: {
      "standard:connect": { version: "1.0.0", connect: async () => ({ accounts }) },
      "standard:disconnect": { version: "1.0.0", disconnect: async () => {} },
      "standard:events": { version: "1.0.0", on: (_, listener) => { listeners.push(listener); return () => listeners.splice(listeners.indexOf(listener), 1); } },
      "solana:signTransaction": { version: "1.0.0", supportedTransactionVersions: ${JSON.stringify(versions)}, signTransaction: sign },
    },
  };
  const register = (api) => api.register(wallet);
  addEventListener("wallet-standard:app-ready", (event) => register(event.detail));
  dispatchEvent(new CustomEvent("wallet-standard:register-wallet", { detail: register }));
})();`;
}
